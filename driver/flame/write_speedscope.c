// SPDX-License-Identifier: GPL-2.0
/*
 * JSON for speedscope: one sampled profile, as
 * https://www.speedscope.app/file-format-schema.json says.
 */
#include <string.h>

#include "flame/text.h"
#include "flame/write.h"

/* What speedscope knows besides plain numbers. */
static const char *const units[] = { "nanoseconds", "microseconds",
				     "milliseconds", "seconds", "bytes" };

static const char *unit_of(const struct flame_options *opt)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(opt->unit, units[i]))
			return units[i];
	return "none";
}

/* Frames are known by their place in this list, which is their number. */
static void write_frames(const struct flame_tree *tree, FILE *out)
{
	u32 nr = keymap_nr(tree->names);

	for (u32 i = 0; i < nr; i++) {
		enum frame_kind kind;
		size_t len;
		const char *text = tree_name_text(tree, i, &len, &kind);

		fputs_unlocked(i ? ",\n{\"name\":" : "\n{\"name\":", out);
		text_json(out, text, len);
		if (kind != FRAME_USER)
			fprintf(out, ",\"file\":\"[%s]\"",
				frame_kind_name(kind));
		putc_unlocked('}', out);
	}
}

static void write_samples(const struct flame_tree *tree, FILE *out)
{
	u32 *names = arena_alloc(tree->arena, TREE_DEPTH_MAX * sizeof(u32));
	struct tree_sample sample;
	u32 pos = 0;

	for (u32 nr = 0; tree_next_sample(tree, &pos, &sample); nr++) {
		u32 depth = tree_node(tree, sample.node)->depth;

		tree_stack(tree, sample.node, names);
		fputs_unlocked(nr ? ",\n[" : "\n[", out);
		for (u32 i = 0; i < depth; i++)
			fprintf(out, i ? ",%u" : "%u", names[i]);
		putc_unlocked(']', out);
	}
}

static void write_weights(const struct flame_tree *tree, FILE *out)
{
	struct tree_sample sample;
	u32 pos = 0;

	for (u32 nr = 0; tree_next_sample(tree, &pos, &sample); nr++)
		fprintf(out, nr ? ",%llu" : "%llu",
			(unsigned long long)sample.count);
}

int write_speedscope(const struct flame_tree *tree,
		     const struct flame_options *opt, FILE *out)
{
	const char *title = writer_title(opt);

	fputs("{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\n"
	      "\"exporter\":\"stapx\",\"activeProfileIndex\":0,\n\"name\":",
	      out);
	text_json(out, title, strlen(title));
	fputs(",\n\"shared\":{\"frames\":[", out);
	write_frames(tree, out);
	fputs("]},\n\"profiles\":[{\"type\":\"sampled\",\"name\":", out);
	text_json(out, title, strlen(title));
	fprintf(out, ",\"unit\":\"%s\",\"startValue\":0,\"endValue\":%llu,\n",
		unit_of(opt), (unsigned long long)tree->sum[TREE_SHOWN]);
	fputs("\"samples\":[", out);
	write_samples(tree, out);
	fputs("],\n\"weights\":[", out);
	write_weights(tree, out);
	fputs("]}]}\n", out);
	return 0;
}
