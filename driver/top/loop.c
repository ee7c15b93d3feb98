// SPDX-License-Identifier: GPL-2.0
/* The one loop. */
#include "top/loop.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "run/signals.h"

/* Output alone is no reason to draw more often than this. */
#define OUTPUT_DRAW_NS 100000000ull

struct loop {
	struct top_model *model;
	const struct top_front *front;
	unsigned int frames_left; /* 0: no limit */
	bool last; /* the frame now due is the last one */
	u64 last_frame_ns;
	u64 tick_due_ns;
	u64 drawn_ns;
	unsigned long drawn_changes; /* of the output */
};

static u64 clock_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (u64)ts.tv_sec * 1000000000 + (u64)ts.tv_nsec;
}

static bool is_reading(const struct loop *loop)
{
	return !loop->model->paused && !loop->model->ended;
}

static u64 frame_due_ns(const struct loop *loop)
{
	return loop->last_frame_ns + loop->model->delay_ms * 1000000ull;
}

/* Reads the globals; flags of what has to be drawn. */
static int take_frame(struct loop *loop, unsigned int *flags)
{
	int err = top_model_update(loop->model);

	loop->last_frame_ns = clock_ns();
	*flags |= TOP_REDRAW;
	return err;
}

/* The script's output, and a last frame when it has ended. */
static int tick(struct loop *loop, unsigned int *flags)
{
	const struct top_source *source = loop->model->source;
	bool ended = false;
	int err;

	if (loop->model->ended)
		return 0;
	err = source->tick(source->arg, &ended);
	loop->tick_due_ns =
		clock_ns() + (u64)source->wait_ms(source->arg) * 1000000;
	if (loop->model->output.changes != loop->drawn_changes &&
	    clock_ns() >= loop->drawn_ns + OUTPUT_DRAW_NS)
		*flags |= TOP_REDRAW;
	if (err || !ended)
		return err;
	err = take_frame(loop, flags);
	loop->model->ended = true;
	loop->last = !loop->front->outlives;
	return err;
}

static int wait_ms(const struct loop *loop)
{
	u64 now = clock_ns();
	u64 due = loop->tick_due_ns;

	if (loop->model->ended)
		return -1;
	if (is_reading(loop) && frame_due_ns(loop) < due)
		due = frame_due_ns(loop);
	return due <= now ? 0 : (int)((due - now + 999999) / 1000000);
}

/* Waits for whatever comes first; flags of what came. */
static int wait_events(struct loop *loop, unsigned int *flags)
{
	struct pollfd fds[TOP_FRONT_FDS + 1];
	int front_fds[TOP_FRONT_FDS];
	int nr = loop->front->fds(front_fds);
	int i;

	for (i = 0; i < nr; i++)
		fds[i] = (struct pollfd){ front_fds[i], POLLIN, 0 };
	fds[nr] = (struct pollfd){ signals_fd(), POLLIN, 0 };
	if (poll(fds, (nfds_t)nr + 1, wait_ms(loop)) < 0 && errno != EINTR) {
		int err = -errno;

		log_err("wait for keys: %s", strerror(-err));
		return err;
	}
	for (i = 0; i < nr; i++)
		if (fds[i].revents & (POLLERR | POLLHUP | POLLNVAL))
			*flags |= TOP_QUIT;
	if (!(*flags & TOP_QUIT))
		*flags |= loop->front->input(loop->model);
	if (signals_ending())
		*flags |= TOP_QUIT;
	return 0;
}

/* One turn: what is due, what came, and then the drawing. */
static int turn(struct loop *loop, unsigned int *flags)
{
	int err = wait_events(loop, flags);

	if (!err && !(*flags & TOP_QUIT) && clock_ns() >= loop->tick_due_ns)
		err = tick(loop, flags);
	if (err || (*flags & TOP_QUIT))
		return err;
	if (is_reading(loop) &&
	    (clock_ns() >= frame_due_ns(loop) || (*flags & TOP_REFRESH)))
		err = take_frame(loop, flags);
	return err;
}

static int draw(struct loop *loop, unsigned int flags)
{
	struct top_array *array = top_model_array(loop->model);

	if ((flags & TOP_RESORT) && array)
		top_array_sort(array);
	if (!(flags & (TOP_REDRAW | TOP_REPAINT)))
		return 0;
	loop->drawn_ns = clock_ns();
	loop->drawn_changes = loop->model->output.changes;
	return loop->front->draw(loop->model, flags);
}

static int run(struct loop *loop)
{
	unsigned int flags = 0;
	int err = take_frame(loop, &flags);

	if (!err && loop->front->draws_start)
		err = draw(loop, flags);
	while (!err && !loop->last) {
		u64 frame_ns = loop->last_frame_ns;

		flags = 0;
		err = turn(loop, &flags);
		if (err || (flags & TOP_QUIT))
			break;
		err = draw(loop, flags);
		if (loop->last_frame_ns != frame_ns && loop->frames_left &&
		    !--loop->frames_left)
			loop->last = true;
	}
	return err;
}

int top_loop_run(struct top_model *model, const struct top_front *front,
		 unsigned int frames_max)
{
	struct loop loop = {
		.model = model,
		.front = front,
		.frames_left = frames_max,
	};
	int err = front->open(model);

	if (err)
		return err;
	err = run(&loop);
	front->close(model);
	return err;
}
