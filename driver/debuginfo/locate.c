// SPDX-License-Identifier: GPL-2.0
/*
 * From probe points to places.
 *
 * The bytes of a recipe come from the file: the process's memory may hold
 * breakpoints, ours or a debugger's. Where that memory can be read, both must
 * agree but for such a breakpoint, else the file is not what runs.
 */
#include "debuginfo/locate.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "debuginfo/build_id.h"
#include "debuginfo/complain.h"
#include "debuginfo/recipe.h"
#include "debuginfo/target.h"

#define BREAKPOINT 0xcc

/* One probe point on its way. */
struct point {
	struct target *target;
	const struct target_file *file;
	const char *path; /* process("path") */
	const char *symbol; /* function("symbol") */
	u32 probe;
	u32 index;
	u64 semaphore; /* in the file; 0: none */
	u64 semaphore_off;
	bool optional;
	bool pattern; /* a function that cannot be probed is passed over */
	u32 refused_nr;
	char refused[512]; /* why the first of them was */
	exits_fn *exits; /* NULL: where functions begin */
	bool watch; /* nothing that could be asked for its exits */
	bool own; /* breakpoints of our own are to stand there */
	struct places *places;
};

/* An instruction at which a breakpoint is to stand. */
struct spot {
	const struct elf_func *func; /* whose it is */
	u64 addr; /* in the file */
	u64 off;
	u8 role; /* enum sx_place_role */
	bool more; /* not the first of its function */
	struct sx_recipe recipe;
};

static int add_place(struct point *pt, const struct spot *spot, u64 addr)
{
	struct places *p = pt->places;
	struct place *row;

	if (p->nr == SX_MAX_POINTS) {
		complain(pt->optional,
			 "more than %d places to probe: narrow the pattern "
			 "`%s' in %s",
			 SX_MAX_POINTS, pt->symbol, pt->file->path);
		return -E2BIG;
	}
	if (p->nr == p->cap) {
		u32 cap = p->cap ? p->cap * 2 : 16;
		struct place *bigger =
			reallocarray(p->rows, cap, sizeof(*bigger));

		if (!bigger)
			return -ENOMEM;
		p->rows = bigger;
		p->cap = cap;
	}
	row = &p->rows[p->nr++];
	*row = (struct place){
		.probe = pt->probe,
		.point = pt->index,
		.path = strdup(pt->file->path),
		.open_path = strdup(pt->file->open_path),
		.symbol = strdup(spot->func->name),
		.file_off = spot->off,
		.addr = addr,
		.role = spot->role,
		.more = spot->more,
		.recipe = spot->recipe,
		.counter = pt->semaphore && addr
				   ? addr - spot->addr + pt->semaphore
				   : 0,
		.counter_off = pt->semaphore_off,
	};
	return row->path && row->open_path && row->symbol ? 0 : -ENOMEM;
}

/* Keeps the first reason; the caller decides whether it is an error. */
__attribute__((format(printf, 2, 3))) static int refuse(struct point *pt,
							const char *fmt, ...)
{
	va_list ap;

	if (pt->refused_nr++)
		return -EOPNOTSUPP;
	va_start(ap, fmt);
	vsnprintf(pt->refused, sizeof(pt->refused), fmt, ap);
	va_end(ap);
	return -EOPNOTSUPP;
}

static int refuse_insn(struct point *pt, const struct spot *spot,
		       const struct recipe_refusal *why)
{
	bool entry = spot->addr == spot->func->addr;

	return refuse(pt,
		      "%s at 0x%" PRIx64 " in %s %s `%s' (%s): a "
		      "breakpoint cannot stand there yet; probe a place behind "
		      "it or use the kernel's uprobes (no -x)",
		      spot->func->name, (uint64_t)spot->addr, pt->file->path,
		      entry ? "starts with" : "is left by", why->insn,
		      why->reason);
}

static int compare_memory(struct point *pt, const struct spot *spot, u64 addr)
{
	const struct sx_recipe *recipe = &spot->recipe;
	u8 code[RECIPE_INSN_MAX];
	int got = target_read(pt->target, addr, code, recipe->len);

	if (got != recipe->len) {
		log_debug("%s at 0x%" PRIx64 ": code not compared with memory",
			  spot->func->name, (uint64_t)spot->addr);
		return 0;
	}
	if (code[0] == BREAKPOINT)
		code[0] = recipe->insn[0];
	if (!memcmp(code, recipe->insn, recipe->len))
		return 0;
	complain(pt->optional,
		 "%s at 0x%" PRIx64 ": the code in process %d is not that of "
		 "%s: the file was changed in place or the code was patched; "
		 "restart the process",
		 spot->func->name, (uint64_t)spot->addr, target_pid(pt->target),
		 pt->file->path);
	return -ESTALE;
}

