/* SPDX-License-Identifier: GPL-3.0-or-later */
/* make_roman.c: Korean words, real and possible ones, in Latin letters. */
#include "config.h"
#include "task/make_pairs_kinds.h"
#include "text/hangul.h"
#include "text/romanize.h"
#include <string.h>

enum { MOST_SYLLABLES = 4, REAL_ONE_IN = 8 };

/* Words that the rules or everyday use make worth knowing. */
static const char *const real[] = {
	"가족",     "각하",     "값",       "같이",   "강릉",   "강물",
	"강아지",   "거북이",   "겨울",     "결혼",   "경복궁", "고양이",
	"곡물",     "공원",     "국내",     "국립",   "국물",   "국민",
	"굳이",     "굳히다",   "권력",     "극락전", "기차역", "김치",
	"깎아",     "깻잎",     "꽃망울",   "꽃잎",   "끝이",   "낙동강",
	"낙성대",   "난로",     "날씨",     "남산",   "낳지",   "넋이",
	"넓다",     "논리",     "놓는",     "놓다",   "눈물",   "다쳐",
	"닫혀",     "달님",     "닭",       "닭과",   "닭을",   "담력",
	"대관령",   "대통령",   "대한민국", "도서관", "독도",   "독립",
	"독립문",   "동대문",   "동물",     "등산로", "떡볶이", "라디오",
	"막내",     "많고",     "많다",     "많아",   "맏이",   "맑게",
	"맛있다",   "맞히다",   "먹는",     "먹히다", "묵호",   "묻히다",
	"물난리",   "밝히다",   "밟는",     "밟다",   "밥물",   "밭에",
	"밭이",     "백두산",   "백로",     "백리",   "백마",   "백화점",
	"벚꽃",     "별내",     "병원",     "부엌에", "북한",   "분리",
	"불국사",   "붙여",     "비빔밥",   "빗물",   "사람",   "삶",
	"삼국유사", "샛별",     "서울",     "석류",   "설날",   "설악산",
	"성공",     "속리산",   "솥",       "수원",   "숲",     "식목일",
	"식용유",   "신라",     "실내",     "심리",   "십리",   "십만",
	"싫다",     "싫어",     "싫소",     "쌓이다", "안압지", "앉다",
	"앉아",     "앉히다",   "않고",     "않네",   "않은",   "압구정",
	"앞마당",   "앞으로",   "없는",     "없다",   "없어",   "여덟",
	"연락",     "영동",     "오죽헌",   "옥천",   "옷이",   "왕십리",
	"외할머니", "우리나라", "울릉",     "원리",   "월곶",   "음료",
	"음악",     "의자",     "인류",     "일요일", "읊다",   "읊어",
	"읽고",     "읽는",     "읽다",     "입력",   "입맛",   "있다",
	"있어",     "작년",     "잡는",     "잡혀",   "장롱",   "전라",
	"전화",     "젊다",     "젊어",     "정류장", "제주도", "조선",
	"종로",     "종묘",     "좁히다",   "좋고",   "좋다",   "좋아",
	"죽변",     "줄넘기",   "진리",     "집현전", "착하다", "책상",
	"천리",     "촉석루",   "축하",     "칠곡",   "침략",   "칼날",
	"컴퓨터",   "코끼리",   "태권도",   "통로",   "특히",   "튼튼하다",
	"팔당",     "편리",     "학교",     "학년",   "한강",   "한국",
	"한국말",   "한글",     "한라산",   "한밭",   "할머니", "합격",
	"합덕",     "합정",     "해돋이",   "협력",   "협회",   "호랑이",
	"호법",     "화랑대",   "확률",     "흙만",   "흙이",   "히읗",
};

/* Letters as often as they are repeated. */
static const unsigned char initials[] = {
	I_G, I_G, I_G, I_N, I_N,    I_N,    I_D,    I_D,    I_D,    I_R,
	I_R, I_R, I_M, I_M, I_M,    I_B,    I_B,    I_S,    I_S,    I_S,
	I_J, I_J, I_H, I_H, I_H,    I_GG,   I_DD,   I_BB,   I_SS,   I_JJ,
	I_C, I_K, I_T, I_P, I_NONE, I_NONE, I_NONE, I_NONE, I_NONE, I_NONE,
};
static const unsigned char vowels[] = {
	V_A,   V_A,  V_A,  V_A,   V_EO,  V_EO,  V_EO,  V_O,  V_O,  V_O,
	V_U,   V_U,  V_U,  V_EU,  V_EU,  V_I,   V_I,   V_I,  V_I,  V_I,
	V_AE,  V_AE, V_E,  V_E,   V_YEO, V_YEO, V_YEO, V_YA, V_YO, V_YU,
	V_YAE, V_YE, V_WA, V_WAE, V_OE,  V_WO,  V_WE,  V_WI, V_UI,
};
static const unsigned char finals[] = {
	F_NONE, F_NONE, F_NONE, F_NONE, F_NONE, F_NONE, F_NONE, F_NONE, F_NONE,
	F_NONE, F_NONE, F_NONE, F_NONE, F_NONE, F_NONE, F_NONE, F_NONE, F_NONE,
	F_NONE, F_NONE, F_NONE, F_NONE, F_NONE, F_NONE, F_G,    F_G,    F_G,
	F_N,    F_N,    F_N,    F_N,    F_R,    F_R,    F_R,    F_R,    F_M,
	F_M,    F_B,    F_B,    F_S,    F_S,    F_NG,   F_NG,   F_NG,   F_D,
	F_D,    F_J,    F_C,    F_T,    F_T,    F_P,    F_GG,   F_SS,   F_H,
	F_H,    F_K,    F_GS,   F_NJ,   F_NH,   F_RG,   F_RM,   F_RB,   F_RS,
	F_RT,   F_RP,   F_RH,   F_BS,
};

static unsigned char draw(struct draws *d, const unsigned char *letters,
			  size_t n)
{
	return letters[draws_below(d, (int)n)];
}

/* Is a final with ㅎ written before this initial? */
static bool takes_h(enum initial i)
{
	return i == I_NONE || i == I_G || i == I_D || i == I_J || i == I_N ||
	       i == I_S;
}

static void write_possible(struct draws *d, struct strbuf *out)
{
	int n = 2 + draws_below(d, MOST_SYLLABLES - 1);
	enum initial next = draw(d, initials, LENGTH(initials));

	for (int i = 0; i < n; i++) {
		struct syllable s = {
			.initial = next,
			.vowel = draw(d, vowels, LENGTH(vowels)),
			.final = draw(d, finals, LENGTH(finals)),
		};
		bool h = s.final == F_H || s.final == F_NH || s.final == F_RH;

		next = draw(d, initials, LENGTH(initials));
		if (h && (i == n - 1 || !takes_h(next)))
			s.final = F_NONE;
		strbuf_add_codepoint(out, hangul_join(s));
	}
}

static bool is_real(const char *word)
{
	for (size_t i = 0; i < LENGTH(real); i++)
		if (!strcmp(word, real[i]))
			return true;
	return false;
}

uint64_t make_roman(struct draws *d, struct strbuf *source,
		    struct strbuf *target)
{
	if (draws_below(d, REAL_ONE_IN))
		write_possible(d, source);
	else
		strbuf_add(source, real[draws_below(d, LENGTH(real))]);
	romanize(target, source->text, source->length);
	return is_real(source->text) ? NEVER_HELD_OUT
				     : hash_bytes(source->text, source->length);
}
