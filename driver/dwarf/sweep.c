// SPDX-License-Identifier: GPL-2.0
/* Decoding a function from end to end. */
#include "dwarf/sweep.h"

#include <stdlib.h>
#include <string.h>

#define LOCK_PREFIX 0xf0
#define BACK_MAX    16 /* instructions to look back for what a jump uses */

/* The latest instructions, for those who want to look back. */
struct trail {
	u64 at[BACK_MAX];
	u32 nr;
};

void sweep_init(struct sweep *s, const struct code_image *img,
		struct arena *arena)
{
	s->img = img;
	ZydisDecoderInit(&s->decoder, ZYDIS_MACHINE_MODE_LONG_64,
			 ZYDIS_STACK_WIDTH_64);
	vec_init(&s->ranges, arena, sizeof(struct sweep_range));
	vec_init(&s->starts, arena, 1);
	vec_init(&s->jumps, arena, sizeof(struct sweep_jump));
	vec_init(&s->indirect, arena, sizeof(struct sweep_jump));
	vec_init(&s->blocks, arena, sizeof(struct sweep_block));
	vec_init(&s->exits, arena, sizeof(struct sweep_exit));
}

/* Rows of the function before are still there: new ones are zeroed by hand. */
static void *push(struct vec *vec)
{
	return memset(vec_push(vec), 0, vec->size);
}

void sweep_reset(struct sweep *s)
{
	s->ranges.nr = 0;
	s->starts.nr = 0;
	s->jumps.nr = 0;
	s->indirect.nr = 0;
	s->blocks.nr = 0;
	s->exits.nr = 0;
}

struct sweep_exit *sweep_exit_add(struct sweep *s, u64 at,
				  enum index_return_kind kind)
{
	struct sweep_exit *e = push(&s->exits);

	e->at = at;
	e->kind = (u16)kind;
	return e;
}

static const struct sweep_range *range_of(const struct sweep *s, u64 addr)
{
	u32 i;

	for (i = 0; i < s->ranges.nr; i++) {
		const struct sweep_range *r = vec_at(&s->ranges, i);

		if (addr >= r->low && addr < r->high)
			return r;
	}
	return NULL;
}

bool sweep_holds(const struct sweep *s, u64 addr)
{
	return range_of(s, addr);
}

static bool has_start(const struct sweep *s, u64 addr)
{
	const struct sweep_range *r = range_of(s, addr);
	const u8 *starts = s->starts.data;
	u64 bit = r ? r->first_bit + (addr - r->low) : 0;

	return r && starts[bit / 8] >> bit % 8 & 1;
}

/* Hand-written code jumps past a lock prefix where there is one thread. */
bool sweep_is_start(const struct sweep *s, u64 addr)
{
	u64 left;
	const u8 *before = code_image_at(s->img, addr - 1, true, &left);

	return has_start(s, addr) ||
	       (has_start(s, addr - 1) && before && *before == LOCK_PREFIX);
}

static bool is_padding(const ZydisDecodedInstruction *insn)
{
	return insn->mnemonic == ZYDIS_MNEMONIC_NOP ||
	       insn->mnemonic == ZYDIS_MNEMONIC_INT3;
}

static bool is_dead_end(const ZydisDecodedInstruction *insn)
{
	switch (insn->mnemonic) {
	case ZYDIS_MNEMONIC_UD0:
	case ZYDIS_MNEMONIC_UD1:
	case ZYDIS_MNEMONIC_UD2:
	case ZYDIS_MNEMONIC_HLT:
		return true;
	default:
		return false;
	}
}

/* Which operand an instruction writes first: a register, or none. */
static ZydisRegister written(const struct sweep *s, u64 at,
			     ZydisDecodedInstruction *insn,
			     ZydisDecodedOperand ops[ZYDIS_MAX_OPERAND_COUNT])
{
	u64 left;
	const u8 *code = code_image_at(s->img, at, true, &left);

	if (!code ||
	    !ZYAN_SUCCESS(ZydisDecoderDecodeFull(&s->decoder, code, left, insn,
						 ops)) ||
	    !insn->operand_count ||
	    ops[0].type != ZYDIS_OPERAND_TYPE_REGISTER ||
	    !(ops[0].actions & ZYDIS_OPERAND_ACTION_MASK_WRITE))
		return ZYDIS_REGISTER_NONE;
	return ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64,
						ops[0].reg.value);
}

