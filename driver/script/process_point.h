/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The points of programs, taken apart: process("PATH").function("f@file.c:12")
 * and its relatives. What they mean in a file is for driver/place to find.
 */
#ifndef STAPX_SCRIPT_PROCESS_POINT_H
#define STAPX_SCRIPT_PROCESS_POINT_H

#include <stdbool.h>

#include "base/vec.h"

enum process_what {
	PROCESS_FUNCTION,
	PROCESS_STATEMENT,
	PROCESS_MARK,
	PROCESS_PLT,
};

enum process_lines {
	PROCESS_LINES_NONE,
	PROCESS_LINES_GIVEN, /* :12 and :12,20-30 */
	PROCESS_LINES_RELATIVE, /* +3: from the line of the declaration */
	PROCESS_LINES_ALL, /* :* */
};

struct process_range {
	u32 first;
	u32 last; /* that one, too */
};

/* NAME@FILE:LINES. */
struct process_spec {
	const char *text; /* all of it, as written */
	const char *name; /* may have wildcards */
	const char *file; /* NULL: any */
	u8 lines; /* enum process_lines */
	struct vec ranges; /* struct process_range */
};

struct process_point {
	const char *path; /* ""; the target's program */
	s32 pid; /* of process(PID); 0: none was given */
	const char *library; /* NULL: the program itself */
	u8 what; /* enum process_what */
	bool has_addr; /* of a function or statement; spec is empty then */
	bool absolute; /* addr is one of the process, not of the file */
	bool call;
	bool inlined;
	bool exported;
	bool at_return;
	bool nearest;
	u64 addr;
	struct process_spec spec; /* of a function or statement */
	const char *name; /* of a mark or of what a PLT entry calls */
	const char *provider; /* NULL: any */
	const char *label; /* NULL: none */
	const char *callee; /* NULL: none */
	u32 depth; /* of the callees */
	/* By its name alone, as the file's symbols have it. */
	bool is_symbol;
};

struct script;
struct point;

/* Takes a process point apart, to point->process. 0, or -EINVAL, recorded. */
int process_point_resolve(struct script *script, struct point *point);

#endif
