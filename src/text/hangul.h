/* hangul.h: syllables of Hangul and the letters (jamo) they are written with.
 * Stateless; any thread. */
#ifndef TEXT_HANGUL_H
#define TEXT_HANGUL_H

#include <stdbool.h>
#include <stdint.h>

/* clang-format off */
/* The letters in Unicode's order; final 0 is none, I_NONE the silent letter. */
enum initial {
	I_G, I_GG, I_N, I_D, I_DD, I_R, I_M, I_B, I_BB, I_S, I_SS, I_NONE,
	I_J, I_JJ, I_C, I_K, I_T, I_P, I_H, INITIALS
};
enum vowel {
	V_A, V_AE, V_YA, V_YAE, V_EO, V_E, V_YEO, V_YE, V_O, V_WA, V_WAE,
	V_OE, V_YO, V_U, V_WO, V_WE, V_WI, V_YU, V_EU, V_UI, V_I, VOWELS
};
enum final {
	F_NONE, F_G, F_GG, F_GS, F_N, F_NJ, F_NH, F_D, F_R, F_RG, F_RM, F_RB,
	F_RS, F_RT, F_RP, F_RH, F_M, F_B, F_BS, F_S, F_SS, F_NG, F_J, F_C,
	F_K, F_T, F_P, F_H, FINALS
};
/* clang-format on */

struct syllable {
	enum initial initial;
	enum vowel vowel;
	enum final final;
};

/* U+AC00 .. U+D7A3. */
bool hangul_is_syllable(uint32_t codepoint);
/* Of a code point that is a syllable. */
struct syllable hangul_split(uint32_t codepoint);
uint32_t hangul_join(struct syllable);
/* How a conjoining letter (U+1100 ..) is shown alone: as the letter of the
 * keyboard (U+3131 ..).  Any other code point is returned as it is. */
uint32_t hangul_letter(uint32_t codepoint);

#endif
