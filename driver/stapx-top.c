// SPDX-License-Identifier: GPL-2.0
/* Entry point of stapx-top. */
#include <fcntl.h>
#include <unistd.h>

#include "top/top.h"

/* A descriptor that was closed for us must not become the session's. */
static int open_standard_fds(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd < 0)
		return -1;
	close(fd);
	return 0;
}

int main(int argc, char **argv)
{
	if (open_standard_fds())
		return 1;
	return top_main(argc, argv);
}
