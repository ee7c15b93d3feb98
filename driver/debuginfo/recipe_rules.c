// SPDX-License-Identifier: GPL-2.0
/*
 * The first row of `rules` that fits an instruction decides; what no row
 * allows is refused. So an instruction set extension that nobody has looked
 * at is never run out of line.
 *
 * Carried out in the trap is what touches registers alone and is common; what
 * touches memory runs from a copy in the target. A push does, too: that was
 * measured to be cheaper than writing the target's stack from the trap.
 */
#include "debuginfo/recipe_rules.h"

#include <stdbool.h>
#include <string.h>

/* Fills the operands of the recipe; false: the form is not this op's. */
typedef bool form_fn(const struct decoded *d, struct sx_recipe *ret);

struct rule {
	int mnemonic; /* 0: any of the category */
	int category; /* 0: any */
	u8 op; /* enum sx_recipe_op; 0: refused */
	form_fn *form; /* NULL: every form */
	const char *reason; /* of a refusal */
};

#define SP 4

/* A general register of 4 or 8 bytes: its number, and its width. */
static bool is_gpr(const ZydisDecodedOperand *op, u8 *ret, u8 *ret_width)
{
	ZydisRegisterClass class;

	if (op->type != ZYDIS_OPERAND_TYPE_REGISTER)
		return false;
	class = ZydisRegisterGetClass(op->reg.value);
	*ret = (u8)ZydisRegisterGetId(op->reg.value);
	*ret_width = class == ZYDIS_REGCLASS_GPR64 ? 8 : 4;
	return class == ZYDIS_REGCLASS_GPR64 || class == ZYDIS_REGCLASS_GPR32;
}

static bool form_mov(const struct decoded *d, struct sx_recipe *ret)
{
	u8 width;

	return is_gpr(&d->ops[0], &ret->reg, &ret->width) &&
	       is_gpr(&d->ops[1], &ret->reg2, &width) && ret->width == width;
}

static bool form_set(const struct decoded *d, struct sx_recipe *ret)
{
	s64 value = d->ops[1].imm.value.s;

	if (!is_gpr(&d->ops[0], &ret->reg, &ret->width) ||
	    d->ops[1].type != ZYDIS_OPERAND_TYPE_IMMEDIATE)
		return false;
	ret->imm = (s32)value;
	return ret->width == 4 || ret->imm == value;
}

/* A register of an address that is 8 bytes wide. */
static bool is_address_reg(ZydisRegister reg, u8 *ret)
{
	*ret = SX_RECIPE_NONE;
	if (reg == ZYDIS_REGISTER_NONE)
		return true;
	*ret = (u8)ZydisRegisterGetId(reg);
	return ZydisRegisterGetClass(reg) == ZYDIS_REGCLASS_GPR64;
}

static bool form_lea(const struct decoded *d, struct sx_recipe *ret)
{
	const ZydisDecodedOperand *mem = &d->ops[1];
	u8 scale = mem->mem.scale;

	if (!is_gpr(&d->ops[0], &ret->reg, &ret->width))
		return false;
	if (mem->mem.base == ZYDIS_REGISTER_RIP)
		ret->reg2 = SX_RECIPE_IP;
	else if (!is_address_reg(mem->mem.base, &ret->reg2))
		return false;
	if (!is_address_reg(mem->mem.index, &ret->index))
		return false;
	while (scale > 1) {
		ret->shift++;
		scale /= 2;
	}
	ret->imm = (s32)mem->mem.disp.value;
	return true;
}

