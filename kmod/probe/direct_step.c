// SPDX-License-Identifier: GPL-2.0
/* Recipes to steps, and steps to the code of a slot. */
#include "probe/direct_step.h"

#include "mem.h"

#define REG(name) ((u8) __builtin_offsetof(struct pt_regs, name))

/* Register numbers of the instruction set to places in struct pt_regs. */
static const u8 reg_offset[16] = {
	REG(ax),  REG(cx),  REG(dx),  REG(bx),	REG(sp),  REG(bp),
	REG(si),  REG(di),  REG(r8),  REG(r9),	REG(r10), REG(r11),
	REG(r12), REG(r13), REG(r14), REG(r15),
};

static u8 offset_of(u8 reg)
{
	return reg < SX_NR(reg_offset) ? reg_offset[reg] : reg;
}

static bool is_reg(u8 reg)
{
	return reg < SX_NR(reg_offset);
}

/* Only an address may lack a register. */
static bool operands_make_sense(const struct sx_recipe *r)
{
	if (r->op == SX_RECIPE_JCC)
		return r->reg < SX_RECIPE_CONDITION_NR && is_reg(r->reg2);
	if (r->op == SX_RECIPE_LEA)
		return is_reg(r->reg) &&
		       (is_reg(r->reg2) || r->reg2 >= SX_RECIPE_IP) &&
		       (is_reg(r->index) || r->index == SX_RECIPE_NONE);
	return is_reg(r->reg) && is_reg(r->reg2);
}

static bool bytes_make_sense(const struct sx_recipe *r)
{
	u32 n = r->copy_len ? r->copy_len : r->len;

	return r->len && r->len <= 15 && r->copy_len <= 15 &&
	       (!r->disp_off || r->disp_off + 4u <= n);
}

int direct_step_init(struct direct_step *step, const struct sx_recipe *recipe)
{
	const u8 *copy = recipe->copy_len ? recipe->copy : recipe->insn;

	if (!recipe->op || recipe->op >= SX_RECIPE_NR ||
	    recipe->alu >= SX_RECIPE_ALU_NR || recipe->shift > 3 ||
	    recipe->width > 8 || recipe->pad[0] || recipe->pad[1] ||
	    !operands_make_sense(recipe) || !bytes_make_sense(recipe))
		return -EINVAL;
	sx_memset(step, 0, sizeof(*step));
	step->op = recipe->op;
	step->is_call = recipe->op == SX_RECIPE_CALL ||
			recipe->op == SX_RECIPE_CALL_IND;
	step->len = recipe->len;
	step->reg = recipe->op == SX_RECIPE_JCC ? recipe->reg
						: offset_of(recipe->reg);
	step->reg2 = offset_of(recipe->reg2);
	step->index = offset_of(recipe->index);
	step->imm = recipe->imm;
	step->shift = recipe->shift;
	step->width = recipe->width;
	step->alu = recipe->alu;
	step->disp_off = recipe->disp_off;
	step->copy_len = recipe->copy_len ? recipe->copy_len : recipe->len;
	sx_memcpy(step->insn, recipe->insn, recipe->len);
	sx_memcpy(step->copy, copy, step->copy_len);
	return 0;
}

/* A push is cheaper out of line than with a store that may fault here. */
bool direct_step_needs_slot(const struct direct_step *step)
{
	return step->op == SX_RECIPE_PUSH || step->op == SX_RECIPE_RET ||
	       step->op == SX_RECIPE_OUT_OF_LINE ||
	       step->op == SX_RECIPE_JMP_IND || step->is_call;
}

void direct_step_set_slot(struct direct_step *step, u64 slot)
{
	step->place = slot;
	if (direct_step_needs_slot(step) && !step->is_call)
		step->slot = slot;
}

/* What the copy's operand is. */
static u64 operand(const struct direct_step *step, u64 addr)
{
	s32 disp;

	sx_memcpy(&disp, step->copy + step->disp_off, sizeof(disp));
	return addr + step->len + (u64)(s64)disp;
}

