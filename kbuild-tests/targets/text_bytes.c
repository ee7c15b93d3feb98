// SPDX-License-Identifier: GPL-2.0
/*
 * Compares the code of a process, as /proc/PID/mem shows it, with the files
 * that it was mapped from. Status 0: the same; 1: different, the first
 * places are printed; 2: the process could not be read.
 *
 * usage: text_bytes PID
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK	 65536
#define SHOW_MAX 8

struct mapping {
	unsigned long start;
	unsigned long end;
	unsigned long off;
	char path[512];
};

static unsigned char live[CHUNK];
static unsigned char file[CHUNK];
static int shown;

static void show(const struct mapping *m, unsigned long at, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (live[i] == file[i] || shown++ >= SHOW_MAX)
			continue;
		printf("%s+0x%lx: memory %02x, file %02x\n", m->path,
		       at - m->start + m->off + i, live[i], file[i]);
	}
}

static int compare(const struct mapping *m, int mem)
{
	int fd = open(m->path, O_RDONLY);
	unsigned long at = m->start;
	int status = fd < 0 ? 2 : 0;

	while (!status && at < m->end) {
		size_t len = m->end - at < CHUNK ? m->end - at : CHUNK;
		ssize_t want =
			pread(fd, file, len, (off_t)(at - m->start + m->off));

		if (want <= 0)
			break; /* behind the end of the file */
		len = (size_t)want;
		if (pread(mem, live, len, (off_t)at) != want)
			status = 2;
		else if (memcmp(live, file, len))
			show(m, at, len);
		at += len;
	}
	if (fd >= 0)
		close(fd);
	return status;
}

static int parse(const char *line, struct mapping *ret)
{
	char mode[5];

	return sscanf(line, "%lx-%lx %4s %lx %*s %*u %511[^\n]", &ret->start,
		      &ret->end, mode, &ret->off, ret->path) == 5 &&
	       mode[2] == 'x' && ret->path[0] == '/';
}

static int compare_all(FILE *maps, int mem)
{
	char line[1024];
	int nr = 0;
	int status = 0;

	while (!status && fgets(line, sizeof(line), maps)) {
		struct mapping m;

		if (!parse(line, &m))
			continue;
		nr++;
		status = compare(&m, mem);
	}
	return nr ? status : 2;
}

int main(int argc, char **argv)
{
	char path[64];
	FILE *maps;
	int status = 2;
	int mem;

	if (argc != 2)
		return 2;
	snprintf(path, sizeof(path), "/proc/%s/maps", argv[1]);
	maps = fopen(path, "r");
	snprintf(path, sizeof(path), "/proc/%s/mem", argv[1]);
	mem = open(path, O_RDONLY);
	if (maps && mem >= 0)
		status = compare_all(maps, mem);
	if (status)
		printf("process %s: cannot read its code\n", argv[1]);
	if (shown)
		printf("%d bytes differ\n", shown);
	return status ? status : shown != 0;
}
