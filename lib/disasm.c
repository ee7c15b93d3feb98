// SPDX-License-Identifier: GPL-2.0
/* Listing of a program, user side only, from the tables of the machine. */
#include "disasm.h"
#include "mem.h"
#include "op.h"
#include "text.h"

static const struct {
	const char *name;
	const char *text;
} ops[SX_OP_NR] = {
#define SX_OP(name, a, b, c, imm, text) { #name, text },
#include <stapx/opcodes.def>
#undef SX_OP
};

static const char *const builtins[SX_BUILTIN_NR] = {
#define SX_BUILTIN(name, ret, params, flags, text) #name,
#include <stapx/builtins.def>
#undef SX_BUILTIN
};

static const char *const aggregates[SX_AGG_NR] = {
	"@count", "@sum", "@min", "@max", "@avg", "@variance"
};

const char *sx_disasm_op_name(u32 op)
{
	return op < SX_OP_NR ? ops[op].name : "?";
}

const char *sx_disasm_builtin_name(u32 builtin)
{
	return builtin < SX_BUILTIN_NR ? builtins[builtin] : "?";
}

static void put_const(struct sx_text *t, const struct sx_program *p, u32 i)
{
	const struct sx_str *s = sx_program_str(p, i);

	sx_text_put(t, s->data, s->len);
}

/* A string constant as in a script. */
static void put_quoted(struct sx_text *t, const struct sx_program *p, u32 i)
{
	const struct sx_str *s = sx_program_str(p, i);
	u32 k;

	sx_text_put_string(t, "\"");
	for (k = 0; k < s->len; k++) {
		if (s->data[k] == '\n')
			sx_text_put_string(t, "\\n");
		else if (s->data[k] == '"' || s->data[k] == '\\')
			sx_text_put(t, (char[]){ '\\', s->data[k] }, 2);
		else
			sx_text_put(t, &s->data[k], 1);
	}
	sx_text_put_string(t, "\"");
}

static void pad_to(struct sx_text *t, sx_size start, u32 column)
{
	sx_size used = t->used - start;

	sx_text_fill(t, ' ', used < column ? column - used : 1);
}

static const struct sx_func *func_of(const struct sx_program *p, u32 pc)
{
	u32 i = 0;

	while (pc - p->funcs[i].entry >= p->funcs[i].len)
		i++;
	return &p->funcs[i];
}

/* r0.. are integers, s0.. strings, as the compiler numbers them. */
static void put_reg(struct sx_text *t, const struct sx_func *f, u32 reg)
{
	sx_text_put_string(t, reg < f->nints ? " r" : " s");
	sx_text_put_unsigned(t, reg < f->nints ? reg : reg - f->nints);
}

static void put_read(struct sx_text *t, u32 read)
{
	sx_text_put_string(t, read & SX_READ_KERNEL ? " kernel" : "");
	sx_text_put_string(t, read & SX_READ_SIGNED ? " s" : " u");
	sx_text_put_unsigned(t, SX_READ_WIDTH(read) * 8);
}

static void put_target_reg(struct sx_text *t, u32 reg)
{
	static const char names[SX_REG_GENERAL][4] = {
		"rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8",
		"r9",  "r10", "r11", "r12", "r13", "r14", "r15", "rip"
	};

	sx_text_put_string(t, reg < SX_REG_GENERAL    ? names[reg]
			      : reg == SX_REG_FS_BASE ? "fs.base"
			      : reg == SX_REG_GS_BASE ? "gs.base"
			      : reg == SX_REG_FRAME   ? "frame"
						      : "rflags");
}

/* Bases of groups count only where the signature has such operands. */
static void put_operand(struct sx_text *t, const struct sx_func *f,
			const struct sx_signature *group, u8 kind, u8 reg)
{
	if (kind == SX_KIND_RM) {
		put_read(t, reg);
		return;
	}
	if (kind == SX_KIND___ || (kind == SX_KIND_GI && !group->ints) ||
	    (kind == SX_KIND_GS && !group->strs))
		return;
	put_reg(t, f, reg);
	if (kind == SX_KIND_GI || kind == SX_KIND_GS)
		sx_text_put_string(t, "..");
}

