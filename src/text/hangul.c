/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hangul.c: the arithmetic of Unicode, section 3.12. */
#include "config.h"
#include "text/hangul.h"

enum {
	FIRST_SYLLABLE = 0xac00,
	SYLLABLES = INITIALS * VOWELS * FINALS,
	FIRST_INITIAL = 0x1100,
	FIRST_VOWEL = 0x1161,
	FIRST_FINAL = 0x11a7, /* minus one: F_NONE has no code point */
	FIRST_LETTER = 0x3131,
	FIRST_VOWEL_LETTER = 0x314f,
};

/* Distances from FIRST_LETTER. */
static const unsigned char initial_letter[INITIALS] = {
	0, 1, 3, 6, 7, 8, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
};
static const unsigned char final_letter[FINALS] = {
	0,  0,  1,  2,  3,  4,  5,  6,  8,  9,  10, 11, 12, 13,
	14, 15, 16, 17, 19, 20, 21, 22, 23, 25, 26, 27, 28, 29,
};

bool hangul_is_syllable(uint32_t c)
{
	return c >= FIRST_SYLLABLE && c < FIRST_SYLLABLE + SYLLABLES;
}

struct syllable hangul_split(uint32_t c)
{
	uint32_t i = c - FIRST_SYLLABLE;

	return (struct syllable){
		.initial = i / (VOWELS * FINALS),
		.vowel = i / FINALS % VOWELS,
		.final = i % FINALS,
	};
}

uint32_t hangul_join(struct syllable s)
{
	return FIRST_SYLLABLE +
	       ((uint32_t)s.initial * VOWELS + s.vowel) * FINALS + s.final;
}

uint32_t hangul_letter(uint32_t c)
{
	if (c >= FIRST_INITIAL && c < FIRST_INITIAL + INITIALS)
		return FIRST_LETTER + initial_letter[c - FIRST_INITIAL];
	if (c >= FIRST_VOWEL && c < FIRST_VOWEL + VOWELS)
		return FIRST_VOWEL_LETTER + (c - FIRST_VOWEL);
	if (c > FIRST_FINAL && c < FIRST_FINAL + FINALS)
		return FIRST_LETTER + final_letter[c - FIRST_FINAL];
	return c;
}
