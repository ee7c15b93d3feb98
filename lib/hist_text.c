// SPDX-License-Identifier: GPL-2.0
/*
 * Drawing of histograms, user side only. Rows without samples at both ends
 * are left out except two; further inside, rows that have no sample within
 * two rows become one `~`.
 */
#include "hist.h"
#include "text.h"

#define WIDTH  50
#define MARGIN 2

struct picture {
	const struct sx_global *g;
	const u64 *buckets;
	u32 nr;
	u32 low; /* first and last row */
	u32 high;
	u64 most;
	u32 value_width;
	u32 count_width;
};

static u32 digits(s64 value)
{
	char tmp[SX_TEXT_NUMBER];

	return sx_text_signed(tmp, value);
}

static void measure_samples(struct picture *p)
{
	u32 i, found = 0;

	p->low = p->high = 0;
	p->most = 0;
	for (i = 0; i < p->nr; i++) {
		if (!p->buckets[i])
			continue;
		if (!found++)
			p->low = i;
		p->high = i;
		if (p->buckets[i] > p->most)
			p->most = p->buckets[i];
	}
}

static void widen_margins(struct picture *p)
{
	u32 i;

	for (i = 0; i < MARGIN; i++) {
		/* Negative rows are for negative samples only. */
		if (p->low > 0 &&
		    !(p->g->hist == SX_HIST_LOG && p->low == SX_HIST_LOG_ZERO))
			p->low--;
		if (p->high < p->nr - 1)
			p->high++;
	}
	if (p->g->hist != SX_HIST_LINEAR)
		return;
	if (p->low == 0 && !p->buckets[0])
		p->low++;
	if (p->high == p->nr - 1 && !p->buckets[p->high])
		p->high--;
}

/* `<` or `>` before the value of an end of a linear histogram. */
static const char *row_prefix(const struct picture *p, u32 row)
{
	if (p->g->hist != SX_HIST_LINEAR)
		return "";
	if (row == 0)
		return "<";
	return row == p->nr - 1 ? ">" : "";
}

static u32 row_width(const struct picture *p, u32 row)
{
	return digits(sx_hist_bucket_value(p->g, row)) +
	       (*row_prefix(p, row) != 0);
}

/* SystemTap measures a linear column by start and by the end of the rows. */
static void measure_columns(struct picture *p)
{
	u32 low = row_width(p, p->low), high = row_width(p, p->high);

	if (!p->most) {
		low = high = 0;
	} else if (p->g->hist == SX_HIST_LINEAR) {
		s64 end = (s64)((u64)p->g->hist_start +
				(u64)p->g->hist_step * p->high);

		low = digits(p->g->hist_start) + (p->low == 0);
		high = digits(end) + (p->high == p->nr - 1);
	}
	p->value_width = low > high ? low : high;
	if (p->value_width < 5)
		p->value_width = 5;
	p->count_width = digits((s64)p->most);
}

static int is_elided(const struct picture *p, u32 row)
{
	u32 from = row - p->low > MARGIN ? row - MARGIN : p->low;
	u32 to = p->high - row > MARGIN ? row + MARGIN : p->high;

	while (from <= to)
		if (p->buckets[from++])
			return 0;
	return 1;
}

static void draw_row(const struct picture *p, u32 row, struct sx_text *t)
{
	u64 scale = (p->most + WIDTH - 1) / WIDTH;
	u32 bar = (u32)(p->buckets[row] / (scale ? scale : 1));

	sx_text_fill(t, ' ', p->value_width - row_width(p, row));
	sx_text_put_string(t, row_prefix(p, row));
	sx_text_put_signed(t, sx_hist_bucket_value(p->g, row));
	sx_text_put_string(t, " |");
	sx_text_fill(t, '@', bar);
	sx_text_fill(t, ' ',
		     WIDTH - bar + 1 + p->count_width -
			     digits((s64)p->buckets[row]));
	sx_text_put_signed(t, (s64)p->buckets[row]);
	sx_text_put_string(t, "\n");
}

static void draw(const struct picture *p, struct sx_text *t)
{
	u32 row, eliding = 0;

	sx_text_fill(t, ' ', p->value_width - 5);
	sx_text_put_string(t, "value |");
	sx_text_fill(t, '-', WIDTH);
	sx_text_put_string(t, " count\n");
	for (row = p->low; p->most && row <= p->high; row++) {
		if (is_elided(p, row)) {
			eliding = 1;
			continue;
		}
		if (eliding) {
			sx_text_fill(t, ' ', p->value_width + 1);
			sx_text_put_string(t, "~\n");
			eliding = 0;
		}
		draw_row(p, row, t);
	}
	sx_text_put_string(t, "\n");
}

sx_size sx_hist_render(const struct sx_global *g, const u64 *buckets,
		       u32 bucket_nr, char *buf, sx_size size)
{
	struct picture p = { .g = g, .buckets = buckets, .nr = bucket_nr };
	struct sx_text t;

	sx_text_init(&t, buf, size);
	if (!p.nr)
		return sx_text_end(&t);
	measure_samples(&p);
	widen_margins(&p);
	measure_columns(&p);
	draw(&p, &t);
	return sx_text_end(&t);
}
