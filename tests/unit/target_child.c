// SPDX-License-Identifier: GPL-2.0
/* A program under ptrace, with breakpoints. */
#include "target_child.h"

#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define INT3 0xcc

/* The lowest mapping of the program; base: its lowest address in the file. */
static int find_bias(struct child *c, const char *path)
{
	char name[64], line[512];
	unsigned long start = 0;
	Elf64_Ehdr ehdr = { 0 };
	FILE *f;

	snprintf(name, sizeof(name), "/proc/%d/maps", (int)c->pid);
	f = fopen(name, "r");
	if (!f)
		return -errno;
	while (fgets(line, sizeof(line), f) && !start)
		if (strstr(line, strrchr(path, '/')))
			sscanf(line, "%lx-", &start);
	fclose(f);
	f = fopen(path, "r");
	if (!f)
		return -errno;
	if (fread(&ehdr, sizeof(ehdr), 1, f) != 1)
		ehdr.e_type = ET_NONE;
	fclose(f);
	c->bias = ehdr.e_type == ET_DYN ? start : 0;
	return start ? 0 : -ENOENT;
}

int child_start(const char *path, struct child *ret)
{
	int status;

	memset(ret, 0, sizeof(*ret));
	ret->pid = fork();
	if (ret->pid < 0)
		return -errno;
	if (!ret->pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execl(path, path, (char *)NULL);
		_exit(127);
	}
	if (waitpid(ret->pid, &status, 0) != ret->pid || !WIFSTOPPED(status))
		return -ECHILD;
	return find_bias(ret, path);
}

static long read_word(const struct child *c, u64 addr)
{
	return ptrace(PTRACE_PEEKTEXT, c->pid, (void *)addr, NULL);
}

/* One byte: its neighbours may be points, too. */
static void write_byte(const struct child *c, u64 addr, u8 byte)
{
	long word = (read_word(c, addr) & ~0xffl) | byte;

	ptrace(PTRACE_POKETEXT, c->pid, (void *)addr, (void *)word);
}

static void arm(const struct child *c, const struct child_point *p)
{
	write_byte(c, p->addr, INT3);
}

static struct child_point *find(struct child *c, u64 addr, u32 from)
{
	for (; from < c->points_nr; from++)
		if (c->points[from].addr == addr)
			return &c->points[from];
	return NULL;
}

static void add_at(struct child *c, u64 addr, u32 probe, bool at_return,
		   bool temporary)
{
	const struct child_point *there = find(c, addr, 0);
	struct child_point *p = &c->points[c->points_nr];

	if (c->points_nr == CHILD_POINTS_MAX)
		return;
	p->addr = addr;
	p->byte = there ? there->byte : (u8)read_word(c, addr);
	p->probe = probe;
	p->at_return = at_return;
	p->temporary = temporary;
	arm(c, p);
	c->points_nr++;
}

void child_add(struct child *c, u64 addr, u32 probe, bool at_return)
{
	add_at(c, c->bias + addr, probe, at_return, false);
}

/* One instruction without the breakpoint. */
static bool step_over(struct child *c, const struct child_point *p)
{
	int status;

	write_byte(c, p->addr, p->byte);
	if (ptrace(PTRACE_SINGLESTEP, c->pid, NULL, NULL) ||
	    waitpid(c->pid, &status, 0) != c->pid || !WIFSTOPPED(status))
		return false;
	if (!p->temporary)
		arm(c, p);
	return true;
}

/* All points of one address. */
static bool hit(struct child *c, u64 addr, struct user_regs_struct *regs,
		bool (*fn)(void *arg, u32 probe,
			   const struct user_regs_struct *regs),
		void *arg)
{
	u32 i, nr = c->points_nr;
	bool go_on = true;

	regs->rip = addr;
	ptrace(PTRACE_SETREGS, c->pid, NULL, regs);
	for (i = 0; i < nr && go_on; i++) {
		struct child_point *p = &c->points[i];

		if (p->addr != addr)
			continue;
		if (p->at_return)
			add_at(c, (u64)read_word(c, regs->rsp), p->probe, false,
			       true);
		else
			go_on = fn(arg, p->probe, regs);
	}
	return go_on;
}

static void forget(struct child *c, u64 addr)
{
	u32 i, nr = 0;

	for (i = 0; i < c->points_nr; i++)
		if (c->points[i].addr != addr || !c->points[i].temporary)
			c->points[nr++] = c->points[i];
	c->points_nr = nr;
}

/* False: the program has ended, or is to end. */
static bool go_on(struct child *c,
		  bool (*fn)(void *arg, u32 probe,
			     const struct user_regs_struct *regs),
		  void *arg)
{
	struct user_regs_struct regs;
	struct child_point *p;
	struct child_point copy;
	int status, sig = 0;

	if (ptrace(PTRACE_CONT, c->pid, NULL, (void *)(long)sig) ||
	    waitpid(c->pid, &status, 0) != c->pid || !WIFSTOPPED(status))
		return false;
	if (WSTOPSIG(status) != SIGTRAP ||
	    ptrace(PTRACE_GETREGS, c->pid, NULL, &regs))
		return false;
	p = find(c, regs.rip - 1, 0);
	if (!p || !hit(c, p->addr, &regs, fn, arg))
		return false;
	copy = *p;
	if (!step_over(c, &copy))
		return false;
	if (copy.temporary)
		forget(c, copy.addr);
	return true;
}

void child_kill(struct child *c)
{
	kill(c->pid, SIGKILL);
	waitpid(c->pid, NULL, 0);
}

void child_run(struct child *c,
	       bool (*fn)(void *arg, u32 probe,
			  const struct user_regs_struct *regs),
	       void *arg)
{
	while (go_on(c, fn, arg))
		;
	child_kill(c);
}
