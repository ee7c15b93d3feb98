// SPDX-License-Identifier: GPL-2.0
/* Colours of frames, as classes of a style sheet. */
#include "flame/color.h"

#define SHADES_NR  12
#define CHANGES_NR 9 /* none, and eight steps */

/* From the first shade of a kind to its last one. */
static const struct {
	char class;
	unsigned char from[3];
	unsigned char to[3];
} kinds[FRAME_KINDS_NR] = {
	[FRAME_USER] = { 'u', { 230, 100, 60 }, { 252, 215, 90 } },
	[FRAME_KERNEL] = { 'k', { 105, 150, 215 }, { 175, 205, 250 } },
	[FRAME_INLINED] = { 'i', { 70, 185, 180 }, { 150, 230, 225 } },
	[FRAME_JIT] = { 'j', { 105, 185, 75 }, { 185, 230, 140 } },
};

static unsigned int between(unsigned int from, unsigned int to, unsigned int i)
{
	return (from * (SHADES_NR - 1 - i) + to * i) / (SHADES_NR - 1);
}

void color_write_style(FILE *out)
{
	for (int k = 0; k < FRAME_KINDS_NR; k++)
		for (unsigned int i = 0; i < SHADES_NR; i++)
			fprintf(out, ".%c%u{fill:#%02x%02x%02x}\n",
				kinds[k].class, i,
				between(kinds[k].from[0], kinds[k].to[0], i),
				between(kinds[k].from[1], kinds[k].to[1], i),
				between(kinds[k].from[2], kinds[k].to[2], i));
	for (unsigned int i = 0; i < CHANGES_NR; i++) {
		unsigned int pale = 235 - 20 * i;

		fprintf(out, ".more%u{fill:#%02x%02x%02x}\n", i, i ? 255 : 235,
			pale, pale);
		fprintf(out, ".less%u{fill:#%02x%02x%02x}\n", i, pale, pale,
			i ? 255 : 235);
	}
}

/* FNV-1a. */
static u32 hash_name(const char *name, size_t len)
{
	u32 hash = 0x811c9dc5;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)name[i]) * 0x01000193;
	return hash ^ hash >> 15;
}

void color_of_name(char class[COLOR_CLASS_MAX], const char *name, size_t len,
		   enum frame_kind kind)
{
	snprintf(class, COLOR_CLASS_MAX, "%c%u", kinds[kind].class,
		 hash_name(name, len) % SHADES_NR);
}

void color_of_change(char class[COLOR_CLASS_MAX], u64 count, u64 before)
{
	u64 most = count > before ? count : before;
	u64 change = count > before ? count - before : before - count;
	unsigned __int128 steps = (unsigned __int128)change * (CHANGES_NR - 1);
	unsigned int step = most ? (unsigned int)((steps + most / 2) / most)
				 : 0;

	snprintf(class, COLOR_CLASS_MAX, "%s%u",
		 count > before ? "more" : "less", step);
}
