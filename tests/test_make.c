/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_make.c: generated sentences and pairs are right, repeatable, and never in
 * both sets. */
#include "config.h"
#include "base/utf8.h"
#include "task/bag.h"
#include "task/make.h"
#include "task/make_pairs.h"
#include "task/make_sentiment.h"
#include "text/numerals.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

/* ---- what holds of all --------------------------------------------------- */

/* The generators of text, as one list. */
enum { TEXTS = LANGUAGES + PAIRS };

static void make_text(int kind, uint64_t seed, uint64_t number, bool held_out,
		      struct strbuf *question, struct strbuf *answer)
{
	if (kind >= LANGUAGES) {
		make_pair(seed, number, held_out, kind - LANGUAGES, question,
			  answer);
		return;
	}
	strbuf_clear(answer);
	strbuf_add(answer, sentiment_name[make_sentiment(seed, number, held_out,
							 kind, question)]);
}

static void draws_are_uniform(void **state)
{
	enum { N = 100000, SIDES = 10 };
	int seen[SIDES] = { 0 };
	double sum = 0;

	(void)state;
	for (uint64_t i = 0; i < N; i++) {
		struct draws d = draws_from(1, i, 2);

		seen[draws_below(&d, SIDES)]++;
		sum += draws_unit(&d);
	}
	for (int i = 0; i < SIDES; i++)
		assert_in_range(seen[i], N / SIDES - 400, N / SIDES + 400);
	assert_true(fabs(sum / N - 0.5) < 0.005);
}

/* Published for FNV-1a: the hash of "a" before it is mixed. */
static void hashes_never_change(void **state)
{
	uint64_t fnv = 0xaf63dc4c8601ec8c;

	(void)state;
	fnv = (fnv ^ fnv >> 30) * 0xbf58476d1ce4e5b9;
	fnv = (fnv ^ fnv >> 27) * 0x94d049bb133111eb;
	assert_true(hash_bytes("a", 1) == (fnv ^ fnv >> 31));
}

