// SPDX-License-Identifier: GPL-2.0
/*
 * The loader's way: object -> facts it asks for -> answers from the sources
 * -> image of a module -> kernel. One struct job holds what a run owns.
 */
#include "kload/kload.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "kload/explain.h"
#include "kload/kernel.h"
#include "kload/link.h"
#include "kload/modload.h"
#include "kload/module.h"
#include "kload/resolve.h"

#define PATH_BTF      "/sys/kernel/btf/vmlinux"
#define PATH_KALLSYMS "/proc/kallsyms"
#define OBJECT_MAX    (16u << 20)

struct job {
	const struct kload_opts *o;
	const char *name; /* the module's */
	char *object;
	size_t object_len;
	struct image img;
	struct module_info info;
	struct fact_set facts;
	struct kernel kernel;
	struct factsfile *file;
	struct btf *btf;
	void *types;
	struct kallsyms *kallsyms;
	struct donor donor;
	bool has_donor;
	struct sources src;
	struct buf out;
};

/* The kernel in question is the running one. */
static bool is_live(const struct job *job)
{
	return !job->o->kallsyms;
}

static uint64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

static int read_object(struct job *job)
{
	int err = file_read_all(job->o->object, OBJECT_MAX, &job->object,
				&job->object_len);

	if (err) {
		log_err("read kernel object %s: %s", job->o->object,
			strerror(-err));
		return err;
	}
	err = image_read(job->o->object, job->object, job->object_len,
			 &job->img);
	if (!err)
		err = module_info_read(&job->img, &job->info);
	if (!err)
		err = link_collect(&job->img, &job->facts);
	if (!err)
		err = resolve_add_own(&job->facts);
	return err;
}

static int need_build_id(const char *running, const char *path)
{
	if (*running)
		return 0;
	log_err("this kernel shows no build-id in /sys/kernel/notes, so %s cannot be matched to it: give --btf instead",
		path);
	return -ENOEXEC;
}

static int check_build_id(const struct job *job, const char *running)
{
	int err = 0;

	if (!is_live(job))
		return 0;
	err = need_build_id(running, job->o->facts_in);
	if (err)
		return err;
	if (strcmp(job->kernel.build_id, running)) {
		log_err("%s is for the kernel with build-id %s, this one is %s: write one on this kernel, or with its --btf",
			job->o->facts_in, job->kernel.build_id, running);
		return -ENOEXEC;
	}
	return 0;
}

static int read_facts_file(struct job *job)
{
	char running[sizeof(job->kernel.build_id)];
	bool smap = job->kernel.smap;
	int err;

	if (!job->o->facts_in)
		return 0;
	strcpy(running, job->kernel.build_id);
	err = factsfile_read(job->o->facts_in, &job->file);
	if (!err)
		err = factsfile_kernel(job->file, &job->kernel);
	if (!err)
		err = check_build_id(job, running);
	if (err)
		return err;
	job->kernel.vermagic_source = "facts file";
	if (is_live(job))
		job->kernel.smap = smap;
	job->src.file = job->file;
	return 0;
}

/* A complete facts file needs no BTF; another kernel's has to be given. */
static int read_btf(struct job *job)
{
	const char *path = job->o->btf;
	int err;

	if (job->o->types_path ||
	    (job->file && resolve_file_is_complete(&job->facts, job->file)))
		return 0;
	if (!path && is_live(job))
		path = PATH_BTF;
	job->src.btf_path = path;
	if (!path || (!job->o->btf && access(path, R_OK)))
		return 0;
	err = btf_open(path, &job->btf);
	job->src.btf = job->btf;
	return err;
}

/* What was named; or where there is nothing else, what can be found. */
static int read_types(struct job *job)
{
	const struct kload_types *types = job->o->types;
	char *build_id = job->kernel.build_id;
	int err = 0;

	if (!types || (!job->o->types_path && (job->btf || job->file)))
		return 0;
	if (job->o->types_path && is_live(job))
		err = need_build_id(build_id, job->o->types_path);
	if (!err && (job->o->types_path || *build_id))
		err = types->open(job->o->types_path, build_id, &job->types);
	job->src.types = types;
	job->src.types_opened = job->types;
	return err;
}

static int read_donor(struct job *job, const char *path)
{
	int err = donor_read(path, &job->donor);

	job->has_donor = !err;
	job->src.donor = err ? NULL : &job->donor;
	return err;
}

