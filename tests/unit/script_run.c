// SPDX-License-Identifier: GPL-2.0
/* A script, compiled and run in user space. */
#include "script_run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "disasm.h"
#include "machine.h"
#include "sxx/sxx.h"

#define MAX_ARGS 16

static void list_program(const struct sx_program *prog, FILE *out)
{
	sx_size len = sx_disasm_program(prog, NULL, 0);
	char *text = malloc(len + 1);

	if (!text)
		return;
	sx_disasm_program(prog, text, len + 1);
	fputs(text, out);
	free(text);
}

/* The handler of a kind with the least sequence number; -1: all are done. */
static int next_probe(const struct sx_program *prog, u32 kind, char *done)
{
	int best = -1;

	for (u32 i = 0; i < prog->probes_nr; i++) {
		if (prog->probes[i].kind != kind || done[i])
			continue;
		if (best < 0 ||
		    prog->probes[i].param < prog->probes[best].param)
			best = (int)i;
	}
	if (best >= 0)
		done[best] = 1;
	return best;
}

static void run_kind(struct machine *m, u32 kind, FILE *out)
{
	char *done = calloc(m->prog.probes_nr + 1, 1);
	int probe;

	if (!done)
		return;
	while (!(kind == SX_PROBE_BEGIN && env_stub.exited)) {
		probe = next_probe(&m->prog, kind, done);
		if (probe < 0)
			break;
		sx_vm_run(m->vm[0], (u32)probe);
		fputs(machine_output(m), out);
	}
	free(done);
}

static int run_program(const struct compile_result *program,
		       enum script_run_mode mode, FILE *out)
{
	struct sx_verdict verdict;
	struct machine m;

	if (machine_init(&m, program->image, (u32)program->image_len, NULL,
			 &verdict)) {
		fprintf(out, "rejected: %s (%u)\n",
			sx_verify_text(verdict.code), verdict.index);
		return -EINVAL;
	}
	env_stub.exited = 0;
	if (mode == SCRIPT_LIST) {
		list_program(&m.prog, out);
	} else {
		run_kind(&m, SX_PROBE_BEGIN, out);
		run_kind(&m, SX_PROBE_END, out);
	}
	machine_deinit(&m);
	return 0;
}

int script_run(const struct compile_source *src,
	       const struct compile_opts *opts, enum script_run_mode mode,
	       FILE *out)
{
	struct compile_result program = { 0 };
	struct diag *diag = diag_create();
	int err;

	if (!diag)
		return -ENOMEM;
	err = compile_script(src, opts, diag, &program);
	diag_render(diag, out, 0);
	if (!err)
		err = run_program(&program, mode, out);
	free(program.image);
	diag_destroy(diag);
	return err;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Lines of x.args as arguments; *text is to be freed. */
static size_t read_args(const char *path, const char **args, char **text)
{
	char name[4096];
	char *line, *save = NULL;
	size_t nr = 0;

	*text = NULL;
	snprintf(name, sizeof(name), "%.*s.args", (int)strlen(path) - 4, path);
	if (file_read_all(name, 1 << 16, text, NULL))
		return 0;
	for (line = strtok_r(*text, "\n", &save); line && nr < MAX_ARGS;
	     line = strtok_r(NULL, "\n", &save))
		args[nr++] = line;
	return nr;
}

/* Lines "--arg NAME=VALUE" are taken out of args; the number of them. */
static size_t take_sxx_args(const char **args, size_t *args_nr,
			    const char **ret)
{
	static const char option[] = "--arg ";
	size_t nr = 0;
	size_t kept = 0;

	for (size_t i = 0; i < *args_nr; i++) {
		if (strncmp(args[i], option, sizeof(option) - 1))
			args[kept++] = args[i];
		else
			ret[nr++] = args[i] + sizeof(option) - 1;
	}
	*args_nr = kept;
	return nr;
}

/* The macros, then the run. */
static void run_sxx(const struct sxx_request *req, struct compile_opts *opts,
		    enum script_run_mode mode, FILE *out)
{
	struct compile_module files[SXX_MAX_FILES];
	struct arena *arena = arena_create();
	struct diag *diag = diag_create();
	struct sxx_result result;
	int err = sxx_expand(req, arena, diag, &result);

	diag_render(diag, out, 0);
	diag_destroy(diag);
	for (u32 i = 0; i < result.files_nr; i++) {
		const struct sxx_file *file = &result.files[i];

		files[i].source = (struct compile_source){ file->name,
							   file->text,
							   file->len };
		files[i].origin = &file->origin;
	}
	opts->origin = files[0].origin;
	opts->modules = files + 1;
	opts->modules_nr = result.files_nr - 1;
	if (!err)
		script_run(&files[0].source, opts, mode, out);
	arena_destroy(arena);
}

/* A target that is the same on every machine. */
static void run_sxx_file(const struct compile_source *src,
			 struct compile_opts *opts, const char **args,
			 enum script_run_mode mode, FILE *out)
{
	static const char *const dirs[] = { "tests/language" };
	static const char *const libs[] = { "/usr/lib/libexample-2.1.so.0" };
	const char *sxx_args[MAX_ARGS];
	struct sxx_request req = {
		.name = src->name,
		.text = src->text,
		.len = src->len,
		.args = sxx_args,
		.dirs = dirs,
		.dirs_nr = 1,
		.target = { "/usr/bin/example", "pid() == target()", "42", libs,
			    1 },
	};

	req.args_nr = (u32)take_sxx_args(args, &opts->args_nr, sxx_args);
	run_sxx(&req, opts, mode, out);
}

static bool is_sxx(const char *path)
{
	size_t len = strlen(path);

	return len > 4 && !strcmp(path + len - 4, ".sxx");
}

int script_run_file(const char *path, enum script_run_mode mode, char **ret)
{
	struct compile_source src = { .name = base_name(path) };
	struct compile_opts opts = { 0 };
	const char *args[MAX_ARGS];
	char *text, *args_text;
	size_t len;
	FILE *out;
	int err = file_read_all(path, 64 << 20, &text, &src.len);

	if (err)
		return err;
	src.text = text;
	opts.args = args;
	opts.args_nr = read_args(path, args, &args_text);
	out = open_memstream(ret, &len);
	if (out && is_sxx(path))
		run_sxx_file(&src, &opts, args, mode, out);
	else if (out)
		script_run(&src, &opts, mode, out);
	if (out)
		fclose(out);
	free(args_text);
	free(text);
	return out ? 0 : -ENOMEM;
}
