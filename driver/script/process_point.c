// SPDX-License-Identifier: GPL-2.0
/* Points of programs: from components to what is asked for. */
#include "script/process_point.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "script/passes.h"

#define MAX_DEPTH  16 /* of .callees(N) */
#define MAX_RANGES 256

struct reader {
	struct script *script;
	struct point *point;
	struct process_point *process;
	const struct component *comp; /* at hand */
};

static const char *keep(struct reader *r, const char *text, size_t len)
{
	return intern_bytes(r->script->intern, text, len);
}

static int refuse(struct reader *r, const char *what)
{
	return diag_error(r->script->diag, E_PROBE, r->comp->arg_span, "%s",
			  what);
}

static int take_line(const char **c, u32 *ret)
{
	char *end;
	unsigned long line;

	if (**c < '0' || **c > '9')
		return -EINVAL;
	line = strtoul(*c, &end, 10);
	if (line == 0 || line > INT_MAX)
		return -EINVAL;
	*c = end;
	*ret = (u32)line;
	return 0;
}

/* 12 or 12,20-30 up to the end of the text. */
static int take_ranges(struct reader *r, const char *c)
{
	struct vec *ranges = &r->process->spec.ranges;

	do {
		struct process_range range;

		if (take_line(&c, &range.first))
			return -EINVAL;
		range.last = range.first;
		if (*c == '-') {
			c++;
			if (take_line(&c, &range.last) ||
			    range.last < range.first)
				return -EINVAL;
		}
		if (ranges->nr == MAX_RANGES)
			return -EINVAL;
		*(struct process_range *)vec_push(ranges) = range;
	} while (*c++ == ',');
	return c[-1] ? -EINVAL : 0;
}

static int take_lines(struct reader *r, const char *text)
{
	struct process_spec *spec = &r->process->spec;

	if (!strcmp(text, ":*")) {
		spec->lines = PROCESS_LINES_ALL;
		return 0;
	}
	spec->lines = *text == '+' ? PROCESS_LINES_RELATIVE
				   : PROCESS_LINES_GIVEN;
	if (!take_ranges(r, text + 1))
		return 0;
	return refuse(r, "the lines behind ':' are a number, numbers and "
			 "ranges such as 12,20-30, or *; behind '+' as well, "
			 "counted from the function's declaration");
}

/* A file's name may hold '+' and ':': lines stand behind the last of them. */
static const char *find_lines(const char *file)
{
	const char *colon = strrchr(file, ':');
	const char *plus = strrchr(file, '+');

	if (colon)
		return colon;
	return plus && plus[strspn(plus, "+0123456789,-")] == '\0' ? plus
								   : NULL;
}

static int take_spec(struct reader *r, const char *text)
{
	struct process_spec *spec = &r->process->spec;
	const char *at = strchr(text, '@');
	const char *lines;

	spec->text = text;
	vec_init(&spec->ranges, r->script->arena, sizeof(struct process_range));
	spec->name = at ? keep(r, text, (size_t)(at - text)) : text;
	if (!*spec->name)
		return refuse(r, at ? "there is no name before the '@': '*' "
				      "is all functions of the file"
				    : "the name of a function is empty");
	if (!at)
		return 0;
	lines = find_lines(at + 1);
	spec->file = lines ? keep(r, at + 1, (size_t)(lines - at - 1)) : at + 1;
	if (!*spec->file)
		return refuse(r, "there is no file between '@' and the line");
	return lines ? take_lines(r, lines) : 0;
}

static int take_place(struct reader *r, enum process_what what)
{
	const struct component *comp = r->comp;

	r->process->what = (u8)what;
	if (comp->arg_kind == TOK_STR)
		return take_spec(r, comp->str);
	if (comp->num <= 0)
		return refuse(r, "an address is a positive number");
	r->process->has_addr = true;
	r->process->addr = (u64)comp->num;
	return 0;
}

static int take_process(struct reader *r)
{
	const struct component *comp = r->comp;

	r->process->path = comp->arg_kind == TOK_STR ? comp->str : "";
	if (comp->arg_kind != TOK_NUM)
		return 0;
	if (comp->num <= 0 || comp->num > INT_MAX)
		return refuse(r, "the number of a process is positive");
	r->process->pid = (s32)comp->num;
	return 0;
}

static int take_text(struct reader *r, const char **ret, const char *empty)
{
	*ret = r->comp->str;
	return **ret ? 0 : refuse(r, empty);
}

static int take_callees(struct reader *r)
{
	const struct component *comp = r->comp;

	r->process->callee = "*";
	r->process->depth = 1;
	if (comp->arg_kind != TOK_NUM)
		return 0;
	if (comp->num < 1 || comp->num > MAX_DEPTH)
		return refuse(r, "the depth of callees is 1 to 16");
	r->process->depth = (u32)comp->num;
	return 0;
}

