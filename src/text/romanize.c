/* SPDX-License-Identifier: GPL-3.0-or-later */
/* romanize.c: the sound of each boundary between two syllables, then letters.
 *
 * A boundary changes only the final on its left and the initial on its right,
 * so boundaries do not depend on each other.  Articles in the comments are
 * those of the Standard Pronunciation (1988). */
#include "config.h"
#include "text/romanize.h"
#include "base/utf8.h"
#include "text/hangul.h"
#include <string.h>

static const char *const initial_text[INITIALS] = {
	"g",  "kk", "n", "d",  "tt", "r", "m", "b", "pp", "s",
	"ss", "",   "j", "jj", "ch", "k", "t", "p", "h",
};
static const char *const vowel_text[VOWELS] = {
	"a",  "ae", "ya", "yae", "eo", "e",  "yeo", "ye", "o",  "wa", "wae",
	"oe", "yo", "u",  "wo",  "we", "wi", "yu",  "eu", "ui", "i",
};
/* Of the seven finals that are pronounced. */
static const char *const final_text[FINALS] = {
	[F_NONE] = "", [F_G] = "k", [F_N] = "n", [F_D] = "t",
	[F_R] = "l",   [F_M] = "m", [F_B] = "p", [F_NG] = "ng",
};

/* The sounds of a final. */
static const struct sound {
	unsigned char alone; /* at the end, or before a consonant (8-11) */
	unsigned char stays; /* before a vowel: this is left of it, */
	unsigned char links; /* and this begins the next syllable (13, 14) */
	unsigned char
		with_h; /* merged with ㅎ: the next initial (12); 0 none */
	unsigned char h_stays; /* then this is left of it */
} sound[FINALS] = {
	[F_NONE] = { F_NONE, F_NONE, I_NONE, 0, 0 },
	[F_G] = { F_G, F_NONE, I_G, I_K, F_NONE },
	[F_GG] = { F_G, F_NONE, I_GG, I_K, F_NONE },
	[F_GS] = { F_G, F_G, I_S, I_K, F_NONE },
	[F_N] = { F_N, F_NONE, I_N, 0, 0 },
	[F_NJ] = { F_N, F_N, I_J, I_C, F_N },
	[F_NH] = { F_N, F_NONE, I_N, 0, 0 },
	[F_D] = { F_D, F_NONE, I_D, I_T, F_NONE },
	[F_R] = { F_R, F_NONE, I_R, 0, 0 },
	[F_RG] = { F_G, F_R, I_G, I_K, F_R },
	[F_RM] = { F_M, F_R, I_M, 0, 0 },
	[F_RB] = { F_R, F_R, I_B, I_P, F_R },
	[F_RS] = { F_R, F_R, I_S, 0, 0 },
	[F_RT] = { F_R, F_R, I_T, I_T, F_R },
	[F_RP] = { F_B, F_R, I_P, I_P, F_R },
	[F_RH] = { F_R, F_NONE, I_R, 0, 0 },
	[F_M] = { F_M, F_NONE, I_M, 0, 0 },
	[F_B] = { F_B, F_NONE, I_B, I_P, F_NONE },
	[F_BS] = { F_B, F_B, I_S, I_P, F_NONE },
	[F_S] = { F_D, F_NONE, I_S, I_T, F_NONE },
	[F_SS] = { F_D, F_NONE, I_SS, I_T, F_NONE },
	[F_NG] = { F_NG, F_NG, I_NONE, 0, 0 },
	[F_J] = { F_D, F_NONE, I_J, I_C, F_NONE },
	[F_C] = { F_D, F_NONE, I_C, I_C, F_NONE },
	[F_K] = { F_G, F_NONE, I_K, I_K, F_NONE },
	[F_T] = { F_D, F_NONE, I_T, I_T, F_NONE },
	[F_P] = { F_B, F_NONE, I_P, I_P, F_NONE },
	[F_H] = { F_D, F_NONE, I_NONE, 0, 0 },
};

