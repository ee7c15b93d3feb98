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
#include "place/place.h"
#include "script/process_point.h"
#include "session/session.h"
#include "target/lower.h"
#include "target_child.h"
#include "user/clock.h"
#include "user/session.h"
#include "verify.h"
#include "view/text.h"

/* The one session of this process. */
static struct user_session *only;

static int open_only(const char *path)
{
	int err = user_session_create(&only);

	(void)path;
	return err ? err : only->fd;
}

static int call_only(int fd, unsigned int request, void *arg)
{
	(void)fd;
	switch (request) {
	case SX_IOC_VERSION:
		*(struct sx_version *)arg = (struct sx_version){
			.abi = SX_ABI_VERSION,
			.program = SX_PROG_VERSION,
			.nr_cpus = 1,
			.page_size = USER_PAGE,
		};
		return 0;
	case SX_IOC_LOAD:
		return user_session_load(only, arg);
	case SX_IOC_START:
		return user_session_start(only);
	case SX_IOC_STOP:
		return user_session_stop(only);
	default:
		return -ENOTTY;
	}
}

static int map_only(int fd, off_t off, size_t len, int prot, void **ret)
{
	(void)fd;
	return user_session_mmap(only, off, len, prot, ret);
}

static void close_only(int fd)
{
	(void)fd;
	user_session_destroy(only);
	only = NULL;
}

static const struct session_device device = {
	.open = open_only,
	.ioctl = call_only,
	.mmap = map_only,
	.close = close_only,
};

struct run {
	FILE *out;
	struct sx_program prog;
	struct session *session;
	struct text_view *view;
	struct child child;
};

static int emit(struct run *run, u64 until_ns)
{
	int err = merge_run(session_merge(run->session), until_ns, text_record,
			    run->view);

	text_flush(run->view);
	return err;
}

static bool run_handler(void *arg, u32 probe,
			const struct user_regs_struct *regs)
{
	struct run *run = arg;

	only->vm->regs = (const void *)regs;
	only->vm->user_regs = (const void *)regs;
	only->host.stopped = run->child.pid;
	if (sx_vm_run(only->vm, probe) == SX_RUN_ERROR &&
	    sx_vm_lost_sample(only->vm))
		fputs("a sample was lost\n", run->out);
	only->vm->regs = NULL;
	only->vm->user_regs = NULL;
	only->host.stopped = 0;
	emit(run, user_clock_ns(CLOCK_MONOTONIC));
	return user_session_state(only) == SX_STATE_RUNNING;
}

static bool is_return(const struct run *run, const struct sx_point_desc *row)
{
	const struct sx_probe *probe = &run->prog.probes[row->probe];
	const char *name = sx_program_str(&run->prog, probe->name)->data;

	return strstr(name, ".return");
}

static void add_points(struct run *run)
{
	u32 i;

	for (i = 0; i < run->prog.points_nr; i++) {
		const struct sx_point_desc *row = &run->prog.points[i];

		if (row->kind == SX_POINT_ADDRESS)
			child_add(&run->child, row->addr, row->probe,
				  is_return(run, row));
		else
			fputs("a point without a place\n", run->out);
	}
}

/* All modules are the program itself. */
static void set_bases(struct run *run)
{
	u32 i;

	for (i = 0; i < run->prog.modules_nr; i++) {
		const struct sx_base base = { .module = i,
					      .pid = run->child.pid,
					      .base = run->child.bias };

		if (user_session_base(only, &base))
			fputs("a base was refused\n", run->out);
	}
}

static int run_session(struct run *run, const char *program)
{
	int err = child_start(program, &run->child);

	if (err)
		return err;
	set_bases(run);
	only->host.stopped = run->child.pid;
	err = session_start(run->session);
	only->host.stopped = 0;
	add_points(run);
	if (!err && user_session_state(only) == SX_STATE_RUNNING)
		child_run(&run->child, run_handler, run);
	else
		child_kill(&run->child);
	if (!err)
		err = session_stop(run->session);
	emit(run, MERGE_ALL);
	return err;
}

static int run_program(const struct compile_result *program, const char *path,
		       FILE *out)
{
	static const struct session_settings settings;
	struct run run = { .out = out };
	struct text_options text = { .out = out, .err = out };
	struct sx_verify_scratch scratch;
	struct sx_verdict verdict;
	int err;

	if (sx_verify(program->image, (u32)program->image_len, &scratch,
		      &run.prog, &verdict)) {
		fprintf(out, "rejected: %s (%u)\n",
			sx_verify_text(verdict.code), verdict.index);
		return -EINVAL;
	}
	err = text_create(&run.prog, &text, &run.view);
	if (!err)
		err = session_open(&device, &run.session);
	if (!err)
		err = session_load(run.session, program->image,
				   (u32)program->image_len, &settings);
	if (!err)
		err = run_session(&run, path);
	session_close(run.session);
	text_destroy(run.view);
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

/* Returns are armed here, though not by what is compiled. */
static int lower_with_returns(struct script *script, void *arg)
{
	int err = lower_script(script, arg);
	u32 i, j;

	for (i = 0; i < script->probes.nr; i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		for (j = 0; j < probe->points.nr; j++) {
			struct point *point = vec_ptr(&probe->points, j);
			struct process_point *copy;

			if (!point->process)
				continue;
			copy = arena_alloc(script->arena, sizeof(*copy));
			*copy = *point->process;
			copy->at_return = false;
			point->process = copy;
		}
	}
	return err;
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
