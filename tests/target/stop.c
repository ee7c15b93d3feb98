// SPDX-License-Identifier: GPL-2.0
/*
 * Handlers at breakpoints of ptrace. Points are looked for when the program
 * is about to run its first own instruction: what it is linked with is mapped
 * by then. A breakpoint is passed by a single step with the code as it was.
 */
#include "target/stop.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "debuginfo/bases.h"
#include "debuginfo/locate.h"
#include "debuginfo/proc_maps.h"
#include "handlers.h"
#include "machine.h"

#define INT3 0xcc

/* One for each probe at an address: the code is read before all are set. */
struct breakpoint {
	u64 addr;
	u32 probe;
	u8 code; /* the byte that was there */
};

struct stop {
	const struct stop_request *req;
	struct machine m;
	struct bases bases;
	struct sx_base_row *rows; /* one a module */
	struct breakpoint *points;
	u32 points_nr;
	FILE *out;
	u32 hits;
	pid_t pid; /* 0: it has ended */
	pid_t thread; /* or process, that it has started, and is refused */
	int mem_fd; /* its memory */
	int status;
};

static int fail(const struct stop *s, const char *what)
{
	int err = -errno;

	log_err("%s: %s: %s", s->req->program, what, strerror(-err));
	return err;
}

static void run_handler(struct stop *s, u32 probe)
{
	sx_vm_run(s->m.vm[0], probe);
	fputs(machine_output(&s->m), s->out);
}

static void run_handlers(struct stop *s, u32 kind)
{
	u32 probe = SX_HANDLERS_START;

	for (;;) {
		probe = sx_handlers_next(&s->m.prog, kind, probe);
		if (probe == s->m.prog.probes_nr)
			return;
		run_handler(s, probe);
	}
}

/* Waits for the process to stop; 1: it did, 0: it has ended. */
static int wait_stop(struct stop *s)
{
	if (waitpid(s->pid, &s->status, __WALL) != s->pid)
		return fail(s, "wait for it");
	if (WIFSTOPPED(s->status))
		return 1;
	s->pid = 0;
	return 0;
}

static int go_on(struct stop *s, int how, int sig)
{
	if (ptrace(how, s->pid, NULL, (void *)(long)sig))
		return fail(s, "let it go on");
	return wait_stop(s);
}

static int start(struct stop *s)
{
	const long options = PTRACE_O_EXITKILL | PTRACE_O_TRACEFORK |
			     PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
			     PTRACE_O_TRACEEXEC;
	char path[64];
	int got;

	s->pid = fork();
	if (s->pid < 0)
		return fail(s, "fork");
	if (!s->pid) {
		if (!ptrace(PTRACE_TRACEME, 0, NULL, NULL))
			execv(s->req->program, s->req->argv);
		_exit(127);
	}
	got = wait_stop(s);
	if (got <= 0) {
		log_err("%s: cannot be executed", s->req->program);
		return got ? got : -ENOEXEC;
	}
	snprintf(path, sizeof(path), "/proc/%d/mem", s->pid);
	s->mem_fd = open(path, O_RDWR | O_CLOEXEC);
	if (s->mem_fd < 0 ||
	    ptrace(PTRACE_SETOPTIONS, s->pid, NULL, (void *)options))
		return fail(s, "take control of it");
	return 0;
}

static int read_code(const struct stop *s, u64 addr, u8 *ret)
{
	if (pread(s->mem_fd, ret, 1, (off_t)addr) == 1)
		return 0;
	return fail(s, "read its code");
}

static int write_code(const struct stop *s, u64 addr, u8 code)
{
	if (pwrite(s->mem_fd, &code, 1, (off_t)addr) == 1)
		return 0;
	return fail(s, "write its code");
}

/* The address of the first instruction of the program's own. */
static int find_entry(const struct stop *s, u64 *ret)
{
	Elf64_auxv_t aux;
	char path[64];
	int err = -ENOENT;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/auxv", s->pid);
	f = fopen(path, "r");
	if (!f)
		return fail(s, path);
	while (err && fread(&aux, sizeof(aux), 1, f) == 1) {
		if (aux.a_type != AT_ENTRY)
			continue;
		*ret = aux.a_un.a_val;
		err = 0;
	}
	fclose(f);
	return err;
}

static int set_rip(const struct stop *s, u64 addr,
		   struct user_regs_struct *regs)
{
	if (ptrace(PTRACE_GETREGS, s->pid, NULL, regs))
		return fail(s, "read its registers");
	regs->rip = addr;
	return ptrace(PTRACE_SETREGS, s->pid, NULL, regs)
		       ? fail(s, "write its registers")
		       : 0;
}

