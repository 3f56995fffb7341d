/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_make.c: generated sentences, pairs and sequences are right, repeatable,
 * and never in both sets. */
#include "config.h"
#include "task/bag.h"
#include "task/make.h"
#include "task/make_memory.h"
#include "task/make_pairs.h"
#include "task/make_sentiment.h"
#include "text/numerals.h"
#include <math.h>
#include <regex.h>
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

static void dates_are_days_of_the_calendar(void **state)
{
	enum { DAYS = 73049, FORMS = 7, N = 1300000 };
	static const char *const english[] = { "Sun", "Mon", "Tue", "Wed",
					       "Thu", "Fri", "Sat" };
	static const char *const korean[] = { "일", "월", "화", "수",
					      "목", "금", "토" };
	static bool seen[DAYS];
	int forms[FORMS] = { 0 }, days = 0;
	struct strbuf s, t;

	(void)state;
	strbuf_init(&s);
	strbuf_init(&t);
	for (uint64_t i = 0; i < N; i++) {
		struct tm tm = { .tm_isdst = 0 };
		char weekday[8], iso[32];
		int y = 0, m = 0, d = 0, form;
		long day;

		make_pair(1, i, i % 16 == 0, PAIRS_DATES, &s, &t);
		form = read_date(s.text, &y, &m, &d, weekday);
		assert_true(form >= 0);
		forms[form]++;
		tm.tm_year = y - 1900;
		tm.tm_mon = m - 1;
		tm.tm_mday = d;
		day = (long)(timegm(&tm) / 86400) + 25567;
		assert_in_range(day, 0, DAYS - 1);
		days += !seen[day];
		seen[day] = true;
		strftime(iso, sizeof iso, "%Y-%m-%d", &tm);
		assert_string_equal(t.text, iso);
		assert_int_equal(tm.tm_mday, d);
		if (form == 2 || form == 6)
			assert_string_equal(
				weekday,
				(form == 2 ? english : korean)[tm.tm_wday]);
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

/* Letters of the last syllable but one and the one after it: every final meets
 * every initial, but ㅎ those before which it is not written. */
static void words_show_all_sounds(void **state)
{
	static bool met[28][19];
	struct strbuf s, t;
	int pairs = 0, longest = 0;

	(void)state;
	strbuf_init(&s);
	strbuf_init(&t);
	for (uint64_t i = 0; i < 200000; i++) {
		int before = -1;

		make_pair(3, i, false, PAIRS_ROMAN, &s, &t);
		assert_int_equal(strspn(t.text, "abcdefghijklmnoprstuwy"),
				 t.length);
		longest = max_int(longest, (int)s.length / 3);
		for (size_t at = 0; at < s.length; at += 3) {
			const unsigned char *b =
				(const unsigned char *)s.text + at;
			int c = ((b[0] & 15) << 12 | (b[1] & 63) << 6 |
				 (b[2] & 63)) -
				0xac00;

			assert_in_range(c, 0, 11171);
			if (before >= 0 && !met[before][c / 588]) {
				met[before][c / 588] = true;
				pairs++;
			}
			before = c % 28;
		}
	}
	assert_int_equal(longest, 4);
	/* three finals with ㅎ stand before six initials */
	assert_int_equal(pairs, 25 * 19 + 3 * 6);
	strbuf_release(&s);
	strbuf_release(&t);
}

/* ---- sequences ------------------------------------------------------------ */

enum { MOST_STEPS = 200 };

struct arrays {
	int id[MOST_STEPS], target[MOST_STEPS];
	double value[2 * MOST_STEPS], goal[MOST_STEPS], weight[MOST_STEPS];
	unsigned allowed[MOST_STEPS];
};

/* With what the problem does not fill left out. */
static struct memory_example example_of(struct arrays *a,
					enum memory_problem problem)
{
	struct memory_example x = { .weight = a->weight };

	if (problem == MEMORY_ADDING) {
		x.value = a->value;
		x.goal = a->goal;
		return x;
	}
	x.id = a->id;
	x.target = a->target;
	x.allowed = problem == MEMORY_REBER ? a->allowed : NULL;
	return x;
}

static void marked_numbers_are_added(void **state)
{
	enum { STEPS = 51, N = 20000 };
	struct arrays a;
	struct memory_example x = example_of(&a, MEMORY_ADDING);
	double squares = 0;
	int at[2][STEPS] = { { 0 } };

	(void)state;
	for (uint64_t n = 0; n < N; n++) {
		double sum = 0, marks = 0;

		make_memory(1, n, n % 2, MEMORY_ADDING, STEPS, &x);
		assert_int_equal(x.steps, STEPS);
		for (int t = 0; t < STEPS; t++) {
			double number = x.value[2 * t];
			double mark = x.value[2 * t + 1];

			assert_true(number >= 0 && number < 1);
			assert_true(mark == 0 || mark == 1);
			if (mark == 1)
				at[(int)marks][t]++;
			marks += mark;
			sum += mark * number;
			assert_true(x.weight[t] == (t == STEPS - 1));
			if (t < STEPS - 1)
				assert_true(x.goal[t] == 0);
		}
		assert_true(marks == 2);
		assert_true(fabs(x.goal[STEPS - 1] - sum) < 1e-15);
		squares += (sum - 1) * (sum - 1);
	}
	for (int t = 0; t < STEPS; t++) {
		assert_true((at[0][t] > 0) == (t < STEPS / 2));
		assert_true((at[1][t] > 0) == (t >= STEPS / 2));
	}
	assert_true(fabs(squares / N - 1. / 6) < 0.005);
}

static void symbols_are_said_again(void **state)
{
	enum { STEPS = 30 };
	struct arrays a;
	struct memory_example x = example_of(&a, MEMORY_COPY);
	int seen[10] = { 0 };

	(void)state;
	for (uint64_t n = 0; n < 2000; n++) {
		make_memory(1, n, n % 2, MEMORY_COPY, STEPS, &x);
		assert_int_equal(x.steps, STEPS);
		for (int t = 0; t < STEPS; t++) {
			bool end = t >= STEPS - COPIED;
			const char *read = memory_symbol(MEMORY_COPY, x.id[t]);

			if (t >= COPIED)
				assert_string_equal(read, end ? "go" : ".");
			else
				assert_in_range(atoi(read), 1, 8);
			if (t < COPIED)
				seen[x.id[t]]++;
			assert_true(x.weight[t] == end);
			assert_int_equal(x.target[t],
					 end ? x.id[t - (STEPS - COPIED)] : 0);
		}
	}
	for (int i = 1; i <= 8; i++)
		assert_in_range(seen[i], 1100, 1400);
}

static void odd_ones_are_found(void **state)
{
	enum { STEPS = 40 };
	struct arrays a;
	struct memory_example x = example_of(&a, MEMORY_PARITY);
	long ones = 0;

	(void)state;
	for (uint64_t n = 0; n < 1000; n++) {
		int count = 0;

		make_memory(1, n, n % 2, MEMORY_PARITY, STEPS, &x);
		assert_int_equal(x.steps, STEPS);
		for (int t = 0; t < STEPS; t++) {
			count += x.id[t];
			assert_int_equal(x.target[t], count % 2);
			assert_true(x.weight[t] == 1);
		}
		ones += count;
	}
	assert_in_range(ones, 19500, 20500);
}

/* The inner word as a regular expression, derived by hand from the drawing of
 * the grammar: X leads from the upper half to the lower, P back. */
#define AFTER_X "(XT*VP)*(S|XT*VV)"
#define INNER "B(TS*X" AFTER_X "|PT*V(V|P" AFTER_X "))E"

enum { PREFIX = 6, PREFIXES = 117649 }; /* 7^6 */

static void reber_words_are_grammatical(void **state)
{
	enum { STEPS = 40 };
	static unsigned next[PREFIXES], allowed[PREFIXES];
	static int often[PREFIXES];
	struct arrays a;
	struct memory_example x = example_of(&a, MEMORY_REBER);
	regex_t grammar;
	int lengths[STEPS + 1] = { 0 }, checked = 0;

	(void)state;
	assert_false(regcomp(&grammar, "^B(T" INNER "T|P" INNER "P)E$",
			     REG_EXTENDED | REG_NOSUB));
	for (uint64_t n = 0; n < 40000; n++) {
		char word[STEPS + 2];
		int prefix = 0;

		make_memory(1, n, n % 4 == 0, MEMORY_REBER, STEPS, &x);
		assert_in_range(x.steps, 8, STEPS);
		lengths[x.steps]++;
		for (int t = 0; t < x.steps; t++) {
			word[t] = *memory_symbol(MEMORY_REBER, x.id[t]);
			word[t + 1] = *memory_symbol(MEMORY_REBER, x.target[t]);
			if (t + 1 < x.steps)
				assert_int_equal(x.target[t], x.id[t + 1]);
			assert_true(x.weight[t] == 1);
			assert_true(x.allowed[t] >> x.target[t] & 1);
		}
		word[x.steps + 1] = 0;
		if (regexec(&grammar, word, 0, NULL, 0))
			fail_msg("%s", word);
		for (int t = 0; t < PREFIX; t++) {
			prefix = prefix * 7 + x.id[t];
			next[prefix] |= 1u << x.target[t];
			allowed[prefix] = x.allowed[t];
			often[prefix]++;
		}
	}
	/* what is allowed is what follows */
	for (int i = 0; i < PREFIXES; i++)
		if (often[i] > 60) {
			assert_int_equal(next[i], allowed[i]);
			checked++;
		}
	assert_in_range(checked, 25, 60);
	assert_true(lengths[8] > 0 && lengths[30] > 0);
	regfree(&grammar);
}

static int by_words(const void *a, const void *b)
{
	return memcmp(a, b, 16 * sizeof(int));
}

/* No sequence is in both sets, also of the shortest, of which there are few. */
static void no_sequence_is_trained_and_held_out(void **state)
{
	enum { N = 3000, ROW = 16 };
	static int trained[N][ROW], held_out[ROW];
	struct arrays a;

	(void)state;
	for (int p = 0; p < MEMORY_PROBLEMS; p++) {
		struct memory_example x = example_of(&a, p);
		int length = memory_shape(p).shortest, other = 0;

		memset(trained, 0, sizeof trained);
		for (uint64_t n = 0; n < 2 * N; n++) {
			int *row = n < N ? trained[n] : held_out;

			make_memory(n % 3, n, n >= N, p, length, &x);
			memset(row, 0, sizeof held_out);
			if (x.value)
				memcpy(row, x.value, 16);
			else
				memcpy(row, x.id,
				       (size_t)x.steps * sizeof *x.id);
			if (n == N)
				qsort(trained, N, sizeof *trained, by_words);
			if (n >= N)
				other += !bsearch(row, trained, N,
						  sizeof *trained, by_words);
		}
		if (other != N)
			fail_msg("%s: %d in both", memory_name[p], N - other);
	}
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
		cmocka_unit_test(marked_numbers_are_added),
		cmocka_unit_test(symbols_are_said_again),
		cmocka_unit_test(odd_ones_are_found),
		cmocka_unit_test(reber_words_are_grammatical),
		cmocka_unit_test(no_sequence_is_trained_and_held_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
