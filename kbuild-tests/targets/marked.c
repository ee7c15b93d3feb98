// SPDX-License-Identifier: GPL-2.0
/*
 * A mark of <sys/sdt.h> that the program passes by unless its semaphore is
 * raised. Each word is answered with the semaphore and how often the mark was
 * reached; `pass` is a round, `fork` goes on in a child until that is told
 * `end`.
 *
 * usage: marked (words on standard input: pass, fork, value, end)
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>

__extension__ volatile unsigned short marked_pass_semaphore
	__attribute__((section(".probes"), visibility("hidden")));

static long passed;

static void pass(long round)
{
	if (marked_pass_semaphore) {
		passed++;
		STAP_PROBE2(marked, pass, round, passed);
	}
}

static int serve(void)
{
	char word[32];
	long round = 0;

	while (fgets(word, sizeof(word), stdin)) {
		word[strcspn(word, "\n")] = '\0';
		if (!strcmp(word, "end"))
			return 0;
		if (!strcmp(word, "pass"))
			pass(++round);
		if (!strcmp(word, "fork") && fork())
			wait(NULL);
		printf("%s %d %ld\n", word, marked_pass_semaphore, passed);
		fflush(stdout);
	}
	return 1;
}

int main(void)
{
	setvbuf(stdin, NULL, _IONBF, 0);
	return serve();
}