static int run_to_entry(struct stop *s)
{
	struct user_regs_struct regs;
	u64 entry = 0;
	u8 code;
	int err = find_entry(s, &entry);

	if (!err)
		err = read_code(s, entry, &code);
	if (!err)
		err = write_code(s, entry, INT3);
	if (!err && go_on(s, PTRACE_CONT, 0) <= 0)
		err = -ENOEXEC;
	if (!err && WSTOPSIG(s->status) != SIGTRAP)
		err = -ENOEXEC;
	if (!err)
		err = write_code(s, entry, code);
	return err ? err : set_rip(s, entry, &regs);
}

static int add_point(struct stop *s, u64 addr, u32 probe)
{
	struct breakpoint *bigger =
		reallocarray(s->points, s->points_nr + 1, sizeof(*bigger));

	if (!bigger)
		return -ENOMEM;
	s->points = bigger;
	bigger[s->points_nr++] = (struct breakpoint){ addr, probe, 0 };
	return read_code(s, addr, &bigger[s->points_nr - 1].code);
}

static int add_place(struct stop *s, const struct proc_maps *maps,
		     const struct place *place)
{
	const struct proc_file *file = NULL;
	struct stat st;
	u64 addr;
	u32 pos = 0;

	if (!stat(place->open_path, &st))
		file = proc_maps_find(maps, st.st_dev, st.st_ino);
	if (file &&
	    proc_maps_next_addr(maps, file, place->file_off, &pos, &addr))
		return add_point(s, addr, place->probe);
	log_err("%s: %s of %s is not mapped", s->req->program, place->symbol,
		place->path);
	return -ENOENT;
}

/* Without a process the decoder has no say: a single step passes anything. */
static int find_points(struct stop *s)
{
	const struct locate_request req = {
		.prog = &s->m.prog,
		.exe = s->req->program,
		.debug_path = "",
	};
	struct proc_maps maps;
	struct places places;
	int err = proc_maps_read(s->pid, &maps);

	if (!err)
		err = locate_places(&req, &places);
	if (!err) {
		for (u32 i = 0; i < places.nr && !err; i++)
			err = add_place(s, &maps, &places.rows[i]);
		places_deinit(&places);
	}
	proc_maps_deinit(&maps);
	return err;
}

static int set_points(const struct stop *s)
{
	int err = 0;

	for (u32 i = 0; i < s->points_nr && !err; i++)
		err = write_code(s, s->points[i].addr, INT3);
	return err;
}

/* What is mapped later is found then. */
static int find_bases(struct stop *s)
{
	const struct sx_space space = { .id = { (u64)s->pid }, .pid = s->pid };
	int err;

	if (!bases_missing(&s->bases))
		return 0;
	err = bases_find(&s->bases);
	for (u32 i = 0; i < s->m.prog.modules_nr; i++)
		if (s->bases.rows[i].state == BASE_FOUND && !s->rows[i].seq)
			sx_base_set(&s->rows[i], &space, s->bases.rows[i].base);
	return err;
}

static const struct breakpoint *find_point(const struct stop *s, u64 addr)
{
	for (u32 i = 0; i < s->points_nr; i++)
		if (s->points[i].addr == addr)
			return &s->points[i];
	return NULL;
}

/* The frame of a call, where the instruction returns from it. */
static u64 frame_at(const struct breakpoint *hit,
		    const struct user_regs_struct *regs)
{
	return hit->code == 0xc3 || hit->code == 0xc2 ? regs->rsp + 8 : 0;
}

/* Stopped behind the breakpoint; regs are those of the hit. */
static int take_hit(struct stop *s, const struct breakpoint *hit)
{
	struct user_regs_struct regs;
	int err = set_rip(s, hit->addr, &regs);
	int got;

	if (!err)
		err = find_bases(s);
	if (err)
		return err;
	s->m.host.stopped = s->pid;
	s->m.vm[0]->regs = (const u64 *)&regs;
	s->m.vm[0]->frame = frame_at(hit, &regs);
	for (u32 i = 0; i < s->points_nr; i++) {
		if (s->points[i].addr != hit->addr)
			continue;
		run_handler(s, s->points[i].probe);
		s->hits++;
	}
	s->m.host.stopped = 0;
	s->m.vm[0]->regs = NULL;
	s->m.vm[0]->frame = 0;
	err = write_code(s, hit->addr, hit->code);
	if (err)
		return err;
	got = go_on(s, PTRACE_SINGLESTEP, 0);
	return got > 0 ? write_code(s, hit->addr, INT3) : got;
}

