/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_korean.c: Hangul, its romanisation and its numerals, by literal cases
 * of the published rules. */
#include "config.h"
#include "base/draws.h"
#include "base/utf8.h"
#include "text/hangul.h"
#include "text/numerals.h"
#include "text/romanize.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>
#include <cmocka.h>

/* ---- letters ------------------------------------------------------------ */

/* utf8proc decomposes by Unicode's tables. */
static void syllables_are_those_of_unicode(void **state)
{
	int syllables = 0;

	(void)state;
	for (uint32_t c = 0; c < 0x110000; c++) {
		utf8proc_int32_t part[4];
		struct syllable s;
		long n;

		if (!hangul_is_syllable(c))
			continue;
		syllables++;
		n = utf8proc_decompose_char((utf8proc_int32_t)c, part, 4,
					    UTF8PROC_DECOMPOSE, NULL);
		s = hangul_split(c);
		assert_int_equal(n, s.final == F_NONE ? 2 : 3);
		assert_int_equal(part[0], 0x1100 + (int)s.initial);
		assert_int_equal(part[1], 0x1161 + (int)s.vowel);
		if (s.final != F_NONE)
			assert_int_equal(part[2], 0x11a7 + (int)s.final);
		assert_int_equal(hangul_join(s), c);
	}
	assert_int_equal(syllables, 11172);
}

/* Unicode's compatibility decomposition goes from the letters of the keyboard
 * to the conjoining ones: initials, vowels, and finals that are no initial; of
 * two clusters to initials out of use. */
static void letters_stand_alone(void **state)
{
	(void)state;
	for (uint32_t c = 0x3131; c <= 0x3163; c++) {
		utf8proc_int32_t part[4];
		long n = utf8proc_decompose_char(
			(utf8proc_int32_t)c, part, 4,
			UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, NULL);

		assert_int_equal(n, 1);
		if (c != 0x3140 && c != 0x3144)
			assert_int_equal(hangul_letter((uint32_t)part[0]), c);
	}
	assert_int_equal(hangul_letter(0x11b6), 0x3140); /* final ㅀ */
	assert_int_equal(hangul_letter(0x11a8), 0x3131); /* final ㄱ */
	assert_int_equal(hangul_letter(0x11b9), 0x3144); /* final ㅄ */
	assert_int_equal(hangul_letter(0x11c2), 0x314e); /* final ㅎ */
	assert_int_equal(hangul_letter('a'), 'a');
	assert_int_equal(hangul_letter(0x11a7), 0x11a7);
}

/* ---- romanisation ------------------------------------------------------- */

struct word {
	const char *hangul, *latin;
};

static void assert_words(const struct word *w, size_t words)
{
	struct strbuf out;

	strbuf_init(&out);
	for (size_t i = 0; i < words; i++) {
		strbuf_clear(&out);
		romanize(&out, w[i].hangul, strlen(w[i].hangul));
		if (strcmp(out.text, w[i].latin))
			fail_msg("%s: %s, not %s", w[i].hangul, out.text,
				 w[i].latin);
	}
	strbuf_release(&out);
}

#define ASSERT_WORDS(...)                                           \
	do {                                                        \
		static const struct word words[] = { __VA_ARGS__ }; \
		assert_words(words, LENGTH(words));                 \
	} while (0)

/* Notice 2000-8, section 2, article 1: the 21 vowels. */
static void vowels_have_their_letters(void **state)
{
	(void)state;
	ASSERT_WORDS(
		{ "아", "a" }, { "어", "eo" }, { "오", "o" }, { "우", "u" },
		{ "으", "eu" }, { "이", "i" }, { "애", "ae" }, { "에", "e" },
		{ "외", "oe" }, { "위", "wi" }, { "야", "ya" }, { "여", "yeo" },
		{ "요", "yo" }, { "유", "yu" }, { "얘", "yae" }, { "예", "ye" },
		{ "와", "wa" }, { "왜", "wae" }, { "워", "wo" }, { "웨", "we" },
		{ "의", "ui" }, { "광희문", "gwanghuimun" });
}