static int refuse_unmapped(struct point *pt, const struct elf_func *func)
{
	return refuse(pt, "%s in %s: process %d has not mapped its code",
		      func->name, pt->file->path, target_pid(pt->target));
}

/*
 * The n-th time that the file is mapped with this code: *ret_addr; false: it
 * is not mapped so often.
 */
static bool nth_addr(const struct point *pt, u64 off, u32 n, u64 *ret_addr)
{
	u32 pos = 0;

	do {
		if (!target_next_addr(pt->target, pt->file, off, &pos,
				      ret_addr))
			return false;
	} while (n--);
	return true;
}

/* All spots of a function, each time that it is mapped. */
static int add_addresses(struct point *pt, const struct spot *spots, u32 nr)
{
	u64 addr;
	int err = 0;
	u32 n;

	for (n = 0; !err && nth_addr(pt, spots[0].off, n, &addr); n++) {
		for (u32 i = 0; !err && i < nr; i++) {
			if (!nth_addr(pt, spots[i].off, n, &addr))
				return refuse_unmapped(pt, spots[i].func);
			err = compare_memory(pt, &spots[i], addr);
			if (!err)
				err = add_place(pt, &spots[i], addr);
		}
	}
	return err || n ? err : refuse_unmapped(pt, spots[0].func);
}

/* The recipe of what stands in the file; -EOPNOTSUPP, and why. */
static int decode_spot(const struct point *pt, struct spot *spot,
		       struct recipe_refusal *ret_why)
{
	u8 code[RECIPE_INSN_MAX];
	int got = elf_file_read_code(pt->file->elf, spot->off, code,
				     sizeof(code));

	if (got <= 0) {
		snprintf(ret_why->insn, sizeof(ret_why->insn), "?");
		ret_why->reason = got ? strerror(-got) : "the file ends there";
		return -EIO;
	}
	return recipe_decode(code, (size_t)got, spot->addr, &spot->recipe,
			     ret_why);
}

/* A breakpoint where the function begins. */
static int add_entry(struct point *pt, const struct elf_func *func, u8 role)
{
	struct spot spot = { func, func->addr, func->off, role, false, { 0 } };
	struct recipe_refusal why;
	int err = decode_spot(pt, &spot, &why);

	if (err == -EIO)
		return refuse(pt, "%s in %s: its code cannot be read: %s",
			      func->name, pt->file->path, why.reason);
	/* Without a mapping the kernel's own decoder has the last word. */
	if (!pt->file->mapped)
		return add_place(pt, &spot, 0);
	return err ? refuse_insn(pt, &spot, &why) : add_addresses(pt, &spot, 1);
}

/* 0; or 1: one of them cannot be, so the function is watched. */
static int make_spots(const struct point *pt, const struct elf_func *func,
		      const struct exits *exits, struct spot *ret)
{
	for (u32 i = 0; i < exits->nr; i++) {
		struct recipe_refusal why;

		ret[i] = (struct spot){ .func = func,
					.addr = exits->rows[i].addr,
					.role = exits->rows[i].role,
					.more = i };
		if (elf_file_code_offset(pt->file->elf, ret[i].addr,
					 &ret[i].off) ||
		    decode_spot(pt, &ret[i], &why))
			return 1;
	}
	return 0;
}

static int add_exits(struct point *pt, const struct elf_func *func,
		     const struct exits *exits)
{
	struct spot *spots = calloc(exits->nr + 1, sizeof(*spots));
	int err = 0;

	if (!spots)
		return -ENOMEM;
	if (make_spots(pt, func, exits, spots))
		err = add_entry(pt, func, SX_ROLE_WATCH);
	else if (pt->file->mapped)
		err = add_addresses(pt, spots, exits->nr);
	else
		for (u32 i = 0; i < exits->nr && !err; i++)
			err = add_place(pt, &spots[i], 0);
	free(spots);
	return err;
}

static bool need_watching(const struct exits *exits)
{
	for (u32 i = 0; i < exits->nr; i++)
		if (exits->rows[i].role != SX_ROLE_RETURN)
			return true;
	return !exits->all_known;
}

static int add_known_exits(struct point *pt, const struct elf_func *func,
			   const struct exits *exits)
{
	if (!pt->own && need_watching(exits))
		return refuse(pt,
			      "%s at 0x%" PRIx64 " in %s %s: its returns are "
			      "only seen in a process: name one with -x PID",
			      func->name, (uint64_t)func->addr, pt->file->path,
			      exits->all_known
				      ? "is left by a jump to another function"
				      : "cannot be decoded as a whole");
	if (!exits->all_known)
		return add_entry(pt, func, SX_ROLE_WATCH);
	if (!exits->nr)
		return refuse(pt, "%s at 0x%" PRIx64 " in %s never returns",
			      func->name, (uint64_t)func->addr, pt->file->path);
	return add_exits(pt, func, exits);
}