static int identify(struct job *job)
{
	int err = 0;

	if (is_live(job))
		err = kernel_identify(&job->kernel);
	if (!err && job->o->build_id)
		snprintf(job->kernel.build_id, sizeof(job->kernel.build_id),
			 "%s", job->o->build_id);
	return err;
}

static int read_type_sources(struct job *job)
{
	int err = identify(job);

	if (!err)
		err = read_facts_file(job);
	if (!err)
		err = read_btf(job);
	if (!err)
		err = read_types(job);
	if (!err && job->o->donor)
		err = read_donor(job, job->o->donor);
	if (err || job->btf || job->types || job->file)
		return err;
	log_err("no type information of this kernel: it has no BTF (%s), and there is no index of it, so make one of its debug information (stapx index --kernel VMLINUX) or give --btf FILE, --from FACTS or --facts-from INDEX",
		job->src.btf_path ? job->src.btf_path : "none given");
	return -ENOENT;
}

static int read_symbols(struct job *job)
{
	int err = -ENOMEM;

	job->kallsyms = kallsyms_create();
	if (!job->kallsyms)
		return err;
	job->src.kallsyms = job->kallsyms;
	job->src.kallsyms_path = is_live(job) ? PATH_KALLSYMS
					      : job->o->kallsyms;
	err = resolve_want_symbols(&job->facts, job->kallsyms);
	if (!err)
		err = kernel_want_symbols(job->kallsyms);
	if (!err)
		err = kallsyms_read(job->kallsyms, job->o->kallsyms);
	if (err)
		return err;
	if (!kallsyms_has_kcfi(job->kallsyms))
		return 0;
	log_err("this kernel checks indirect calls by type (kCFI), which stapx's kernel object does not support yet: boot a kernel without CONFIG_CFI");
	return -EOPNOTSUPP;
}

/* The donor of last resort: one of the running kernel's own modules. */
static int search_donor(struct job *job)
{
	char dir[160];
	int err;

	snprintf(dir, sizeof(dir), "/lib/modules/%s/kernel",
		 job->kernel.release);
	err = donor_search(dir, &job->donor);
	if (err)
		return err;
	log_info("kload: donor %s", job->donor.path);
	job->has_donor = true;
	job->src.donor = &job->donor;
	return resolve_types(&job->facts, &job->src);
}

static int check_donor(const struct job *job)
{
	size_t len = strlen(job->kernel.release);

	if (!is_live(job) || !job->has_donor ||
	    (!strncmp(job->donor.vermagic, job->kernel.release, len) &&
	     job->donor.vermagic[len] == ' '))
		return 0;
	log_err("%s was built for kernel %.*s, this is %s: give a module of this kernel",
		job->donor.path, (int)strcspn(job->donor.vermagic, " "),
		job->donor.vermagic, job->kernel.release);
	return -ENOEXEC;
}

/* vermagic and CRC: facts file, donor given, kcore, donor found. */
static int learn_vermagic(struct job *job)
{
	int err;

	if (*job->kernel.vermagic)
		return 0;
	if (!job->has_donor && is_live(job)) {
		err = kernel_read_core(&job->kernel, job->kallsyms,
				       &job->facts);
		if (!err)
			return 0;
		log_info("kload: vermagic through /proc/kcore: %s",
			 strerror(-err));
		err = search_donor(job);
		if (err)
			return err;
	}
	if (!job->has_donor) {
		log_err("vermagic of that kernel is unknown: give one of its modules as --donor");
		return -ENOENT;
	}
	err = check_donor(job);
	if (!err)
		kernel_use_donor(&job->kernel, &job->donor);
	if (!err && !*job->kernel.release)
		snprintf(job->kernel.release, sizeof(job->kernel.release),
			 "%.*s", (int)strcspn(job->kernel.vermagic, " "),
			 job->kernel.vermagic);
	return err;
}

static int resolve(struct job *job)
{
	uint64_t start = now_us();
	uint64_t types, symbols;
	int err = read_type_sources(job);

	if (!err)
		err = resolve_types(&job->facts, &job->src);
	types = now_us();
	if (!err)
		err = read_symbols(job);
	if (!err)
		resolve_symbols(&job->facts, &job->src);
	symbols = now_us();
	if (!err)
		err = learn_vermagic(job);
	log_info("kload: types %.1f ms, symbols %.1f ms, vermagic %.1f ms",
		 (double)(types - start) / 1e3, (double)(symbols - types) / 1e3,
		 (double)(now_us() - symbols) / 1e3);
	return err;
}

