// SPDX-License-Identifier: GPL-2.0
/*
 * access_script SCRIPT OUT.sxp FILE...: compiles a script of access_script.h
 * to a program file; base() may name the files.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access_script.h"
#include "base/file.h"
#include "debuginfo/elf_file.h"

#define FILES_MAX 8

static int read_id(const char *path, struct access_module *ret)
{
	int fd = elf_file_open_fd(path);
	struct elf_file *f;
	const u8 *id;
	u8 *copy;

	if (fd < 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(-fd));
		return -1;
	}
	if (elf_file_open(fd, path, false, &f))
		return -1;
	id = elf_file_build_id(f, &ret->id_len);
	copy = calloc(1, ELF_BUILD_ID_MAX);
	if (copy && ret->id_len)
		memcpy(copy, id, ret->id_len);
	elf_file_close(f);
	ret->path = path;
	ret->id = copy;
	return copy ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct access_module modules[FILES_MAX + 1] = { 0 };
	struct sx_program prog;
	char *text;
	u8 *image;
	int err;

	if (argc < 3 || argc > 3 + FILES_MAX) {
		fputs("usage: access_script SCRIPT OUT.sxp FILE...\n", stderr);
		return 2;
	}
	for (int i = 3; i < argc; i++)
		if (read_id(argv[i], &modules[i - 3]))
			return 1;
	err = file_read_all(argv[1], 1u << 20, &text, NULL);
	if (err) {
		fprintf(stderr, "%s: %s\n", argv[1], strerror(-err));
		return 1;
	}
	image = access_compile(text, modules, &prog);
	err = file_write_all(argv[2], image, prog.image_len);
	if (err)
		fprintf(stderr, "%s: %s\n", argv[2], strerror(-err));
	free(image);
	free(text);
	for (int i = 0; i < FILES_MAX; i++)
		free((void *)modules[i].id);
	return err != 0;
}