static bool alu_of(ZydisMnemonic mnemonic, u8 *ret)
{
	static const ZydisMnemonic names[SX_RECIPE_ALU_NR] = {
		[SX_RECIPE_ADD] = ZYDIS_MNEMONIC_ADD,
		[SX_RECIPE_OR] = ZYDIS_MNEMONIC_OR,
		[SX_RECIPE_ADC] = ZYDIS_MNEMONIC_ADC,
		[SX_RECIPE_SBB] = ZYDIS_MNEMONIC_SBB,
		[SX_RECIPE_AND] = ZYDIS_MNEMONIC_AND,
		[SX_RECIPE_SUB] = ZYDIS_MNEMONIC_SUB,
		[SX_RECIPE_XOR] = ZYDIS_MNEMONIC_XOR,
		[SX_RECIPE_CMP] = ZYDIS_MNEMONIC_CMP,
		[SX_RECIPE_TEST] = ZYDIS_MNEMONIC_TEST,
	};

	for (u8 i = 0; i < SX_RECIPE_ALU_NR; i++) {
		if (names[i] != mnemonic)
			continue;
		*ret = i;
		return true;
	}
	return false;
}

static bool form_alu(const struct decoded *d, struct sx_recipe *ret)
{
	u8 width;

	return alu_of(d->insn.mnemonic, &ret->alu) &&
	       is_gpr(&d->ops[0], &ret->reg, &ret->width) &&
	       is_gpr(&d->ops[1], &ret->reg2, &width) && ret->width == width;
}

static bool form_alu_imm(const struct decoded *d, struct sx_recipe *ret)
{
	if (!alu_of(d->insn.mnemonic, &ret->alu) ||
	    !is_gpr(&d->ops[0], &ret->reg, &ret->width) ||
	    d->ops[1].type != ZYDIS_OPERAND_TYPE_IMMEDIATE)
		return false;
	ret->imm = (s32)d->ops[1].imm.value.s;
	return true;
}

static bool form_sub_sp(const struct decoded *d, struct sx_recipe *ret)
{
	return form_alu_imm(d, ret) && ret->width == 8 && ret->reg == SP;
}

static bool form_segment_write(const struct decoded *d, struct sx_recipe *ret)
{
	(void)ret;
	return d->ops[0].type == ZYDIS_OPERAND_TYPE_REGISTER &&
	       ZydisRegisterGetClass(d->ops[0].reg.value) ==
		       ZYDIS_REGCLASS_SEGMENT;
}

static bool form_near(const struct decoded *d, struct sx_recipe *ret)
{
	(void)ret;
	return d->insn.meta.branch_type != ZYDIS_BRANCH_TYPE_FAR;
}

static bool form_relative(const struct decoded *d, struct sx_recipe *ret)
{
	if (!form_near(d, ret) || !d->ops[0].imm.is_relative ||
	    d->ops[0].type != ZYDIS_OPERAND_TYPE_IMMEDIATE)
		return false;
	ret->imm = (s32)d->ops[0].imm.value.s;
	return true;
}

static bool form_jcc(const struct decoded *d, struct sx_recipe *ret)
{
	u8 opcode = d->insn.opcode;

	if (!form_relative(d, ret))
		return false;
	ret->width = d->insn.address_width / 8;
	if (opcode >= 0xe0 && opcode <= 0xe3)
		ret->reg = (u8)(SX_RECIPE_LOOPNE + opcode - 0xe0);
	else
		ret->reg = opcode & 15;
	return true;
}

/*
 * call -> jmp: the other opcode of the group, and what is relative to the
 * stack pointer is 8 bytes further once something is pushed.
 */
static bool form_call_ind(const struct decoded *d, struct sx_recipe *ret)
{
	const ZydisDecodedOperand *op = &d->ops[0];
	u8 modrm = d->insn.raw.modrm.offset;
	s64 disp = op->mem.disp.value + 8;
	s32 disp32 = (s32)disp;

	if (!form_near(d, ret) || d->insn.opcode != 0xff)
		return false;
	ret->copy_len = d->insn.length;
	memcpy(ret->copy, d->code, ret->copy_len);
	ret->copy[modrm] = (u8)((ret->copy[modrm] & 0xc7) | 4 << 3);
	if (op->type == ZYDIS_OPERAND_TYPE_REGISTER)
		return op->reg.value != ZYDIS_REGISTER_RSP;
	if (op->mem.base != ZYDIS_REGISTER_RSP)
		return op->mem.base != ZYDIS_REGISTER_ESP;
	/* Below the stack pointer is what the push writes. */
	if (op->mem.disp.value < 0 || disp != disp32)
		return false;
	memset(ret->copy + modrm + 2, 0, sizeof(ret->copy) - modrm - 2);
	ret->copy[modrm] = 2 << 6 | 4 << 3 | 4;
	memcpy(ret->copy + modrm + 2, &disp32, sizeof(disp32));
	ret->copy_len = (u8)(modrm + 2 + sizeof(disp32));
	return true;
}

