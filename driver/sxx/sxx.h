/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The stap++ macros: a script and the modules that it uses, to texts of the
 * script language. Substitution is on raw text, line by line, and never adds
 * or removes a line.
 */
#ifndef STAPX_SXX_SXX_H
#define STAPX_SXX_SXX_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "script/diag.h"

/* Bytes of one file, before and after. */
#define SXX_MAX_TEXT (1u << 20)
/* Files of one script, and how deep @use may go. */
#define SXX_MAX_FILES 256
#define SXX_MAX_DEPTH 32

/* What is known of the process or program; a NULL is not known. */
struct sxx_target {
	const char *exec_path;
	const char *pid_ok; /* an expression */
	const char *target; /* the process, as people call it */
	const char *const *libs; /* paths of its shared objects */
	u32 libs_nr;
};

/* Borrowed until the diagnostics were rendered. */
struct sxx_request {
	const char *name; /* of the script, for messages */
	const char *text;
	size_t len;
	const char *const *args; /* of --arg: "NAME=VALUE"; the last one wins */
	u32 args_nr;
	const char *const *dirs; /* where @use looks, in this order */
	u32 dirs_nr;
	struct sxx_target target;
	bool list; /* what is unknown is empty: only arguments are wanted */
};

/* One expanded file. */
struct sxx_file {
	const char *name; /* the script's, or the path of a module */
	const char *text; /* ends with a NUL that is not counted */
	size_t len;
	struct diag_origin origin; /* from the text back to the file */
};

/* An argument that the script takes. */
struct sxx_arg {
	const char *name;
	const char *fallback; /* its default; NULL: none */
};

struct sxx_result {
	const struct sxx_file *files; /* the script, then its modules */
	u32 files_nr;
	const struct sxx_arg *args; /* by name */
	u32 args_nr;
};

/*
 * Expands; what *ret holds lives in the arena, which must outlive diag.
 * Returns 0, or -EINVAL after errors were recorded in diag or, for an
 * argument of the command line that the script does not take, logged.
 */
int sxx_expand(const struct sxx_request *req, struct arena *arena,
	       struct diag *diag, struct sxx_result *ret);

/* Is this "NAME=VALUE" of --arg well-formed? Else -EINVAL, logged. */
int sxx_check_arg(const char *text);

#endif