static int add_returns(struct point *pt, const struct elf_func *func)
{
	struct exits exits = { 0 };
	int err = pt->watch ? 0 : pt->exits(pt->file, func->addr, &exits);

	if (!err)
		err = add_known_exits(pt, func, &exits);
	free(exits.rows);
	return err;
}

static int add_function(struct point *pt, const struct elf_func *func)
{
	if (func->indirect)
		return refuse(pt,
			      "%s in %s is an indirect function, chosen when "
			      "the program starts: probe what it stands for, "
			      "such as `__%s_*'",
			      func->name, pt->file->path, func->name);
	return pt->exits ? add_returns(pt, func)
			 : add_entry(pt, func, SX_ROLE_HIT);
}

static int refuse_stripped(const struct point *pt, const char *near)
{
	const struct elf_symbols *syms = pt->file->syms;
	const char *tried = elf_symbols_tried(syms);
	char id[ELF_BUILD_ID_TEXT];

	complain(pt->optional,
		 "%s: no function `%s' among its %u exported ones, and it is "
		 "stripped: install its debug symbols (build-id %s, looked for "
		 "in %s)%s%s%s",
		 pt->file->path, pt->symbol, elf_symbols_nr(syms),
		 elf_file_build_id_text(pt->file->elf, id),
		 tried[0] ? tried : "no place, as it names none",
		 near[0] ? "; or did you mean " : "", near, near[0] ? "?" : "");
	return -ENOENT;
}

static int refuse_unknown(const struct point *pt)
{
	char near[SUGGEST_TEXT_LEN];
	struct suggest s;

	suggest_init(&s, pt->symbol);
	if (!pt->pattern)
		elf_symbols_suggest(pt->file->syms, &s);
	suggest_text(&s, near, sizeof(near));
	if (!elf_symbols_are_full(pt->file->syms))
		return refuse_stripped(pt, near);
	if (near[0])
		complain(pt->optional, "%s: no function `%s': did you mean %s?",
			 pt->file->path, pt->symbol, near);
	else
		complain(pt->optional,
			 "%s: none of its %u functions %s `%s': `nm' lists "
			 "them",
			 pt->file->path, elf_symbols_nr(pt->file->syms),
			 pt->pattern ? "matches" : "is called", pt->symbol);
	return -ENOENT;
}

/* What became of the functions that were found. */
static int conclude(const struct point *pt, u32 before)
{
	if (!pt->refused_nr)
		return 0;
	if (pt->places->nr == before) {
		complain(pt->optional, "%s", pt->refused);
		return -EOPNOTSUPP;
	}
	log_warn("%u of the functions `%s' are not probed: %s", pt->refused_nr,
		 pt->symbol, pt->refused);
	return 0;
}

static int locate_point(struct point *pt)
{
	u32 before = pt->places->nr;
	struct elf_func *funcs;
	u32 nr;
	int err =
		target_find_file(pt->target, pt->path, pt->optional, &pt->file);

	if (!err)
		err = elf_symbols_find(pt->file->syms, pt->symbol, &funcs, &nr);
	if (err)
		return err;
	if (!nr)
		return refuse_unknown(pt);
	for (u32 i = 0; i < nr && (!err || err == -EOPNOTSUPP); i++)
		err = add_function(pt, &funcs[i]);
	free(funcs);
	return err && err != -EOPNOTSUPP ? err : conclude(pt, before);
}

/* What the compiler has found is looked for in no table of symbols. */
static int locate_address(struct point *pt, const struct sx_point_desc *row)
{
	u32 before = pt->places->nr;
	struct elf_func func = { .name = pt->symbol, .addr = row->addr };
	int err =
		target_find_file(pt->target, pt->path, pt->optional, &pt->file);

	if (!err)
		err = build_id_check(pt->file->elf, row->id, row->id_len,
				     pt->optional);
	if (err)
		return err;
	pt->semaphore = row->semaphore;
	if (row->semaphore &&
	    elf_file_data_offset(pt->file->elf, row->semaphore,
				 &pt->semaphore_off))
		err = refuse(pt,
			     "%s: the mark's semaphore at 0x%" PRIx64
			     " is not in %s",
			     pt->symbol, (uint64_t)row->semaphore,
			     pt->file->path);
	else if (elf_file_code_offset(pt->file->elf, func.addr, &func.off))
		err = refuse(pt, "%s: there is no code at 0x%" PRIx64 " in %s",
			     pt->symbol, (uint64_t)func.addr, pt->file->path);
	else
		err = add_function(pt, &func);
	if (err == -EOPNOTSUPP && row->flags & SX_POINT_PATTERN) {
		log_info("%s", pt->refused);
		pt->places->passed_over++;
		return 0;
	}
	return err && err != -EOPNOTSUPP ? err : conclude(pt, before);
}

