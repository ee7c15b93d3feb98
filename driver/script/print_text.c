// SPDX-License-Identifier: GPL-2.0
/* What is printed, as a string. */
#include <stdio.h>
#include <stdlib.h>

#include "script/print_internal.h"

static const char *print_text(struct arena *arena, const struct expr *e,
			      const struct stmt *s)
{
	const char *copy = NULL;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	if (e)
		print_expr(e, out);
	else
		print_stmt(s, 0, out);
	if (!fclose(out))
		copy = arena_strndup(arena, text, len);
	free(text);
	return copy;
}

const char *print_expr_text(struct arena *arena, const struct expr *e)
{
	return print_text(arena, e, NULL);
}

const char *print_stmt_text(struct arena *arena, const struct stmt *s)
{
	return print_text(arena, NULL, s);
}
