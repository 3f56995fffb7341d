/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows_names.c: names by their rank; the first is the most telling one. */
#include "config.h"
#include "text/rows_names.h"
#include "text/rows_record.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const label_name[] = {
	"label",  "class",  "sentiment", "polarity", "category", "emotion",
	"target", "y",      "rating",    "stars",    "score",    "language",
	"lang",   "레이블", "라벨",      "감정",     "분류",     "평점",
	"별점",   "점수",   "평가",      NULL
};
static const char *const text_name[] = {
	"text",   "document", "sentence", "review", "comment", "content",
	"tweet",  "message",  "input",    "name",   "word",    "문장",
	"텍스트", "내용",     "리뷰",     "댓글",   "이름",    "본문",
	"후기",   "의견",     NULL
};
static const char *const source_name[] = { "source",   "src",  "input",
					   "question", "q",    "query",
					   "from",     "원문", "질문",
					   NULL };
static const char *const target_name[] = {
	"target", "tgt",  "output", "answer", "a",    "response", "to",
	"trg",    "번역", "번역문", "대답",   "답변", NULL
};
static const char *const language_name[] = {
	"en",     "eng",     "english", "영어",    "ko",         "kor",
	"korean", "한국어",  "kr",      "fr",      "fra",        "fre",
	"french", "de",      "deu",     "ger",     "german",     "es",
	"spa",    "spanish", "ja",      "jpn",     "japanese",   "일본어",
	"zh",     "zho",     "cmn",     "chinese", "중국어",     "it",
	"ita",    "italian", "pt",      "por",     "portuguese", "ru",
	"rus",    "russian", NULL
};

static struct span trimmed(struct span s)
{
	while (s.length && strchr(" \t", s.text[0]))
		s = (struct span){ s.text + 1, s.length - 1 };
	while (s.length && strchr(" \t", s.text[s.length - 1]))
		s.length--;
	return s;
}

bool rows_same_name(struct span a, struct span b)
{
	a = trimmed(a);
	b = trimmed(b);
	return a.length == b.length && !strncasecmp(a.text, b.text, a.length);
}

static int find_name(const char *const *list, struct span name)
{
	for (int i = 0; list[i]; i++)
		if (rows_same_name((struct span){ list[i], strlen(list[i]) },
				   name))
			return i + 1;
	return 0;
}

int rows_name_rank(enum rows_kind kind, int role, struct span name)
{
	static const char *const *const list[2][2] = {
		[ROWS_LABELLED] = { label_name, text_name },
		[ROWS_PAIRS] = { source_name, target_name },
	};

	return find_name(list[kind][role], name);
}

bool rows_is_language(struct span name)
{
	return find_name(language_name, name) > 0;
}

/* --- the option ------------------------------------------------------------ */

static int parse_number(struct span s)
{
	int n = 0;

	for (size_t i = 0; i < s.length; i++) {
		if (s.text[i] < '0' || s.text[i] > '9' || n > FIELDS_MAX)
			return 0;
		n = 10 * n + (s.text[i] - '0');
	}
	return n > FIELDS_MAX ? 0 : n;
}

bool rows_parse_columns(const char *option, struct chosen *c, struct err *e)
{
	const char *comma = strchr(option, ',');

	*c = (struct chosen){ 0 };
	if (comma && !strchr(comma + 1, ',')) {
		c->name[0].text = option;
		c->name[0].length = (size_t)(comma - option);
		c->name[1].text = comma + 1;
		c->name[1].length = strlen(comma + 1);
	}
	for (int i = 0; i < 2; i++) {
		c->name[i] = trimmed(c->name[i]);
		c->number[i] = parse_number(c->name[i]);
	}
	return (c->name[0].length && c->name[1].length &&
		!rows_same_name(c->name[0], c->name[1])) ||
	       err_set(e, ERR_INPUT,
		       "columns '%.100s': two names or numbers are needed, with "
		       "a comma between them",
		       option);
}
