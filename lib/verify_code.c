// SPDX-License-Identifier: GPL-2.0
/*
 * Verification of instructions, one after the other, without data flow: an
 * operand's type is in its number. The verdict's index is the instruction.
 *
 * Locks. While a function is checked, scratch->lock[g] is the mode of its lock
 * row for global g, 0 for none. What an instruction needs:
 *   READ    loads of plain globals, `in` on plain maps
 *   UPDATE  `<<<`; but WRITE where the map wraps, as an entry may be replaced
 *   WRITE   everything else, also to read a statistic, and foreach
 * A called function needs its own rows. Modes order: WRITE covers all; READ
 * and UPDATE never meet, because a global has only one of them.
 */
#include "op.h"
#include "verify_priv.h"

struct insn {
	const struct sx_insn *i;
	const struct sx_op_info *op;
	const struct sx_func *f;
	struct sx_signature group; /* operands at a and b */
	u8 result; /* enum sx_type behind a WR operand */
};

static int is_unused(u8 kind, u8 value)
{
	return kind != SX_KIND___ || value == 0;
}

static int is_int_reg(const struct sx_func *f, u32 reg)
{
	return reg < f->nints;
}

static int is_str_reg(const struct sx_func *f, u32 reg)
{
	return reg >= f->nints && reg < (u32)f->nints + f->nstrs;
}

/* nr registers from base in [first, end); base 0 where there are none. */
static int is_group(u32 base, u32 nr, u32 first, u32 end)
{
	if (!nr)
		return base == 0;
	return base >= first && base < end && nr <= end - base;
}

static u32 check_result(const struct insn *in, u8 reg)
{
	if (in->result == SX_T_INT)
		return is_int_reg(in->f, reg) ? SX_VERIFY_OK
					      : SX_VERIFY_INT_REGISTER;
	if (in->result == SX_T_STR)
		return is_str_reg(in->f, reg) ? SX_VERIFY_OK
					      : SX_VERIFY_STR_REGISTER;
	return reg ? SX_VERIFY_UNUSED : SX_VERIFY_OK;
}

static u32 check_operand(const struct insn *in, u8 kind, u8 reg)
{
	const struct sx_func *f = in->f;
	u32 end = (u32)f->nints + f->nstrs;
	int ok;

	switch (kind) {
	case SX_KIND_RI:
	case SX_KIND_WI:
	case SX_KIND_XI:
		return is_int_reg(f, reg) ? SX_VERIFY_OK
					  : SX_VERIFY_INT_REGISTER;
	case SX_KIND_RS:
	case SX_KIND_WS:
		return is_str_reg(f, reg) ? SX_VERIFY_OK
					  : SX_VERIFY_STR_REGISTER;
	case SX_KIND_GI:
		ok = is_group(reg, in->group.ints, 0, f->nints);
		return ok ? SX_VERIFY_OK : SX_VERIFY_OPERAND_GROUP;
	case SX_KIND_GS:
		ok = is_group(reg, in->group.strs, f->nints, end);
		return ok ? SX_VERIFY_OK : SX_VERIFY_OPERAND_GROUP;
	case SX_KIND_WR:
		return check_result(in, reg);
	case SX_KIND_RM:
		return reg < SX_READ_NR ? SX_VERIFY_OK : SX_VERIFY_READ;
	default:
		return is_unused(kind, reg) ? SX_VERIFY_OK : SX_VERIFY_UNUSED;
	}
}

static u32 check_jump(const struct sx_verifier *v, const struct insn *in)
{
	s64 target = (s64)v->index + 1 + in->i->imm;

	if (target < in->f->entry || target >= (s64)in->f->entry + in->f->len)
		return SX_VERIFY_JUMP;
	return SX_VERIFY_OK;
}

static int covers(u8 have, u8 need)
{
	return have == SX_LOCK_WRITE || have == need;
}

static u32 check_func(struct sx_verifier *v, struct insn *in)
{
	const struct sx_func *callee;
	u32 i;

	if ((u32)in->i->imm >= v->p->funcs_nr)
		return SX_VERIFY_CALL;
	callee = &v->p->funcs[in->i->imm];
	in->group.ints = callee->nint_args;
	in->group.strs = callee->nstr_args;
	in->result = callee->ret;
	if (sx_verify_spend(v, callee->lock_nr))
		return SX_VERIFY_TOO_COMPLEX;
	for (i = 0; i < callee->lock_nr; i++) {
		const struct sx_lock_use *l =
			&v->p->locks[callee->lock_first + i];

		if (!covers(v->scratch->lock[l->global], l->mode))
			return SX_VERIFY_LOCK_CALL;
	}
	return SX_VERIFY_OK;
}