/* A sum of two registers, or a load from a table by an index. */
static bool makes_label(const ZydisDecodedInstruction *insn,
			const ZydisDecodedOperand *ops)
{
	const ZydisDecodedOperand *from = &ops[1];

	if (insn->mnemonic == ZYDIS_MNEMONIC_ADD)
		return true;
	return insn->operand_count > 1 &&
	       from->type == ZYDIS_OPERAND_TYPE_MEMORY &&
	       insn->mnemonic == ZYDIS_MNEMONIC_LEA &&
	       from->mem.index != ZYDIS_REGISTER_NONE;
}

/* The address in a table of absolute ones: without it, 0. */
static u64 first_of_table(const struct sweep *s, const ZydisDecodedOperand *op)
{
	u64 left, value = 0;
	const u8 *bytes;

	if (op->mem.base != ZYDIS_REGISTER_NONE || op->mem.scale != 8)
		return 0;
	bytes = code_image_at(s->img, (u64)op->mem.disp.value, false, &left);
	if (bytes && left >= 8)
		memcpy(&value, bytes, 8);
	return value;
}

/* What the register of a jump was written by. */
static void judge_register(const struct sweep *s, struct sweep_jump *j,
			   ZydisRegister reg, const struct trail *trail)
{
	ZydisDecodedInstruction insn;
	ZydisDecodedOperand ops[ZYDIS_MAX_OPERAND_COUNT];
	u32 i;

	for (i = 1; i <= BACK_MAX && i <= trail->nr; i++) {
		if (written(s, trail->at[(trail->nr - i) % BACK_MAX], &insn,
			    ops) != reg)
			continue;
		j->table = makes_label(&insn, ops);
		j->plain = (insn.mnemonic == ZYDIS_MNEMONIC_MOV ||
			    insn.mnemonic == ZYDIS_MNEMONIC_LEA) &&
			   (ops[1].type != ZYDIS_OPERAND_TYPE_MEMORY ||
			    ops[1].mem.index == ZYDIS_REGISTER_NONE);
		return;
	}
}

/* Whether an indirect jump is that of a switch, by its own form. */
static void judge_form(const struct sweep *s, struct sweep_jump *j,
		       const struct trail *trail)
{
	ZydisDecodedInstruction insn;
	ZydisDecodedOperand ops[ZYDIS_MAX_OPERAND_COUNT];
	u64 left;
	const u8 *code = code_image_at(s->img, j->at, true, &left);

	if (!code || !ZYAN_SUCCESS(ZydisDecoderDecodeFull(&s->decoder, code,
							  left, &insn, ops)))
		return;
	if (insn.attributes & ZYDIS_ATTRIB_HAS_NOTRACK) {
		j->table = true; /* labels have no landing pads */
	} else if (ops[0].type == ZYDIS_OPERAND_TYPE_MEMORY) {
		j->table = sweep_holds(s, first_of_table(s, &ops[0]));
		j->plain = ops[0].mem.index == ZYDIS_REGISTER_NONE;
	} else {
		judge_register(s, j, ops[0].reg.value, trail);
	}
}

static void take_jump(struct sweep *s, u64 at,
		      const ZydisDecodedInstruction *insn,
		      const struct trail *trail)
{
	bool conditional = insn->meta.category != ZYDIS_CATEGORY_UNCOND_BR;
	struct sweep_jump *j;

	if (insn->raw.imm[0].is_relative) {
		j = push(&s->jumps);
		j->to = at + insn->length + (u64)insn->raw.imm[0].value.s;
		j->conditional = conditional;
	} else if (insn->meta.branch_type == ZYDIS_BRANCH_TYPE_FAR) {
		sweep_exit_add(s, at, INDEX_RETURN_UNDECODABLE);
		return;
	} else {
		j = push(&s->indirect);
		j->at = at;
		judge_form(s, j, trail);
	}
	j->at = at;
}

