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

struct fact;

/*
 * Type information in a form that the loader does not know, for kernels
 * without BTF. All report what went wrong.
 */
struct kload_types {
	/*
	 * path is what kload_opts.types_path names; NULL: what there is of the
	 * kernel with this build-id (hex), else *ret is NULL. With both the
	 * build-ids must agree; one that is "" is filled in (129 bytes). 0 or
	 * -errno.
	 */
	int (*open)(const char *path, char *build_id, void **ret);
	void (*close)(void *types);
	const char *(*name)(const void *types); /* for messages, borrowed */
	/* Sets a type fact's value, or that there is no such thing. */
	int (*answer)(const void *types, struct fact *f);
};

/* All strings are borrowed for the duration of the call; NULL: not given. */
struct kload_opts {
	const char *object; /* the relocatable kernel object */
	const char *btf; /* instead of /sys/kernel/btf/vmlinux */
	const struct kload_types *types; /* borrowed; NULL: there are none */
	const char *types_path; /* what to open, instead of BTF */
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

/*
 * `stapx kload ...`; argv[0] is the command's name. types as in kload_opts.
 * Returns an exit status.
 */
int kload_main(int argc, char **argv, const struct kload_types *types);

#endif
