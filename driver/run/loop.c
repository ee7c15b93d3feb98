// SPDX-License-Identifier: GPL-2.0
/* The loop of stapx. */
#include "run/loop.h"

#include <errno.h>
#include <poll.h>

#include "run/signals.h"

int loop_run(struct run_session *run, int out_fd)
{
	struct pollfd fds[] = {
		{ .fd = signals_fd(), .events = POLLIN },
		/* No event asked for: tells when the reader has gone. */
		{ .fd = out_fd },
	};
	int progress = run_tick(run);

	while (progress == RUN_GOING) {
		if (poll(fds, 2, run_wait_ms(run)) < 0 && errno != EINTR)
			return -errno;
		if (signals_ending() || fds[1].revents & (POLLERR | POLLHUP))
			return 0;
		progress = run_tick(run);
	}
	return progress < 0 ? progress : 0;
}
