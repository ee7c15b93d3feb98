/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The loader: relocates the precompiled kernel object to a kernel and loads
 * it. docs/kload.md describes the way of the data and how to add a fact.
 *
 * Every function reports what went wrong, once, through log_err().
 */
#ifndef STAPX_KLOAD_KLOAD_H
#define STAPX_KLOAD_KLOAD_H

#include <stdbool.h>
#include <stddef.h>

#define KLOAD_MODULE_NAME "stapx"

/* All strings are borrowed for the duration of the call; NULL: not given. */
struct kload_opts {
	const char *object; /* the relocatable kernel object */
	const char *btf; /* instead of /sys/kernel/btf/vmlinux */
	const char *donor; /* any module of that kernel */
	const char *kallsyms; /* another kernel's symbols: needs out */
	const char *facts_in; /* facts file to read */
	const char *facts_out; /* facts file to write */
	const char *build_id; /* of another kernel, for facts_out */
	const char *out; /* write the image here */
	bool explain; /* print every fact to stdout */
	bool no_load; /* stop before init_module */
	const char *const *without; /* globs of facts and symbols to hide */
	size_t without_nr;
	const char *module_name; /* NULL: KLOAD_MODULE_NAME */
};

/*
 * Makes sure that a module of the object's ABI is loaded: finds it loaded, or
 * loads it. Needs CAP_SYS_MODULE when it has to load. Returns 0 or -errno.
 */
int kload_ensure(const struct kload_opts *o);

/*
 * Relocates and does what the options ask for (explain, write facts, write
 * the image, load) without looking for a loaded module first.
 */
int kload_run(const struct kload_opts *o);

/* Unloads the module; -EBUSY while a session is open, 0 if not loaded. */
int kload_unload(void);

/* `stapx kload ...`; argv[0] is the command's name. Returns an exit status. */
int kload_main(int argc, char **argv);

#endif