/* Article 2: ㄱ, ㄷ, ㅂ before a vowel and elsewhere; ㄹ and ㄹㄹ. */
static void stops_differ_before_vowels(void **state)
{
	(void)state;
	ASSERT_WORDS({ "구미", "gumi" }, { "영동", "yeongdong" },
		     { "백암", "baegam" }, { "옥천", "okcheon" },
		     { "합덕", "hapdeok" }, { "호법", "hobeop" },
		     { "월곶", "wolgot" }, { "벚꽃", "beotkkot" },
		     { "한밭", "hanbat" }, { "구리", "guri" },
		     { "설악", "seorak" }, { "칠곡", "chilgok" },
		     { "임실", "imsil" }, { "울릉", "ulleung" },
		     { "대관령", "daegwallyeong" });
}

/* Section 3, article 1.1: assimilation of consonants. */
static void neighbours_assimilate(void **state)
{
	(void)state;
	ASSERT_WORDS({ "백마", "baengma" }, { "신문로", "sinmunno" },
		     { "종로", "jongno" }, { "왕십리", "wangsimni" },
		     { "별내", "byeollae" }, { "신라", "silla" },
		     { "국민", "gungmin" }, { "십만", "simman" },
		     { "앞마당", "ammadang" }, { "꽃망울", "kkonmangul" },
		     { "먹는", "meongneun" }, { "닫는", "danneun" },
		     { "밥물", "bammul" }, { "담력", "damnyeok" },
		     { "침략", "chimnyak" }, { "강릉", "gangneung" },
		     { "대통령", "daetongnyeong" }, { "막론", "mangnon" },
		     { "백리", "baengni" }, { "협력", "hyeomnyeok" },
		     { "난로", "nallo" }, { "천리", "cheolli" },
		     { "광한루", "gwanghallu" }, { "칼날", "kallal" },
		     { "줄넘기", "julleomgi" }, { "뚫는", "ttulleun" },
		     { "없는", "eomneun" }, { "흙만", "heungman" },
		     { "밟는", "bamneun" }, { "읊는", "eumneun" });
}

/* Article 1.2 and article 20 of the pronunciation: only named words. */
static void named_words_have_a_sound_of_their_own(void **state)
{
	(void)state;
	ASSERT_WORDS({ "학여울", "hangnyeoul" }, { "알약", "allyak" },
		     { "의견란", "uigyeonnan" }, { "생산량", "saengsannyang" },
		     { "결단력", "gyeoldannyeok" },
		     { "상견례", "sanggyeonnye" },
		     { "알약과 물", "allyakgwa mul" });
}

/* Article 1.3. */
static void d_and_t_are_palatal_before_i(void **state)
{
	(void)state;
	ASSERT_WORDS({ "해돋이", "haedoji" }, { "같이", "gachi" },
		     { "굳히다", "guchida" }, { "굳이", "guji" },
		     { "맏이", "maji" }, { "벼훑이", "byeohulchi" },
		     { "밭이", "bachi" }, { "붙여", "bucheo" },
		     { "묻히다", "muchida" }, { "닫혀", "dacheo" },
		     { "티끌", "tikkeul" }, { "잔디", "jandi" });
}

/* Article 1.4: ㄱ, ㄷ, ㅂ, ㅈ with ㅎ, but not in nouns. */
static void h_aspirates(void **state)
{
	(void)state;
	ASSERT_WORDS({ "좋고", "joko" }, { "놓다", "nota" },
		     { "잡혀", "japyeo" }, { "낳지", "nachi" },
		     { "묵호", "mukho" }, { "집현전", "jiphyeonjeon" },
		     { "맞히다", "machida" }, { "많고", "manko" },
		     { "닳지", "dalchi" }, { "각하", "gakha" },
		     { "먹히다", "meokida" }, { "밝히다", "balkida" },
		     { "좁히다", "jopida" }, { "넓히다", "neolpida" },
		     { "꽂히다", "kkochida" }, { "앉히다", "anchida" },
		     { "특히", "teuki" }, { "착하다", "chakada" },
		     { "못하다", "motada" }, { "오죽헌", "ojukheon" },
		     { "축하", "chukha" });
}