static u32 check_builtin(struct insn *in)
{
	if ((u32)in->i->imm >= SX_BUILTIN_NR)
		return SX_VERIFY_CALL;
	sx_builtin_signature((u32)in->i->imm, &in->group);
	in->result = sx_builtin_infos[in->i->imm].ret;
	return SX_VERIFY_OK;
}

static u32 check_format(const struct sx_verifier *v, struct insn *in)
{
	const struct sx_format *f;
	u32 i;

	if ((u32)in->i->imm >= v->p->formats_nr)
		return SX_VERIFY_FORMAT;
	f = &v->p->formats[in->i->imm];
	for (i = 0; i < f->nargs; i++) {
		if (f->args[i] == SX_T_STR)
			in->group.strs++;
		else
			in->group.ints++;
	}
	return SX_VERIFY_OK;
}

/* The keys whose bit is set in `which`. */
static void count_keys(const struct sx_global *g, u32 which, struct insn *in)
{
	u32 k;

	for (k = 0; k < g->nkeys; k++) {
		if (!(which & (1u << k)))
			continue;
		if (g->key[k] == SX_T_STR)
			in->group.strs++;
		else
			in->group.ints++;
	}
}

static int kind_ok(u8 imm, const struct sx_global *g)
{
	switch (imm) {
	case SX_KIND_GLI:
		return g->kind == SX_G_INT;
	case SX_KIND_GLS:
		return g->kind == SX_G_STR;
	case SX_KIND_GLT:
	case SX_KIND_AGT:
		return g->kind == SX_G_STAT;
	case SX_KIND_GHT:
		return g->kind == SX_G_STAT && g->hist != SX_HIST_NONE;
	case SX_KIND_MPI:
		return g->kind == SX_G_MAP_INT;
	case SX_KIND_MPS:
		return g->kind == SX_G_MAP_STR;
	case SX_KIND_MPT:
	case SX_KIND_AGM:
		return g->kind == SX_G_MAP_STAT;
	case SX_KIND_MHT:
		return g->kind == SX_G_MAP_STAT && g->hist != SX_HIST_NONE;
	default:
		return g->nkeys > 0;
	}
}

static u8 mode_needed(u8 op, const struct sx_global *g)
{
	switch (op) {
	case SX_OP_GLDI:
	case SX_OP_GLDS:
	case SX_OP_MLDI:
	case SX_OP_MLDS:
		return SX_LOCK_READ;
	case SX_OP_MHAS:
	case SX_OP_MHASS:
		return g->kind == SX_G_MAP_STAT ? SX_LOCK_WRITE : SX_LOCK_READ;
	case SX_OP_STADD:
		return SX_LOCK_UPDATE;
	case SX_OP_MSTADD:
		return g->flags & SX_GLOBAL_WRAP ? SX_LOCK_WRITE
						 : SX_LOCK_UPDATE;
	default:
		return SX_LOCK_WRITE;
	}
}

/* An instruction on a global whose group holds the keys of `which`. */
static u32 check_keyed(const struct sx_verifier *v, struct insn *in, u32 global,
		       u32 which)
{
	const struct sx_global *g;

	if (global >= v->p->globals_nr)
		return SX_VERIFY_GLOBAL;
	g = &v->p->globals[global];
	if (!kind_ok(in->op->imm, g))
		return SX_VERIFY_GLOBAL;
	if (!covers(v->scratch->lock[global], mode_needed(in->i->op, g)))
		return SX_VERIFY_LOCK_MISSING;
	count_keys(g, which, in);
	return SX_VERIFY_OK;
}

static u32 check_access(const struct sx_verifier *v, struct insn *in,
			u32 global)
{
	return check_keyed(v, in, global, ~0u);
}

static u32 check_aggregate(const struct sx_verifier *v, struct insn *in)
{
	u32 global = sx_agg_global(in->i->imm);
	u32 code;

	if (sx_agg_of(in->i->imm) >= SX_AGG_NR)
		return SX_VERIFY_AGGREGATE;
	code = check_access(v, in, global);
	if (!code &&
	    !sx_verify_has_agg(&v->p->globals[global], sx_agg_of(in->i->imm)))
		return SX_VERIFY_AGGREGATE;
	return code;
}

static u32 check_iter(const struct sx_verifier *v, struct insn *in)
{
	const struct sx_iter *it;

	if ((u32)in->i->imm >= v->p->iters_nr)
		return SX_VERIFY_ITERATOR;
	it = &v->p->iters[in->i->imm];
	if (it->flags & SX_ITER_NO_ROWS)
		return SX_VERIFY_ITERATOR;
	/* FEACH has no operands for the keys of a slice. */
	if (in->i->op == SX_OP_FEACH && it->slice)
		return SX_VERIFY_ITERATOR;
	return check_access(v, in, it->global);
}

