/* SPDX-License-Identifier: GPL-2.0 */
/* A verified image, as arrays. Everything points into the image: borrowed. */
#ifndef STAPX_LIB_PROGRAM_H
#define STAPX_LIB_PROGRAM_H

#include <stapx/program.h>

struct sx_program {
	const u8 *image;
	u32 image_len;
	const struct sx_insn *code;
	u32 code_nr;
	const struct sx_func *funcs;
	u32 funcs_nr;
	const struct sx_probe *probes;
	u32 probes_nr;
	const struct sx_global *globals;
	u32 globals_nr;
	const struct sx_iter *iters;
	u32 iters_nr;
	const struct sx_lock_use *locks;
	u32 locks_nr;
	const s64 *ints;
	u32 ints_nr;
	const u32 *strs;
	u32 strs_nr;
	const u8 *strdata;
	u32 strdata_len;
	const struct sx_format *formats;
	u32 formats_nr;
	const struct sx_span *spans;
	u32 spans_nr;
	const struct sx_point_desc *points;
	u32 points_nr;
	const struct sx_try *tries;
	u32 tries_nr;
	const struct sx_regex *regexes;
	u32 regexes_nr;
	const u8 *redata;
	u32 redata_len;
	const struct sx_module *modules;
	u32 modules_nr;
};

/* String constant i; i is in range in every verified row and instruction. */
static inline const struct sx_str *sx_program_str(const struct sx_program *p,
						  u32 i)
{
	return (const struct sx_str *)(p->strdata + p->strs[i]);
}

/* Is the point a function or tracepoint of the kernel? */
static inline int sx_point_is_kernel(const struct sx_point_desc *point)
{
	return point->kind == SX_POINT_KFUNCTION ||
	       point->kind == SX_POINT_KRETURN || point->kind == SX_POINT_TRACE;
}

/* Is it something that happens, and no place in a program or the kernel? */
static inline int sx_point_is_event(const struct sx_point_desc *point)
{
	return point->kind == SX_POINT_TASK;
}

#endif
