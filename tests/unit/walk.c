// SPDX-License-Identifier: GPL-2.0
/* Walking the stack of a tracee, by rows and by libdwfl. */
#include "walk.h"

#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <unistd.h>

#include <cmocka.h>

#include <elfutils/libdwfl.h>

#include "dwarf/code.h"
#include "fixture.h"
#include "index/unwind.h"

#define FILES_MAX 32

struct walk_file {
	char path[PATH_MAX];
	u64 low; /* where it is mapped for execution */
	u64 high;
	u64 bias; /* from an address of the index to one of the process */
	struct index *ix;
	struct sx_unwind_table table;
};

struct walk {
	pid_t pid;
	Dwfl *dwfl;
	struct walk_file file[FILES_MAX];
	u32 nr;
};

static char *debug_path;

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_linux_proc_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
	.debuginfo_path = &debug_path,
};

static int read_process(void *arg, u64 addr, void *to, u32 len)
{
	const struct walk *w = arg;
	struct iovec local = { to, len }, remote = { (void *)addr, len };

	return process_vm_readv(w->pid, &local, 1, &remote, 1, 0) !=
	       (ssize_t)len;
}

/* The rows alone, whatever else an index of the file would have. */
static struct index *index_of(const char *path)
{
	struct arena *arena = arena_create();
	struct dwarf_source src = { .machine = EM_X86_64 };
	const char *out = fixture_path("walk.sxi");
	struct index_writer w;
	struct index *ix;
	int fd = open(path, O_RDONLY);

	assert_non_null(arena);
	assert_true(fd >= 0);
	elf_version(EV_CURRENT);
	src.elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	assert_non_null(src.elf);
	index_writer_init(&w, arena);
	code_make(&w, arena, &src);
	assert_int_equal(index_writer_save(&w, out), 0);
	assert_int_equal(index_open(out, &ix), 0);
	elf_end(src.elf);
	close(fd);
	arena_destroy(arena);
	return ix;
}

/* Where the segment with this file offset would like to be. */
static u64 segment_address(const char *path, u64 off)
{
	int fd = open(path, O_RDONLY);
	Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	u64 addr = ~0ull;
	size_t nr = 0, i;
	GElf_Phdr head;

	assert_int_equal(elf_getphdrnum(elf, &nr), 0);
	for (i = 0; i < nr; i++)
		if (gelf_getphdr(elf, (int)i, &head) &&
		    head.p_type == PT_LOAD && head.p_flags & PF_X &&
		    off - (head.p_offset & ~4095ull) < head.p_filesz + 4096)
			addr = head.p_vaddr - head.p_offset + off;
	elf_end(elf);
	close(fd);
	assert_true(addr != ~0ull);
	return addr;
}

/* The vdso has no file: its bytes become one. */
static void save_vdso(struct walk *w, struct walk_file *f)
{
	char *bytes = malloc(f->high - f->low);
	FILE *out;

	snprintf(f->path, sizeof(f->path), "%s", fixture_path("vdso.so"));
	assert_int_equal(
		read_process(w, f->low, bytes, (u32)(f->high - f->low)), 0);
	out = fopen(f->path, "w");
	assert_non_null(out);
	assert_int_equal(fwrite(bytes, f->high - f->low, 1, out), 1);
	fclose(out);
	free(bytes);
}

static void add_file(struct walk *w, const char *line)
{
	struct walk_file *f = &w->file[w->nr];
	unsigned long low, high, off;
	char name[PATH_MAX] = "";

	if (sscanf(line, "%lx-%lx r-xp %lx %*s %*s %4095s", &low, &high, &off,
		   name) < 4 ||
	    (name[0] != '/' && strcmp(name, "[vdso]")))
		return;
	assert_true(w->nr < FILES_MAX);
	f->low = low;
	f->high = high;
	snprintf(f->path, sizeof(f->path), "%s", name);
	if (name[0] == '[')
		save_vdso(w, f);
	f->ix = index_of(f->path);
	f->bias = low - segment_address(f->path, off);
	index_unwind_table(f->ix, &f->table);
	w->nr++;
}

struct walk *walk_open(pid_t pid)
{
	struct walk *w = calloc(1, sizeof(*w));
	char path[64], line[PATH_MAX + 128];
	FILE *maps;

	assert_non_null(w);
	w->pid = pid;
	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	maps = fopen(path, "r");
	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps))
		add_file(w, line);
	fclose(maps);
	w->dwfl = dwfl_begin(&callbacks);
	assert_non_null(w->dwfl);
	assert_int_equal(dwfl_linux_proc_report(w->dwfl, pid), 0);
	assert_int_equal(dwfl_report_end(w->dwfl, NULL, NULL), 0);
	assert_int_equal(dwfl_linux_proc_attach(w->dwfl, pid, true), 0);
	return w;
}

void walk_close(struct walk *w)
{
	u32 i;

	for (i = 0; i < w->nr; i++)
		index_close(w->file[i].ix);
	dwfl_end(w->dwfl);
	free(w);
}

static void start(const struct walk *w, struct sx_unwind_regs *ret)
{
	struct user_regs_struct u;

	assert_int_equal(ptrace(PTRACE_GETREGS, w->pid, NULL, &u), 0);
	sx_unwind_start(ret, (const u64[SX_UNWIND_REGS]){
				     u.rax, u.rdx, u.rcx, u.rbx, u.rsi, u.rdi,
				     u.rbp, u.rsp, u.r8, u.r9, u.r10, u.r11,
				     u.r12, u.r13, u.r14, u.r15, u.rip });
}

static int step(struct walk *w, struct sx_unwind_regs *regs)
{
	struct sx_unwind_mem mem = { read_process, w };
	u64 pc = sx_unwind_pc(regs);
	u32 i;

	for (i = 0; i < w->nr; i++) {
		const struct walk_file *f = &w->file[i];

		if (pc >= f->low && pc < f->high)
			return sx_unwind_step(
				&f->table,
				sx_unwind_find(&f->table, (u32)(pc - f->bias)),
				&mem, regs);
	}
	return SX_UNWIND_NO_ROW;
}

void walk_rows(struct walk *w, struct walk_stack *ret)
{
	struct sx_unwind_regs regs;

	start(w, &regs);
	ret->nr = 0;
	do {
		ret->pc[ret->nr++] = regs.reg[SX_UNWIND_RIP];
		ret->result = step(w, &regs);
	} while (!ret->result && ret->nr < WALK_MAX);
}

static int add_frame(Dwfl_Frame *frame, void *arg)
{
	struct walk_stack *s = arg;
	Dwarf_Addr pc;

	if (!dwfl_frame_pc(frame, &pc, NULL) || s->nr == WALK_MAX)
		return DWARF_CB_ABORT;
	s->pc[s->nr++] = pc;
	return DWARF_CB_OK;
}

void walk_dwfl(struct walk *w, struct walk_stack *ret)
{
	ret->nr = 0;
	ret->result = dwfl_getthread_frames(w->dwfl, w->pid, add_frame, ret);
}
