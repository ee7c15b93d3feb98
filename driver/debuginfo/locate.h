/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From the probe points of a program to places: a file, an offset in it, an
 * address in the target process, and a recipe for the instruction there.
 */
#ifndef STAPX_DEBUGINFO_LOCATE_H
#define STAPX_DEBUGINFO_LOCATE_H

#include <stdbool.h>

#include <stapx/abi.h>

#include "debuginfo/elf_symbols.h"
#include "debuginfo/exits.h"
#include "program.h"

struct locate_request {
	const struct sx_program *prog; /* its points are located */
	s32 pid; /* the target process; 0: whoever maps the file */
	const char *exe; /* without pid: what process("") means; NULL: none */
	const char *debug_path; /* NULL: $STAPX_DEBUG_PATH, else the default */
	bool own; /* breakpoints of our own serve: they see what uprobes do not */
	exits_fn *exits; /* for points of returns; NULL: there are none */
};

/* One row for each address (with a pid) or file offset (without). */
struct place {
	u32 probe; /* index in the program's probes */
	u32 point; /* index in the program's points */
	char *path; /* the file, as the target calls it */
	char *open_path; /* the same file, as we open it */
	char *symbol;
	u64 file_off;
	u64 addr; /* in the process; 0 without one, or not mapped so far */
	u64 counter; /* of a mark's semaphore, as addr; 0: none */
	u64 counter_off; /* the same, as file_off */
	u8 role; /* enum sx_place_role */
	bool more; /* a further place of the function of the row before it */
	/* Without an address the op may be 0: the kernel's uprobes decide. */
	struct sx_recipe recipe;
};

struct places {
	struct place *rows; /* in the order of the program's points */
	u32 nr;
	u32 cap;
	u32 passed_over; /* functions of patterns that cannot be probed */
};

/*
 * Locates every probe point of the program. All points are tried, so that each
 * mistake is reported; the first error is returned: -ESRCH no such process,
 * -ENOENT no such file or function, -ENOEXEC no ELF file, -EOPNOTSUPP no
 * function that matches can be probed, -ESTALE the file is not what is mapped,
 * or not what the script was compiled for, -E2BIG more than SX_MAX_POINTS. An
 * optional point without a place is no error. ret is the caller's; with an
 * error it is empty.
 */
int locate_places(const struct locate_request *req, struct places *ret);
void places_deinit(struct places *places);

/*
 * Calls fn for every function of the file that process("path") means whose
 * name matches pattern ("*": all), ascending by address, until fn returns
 * non-zero, which is returned then. Else 0 or -errno (reported).
 */
int locate_functions(const struct locate_request *req, const char *path,
		     const char *pattern,
		     int (*fn)(const struct elf_func *func, void *arg),
		     void *arg);

#endif