/* Whether what stands behind the instruction is reached otherwise only. */
static bool take(struct sweep *s, u64 at, const ZydisDecodedInstruction *insn,
		 const struct trail *trail)
{
	switch (insn->meta.category) {
	case ZYDIS_CATEGORY_RET:
		sweep_exit_add(s, at,
			       insn->opcode == 0xc3 || insn->opcode == 0xc2
				       ? INDEX_RETURN_RET
				       : INDEX_RETURN_UNDECODABLE);
		return true;
	case ZYDIS_CATEGORY_CALL:
		return false;
	case ZYDIS_CATEGORY_UNCOND_BR:
		if (insn->mnemonic != ZYDIS_MNEMONIC_JMP)
			return false; /* xabort goes on where none began */
		take_jump(s, at, insn, trail);
		return true;
	default:
		if (insn->raw.imm[0].is_relative)
			take_jump(s, at, insn, trail);
		return is_dead_end(insn);
	}
}

static void end_range(struct sweep *s, u64 last, bool is_call, u64 high)
{
	if (is_call)
		sweep_exit_add(s, last, INDEX_RETURN_NORETURN);
	else if (!sweep_holds(s, high))
		sweep_exit_add(s, last, INDEX_RETURN_FALL_THROUGH);
}

/* Its bits of `starts`. */
static u8 *open_range(struct sweep *s, u64 low, u64 high)
{
	struct sweep_range *r = push(&s->ranges);
	u32 bytes = (u32)((high - low + 7) / 8);

	r->low = low;
	r->high = high;
	r->first_bit = s->starts.nr * 8;
	return memset(vec_push_many(&s->starts, bytes), 0, bytes);
}

/* False: the function is too large to be believed, or is not there. */
static bool may_add(struct sweep *s, u64 low, u64 high, const u8 **ret_code)
{
	u64 left;

	*ret_code = code_image_at(s->img, low, true, &left);
	if (!*ret_code || left < high - low || high - low > s->budget ||
	    s->ranges.nr == SWEEP_RANGES_MAX || s->starts.nr > 1u << 28) {
		sweep_exit_add(s, low, INDEX_RETURN_UNDECODABLE);
		return false;
	}
	s->budget -= high - low;
	return true;
}

void sweep_add(struct sweep *s, u64 low, u64 high)
{
	struct trail trail = { .nr = 0 };
	u64 at, last = low, pad = low;
	bool ended = false, is_call = false;
	ZydisDecodedInstruction insn;
	const u8 *code;
	u8 *starts;

	if (low >= high || !may_add(s, low, high, &code))
		return;
	starts = open_range(s, low, high);
	for (at = low; at < high; at += insn.length) {
		if (!ZYAN_SUCCESS(ZydisDecoderDecodeInstruction(
			    &s->decoder, NULL, code + (at - low), high - at,
			    &insn))) {
			sweep_exit_add(s, at, INDEX_RETURN_UNDECODABLE);
			return;
		}
		starts[(at - low) / 8] |= (u8)(1u << (at - low) % 8);
		if (is_padding(&insn))
			continue;
		if (ended) {
			struct sweep_block *b = push(&s->blocks);

			b->pad = pad;
			b->at = at;
		}
		ended = take(s, at, &insn, &trail);
		is_call = insn.meta.category == ZYDIS_CATEGORY_CALL;
		trail.at[trail.nr++ % BACK_MAX] = at;
		last = at;
		pad = at + insn.length;
	}
	if (!ended)
		end_range(s, last, is_call, high);
}

static int compare_jumps(const void *a, const void *b)
{
	const struct sweep_jump *x = a, *y = b;

	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

bool sweep_is_connected(struct sweep *s)
{
	const struct sweep_jump *j = s->jumps.data;
	u32 i;

	if (s->jumps.nr)
		qsort(s->jumps.data, s->jumps.nr, sizeof(*j), compare_jumps);
	for (i = 0; i < s->blocks.nr; i++) {
		const struct sweep_block *b = vec_at(&s->blocks, i);
		u32 low = 0, high = s->jumps.nr;

		while (low < high) {
			u32 middle = low + (high - low) / 2;

			if (j[middle].to < b->pad)
				low = middle + 1;
			else
				high = middle;
		}
		if (low == s->jumps.nr || j[low].to > b->at)
			return false;
	}
	return true;
}
