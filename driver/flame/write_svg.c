// SPDX-License-Identifier: GPL-2.0
/*
 * An interactive image that needs nothing from anywhere: its style and its
 * script (svg.js) are in it, and without the script (<img>) it is the same
 * picture. svg.js says how it is built.
 */
#include <string.h>

#include "base/log.h"
#include "flame/color.h"
#include "flame/layout.h"
#include "flame/svg_script.h"
#include "flame/text.h"
#include "flame/write.h"

/* Pixels. */
#define SIDE	   10
#define TOP	   40
#define BOTTOM	   48
#define ROW	   17 /* with the gap above it */
#define FRAME	   16
#define BASE_LINE  12 /* of a label in its frame */
#define LABEL_SIDE 3
#define LABEL_MIN  3 /* characters */

/* Of a character at 12 pixels: 0.6 em, as nearly all fixed fonts have. */
#define CHAR_WIDTH (72 * LAYOUT_PIXEL / 10)

struct svg {
	const struct flame_tree *tree;
	const struct flame_options *opt;
	struct layout layout;
	u32 inner_width;
	u32 inner_height;
	FILE *out;
};

static const char style[] =
	"text{font:12px monospace;fill:#000}\n"
	".page{fill:#fff}\n"
	".head{font-size:17px;text-anchor:middle}\n"
	".right{text-anchor:end}\n"
	".note{fill:#555}\n"
	".button{cursor:pointer;fill:#036}\n"
	".hidden{display:none}\n"
	".labels{pointer-events:none}\n"
	".frames rect{cursor:pointer;vector-effect:non-scaling-stroke}\n"
	".frames rect:hover{stroke:#000;stroke-width:.5}\n"
	".box input{width:100%;height:100%;box-sizing:border-box;font:12px monospace}\n"
	".all{fill:#ddd}\n";

/* Behind the rest: these win. */
static const char late_style[] = ".below{opacity:.5}\n"
				 ".frames .match{fill:#e600e6}\n";

static void put_number(FILE *out, u64 value)
{
	char digits[20];
	int at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	fwrite_unlocked(digits + at, 1, sizeof(digits) - (size_t)at, out);
}

/* A decimal fraction without the zeros at its end. */
static void put_pixels(FILE *out, u64 length)
{
	u32 rest = (u32)(length % LAYOUT_PIXEL), unit = LAYOUT_PIXEL;

	put_number(out, length / LAYOUT_PIXEL);
	if (rest)
		putc_unlocked('.', out);
	while (rest) {
		unit /= 10;
		putc_unlocked((int)('0' + rest / unit), out);
		rest %= unit;
	}
}

static void put_percent(FILE *out, u64 part, u64 total)
{
	unsigned __int128 wide = (unsigned __int128)part * 10000 + total / 2;
	u64 percent = total ? (u64)(wide / total) : 0;

	put_number(out, percent / 100);
	putc_unlocked('.', out);
	putc_unlocked((int)('0' + percent / 10 % 10), out);
	putc_unlocked((int)('0' + percent % 10), out);
	fputs_unlocked(" %", out);
}

static u32 row_y(const struct svg *s, u32 depth)
{
	return ROW * (s->opt->icicle ? depth : s->layout.rows_nr - 1 - depth);
}

/* The root has no name of its own. */
static const char *name_of(const struct svg *s, u32 node, size_t *ret_len,
			   enum frame_kind *ret_kind)
{
	if (node != TREE_ROOT)
		return tree_name_text(s->tree, tree_node(s->tree, node)->name,
				      ret_len, ret_kind);
	*ret_len = strlen("all");
	*ret_kind = FRAME_USER;
	return "all";
}

static void write_base(const struct svg *s, const struct tree_node *node)
{
	u64 count = node->total[TREE_SHOWN];
	u64 before = writer_base_count(s->tree, s->opt, node->total[TREE_BASE]);

	fputs_unlocked("; before: ", s->out);
	put_number(s->out, before);
	fputs_unlocked(", ", s->out);
	put_percent(s->out, node->total[TREE_BASE], s->tree->sum[TREE_BASE]);
	fputs_unlocked(count < before ? "; change: -" : "; change: +", s->out);
	put_number(s->out, count < before ? before - count : count - before);
}

static void write_title(const struct svg *s, const struct tree_node *node,
			const char *name, size_t len, enum frame_kind kind)
{
	u64 count = node->total[TREE_SHOWN];

	fputs_unlocked("<title>", s->out);
	text_xml(s->out, name, len);
	putc_unlocked('\n', s->out);
	put_number(s->out, count);
	putc_unlocked(' ', s->out);
	text_xml(s->out, s->opt->unit, strlen(s->opt->unit));
	fputs_unlocked(", ", s->out);
	put_percent(s->out, count, s->tree->sum[TREE_SHOWN]);
	if (kind != FRAME_USER) {
		fputs_unlocked(", ", s->out);
		fputs_unlocked(frame_kind_name(kind), s->out);
	}
	if (s->opt->base)
		write_base(s, node);
	fputs_unlocked("</title>", s->out);
}

static void choose_class(const struct svg *s, u32 i, const char *name,
			 size_t len, enum frame_kind kind,
			 char class[COLOR_CLASS_MAX])
{
	const struct tree_node *node = tree_node(s->tree, i);

	if (s->opt->base)
		color_of_change(class, node->total[TREE_SHOWN],
				writer_base_count(s->tree, s->opt,
						  node->total[TREE_BASE]));
	else if (i == TREE_ROOT)
		strcpy(class, "all");
	else
		color_of_name(class, name, len, kind);
}