static int build(struct job *job)
{
	int err = link_check_signatures(&job->img, &job->facts);

	if (!err)
		err = module_add(&job->img, job->name, &job->info, &job->kernel,
				 &job->facts);
	if (!err)
		err = link_bind(&job->img, &job->facts);
	if (!err)
		err = thunk_link(&job->img, &job->facts);
	if (!err)
		err = extable_link(&job->img, &job->facts);
	if (!err)
		err = smap_link(&job->img, job->kernel.smap);
	if (!err)
		err = link_finish(&job->img, &job->facts);
	if (!err)
		err = image_write(&job->img, &job->out);
	return err;
}

static int write_image(const struct job *job)
{
	int err;

	if (!job->o->out)
		return 0;
	err = file_write_all(job->o->out, job->out.data, job->out.len);
	if (err)
		log_err("write %s: %s", job->o->out, strerror(-err));
	return err;
}

static int insert(const struct job *job)
{
	uint64_t start = now_us();
	int err;

	if (job->o->no_load)
		return 0;
	err = modload_insert(job->out.data, job->out.len, job->name);
	if (err == -EEXIST) {
		/* Somebody else was faster, or another module has the name. */
		err = modload_find(job->name, &job->info);
		if (!err) {
			log_err("load module %s: the kernel has it already, but not in /sys/module",
				job->name);
			err = -EEXIST;
		}
		return err < 0 ? err : 0;
	}
	if (!err)
		log_info("kload: module %s %s loaded in %.1f ms", job->name,
			 job->info.full_version,
			 (double)(now_us() - start) / 1e3);
	return err;
}

static int check_options(const struct job *job)
{
	if (!job->o->object) {
		log_err("no kernel object given: use --object stapx.ko.o");
		return -EINVAL;
	}
	if (!is_live(job) && !job->o->no_load) {
		log_err("--kallsyms is for another kernel: write the module with -o");
		return -EINVAL;
	}
	return 0;
}

/* Everything between a read object and a loaded module. */
static int process(struct job *job)
{
	const struct kload_opts *o = job->o;
	uint64_t start;
	int err = resolve(job);

	/* Also when something failed: the table shows what. */
	if (o->explain && job->src.kallsyms &&
	    explain_print(stdout, &job->facts, &job->kernel))
		err = -ENOMEM;
	if (!err)
		err = resolve_check(&job->facts, &job->src);
	if (!err && o->facts_out)
		err = factsfile_write(o->facts_out, &job->facts, &job->kernel);
	if (err || (o->no_load && !o->out))
		return err;
	start = now_us();
	err = build(job);
	if (err)
		return err;
	log_info("kload: image of %zu bytes, %zu facts, %.1f ms", job->out.len,
		 job->facts.nr, (double)(now_us() - start) / 1e3);
	err = write_image(job);
	return err ? err : insert(job);
}

static void job_init(struct job *job, const struct kload_opts *o)
{
	memset(job, 0, sizeof(*job));
	job->o = o;
	job->name = o->module_name ? o->module_name : KLOAD_MODULE_NAME;
	job->src.without = o->without;
	job->src.without_nr = o->without_nr;
}

static void job_deinit(struct job *job)
{
	buf_free(&job->out);
	kallsyms_destroy(job->kallsyms);
	btf_close(job->btf);
	if (job->types)
		job->o->types->close(job->types);
	factsfile_free(job->file);
	fact_set_free(&job->facts);
	image_free(&job->img);
	free(job->object);
}

static int run(const struct kload_opts *o, bool look_for_loaded)
{
	struct job job;
	int found = 0;
	int err;

	job_init(&job, o);
	err = check_options(&job);
	if (!err)
		err = read_object(&job);
	if (!err && look_for_loaded)
		found = modload_find(job.name, &job.info);
	if (found)
		err = found < 0 ? found : 0;
	if (!err && !found && !o->no_load)
		err = modload_may();
	if (!err && !found)
		err = process(&job);
	job_deinit(&job);
	return err;
}

int kload_ensure(const struct kload_opts *o)
{
	return run(o, true);
}

int kload_run(const struct kload_opts *o)
{
	return run(o, false);
}

int kload_unload(void)
{
	return modload_remove(KLOAD_MODULE_NAME);
}