/* Words that the rules name since their spelling does not show the sound, and
 * a spelling that does: ㄴ inserted (29), ㄴㄹ as nn (20). */
static const char *const respelled[][2] = {
	{ "학여울", "학녀울" }, { "알약", "알냑" },     { "의견란", "의견난" },
	{ "임진란", "임진난" }, { "생산량", "생산냥" }, { "결단력", "결단녁" },
	{ "공권력", "공권녁" }, { "동원령", "동원녕" }, { "상견례", "상견녜" },
	{ "횡단로", "횡단노" }, { "이원론", "이원논" }, { "입원료", "입원뇨" },
	{ "구근류", "구근뉴" }, { "신문로", "신문노" },
};

/* The current syllable, and the text after it. */
struct reader {
	struct syllable s;
	const char *rest;
	size_t left; /* bytes of rest */
};

/* Reads a syllable of rest[0..left); false: none is there. */
static bool next_syllable(struct reader *p)
{
	uint32_t c;
	int n = p->left ? utf8_decode(p->rest, p->left, &c) : 0;

	if (n <= 0 || !hangul_is_syllable(c))
		return false;
	p->s = hangul_split(c);
	p->rest += n;
	p->left -= (size_t)n;
	return true;
}

/* Is the rest of the word after 하 an ending of 하다? */
static bool is_ending(struct reader p)
{
	static const uint32_t ending[] = { 0xb2e4 /* 다 */, 0xace0 /* 고 */,
					   0xac8c /* 게 */, 0xc9c0 /* 지 */,
					   0xba70 /* 며 */, 0xc5ec /* 여 */ };

	if (!next_syllable(&p))
		return false;
	for (size_t i = 0; i < LENGTH(ending); i++)
		if (hangul_join(p.s) == ending[i])
			return !next_syllable(&p);
	return false;
}

/* Does this syllable, which begins with ㅎ, belong to a verb: 히 or 혀, with
 * endings, or 하다? */
static bool is_verb(const struct reader *p)
{
	switch (p->s.vowel) {
	case V_I:
		return p->s.final == F_NONE || p->s.final == F_N ||
		       p->s.final == F_R || p->s.final == F_M ||
		       p->s.final == F_B;
	case V_YEO: return p->s.final == F_NONE || p->s.final == F_SS;
	case V_A: return p->s.final == F_NONE && is_ending(*p);
	default: return false;
	}
}

/* ㄷ and ㅌ before an i or a y that belongs to a suffix (17). */
static bool is_palatal(enum final f, enum vowel v, bool with_h)
{
	if (f != F_D && f != F_T && f != F_RT)
		return false;
	return v == V_I || (v == V_YEO && (f != F_D || with_h));
}

static void link_vowel(struct syllable *left, struct syllable *right)
{
	const struct sound *s = &sound[left->final];

	right->initial = s->links;
	if (is_palatal(left->final, right->vowel, false))
		right->initial = left->final == F_D ? I_J : I_C;
	left->final = s->stays;
}

static void merge_h(struct syllable *left, struct syllable *right)
{
	const struct sound *s = &sound[left->final];

	right->initial = is_palatal(left->final, right->vowel, true)
				 ? I_C
				 : (enum initial)s->with_h;
	left->final = s->h_stays;
}

/* A final with ㅎ before a consonant that it aspirates or, ㅅ, makes tense
 * (12).  False: it does neither. */
static bool merge_final_h(struct syllable *left, struct syllable *right)
{
	static const unsigned char aspirated[INITIALS] = {
		[I_G] = I_K, [I_D] = I_T, [I_B] = I_P, [I_J] = I_C, [I_S] = I_S,
	};

	if (left->final != F_H && left->final != F_NH && left->final != F_RH)
		return false;
	if (!aspirated[right->initial])
		return false;
	right->initial = aspirated[right->initial];
	left->final = left->final == F_H ? F_NONE : sound[left->final].alone;
	return true;
}

/* Clusters with ㄹ before a consonant, where not the usual one is heard (10,
 * 11): 밟다, 넓죽하다, 넓둥글다; 읽고 but 닭과. */
