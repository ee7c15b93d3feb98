// SPDX-License-Identifier: GPL-2.0
/* Folded text into a tree. */
#include "flame/folded.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

struct folded_frame {
	const char *text;
	size_t len;
};

void folded_init(struct folded *in, struct flame_tree *tree)
{
	*in = (struct folded){ .tree = tree };
	vec_init(&in->frames, tree->arena, sizeof(struct folded_frame));
	vec_init(&in->numbers, tree->arena, sizeof(u32));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static size_t trim(const char *text, size_t len)
{
	while (len && is_blank(text[len - 1]))
		len--;
	return len;
}

/* All of these return what is wrong with the line; NULL: nothing. */

static const char *parse_count(const char *text, size_t len, u64 *ret)
{
	*ret = 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return "its last word is no count: a whole number is expected";
		if (__builtin_mul_overflow(*ret, (u64)10, ret) ||
		    __builtin_add_overflow(*ret, (u64)(text[i] - '0'), ret))
			return "its count is larger than 2^64 - 1";
	}
	return NULL;
}

static const char *split_frames(struct folded *in, const char *text, size_t len)
{
	const char *end = text + len;

	in->frames.nr = 0;
	for (;;) {
		const char *to = memchr(text, ';', (size_t)(end - text));
		struct folded_frame *frame;
		size_t frame_len;

		if (!to)
			to = end;
		/* The last one has lost its blanks already: so in any place. */
		frame_len = trim(text, (size_t)(to - text));
		if (!frame_len)
			return "a frame of its stack is empty";
		if (in->frames.nr == TREE_DEPTH_MAX)
			return "its stack has more than 65536 frames";
		frame = vec_push(&in->frames);
		*frame = (struct folded_frame){ text, frame_len };
		if (to == end)
			return NULL;
		text = to + 1;
	}
}

static const char *parse_line(struct folded *in, const char *line, size_t len,
			      u64 *ret_count)
{
	size_t at = len;
	const char *why;

	if (memchr(line, '\0', len))
		return "it has a NUL byte";
	while (at && !is_blank(line[at - 1]))
		at--;
	/* A line that is a stack alone has a word that is no number, too. */
	why = parse_count(line + at, len - at, ret_count);
	if (why)
		return why;
	at = trim(line, at);
	if (!at)
		return "there is no stack in front of its count";
	return split_frames(in, line, at);
}

static int add_line(struct folded *in, enum tree_side side, u64 count)
{
	u32 nr = in->frames.nr;

	in->numbers.nr = 0;
	for (u32 i = 0; i < nr; i++) {
		const struct folded_frame *frame =
			vec_at(&in->frames, in->reverse ? nr - 1 - i : i);

		*(u32 *)vec_push(&in->numbers) =
			tree_name(in->tree, frame->text, frame->len);
	}
	return tree_add(in->tree, side, in->numbers.data, nr, count);
}

static int report(const char *path, u64 line, int err)
{
	unsigned long long nr = line;

	if (err == -EOVERFLOW)
		log_err("%s:%llu: the sum of all counts is larger than 2^64 - 1",
			path, nr);
	else
		log_err("%s:%llu: the call tree has more than %u frames: leave out stacks, or frames that differ in each",
			path, nr, TREE_NODES_MAX);
	return err;
}

static int take_line(struct folded *in, enum tree_side side, const char *path,
		     u64 nr, const char *line, size_t len)
{
	const char *why;
	u64 count;
	int err;

	len = trim(line, len);
	if (!len)
		return 0;
	why = parse_line(in, line, len, &count);
	if (why && in->skip_bad) {
		in->bad_nr++;
		return 0;
	}
	if (why) {
		log_err("%s:%llu: not a folded stack (frame;frame;... count): %s",
			path, (unsigned long long)nr, why);
		return -EINVAL;
	}
	/* Names that no sample has would only take memory. */
	if (!count)
		return 0;
	err = add_line(in, side, count);
	return err ? report(path, nr, err) : 0;
}

int folded_text(struct folded *in, enum tree_side side, const char *path,
		const char *text, size_t len)
{
	const char *end = text + len;
	u64 nr = 0;
	int err = 0;

	while (text < end && !err) {
		const char *to = memchr(text, '\n', (size_t)(end - text));

		if (!to)
			to = end;
		err = take_line(in, side, path, ++nr, text,
				(size_t)(to - text));
		text = to < end ? to + 1 : end;
	}
	return err;
}

int folded_read(struct folded *in, enum tree_side side, const char *path)
{
	size_t max = FOLDED_BYTES_MAX - in->bytes, len;
	bool is_stdin = !strcmp(path, "-");
	char *text;
	int err;

	err = is_stdin ? file_read_fd(STDIN_FILENO, max, &text, &len)
		       : file_read_all(path, max, &text, &len);
	if (is_stdin)
		path = "stdin";
	if (err == -EFBIG)
		log_err("read %s: more than 1 GiB of folded text", path);
	else if (err)
		log_err("read %s: %s", path, strerror(-err));
	if (err)
		return err;
	in->bytes += len;
	err = folded_text(in, side, path, text, len);
	free(text);
	return err;
}