bool direct_step_is_near(const struct direct_step *step, u64 addr, u64 *ret)
{
	*ret = step->disp_off ? operand(step, addr) : addr;
	return step->disp_off;
}

/* The code of a slot as it grows. */
struct code {
	u8 *bytes;
	u64 slot;
	u32 n;
	bool too_far;
};

static void put(struct code *c, const void *bytes, u32 n)
{
	sx_memcpy(c->bytes + c->n, bytes, n);
	c->n += n;
}

/* An instruction of 2 bytes whose operand is the 8 bytes at `at`. */
static void put_by_cell(struct code *c, u8 opcode, u8 modrm, u32 at)
{
	u8 insn[2] = { opcode, modrm };
	s32 disp = (s32)at - (s32)(c->n + 6);

	put(c, insn, sizeof(insn));
	put(c, &disp, sizeof(disp));
}

#define PUSH_CELL 0xff, 0x35
#define CALL_CELL 0xff, 0x15
#define JUMP_CELL 0xff, 0x25
#define JUMP_LEN  6u

/* Goes on at an address that the next 8 bytes hold. */
static void put_jump(struct code *c, u64 to)
{
	put_by_cell(c, JUMP_CELL, c->n + JUMP_LEN);
	put(c, &to, sizeof(to));
}

/* The instruction, or what stands for it. */
static void put_copy(struct code *c, const struct direct_step *step, u64 addr,
		     const u8 *bytes, u32 len)
{
	u64 end = c->slot + c->n + len;
	s64 disp;
	s32 disp32;

	put(c, bytes, len);
	if (!step->disp_off)
		return;
	disp = (s64)(operand(step, addr) - end);
	disp32 = (s32)disp;
	c->too_far |= disp != disp32;
	sx_memcpy(c->bytes + c->n - len + step->disp_off, &disp32, 4);
}

static void put_call(struct code *c, const struct direct_step *step, u64 addr)
{
	u64 behind = addr + step->len;
	u64 to = behind + (u64)(s64)step->imm;
	u32 cell = 2 * JUMP_LEN + 8;

	put_by_cell(c, PUSH_CELL, cell);
	put_jump(c, to);
	put(c, &behind, sizeof(behind));
	c->n = SX_STEP_SHADOW_OFF;
	put_by_cell(c, CALL_CELL, cell - 8);
	put_by_cell(c, JUMP_CELL, cell);
}

static void put_call_ind(struct code *c, const struct direct_step *step,
			 u64 addr)
{
	u64 behind = addr + step->len;
	u32 cell = JUMP_LEN + step->copy_len;

	put_by_cell(c, PUSH_CELL, cell);
	put_copy(c, step, addr, step->copy, step->copy_len);
	put(c, &behind, sizeof(behind));
	c->n = SX_STEP_SHADOW_OFF;
	put_copy(c, step, addr, step->insn, step->len);
	put_by_cell(c, JUMP_CELL, cell);
}

int direct_step_code(const struct direct_step *step, u64 addr, u64 slot,
		     u8 ret[SX_STEP_SLOT])
{
	static const u8 nop = 0x90;
	struct code c = { .bytes = ret, .slot = slot };

	sx_memset(ret, 0xcc, SX_STEP_SLOT);
	if (step->op == SX_RECIPE_CALL)
		put_call(&c, step, addr);
	else if (step->op == SX_RECIPE_CALL_IND)
		put_call_ind(&c, step, addr);
	else if (direct_step_needs_slot(step))
		put_copy(&c, step, addr, step->copy, step->copy_len);
	else
		put(&c, &nop, 1);
	if (step->op == SX_RECIPE_OUT_OF_LINE || step->op == SX_RECIPE_PUSH)
		put_jump(&c, addr + step->len);
	sx_memcpy(ret + SX_STEP_ADDR_OFF, &addr, sizeof(addr));
	return c.too_far ? -ERANGE : 0;
}
