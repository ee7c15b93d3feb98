// SPDX-License-Identifier: GPL-2.0
/* The sentences for run-time errors of handlers. */
#include "view/errors.h"

#include <stddef.h>

#include <stapx/opcodes.h>

#include "disasm.h"

struct error_text {
	const char *sentence;
	const char *advice;
};

static const struct error_text texts[SX_ERR_NR] = {
#define VIEW_ERROR(code, sentence, advice) \
	[SX_ERR_##code] = { sentence, advice },
#include "view/errors.def"
#undef VIEW_ERROR
};

static const char *const agg_names[SX_AGG_NR] = {
	[SX_AGG_COUNT] = "@count", [SX_AGG_SUM] = "@sum", [SX_AGG_MIN] = "@min",
	[SX_AGG_MAX] = "@max",	   [SX_AGG_AVG] = "@avg",
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
	case SX_OP_STAGG:
	case SX_OP_MAGG:
		*ret_what = "operator";
		return agg < SX_AGG_NR ? agg_names[agg] : NULL;
	case SX_OP_CALL:
		return func_name(prog, imm);
	case SX_OP_BLT:
		return sx_disasm_builtin_name(imm);
	case SX_OP_FEACH:
	case SX_OP_FNEXT:
		return iter_name(prog, imm);
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

static void write_directive(FILE *out, char directive,
			    const struct sx_program *prog,
			    const struct error_info *info)
{
	const char *name;

	switch (directive) {
	case 'A':
		fprintf(out, "0x%llx", (unsigned long long)info->arg);
		break;
	case 'N':
		fprintf(out, "%lld", (long long)info->arg);
		break;
	case 'G':
		name = global_name(prog, info->arg);
		fputs(name ? name : "?", out);
		break;
	case 'T':
		fwrite(info->text, 1, info->text_len, out);
		break;
	default:
		fputc(directive, out);
	}
}

static void write_template(FILE *out, const char *text,
			   const struct sx_program *prog,
			   const struct error_info *info)
{
	for (; *text; text++) {
		if (*text == '%' && text[1])
			write_directive(out, *++text, prog, info);
		else
			fputc(*text, out);
	}
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
	const struct error_text *text = NULL;

	if (info->code < SX_ERR_NR && texts[info->code].sentence)
		text = &texts[info->code];
	if (text)
		write_template(out, text->sentence, prog, info);
	else
		fprintf(out, "unknown error %u", info->code);
	write_place(out, prog, info->pc);
	if (info->probe < prog->probes_nr)
		fprintf(out, " (in %s)",
			sx_program_str(prog, prog->probes[info->probe].name)
				->data);
	if (text && text->advice[0]) {
		fputs(": ", out);
		write_template(out, text->advice, prog, info);
	}
}
