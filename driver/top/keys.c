// SPDX-License-Identifier: GPL-2.0
/* Keys and what they do. */
#include "top/keys.h"

#include "top/view.h"

static const unsigned int delays_ms[] = {
	TOP_DELAY_MIN_MS,
	200,
	500,
	1000,
	2000,
	3000,
	5000,
	10000,
	30000,
	60000,
	300000,
	900000,
	TOP_DELAY_MAX_MS,
};

#define DELAYS_NR (sizeof(delays_ms) / sizeof(delays_ms[0]))

static unsigned int quit(struct top_model *model, int key)
{
	(void)model;
	(void)key;
	return TOP_QUIT;
}

/* In a view opened by a key, q leads back to the arrays. */
static unsigned int quit_view(struct top_model *model, int key)
{
	if (model->view == &top_view_table)
		return quit(model, key);
	model->view = &top_view_table;
	return TOP_REDRAW;
}

static unsigned int toggle_pause(struct top_model *model, int key)
{
	(void)key;
	model->paused = !model->paused;
	return TOP_REDRAW;
}

static unsigned int toggle_view(struct top_model *model,
				const struct top_view *view)
{
	model->view = model->view == view ? &top_view_table : view;
	return TOP_REDRAW;
}

static unsigned int toggle_help(struct top_model *model, int key)
{
	(void)key;
	return toggle_view(model, &top_view_help);
}

static unsigned int toggle_output(struct top_model *model, int key)
{
	(void)key;
	/* It opens at its end, where the newest lines are. */
	model->output_first = model->output.nr;
	return toggle_view(model, &top_view_output);
}

static unsigned int longer_delay(struct top_model *model, int key)
{
	size_t i;

	(void)key;
	for (i = 0; i < DELAYS_NR; i++) {
		if (delays_ms[i] <= model->delay_ms)
			continue;
		model->delay_ms = delays_ms[i];
		return TOP_REDRAW;
	}
	return 0;
}

static unsigned int shorter_delay(struct top_model *model, int key)
{
	size_t i;

	(void)key;
	for (i = DELAYS_NR; i > 0; i--) {
		if (delays_ms[i - 1] >= model->delay_ms)
			continue;
		model->delay_ms = delays_ms[i - 1];
		return TOP_REDRAW;
	}
	return 0;
}

static unsigned int repaint(struct top_model *model, int key)
{
	(void)model;
	(void)key;
	return TOP_REDRAW | TOP_REPAINT;
}

static unsigned int refresh_now(struct top_model *model, int key)
{
	(void)key;
	return model->paused || model->ended ? 0 : TOP_REFRESH;
}

/* Lines that a key scrolls by; both ends are further than any view is long. */
static unsigned int scroll(struct top_model *model, int key)
{
	long page = model->page > 1 ? model->page - 1 : 1;
	long all = (long)model->view->lines(model);

	switch (key) {
	case TOP_KEY_UP:
	case 'k':
		top_view_scroll(model, -1);
		break;
	case TOP_KEY_DOWN:
	case 'j':
		top_view_scroll(model, 1);
		break;
	case TOP_KEY_PAGE_UP:
		top_view_scroll(model, -page);
		break;
	case TOP_KEY_PAGE_DOWN:
	case ' ':
		top_view_scroll(model, page);
		break;
	case TOP_KEY_HOME:
		top_view_scroll(model, -all);
		break;
	case TOP_KEY_END:
		top_view_scroll(model, all);
		break;
	}
	return TOP_REDRAW;
}

static unsigned int sort_by(struct top_array *array, int column)
{
	if (column < 0 || column >= array->columns_nr)
		return 0;
	array->sort = column;
	array->down = array->columns[column].ops->down;
	return TOP_RESORT | TOP_REDRAW;
}

static unsigned int sort_left(struct top_model *model, int key)
{
	struct top_array *array = top_model_array(model);

	(void)key;
	return array ? sort_by(array, array->sort - 1) : 0;
}