/* The types whose bit is set in `which`. */
static void count_types(const u8 *types, u32 nr, u32 which,
			struct sx_signature *ret)
{
	u32 i;

	for (i = 0; i < nr; i++) {
		if (!(which & (1u << i)))
			continue;
		if (types[i] == SX_T_STR)
			ret->strs++;
		else
			ret->ints++;
	}
}

static void signature_of(const struct sx_program *p, const struct sx_insn *in,
			 struct sx_signature *ret)
{
	const struct sx_global *g;
	u8 kind = sx_op_infos[in->op].imm;

	ret->ints = ret->strs = 0;
	if (kind == SX_KIND_FUNC) {
		ret->ints = p->funcs[in->imm].nint_args;
		ret->strs = p->funcs[in->imm].nstr_args;
	} else if (kind == SX_KIND_BLT) {
		sx_builtin_signature((u32)in->imm, ret);
	} else if (kind == SX_KIND_FMT) {
		count_types(p->formats[in->imm].args, p->formats[in->imm].nargs,
			    ~0u, ret);
	} else if (kind == SX_KIND_ITS || kind == SX_KIND_ITK) {
		const struct sx_iter *it = &p->iters[in->imm];

		g = &p->globals[it->global];
		count_types(g->key, g->nkeys, it->slice, ret);
	} else if (sx_op_infos[in->op].a == SX_KIND_GI) {
		g = &p->globals[kind == SX_KIND_ITR ? p->iters[in->imm].global
						    : sx_agg_global(in->imm)];
		count_types(g->key, g->nkeys, ~0u, ret);
	}
}

static void put_global(struct sx_text *t, const struct sx_program *p, u32 g)
{
	put_const(t, p, p->globals[g].name);
}

static void put_imm(struct sx_text *t, const struct sx_program *p, u32 pc,
		    u8 kind)
{
	s32 imm = p->code[pc].imm;

	sx_text_put_string(t, " ");
	switch (kind) {
	case SX_KIND_VAL:
		sx_text_put_signed(t, imm);
		break;
	case SX_KIND_JMP:
		sx_text_put_string(t, "-> ");
		sx_text_put_signed(t, (s64)pc + 1 + imm);
		break;
	case SX_KIND_KINT:
		sx_text_put_signed(t, p->ints[imm]);
		break;
	case SX_KIND_KSTR:
		put_quoted(t, p, (u32)imm);
		break;
	case SX_KIND_FUNC:
		put_const(t, p, p->funcs[imm].name);
		break;
	case SX_KIND_BLT:
		sx_text_put_string(t, builtins[imm]);
		break;
	case SX_KIND_FMT:
		put_quoted(t, p, p->formats[imm].str);
		break;
	case SX_KIND_ITR:
	case SX_KIND_ITS:
	case SX_KIND_ITK:
		put_global(t, p, p->iters[imm].global);
		break;
	case SX_KIND_KRE:
		sx_text_put_string(t, "regex ");
		sx_text_put_unsigned(t, (u32)imm);
		break;
	case SX_KIND_REG:
		put_target_reg(t, (u32)imm);
		break;
	case SX_KIND_MOD:
		put_quoted(t, p, p->modules[imm].path);
		break;
	case SX_KIND_AGT:
	case SX_KIND_AGM:
		sx_text_put_string(t, aggregates[sx_agg_of(imm)]);
		sx_text_put_string(t, " ");
		put_global(t, p, sx_agg_global(imm));
		break;
	default:
		put_global(t, p, (u32)imm);
	}
}

