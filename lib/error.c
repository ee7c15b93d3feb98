// SPDX-License-Identifier: GPL-2.0
/* Sentences of errors.def with their arguments filled in. */
#include "error.h"
#include "mem.h"
#include "text.h"

struct error_text {
	const char *sentence;
	const char *advice;
};

static const struct error_text texts[SX_ERR_NR] = {
#define SX_ERROR(code, sentence, advice) [SX_ERR_##code] = { sentence, advice },
#include "errors.def"
#undef SX_ERROR
};

static void put_address(struct sx_text *t, u64 address)
{
	char digits[SX_TEXT_NUMBER];

	sx_text_put_string(t, "0x");
	sx_text_put(t, digits, sx_text_digits(digits, address, 16, 0));
}

static void put_global(struct sx_text *t, const struct sx_program *prog,
		       u64 global)
{
	const struct sx_str *name;

	if (global >= prog->globals_nr) {
		sx_text_put_string(t, "?");
		return;
	}
	name = sx_program_str(prog, prog->globals[global].name);
	sx_text_put(t, name->data, name->len);
}

static void put_module(struct sx_text *t, const struct sx_program *prog,
		       u32 module)
{
	const struct sx_str *path;

	if (module >= prog->modules_nr) {
		sx_text_put_string(t, "?");
		return;
	}
	path = sx_program_str(prog, prog->modules[module].path);
	sx_text_put(t, path->data, path->len);
}

static void put_directive(struct sx_text *t, const struct sx_program *prog,
			  const struct sx_error_info *info, char directive)
{
	switch (directive) {
	case 'A':
		put_address(t, info->arg);
		break;
	case 'N':
		sx_text_put_signed(t, (s64)info->arg);
		break;
	case 'G':
		put_global(t, prog, info->arg);
		break;
	case 'M':
		put_module(t, prog, (u32)info->arg);
		break;
	case 'P':
		sx_text_put_unsigned(t, info->arg >> 32);
		break;
	case 'T':
		sx_text_put(t, info->text, info->text_len);
		break;
	default:
		sx_text_put(t, &directive, 1);
	}
}

static sx_size fill(const struct sx_program *prog,
		    const struct sx_error_info *info, const char *template,
		    char *buf, sx_size size)
{
	struct sx_text t;

	sx_text_init(&t, buf, size);
	for (; *template; template ++) {
		if (*template == '%' && template[1])
			put_directive(&t, prog, info, *++template);
		else
			sx_text_put(&t, template, 1);
	}
	return sx_text_end(&t);
}

static int is_thread_block(const struct sx_error_info *info)
{
	return info->code == SX_ERR_USER_FAULT &&
	       info->arg == SX_NO_THREAD_BLOCK;
}

sx_size sx_error_text(const struct sx_program *prog,
		      const struct sx_error_info *info, char *buf, sx_size size)
{
	const struct sx_error_info unknown = { .arg = info->code };

	if (is_thread_block(info))
		return fill(prog, info,
			    "the thread has no variables of this library yet",
			    buf, size);
	if (info->code < SX_ERR_NR && texts[info->code].sentence)
		return fill(prog, info, texts[info->code].sentence, buf, size);
	return fill(prog, &unknown, "unknown error %N", buf, size);
}

sx_size sx_error_advice(const struct sx_program *prog,
			const struct sx_error_info *info, char *buf,
			sx_size size)
{
	const char *advice = "";

	if (is_thread_block(info))
		advice = "it gets them when it first uses one of them";
	else if (info->code < SX_ERR_NR && texts[info->code].advice)
		advice = texts[info->code].advice;
	return fill(prog, info, advice, buf, size);
}
