// SPDX-License-Identifier: GPL-2.0
/* Standard descriptors that were closed by whoever started the program. */
#include "base/stdfds.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* The next descriptor of a child that began without those of mask. */
static int next_fd(unsigned int mask)
{
	pid_t child = fork();
	int status;
	int fd;

	assert_true(child >= 0);
	if (!child) {
		for (fd = 0; fd <= STDERR_FILENO; fd++)
			if (mask & 1u << fd)
				close(fd);
		if (stdfds_open())
			_exit(255);
		for (fd = 0; fd <= STDERR_FILENO; fd++)
			if (fcntl(fd, F_GETFD) < 0)
				_exit(254);
		_exit(open("/dev/null", O_RDONLY));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_any_closed(void **state)
{
	unsigned int mask;
	int free_fd = next_fd(0);

	(void)state;
	assert_true(free_fd > STDERR_FILENO);
	for (mask = 1; mask < 8; mask++)
		assert_int_equal(next_fd(mask), free_fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
