// SPDX-License-Identifier: GPL-2.0
/* The front that is a terminal. */
#include "top/loop.h"

#include <errno.h>
#include <unistd.h>

#include "base/log.h"
#include "top/events.h"
#include "top/frame.h"
#include "top/keys.h"
#include "top/screen.h"

static struct top_grid grid;

/* Messages would tear the screen: they appear among the script's output. */
static void keep_message(const char *line, void *arg)
{
	struct top_model *model = arg;

	top_output_message(&model->output, line);
}

/* ... and are still there when the screen is gone. */
static void repeat_messages(const struct top_output *output)
{
	size_t i;

	for (i = 0; i < output->nr; i++) {
		const struct top_line *line = top_output_line(output, i);

		if (line->message && line->text)
			log_err("%s", line->text);
	}
}

static int open_screen(struct top_model *model)
{
	int err = top_events_init();

	if (err)
		return err;
	err = top_grid_init(&grid, 1, 1);
	if (err)
		goto deinit_events;
	err = top_screen_open();
	if (err)
		goto deinit_grid;
	log_set_sink(keep_message, model);
	return 0;

deinit_grid:
	top_grid_deinit(&grid);
deinit_events:
	top_events_deinit();
	return err;
}

static void close_screen(struct top_model *model)
{
	top_screen_close();
	log_set_sink(NULL, NULL);
	repeat_messages(&model->output);
	top_grid_deinit(&grid);
	top_events_deinit();
}

static int screen_fds(int fds[TOP_FRONT_FDS])
{
	fds[0] = STDIN_FILENO;
	fds[1] = top_events_fd();
	return 2;
}

static unsigned int handle_events(unsigned int events)
{
	if (events & TOP_EVENT_STOP) {
		top_screen_suspend();
		top_events_stop();
		events |= top_events_take() | TOP_EVENT_CONTINUE;
	}
	if (events & TOP_EVENT_CONTINUE)
		top_screen_resume();
	return events ? TOP_REDRAW | TOP_REPAINT : 0;
}

static unsigned int read_input(struct top_model *model)
{
	unsigned int flags = handle_events(top_events_take());
	int key;

	while ((key = top_screen_key()) != 0)
		flags |= top_keys_handle(model, key);
	return flags;
}

static int draw_screen(struct top_model *model, unsigned int flags)
{
	int rows;
	int cols;

	top_screen_size(&rows, &cols);
	if (rows != grid.rows || cols != grid.cols) {
		int err = top_grid_resize(&grid, rows, cols);

		if (err)
			return err;
		flags |= TOP_REPAINT;
	}
	top_frame_draw(model, &grid);
	top_screen_show(&grid, flags & TOP_REPAINT);
	return 0;
}

const struct top_front top_front_live = {
	.open = open_screen,
	.close = close_screen,
	.fds = screen_fds,
	.input = read_input,
	.draw = draw_screen,
	.draws_start = true,
	.outlives = true,
};
