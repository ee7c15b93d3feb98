// SPDX-License-Identifier: GPL-2.0
/* Places that are given by their address. */
#include <errno.h>

#include "index/find.h"
#include "index/lines.h"
#include "place/internal.h"

/* An address of the file for a byte of it. 0 or -ENOENT. */
static int address_of_offset(const struct elf_file *elf, u64 off, u64 *ret)
{
	Elf *e = elf_file_libelf(elf);
	size_t nr = 0, i;
	GElf_Phdr seg;

	if (elf_getphdrnum(e, &nr))
		return -ENOENT;
	for (i = 0; i < nr; i++) {
		if (!gelf_getphdr(e, (int)i, &seg) || seg.p_type != PT_LOAD ||
		    off < seg.p_offset || off - seg.p_offset >= seg.p_filesz)
			continue;
		*ret = off - seg.p_offset + seg.p_vaddr;
		return 0;
	}
	return -ENOENT;
}

static int refuse(const struct place_query *q, const char *why)
{
	if (!q->optional)
		diag_error(q->script->diag, E_PROBE, q->point->span,
			   "%s: 0x%llx %s", q->file->path,
			   (unsigned long long)q->process->addr, why);
	return -ENOENT;
}

/* Where a function's body begins: its row may say nothing of its own. */
static bool is_body_start(const struct place_query *q, u32 addr)
{
	const struct index_scope *body =
		index_row(q->ix, INDEX_SCOPES, index_find_addr(q->ix, addr));

	return body && body->entry == addr;
}

/* Every place where an instruction is known to begin has a row. */
static int check_statement(const struct place_query *q, u32 addr)
{
	struct index_line row;
	struct index_lines it;
	u32 before = 0;

	if (!index_line_at(q->ix, addr, &row, NULL))
		return refuse(q, "is an address without a line");
	if (row.addr == addr || is_body_start(q, addr))
		return 0;
	before = row.addr;
	index_lines_start(&it, q->ix, addr);
	refuse(q, "is not where a statement begins");
	if (q->optional || !index_lines_next(&it, &row))
		return -ENOENT;
	diag_note(q->script->diag,
		  "the nearest ones are 0x%llx and 0x%llx; "
		  "process(PID).statement(ADDRESS).absolute takes any",
		  (unsigned long long)(index_head(q->ix)->base + before),
		  (unsigned long long)(index_head(q->ix)->base + row.addr));
	return -ENOENT;
}

static void add_spot(struct place_query *q, u64 addr, u32 scope)
{
	const struct index_scope *row =
		q->ix ? index_row(q->ix, INDEX_SCOPES, scope) : NULL;
	struct place_spot spot = {
		.file = q->file,
		.ix = q->ix,
		.func = INDEX_NONE,
		.scope = INDEX_NONE,
		.name = arena_printf(q->script->arena, "0x%llx",
				     (unsigned long long)addr),
		.caller = INDEX_NONE,
	};

	if (row)
		spot = func_spot(q, scope);
	spot.program = q->program;
	spot.addr = addr;
	spot.kind = q->process->what == PROCESS_STATEMENT ? PLACE_STATEMENT
							  : PLACE_CALL;
	if (row && spot.kind == PLACE_STATEMENT)
		spot.scope = index_find_scope(
			q->ix, scope, (u32)(addr - index_head(q->ix)->base));
	*(struct place_spot *)vec_push(q->ret) = spot;
}

/* A function around the address, or the statement at it. */
int addr_find(struct place_query *q)
{
	u64 addr = q->process->addr, base = q->ix ? index_head(q->ix)->base : 0;
	u32 rel = (u32)(addr - base), scope = INDEX_NONE;
	const struct index_scope *row;
	u64 off;
	int err;

	if (elf_file_code_offset(q->file->elf, addr, &off))
		return refuse(q, "is no address of its code");
	if (q->ix && addr >= base && addr - base < INDEX_NONE)
		scope = index_find_addr(q->ix, rel);
	if (q->process->what == PROCESS_STATEMENT) {
		err = q->ix ? check_statement(q, rel) : 0;
		if (!err)
			add_spot(q, addr, scope);
		return err;
	}
	row = q->ix ? index_row(q->ix, INDEX_SCOPES, scope) : NULL;
	if (!row)
		return refuse(q, "is in no function that is known");
	add_spot(q, func_body_addr(q->ix, row), scope);
	return 0;
}

/* .absolute: an address of the process. */
int addr_find_absolute(struct place_query *q)
{
	const struct proc_file *mapped;
	u64 off, addr;
	int err;

	if (!target_pid(q->target))
		return diag_error(q->script->diag, E_PROBE, q->point->span,
				  ".absolute is an address in a process: say "
				  "which with process(PID) or -x PID, or leave "
				  ".absolute out for the file's own address");
	if (!target_find_addr(q->target, q->process->addr, &mapped, &off))
		return diag_error(q->script->diag, E_PROBE, q->point->span,
				  "process %d has no code of a file at 0x%llx",
				  target_pid(q->target),
				  (unsigned long long)q->process->addr);
	err = target_find_file(q->target, mapped->path, q->optional, &q->file);
	if (err)
		return err;
	q->ix = NULL;
	if (address_of_offset(q->file->elf, off, &addr))
		return refuse(q, "is no address of its code");
	add_spot(q, addr, INDEX_NONE);
	return 0;
}