static void an_example_follows_from_its_number(void **state)
{
	struct strbuf q[2], a[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		strbuf_init(&q[i]);
		strbuf_init(&a[i]);
	}
	for (int kind = 0; kind < TEXTS; kind++) {
		int same_number = 0, same_seed = 0;

		for (uint64_t n = 0; n < 500; n++) {
			make_text(kind, 7, n, n % 2, &q[0], &a[0]);
			make_text(kind, 8, n, n % 2, &q[1], &a[1]);
			same_number += !strcmp(q[0].text, q[1].text);
			make_text(kind, 7, n + 1, n % 2, &q[1], &a[1]);
			same_seed += !strcmp(q[0].text, q[1].text);
			make_text(kind, 7, n, n % 2, &q[1], &a[1]);
			assert_string_equal(q[0].text, q[1].text);
			assert_string_equal(a[0].text, a[1].text);
		}
		assert_true(same_number < 40 && same_seed < 40);
	}
	for (int i = 0; i < 2; i++) {
		strbuf_release(&q[i]);
		strbuf_release(&a[i]);
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* No question in both, and no answer either where it is the same question in
 * other words. */
static void nothing_is_trained_and_held_out(void **state)
{
	enum { N = 20000 };
	char **trained = xcalloc(N, sizeof *trained);
	struct strbuf q, a;

	(void)state;
	strbuf_init(&q);
	strbuf_init(&a);
	for (int kind = 0; kind < TEXTS; kind++) {
		bool by_answer = kind == LANGUAGES + PAIRS_DATES ||
				 kind == LANGUAGES + PAIRS_NUMBERS;
		const char *key = NULL;

		for (int i = 0; i < N; i++) {
			make_text(kind, (uint64_t)(i % 3), (uint64_t)i, false,
				  &q, &a);
			trained[i] = xstrdup(by_answer ? a.text : q.text);
		}
		qsort(trained, N, sizeof *trained, by_text);
		for (int i = 0; i < N / 4; i++) {
			make_text(kind, (uint64_t)(i % 3), (uint64_t)i, true,
				  &q, &a);
			key = by_answer ? a.text : q.text;
			if (bsearch(&key, trained, N, sizeof *trained, by_text))
				fail_msg("'%s' is in both", key);
		}
		for (int i = 0; i < N; i++)
			free(trained[i]);
	}
	free(trained);
	strbuf_release(&q);
	strbuf_release(&a);
}

static void one_key_in_sixteen_is_held_out(void **state)
{
	int held_out = 0;

	(void)state;
	for (uint64_t key = 0; key < 160000; key++)
		held_out += key_is_held_out(key);
	assert_in_range(held_out, 9700, 10300);
}

/* ---- sentiment ----------------------------------------------------------- */

/* Adjectives that praise; all other words do not, or are listed below. */
static const char *const praise =
	" good great superb brilliant charming moving funny clever beautiful "
	"fresh gripping wonderful 좋다 훌륭하다 멋지다 재미있다 아름답다 "
	"신선하다 자연스럽다 따뜻하다 유쾌하다 새롭다 깔끔하다 흥미롭다 ";
static const char *const blame =
	" bad dull clumsy boring weak awful flat messy silly terrible slow "
	"predictable 나쁘다 지루하다 어색하다 유치하다 뻔하다 답답하다 "
	"엉성하다 허술하다 산만하다 식상하다 시시하다 느리다 ";
static const char *const negations = " not never 안 ";
static const char *const conjunctions = " but 하지만 ";

static bool is_in(const char *list, const char *word)
{
	char padded[64];

	snprintf(padded, sizeof padded, " %s ", word);
	return strstr(list, padded) != NULL;
}

/* The class of a sentence as a reader finds it, who stops at each conjunction;
 * counts tokens and clauses. */
static int judge(const char *sentence, int *tokens, int *clauses)
{
	char *copy = xstrdup(sentence), *save = NULL;
	int sign = 0, opposite = 0;

	*tokens = 0;
	*clauses = 1;
	for (char *w = strtok_r(copy, " ", &save); w;
	     w = strtok_r(NULL, " ", &save)) {
		size_t bare = strcspn(w, ",.!");

		*tokens += w[bare] ? 2 : 1;
		w[bare] = 0;
		if (is_in(conjunctions, w)) {
			sign = opposite = 0;
			++*clauses;
		}
		opposite ^= is_in(negations, w);
		sign += is_in(praise, w) - is_in(blame, w);
	}
	free(copy);
	assert_int_equal(abs(sign), 1);
	return (sign > 0) != (opposite != 0) ? POSITIVE : NEGATIVE;
}

static void the_last_clause_decides(void **state)
{
	struct strbuf s;

	(void)state;
	strbuf_init(&s);
	for (int l = 0; l < LANGUAGES; l++) {
		int two = 0, positive = 0;

		for (uint64_t n = 0; n < 20000; n++) {
			int tokens, clauses;
			int class = make_sentiment(1, n, n % 2, l, &s);

			if (judge(s.text, &tokens, &clauses) != class)
				fail_msg("'%s' is not %s", s.text,
					 sentiment_name[class]);
			assert_in_range(tokens, 4, 16);
			two += clauses == 2;
			positive += class == POSITIVE;
		}
		assert_in_range(two, 13600, 14400);
		assert_in_range(positive, 9700, 10300);
	}
	strbuf_release(&s);
}

/* Ids of words as they come, for the bag. */
struct lexicon {
	int words;
	char word[400][32];
};

static int lookup(struct lexicon *x, const char *word)
{
	int i = 0;

	while (i < x->words && strcmp(x->word[i], word))
		i++;
	if (i == x->words) {
		assert_true(x->words < (int)LENGTH(x->word));
		snprintf(x->word[x->words++], sizeof *x->word, "%s", word);
	}
	return i;
}

static int split(struct lexicon *x, char *text, int ids[16])
{
	char *save = NULL;
	int n = 0;

	for (char *w = strtok_r(text, " ", &save); w;
	     w = strtok_r(NULL, " ", &save)) {
		w[strcspn(w, ",.!")] = 0;
		ids[n++] = lookup(x, w);
	}
	return n;
}

/* The header works out 0.579. */
static void a_bag_of_words_knows_little(void **state)
{
	enum { TRAINED = 20000, HELD_OUT = 8000 };
	static struct lexicon x;
	struct strbuf s;
	struct err e;
	int ids[16];

	(void)state;
	strbuf_init(&s);
	for (int l = 0; l < LANGUAGES; l++) {
		struct bag *b = bag_new(SENTIMENTS, 1, &e);
		int right = 0;

		x.words = 0;
		for (uint64_t n = 0; n < TRAINED; n++) {
			int class = make_sentiment(1, n, false, l, &s);

			assert_true(bag_add(b, class, ids,
					    split(&x, s.text, ids), &e));
		}
		for (uint64_t n = 0; n < HELD_OUT; n++) {
			int class = make_sentiment(1, n, true, l, &s);

			right += bag_answer(b, ids, split(&x, s.text, ids)) ==
				 class;
		}
		if (fabs((double)right / HELD_OUT - 0.579) > 0.015)
			fail_msg("%s: %d of %d", language_name[l], right,
				 HELD_OUT);
		bag_free(b);
	}
	strbuf_release(&s);
}

/* ---- pairs ---------------------------------------------------------------- */

static int month_of(const char *name)
{
	static const char *const month[] = {
		"January",   "February", "March",    "April",
		"May",       "June",     "July",     "August",
		"September", "October",  "November", "December",
	};

	for (int m = 0; m < 12; m++)
		if (!strcmp(name, month[m]) ||
		    (strlen(name) == 3 && !strncmp(name, month[m], 3)))
			return m + 1;
	return 0;
}

/* Reads a date as a person would; returns its form, from 0, or -1.  A weekday
 * goes to `weekday`. */
static int read_date(const char *s, int *y, int *m, int *d, char weekday[8])
{
	char name[16];
	int end = 0;

#define READS(format, ...) \
	(end = 0, sscanf(s, format "%n", __VA_ARGS__, &end), end > 0 && !s[end])
	if (READS("%d %15s %d", d, name, y) && (*m = month_of(name)))
		return 0;
	if (READS("%15[A-Z-a-z] %d, %d", name, d, y) && (*m = month_of(name)))
		return 1;
	if (READS("%3s %d %15s %d", weekday, d, name, y) &&
	    (*m = month_of(name)))
		return 2;
	if (READS("%d/%d/%d", m, d, y))
		return 3;
	if (READS("%d.%d.%d", d, m, y))
		return 4;
	if (READS("%d년 %d월 %d일", y, m, d))
		return 5;
	if (READS("%d. %d. %d. (%7[^)])", y, m, d, weekday))
		return 6;
	return -1;
}

enum { DAYS = 73049, FORMS = 7 };

/* The pair is right by the calendar of the C library; returns its day, from
 * 1900-01-01, and its form. */
static long check_date(const char *source, const char *target, int *form)
{
	static const char *const english[] = { "Sun", "Mon", "Tue", "Wed",
					       "Thu", "Fri", "Sat" };
	static const char *const korean[] = { "일", "월", "화", "수",
					      "목", "금", "토" };
	struct tm tm = { .tm_isdst = 0 };
	char weekday[8], iso[32];
	int y = 0, m = 0, d = 0;
	long day;

	*form = read_date(source, &y, &m, &d, weekday);
	assert_in_range(*form, 0, FORMS - 1);
	tm.tm_year = y - 1900;
	tm.tm_mon = m - 1;
	tm.tm_mday = d;
	day = (long)(timegm(&tm) / 86400) + 25567;
	strftime(iso, sizeof iso, "%Y-%m-%d", &tm);
	assert_string_equal(target, iso);
	assert_int_equal(tm.tm_mday, d); /* timegm() kept it */
	if (*form == 2 || *form == 6)
		assert_string_equal(
			weekday, (*form == 2 ? english : korean)[tm.tm_wday]);
	return day;
}

static void dates_are_days_of_the_calendar(void **state)
{
	enum { N = 1300000 };
	static bool seen[DAYS];
	int forms[FORMS] = { 0 }, days = 0;
	struct strbuf s, t;

	(void)state;
	strbuf_init(&s);
	strbuf_init(&t);
	for (uint64_t i = 0; i < N; i++) {
		int form;
		long day;

		make_pair(1, i, i % 16 == 0, PAIRS_DATES, &s, &t);
		day = check_date(s.text, t.text, &form);
		assert_in_range(day, 0, DAYS - 1);
		forms[form]++;
		days += !seen[day];
		seen[day] = true;
	}
	assert_int_equal(days, DAYS);
	for (int i = 0; i < FORMS; i++)
		assert_in_range(forms[i], N / FORMS - 2000, N / FORMS + 2000);
	strbuf_release(&s);
	strbuf_release(&t);
}

static void numbers_are_their_words(void **state)
{
	int digits[8] = { 0 };
	bool small[10] = { false };
	struct strbuf s, t;

	(void)state;
	strbuf_init(&s);
	strbuf_init(&t);
	for (uint64_t i = 0; i < 30000; i++) {
		uint64_t n = 0;

		make_pair(2, i, i % 2, PAIRS_NUMBERS, &s, &t);
		assert_true(numeral_read(t.text, t.length, &n));
		assert_int_equal(n, strtoul(s.text, NULL, 10));
		assert_true(s.length == 1 || s.text[0] != '0');
		assert_in_range(s.length, 1 + i % 2, 5);
		digits[s.length]++;
		if (n < 10)
			small[n] = true;
	}
	for (int i = 0; i < 10; i++)
		assert_true(small[i]);
	for (int i = 2; i <= 5; i++)
		assert_true(digits[i] > digits[i - 1]);
	strbuf_release(&s);
	strbuf_release(&t);
}

/* The syllable at s, counted from the first. */
static int syllable_at(const char *s)
{
	uint32_t c = 0;

	assert_int_equal(utf8_decode(s, 3, &c), 3);
	assert_in_range(c, 0xac00, 0xd7a3);
	return (int)c - 0xac00;
}

/* Every final meets every initial, but those three with ㅎ only the six before
 * which they are written. */
static void words_show_all_sounds(void **state)
{
	static bool met[28][19];
	struct strbuf s, t;
	int pairs = 0;

	(void)state;
	strbuf_init(&s);
	strbuf_init(&t);
	for (uint64_t i = 0; i < 200000; i++) {
		make_pair(3, i, false, PAIRS_ROMAN, &s, &t);
		assert_int_equal(strspn(t.text, "abcdefghijklmnoprstuwy"),
				 t.length);
		assert_in_range(s.length, 3, 4 * 3);
		for (size_t at = 3; at < s.length; at += 3) {
			int final = syllable_at(s.text + at - 3) % 28;
			int initial = syllable_at(s.text + at) / 588;

			pairs += !met[final][initial];
			met[final][initial] = true;
		}
	}
	assert_int_equal(pairs, 25 * 19 + 3 * 6);
	strbuf_release(&s);
	strbuf_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_are_uniform),
		cmocka_unit_test(hashes_never_change),
		cmocka_unit_test(an_example_follows_from_its_number),
		cmocka_unit_test(nothing_is_trained_and_held_out),
		cmocka_unit_test(one_key_in_sixteen_is_held_out),
		cmocka_unit_test(the_last_clause_decides),
		cmocka_unit_test(a_bag_of_words_knows_little),
		cmocka_unit_test(dates_are_days_of_the_calendar),
		cmocka_unit_test(numbers_are_their_words),
		cmocka_unit_test(words_show_all_sounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
