// SPDX-License-Identifier: GPL-2.0
/* Globals out of text. */
#include "top_fake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <stapx/abi.h>

#define FRAME_MAX (1 << 16)
#define SECOND_NS 1000000000ull

/* Writes into a buffer that is large enough for every frame of the tests. */
struct encoder {
	unsigned char *buf;
	size_t len;
	const char *in;
};

static void put(struct encoder *e, const void *data, size_t len)
{
	memcpy(e->buf + e->len, data, len);
	e->len += len;
}

static void put_int(struct encoder *e, size_t len)
{
	s64 num = strtoll(e->in, NULL, 0);

	(void)len;
	put(e, &num, sizeof(num));
}

static void put_str(struct encoder *e, size_t len)
{
	u32 len32 = (u32)len;

	put(e, &len32, sizeof(len32));
	put(e, e->in, len);
	while (e->len % 8)
		put(e, "", 1);
}

static void put_field(struct encoder *e, bool is_str)
{
	size_t len = strcspn(e->in, "\t\n");

	if (is_str)
		put_str(e, len);
	else
		put_int(e, len);
	e->in += len;
	e->in += *e->in == '\t';
}

static void put_value(struct encoder *e, u8 kind)
{
	int i;

	if (kind != SX_G_STAT && kind != SX_G_MAP_STAT)
		put_field(e, kind == SX_G_STR || kind == SX_G_MAP_STR);
	else
		for (i = 0; i < SX_AGG_NR; i++)
			put_field(e, false);
}

void fake_encode(const struct sx_global *decl, const char *frame,
		 unsigned char **ret, size_t *ret_len, size_t *ret_nr)
{
	struct encoder e = { .buf = calloc(1, FRAME_MAX), .in = frame };
	int i;

	*ret_nr = 0;
	while (*e.in) {
		struct sx_dump_entry head = { 0 };
		size_t start = e.len;

		put(&e, &head, sizeof(head));
		for (i = 0; i < decl->nkeys; i++)
			put_field(&e, decl->key[i] == SX_T_STR);
		put_value(&e, decl->kind);
		head.len = (u32)(e.len - start);
		memcpy(e.buf + start, &head, sizeof(head));
		e.in += *e.in == '\n';
		(*ret_nr)++;
	}
	*ret = e.buf;
	*ret_len = e.len;
}

void fake_declare(struct sx_global *decl, const char *type)
{
	memset(decl, 0, sizeof(*decl));
	for (; *type != ':'; type++)
		decl->key[decl->nkeys++] = *type == 's' ? SX_T_STR : SX_T_INT;
	decl->kind = decl->nkeys ? SX_G_MAP_INT : SX_G_INT;
	/* Scalars and maps have their kinds in the same order. */
	if (type[1] == 's')
		decl->kind += SX_G_STR - SX_G_INT;
	if (type[1] == 't')
		decl->kind += SX_G_STAT - SX_G_INT;
}

static const char *next_frame(struct fake *fake, size_t i)
{
	const char *const *frames = fake->script[i].frames;
	size_t frame = fake->reads[i]++;

	while (frame && (frame >= FAKE_FRAMES || !frames[frame]))
		frame--;
	return frames[frame];
}

static int read_global(void *arg, size_t i, struct dump_table *table,
		       u64 *ret_ns)
{
	struct fake *fake = arg;
	const char *frame = next_frame(fake, i);
	unsigned char *buf;
	size_t len;
	size_t nr;

	if (!strcmp(frame, FAKE_LOCKED))
		return -EAGAIN;
	if (!strcmp(frame, FAKE_BROKEN))
		return -EIO;
	fake_encode(table->decl, frame, &buf, &len, &nr);
	*ret_ns = fake->reads[i] * SECOND_NS;
	return dump_decode(table, buf, len, nr);
}

static int tick(void *arg, bool *ret_ended)
{
	struct fake *fake = arg;

	fake->ticks++;
	*ret_ended = false;
	if (fake->on_tick)
		fake->on_tick(fake, fake->ticks, ret_ended);
	return 0;
}

static int wait_ms(void *arg)
{
	(void)arg;
	return 10;
}

void fake_init(struct fake *fake, const struct fake_global *script)
{
	size_t i;

	memset(fake, 0, sizeof(*fake));
	fake->script = script;
	for (i = 0; script[i].name; i++) {
		fake_declare(&fake->decls[i], script[i].type);
		fake->globals[i] =
			(struct top_global){ script[i].name, &fake->decls[i] };
	}
	fake->source = (struct top_source){
		.globals = fake->globals,
		.globals_nr = i,
		.read = read_global,
		.tick = tick,
		.wait_ms = wait_ms,
		.arg = fake,
	};
}
