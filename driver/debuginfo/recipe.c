// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions to recipes.
 *
 * Three steps: an instruction that names ip in any way, changes its privilege
 * or has prefixes without a meaning is refused; then the first row of `rules`
 * that fits decides; what no row allows is refused. So an instruction set
 * extension that nobody has looked at is never run out of line.
 *
 * A push is run out of line as well: that was measured to be cheaper than
 * writing the target's stack from the trap.
 */
#include "debuginfo/recipe.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <Zydis/Zydis.h>

struct decoded {
	ZydisDecodedInstruction insn;
	ZydisDecodedOperand ops[ZYDIS_MAX_OPERAND_COUNT];
};

/* Fills the operands of the recipe; false: the form is not this op's. */
typedef bool form_fn(const struct decoded *d, struct sx_recipe *ret);

struct rule {
	int mnemonic; /* 0: any of the category */
	int category; /* 0: any */
	u8 op; /* enum sx_recipe_op; 0: refused */
	form_fn *form; /* NULL: every form */
	const char *reason; /* of a refusal */
};

static bool is_gpr64(const ZydisDecodedOperand *op)
{
	return op->type == ZYDIS_OPERAND_TYPE_REGISTER &&
	       ZydisRegisterGetClass(op->reg.value) == ZYDIS_REGCLASS_GPR64;
}

static bool form_mov(const struct decoded *d, struct sx_recipe *ret)
{
	if (!is_gpr64(&d->ops[0]) || !is_gpr64(&d->ops[1]))
		return false;
	ret->reg = (u8)ZydisRegisterGetId(d->ops[0].reg.value);
	ret->reg2 = (u8)ZydisRegisterGetId(d->ops[1].reg.value);
	return true;
}

static bool form_sub_sp(const struct decoded *d, struct sx_recipe *ret)
{
	if (!is_gpr64(&d->ops[0]) ||
	    d->ops[0].reg.value != ZYDIS_REGISTER_RSP ||
	    d->ops[1].type != ZYDIS_OPERAND_TYPE_IMMEDIATE)
		return false;
	ret->reg = 4;
	ret->imm = (s32)d->ops[1].imm.value.s;
	return true;
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
	return d->insn.opcode == 0xc3 || d->insn.opcode == 0xc2;
}

#define OP_NOP	SX_RECIPE_NOP
#define OP_MOV	SX_RECIPE_MOV
#define OP_SUB	SX_RECIPE_SUB_SP
#define OP_RET	SX_RECIPE_RET
#define OP_COPY SX_RECIPE_OUT_OF_LINE
#define MN(x)	ZYDIS_MNEMONIC_##x
#define CAT(x)	ZYDIS_CATEGORY_##x

/* clang-format off */
static const struct rule rules[] = {
	/* mnemonic, category, op, form, reason */
	{ MN(ENDBR64), 0, OP_NOP, NULL, NULL },
	{ MN(ENDBR32), 0, OP_NOP, NULL, NULL },
	{ MN(NOP), 0, OP_NOP, NULL, NULL },
	{ MN(RET), 0, OP_RET, form_near, NULL },
	{ MN(MOV), 0, 0, form_segment_write, "it loads a segment register" },
	{ MN(MOV), 0, OP_MOV, form_mov, NULL },
	{ MN(SUB), 0, OP_SUB, form_sub_sp, NULL },
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
	{ 0, CAT(CALL), 0, NULL, "a call" },
	{ 0, CAT(COND_BR), 0, NULL, "a conditional jump" },
	{ 0, CAT(UNCOND_BR), 0, NULL, "a jump" },
	{ 0, CAT(INTERRUPT), 0, NULL, "a software interrupt" },
	{ 0, CAT(SYSCALL), 0, NULL, "a system call" },
	{ 0, CAT(SYSRET), 0, NULL, "a privileged instruction" },
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
};
/* clang-format on */

static bool names_ip(const struct decoded *d)
{
	for (u8 i = 0; i < d->insn.operand_count; i++) {
		const ZydisDecodedOperand *op = &d->ops[i];

		if (op->type == ZYDIS_OPERAND_TYPE_MEMORY &&
		    (op->mem.base == ZYDIS_REGISTER_RIP ||
		     op->mem.base == ZYDIS_REGISTER_EIP))
			return true;
	}
	return false;
}

/*
 * Prefixes that mean nothing here: compilers pad with them what later code
 * patches (TLS sequences, trampolines), so such bytes are left in peace.
 */
static bool has_odd_prefix(const struct decoded *d)
{
	for (u8 i = 0; i < d->insn.raw.prefix_count; i++) {
		u8 value = d->insn.raw.prefixes[i].value;
		bool rex = (value & 0xf0) == 0x40;

		if (!rex &&
		    d->insn.raw.prefixes[i].type == ZYDIS_PREFIX_TYPE_IGNORED)
			return true;
	}
	return false;
}

