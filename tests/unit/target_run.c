// SPDX-License-Identifier: GPL-2.0
/* A script, compiled and run on a program that is stopped for it. */
#include "target_run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "codegen/compile.h"
#include "dwarf/provide.h"
#include "index/returns.h"
#include "place/place.h"
#include "script/process_point.h"
#include "target/lower.h"
#include "target/stop.h"
#include "verify.h"

static int run_program(const struct compile_result *program, const char *path,
		       FILE *out)
{
	char *const argv[] = { (char *)path, NULL };
	struct sx_program prog;
	const struct stop_request req = { .program = path,
					  .argv = argv,
					  .prog = &prog };
	struct sx_verify_scratch scratch;
	struct sx_verdict verdict;
	struct stop_result result;
	int err;

	if (sx_verify(program->image, (u32)program->image_len, &scratch, &prog,
		      &verdict)) {
		fprintf(out, "rejected: %s (%u)\n",
			sx_verify_text(verdict.code), verdict.index);
		return -EINVAL;
	}
	err = stop_run(&req, &result);
	if (!err)
		fputs(result.output, out);
	free(err ? NULL : result.output);
	return err;
}

static void write_line(const char *line, void *arg)
{
	fprintf(arg, "stapx: %s\n", line);
}

/* The program, which is in the current directory, stands for the kernel. */
static int fake_kernel(const char *module, bool optional,
		       const struct index **ret)
{
	return provide_index("./program", module, true, optional, ret);
}

/* A return is hit at each instruction that returns: the results are there. */
static void add_returns(struct script *script, const struct point *point,
			const struct index *ix, struct vec *out)
{
	u64 base = index_head(ix)->base;
	const struct index_code *code =
		index_find_code(ix, (u32)(point->addr - base));
	const struct index_return *rows;
	struct process_point *process;
	u32 i, nr = 0;

	rows = code ? index_returns(ix, code, &nr) : NULL;
	for (i = 0; rows && i < nr; i++) {
		struct point *copy = arena_alloc(script->arena, sizeof(*copy));

		process = arena_alloc(script->arena, sizeof(*process));
		*process = *point->process;
		process->at_return = false;
		*copy = *point;
		copy->process = process;
		copy->addr = base + rows[i].addr;
		vec_push_ptr(out, copy);
	}
}

/* The driver refuses them: nothing arms returns yet. */
static int lower_with_returns(struct script *script, void *arg)
{
	int err = lower_script(script, arg);
	const struct index *ix;
	u32 i, j;

	if (err || fake_kernel("", false, &ix))
		return err;
	for (i = 0; i < script->probes.nr; i++) {
		struct probe *probe = vec_ptr(&script->probes, i);
		struct vec out;

		vec_init(&out, script->arena, sizeof(void *));
		for (j = 0; j < probe->points.nr; j++) {
			struct point *point = vec_ptr(&probe->points, j);

			if (point->process && point->process->at_return)
				add_returns(script, point, ix, &out);
			else
				vec_push_ptr(&out, point);
		}
		probe->points = out;
	}
	return 0;
}

static int run_source(const struct compile_source *src, const char *top,
		      const char *program, bool skip_badvars, FILE *out)
{
	char tapsets[4200];
	const char *const library[] = { tapsets };
	const struct place_opts places = { .exe = program };
	struct lower_opts lower = { .skip_badvars = skip_badvars,
				    .kernel_index = fake_kernel };
	struct compile_opts opts = { .library = library,
				     .library_nr = 1,
				     .target = lower_with_returns,
				     .target_arg = &lower };
	struct compile_result result = { 0 };
	struct diag *diag = diag_create();
	int err;

	snprintf(tapsets, sizeof(tapsets), "%s/tapsets", top);
	lower.places = place_finder_create(&places);
	err = compile_script(src, &opts, diag, &result);
	diag_render(diag, out, 0);
	if (!err)
		err = run_program(&result, program, out);
	place_finder_destroy(lower.places);
	diag_destroy(diag);
	free(result.image);
	return err;
}

/* Each dir in a text, by its name. */
static char *hide_dir(const char *text, const char *dir, const char *name)
{
	size_t len, dir_len = strlen(dir);
	char *ret = NULL;
	FILE *out = open_memstream(&ret, &len);
	const char *at;

	if (!out)
		return NULL;
	for (; (at = strstr(text, dir)) != NULL; text = at + dir_len) {
		fwrite(text, 1, (size_t)(at - text), out);
		fputs(name, out);
	}
	fputs(text, out);
	fclose(out);
	return ret;
}

/* 0x and four digits or more: where things are differs. */
static void hide_addresses(char *text)
{
	char *to = text;

	while (*text) {
		size_t len = strncmp(text, "0x", 2)
				     ? 0
				     : strspn(text + 2, "0123456789abcdef");

		if (len < 4) {
			*to++ = *text++;
			continue;
		}
		memcpy(to, "0xADDR", 6);
		to += 6;
		text += 2 + len;
	}
	*to = '\0';
}

int target_run_file(const char *path, const char *top, const char *dir,
		    bool skip_badvars, char **ret)
{
	const char *name = strrchr(path, '/');
	struct compile_source src = { .name = name ? name + 1 : path };
	char program[4096], *text, *hidden, *all = NULL;
	size_t len;
	FILE *out;
	int err = file_read_all(path, 1 << 20, &text, NULL);

	if (err)
		return err;
	snprintf(program, sizeof(program), "%s/program", dir);
	out = open_memstream(&all, &len);
	if (!out) {
		free(text);
		return -ENOMEM;
	}
	src.text = text;
	src.len = strlen(text);
	log_set_sink(write_line, out);
	run_source(&src, top, program, skip_badvars, out);
	log_set_sink(NULL, NULL);
	fclose(out);
	hidden = hide_dir(all, dir, "DIR");
	*ret = hidden ? hide_dir(hidden, top, "TOP") : NULL;
	if (*ret)
		hide_addresses(*ret);
	free(hidden);
	free(all);
	free(text);
	return *ret ? 0 : -ENOMEM;
}
