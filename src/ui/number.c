/* SPDX-License-Identifier: GPL-3.0-or-later */
/* number.c: numbers for a screen. */
#include "config.h"
#include "ui/number.h"
#include "base/strbuf.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

void number_grouped(char out[NUMBER_TEXT], long n)
{
	struct strbuf text;

	strbuf_init(&text);
	strbuf_add_grouped(&text, n);
	memcpy(out, text.text, text.length + 1);
	strbuf_release(&text);
}

/* Writes an x that has no digits; false: it has some. */
static bool no_digits(char out[NUMBER_TEXT], double x)
{
	if (isfinite(x))
		return false;
	strcpy(out, isnan(x) ? "-" : x > 0 ? "inf" : "-inf");
	return true;
}

void number_short(char out[NUMBER_TEXT], double x)
{
	static const char unit[] = { 0, 'k', 'M', 'G', 'T' };
	size_t u = 0;
	int decimals;

	if (no_digits(out, x))
		return;
	while (fabs(x) >= 999.5 && u + 1 < sizeof unit) {
		x /= 1000;
		u++;
	}
	/* Whole numbers below a thousand have no decimals to show. */
	decimals = u == 0 && x == floor(x) ? 0
		   : fabs(x) < 9.995       ? 2
		   : fabs(x) < 99.95       ? 1
					   : 0;
	if (fabs(x) >= 1e6)
		snprintf(out, NUMBER_TEXT, "%.2g", x * 1e12);
	else
		snprintf(out, NUMBER_TEXT, "%.*f%.1s", decimals, x, &unit[u]);
}

void number_real(char out[NUMBER_TEXT], double x)
{
	double a = fabs(x);

	if (no_digits(out, x))
		return;
	if (a != 0 && (a < 1e-3 || a >= 1e6))
		snprintf(out, NUMBER_TEXT, "%.2e", x);
	else
		snprintf(out, NUMBER_TEXT, "%.*f",
			 a == 0     ? 0
			 : a < 0.1  ? 4
			 : a < 10   ? 3
			 : a < 1000 ? 2
				    : 0,
			 x);
}

void number_percent(char out[NUMBER_TEXT], double fraction)
{
	double p = 100 * fraction;

	if (no_digits(out, p))
		return;
	if (fabs(p) >= 1e4)
		snprintf(out, NUMBER_TEXT, "%.1e%%", p);
	else
		snprintf(out, NUMBER_TEXT, "%.*f%%", p > 0 && p < 0.95, p);
}

void number_duration(char out[NUMBER_TEXT], double seconds)
{
	long s;

	if (no_digits(out, seconds))
		return;
	s = (long)fmin(fmax(seconds, 0), 1e12);
	if (s < 120)
		snprintf(out, NUMBER_TEXT, "%ld s", s);
	else if (s < 7200)
		snprintf(out, NUMBER_TEXT, "%ld min", s / 60);
	else
		snprintf(out, NUMBER_TEXT, "%ld h %02ld", s / 3600,
			 s / 60 % 60);
}