static void write_box(const struct svg *s, const struct layout_box *box)
{
	char class[COLOR_CLASS_MAX];
	enum frame_kind kind;
	size_t len;
	const char *name = name_of(s, box->node, &len, &kind);

	choose_class(s, box->node, name, len, kind, class);
	fputs_unlocked("<rect class=\"", s->out);
	fputs_unlocked(class, s->out);
	fputs_unlocked("\" x=\"", s->out);
	put_pixels(s->out, box->x);
	fputs_unlocked("\" y=\"", s->out);
	put_number(s->out, row_y(s, box->depth));
	fputs_unlocked("\" width=\"", s->out);
	put_pixels(s->out, box->width);
	fprintf(s->out, "\" height=\"%d\">", FRAME);
	write_title(s, tree_node(s->tree, box->node), name, len, kind);
	fputs_unlocked("</rect>\n", s->out);
}

static void write_label(const struct svg *s, const struct layout_box *box)
{
	u64 sides = 2 * LABEL_SIDE * LAYOUT_PIXEL, room;
	enum frame_kind kind;
	const char *name;
	bool fits;
	size_t len;

	if (box->width < sides + LABEL_MIN * CHAR_WIDTH)
		return;
	room = (box->width - sides) / CHAR_WIDTH;
	name = name_of(s, box->node, &len, &kind);
	fits = text_chars(name, len) <= room;
	fputs_unlocked("<text x=\"", s->out);
	put_pixels(s->out, box->x + LABEL_SIDE * LAYOUT_PIXEL);
	fprintf(s->out, "\" y=\"%u\">", row_y(s, box->depth) + BASE_LINE);
	text_xml_chars(s->out, name, len, fits ? room : room - 2);
	fputs_unlocked(fits ? "</text>\n" : "..</text>\n", s->out);
}

static void write_head(const struct svg *s)
{
	const char *title = writer_title(s->opt);
	u32 width = s->opt->width, height = TOP + s->inner_height + BOTTOM;
	FILE *out = s->out;

	fprintf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\">\n"
		"<title>",
		width, height, width, height);
	text_xml(out, title, strlen(title));
	fputs("</title>\n<style>\n", out);
	fputs(style, out);
	color_write_style(out);
	fputs(late_style, out);
	fprintf(out,
		"</style>\n"
		"<rect class=\"page\" width=\"%u\" height=\"%u\"/>\n"
		"<text class=\"head\" x=\"%u\" y=\"25\">",
		width, height, width / 2);
	text_xml(out, title, strlen(title));
	fprintf(out,
		"</text>\n"
		"<text class=\"reset button hidden\" role=\"button\" tabindex=\"0\" x=\"%d\" y=\"25\">Reset zoom</text>\n"
		"<text class=\"search button right hidden\" role=\"button\" tabindex=\"0\" x=\"%u\" y=\"25\">Search</text>\n"
		"<text class=\"details\" x=\"%d\" y=\"%u\"> </text>\n"
		"<text class=\"matched right\" x=\"%u\" y=\"%u\"> </text>\n",
		SIDE, width - SIDE, SIDE, height - 28, width - SIDE,
		height - 28);
}

/* What the picture does not show is said in it. */
static void write_note(const struct svg *s)
{
	unsigned long long hidden = s->layout.hidden_nr;

	if (!hidden)
		return;
	fprintf(s->out, "<text class=\"note\" x=\"%d\" y=\"%u\">%llu %s than ",
		SIDE, TOP + s->inner_height + BOTTOM - 10, hidden,
		hidden == 1 ? "frame is left out: narrower"
			    : "frames are left out: narrower");
	put_pixels(s->out, s->layout.min);
	fputs(" pixels</text>\n", s->out);
}

static void write_frames(const struct svg *s)
{
	const struct vec *boxes = &s->layout.boxes;

	fprintf(s->out,
		"<svg class=\"frames\" x=\"%d\" y=\"%d\" width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\" preserveAspectRatio=\"none\">\n",
		SIDE, TOP, s->inner_width, s->inner_height, s->inner_width,
		s->inner_height);
	for (u32 i = 0; i < boxes->nr; i++)
		write_box(s, vec_at(boxes, i));
	fprintf(s->out,
		"</svg>\n<g class=\"labels\" transform=\"translate(%d %d)\">\n",
		SIDE, TOP);
	for (u32 i = 0; i < boxes->nr; i++)
		write_label(s, vec_at(boxes, i));
	fputs("</g>\n", s->out);
}

int write_svg(const struct flame_tree *tree, const struct flame_options *opt,
	      FILE *out)
{
	struct svg s = { .tree = tree, .opt = opt, .out = out };

	s.inner_width = opt->width - 2 * SIDE;
	layout_make(&s.layout, tree, (u64)s.inner_width * LAYOUT_PIXEL,
		    opt->min);
	s.inner_height = s.layout.rows_nr * ROW;
	write_head(&s);
	write_note(&s);
	write_frames(&s);
	fputs("<script><![CDATA[\n", out);
	fwrite(flame_svg_script, 1,
	       (size_t)(flame_svg_script_end - flame_svg_script), out);
	fputs("]]></script>\n</svg>\n", out);
	log_info("%u frames drawn, %llu too narrow", s.layout.boxes.nr,
		 (unsigned long long)s.layout.hidden_nr);
	return 0;
}
