// SPDX-License-Identifier: GPL-2.0
/* Shared libraries that are wanted rarely. */
#include "base/shlib.h"

#include <dlfcn.h>
#include <errno.h>

#include "base/log.h"

int shlib_load(const char *const *sonames, const char *what_for,
	       const struct shlib_symbol *symbols, size_t nr)
{
	const char *const *name;
	void *lib = NULL;
	size_t i;

	for (name = sonames; *name && !lib; name++)
		lib = dlopen(*name, RTLD_NOW | RTLD_LOCAL);
	if (!lib) {
		log_err("%s wants the library %s, which is not installed: %s",
			what_for, *sonames, dlerror());
		return -ENOENT;
	}
	for (i = 0; i < nr; i++) {
		*(void **)symbols[i].to = dlsym(lib, symbols[i].name);
		if (*(void **)symbols[i].to)
			continue;
		log_err("%s: the library %s has no function %s", what_for,
			*sonames, symbols[i].name);
		dlclose(lib);
		return -ENOENT;
	}
	return 0;
}
