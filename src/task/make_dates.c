/* SPDX-License-Identifier: GPL-3.0-or-later */
/* make_dates.c: days in the forms in which people write them. */
#include "config.h"
#include "task/make_pairs_kinds.h"

enum {
	FIRST_YEAR = 1900,
	DAYS = 73049,      /* of 1900-01-01 .. 2099-12-31 */
	FIRST_WEEKDAY = 1, /* 1900-01-01 was a Monday */
	FORMS = 7,
};

struct date {
	int year, month, day; /* month and day from 1 */
	int weekday;          /* 0: Sunday */
};

static const char *const month_name[] = {
	"January", "February", "March",     "April",   "May",      "June",
	"July",    "August",   "September", "October", "November", "December",
};
static const char *const weekday_name[] = { "Sun", "Mon", "Tue", "Wed",
					    "Thu", "Fri", "Sat" };
static const char *const korean_weekday[] = { "일", "월", "화", "수",
					      "목", "금", "토" };

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of_month(int year, int month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30,
					      31, 31, 30, 31, 30, 31 };

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* The day that is n days after the first. */
static struct date date_after(int n)
{
	struct date d = { FIRST_YEAR, 1, 1, (FIRST_WEEKDAY + n) % 7 };

	for (; n >= 365 + is_leap(d.year); d.year++)
		n -= 365 + is_leap(d.year);
	for (; n >= days_of_month(d.year, d.month); d.month++)
		n -= days_of_month(d.year, d.month);
	d.day += n;
	return d;
}

static void write_date(struct strbuf *out, const struct date *d, int form)
{
	const char *month = month_name[d->month - 1];

	switch (form) {
	case 0: strbuf_printf(out, "%d %s %d", d->day, month, d->year); break;
	case 1: strbuf_printf(out, "%s %d, %d", month, d->day, d->year); break;
	case 2:
		strbuf_printf(out, "%s %d %.3s %d", weekday_name[d->weekday],
			      d->day, month, d->year);
		break;
	case 3:
		strbuf_printf(out, "%d/%d/%d", d->month, d->day, d->year);
		break;
	case 4:
		strbuf_printf(out, "%d.%d.%d", d->day, d->month, d->year);
		break;
	case 5:
		strbuf_printf(out, "%d년 %d월 %d일", d->year, d->month, d->day);
		break;
	default:
		strbuf_printf(out, "%d. %d. %d. (%s)", d->year, d->month,
			      d->day, korean_weekday[d->weekday]);
	}
}

uint64_t make_date(struct draws *draws, struct strbuf *source,
		   struct strbuf *target)
{
	int n = draws_below(draws, DAYS);
	struct date d = date_after(n);

	write_date(source, &d, draws_below(draws, FORMS));
	strbuf_printf(target, "%d-%02d-%02d", d.year, d.month, d.day);
	return (uint64_t)n;
}
