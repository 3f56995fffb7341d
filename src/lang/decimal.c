/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decimal.c: the text of a number, fast.
 *
 * A double is m * 2^e with m < 2^53.  To have 17 digits before the point it is
 * multiplied by 10^k = 5^k * 2^k.  In the range below m * 5^k fits in 128 bits,
 * so with s = -(e + k) > 0
 *
 *     x * 10^k = (m * 5^k) / 2^s      exactly,
 *
 * and the doubles that lie nearest are 5^k / 2^s away.  A decimal reads back as
 * x when it is nearer than half of that: integers decide, nothing is rounded
 * on the way.  Outside the range the slow way does. */
#include "config.h"
#include "lang/decimal.h"
#include "base/strbuf.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

typedef unsigned __int128 wide;

enum { DIGITS = 17, POWER_MAX = 25 };
static const double smallest = 1e-8, largest = 1e14;

static const uint64_t power_of_5[POWER_MAX + 1] = {
	1,
	5,
	25,
	125,
	625,
	3125,
	15625,
	78125,
	390625,
	1953125,
	9765625,
	48828125,
	244140625,
	1220703125,
	6103515625,
	30517578125,
	152587890625,
	762939453125,
	3814697265625,
	19073486328125,
	95367431640625,
	476837158203125,
	2384185791015625,
	11920928955078125,
	59604644775390625,
	298023223876953125,
};

static uint64_t power_of_10(int k) { return power_of_5[k] << k; }

/* Digits of n, at least `width` of them, into out; returns how many. */
static size_t put_digits(char *out, uint64_t n, int width)
{
	static const char pair[] =
		"00010203040506070809101112131415161718192021222324"
		"25262728293031323334353637383940414243444546474849"
		"50515253545556575859606162636465666768697071727374"
		"75767778798081828384858687888990919293949596979899";
	char back[20], *first = back + sizeof back;
	size_t length;

	for (; n >= 100; n /= 100)
		memcpy(first -= 2, pair + 2 * (n % 100), 2);
	if (n >= 10)
		memcpy(first -= 2, pair + 2 * n, 2);
	else
		*--first = (char)('0' + n);
	while (back + sizeof back - first < width)
		*--first = '0';
	length = (size_t)(back + sizeof back - first);
	memcpy(out, first, length);
	return length;
}

size_t decimal_format_long(char out[DECIMAL_MAX], long x)
{
	size_t sign = x < 0;

	if (sign)
		*out = '-';
	return sign +
	       put_digits(out + sign, sign ? -(uint64_t)x : (uint64_t)x, 1);
}

static size_t format_slowly(char *out, double x)
{
	struct strbuf text;
	size_t length;

	strbuf_init(&text);
	strbuf_add_number(&text, x);
	length = text.length < DECIMAL_MAX ? text.length : DECIMAL_MAX;
	memcpy(out, text.text, length);
	strbuf_release(&text);
	return length;
}

/* x * 10^k as value / 2^shift; the next doubles are `gap` away. */
struct scaled {
	wide value;
	uint64_t gap;
	int shift;
};

/* Whether the integer n, in units of 10^-k, reads back as x: it is nearer than
 * half the gap; equally near goes the slow way, one digit longer. */
static bool reads_back(const struct scaled *s, uint64_t n)
{
	wide at = (wide)n << s->shift;
	wide distance = at > s->value ? at - s->value : s->value - at;

	return 2 * distance < s->gap;
}

/* The value to the nearest multiple of `unit`, in units of 10^-k; to the even
 * one from the middle, as printf does. */
static inline uint64_t round_to(const struct scaled *s, uint64_t unit)
{
	uint64_t whole = (uint64_t)(s->value >> s->shift);
	uint64_t down = whole - whole % unit;
	wide middle = (2 * (wide)down + unit) << s->shift;

	if (2 * s->value == middle)
		return down / unit % 2 ? down + unit : down;
	return 2 * s->value > middle ? down + unit : down;
}

/* m 2^e has its first digit at 10^exponent. */
static struct scaled scale(uint64_t m, int e, int exponent)
{
	int k = DIGITS - 1 - exponent;
	struct scaled s = { .gap = power_of_5[k], .shift = -(e + k) };

	s.value = (wide)m * s.gap;
	/* below a power of two the doubles lie twice as close */
	if (m == UINT64_C(1) << 52)
		s.gap /= 2;
	return s;
}

/* `digits`, 17 of them, with the point after the first and times 10^exponent,
 * as printf's %g shows it. */
static size_t lay_out(char *out, uint64_t digits, int exponent)
{
	int count = DIGITS;
	size_t length = 0;

	while (digits % 10 == 0) {
		digits /= 10;
		count--;
	}
	if (exponent < -4) { /* d.ddde-05 */
		length = put_digits(out, digits, 1);
		if (count > 1) {
			memmove(out + 2, out + 1, length - 1);
			out[1] = '.';
			length++;
		}
		out[length++] = 'e';
		out[length++] = '-';
		length += put_digits(out + length, (uint64_t)-exponent, 2);
		return length;
	}
	if (exponent < 0) { /* 0.00ddd */
		memcpy(out, "0.000", 5);
		length = (size_t)(1 - exponent);
		return length + put_digits(out + length, digits, 1);
	}
	/* ddd.ddd; integers do not come here */
	length = put_digits(out, digits, 1);
	memmove(out + exponent + 2, out + exponent + 1,
		length - (size_t)exponent - 1);
	out[exponent + 1] = '.';
	return length + 1;
}

/* The fewest digits that read back, as 17. */
static uint64_t shortest(const struct scaled *s)
{
	uint64_t n = round_to(s, 100);

	if (reads_back(s, n))
		return n;
	n = round_to(s, 10);
	return reads_back(s, n) ? n : round_to(s, 1);
}

size_t decimal_format(char out[DECIMAL_MAX], double x)
{
	double size = fabs(x);
	int e, exponent;
	uint64_t m, n;
	struct scaled s;

	if (size < 1e15 && size == trunc(size) && !(size == 0 && signbit(x)))
		return decimal_format_long(out, (long)x);
	if (size < smallest || size > largest)
		return format_slowly(out, x);
	m = (uint64_t)(frexp(size, &e) * 0x1p53);
	/* 2^(e-1) <= x < 2^e; log10(2) is a little more than 1233/4096 */
	exponent = ((e - 1) * 1233) >> 12;
	e -= 53;
	s = scale(m, e, exponent);
	if (s.value >> s.shift >= power_of_10(DIGITS))
		s = scale(m, e, ++exponent);
	n = shortest(&s);
	if (n == power_of_10(DIGITS)) {
		n /= 10;
		exponent++;
	}
	if (x < 0)
		*out = '-';
	return (x < 0) + lay_out(out + (x < 0), n, exponent);
}