#define OP_COPY SX_RECIPE_OUT_OF_LINE
#define OP(x)	SX_RECIPE_##x
#define MN(x)	ZYDIS_MNEMONIC_##x
#define CAT(x)	ZYDIS_CATEGORY_##x

/* clang-format off */
static const struct rule rules[] = {
	/* mnemonic, category, op, form, reason */
	{ MN(ENDBR64), 0, OP(NOP), NULL, NULL },
	{ MN(ENDBR32), 0, OP(NOP), NULL, NULL },
	{ MN(NOP), 0, OP(NOP), NULL, NULL },
	{ MN(RET), 0, OP(RET), form_near, NULL },
	{ MN(RET), 0, 0, NULL, "a far return" },
	{ MN(MOV), 0, 0, form_segment_write, "it loads a segment register" },
	{ MN(MOV), 0, OP(MOV), form_mov, NULL },
	{ MN(MOV), 0, OP(SET), form_set, NULL },
	{ MN(LEA), 0, OP(LEA), form_lea, NULL },
	{ MN(SUB), 0, OP(SUB_SP), form_sub_sp, NULL },
	{ 0, CAT(BINARY), OP(ALU), form_alu, NULL },
	{ 0, CAT(BINARY), OP(ALU_IMM), form_alu_imm, NULL },
	{ 0, CAT(LOGICAL), OP(ALU), form_alu, NULL },
	{ 0, CAT(LOGICAL), OP(ALU_IMM), form_alu_imm, NULL },
	{ MN(JMP), 0, OP(JMP), form_relative, NULL },
	{ MN(JMP), 0, OP(JMP_IND), form_near, NULL },
	{ MN(CALL), 0, OP(CALL), form_relative, NULL },
	{ MN(CALL), 0, OP(CALL_IND), form_call_ind, NULL },
	{ MN(CALL), 0, 0, form_near, "a call by the stack pointer" },
	{ MN(POP), 0, 0, form_segment_write, "it loads a segment register" },
	{ MN(POPF), 0, 0, NULL, "it may switch on single stepping" },
	{ MN(POPFD), 0, 0, NULL, "it may switch on single stepping" },
	{ MN(POPFQ), 0, 0, NULL, "it may switch on single stepping" },
	{ MN(UD0), 0, 0, NULL, "it is there to raise an exception" },
	{ MN(UD1), 0, 0, NULL, "it is there to raise an exception" },
	{ MN(UD2), 0, 0, NULL, "it is there to raise an exception" },
	{ MN(INT3), 0, 0, NULL, "a breakpoint is compiled in" },
	{ MN(CLI), 0, 0, NULL, "a privileged instruction" },
	{ MN(STI), 0, 0, NULL, "a privileged instruction" },
	{ MN(XABORT), 0, 0, NULL, "it ends a transaction" },
	{ MN(XBEGIN), 0, 0, NULL, "it starts a transaction" },
	{ MN(XEND), 0, 0, NULL, "it ends a transaction" },
	{ 0, CAT(COND_BR), OP(JCC), form_jcc, NULL },
	{ 0, CAT(CALL), 0, NULL, "a far call" },
	{ 0, CAT(COND_BR), 0, NULL, "a conditional jump" },
	{ 0, CAT(UNCOND_BR), 0, NULL, "a far jump" },
	{ 0, CAT(INTERRUPT), 0, NULL, "a software interrupt" },
	{ 0, CAT(SYSCALL), 0, NULL, "a system call" },
	{ 0, CAT(SYSRET), 0, NULL, "a privileged instruction" },
	{ MN(RDTSC), 0, OP_COPY, NULL, NULL },
	{ MN(RDTSCP), 0, OP_COPY, NULL, NULL },
	{ 0, CAT(SYSTEM), 0, NULL, "a system instruction" },
	{ 0, CAT(IO), 0, NULL, "an input or output instruction" },
	{ 0, CAT(IOSTRINGOP), 0, NULL, "an input or output instruction" },
	{ 0, CAT(NOP), OP_COPY, NULL, NULL },
	{ 0, CAT(WIDENOP), OP_COPY, NULL, NULL },
	{ 0, CAT(PUSH), OP_COPY, NULL, NULL },
	{ 0, CAT(POP), OP_COPY, NULL, NULL },
	{ 0, CAT(DATAXFER), OP_COPY, NULL, NULL },
	{ 0, CAT(BINARY), OP_COPY, NULL, NULL },
	{ 0, CAT(LOGICAL), OP_COPY, NULL, NULL },
	{ 0, CAT(LOGICAL_FP), OP_COPY, NULL, NULL },
	{ 0, CAT(SHIFT), OP_COPY, NULL, NULL },
	{ 0, CAT(ROTATE), OP_COPY, NULL, NULL },
	{ 0, CAT(BITBYTE), OP_COPY, NULL, NULL },
	{ 0, CAT(SETCC), OP_COPY, NULL, NULL },
	{ 0, CAT(CMOV), OP_COPY, NULL, NULL },
	{ 0, CAT(FCMOV), OP_COPY, NULL, NULL },
	{ 0, CAT(CONVERT), OP_COPY, NULL, NULL },
	{ 0, CAT(FLAGOP), OP_COPY, NULL, NULL },
	{ 0, CAT(SEMAPHORE), OP_COPY, NULL, NULL },
	{ 0, CAT(STRINGOP), OP_COPY, NULL, NULL },
	{ 0, CAT(MISC), OP_COPY, NULL, NULL },
	{ 0, CAT(PREFETCH), OP_COPY, NULL, NULL },
	{ 0, CAT(ADOX_ADCX), OP_COPY, NULL, NULL },
	{ 0, CAT(LZCNT), OP_COPY, NULL, NULL },
	{ 0, CAT(BMI1), OP_COPY, NULL, NULL },
	{ 0, CAT(BMI2), OP_COPY, NULL, NULL },
	{ 0, CAT(X87_ALU), OP_COPY, NULL, NULL },
	{ 0, CAT(MMX), OP_COPY, NULL, NULL },
	{ 0, CAT(SSE), OP_COPY, NULL, NULL },
	{ 0, CAT(STTNI), OP_COPY, NULL, NULL },
	{ 0, CAT(AES), OP_COPY, NULL, NULL },
	{ 0, CAT(PCLMULQDQ), OP_COPY, NULL, NULL },
	{ 0, CAT(SHA), OP_COPY, NULL, NULL },
	{ 0, CAT(AVX), OP_COPY, NULL, NULL },
	{ 0, CAT(AVX2), OP_COPY, NULL, NULL },
	{ 0, CAT(AVX2GATHER), OP_COPY, NULL, NULL },
	{ 0, CAT(AVX512), OP_COPY, NULL, NULL },
	{ 0, CAT(BROADCAST), OP_COPY, NULL, NULL },
	{ 0, CAT(BLEND), OP_COPY, NULL, NULL },
	{ 0, CAT(KMASK), OP_COPY, NULL, NULL },
	{ 0, CAT(VFMA), OP_COPY, NULL, NULL },
	{ 0, CAT(VAES), OP_COPY, NULL, NULL },
	{ 0, CAT(VPCLMULQDQ), OP_COPY, NULL, NULL },
	{ 0, CAT(RDRAND), OP_COPY, NULL, NULL },
	{ 0, CAT(RDSEED), OP_COPY, NULL, NULL },
	{ 0, CAT(XSAVE), OP_COPY, NULL, NULL },
	{ 0, CAT(XSAVEOPT), OP_COPY, NULL, NULL },
};
/* clang-format on */

