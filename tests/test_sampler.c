/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_sampler.c: text from a net. */
#include "config.h"

#include "run_support.h"
#include "task/sampler.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

enum { SYMBOLS = 9 };

struct fixture {
	struct corpus c;
	struct run *r;
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);
	struct settings set = small_settings(CELL_LSTM);

	set.layers = 2;
	set.batch_size = 2;
	set.hidden = 12;
	corpus_of_length(&f->c, 600);
	f->r = run_of(&set, &f->c);
	iterate(f->r, 300);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	run_free(f->r);
	corpus_release(&f->c);
	free(f);
	return 0;
}

/* A whole sample, `slice` symbols at a time. */
static void take(const struct run *r, const struct sample_request *q,
		 uint64_t seed, long slice, struct strbuf *out)
{
	gsl_rng *rng = rng_new(seed, RNG_USER);
	struct sampler *s;
	struct err e;
	long slices = 0;

	s = sampler_new(r, q, rng, &e);
	assert_non_null(s);
	while (!sampler_more(s, slice, out))
		assert_true(slices++ < 10000);
	sampler_free(s);
	gsl_rng_free(rng);
}

/* What a walker says comes after `text` at temperature 0. */
static void expect_greedy(const struct run *r, struct walker *w,
			  const int *text, int texts, int n, struct strbuf *out)
{
	double logits[SYMBOLS];
	int id = -1;

	for (int i = 0; i < texts; i++)
		r->engine->walker_run(w, &text[i], NULL, 1);
	for (int i = 0; i < n; i++) {
		r->engine->walker_logits(w, 0, logits);
		id = 0;
		for (int k = 1; k < SYMBOLS; k++)
			if (logits[k] > logits[id])
				id = k;
		vocab_add_symbol(&text_of(r)->vocab, id, out);
		r->engine->walker_run(w, &id, NULL, 1);
	}
}

static void at_temperature_0_the_most_probable_follows_the_text(void **state)
{
	const struct fixture *f = *state;
	const int prime[3] = { 1, 4, 2 };
	struct sample_request q = { .length = 40, .prime = prime, .primes = 3 };
	struct strbuf got, expected;
	struct walker *w;
	struct err e;

	strbuf_init(&got);
	strbuf_init(&expected);
	take(f->r, &q, 1, 100, &got);
	w = f->r->engine->walker_new(f->r->net, 1, &e);
	assert_non_null(w);
	f->r->engine->walker_forget(w);
	for (int i = 0; i < 3; i++)
		vocab_add_symbol(&f->c.vocab, prime[i], &expected);
	expect_greedy(f->r, w, prime, 3, 40, &expected);
	assert_string_equal(got.text, expected.text);
	assert_int_equal(got.length, 43);
	f->r->engine->walker_free(w);
	strbuf_release(&expected);
	strbuf_release(&got);
}

/* The training panel's way: from the carried state of stream 0. */
static void from_the_state_the_first_symbol_is_fed_and_not_printed(void **state)
{
	const struct fixture *f = *state;
	struct sample_request q = { .length = 30,
				    .from_state = true,
				    .first = 3 };
	struct strbuf got, expected;
	struct walker *w;
	struct err e;

	strbuf_init(&got);
	strbuf_init(&expected);
	take(f->r, &q, 1, 7, &got);
	w = f->r->engine->walker_new(f->r->net, 1, &e);
	assert_non_null(w);
	f->r->engine->walker_continue(w);
	expect_greedy(f->r, w, &q.first, 1, 30, &expected);
	assert_string_equal(got.text, expected.text);
	assert_int_equal(got.length, 30);
	f->r->engine->walker_free(w);
	strbuf_release(&expected);
	strbuf_release(&got);
}

static void without_a_text_the_first_symbol_has_its_frequency(void **state)
{
	enum { SAMPLES = 4000 };
	const struct fixture *f = *state;
	struct sample_request q = { .length = 0, .temperature = 1 };
	double chi = 0;
	int seen[SYMBOLS] = { 0 };

	for (int i = 0; i < SAMPLES; i++) {
		struct strbuf out;

		strbuf_init(&out);
		take(f->r, &q, (uint64_t)i + 1, 10, &out);
		assert_int_equal(out.length, 1);
		seen[vocab_id(&f->c.vocab, (unsigned char)out.text[0])]++;
		strbuf_release(&out);
	}
	for (int k = 0; k < SYMBOLS; k++) {
		double expected =
			SAMPLES * (double)f->c.count[k] / (double)f->c.length;

		chi += pow(seen[k] - expected, 2) / expected;
	}
	assert_true(gsl_cdf_chisq_Q(chi, SYMBOLS - 1) > 1e-4);
}

