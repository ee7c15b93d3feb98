// SPDX-License-Identifier: GPL-2.0
/* Options for the compiler, and its messages. */
#include "run/front.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/install.h"
#include "base/log.h"
#include "dwarf/provide.h"
#include "place/place.h"
#include "run/command.h"
#include "run/kernel_names.h"

#define RELEASE_MAX 256

/* Texts of -E have no file. */
static int take_more_texts(struct front *front)
{
	const struct options_list *list = &front->options->more_texts;
	u32 i;

	front->more = calloc(list->nr + 1, sizeof(*front->more));
	if (!front->more)
		return -ENOMEM;
	for (i = 0; i < list->nr; i++)
		front->more[i] = (struct compile_source){
			.name = "<input>",
			.text = list->items[i],
			.len = strlen(list->items[i]),
		};
	front->opts.more = front->more;
	front->opts.more_nr = list->nr;
	return 0;
}

static size_t count_folders(const char *path)
{
	size_t nr = 1;

	for (; *path; path++)
		nr += *path == ':';
	return nr;
}

static void add_folder(struct front *front, const char *folder)
{
	front->library[front->opts.library_nr++] = folder;
}

/* Of -I, in STAPX_TAPSETS, installed. */
static int take_library(struct front *front)
{
	const struct options_list *list = &front->options->includes;
	const char *env = getenv("STAPX_TAPSETS");
	char installed[INSTALL_PATH_MAX];
	char *save = NULL;
	char *folder;
	u32 i;

	front->env = strdup(env ? env : "");
	front->installed = strdup(install_find_library(installed));
	if (!front->env || !front->installed)
		return -ENOMEM;
	front->library = calloc(list->nr + count_folders(front->env) + 1,
				sizeof(*front->library));
	if (!front->library)
		return -ENOMEM;
	for (i = 0; i < list->nr; i++) {
		if (access(list->items[i], R_OK | X_OK))
			log_warn("-I %s: %s", list->items[i], strerror(errno));
		add_folder(front, list->items[i]);
	}
	for (folder = strtok_r(front->env, ":", &save); folder;
	     folder = strtok_r(NULL, ":", &save))
		add_folder(front, folder);
	add_folder(front, front->installed);
	front->opts.library = front->library;
	return 0;
}

/* -r RELEASE, or a folder whose files tell it. */
static int take_release(struct front *front)
{
	const char *release = front->options->release;
	char *path;
	int err;

	front->opts.release = release;
	if (!release || *release != '/')
		return 0;
	if (asprintf(&path, "%s/include/config/kernel.release", release) < 0)
		return -ENOMEM;
	err = file_read_all(path, RELEASE_MAX, &front->release, NULL);
	if (err)
		log_err("-r %s: read %s: %s", release, path, strerror(-err));
	else
		front->release[strcspn(front->release, "\n")] = '\0';
	free(path);
	front->opts.release = front->release;
	return err;
}

/* Places in programs, for the compiler. */
static int take_finder(struct front *front)
{
	const struct options *opt = front->options;
	struct place_opts places = { .pid = opt->pid };

	if (opt->command && !opt->pid)
		front->exe = command_find(opt->command);
	places.exe = front->exe;
	front->finder = place_finder_create(&places);
	front->lower.places = front->finder;
	front->lower.skip_badvars = opt->skip_badvars;
	front->lower.kernel_index = provide_kernel_index;
	front->lower.kernel_names = kernel_names_find;
	front->opts.target = lower_script;
	front->opts.target_arg = &front->lower;
	front->opts.list = place_list;
	front->opts.list_arg = front->finder;
	return front->finder ? 0 : -ENOMEM;
}

int front_init(struct front *front, const struct options *options)
{
	int err;

	*front = (struct front){ .options = options };
	front->opts.maxmapentries = options->maxmapentries;
	front->opts.args = (const char *const *)options->args;
	front->opts.args_nr = (size_t)options->args_nr;
	front->opts.globals = options->globals.items;
	front->opts.globals_nr = options->globals.nr;
	front->opts.compatible = options->compatible;
	front->opts.unoptimized = options->unoptimized;
	front->opts.no_display = options->no_display;
	front->opts.bodies = log_verbosity > 0;
	front->diag = diag_create();
	err = front->diag ? take_more_texts(front) : -ENOMEM;
	if (!err)
		err = take_library(front);
	if (!err)
		err = take_release(front);
	if (!err)
		err = take_finder(front);
	if (err)
		front_deinit(front);
	return err;
}

int front_read(struct front *front, const struct input *in,
	       struct compile_source *ret)
{
	struct expansion *e = &front->expanded;
	int err;

	*ret = (struct compile_source){ in->name, in->text, in->len };
	if (!front->options->sxx.on)
		return 0;
	err = expand_script(front->options, front->library,
			    (u32)front->opts.library_nr, ret, front->diag, e);
	if (err)
		return err;
	*ret = e->files[0].source;
	front->opts.origin = e->files[0].origin;
	front->opts.modules = e->files + 1;
	front->opts.modules_nr = e->result.files_nr - 1;
	return 0;
}

static int render_flags(const struct options *options)
{
	bool colour = options->colour == OPTIONS_COLOUR_ALWAYS ||
		      (options->colour == OPTIONS_COLOUR_AUTO &&
		       isatty(STDERR_FILENO));

	return (colour ? DIAG_COLOUR : 0) |
	       (options->no_warnings ? DIAG_NO_WARNINGS : 0);
}

int front_finish(struct front *front, int err)
{
	u32 warnings = diag_warnings(front->diag);

	diag_render(front->diag, stderr, render_flags(front->options));
	if (err || !front->options->strict || front->options->no_warnings ||
	    !warnings)
		return err;
	log_err("%u warning%s, and -W makes them errors", warnings,
		warnings == 1 ? "" : "s");
	return -EINVAL;
}

void front_deinit(struct front *front)
{
	diag_destroy(front->diag);
	expand_deinit(&front->expanded);
	free(front->more);
	free(front->library);
	free(front->env);
	free(front->installed);
	free(front->release);
	place_finder_destroy(front->finder);
	free(front->exe);
}
