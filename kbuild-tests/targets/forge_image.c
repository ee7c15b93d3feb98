// SPDX-License-Identifier: GPL-2.0
/* Program images, read from files and damaged. */
#include "forge.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct image image_read(const char *path)
{
	struct image img = { 0 };
	struct stat st;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || fstat(fd, &st) || !(img.data = malloc(st.st_size)) ||
	    read(fd, img.data, st.st_size) != st.st_size) {
		perror(path);
		exit(2);
	}
	img.len = (u32)st.st_size;
	close(fd);
	return img;
}

static struct sx_prog_header *header_of(const struct image *img)
{
	return (struct sx_prog_header *)img->data;
}

int image_probe(const struct image *img, u16 kind)
{
	const struct sx_section *s = &header_of(img)->sec[SX_SEC_PROBES];
	const void *rows = img->data + s->off;
	const struct sx_probe *probes = rows;

	for (u32 i = 0; i < s->len / sizeof(*probes); i++)
		if (probes[i].kind == kind)
			return (int)i;
	return -1;
}

/* The head, the section table, what tells lengths and numbers of rows. */
static void damage_header(struct image *img)
{
	struct sx_prog_header *h = header_of(img);
	struct sx_section *s = &h->sec[random_below(SX_SEC_NR)];

	switch (random_below(6)) {
	case 0:
		s->off = (u32)random_edge();
		break;
	case 1:
		s->len = (u32)random_edge();
		break;
	case 2:
		s->off += (random_below(9) - 4) * 8;
		break;
	case 3:
		s->len += (random_below(9) - 4) * 4;
		break;
	case 4:
		*s = h->sec[random_below(SX_SEC_NR)];
		break;
	default:
		((u8 *)h)[random_below(sizeof(*h))] = (u8)random_u64();
	}
}

/* Indexes, kinds and counts: aligned words of any section but the code. */
static void damage_row(struct image *img)
{
	struct sx_section s =
		header_of(img)->sec[1 + random_below(SX_SEC_NR - 1)];
	u32 off;
	u32 value;

	if (s.len < 4 || s.off > img->len || s.len > img->len - s.off)
		return;
	off = s.off + random_below(s.len / 4) * 4;
	memcpy(&value, img->data + off, 4);
	switch (random_below(4)) {
	case 0:
		value = (u32)random_edge();
		break;
	case 1:
		value += random_below(5) - 2;
		break;
	case 2:
		value ^= 1u << random_below(32);
		break;
	default:
		value = random_below(64);
	}
	memcpy(img->data + off, &value, 4);
}

/* Small changes of instructions: many of these are still valid programs. */
static void damage_code(struct image *img)
{
	struct sx_section s = header_of(img)->sec[SX_SEC_CODE];
	struct sx_insn *insn;

	if (s.len < sizeof(*insn) || s.off > img->len ||
	    s.len > img->len - s.off)
		return;
	insn = (void *)(img->data + s.off);
	insn += random_below(s.len / (u32)sizeof(*insn));
	switch (random_below(7)) {
	case 0:
		insn->op = (u8)random_below(80);
		break;
	case 1:
		insn->a = (u8)random_below(20);
		break;
	case 2:
		insn->b = (u8)random_below(20);
		break;
	case 3:
		insn->c = (u8)random_below(20);
		break;
	case 4:
		insn->imm += (s32)random_below(21) - 10;
		break;
	case 5:
		insn->imm = (s32)random_edge();
		break;
	default:
		memcpy(insn, img->data + s.off, sizeof(*insn));
	}
}

static void damage_bytes(struct image *img)
{
	img->data[random_below(img->len)] = (u8)random_u64();
}

void image_mutate(const struct image *img, struct image *out)
{
	u32 nr = one_in(3) ? 1 + random_below(3) : 1;

	memcpy(out->data, img->data, img->len);
	out->len = img->len;
	while (nr--) {
		switch (random_below(8)) {
		case 0:
			damage_header(out);
			break;
		case 1:
		case 2:
			damage_row(out);
			break;
		case 3:
			damage_bytes(out);
			break;
		default:
			damage_code(out);
		}
	}
	if (one_in(32))
		out->len = random_below(img->len + 1);
}
