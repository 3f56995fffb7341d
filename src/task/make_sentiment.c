/* SPDX-License-Identifier: GPL-3.0-or-later */
/* make_sentiment.c: the grammar, its words in two languages. */
#include "config.h"
#include "task/make_sentiment.h"
#include "task/make.h"
#include <string.h>

enum { FEWEST_TOKENS = 4, MOST_TOKENS = 16 };

const char *const language_name[LANGUAGES] = { "en", "ko", "mixed" };
const char *const sentiment_name[SENTIMENTS] = { "negative", "positive" };

/* Words of which one is drawn, each as probable. */
struct choice {
	int count;
	const char *const *word;
};

/* clang-format off */
#define CHOICE(...) { \
	(int)LENGTH(((const char *const[]){ __VA_ARGS__ })), \
	(const char *const[]){ __VA_ARGS__ } }
/* clang-format on */

static const struct lexicon {
	struct choice adjective[SENTIMENTS];
	struct choice aspect, whole; /* of a film; the film */
	struct choice negation;
	struct choice strong, negated_strong; /* with a negation */
	struct choice opener, closer;
	const char *but;
} lexicon[] = {
	[LANGUAGE_EN] = {
		.adjective = {
			CHOICE("bad", "dull", "clumsy", "boring", "weak",
			       "awful", "flat", "messy", "silly", "terrible",
			       "slow", "predictable"),
			CHOICE("good", "great", "superb", "brilliant",
			       "charming", "moving", "funny", "clever",
			       "beautiful", "fresh", "gripping", "wonderful"),
		},
		.aspect = CHOICE("acting", "plot", "story", "music", "ending",
				 "cast", "dialogue", "pacing", "script",
				 "direction", "editing", "humour"),
		.whole = CHOICE("film", "movie", "story", "comedy", "drama",
				"sequel"),
		.negation = CHOICE("not", "not", "not", "never"),
		.strong = CHOICE("very", "really", "truly", "rather"),
		.negated_strong = CHOICE("very", "really", "truly",
					  "particularly"),
		.opener = CHOICE("honestly", "frankly", "overall", "i think",
				 "to be fair", "for me", "all in all"),
		.closer = CHOICE("in the end", "this time", "on the whole",
				 "from the start"),
		.but = "but",
	},
	[LANGUAGE_KO] = {
		.adjective = {
			CHOICE("나쁘다", "지루하다", "어색하다", "유치하다",
			       "뻔하다", "답답하다", "엉성하다", "허술하다",
			       "산만하다", "식상하다", "시시하다", "느리다"),
			CHOICE("좋다", "훌륭하다", "멋지다", "재미있다",
			       "아름답다", "신선하다", "자연스럽다",
			       "따뜻하다", "유쾌하다", "새롭다", "깔끔하다",
			       "흥미롭다"),
		},
		.aspect = CHOICE("연기가", "음악이", "이야기가", "줄거리가",
				 "결말이", "화면이", "대사가", "배우들이",
				 "연출이", "전개가", "영상이", "편집이"),
		.whole = CHOICE("영화는", "작품은", "드라마는", "속편은"),
		.negation = CHOICE("안"),
		.strong = CHOICE("정말", "아주", "매우", "참", "꽤"),
		.negated_strong = CHOICE("별로", "전혀", "그렇게", "정말"),
		.opener = CHOICE("솔직히", "개인적으로", "전체적으로",
				 "제 생각에", "다시 봐도", "제가 보기에"),
		.closer = { 0, NULL }, /* the verb ends the sentence */
		.but = "하지만",
	},
};

/* ---- sentences ----------------------------------------------------------- */

struct sentence {
	struct draws d;
	struct strbuf *text;
	int tokens;
};

/* True once in `n` times. */
static bool once_in(struct sentence *s, int n)
{
	return draws_below(&s->d, n) == 0;
}

static const char *draw(struct sentence *s, const struct choice *c)
{
	return c->word[draws_below(&s->d, c->count)];
}

/* A language of which there are words. */
static enum language pick(struct sentence *s, enum language l)
{
	if (l != LANGUAGE_MIXED)
		return l;
	return once_in(s, 2) ? LANGUAGE_EN : LANGUAGE_KO;
}

static int count_words(const char *words)
{
	int n = 1;

	for (; *words; words++)
		n += *words == ' ';
	return n;
}

static void add(struct sentence *s, const char *words)
{
	if (s->text->length)
		strbuf_add_char(s->text, ' ');
	strbuf_add(s->text, words);
	s->tokens += count_words(words);
}

/* A clause before its words are put in order. */
struct clause {
	enum language language;
	const char *negation, *strong; /* NULL: none */
	const char *adjective;
};