static bool is_other_of_cluster(const struct syllable *left,
				const struct syllable *right)
{
	if (left->final == F_RG)
		return right->initial == I_G && right->vowel != V_WA;
	if (left->final != F_RB)
		return false;
	if (left->initial == I_B && left->vowel == V_A)
		return true;
	return left->initial == I_N && left->vowel == V_EO &&
	       right->vowel == V_U &&
	       ((right->initial == I_J && right->final == F_G) ||
		(right->initial == I_D && right->final == F_NG));
}

static void reduce(struct syllable *left, const struct syllable *right)
{
	if (!is_other_of_cluster(left, right))
		left->final = sound[left->final].alone;
	else
		left->final = left->final == F_RG ? F_R : F_B;
}

/* Nasals and ㄹ (18-20); the final is one of the seven. */
static void assimilate(struct syllable *left, struct syllable *right)
{
	static const unsigned char nasal[FINALS] = { [F_G] = F_NG,
						     [F_D] = F_N,
						     [F_B] = F_M,
						     [F_M] = F_M,
						     [F_NG] = F_NG };

	if (left->final == F_R && right->initial == I_N) {
		right->initial = I_R;
	} else if (left->final == F_N && right->initial == I_R) {
		left->final = F_R;
	} else if (nasal[left->final] && right->initial == I_R) {
		left->final = nasal[left->final];
		right->initial = I_N;
	} else if (nasal[left->final] &&
		   (right->initial == I_N || right->initial == I_M)) {
		left->final = nasal[left->final];
	}
}

static void join(struct syllable *left, struct reader *right)
{
	struct syllable *r = &right->s;

	if (r->initial == I_NONE) {
		link_vowel(left, r);
	} else if (r->initial == I_H && sound[left->final].with_h &&
		   is_verb(right)) {
		merge_h(left, r);
	} else if (!merge_final_h(left, r)) {
		reduce(left, r);
		assimilate(left, r);
	}
}

/* Writes a syllable whose boundaries are done; `before` is the
 * final on its left. */
static void write_syllable(struct strbuf *out, enum final before,
			   struct syllable s)
{
	bool palatal = s.initial == I_J || s.initial == I_JJ ||
		       s.initial == I_C;

	strbuf_add(out, before == F_R && s.initial == I_R
				? "l"
				: initial_text[s.initial]);
	strbuf_add(out,
		   vowel_text[palatal && s.vowel == V_YEO ? V_EO : s.vowel]);
	strbuf_add(out, final_text[s.final]);
}

/* From the first syllable of a word to its end. */
static void write_word(struct strbuf *out, struct reader *p)
{
	enum final before = F_NONE;
	struct syllable left = p->s;

	while (next_syllable(p)) {
		join(&left, p);
		write_syllable(out, before, left);
		before = left.final;
		left = p->s;
	}
	left.final = sound[left.final].alone;
	write_syllable(out, before, left);
}

/* The text with the words of the list as they sound. */
static void respell(struct strbuf *out, const char *text, size_t length)
{
	for (size_t at = 0; at < length;) {
		size_t i = 0, n = 0;

		for (; i < LENGTH(respelled); i++) {
			n = strlen(respelled[i][0]);
			if (n <= length - at &&
			    !memcmp(text + at, respelled[i][0], n))
				break;
		}
		if (i < LENGTH(respelled)) {
			strbuf_add(out, respelled[i][1]);
			at += n;
		} else {
			strbuf_add_char(out, text[at++]);
		}
	}
}

void romanize(struct strbuf *out, const char *text, size_t length)
{
	struct strbuf spelled;
	struct reader p;

	strbuf_init(&spelled);
	respell(&spelled, text, length);
	p = (struct reader){ .rest = spelled.text, .left = spelled.length };
	while (p.left)
		if (next_syllable(&p)) {
			write_word(out, &p);
		} else {
			strbuf_add_char(out, *p.rest++);
			p.left--;
		}
	strbuf_release(&spelled);
}