/* A forked child goes on as if nothing were: without breakpoints. */
static int release_child(const struct stop *s)
{
	unsigned long child;
	u32 i;

	if (ptrace(PTRACE_GETEVENTMSG, s->pid, NULL, &child) ||
	    waitpid((pid_t)child, NULL, __WALL) != (pid_t)child)
		return fail(s, "take control of its child");
	for (i = 0; i < s->points_nr; i++) {
		u64 word_addr = s->points[i].addr & ~7ull;
		long word = ptrace(PTRACE_PEEKTEXT, (pid_t)child,
				   (void *)word_addr, NULL);

		((u8 *)&word)[s->points[i].addr & 7] = s->points[i].code;
		if (ptrace(PTRACE_POKETEXT, (pid_t)child, (void *)word_addr,
			   (void *)word))
			return fail(s, "take breakpoints out of its child");
	}
	return ptrace(PTRACE_DETACH, (pid_t)child, NULL, NULL)
		       ? fail(s, "let its child go")
		       : 0;
}

/* What the process has stopped for; *ret_signal: what it gets. */
static int take_stop(struct stop *s, int *ret_signal)
{
	const struct breakpoint *hit;
	struct user_regs_struct regs;
	int event = s->status >> 16;

	*ret_signal = 0;
	if (event == PTRACE_EVENT_FORK)
		return release_child(s);
	if (event) {
		unsigned long thread;

		if (event != PTRACE_EVENT_EXEC &&
		    !ptrace(PTRACE_GETEVENTMSG, s->pid, NULL, &thread))
			s->thread = (pid_t)thread;
		log_err("%s: it starts a thread or another program, where "
			"breakpoints cannot be kept",
			s->req->program);
		return -EOPNOTSUPP;
	}
	if (ptrace(PTRACE_GETREGS, s->pid, NULL, &regs))
		return fail(s, "read its registers");
	hit = WSTOPSIG(s->status) == SIGTRAP ? find_point(s, regs.rip - 1)
					     : NULL;
	if (hit)
		return take_hit(s, hit);
	*ret_signal = WSTOPSIG(s->status);
	return 0;
}

static bool is_enough(const struct stop *s)
{
	return s->m.exited || (s->req->max_hits && s->hits >= s->req->max_hits);
}

static int run_process(struct stop *s)
{
	int sig = 0;
	int got;

	while (s->pid && !is_enough(s)) {
		got = go_on(s, PTRACE_CONT, sig);
		if (got <= 0)
			return got;
		got = take_stop(s, &sig);
		if (got)
			return got;
	}
	return 0;
}

static void end_process(struct stop *s)
{
	int status;

	if (s->mem_fd >= 0)
		close(s->mem_fd);
	if (s->pid <= 0)
		return;
	kill(s->pid, SIGKILL);
	if (s->thread)
		kill(s->thread, SIGKILL);
	/* The first thread is there until the others are waited for. */
	while (s->thread && waitpid(s->thread, &status, __WALL) == s->thread &&
	       WIFSTOPPED(status))
		ptrace(PTRACE_CONT, s->thread, NULL, NULL);
	while (wait_stop(s) > 0)
		ptrace(PTRACE_CONT, s->pid, NULL, NULL);
}

static int run(struct stop *s)
{
	int err;

	run_handlers(s, SX_PROBE_BEGIN);
	if (!s->m.exited) {
		err = start(s);
		if (!err)
			err = run_to_entry(s);
		if (!err)
			err = bases_init(&s->bases, &s->m.prog, s->pid);
		if (!err)
			err = find_points(s);
		if (!err)
			err = set_points(s);
		if (!err)
			err = run_process(s);
		end_process(s);
		bases_deinit(&s->bases);
		if (err)
			return err;
	}
	run_handlers(s, SX_PROBE_END);
	return 0;
}

int stop_run(const struct stop_request *req, struct stop_result *ret)
{
	struct stop s = { .req = req, .mem_fd = -1 };
	size_t len;
	int err = -ENOMEM;

	memset(ret, 0, sizeof(*ret));
	if (machine_init(&s.m, req->prog->image, req->prog->image_len, req->set,
			 NULL))
		return -EINVAL;
	s.rows = calloc(s.m.prog.modules_nr + 1, sizeof(*s.rows));
	s.out = open_memstream(&ret->output, &len);
	s.m.vm[0]->bases = s.rows;
	if (s.out && s.rows)
		err = run(&s);
	if (s.out)
		fclose(s.out);
	machine_deinit(&s.m);
	free(s.rows);
	free(s.points);
	if (err) {
		free(ret->output);
		ret->output = NULL;
		return err;
	}
	ret->hits = s.hits;
	ret->status = s.status;
	return 0;
}
