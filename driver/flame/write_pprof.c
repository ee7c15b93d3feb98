// SPDX-License-Identifier: GPL-2.0
/*
 * pprof: message Profile of github.com/google/pprof/proto/profile.proto. Each
 * name is a function and a location of its own, numbered from 1; a mapping
 * says what kind of code it is.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "flame/gzip.h"
#include "flame/protobuf.h"
#include "flame/text.h"
#include "flame/write.h"

enum { /* fields of Profile */
       PROFILE_SAMPLE_TYPE = 1,
       PROFILE_SAMPLE = 2,
       PROFILE_MAPPING = 3,
       PROFILE_LOCATION = 4,
       PROFILE_FUNCTION = 5,
       PROFILE_STRING = 6,
};

enum {
	VALUE_TYPE = 1,
	VALUE_UNIT = 2,
};

enum { /* from the innermost frame on */
       SAMPLE_LOCATIONS = 1,
       SAMPLE_VALUES = 2,
};

enum {
	MAPPING_ID = 1,
	MAPPING_FILE = 5,
	MAPPING_HAS_FUNCTIONS = 7,
};

enum {
	LOCATION_ID = 1,
	LOCATION_MAPPING = 2,
	LOCATION_LINE = 4,
	LINE_FUNCTION = 1,
};

enum {
	FUNCTION_ID = 1,
	FUNCTION_NAME = 2,
	FUNCTION_SYSTEM_NAME = 3,
};

/* The list of strings begins with "", these, and those of the mappings. */
enum {
	STRING_TYPE = 1,
	STRING_UNIT,
	STRING_MAPPINGS,
	STRING_NAMES = STRING_MAPPINGS + FRAME_KINDS_NR,
};

struct pprof {
	const struct flame_tree *tree;
	struct protobuf profile;
	struct protobuf message;
	struct protobuf part; /* of a message */
	char *text; /* three times as long as the longest name */
	u32 *names; /* of a stack */
};

static void add_string(struct pprof *p, const char *text)
{
	protobuf_bytes(&p->profile, PROFILE_STRING, text, strlen(text));
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && !strcmp(text + len - end_len, end);
}

/* What pprof scales by itself has a type of its own. */
static void add_unit(struct pprof *p, const char *unit)
{
	const char *type = unit;

	if (ends_with(unit, "seconds"))
		type = "time";
	else if (!strcmp(unit, "bytes"))
		type = "space";
	else
		unit = "count";
	add_string(p, type);
	add_string(p, unit);
	protobuf_number(&p->message, VALUE_TYPE, STRING_TYPE);
	protobuf_number(&p->message, VALUE_UNIT, STRING_UNIT);
	protobuf_message(&p->profile, PROFILE_SAMPLE_TYPE, &p->message);
}

static void add_mappings(struct pprof *p)
{
	char name[32];

	for (u32 i = 0; i < FRAME_KINDS_NR; i++) {
		const char *kind = frame_kind_name((enum frame_kind)i);

		snprintf(name, sizeof(name), "[%s]", *kind ? kind : "user");
		add_string(p, name);
		protobuf_number(&p->message, MAPPING_ID, i + 1);
		protobuf_number(&p->message, MAPPING_FILE, STRING_MAPPINGS + i);
		protobuf_number(&p->message, MAPPING_HAS_FUNCTIONS, true);
		protobuf_message(&p->profile, PROFILE_MAPPING, &p->message);
	}
}

static void add_name(struct pprof *p, u32 name)
{
	u64 id = (u64)name + 1;
	enum frame_kind kind;
	size_t len;
	const char *text = tree_name_text(p->tree, name, &len, &kind);

	len = text_utf8(p->text, text, len);
	protobuf_bytes(&p->profile, PROFILE_STRING, p->text, len);
	protobuf_number(&p->message, FUNCTION_ID, id);
	protobuf_number(&p->message, FUNCTION_NAME, STRING_NAMES + name);
	protobuf_number(&p->message, FUNCTION_SYSTEM_NAME, STRING_NAMES + name);
	protobuf_message(&p->profile, PROFILE_FUNCTION, &p->message);

	protobuf_number(&p->message, LOCATION_ID, id);
	protobuf_number(&p->message, LOCATION_MAPPING, (u64)kind + 1);
	protobuf_number(&p->part, LINE_FUNCTION, id);
	protobuf_message(&p->message, LOCATION_LINE, &p->part);
	protobuf_message(&p->profile, PROFILE_LOCATION, &p->message);
}

static void add_sample(struct pprof *p, const struct tree_sample *sample)
{
	u32 depth = tree_node(p->tree, sample->node)->depth;

	tree_stack(p->tree, sample->node, p->names);
	for (u32 i = depth; i-- > 0;)
		protobuf_varint(&p->part, (u64)p->names[i] + 1);
	protobuf_message(&p->message, SAMPLE_LOCATIONS, &p->part);
	protobuf_varint(&p->part, sample->count);
	protobuf_message(&p->message, SAMPLE_VALUES, &p->part);
	protobuf_message(&p->profile, PROFILE_SAMPLE, &p->message);
}

static size_t longest_name(const struct flame_tree *tree)
{
	size_t longest = 0, len;
	u32 nr = keymap_nr(tree->names);

	for (u32 i = 0; i < nr; i++) {
		keymap_key(tree->names, i, &len);
		longest = len > longest ? len : longest;
	}
	return longest;
}

static void add_all(struct pprof *p, const struct flame_options *opt)
{
	struct tree_sample sample;
	u32 nr = keymap_nr(p->tree->names), pos = 0;

	add_string(p, "");
	add_unit(p, opt->unit);
	add_mappings(p);
	for (u32 i = 0; i < nr; i++)
		add_name(p, i);
	while (tree_next_sample(p->tree, &pos, &sample))
		add_sample(p, &sample);
}

int write_pprof(const struct flame_tree *tree, const struct flame_options *opt,
		FILE *out)
{
	struct pprof p = { .tree = tree };
	int err;

	if (tree->sum[TREE_SHOWN] > INT64_MAX) {
		log_err("flame: the sum of all counts is larger than 2^63 - 1, the most that pprof's format holds");
		return -EOVERFLOW;
	}
	p.text = arena_alloc(tree->arena, 3 * longest_name(tree) + 1);
	p.names = arena_alloc(tree->arena, TREE_DEPTH_MAX * sizeof(u32));
	add_all(&p, opt);
	err = p.profile.failed ? -ENOMEM
			       : gzip_write(out, p.profile.data, p.profile.len);
	if (err)
		log_err("flame: write pprof's format: %s", strerror(-err));
	protobuf_deinit(&p.profile);
	protobuf_deinit(&p.message);
	protobuf_deinit(&p.part);
	return err;
}