static unsigned int sort_right(struct top_model *model, int key)
{
	struct top_array *array = top_model_array(model);

	(void)key;
	return array ? sort_by(array, array->sort + 1) : 0;
}

static unsigned int reverse(struct top_model *model, int key)
{
	struct top_array *array = top_model_array(model);

	(void)key;
	if (!array)
		return 0;
	array->down = !array->down;
	return TOP_RESORT | TOP_REDRAW;
}

static unsigned int select_array(struct top_model *model, size_t i)
{
	if (i >= model->arrays_nr || i == model->selected)
		return 0;
	model->selected = i;
	return TOP_REDRAW;
}

static unsigned int next_array(struct top_model *model, int key)
{
	size_t nr = model->arrays_nr;
	size_t step = key == TOP_KEY_BACKTAB ? nr - 1 : 1;

	return nr ? select_array(model, (model->selected + step) % nr) : 0;
}

static unsigned int numbered_array(struct top_model *model, int key)
{
	return select_array(model, (size_t)(key - '1'));
}

const struct top_key top_keys_table[] = {
	{ TOP_KEY_LEFT, sort_left, "Left <", "sort by the column to the left" },
	{ '<', sort_left, NULL, NULL },
	{ TOP_KEY_RIGHT, sort_right, "Right >",
	  "sort by the column to the right" },
	{ '>', sort_right, NULL, NULL },
	{ 'r', reverse, "r I", "reverse the order" },
	{ 'I', reverse, NULL, NULL },
	{ '\t', next_array, "Tab", "the next array" },
	{ TOP_KEY_BACKTAB, next_array, "Shift-Tab", "the array before" },
	{ '1', numbered_array, "1 .. 9", "the first to the ninth array" },
	{ '2', numbered_array, NULL, NULL },
	{ '3', numbered_array, NULL, NULL },
	{ '4', numbered_array, NULL, NULL },
	{ '5', numbered_array, NULL, NULL },
	{ '6', numbered_array, NULL, NULL },
	{ '7', numbered_array, NULL, NULL },
	{ '8', numbered_array, NULL, NULL },
	{ '9', numbered_array, NULL, NULL },
	{ 0, NULL, NULL, NULL },
};

const struct top_key top_keys_common[] = {
	{ TOP_KEY_UP, scroll, "Up k", "scroll up by a line" },
	{ 'k', scroll, NULL, NULL },
	{ TOP_KEY_DOWN, scroll, "Down j", "scroll down by a line" },
	{ 'j', scroll, NULL, NULL },
	{ TOP_KEY_PAGE_UP, scroll, "PgUp", "scroll up by a page" },
	{ TOP_KEY_PAGE_DOWN, scroll, "PgDn Space", "scroll down by a page" },
	{ ' ', scroll, NULL, NULL },
	{ TOP_KEY_HOME, scroll, "Home", "to the first line" },
	{ TOP_KEY_END, scroll, "End", "to the last line" },
	{ 'p', toggle_pause, "p", "pause the display, or go on" },
	{ '+', longer_delay, "+", "more time between two frames" },
	{ '-', shorter_delay, "-", "less time between two frames" },
	{ '\n', refresh_now, "Enter", "a new frame now" },
	{ '\r', refresh_now, NULL, NULL },
	{ 'o', toggle_output, "o", "all that the script printed, or back" },
	{ 'L' - '@', repaint, "Ctrl-L", "draw the whole screen again" },
	{ 'h', toggle_help, "h ?", "this help, or back" },
	{ '?', toggle_help, NULL, NULL },
	{ 'q', quit_view, "q", "back to the arrays; from there: quit" },
	{ 'Q', quit, "Q", "quit" },
	{ 0, NULL, NULL, NULL },
};

static const struct top_key *find_key(const struct top_key *keys, int key)
{
	for (; keys && keys->handle; keys++)
		if (keys->key == key)
			return keys;
	return NULL;
}

unsigned int top_keys_handle(struct top_model *model, int key)
{
	const struct top_key *row = find_key(model->view->keys, key);

	if (!row)
		row = find_key(top_keys_common, key);
	return row ? row->handle(model, key) : 0;
}
