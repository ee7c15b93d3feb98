// SPDX-License-Identifier: GPL-2.0
/* The files whose debug information a script asks for. */
#include <string.h>

#include "dwarf/provide.h"
#include "place/finder.h"
#include "script/access.h"
#include "target/lowering.h"

static struct lower_module *add(struct lowering *lo, const char *asked,
				const struct target_file *file)
{
	struct lower_module *mod = arena_alloc(lo->arena, sizeof(*mod));

	mod->asked = asked;
	mod->file = file;
	mod->path = file ? file->path : "the kernel";
	vec_push_ptr(&lo->modules, mod);
	return mod;
}

static struct lower_module *find(struct lowering *lo,
				 const struct target_file *file)
{
	u32 i;

	for (i = 0; i < lo->modules.nr; i++) {
		struct lower_module *mod = vec_ptr(&lo->modules, i);

		if (mod->file && !strcmp(mod->file->open_path, file->open_path))
			return mod;
	}
	return NULL;
}

struct lower_module *module_of_file(struct lowering *lo,
				    const struct target_file *file,
				    const struct index *ix)
{
	struct lower_module *mod = find(lo, file);

	if (!mod)
		mod = add(lo, file->asked, file);
	if (!mod->ix)
		mod->ix = ix;
	return mod;
}

static struct lower_module *refuse_span(struct lowering *lo, struct span span,
					const char *text)
{
	diag_error(lo->diag, E_TARGET_VAR, span, "%s", text);
	return NULL;
}

static struct lower_module *of_path(struct lowering *lo, const char *path,
				    struct span span)
{
	const struct target_file *file;
	struct lower_module *mod;
	const struct index *ix;
	struct target *target;

	if (finder_target(lo->opts->places, 0, &target) ||
	    target_find_file(target, path, lo->soft, &file))
		return refuse_span(
			lo, span,
			arena_printf(
				lo->arena,
				"there is no program or library '%s' to look in",
				path));
	mod = find(lo, file);
	if (mod && mod->ix)
		return mod;
	if (provide_index(file->open_path, file->path, true, lo->soft, &ix))
		return refuse_span(
			lo, span,
			arena_printf(
				lo->arena,
				"nothing is known of the types and variables of %s",
				file->path));
	return module_of_file(lo, file, ix);
}

static bool is_kernel(const char *name, size_t len)
{
	return (len == 6 && !strncmp(name, "kernel", 6)) ||
	       (len > 7 && !strncmp(name, "kernel<", 7));
}

static struct lower_module *the_kernel(struct lowering *lo, struct span span)
{
	const struct index *ix;
	u32 i;

	for (i = 0; i < lo->modules.nr; i++) {
		struct lower_module *mod = vec_ptr(&lo->modules, i);

		if (!mod->file)
			return mod;
	}
	if (!lo->opts->kernel_index ||
	    lo->opts->kernel_index("kernel", lo->soft, &ix))
		return refuse_span(lo, span,
				   "nothing is known of the kernel's types");
	add(lo, "kernel", NULL)->ix = ix;
	return the_kernel(lo, span);
}

struct lower_module *module_named(struct lowering *lo, const char *name,
				  struct span span)
{
	if (is_kernel(name, strlen(name)))
		return the_kernel(lo, span);
	if (*name == '<')
		return refuse_span(
			lo, span,
			arena_printf(
				lo->arena,
				"'%s' would need a compiler: name a program or library that has the type",
				name));
	return of_path(lo, name, span);
}

struct lower_module *module_own(struct lowering *lo, const char *what)
{
	if (lo->home && lo->home->ix)
		return lo->home;
	if (lo->home)
		return refuse(
			lo, "nothing is known of the types and variables of %s",
			lo->home->path);
	/* As SystemTap has it. */
	if (lo->point && lo->point->kind != SX_PROBE_PROCESS &&
	    lo->opts->kernel_index)
		return the_kernel(lo, lo->span);
	refuse(lo,
	       "%s does not say of which program, and there is none at hand here",
	       what);
	diag_note(lo->diag, "name the program or library as its last argument");
	return NULL;
}

u32 module_row(struct lowering *lo, const struct lower_module *mod)
{
	const u8 *id;
	u32 len;

	id = elf_file_build_id(mod->file->elf, &len);
	return ast_module(lo->script, mod->path, id, id ? len : 0);
}