/* Some of many are passed over; but not all of them. */
static int tell_passed_over(const struct places *places)
{
	if (!places->passed_over)
		return 0;
	if (places->nr) {
		log_warn("%u of the functions that match are not probed: -v "
			 "tells which, and why",
			 places->passed_over);
		return 0;
	}
	log_err("none of the %u functions that match can be probed: -v tells "
		"why",
		places->passed_over);
	return -EOPNOTSUPP;
}

static const char *point_string(const struct sx_program *prog, u32 i)
{
	return i < prog->strs_nr ? sx_program_str(prog, i)->data : NULL;
}

static int locate_row(const struct locate_request *req, u32 i,
		      struct target *target, struct places *ret)
{
	const struct sx_program *prog = req->prog;
	const struct sx_point_desc *row = &prog->points[i];
	struct point pt = {
		.target = target,
		.path = point_string(prog, row->path),
		.symbol = point_string(prog, row->symbol),
		.probe = row->probe,
		.index = i,
		.optional = row->flags &
			    (SX_POINT_OPTIONAL | SX_POINT_SUFFICIENT),
		.exits = row->flags & SX_POINT_RETURN ? req->exits : NULL,
		.watch = row->flags & SX_POINT_WATCH,
		.own = req->own,
		.places = ret,
	};
	int err;

	if (!pt.path || !pt.symbol || row->kind >= SX_POINT_KIND_NR ||
	    (row->flags & SX_POINT_RETURN && !pt.exits)) {
		log_err("probe point %u of the program is damaged: compile the "
			"script again",
			i);
		return -EINVAL;
	}
	pt.pattern = row->kind == SX_POINT_FUNCTION &&
		     elf_symbols_is_pattern(pt.symbol);
	err = row->kind == SX_POINT_ADDRESS ? locate_address(&pt, row)
					    : locate_point(&pt);
	if (pt.optional &&
	    (err == -ENOENT || err == -EOPNOTSUPP || err == -ESTALE))
		return 0;
	return err;
}

static bool goes_on(int err)
{
	return err != -ENOMEM && err != -E2BIG;
}

static int locate_all(const struct locate_request *req, struct target *target,
		      struct places *ret)
{
	const struct sx_program *prog = req->prog;
	u32 enough = 0; /* the group that a sufficient point has served */
	int first_err = 0;

	for (u32 i = 0; i < prog->points_nr && goes_on(first_err); i++) {
		const struct sx_point_desc *row = &prog->points[i];
		u32 before = ret->nr;
		int err;

		if (sx_point_is_kernel(row) || sx_point_is_event(row) ||
		    (row->group && row->group == enough))
			continue;
		err = locate_row(req, i, target, ret);
		if (err && (!first_err || !goes_on(err)))
			first_err = err;
		if (ret->nr > before && row->flags & SX_POINT_SUFFICIENT)
			enough = row->group;
	}
	return first_err;
}

static int open_target(const struct locate_request *req, struct target **ret)
{
	const char *debug_path = req->debug_path;

	if (!debug_path)
		debug_path = getenv("STAPX_DEBUG_PATH");
	return target_open(req->pid, req->exe, debug_path, ret);
}

int locate_places(const struct locate_request *req, struct places *ret)
{
	struct target *target;
	int err;

	memset(ret, 0, sizeof(*ret));
	err = open_target(req, &target);
	if (err)
		return err;
	err = locate_all(req, target, ret);
	target_close(target);
	if (!err)
		err = tell_passed_over(ret);
	if (err)
		places_deinit(ret);
	return err;
}

void places_deinit(struct places *places)
{
	for (u32 i = 0; i < places->nr; i++) {
		free(places->rows[i].path);
		free(places->rows[i].open_path);
		free(places->rows[i].symbol);
	}
	free(places->rows);
	memset(places, 0, sizeof(*places));
}

int locate_functions(const struct locate_request *req, const char *path,
		     const char *pattern,
		     int (*fn)(const struct elf_func *func, void *arg),
		     void *arg)
{
	const struct target_file *file;
	struct elf_func *funcs = NULL;
	struct target *target;
	u32 nr = 0;
	int err = open_target(req, &target);

	if (err)
		return err;
	err = target_find_file(target, path, false, &file);
	if (!err)
		err = elf_symbols_find(file->syms, pattern, &funcs, &nr);
	for (u32 i = 0; i < nr && !err; i++)
		err = fn(&funcs[i], arg);
	free(funcs);
	target_close(target);
	return err;
}