/* Article 12 of the pronunciation, the rest. */
static void h_is_silent_or_lost(void **state)
{
	(void)state;
	ASSERT_WORDS({ "낳은", "naeun" }, { "놓아", "noa" },
		     { "쌓이다", "ssaida" }, { "많아", "mana" },
		     { "않은", "aneun" }, { "싫어도", "sireodo" },
		     { "닿소", "daso" }, { "많소", "manso" },
		     { "싫소", "silso" }, { "놓는", "nonneun" },
		     { "쌓네", "ssanne" }, { "않네", "anne" },
		     { "전화", "jeonhwa" }, { "결혼", "gyeolhon" });
}

/* Article 1, the note: tense sounds are not written. */
static void tense_sounds_are_not_written(void **state)
{
	(void)state;
	ASSERT_WORDS({ "압구정", "apgujeong" }, { "낙동강", "nakdonggang" },
		     { "죽변", "jukbyeon" }, { "낙성대", "nakseongdae" },
		     { "합정", "hapjeong" }, { "팔당", "paldang" },
		     { "샛별", "saetbyeol" }, { "울산", "ulsan" });
}

/* Articles 8 to 14 of the pronunciation. */
static void finals_are_reduced_or_linked(void **state)
{
	(void)state;
	ASSERT_WORDS(
		{ "닭", "dak" }, { "삶", "sam" }, { "여덟", "yeodeol" },
		{ "값", "gap" }, { "읽다", "ikda" }, { "넋", "neok" },
		{ "앉다", "anda" }, { "핥다", "halda" }, { "젊다", "jeomda" },
		{ "읊다", "eupda" }, { "없다", "eopda" }, { "밟다", "bapda" },
		{ "넓다", "neolda" }, { "넓죽하다", "neopjukada" },
		{ "넓둥글다", "neopdunggeulda" }, { "맑게", "malge" },
		{ "읽고", "ilgo" }, { "닭과", "dakgwa" }, { "부엌", "bueok" },
		{ "밖", "bak" }, { "빗", "bit" }, { "있다", "itda" },
		{ "쫓다", "jjotda" }, { "솥", "sot" }, { "앞", "ap" },
		{ "히읗", "hieut" }, { "깎아", "kkakka" }, { "옷이", "osi" },
		{ "있어", "isseo" }, { "낮이", "naji" }, { "꽃을", "kkocheul" },
		{ "밭에", "bate" }, { "앞으로", "apeuro" },
		{ "넋이", "neoksi" }, { "앉아", "anja" }, { "닭을", "dalgeul" },
		{ "젊어", "jeolmeo" }, { "곬이", "golsi" }, { "핥아", "halta" },
		{ "읊어", "eulpeo" }, { "값을", "gapseul" },
		{ "없어", "eopseo" }, { "한국어", "hangugeo" },
		{ "강아지", "gangaji" });
}

/* Article 5 of the pronunciation: 져, 쪄, 쳐. */
static void y_is_lost_after_j(void **state)
{
	(void)state;
	ASSERT_WORDS({ "가져", "gajeo" }, { "쪄", "jjeo" },
		     { "다쳐", "dacheo" });
}