static void n_symbols_follow_the_first(void **state)
{
	const struct fixture *f = *state;
	struct sample_request q = { .length = 50, .temperature = 1 };
	struct strbuf out;

	strbuf_init(&out);
	take(f->r, &q, 3, 8, &out);
	assert_int_equal(out.length, 51);
	strbuf_release(&out);
}

static void the_same_generator_gives_the_same_text_in_any_slices(void **state)
{
	const struct fixture *f = *state;
	const int prime[5] = { 0, 1, 2, 3, 4 };
	struct sample_request q = {
		.length = 200, .prime = prime, .primes = 5, .temperature = 0.8
	};
	struct strbuf a, b;

	strbuf_init(&a);
	strbuf_init(&b);
	take(f->r, &q, 42, 100, &a);
	for (long slice = 1; slice < 300; slice = slice * 3 + 1) {
		strbuf_clear(&b);
		take(f->r, &q, 42, slice, &b);
		assert_string_equal(a.text, b.text);
	}
	strbuf_clear(&b);
	take(f->r, &q, 43, 100, &b);
	assert_string_not_equal(a.text, b.text);
	strbuf_release(&b);
	strbuf_release(&a);
}

static void a_slice_is_never_longer_than_asked(void **state)
{
	const struct fixture *f = *state;
	const int prime[5] = { 0, 1, 2, 3, 4 };
	struct sample_request q = {
		.length = 20, .prime = prime, .primes = 5, .temperature = 1
	};
	gsl_rng *rng = rng_new(1, RNG_USER);
	struct sampler *s;
	struct strbuf out;
	struct err e;

	strbuf_init(&out);
	s = sampler_new(f->r, &q, rng, &e);
	assert_non_null(s);
	for (size_t n = 3; n < 25; n += 3) {
		assert_false(sampler_more(s, 3, &out));
		assert_int_equal(out.length, n);
	}
	assert_true(sampler_more(s, 3, &out));
	assert_int_equal(out.length, 25);
	assert_true(sampler_more(s, 3, &out));
	assert_int_equal(out.length, 25);
	sampler_free(s);
	gsl_rng_free(rng);
	strbuf_release(&out);
}

static void draws_follow_the_softmax(void **state)
{
	enum { N = 6, DRAWS = 60000 };
	static const double logits[N] = { -3, 0.5, 2, 1.9, -40, 0 };
	static const double temperature[] = { 0.3, 1, 4 };
	gsl_rng *rng = rng_new(9, RNG_USER);

	(void)state;
	for (size_t k = 0; k < LENGTH(temperature); k++) {
		int seen[N] = { 0 }, used = 0;
		double p[N], total = 0, chi = 0;

		for (int i = 0; i < N; i++)
			total += p[i] = exp(logits[i] / temperature[k]);
		for (int i = 0; i < DRAWS; i++)
			seen[sample_index(logits, N, temperature[k],
					  gsl_rng_uniform(rng))]++;
		for (int i = 0; i < N; i++) {
			double expected = DRAWS * p[i] / total;

			if (expected < 5) {
				assert_true(seen[i] < 30);
				continue;
			}
			chi += pow(seen[i] - expected, 2) / expected;
			used++;
		}
		assert_true(gsl_cdf_chisq_Q(chi, used - 1) > 1e-4);
	}
	gsl_rng_free(rng);
}

static void the_edges_of_a_draw_are_safe(void **state)
{
	const double equal[3] = { 2, 2, 2 }, huge[3] = { -1e300, 1e300, 0 };
	const double bad[3] = { NAN, NAN, NAN };
	const double below_1 = nextafter(1, 0);

	(void)state;
	assert_int_equal(sample_index(equal, 3, 0, 0.99), 0);
	assert_int_equal(sample_index(equal, 3, 1, 0), 0);
	assert_int_equal(sample_index(equal, 3, 1, 0.5), 1);
	assert_in_range(sample_index(equal, 3, 1, below_1), 0, 2);
	assert_int_equal(sample_index(huge, 3, 1, below_1), 1);
	assert_int_equal(sample_index(huge, 3, 1e-300, 0.5), 1);
	assert_in_range(sample_index(bad, 3, 1, 0.5), 0, 2);
	assert_int_equal(sample_index(equal, 1, 10, below_1), 0);
}

int main(void)
{
#define WITH_RUN(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH_RUN(at_temperature_0_the_most_probable_follows_the_text),
		WITH_RUN(
			from_the_state_the_first_symbol_is_fed_and_not_printed),
		WITH_RUN(without_a_text_the_first_symbol_has_its_frequency),
		WITH_RUN(n_symbols_follow_the_first),
		WITH_RUN(the_same_generator_gives_the_same_text_in_any_slices),
		WITH_RUN(a_slice_is_never_longer_than_asked),
		cmocka_unit_test(draws_follow_the_softmax),
		cmocka_unit_test(the_edges_of_a_draw_are_safe),
	};

	return cmocka_run_group_tests_name("sampler", tests, NULL, NULL);
}
