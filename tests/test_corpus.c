/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_corpus.c: any text from any source becomes ids; other files are refused
 * with the reason. */
#include "config.h"
#include "base/path.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "scratch.h"
#include "text/corpus.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <zlib.h>
#include <cmocka.h>

static void write_text(const char *path, const void *text, size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_true(write_all(fd, text, length));
	close(fd);
}

static struct corpus must_load(const char *name, struct corpus_options options)
{
	struct corpus c;
	struct err e = { .text = "" };

	if (!corpus_load(&c, name, &options, &e))
		fail_msg("%s", e.text);
	return c;
}

static struct corpus load_text(const void *text, size_t length, size_t block)
{
	write_text("text", text, length);
	return must_load("text", (struct corpus_options){ .block = block });
}

/* What the ids spell, symbol by symbol: the text again. */
static void assert_spells(const struct corpus *c, const void *text,
			  size_t length)
{
	struct strbuf b;

	strbuf_init(&b);
	for (size_t i = 0; i < c->length; i++)
		vocab_add_symbol(&c->vocab, corpus_id(c, i), &b);
	assert_int_equal(b.length, length);
	assert_memory_equal(b.text, text, length);
	strbuf_release(&b);
}

/* Symbols ascend, each occurs, the counts are right. */
static void assert_sound(const struct corpus *c)
{
	uint64_t *count = xcalloc((size_t)c->vocab.size, sizeof *count);

	for (size_t i = 0; i < c->length; i++) {
		assert_in_range(corpus_id(c, i), 0, c->vocab.size - 1);
		count[corpus_id(c, i)]++;
	}
	for (int id = 0; id < c->vocab.size; id++) {
		uint32_t symbol = c->vocab.codepoint[id];

		assert_true(id == 0 || c->vocab.codepoint[id - 1] < symbol);
		assert_true(count[id] > 0);
		assert_int_equal(c->count[id], count[id]);
		assert_int_equal(vocab_id(&c->vocab, symbol), id);
	}
	assert_int_equal(c->width, c->vocab.size > 256 ? 2 : 1);
	free(count);
}

static const size_t blocks[] = { 1, 2, 3, 5, 4096, 0 };

/* The same for every size of block; `kept` is the text that the ids spell. */
static void assert_loads(const void *text, size_t length, const void *kept,
			 size_t kept_length, bool bytes, const char *notice)
{
	for (size_t i = 0; i < LENGTH(blocks); i++) {
		struct corpus c = load_text(text, length, blocks[i]);

		assert_sound(&c);
		assert_spells(&c, kept, kept_length);
		assert_int_equal(c.vocab.bytes, bytes);
		assert_int_equal(c.bytes, length);
		assert_int_equal(c.crc32, crc32_z(0, text, length));
		if (notice)
			assert_non_null(strstr(c.notices, notice));
		else
			assert_string_equal(c.notices, "");
		corpus_release(&c);
	}
}

static void assert_loads_whole(const char *text, size_t length)
{
	assert_loads(text, length, text, length, false, NULL);
}

static void ids_are_in_code_point_order(void **state)
{
	static const char text[] = "zebra 한국 é ab\n";
	struct corpus c = load_text(text, strlen(text), 0);

	(void)state;
	assert_int_equal(c.vocab.size, 10);
	assert_int_equal(c.vocab.codepoint[0], '\n');
	assert_int_equal(c.vocab.codepoint[7], 0xe9);
	assert_int_equal(c.vocab.codepoint[9], 0xd55c);
	assert_int_equal(corpus_id(&c, 0), vocab_id(&c.vocab, 'z'));
	assert_int_equal(corpus_id(&c, 6), 9);
	assert_int_equal(c.count[vocab_id(&c.vocab, 'a')], 2);
	corpus_release(&c);
	assert_loads_whole(text, strlen(text));
}

static void every_character_length_is_read(void **state)
{
	static const char text[] = "aé한😀\xf4\x8f\xbf\xbf\xc2\x80"
				   "\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"
				   "\xf0\x90\x80\x80";

	(void)state;
	assert_loads_whole(text, strlen(text));
}

static void line_ends_and_nul_are_kept(void **state)
{
	(void)state;
	assert_loads_whole("a\r\nb\0c\r\n", 8);
	assert_loads_whole("\0\0", 2);
}