static struct clause draw_clause(struct sentence *s, enum language l,
				 bool positive)
{
	const struct lexicon *w;
	struct clause c = { .negation = NULL };
	bool negated = once_in(s, 3), strong = once_in(s, 3);

	c.language = pick(s, l);
	w = &lexicon[c.language];
	if (negated)
		c.negation = draw(s, &w->negation);
	if (strong)
		c.strong = draw(s, negated ? &w->negated_strong : &w->strong);
	c.adjective = draw(s, &w->adjective[positive != negated]);
	return c;
}

static void add_if(struct sentence *s, const char *words)
{
	if (words)
		add(s, words);
}

/* "this is not a very good film", "the plot was dull", "i found the cast not
 * really charming"; not the first as the second clause. */
static void add_english(struct sentence *s, const struct clause *c)
{
	const struct lexicon *w = &lexicon[LANGUAGE_EN];
	const char *next = c->strong ? c->strong : c->adjective;
	int form = s->tokens ? 1 + draws_below(&s->d, 2)
			     : draws_below(&s->d, 3);

	if (form == 0) {
		add(s, once_in(s, 2) ? "this is" : "this was");
		add_if(s, c->negation ? "not" : NULL);
		add(s, strchr("aeiou", *next) ? "an" : "a");
		add_if(s, c->strong);
		add(s, c->adjective);
		add(s, draw(s, &w->whole));
		return;
	}
	add(s, form == 1 ? "the" : "i found the");
	add(s, draw(s, &w->aspect));
	if (form == 1)
		add(s, once_in(s, 2) ? "is" : "was");
	add_if(s, c->negation);
	add_if(s, c->strong);
	add(s, c->adjective);
}

/* "이 영화는 정말 좋다", "이 영화는 음악이 좋다", "음악이 별로 안 좋다"; only the
 * last as the second clause. */
static void add_korean(struct sentence *s, const struct clause *c)
{
	const struct lexicon *w = &lexicon[LANGUAGE_KO];
	int form = s->tokens ? 2 : draws_below(&s->d, 3);

	if (form != 2) {
		add(s, "이");
		add(s, draw(s, &w->whole));
	}
	if (form != 0)
		add(s, draw(s, &w->aspect));
	add_if(s, c->strong);
	add_if(s, c->negation);
	add(s, c->adjective);
}

static enum language add_clause(struct sentence *s, enum language l,
				bool positive)
{
	struct clause c = draw_clause(s, l, positive);

	if (c.language == LANGUAGE_EN)
		add_english(s, &c);
	else
		add_korean(s, &c);
	return c.language;
}

/* A mark of punctuation, if it fits. */
static void add_mark(struct sentence *s, char mark)
{
	if (s->tokens == MOST_TOKENS)
		return;
	strbuf_add_char(s->text, mark);
	s->tokens++;
}

/* One clause, or two; the last as wanted.  Returns the language of the last. */
static enum language add_clauses(struct sentence *s, enum language l,
				 bool positive)
{
	enum language first;

	if (draws_below(&s->d, 10) < 3)
		return add_clause(s, l, positive);
	first = add_clause(s, l, once_in(s, 4) ? positive : !positive);
	if (once_in(s, 2))
		add_mark(s, ',');
	add(s, lexicon[first].but);
	return add_clause(s, l, positive);
}

/* In front of the sentence, for which it may be too long. */
static void add_opener(struct sentence *s, enum language l)
{
	const char *opener = draw(s, &lexicon[l].opener);
	struct strbuf rest = *s->text;

	if (s->tokens + count_words(opener) > MOST_TOKENS)
		return;
	strbuf_init(s->text);
	add(s, opener);
	strbuf_add_char(s->text, ' ');
	strbuf_add_bytes(s->text, rest.text, rest.length);
	strbuf_release(&rest);
}

static void add_closer(struct sentence *s, const struct choice *closer)
{
	const char *words = closer->count ? draw(s, closer) : NULL;

	if (words && s->tokens + count_words(words) <= MOST_TOKENS)
		add(s, words);
}

/* Returns its class. */
static int make_sentence(struct draws d, enum language l, struct strbuf *text)
{
	struct sentence s = { d, text, 0 };
	bool positive = once_in(&s, 2);
	enum language last;
	int mark;

	strbuf_clear(text);
	last = add_clauses(&s, l, positive);
	if (once_in(&s, 3) || s.tokens < FEWEST_TOKENS)
		add_opener(&s, pick(&s, l));
	if (once_in(&s, 4))
		add_closer(&s, &lexicon[last].closer);
	mark = draws_below(&s.d, 6);
	if (mark < 4 || s.tokens < FEWEST_TOKENS)
		add_mark(&s, mark ? '.' : '!');
	return positive ? POSITIVE : NEGATIVE;
}

int make_sentiment(uint64_t seed, uint64_t number, bool held_out,
		   enum language l, struct strbuf *text)
{
	struct attempts a =
		attempts_begin(MAKE_SENTIMENT, l, seed, number, held_out);
	int class;

	do
		class = make_sentence(attempts_next(&a), l, text);
	while (!attempts_accept(&a, hash_bytes(text->text, text->length)));
	return class;
}