static void put_insn(struct sx_text *t, const struct sx_program *p, u32 pc)
{
	const struct sx_insn *in = &p->code[pc];
	const struct sx_op_info *op = &sx_op_infos[in->op];
	const struct sx_func *f = func_of(p, pc);
	struct sx_signature group;
	sx_size start = t->used;

	signature_of(p, in, &group);
	sx_text_put_string(t, ops[in->op].name);
	pad_to(t, start, 8);
	put_operand(t, f, &group, op->a, in->a);
	put_operand(t, f, &group, op->b, in->b);
	if (op->c != SX_KIND_WR ||
	    (op->imm == SX_KIND_FUNC ? p->funcs[in->imm].ret
				     : sx_builtin_infos[in->imm].ret))
		put_operand(t, f, &group, op->c, in->c);
	if (op->imm != SX_KIND___)
		put_imm(t, p, pc, op->imm);
	pad_to(t, start, 40);
	sx_text_put_string(t, ops[in->op].text);
}

static void put_line_number(struct sx_text *t, u32 pc)
{
	sx_size start = t->used;
	char digits[SX_TEXT_NUMBER];
	u32 n = sx_text_digits(digits, pc, 10, 0);

	sx_text_fill(t, ' ', n < 6 ? 6 - n : 0);
	sx_text_put(t, digits, n);
	pad_to(t, start, 8);
}

static void put_locks(struct sx_text *t, const struct sx_program *p,
		      const struct sx_func *f)
{
	static const char *const modes[] = { "?", "read", "update", "write" };
	u32 i;

	for (i = 0; i < f->lock_nr; i++) {
		const struct sx_lock_use *l = &p->locks[f->lock_first + i];

		sx_text_put_string(t, "\tlock ");
		put_global(t, p, l->global);
		sx_text_put_string(t, " ");
		sx_text_put_string(t, modes[l->mode]);
		sx_text_put_string(t, "\n");
	}
}

static void put_tries(struct sx_text *t, const struct sx_program *p,
		      const struct sx_func *f)
{
	u32 i;

	for (i = 0; i < p->tries_nr; i++) {
		const struct sx_try *row = &p->tries[i];

		if (row->first - f->entry >= f->len)
			continue;
		sx_text_put_string(t, "\ttry ");
		sx_text_put_unsigned(t, row->first);
		sx_text_put_string(t, "..");
		sx_text_put_unsigned(t, row->first + row->len - 1);
		sx_text_put_string(t, " catch -> ");
		sx_text_put_unsigned(t, row->handler);
		if (row->reg != SX_TRY_NO_REG)
			put_reg(t, f, row->reg);
		sx_text_put_string(t, "\n");
	}
}

static void put_func(struct sx_text *t, const struct sx_program *p, u32 i)
{
	const struct sx_func *f = &p->funcs[i];
	u32 pc;

	sx_text_put_string(t, "function ");
	put_const(t, p, f->name);
	sx_text_put_string(t, ": ");
	sx_text_put_unsigned(t, f->nints);
	sx_text_put_string(t, " integers, ");
	sx_text_put_unsigned(t, f->nstrs);
	sx_text_put_string(t, " strings\n");
	put_locks(t, p, f);
	put_tries(t, p, f);
	for (pc = f->entry; pc < f->entry + f->len; pc++) {
		put_line_number(t, pc);
		put_insn(t, p, pc);
		sx_text_put_string(t, "\n");
	}
}

sx_size sx_disasm_insn(const struct sx_program *p, u32 pc, char *buf,
		       sx_size size)
{
	struct sx_text t;

	sx_text_init(&t, buf, size);
	put_insn(&t, p, pc);
	return sx_text_end(&t);
}

sx_size sx_disasm_program(const struct sx_program *p, char *buf, sx_size size)
{
	struct sx_text t;
	u32 i;

	sx_text_init(&t, buf, size);
	for (i = 0; i < p->globals_nr; i++) {
		sx_text_put_string(&t, "global ");
		put_global(&t, p, i);
		sx_text_put_string(&t, "\n");
	}
	for (i = 0; i < p->probes_nr; i++) {
		sx_text_put_string(&t, "probe ");
		put_const(&t, p, p->probes[i].name);
		sx_text_put_string(&t, " ");
		put_const(&t, p, p->funcs[p->probes[i].func].name);
		sx_text_put_string(&t, "\n");
	}
	for (i = 0; i < p->funcs_nr; i++)
		put_func(&t, p, i);
	return sx_text_end(&t);
}
