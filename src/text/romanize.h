/* romanize.h: Korean in Latin letters, by the Revised Romanization (Ministry of
 * Culture and Tourism, notice 2000-8): as a word is pronounced, which the rules
 * of the Standard Pronunciation derive from its spelling.
 *
 * Covered: finals reduced to seven (벚꽃 beotkkot) and clusters (닭 dak, 여덟
 * yeodeol); linking to a vowel (한국어 hangugeo, 앉아 anja); nasal and liquid
 * assimilation (국민 gungmin, 종로 jongno, 왕십리 wangsimni, 신라 silla, 별내
 * byeollae); palatalisation (같이 gachi, 굳히다 guchida); ㅎ that aspirates or
 * is silent (좋고 joko, 낳지 nachi, 좋아 joa); 져, 쪄, 쳐 as jeo, jjeo, cheo.
 * Tense sounds are not written (압구정 apgujeong), ㅢ is always ui, no hyphen,
 * lower case.
 *
 * The spelling does not decide everything:
 * - ㅎ after ㄱ, ㄷ, ㅂ is kept in nouns (묵호 mukho) and merges in verbs (잡혀
 *   japyeo).  A verb is what has the suffix 히 or 혀, or 하다 (with -고, -게,
 *   -지, -며, -여) at its end; all else is a noun.
 * - ㄺ before ㄱ is ㄹ in verbs (읽고 ilgo) and ㄱ in nouns: before the particle
 *   과 (닭과 dakgwa).
 * - ㄴ inserted between the parts of a compound (알약 allyak), and ㄴㄹ that
 *   stays nn (신문로 sinmunno): only in the words that the rules name.  In
 *   others of the kind (담요, 서울역) it is left out.
 * - Finals before a vowel link, which compounds like 첫인상 or 맛없다 do not.
 * Given names, which are written without assimilation, are not recognised. */
#ifndef TEXT_ROMANIZE_H
#define TEXT_ROMANIZE_H

#include "base/strbuf.h"

/* Appends `text`, UTF-8 in composed form; what is no syllable of Hangul is
 * copied, and ends a word.  Any thread. */
void romanize(struct strbuf *out, const char *text, size_t length);

#endif