static int take_plt(struct reader *r)
{
	r->process->what = PROCESS_PLT;
	r->process->name = "*";
	if (r->comp->arg_kind != TOK_STR)
		return 0;
	return take_text(r, &r->process->name,
			 "the name of a function is empty");
}

static int take_mark(struct reader *r)
{
	r->process->what = PROCESS_MARK;
	return take_text(r, &r->process->name, "the name of a mark is empty");
}

static int take_library(struct reader *r)
{
	return take_text(r, &r->process->library,
			 "the name of a library is empty");
}

static int take_provider(struct reader *r)
{
	return take_text(r, &r->process->provider,
			 "the name of a provider is empty");
}

static int take_label(struct reader *r)
{
	return take_text(r, &r->process->label, "the name of a label is empty");
}

static int take_callee(struct reader *r)
{
	r->process->depth = 1;
	return take_text(r, &r->process->callee,
			 "the name of a function is empty");
}

static int take_function(struct reader *r)
{
	return take_place(r, PROCESS_FUNCTION);
}

static int take_statement(struct reader *r)
{
	return take_place(r, PROCESS_STATEMENT);
}

#define MAXACTIVE_MAX 65536

static int take_maxactive(struct reader *r)
{
	if (r->comp->num < 1 || r->comp->num > MAXACTIVE_MAX)
		return diag_error(r->script->diag, E_PROBE, r->comp->arg_span,
				  "maxactive must be 1 to %d", MAXACTIVE_MAX);
	r->point->param = r->comp->num;
	return 0;
}

static const struct part {
	const char *name;
	int (*take)(struct reader *r);
	size_t flag; /* or the bool to set */
} parts[] = {
	{ "process", take_process, 0 },
	{ "library", take_library, 0 },
	{ "function", take_function, 0 },
	{ "statement", take_statement, 0 },
	{ "provider", take_provider, 0 },
	{ "mark", take_mark, 0 },
	{ "plt", take_plt, 0 },
	{ "label", take_label, 0 },
	{ "callee", take_callee, 0 },
	{ "callees", take_callees, 0 },
	{ "maxactive", take_maxactive, 0 },
	{ "call", NULL, offsetof(struct process_point, call) },
	{ "inline", NULL, offsetof(struct process_point, inlined) },
	{ "exported", NULL, offsetof(struct process_point, exported) },
	{ "return", NULL, offsetof(struct process_point, at_return) },
	{ "nearest", NULL, offsetof(struct process_point, nearest) },
	{ "absolute", NULL, offsetof(struct process_point, absolute) },
};

static int take_component(struct reader *r)
{
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (strcmp(r->comp->name, parts[i].name))
			continue;
		if (parts[i].take)
			return parts[i].take(r);
		*((bool *)r->process + parts[i].flag) = true;
		return 0;
	}
	return -EINVAL;
}

/* `if (pid() == N)`: the file is mapped by other processes, too. */
static void add_pid_condition(struct reader *r)
{
	struct script *script = r->script;
	struct span span = r->point->span;
	struct expr *call = ast_expr(script, EX_CALL, span, 0);
	struct expr *pid = ast_expr(script, EX_NUM, span, 0);
	struct expr *same = ast_expr(script, EX_BINARY, span, 2);
	struct expr *both;

	call->text = intern_str(script->intern, "pid");
	pid->num = r->process->pid;
	same->op = TOK_EQ;
	same->args[0] = call;
	same->args[1] = pid;
	ast_finish(same);
	if (r->point->condition) {
		both = ast_expr(script, EX_LOGIC, span, 2);
		both->op = TOK_LOGAND;
		both->args[0] = same;
		both->args[1] = ast_copy_expr(script, r->point->condition);
		ast_finish(both);
		same = both;
	}
	r->point->condition = same;
}

static bool has_wildcard(const char *text)
{
	return text[strcspn(text, "*?[")];
}

static bool is_symbol(const struct process_point *p)
{
	return p->what == PROCESS_FUNCTION && !p->has_addr && !p->spec.file &&
	       !p->pid && !p->library && !p->label && !p->callee &&
	       !p->inlined && !p->exported && !p->at_return &&
	       !has_wildcard(p->path) && !strstr(p->spec.name, "::");
}

int process_point_resolve(struct script *script, struct point *point)
{
	struct reader r = {
		.script = script,
		.point = point,
		.process = arena_alloc(script->arena, sizeof(*r.process)),
	};
	u32 i;

	for (i = 0; i < point->components.nr; i++) {
		r.comp = vec_at(&point->components, i);
		if (take_component(&r))
			return -EINVAL;
	}
	r.process->is_symbol = is_symbol(r.process);
	if (r.process->pid)
		add_pid_condition(&r);
	point->kind = SX_PROBE_PROCESS;
	point->process = r.process;
	point->path = r.process->path;
	point->symbol = r.process->is_symbol ? r.process->spec.name : NULL;
	if (r.process->is_symbol || script->opts->target)
		return 0;
	return diag_error(script->diag, E_PROBE, point->span,
			  "this place needs the program's debug information, "
			  "which nothing reads here");
}