static void one_symbol_is_a_text(void **state)
{
	struct corpus c = load_text("aaaa", 4, 0);

	(void)state;
	assert_int_equal(c.vocab.size, 1);
	assert_int_equal(c.length, 4);
	assert_int_equal(corpus_draw(&c, 0.9), 0);
	corpus_release(&c);
	assert_loads_whole("aa", 2);
	assert_loads_whole("한한", 6);
}

/* `symbols` different characters after some ASCII, in shuffled order, and
 * each once more. */
static void add_many_symbols(struct strbuf *b, uint32_t symbols)
{
	strbuf_add(b, "some letters first\n");
	for (uint32_t k = 0; k < 2 * symbols; k++) {
		uint32_t c = 0x10000 + k * 7919 % symbols;

		strbuf_add_codepoint(b, c);
		strbuf_add_char(b, 'e');
	}
}

static void more_than_256_symbols_take_two_bytes(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	for (uint32_t symbols = 240; symbols < 250; symbols++) {
		strbuf_clear(&b);
		add_many_symbols(&b, symbols);
		assert_loads_whole(b.text, b.length);
	}
	strbuf_release(&b);
}

static struct err must_fail(const char *name, struct corpus_options options)
{
	struct err e = { .text = "" };
	struct corpus c;

	assert_false(corpus_load(&c, name, &options, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_null(c.ids);
	return e;
}

static void assert_refused(const char *name, const char *reason)
{
	struct err e = must_fail(name, (struct corpus_options){ .block = 0 });

	assert_non_null(strstr(e.text, name));
	assert_non_null(strstr(e.text, reason));
}

static void up_to_65535_symbols_are_possible(void **state)
{
	uint32_t letters = 11; /* "some letters first\n" */
	struct strbuf b;
	struct corpus c;

	(void)state;
	strbuf_init(&b);
	add_many_symbols(&b, 65535 - letters);
	c = load_text(b.text, b.length, 0);
	assert_int_equal(c.vocab.size, 65535);
	assert_sound(&c);
	assert_spells(&c, b.text, b.length);
	corpus_release(&c);
	strbuf_clear(&b);
	add_many_symbols(&b, 70000 - letters);
	write_text("text", b.text, b.length);
	assert_refused("text", "has 70000 different characters; at most 65535");
	strbuf_add(&b, "\xff");
	write_text("text", b.text, b.length);
	assert_refused("text", "--encoding=bytes");
	strbuf_release(&b);
}

/* --- not UTF-8 ---------------------------------------------------------- */

static void assert_bytes(const char *text, size_t length, const char *notice)
{
	assert_loads(text, length, text, length, true, notice);
}

static void invalid_utf8_makes_the_whole_text_bytes(void **state)
{
	(void)state;
	assert_bytes("caf\xe9 \1\2\3", 8, "0xE9 at offset 3");
	assert_bytes("한국어\xff 말", 14, "0xFF at offset 9");
	assert_bytes("\x80 fi\1\2\3", 7, "0x80 at offset 0");
	assert_bytes("ab\xc0\x80\1\2", 6, "0xC0 at offset 2");
	assert_bytes("aaa\xc1\xa1z\1", 7, "0xC1 at offset 3"); /* long 'a' */
	assert_bytes("aaa\xe0\x81\xa1z\1", 8, "0xE0 at offset 3");
	assert_bytes("ab\xed\xa0\x80\1", 6, "0xED at offset 2");
	assert_bytes("ab\xf4\x90\x80\x80\1", 7, "0xF4 at offset 2");
	assert_bytes("ab\xe1\x80"
		     "cd\1",
		     7, "0xE1 at offset 2");
}

static void a_cut_last_character_is_replaced(void **state)
{
	static const char kept
		[] = "end \xef\xbf\xbd",
	    bad[] = "text: 1 bad sequence (the first at offset 4) is read as";

	(void)state;
	assert_loads("end \xed\x95", 6, kept, 7, false, bad);
	assert_loads("end \xf0\x9f\x98", 7, kept, 7, false, bad);
	assert_loads("end \xc3", 5, kept, 7, false, bad);
}

/* The mark is no symbol of a text, but three bytes of a binary file. */
static void a_byte_order_mark_is_left_out_with_a_notice(void **state)
{
	static const char text[] = "\xef\xbb\xbf"
				   "text \xef\xbb\xbf\n";

	(void)state;
	assert_loads(text, 12, text + 3, 9, false, "byte order mark");
	assert_bytes("\xef\xbb\xbf"
		     "a\xff",
		     5, "0xFF at offset 4");
	assert_bytes("\xef\xbb\xbf\xff", 4, "0xFF at offset 3");
}

static void two_byte_ids_become_bytes_again(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	for (int mark = 0; mark < 2; mark++) {
		strbuf_clear(&b);
		if (mark)
			strbuf_add_codepoint(&b, 0xfeff);
		for (int i = 0; i < 4000; i++)
			strbuf_add(&b, "mostly ASCII ");
		add_many_symbols(&b, 600);
		for (int i = 0; i < 4000; i++)
			strbuf_add(&b, "and again ");
		for (int i = 0; i < 200; i++)
			strbuf_add_bytes(&b, "\xff\0tail", 6);
		assert_bytes(b.text, b.length, "0xFF at offset");
	}
	strbuf_release(&b);
}

/* Three bytes per symbol before, one after, in an array of two each: where the
 * text turns into bytes the array is fullest. */
static void long_texts_become_bytes_in_place(void **state)
{
	struct strbuf b;
	struct corpus c;

	(void)state;
	strbuf_init(&b);
	for (uint32_t i = 0; i < 400000; i++)
		strbuf_add_codepoint(&b, 0xac00 + i * 31 % 5000);
	for (uint32_t i = 0; i < 400000; i++)
		strbuf_add_char(&b, (char)('a' + i % 26));
	for (int i = 0; i < 1000; i++)
		strbuf_add_char(&b, '\xff');
	c = load_text(b.text, b.length, 4096);
	assert_true(c.vocab.bytes);
	assert_sound(&c);
	assert_spells(&c, b.text, b.length);
	corpus_release(&c);
	strbuf_release(&b);
}

static void random_texts_load_the_same_in_any_blocks(void **state)
{
	gsl_rng *r = rng_new(1, RNG_USER);
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	for (int i = 0; i < 300; i++) {
		bool valid = i % 3;

		strbuf_clear(&b);
		for (int k = 2 + (int)gsl_rng_uniform_int(r, 60); k > 0; k--) {
			static const uint32_t below[] = { 0x80, 0x800, 0xd800,
							  0x110000 };
			uint32_t limit = below[gsl_rng_uniform_int(r, 4)];

			strbuf_add_codepoint(
				&b, (uint32_t)gsl_rng_uniform_int(r, limit));
		}
		if (!valid) {
			b.text[gsl_rng_uniform_int(r, b.length)] = '\xfe';
			assert_bytes(b.text, b.length, "0x");
		} else if (memcmp(b.text, "\xef\xbb\xbf", 3) != 0) {
			assert_loads_whole(b.text, b.length);
		}
	}
	strbuf_release(&b);
	gsl_rng_free(r);
}

static void the_encoding_can_be_demanded(void **state)
{
	struct corpus_options utf8 = { .encoding = "utf-8" };
	struct corpus_options bytes = { .encoding = "bytes" };
	struct corpus c;
	struct err e;

	(void)state;
	write_text("bad", "ab\xff", 3);
	e = must_fail("bad", utf8);
	assert_non_null(strstr(e.text, "0xFF at offset 2"));
	write_text("good",
		   "\xef\xbb\xbf"
		   "é",
		   5);
	c = must_load("good", bytes);
	assert_true(c.vocab.bytes);
	assert_spells(&c,
		      "\xef\xbb\xbf"
		      "é",
		      5);
	assert_string_equal(c.notices, "");
	corpus_release(&c);
}

/* --- what is refused ---------------------------------------------------- */

static void other_files_are_refused(void **state)
{
	(void)state;
	write_text("empty", "", 0);
	write_text("one", "a", 1);
	write_text("one-wide", "한", 3);
	write_text("mark", "\xef\xbb\xbf", 3);
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_refused("missing", "No such file or directory");
	assert_refused("folder", "is a directory");
	assert_refused("/dev/zero", "is a device");
	assert_refused("empty", "is empty; a text needs at least two");
	assert_refused("mark", "is empty; a text needs at least two");
	assert_refused("one", "only one character; a text needs at least two");
	assert_refused("one-wide", "only one character");
}

static bool fail_second_read(enum io_call call)
{
	static int reads;

	errno = EIO;
	return call == IO_READ && ++reads == 2;
}

static void a_read_error_is_the_reason(void **state)
{
	struct err e;

	(void)state;
	write_text("text", "0123456789", 10);
	io_fault = fail_second_read;
	e = must_fail("text", (struct corpus_options){ .block = 4 });
	io_fault = NULL;
	assert_string_equal(e.text, "cannot read text: Input/output error");
}

/* As root everything is readable: then it is not tried. */
static void an_unreadable_file_is_refused(void **state)
{
	uid_t me = geteuid();
	struct err e;

	(void)state;
	write_text("text", "0123456789", 10);
	assert_int_equal(chmod("text", 0), 0);
	assert_int_equal(chmod(".", 0755), 0);
	if (me == 0)
		assert_int_equal(seteuid(65534), 0);
	e = must_fail("text", (struct corpus_options){ .block = 0 });
	if (me == 0)
		assert_int_equal(seteuid(0), 0);
	assert_string_equal(e.text, "cannot read text: Permission denied");
}

static void max_bytes_is_the_largest_allowed(void **state)
{
	struct corpus_options ten = { .max_bytes = 10 }, nine = { 0 };
	struct corpus c;
	struct err e;

	(void)state;
	write_text("text", "0123456789", 10);
	c = must_load("text", ten);
	assert_int_equal(c.length, 10);
	corpus_release(&c);
	nine.max_bytes = 9;
	e = must_fail("text", nine);
	assert_non_null(strstr(e.text, "has 10 bytes"));
	assert_non_null(strstr(e.text, "--max-bytes allows 9"));
	/* Its size is 0, its contents are longer. */
	e = must_fail("/proc/self/status", nine);
	assert_non_null(strstr(e.text, "--max-bytes"));
}

/* --- where texts come from ---------------------------------------------- */

static void names_and_paths_are_kept(void **state)
{
	char *here = getcwd(NULL, 0), *path = xasprintf("%s/text", here);
	struct corpus c = load_text("ab", 2, 0);

	(void)state;
	assert_string_equal(c.name, "text");
	assert_string_equal(c.path, path);
	corpus_release(&c);
	free(path);
	free(here);
}

/* Loads the contents of a pipe, without a file's size to go by. */
static bool load_piped(const char *text, uint64_t max_bytes)
{
	struct corpus_options options = { .max_bytes = max_bytes };
	struct corpus c = { 0 };
	struct err e;
	char *name;
	int ends[2];
	bool done;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_true(write_all(ends[1], text, strlen(text)));
	close(ends[1]);
	name = xasprintf("/dev/fd/%d", ends[0]);
	done = corpus_load(&c, name, &options, &e);
	corpus_release(&c);
	free(name);
	close(ends[0]);
	return done;
}

static void max_bytes_holds_for_pipes(void **state)
{
	(void)state;
	assert_true(load_piped("0123456789", 10));
	assert_false(load_piped("0123456789a", 10));
}

/* A child that opens the pipe by name, when it gets to it, and fills it. */
static pid_t start_writer(const char *path, const char *text, size_t length)
{
	pid_t child = fork();
	int fd;

	if (child)
		return child;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	for (size_t i = 0; i < length; i += 1000)
		if (!write_all(fd, text + i,
			       length - i < 1000 ? length - i : 1000))
			_exit(1);
	_exit(0);
}

static void a_named_pipe_is_read_to_its_end(void **state)
{
	static char text[300000];

	(void)state;
	memset(text, 'x', sizeof text);
	memcpy(text, "begin", 5);
	memcpy(text + sizeof text - 3, "end", 3);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	for (size_t length = 5; length <= sizeof text; length *= 2) {
		pid_t child = start_writer("pipe", text, length);
		struct corpus c =
			must_load("pipe", (struct corpus_options){ 0 });
		int status;

		assert_spells(&c, text, length);
		corpus_release(&c);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
	}
}

/* What a shell's <(command) gives, whose command may be gone already. */
static void an_inherited_pipe_is_read_to_its_end(void **state)
{
	int ends[2];
	char *name;
	struct corpus c;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_true(write_all(ends[1], "piped text", 10));
	close(ends[1]);
	name = xasprintf("/dev/fd/%d", ends[0]);
	c = must_load(name, (struct corpus_options){ 0 });
	assert_spells(&c, "piped text", 10);
	corpus_release(&c);
	assert_refused(name, "is empty");
	free(name);
	close(ends[0]);
}

static void a_file_in_proc_is_read_to_its_end(void **state)
{
	struct corpus c = must_load("/proc/self/status",
				    (struct corpus_options){ .block = 100 });

	(void)state;
	assert_true(c.length > 500);
	assert_string_equal(c.notices, "");
	corpus_release(&c);
}

static void minus_is_standard_input(void **state)
{
	int old = dup(STDIN_FILENO), ends[2];
	struct corpus c;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_true(write_all(ends[1], "standard", 8));
	close(ends[1]);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	c = must_load("-", (struct corpus_options){ 0 });
	assert_spells(&c, "standard", 8);
	assert_string_equal(c.name, "-");
	assert_null(c.path);
	corpus_release(&c);
	/* Read to the end: now it is empty, and still open. */
	assert_string_equal(must_fail("-", (struct corpus_options){ 0 }).text,
			    "standard input is empty; a text needs at least "
			    "two characters");
	assert_int_equal(dup2(old, STDIN_FILENO), STDIN_FILENO);
	close(old);
}

/* Somebody appends while the second block is read. */
static bool append_meanwhile(enum io_call call)
{
	static int reads;
	int fd;

	if (call == IO_READ && ++reads == 2) {
		fd = open("text", O_WRONLY | O_APPEND | O_CLOEXEC);
		assert_true(write(fd, "more", 4) == 4);
		close(fd);
	}
	return false;
}

static bool truncate_meanwhile(enum io_call call)
{
	static int reads;

	if (call == IO_READ && ++reads == 2)
		assert_int_equal(truncate("text", 5), 0);
	return false;
}

static void a_file_that_changes_is_warned_of(void **state)
{
	static char text[10000];
	struct corpus c;

	(void)state;
	memset(text, 'x', sizeof text);
	io_fault = append_meanwhile;
	c = load_text(text, sizeof text, 1000);
	assert_non_null(strstr(c.notices, "text changed while it was read"));
	assert_int_equal(c.length, sizeof text + 4);
	corpus_release(&c);
	io_fault = truncate_meanwhile;
	c = load_text(text, sizeof text, 1000);
	io_fault = NULL;
	assert_non_null(strstr(c.notices, "text changed while it was read"));
	assert_true(c.length < sizeof text);
	corpus_release(&c);
}

static void assert_same_corpus(const struct corpus *a, const struct corpus *b)
{
	assert_true(vocab_equal(&a->vocab, &b->vocab));
	assert_string_equal(a->encoding, b->encoding);
	assert_int_equal(a->width, b->width);
	assert_int_equal(a->length, b->length);
	assert_memory_equal(a->ids, b->ids, a->length * (size_t)a->width);
	assert_int_equal(a->bytes, b->bytes);
	assert_int_equal(a->crc32, b->crc32);
}

/* Longer than the part that is looked at first; with a mark, bad UTF-8, a
 * character at the end of a block. */
static void a_text_in_memory_is_read_as_a_file_is(void **state)
{
	static const char *const begin[] = { "plain ", "\xef\xbb\xbfmark ",
					     "bad \xff\xfe\x01 ",
					     "\xea\xb0\x80 " };

	(void)state;
	for (size_t i = 0; i < LENGTH(begin); i++) {
		const struct corpus_options options = { .block = 7 };
		struct corpus file, memory;
		struct strbuf b;
		struct err e;

		strbuf_init(&b);
		strbuf_add(&b, begin[i]);
		while (b.length < 10000)
			strbuf_add(&b, "b\xc3\xa4r ");
		file = load_text(b.text, b.length, 7);
		assert_true(corpus_from_text(&memory, b.text, b.length,
					     &options, &e));
		assert_same_corpus(&file, &memory);
		assert_string_equal(memory.name, "text");
		assert_null(memory.path);
		corpus_release(&memory);
		corpus_release(&file);
		strbuf_release(&b);
	}
}

static void a_text_in_memory_is_refused_as_a_file_is(void **state)
{
	static const struct corpus_options options, small = { .max_bytes = 3 };
	struct corpus c;
	struct err e;

	(void)state;
	assert_false(corpus_from_text(&c, "", 0, &options, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_non_null(strstr(e.text, "the text is empty"));
	assert_false(corpus_from_text(&c, "abcd", 4, &small, &e));
	assert_non_null(strstr(e.text, "--max-bytes"));
}

/* --- using it ----------------------------------------------------------- */

static void symbols_are_drawn_by_frequency(void **state)
{
	struct corpus c = load_text("abbcccdddd", 10, 0);
	int drawn[4] = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		drawn[corpus_draw(&c, i / 1000.)]++;
	for (int id = 0; id < 4; id++)
		assert_in_range(drawn[id], (id + 1) * 100 - 1,
				(id + 1) * 100 + 1);
	assert_int_equal(corpus_draw(&c, 0), 0);
	assert_int_equal(corpus_draw(&c, 1 - 1e-16), 3);
	corpus_release(&c);
}

static void vocabularies_are_compared(void **state)
{
	static const uint32_t abc[] = { 'a', 'b', 'c' },
			      abd[] = { 'a', 'b', 'd' };
	struct vocab a, b, c, d, none;
	struct err e;

	(void)state;
	assert_true(vocab_init(&a, abc, 3, false, &e));
	assert_true(vocab_init(&b, abc, 3, true, &e));
	assert_true(vocab_init(&c, abd, 3, false, &e));
	assert_true(vocab_init(&d, abc, 3, false, &e));
	assert_true(vocab_init(&none, NULL, 0, false, &e));
	assert_true(vocab_equal(&a, &d));
	assert_false(vocab_equal(&a, &b));
	assert_false(vocab_equal(&a, &c));
	assert_false(vocab_equal(&a, &none));
	assert_true(vocab_equal(&none, &none));
	assert_int_equal(vocab_id(&a, 'd'), -1);
	assert_int_equal(vocab_id(&none, 'a'), -1);
	vocab_release(&a);
	vocab_release(&b);
	vocab_release(&c);
	vocab_release(&d);
	vocab_release(&none);
}

#define SCRATCH(test) \
	cmocka_unit_test_setup_teardown(test, scratch_enter, scratch_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(ids_are_in_code_point_order),
		SCRATCH(every_character_length_is_read),
		SCRATCH(line_ends_and_nul_are_kept),
		SCRATCH(one_symbol_is_a_text),
		SCRATCH(more_than_256_symbols_take_two_bytes),
		SCRATCH(up_to_65535_symbols_are_possible),
		SCRATCH(invalid_utf8_makes_the_whole_text_bytes),
		SCRATCH(a_cut_last_character_is_replaced),
		SCRATCH(a_byte_order_mark_is_left_out_with_a_notice),
		SCRATCH(two_byte_ids_become_bytes_again),
		SCRATCH(long_texts_become_bytes_in_place),
		SCRATCH(random_texts_load_the_same_in_any_blocks),
		SCRATCH(the_encoding_can_be_demanded),
		SCRATCH(other_files_are_refused),
		SCRATCH(a_read_error_is_the_reason),
		SCRATCH(an_unreadable_file_is_refused),
		SCRATCH(max_bytes_is_the_largest_allowed),
		SCRATCH(max_bytes_holds_for_pipes),
		SCRATCH(names_and_paths_are_kept),
		SCRATCH(a_named_pipe_is_read_to_its_end),
		SCRATCH(an_inherited_pipe_is_read_to_its_end),
		SCRATCH(a_file_in_proc_is_read_to_its_end),
		SCRATCH(minus_is_standard_input),
		SCRATCH(a_file_that_changes_is_warned_of),
		SCRATCH(a_text_in_memory_is_read_as_a_file_is),
		cmocka_unit_test(a_text_in_memory_is_refused_as_a_file_is),
		SCRATCH(symbols_are_drawn_by_frequency),
		cmocka_unit_test(vocabularies_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