static const struct rule *find_rule(const struct decoded *d,
				    struct sx_recipe *ret)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const struct rule *r = &rules[i];

		if (r->mnemonic && r->mnemonic != (int)d->insn.mnemonic)
			continue;
		if (r->category && r->category != (int)d->insn.meta.category)
			continue;
		if (!r->form || r->form(d, ret))
			return r;
	}
	return NULL;
}

/* The op, or 0 and the reason. */
static u8 judge(const struct decoded *d, struct sx_recipe *ret,
		const char **reason)
{
	const struct rule *rule = find_rule(d, ret);

	*reason = rule ? rule->reason : "of a kind that is not supported";
	if (!rule || !rule->op)
		return 0;
	if (rule->op == SX_RECIPE_NOP || rule->op == SX_RECIPE_RET)
		return rule->op;
	*reason = NULL;
	if (d->insn.attributes & ZYDIS_ATTRIB_IS_PRIVILEGED)
		*reason = "a privileged instruction";
	else if (names_ip(d))
		*reason = "its operand is relative to its own address";
	else if (d->insn.attributes & ZYDIS_ATTRIB_IS_RELATIVE)
		*reason = "relative to its own address";
	else if (has_odd_prefix(d))
		*reason = "it has prefixes without a meaning";
	return *reason ? 0 : rule->op;
}

static void format(const struct decoded *d, u64 addr, char *buf, size_t len)
{
	static const struct {
		ZydisFormatterProperty prop;
		ZyanUPointer value;
	} style[] = {
		{ ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE,
		  ZYDIS_PADDING_DISABLED },
		{ ZYDIS_FORMATTER_PROP_IMM_PADDING, ZYDIS_PADDING_DISABLED },
		{ ZYDIS_FORMATTER_PROP_FORCE_RELATIVE_RIPREL, ZYAN_TRUE },
		{ ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYAN_FALSE },
	};
	ZydisFormatter fmt;
	ZyanStatus status = ZydisFormatterInit(&fmt, ZYDIS_FORMATTER_STYLE_ATT);

	for (size_t i = 0; i < sizeof(style) / sizeof(style[0]); i++)
		if (ZYAN_SUCCESS(status))
			status = ZydisFormatterSetProperty(&fmt, style[i].prop,
							   style[i].value);
	if (ZYAN_SUCCESS(status))
		status = ZydisFormatterFormatInstruction(
			&fmt, &d->insn, d->ops, d->insn.operand_count_visible,
			buf, len, addr, NULL);
	if (!ZYAN_SUCCESS(status))
		snprintf(buf, len, "?");
}

/* Bytes that are no instruction, as text. */
static void format_bytes(const u8 *code, size_t len, char *buf, size_t cap)
{
	size_t used = 0;

	snprintf(buf, cap, "no bytes");
	for (size_t i = 0; i < len && i < 8; i++)
		used += (size_t)snprintf(buf + used, cap - used, "%s%02x",
					 i ? " " : "", code[i]);
}

int recipe_decode(const u8 *code, size_t len, u64 addr, struct sx_recipe *ret,
		  struct recipe_refusal *ret_why)
{
	struct decoded d;
	ZydisDecoder decoder;

	if (len > RECIPE_INSN_MAX)
		len = RECIPE_INSN_MAX;
	memset(ret, 0, sizeof(*ret));
	if (!ZYAN_SUCCESS(ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64,
					   ZYDIS_STACK_WIDTH_64)) ||
	    !ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, code, len, &d.insn,
						 d.ops))) {
		format_bytes(code, len, ret_why->insn, sizeof(ret_why->insn));
		ret_why->reason = "no valid instruction";
		return -EOPNOTSUPP;
	}
	ret->op = judge(&d, ret, &ret_why->reason);
	if (!ret->op) {
		memset(ret, 0, sizeof(*ret));
		format(&d, addr, ret_why->insn, sizeof(ret_why->insn));
		return -EOPNOTSUPP;
	}
	ret->len = d.insn.length;
	memcpy(ret->insn, code, d.insn.length);
	return 0;
}

const char *recipe_op_name(u8 op)
{
	static const char *const names[SX_RECIPE_NR] = {
		[SX_RECIPE_NOP] = "nop",
		[SX_RECIPE_PUSH] = "push",
		[SX_RECIPE_MOV] = "move",
		[SX_RECIPE_SUB_SP] = "sub-sp",
		[SX_RECIPE_OUT_OF_LINE] = "out-of-line",
		[SX_RECIPE_RET] = "ret",
	};

	return op < SX_RECIPE_NR ? names[op] : NULL;
}
