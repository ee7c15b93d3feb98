// SPDX-License-Identifier: GPL-2.0
/* Reading and writing facts files. */
#include "kload/factsfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "kload/buf.h"

#define FACTS_HEADER   "# stapx facts 1"
#define FACTS_FILE_MAX (128u << 10)
#define ABSENT	       "absent"

struct line {
	const char *name;
	const char *value;
};

struct factsfile {
	char *path;
	char *text;
	struct line *line;
	size_t nr;
};

static int bad_line(const struct factsfile *file, size_t nr, const char *what)
{
	log_err("%s:%zu: %s", file->path, nr, what);
	return -EINVAL;
}

static int parse_line(struct factsfile *file, char *text, size_t nr)
{
	char *equals = strchr(text, '=');

	if (!*text || *text == '#')
		return 0;
	if (!equals || equals == text)
		return bad_line(file, nr, "should be name=value");
	*equals = '\0';
	if (factsfile_get(file, text))
		return bad_line(file, nr, "the same name for the second time");
	file->line[file->nr].name = text;
	file->line[file->nr++].value = equals + 1;
	return 0;
}

static int parse_lines(struct factsfile *file, size_t len)
{
	char *at = file->text;
	size_t max = 1;
	size_t nr = 0;
	size_t i;

	if (memchr(at, 0, len))
		return bad_line(file, 1, "contains NUL bytes");
	for (i = 0; i < len; i++)
		max += at[i] == '\n';
	file->line = calloc(max, sizeof(*file->line));
	if (!file->line)
		return -ENOMEM;
	while (at) {
		char *end = strchr(at, '\n');
		int err = 0;

		if (end)
			*end++ = '\0';
		if (!nr++ && strcmp(at, FACTS_HEADER))
			return bad_line(file, 1,
					"should be \"" FACTS_HEADER "\"");
		err = parse_line(file, at, nr);
		if (err)
			return err;
		at = end;
	}
	return 0;
}

int factsfile_parse(const char *path, char *text, size_t len,
		    struct factsfile **ret)
{
	struct factsfile *file = calloc(1, sizeof(*file));
	int err = -ENOMEM;

	if (!file) {
		free(text);
		return -ENOMEM;
	}
	file->text = text;
	file->path = strdup(path);
	if (file->path)
		err = parse_lines(file, len);
	if (err) {
		factsfile_free(file);
		return err;
	}
	*ret = file;
	return 0;
}

int factsfile_read(const char *path, struct factsfile **ret)
{
	char *text;
	size_t len;
	int err = file_read_all(path, FACTS_FILE_MAX, &text, &len);

	if (err) {
		log_err("read facts: %s: %s", path, strerror(-err));
		return err;
	}
	return factsfile_parse(path, text, len, ret);
}

void factsfile_free(struct factsfile *file)
{
	if (!file)
		return;
	free(file->line);
	free(file->text);
	free(file->path);
	free(file);
}

const char *factsfile_path(const struct factsfile *file)
{
	return file->path;
}

const char *factsfile_get(const struct factsfile *file, const char *name)
{
	size_t i;

	for (i = 0; i < file->nr; i++) {
		if (!strcmp(file->line[i].name, name))
			return file->line[i].value;
	}
	return NULL;
}

static int bad_value(const struct factsfile *file, const char *name)
{
	log_err("%s: %s=%s: not a number", file->path, name,
		factsfile_get(file, name));
	return -EINVAL;
}

static bool parse_number(const char *text, int64_t *ret)
{
	char *end;

	errno = 0;
	*ret = strtoll(text, &end, 0);
	return end != text && !*end && !errno;
}

static int copy_text(const struct factsfile *file, const char *name, char *ret,
		     size_t len)
{
	const char *value = factsfile_get(file, name);

	if (!value || strlen(value) >= len) {
		log_err("%s: %s is missing or too long: write the file again with --facts",
			file->path, name);
		return -EINVAL;
	}
	strcpy(ret, value);
	return 0;
}

int factsfile_kernel(const struct factsfile *file, struct kernel *ret)
{
	const char *crc = factsfile_get(file, "crc.module_layout");
	const char *smap = factsfile_get(file, "cpu.smap");
	int64_t number;
	int err;

	err = copy_text(file, "build-id", ret->build_id, sizeof(ret->build_id));
	if (!err)
		err = copy_text(file, "release", ret->release,
				sizeof(ret->release));
	if (!err)
		err = copy_text(file, "vermagic", ret->vermagic,
				sizeof(ret->vermagic));
	if (err)
		return err;
	ret->has_crc = crc && strcmp(crc, ABSENT);
	if (ret->has_crc) {
		if (!parse_number(crc, &number) || number < 0 ||
		    number > UINT32_MAX)
			return bad_value(file, "crc.module_layout");
		ret->crc = (uint32_t)number;
	}
	ret->smap = smap && !strcmp(smap, "1");
	return 0;
}

int factsfile_answer(const struct factsfile *file, struct fact *f)
{
	const char *value = factsfile_get(file, f->name);
	int64_t number;

	if (!value)
		return 0;
	if (!strcmp(value, ABSENT)) {
		fact_set_absent(f, FACT_ABSENT);
		return 0;
	}
	if (!parse_number(value, &number))
		return bad_value(file, f->name);
	fact_set_value(f, FACT_FILE, (uint64_t)number);
	return 0;
}

static void put_line(struct buf *b, const char *name, const char *value)
{
	buf_append(b, name, strlen(name), 1);
	buf_append(b, "=", 1, 1);
	buf_append(b, value, strlen(value), 1);
	buf_append(b, "\n", 1, 1);
}

static void put_fact(struct buf *b, const struct fact *f)
{
	char value[32];

	if (!fact_is_type(f) || f->source == FACT_UNKNOWN)
		return;
	snprintf(value, sizeof(value), "%lld", (long long)f->value);
	put_line(b, f->name, fact_present(f) ? value : ABSENT);
}

int factsfile_write(const char *path, const struct fact_set *set,
		    const struct kernel *kernel)
{
	struct buf b = { 0 };
	char crc[16] = ABSENT;
	size_t i;
	int err;

	if (kernel->has_crc)
		snprintf(crc, sizeof(crc), "%#x", kernel->crc);
	buf_append(&b, FACTS_HEADER "\n", strlen(FACTS_HEADER) + 1, 1);
	put_line(&b, "build-id", kernel->build_id);
	put_line(&b, "release", kernel->release);
	put_line(&b, "vermagic", kernel->vermagic);
	put_line(&b, "crc.module_layout", crc);
	put_line(&b, "cpu.smap", kernel->smap ? "1" : "0");
	for (i = 0; i < set->nr; i++)
		put_fact(&b, set->fact[i]);
	err = b.failed ? -ENOMEM : file_write_all(path, b.data, b.len);
	buf_free(&b);
	if (err)
		log_err("write facts: %s: %s", path, strerror(-err));
	return err;
}
