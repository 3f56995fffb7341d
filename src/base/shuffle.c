/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shuffle.c: Fisher and Yates, from the back. */
#include "config.h"
#include "base/shuffle.h"
#include "base/draws.h"

enum { PURPOSE = 0x65706f63 }; /* unlike that of any generator */

void shuffle(uint32_t *order, uint32_t n, uint64_t seed, uint64_t epoch)
{
	struct draws d = draws_from(seed, epoch, PURPOSE);

	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	for (uint32_t i = n; i > 1; i--) {
		uint32_t other = (uint32_t)draws_below(&d, (int)i);
		uint32_t last = order[i - 1];

		order[i - 1] = order[other];
		order[other] = last;
	}
}