/* Articles 2 and 5 to 7: names of places, their hyphens left out. */
static void places_are_written_by_the_rules(void **state)
{
	(void)state;
	ASSERT_WORDS(
		{ "중앙", "jungang" }, { "반구대", "bangudae" },
		{ "세운", "seun" }, { "해운대", "haeundae" },
		{ "부산", "busan" }, { "세종", "sejong" },
		{ "청주", "cheongju" }, { "함평", "hampyeong" },
		{ "순창", "sunchang" }, { "남산", "namsan" },
		{ "속리산", "songnisan" }, { "금강", "geumgang" },
		{ "독도", "dokdo" }, { "경복궁", "gyeongbokgung" },
		{ "무량수전", "muryangsujeon" }, { "연화교", "yeonhwagyo" },
		{ "극락전", "geungnakjeon" }, { "안압지", "anapji" },
		{ "남한산성", "namhansanseong" }, { "화랑대", "hwarangdae" },
		{ "불국사", "bulguksa" }, { "현충사", "hyeonchungsa" },
		{ "독립문", "dongnimmun" }, { "촉석루", "chokseongnu" },
		{ "종묘", "jongmyo" }, { "다보탑", "dabotap" },
		{ "충청북도", "chungcheongbukdo" }, { "퇴계로", "toegyero" });
}

static void other_text_is_copied(void **state)
{
	static const char broken[] = "가\xea\xb0\xff국\xec";
	struct strbuf out;

	(void)state;
	ASSERT_WORDS({ "", "" }, { "Seoul 서울, 2026!", "Seoul seoul, 2026!" },
		     { "한국 사람", "hanguk saram" }, { "국 민", "guk min" },
		     { "ㄱㅏ", "ㄱㅏ" });
	strbuf_init(&out);
	romanize(&out, broken, sizeof broken - 1);
	assert_string_equal(out.text, "ga\xea\xb0\xffguk\xec");
	strbuf_release(&out);
}

/* Every pair of syllables gives letters only: no hole in a table. */
static void every_boundary_has_a_sound(void **state)
{
	struct strbuf in, out;

	(void)state;
	strbuf_init(&in);
	strbuf_init(&out);
	for (int f = 0; f < FINALS; f++)
		for (int i = 0; i < INITIALS; i++)
			for (int v = 0; v < VOWELS; v++) {
				struct syllable a = { I_M, V_A, f };
				struct syllable b = { i, v, F_NONE };

				strbuf_clear(&in);
				strbuf_clear(&out);
				strbuf_add_codepoint(&in, hangul_join(a));
				strbuf_add_codepoint(&in, hangul_join(b));
				romanize(&out, in.text, in.length);
				assert_int_equal(
					strspn(out.text,
					       "abcdefghijklmnoprstuwy"),
					out.length);
				assert_true(out.length >= 3);
			}
	strbuf_release(&in);
	strbuf_release(&out);
}

/* ---- numerals ----------------------------------------------------------- */

static const struct numeral {
	uint64_t n;
	const char *words;
} numerals[] = {
	{ 0, "영" },
	{ 1, "일" },
	{ 9, "구" },
	{ 10, "십" },
	{ 11, "십일" },
	{ 20, "이십" },
	{ 99, "구십구" },
	{ 100, "백" },
	{ 101, "백일" },
	{ 110, "백십" },
	{ 111, "백십일" },
	{ 999, "구백구십구" },
	{ 1000, "천" },
	{ 1001, "천일" },
	{ 1111, "천백십일" },
	{ 2026, "이천이십육" },
	{ 9999, "구천구백구십구" },
	{ 10000, "만" },
	{ 10001, "만일" },
	{ 11000, "만천" },
	{ 11111, "만천백십일" },
	{ 20000, "이만" },
	{ 21011, "이만천십일" },
	{ 100000, "십만" },
	{ 110000, "십일만" },
	{ 1000000, "백만" },
	{ 10000000, "천만" },
	{ 12345678, "천이백삼십사만오천육백칠십팔" },
	{ 99999999, "구천구백구십구만구천구백구십구" },
	{ 100000000, "일억" },
	{ 100000001, "일억일" },
	{ 100010000, "일억일만" },
	{ 1000000000, "십억" },
	{ 7654321098, "칠십육억오천사백삼십이만천구십팔" },
	{ 999999999999, "구천구백구십구억구천구백구십구만구천구백구십구" },
	{ 1000000000000, "일조" },
	{ 1000100010001, "일조일억일만일" },
	{ 9999999999999999,
	  "구천구백구십구조구천구백구십구억구천구백구십구만구천구백구십구" },
	{ 10000000000000000, "일경" },
};