/* A form that does not fit may have filled something in. */
static const struct rule *find_rule(const struct decoded *d,
				    struct sx_recipe *ret)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const struct rule *r = &rules[i];

		if (r->mnemonic && r->mnemonic != (int)d->insn.mnemonic)
			continue;
		if (r->category && r->category != (int)d->insn.meta.category)
			continue;
		memset(ret, 0, sizeof(*ret));
		if (!r->form || r->form(d, ret))
			return r;
	}
	return NULL;
}

/* Its operand's base register, when that is ip. */
static ZydisRegister ip_of(const struct decoded *d)
{
	for (u8 i = 0; i < d->insn.operand_count; i++) {
		const ZydisDecodedOperand *op = &d->ops[i];

		if (op->type == ZYDIS_OPERAND_TYPE_MEMORY &&
		    (op->mem.base == ZYDIS_REGISTER_RIP ||
		     op->mem.base == ZYDIS_REGISTER_EIP))
			return op->mem.base;
	}
	return ZYDIS_REGISTER_NONE;
}

/*
 * f2 and f3 where they mean nothing: a processor to come may give them a
 * meaning. The others are ignored for good.
 */
static bool has_odd_prefix(const struct decoded *d)
{
	for (u8 i = 0; i < d->insn.raw.prefix_count; i++) {
		u8 value = d->insn.raw.prefixes[i].value;

		if ((value == 0xf2 || value == 0xf3) &&
		    d->insn.raw.prefixes[i].type == ZYDIS_PREFIX_TYPE_IGNORED)
			return true;
	}
	return false;
}

