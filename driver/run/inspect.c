// SPDX-License-Identifier: GPL-2.0
/* -p1 to -p4: what is known of a script without running it. */
#include "run/inspect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "kernelsym/symbols.h"
#include "run/lines.h"
#include "run/load.h"

static const char *type_name(u32 type)
{
	return type == SX_T_STR ? "string" : "long";
}

static const char *value_name(u32 kind)
{
	switch (kind) {
	case SX_G_STR:
	case SX_G_MAP_STR:
		return "string";
	case SX_G_STAT:
	case SX_G_MAP_STAT:
		return "stats";
	default:
		return "long";
	}
}

static void print_global(const struct sx_program *prog,
			 const struct sx_global *g)
{
	u32 i;

	printf("%s:%s", sx_program_str(prog, g->name)->data,
	       value_name(g->kind));
	for (i = 0; i < g->nkeys; i++)
		printf("%s%s", i ? ", " : " [", type_name(g->key[i]));
	puts(g->nkeys ? "]" : "");
}

static void print_probe(const struct sx_program *prog,
			const struct sx_probe *probe)
{
	puts(sx_program_str(prog, probe->name)->data);
}

static void print_point(const struct sx_program *prog,
			const struct sx_point_desc *point)
{
	const char *mark = point->flags & SX_POINT_OPTIONAL ? "?" : "";
	const char *path = sx_program_str(prog, point->path)->data;
	const char *symbol = sx_program_str(prog, point->symbol)->data;
	char *text;

	if (point->kind == SX_POINT_ADDRESS) {
		printf("process(\"%s\").statement(0x%llx)%s /* %s, line %u */\n",
		       path, (unsigned long long)point->addr, mark, symbol,
		       point->line);
		return;
	}
	if (sx_point_is_event(point)) {
		printf("%s%s /* line %u */\n",
		       sx_program_str(prog, prog->probes[point->probe].name)
			       ->data,
		       mark, point->line);
		return;
	}
	if (!sx_point_is_kernel(point)) {
		printf("process(\"%s\").function(\"%s\")%s /* line %u */\n",
		       path, symbol, mark, point->line);
		return;
	}
	text = kernelsym_text(point->kind, path, symbol);
	if (text)
		printf("%s%s /* line %u */\n", text, mark, point->line);
	free(text);
}

static void print_resolved(const struct sx_program *prog)
{
	u32 i;

	if (prog->globals_nr)
		puts("# globals");
	for (i = 0; i < prog->globals_nr; i++)
		print_global(prog, &prog->globals[i]);
	puts("# probes");
	for (i = 0; i < prog->probes_nr; i++)
		print_probe(prog, &prog->probes[i]);
	if (prog->points_nr)
		puts("# places");
	for (i = 0; i < prog->points_nr; i++)
		print_point(prog, &prog->points[i]);
}

/* -o, else the name of -m or of the script in this directory. */
static char *file_name(const struct options *opt)
{
	const char *base = opt->name;
	const char *dot;
	char *path;
	int len;

	if (opt->output)
		return strdup(opt->output);
	if (!base && opt->script && strcmp(opt->script, "-"))
		base = opt->script;
	if (!base)
		base = "stapx";
	if (!opt->name && strrchr(base, '/'))
		base = strrchr(base, '/') + 1;
	dot = opt->name ? NULL : strrchr(base, '.');
	len = dot && dot != base ? (int)(dot - base) : (int)strlen(base);
	if (asprintf(&path, "%.*s.sxp", len, base) < 0)
		return NULL;
	return path;
}

static int write_program(const struct options *opt,
			 const struct load_program *program)
{
	char *path = file_name(opt);
	int err = -ENOMEM;

	if (path)
		err = file_write_all(path, program->image, program->image_len);
	if (!err)
		puts(path);
	else
		log_err("write the program %s: %s", path ? path : "",
			strerror(-err));
	free(path);
	return err;
}

/* -p1 and -p2 */
static int print_script(const struct options *opt, struct load_program *program)
{
	int err = load_print(opt, stdout, program);

	if (err != LOAD_IS_PROGRAM)
		return err;
	print_resolved(&program->prog);
	load_deinit(program);
	return 0;
}

int inspect_script(const struct options *opt)
{
	struct load_program program;
	int err;

	if (opt->action == OPTIONS_LIST)
		return load_list(opt, stdout) != 0;
	if (opt->last_pass <= 2)
		return print_script(opt, &program) != 0;
	err = load_script(opt, &program);
	if (err)
		return 1;
	if (opt->last_pass == 3)
		err = lines_print(&program.prog, "<input>", opt->text, stdout);
	else
		err = write_program(opt, &program);
	load_deinit(&program);
	return err != 0;
}