static void assert_both_ways(uint64_t n, const char *expected)
{
	struct strbuf words;
	uint64_t back = 1;

	strbuf_init(&words);
	numeral_write(&words, n);
	if (expected)
		assert_string_equal(words.text, expected);
	assert_true(numeral_read(words.text, words.length, &back));
	assert_int_equal(back, n);
	strbuf_release(&words);
}

static void numbers_are_said_as_usual(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(numerals); i++)
		assert_both_ways(numerals[i].n, numerals[i].words);
}

static void numbers_come_back(void **state)
{
	struct draws d = draws_from(1, 0, 0);

	(void)state;
	for (uint64_t n = 0; n <= 120000; n++)
		assert_both_ways(n, NULL);
	for (uint64_t unit = 10; unit <= NUMERAL_MAX; unit *= 10)
		for (uint64_t k = 1; k <= 9 && k * unit < NUMERAL_MAX; k++) {
			assert_both_ways(k * unit - 1, NULL);
			assert_both_ways(k * unit, NULL);
			assert_both_ways(k * unit + 1, NULL);
		}
	for (int i = 0; i < 100000; i++) {
		uint64_t n = draws_next(&d) % NUMERAL_MAX;

		assert_both_ways(n >> draws_below(&d, 54), NULL);
	}
}

static void read_words(const char *words, uint64_t expected)
{
	uint64_t n = 0;

	if (!numeral_read(words, strlen(words), &n) || n != expected)
		fail_msg("%s is read as %llu", words, (unsigned long long)n);
}

static void a_one_may_be_said_or_not(void **state)
{
	(void)state;
	read_words("일만", 10000);
	read_words("일천일백일십일", 1111);
	read_words("억", 100000000);
	read_words("조만", 1000000010000);
	read_words("십이억 삼천사백오십육만 칠천팔백구십팔", 1234567898);
}

static void words_that_are_no_number_are_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"영영",
		"영일",
		"일영",
		"이이",
		"십십",
		"십백",
		"백천",
		"만만",
		"만억",
		"이십삼사",
		"육십이이",
		"이경",
		"일경일",
		"천경",
		"21",
		"이만 ",
		" 이만",
		"이 십",
		"만  일",
		"이만a",
		"하나",
		"\xec\x9d",
		"이만\xec",
		"구천구백구십구경",
	};
	uint64_t n = 77;

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		if (numeral_read(bad[i], strlen(bad[i]), &n))
			fail_msg("'%s' is read", bad[i]);
		assert_int_equal(n, 77);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(syllables_are_those_of_unicode),
		cmocka_unit_test(letters_stand_alone),
		cmocka_unit_test(vowels_have_their_letters),
		cmocka_unit_test(stops_differ_before_vowels),
		cmocka_unit_test(neighbours_assimilate),
		cmocka_unit_test(named_words_have_a_sound_of_their_own),
		cmocka_unit_test(d_and_t_are_palatal_before_i),
		cmocka_unit_test(h_aspirates),
		cmocka_unit_test(h_is_silent_or_lost),
		cmocka_unit_test(tense_sounds_are_not_written),
		cmocka_unit_test(finals_are_reduced_or_linked),
		cmocka_unit_test(y_is_lost_after_j),
		cmocka_unit_test(places_are_written_by_the_rules),
		cmocka_unit_test(other_text_is_copied),
		cmocka_unit_test(every_boundary_has_a_sound),
		cmocka_unit_test(numbers_are_said_as_usual),
		cmocka_unit_test(numbers_come_back),
		cmocka_unit_test(a_one_may_be_said_or_not),
		cmocka_unit_test(words_that_are_no_number_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
