// SPDX-License-Identifier: GPL-2.0
/* $^exec_path, $^libNAME_path, $^pid_ok, $^target; @pfunc(F). */
#include "sxx/internal.h"

#include <string.h>

#include "base/suggest.h"

#define LIB_PREFIX "lib"
#define LIB_SUFFIX "_path"

static const struct {
	const char *name;
	size_t off; /* of a string in struct sxx_target */
	bool quoted; /* stands inside of string literals */
	const char *advice;
} vars[] = {
	{ "exec_path", offsetof(struct sxx_target, exec_path), true,
	  "name a process with -x or --master, a program with --exec, or a command with -c" },
	{ "pid_ok", offsetof(struct sxx_target, pid_ok), false,
	  "name a process with -x or --master, a program with --exec, or a command with -c" },
	{ "target", offsetof(struct sxx_target, target), true,
	  "name a process with -x or --master, a program with --exec, or a command with -c" },
};

#define VARS_NR (sizeof(vars) / sizeof(vars[0]))

static bool is_function_char(char c)
{
	return is_word(c) || (c && strchr("*?:~.@/-", c));
}

u32 vars_expand_pfunc(struct reader *r, const struct line *in, u32 at,
		      struct line *out)
{
	static const char front[] = "process(\"$^exec_path\").function(\"";
	static const char back[] = "\")";
	u32 name, end, close;

	(void)r;
	if (!has_text(in, at, "@pfunc"))
		return at;
	name = skip_blanks(in, at + (u32)strlen("@pfunc"));
	if (name == in->len || in->text[name] != '(')
		return at;
	name = skip_blanks(in, name + 1);
	for (end = name; end < in->len && is_function_char(in->text[end]);)
		end++;
	close = skip_blanks(in, end);
	if (end == name || close == in->len || in->text[close] != ')')
		return at;
	line_put(out, in, at, front, sizeof(front) - 1);
	line_put(out, in, at, in->text + name, end - name);
	line_put(out, in, at, back, sizeof(back) - 1);
	return close + 1;
}

/* Behind "libNAME_path" when that is what stands there; else at. */
static u32 lib_end(const struct line *in, u32 at)
{
	const u32 suffix = (u32)strlen(LIB_SUFFIX);
	u32 name = at + (u32)strlen(LIB_PREFIX);

	if (!has_text(in, at, LIB_PREFIX))
		return at;
	for (u32 i = name; i < in->len && i - at < NAME_MAX_LEN; i++) {
		if (i > name && has_text(in, i, LIB_SUFFIX) &&
		    (i + suffix == in->len || !is_word(in->text[i + suffix])))
			return i + suffix;
		if (!is_word(in->text[i]) && in->text[i] != '-' &&
		    in->text[i] != '.')
			break;
	}
	return at;
}

static u32 put_lib(struct reader *r, const struct line *in, u32 at, u32 name,
		   u32 end, struct line *out)
{
	size_t skip = strlen(LIB_PREFIX);
	size_t len = end - name - skip - strlen(LIB_SUFFIX);
	const char *path = libs_path(r, in->text + name + skip, len,
				     reader_span(r, in, at, end - at));

	if (path)
		line_put_quoted(out, in, at, path);
	return end;
}

/* It would be left in the script, where it means nothing. */
static void refuse_default(struct reader *r, const struct line *in, u32 at,
			   u32 end)
{
	u32 text = args_skip_default(in, end);

	if (text == end)
		return;
	diag_error(r->sxx->diag, E_SXX_VARIABLE,
		   reader_span(r, in, at, text - at),
		   "only $^arg_NAME can have a default");
}

static void report_unknown(struct reader *r, struct span span, const char *name)
{
	struct diag *diag = r->sxx->diag;
	struct suggest s;

	diag_error(diag, E_SXX_VARIABLE, span, "there is no `$^%s'", name);
	suggest_init(&s, name);
	for (u32 i = 0; i < VARS_NR; i++)
		suggest_add(&s, vars[i].name);
	if (!diag_note_suggest(diag, &s))
		diag_note(
			diag,
			"there are $^exec_path, $^libNAME_path, $^pid_ok, $^target and $^arg_NAME");
}

static void put_var(struct reader *r, const struct line *in, u32 at, u32 end,
		    u32 var, struct line *out)
{
	const struct sxx_target *target = &r->sxx->req->target;
	const char *value =
		*(const char *const *)((const char *)target + vars[var].off);

	if (!value && r->sxx->req->list)
		return;
	if (!value) {
		diag_error(r->sxx->diag, E_SXX_VARIABLE,
			   reader_span(r, in, at, end - at),
			   "nothing is known yet that `$^%s' could stand for",
			   vars[var].name);
		diag_note(r->sxx->diag, "%s", vars[var].advice);
	} else if (vars[var].quoted) {
		line_put_quoted(out, in, at, value);
	} else {
		line_put(out, in, at, value, strlen(value));
	}
}

u32 vars_expand(struct reader *r, const struct line *in, u32 at,
		struct line *out)
{
	u32 name = at + 2;
	char text[NAME_MAX_LEN];
	u32 end, len;

	if (!has_text(in, at, "$^") || name == in->len ||
	    !is_word(in->text[name]))
		return at;
	end = args_expand(r, in, at, out);
	if (end != at)
		return end;
	end = lib_end(in, name);
	if (end != name) {
		refuse_default(r, in, at, end);
		return put_lib(r, in, at, name, end, out);
	}
	end = skip_word(in, name);
	refuse_default(r, in, at, end);
	len = end - name < sizeof(text) ? end - name : sizeof(text) - 1;
	memcpy(text, in->text + name, len);
	text[len] = '\0';
	for (u32 i = 0; i < VARS_NR; i++)
		if (!strcmp(text, vars[i].name)) {
			put_var(r, in, at, end, i, out);
			return end;
		}
	report_unknown(r, reader_span(r, in, at, end - at), text);
	return end;
}
