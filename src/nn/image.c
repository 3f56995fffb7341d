/* SPDX-License-Identifier: GPL-3.0-or-later */
/* image.c: copies of whole vectors of a net, as they lie in memory: row by row,
 * as doubles, saving and loading would take longer than an iteration. */
#include "nn/image.h"
#include "nn/parts.h"
#include <string.h>

/* Copies one way between `bytes` of a net and the image that holds them. */
typedef void mover(real *net, char *image, size_t bytes);

static void save(real *net, char *image, size_t bytes)
{
	memcpy(image, net, bytes);
}

static void load(real *net, char *image, size_t bytes)
{
	memcpy(net, image, bytes);
}

static size_t vector_bytes(const struct net *n)
{
	return (size_t)n->flat.size * sizeof(real);
}

static size_t state_bytes(const struct var *x, int rows)
{
	return (size_t)rows * (size_t)x->ld * sizeof(real);
}

static char *move_state(struct net *n, mover *move, char *image)
{
	for (int i = 0; i < n->states; i++) {
		struct var *x = &n->state[i].x;
		size_t bytes = state_bytes(x, x->row.n);

		move(x->v, image, bytes);
		image += bytes;
	}
	return image;
}

/* The one order of an image. */
static void move_all(struct net *n, int slots, mover *move, char *image)
{
	size_t vector = vector_bytes(n);

	move(n->flat.w, image, vector);
	for (int k = 0; k < slots; k++)
		move(n->flat.slot[k], image += vector, vector);
	image += vector;
	for (int i = 0; i < parts_count(n); i++)
		image = move_state(parts_net(n, i), move, image);
}

LOCAL size_t image_bytes(const struct net *n, int slots)
{
	size_t bytes = vector_bytes(n) * (size_t)(1 + slots);

	for (int i = 0; i < n->states; i++)
		bytes += state_bytes(&n->state[i].x, n->spec.batch);
	return bytes;
}

LOCAL void image_save(const struct net *n, int slots, void *image)
{
	move_all((struct net *)n, slots, save, image);
}

LOCAL void image_load(struct net *n, int slots, const void *image)
{
	move_all(n, slots, load, (char *)image);
}
