/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a library file declares, found without parsing it: comments, strings
 * and bodies are skipped, and whatever stands in the branches of a
 * preprocessor condition counts.
 */
#ifndef STAPX_SCRIPT_LIBRARY_SCAN_H
#define STAPX_SCRIPT_LIBRARY_SCAN_H

#include <stddef.h>

enum library_kind {
	LIBRARY_FUNCTION,
	LIBRARY_GLOBAL,
	LIBRARY_ALIAS, /* name: "a.b.c", without arguments */
	LIBRARY_MACRO, /* name: without the `@` */
};

/* One public declaration; name is not NUL-terminated, and inside of text. */
typedef void library_found_fn(void *arg, enum library_kind kind,
			      const char *name, size_t len);

/* Reports each declaration of the text, in its order. */
void library_scan(const char *text, size_t len, library_found_fn *found,
		  void *arg);

#endif