/* One vendor's processors take 16 bits of the target, the other's ignore it. */
static bool is_short(const struct decoded *d)
{
	if (d->insn.raw.rex.W)
		return false;
	for (u8 i = 0; i < d->insn.raw.prefix_count; i++) {
		if (d->insn.raw.prefixes[i].value == 0x66)
			return true;
	}
	return false;
}

/* Of those that are not run as they are. */
static bool is_branch(u8 op)
{
	return op == SX_RECIPE_JMP || op == SX_RECIPE_JCC ||
	       op == SX_RECIPE_CALL || op == SX_RECIPE_CALL_IND;
}

static bool runs_copy(u8 op)
{
	return op == SX_RECIPE_OUT_OF_LINE || op == SX_RECIPE_JMP_IND ||
	       op == SX_RECIPE_CALL_IND;
}

u8 recipe_rule(const struct decoded *d, struct sx_recipe *ret,
	       const char **ret_reason)
{
	const struct rule *rule = find_rule(d, ret);
	ZydisRegister ip = ip_of(d);

	*ret_reason = rule ? rule->reason : "of a kind that is not supported";
	if (!rule || !rule->op)
		return 0;
	if (rule->op == SX_RECIPE_NOP)
		return rule->op;
	*ret_reason = NULL;
	if (d->insn.attributes & ZYDIS_ATTRIB_IS_PRIVILEGED)
		*ret_reason = "a privileged instruction";
	else if (ip == ZYDIS_REGISTER_EIP)
		*ret_reason = "relative to half of its own address";
	else if (rule->op != SX_RECIPE_RET && has_odd_prefix(d))
		*ret_reason = "it has prefixes without a meaning";
	else if (is_branch(rule->op) && is_short(d))
		*ret_reason = "processors differ in where it goes to";
	if (ip && runs_copy(rule->op))
		ret->disp_off = d->insn.raw.disp.offset;
	return *ret_reason ? 0 : rule->op;
}
