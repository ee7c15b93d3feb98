// SPDX-License-Identifier: GPL-2.0
/* The stap++ macros: one run over a script and its modules. */
#include "sxx/sxx.h"

#include <errno.h>

#include "sxx/internal.h"

static void init(struct sxx *x, const struct sxx_request *req,
		 struct arena *arena, struct diag *diag)
{
	*x = (struct sxx){ .req = req, .arena = arena, .diag = diag };
	names_init(&x->args, arena);
	names_init(&x->libs, arena);
	names_init(&x->modules, arena);
	vec_init(&x->files, arena, sizeof(struct sxx_file));
	line_init(&x->lines[0], arena);
	line_init(&x->lines[1], arena);
	args_init(x);
}

int sxx_expand(const struct sxx_request *req, struct arena *arena,
	       struct diag *diag, struct sxx_result *ret)
{
	u32 before = diag_errors(diag);
	struct sxx x;
	int err = 0;

	init(&x, req, arena, diag);
	reader_run(&x, req->name, req->text, req->len);
	/* Behind a text that was not read to its end nothing is known. */
	if (!diag_full(diag) && !req->list)
		err = args_check_used(&x);
	ret->files = x.files.data;
	ret->files_nr = x.files.nr;
	args_list(&x, ret);
	return diag_errors(diag) != before ? -EINVAL : err;
}
