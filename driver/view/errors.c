// SPDX-License-Identifier: GPL-2.0
/* The sentences for run-time errors of handlers. */
#include "view/errors.h"

#include <stddef.h>
#include <stdlib.h>

#include <stapx/opcodes.h>

#include "disasm.h"
#include "error.h"

static const char *const agg_names[SX_AGG_NR] = {
	[SX_AGG_COUNT] = "@count", [SX_AGG_SUM] = "@sum",
	[SX_AGG_MIN] = "@min",	   [SX_AGG_MAX] = "@max",
	[SX_AGG_AVG] = "@avg",	   [SX_AGG_VARIANCE] = "@variance",
};

static const char *global_name(const struct sx_program *prog, u64 global)
{
	if (global >= prog->globals_nr)
		return NULL;
	return sx_program_str(prog, prog->globals[global].name)->data;
}

static const char *iter_name(const struct sx_program *prog, u32 iter)
{
	if (iter >= prog->iters_nr)
		return NULL;
	return global_name(prog, prog->iters[iter].global);
}

static const char *func_name(const struct sx_program *prog, u32 func)
{
	if (func >= prog->funcs_nr)
		return NULL;
	return sx_program_str(prog, prog->funcs[func].name)->data;
}

/* The word of the script that an instruction was made of, by its operation. */
static const char *near_word(const struct sx_program *prog, u32 pc,
			     const char **ret_what)
{
	const struct sx_insn *insn = &prog->code[pc];
	u32 imm = (u32)insn->imm;
	u32 agg = imm >> 24;

	*ret_what = "identifier";
	switch (insn->op) {
	case SX_OP_DIV:
		*ret_what = "operator";
		return "/";
	case SX_OP_MOD:
		*ret_what = "operator";
		return "%";
	case SX_OP_SRE:
		*ret_what = "operator";
		return "=~";
	case SX_OP_STAGG:
	case SX_OP_MAGG:
		*ret_what = "operator";
		return agg < SX_AGG_NR ? agg_names[agg] : NULL;
	case SX_OP_CALL:
		return func_name(prog, imm);
	case SX_OP_BLT:
		return sx_disasm_builtin_name(imm);
	case SX_OP_FEACH:
	case SX_OP_FEACHS:
	case SX_OP_MHASS:
	case SX_OP_MDELS:
	case SX_OP_FNEXT:
		return iter_name(prog, imm);
	case SX_OP_STBKT:
	case SX_OP_MBKT:
	case SX_OP_MSTI:
	case SX_OP_MADDI:
	case SX_OP_MSTS:
	case SX_OP_MSTADD:
		return global_name(prog, imm);
	default:
		return NULL;
	}
}

const struct sx_span *errors_span(const struct sx_program *prog, u32 pc)
{
	u32 low = 0;
	u32 high = prog->spans_nr;

	while (low < high) {
		u32 mid = low + (high - low) / 2;

		if (prog->spans[mid].pc <= pc)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? &prog->spans[low - 1] : NULL;
}

typedef sx_size text_fn(const struct sx_program *prog,
			const struct sx_error_info *info, char *buf,
			sx_size size);

/* A text of any length; without memory it is left out. */
static void write_text(FILE *out, const struct sx_program *prog,
		       const struct error_info *info, const char *before,
		       text_fn *fn)
{
	const struct sx_error_info what = { info->code, info->text_len,
					    info->arg, info->text };
	sx_size len = fn(prog, &what, NULL, 0);
	char *text = len ? malloc(len + 1) : NULL;

	if (!text)
		return;
	fn(prog, &what, text, len + 1);
	fputs(before, out);
	fwrite(text, 1, len, out);
	free(text);
}

static void write_place(FILE *out, const struct sx_program *prog, u32 pc)
{
	const struct sx_span *span = errors_span(prog, pc);
	const char *what;
	const char *word = NULL;

	if (pc < prog->code_nr)
		word = near_word(prog, pc, &what);
	if (word)
		fprintf(out, " near %s '%s'", what, word);
	if (span && pc < prog->code_nr)
		fprintf(out, " at %s:%u:%u",
			sx_program_str(prog, span->file)->data, span->line,
			span->column);
}

void errors_write(FILE *out, const struct sx_program *prog,
		  const struct error_info *info)
{
	write_text(out, prog, info, "", sx_error_text);
	write_place(out, prog, info->pc);
	if (info->probe < prog->probes_nr)
		fprintf(out, " (in %s)",
			sx_program_str(prog, prog->probes[info->probe].name)
				->data);
	write_text(out, prog, info, ": ", sx_error_advice);
}