static u32 check_slice(const struct sx_verifier *v, struct insn *in)
{
	const struct sx_iter *it;

	if ((u32)in->i->imm >= v->p->iters_nr)
		return SX_VERIFY_ITERATOR;
	it = &v->p->iters[in->i->imm];
	if (in->op->imm == SX_KIND_ITS && it->flags & SX_ITER_NO_ROWS)
		return SX_VERIFY_ITERATOR;
	return check_keyed(v, in, it->global, it->slice);
}

static u32 check_register(u32 reg)
{
	return reg < SX_REG_GENERAL || reg == SX_REG_FLAGS ||
			       reg == SX_REG_FS_BASE || reg == SX_REG_GS_BASE ||
			       reg == SX_REG_FRAME
		       ? SX_VERIFY_OK
		       : SX_VERIFY_REGISTER;
}

static u32 check_imm(struct sx_verifier *v, struct insn *in)
{
	u32 imm = (u32)in->i->imm;

	switch (in->op->imm) {
	case SX_KIND___:
		return imm ? SX_VERIFY_UNUSED : SX_VERIFY_OK;
	case SX_KIND_VAL:
		return SX_VERIFY_OK;
	case SX_KIND_JMP:
		return check_jump(v, in);
	case SX_KIND_KINT:
		return imm < v->p->ints_nr ? SX_VERIFY_OK : SX_VERIFY_CONSTANT;
	case SX_KIND_KSTR:
		return imm < v->p->strs_nr ? SX_VERIFY_OK : SX_VERIFY_CONSTANT;
	case SX_KIND_FUNC:
		return check_func(v, in);
	case SX_KIND_BLT:
		return check_builtin(in);
	case SX_KIND_FMT:
		return check_format(v, in);
	case SX_KIND_ITR:
		return check_iter(v, in);
	case SX_KIND_ITS:
	case SX_KIND_ITK:
		return check_slice(v, in);
	case SX_KIND_KRE:
		return imm < v->p->regexes_nr ? SX_VERIFY_OK
					      : SX_VERIFY_REGEX_INDEX;
	case SX_KIND_REG:
		return check_register(imm);
	case SX_KIND_MOD:
		return imm < v->p->modules_nr ? SX_VERIFY_OK
					      : SX_VERIFY_MODULE_INDEX;
	case SX_KIND_AGT:
	case SX_KIND_AGM:
		return check_aggregate(v, in);
	default:
		return check_access(v, in, imm);
	}
}

/* A bare return gives 0 or "" where the function has a result. */
static u32 check_return(const struct insn *in)
{
	if ((in->i->op == SX_OP_RETI && in->f->ret != SX_T_INT) ||
	    (in->i->op == SX_OP_RETS && in->f->ret != SX_T_STR))
		return SX_VERIFY_RETURN;
	return SX_VERIFY_OK;
}

static u32 check_insn(struct sx_verifier *v, const struct sx_func *f)
{
	struct insn in = { .i = &v->p->code[v->index], .f = f };
	u32 code;

	if (in.i->op >= SX_OP_NR)
		return SX_VERIFY_OPCODE;
	in.op = &sx_op_infos[in.i->op];
	code = check_imm(v, &in);
	if (!code)
		code = check_operand(&in, in.op->a, in.i->a);
	if (!code)
		code = check_operand(&in, in.op->b, in.i->b);
	if (!code)
		code = check_operand(&in, in.op->c, in.i->c);
	return code ? code : check_return(&in);
}

static int ends_flow(u8 op)
{
	return op == SX_OP_RET || op == SX_OP_RETI || op == SX_OP_RETS ||
	       op == SX_OP_JMP;
}

static u32 check_body(struct sx_verifier *v, const struct sx_func *f)
{
	u32 end = f->entry + f->len, code;

	for (v->index = f->entry; v->index < end; v->index++) {
		code = check_insn(v, f);
		if (code)
			return code;
	}
	v->index = end - 1;
	return ends_flow(v->p->code[end - 1].op) ? SX_VERIFY_OK
						 : SX_VERIFY_FUNC_END;
}

static void set_modes(struct sx_verifier *v, const struct sx_func *f, int on)
{
	const struct sx_lock_use *l = &v->p->locks[f->lock_first];
	u32 i;

	for (i = 0; i < f->lock_nr; i++)
		v->scratch->lock[l[i].global] = on ? l[i].mode : 0;
}

u32 sx_verify_code(struct sx_verifier *v)
{
	u32 i, code = SX_VERIFY_OK;

	sx_memset(v->scratch->lock, 0, sizeof(v->scratch->lock));
	for (i = 0; !code && i < v->p->funcs_nr; i++) {
		set_modes(v, &v->p->funcs[i], 1);
		code = check_body(v, &v->p->funcs[i]);
		set_modes(v, &v->p->funcs[i], 0);
	}
	return code;
}
