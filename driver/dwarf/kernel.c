// SPDX-License-Identifier: GPL-2.0
/* Making the index of a kernel: which file it is made of. */
#include "dwarf/kernel.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/log.h"
#include "btf/make.h"
#include "dwarf/provide_kernel.h"
#include "dwarf/source.h"
#include "index/store.h"

#define SYS	 "/sys"
#define BTF	 SYS "/kernel/btf/vmlinux"
#define HEX_MAX	 (2 * INDEX_BUILD_ID_MAX + 1)
#define NOT_THAT "lines and the variables of functions are missing in it"

struct kernel {
	struct utsname name;
	u8 id[INDEX_BUILD_ID_MAX];
	u32 id_len; /* 0: not known */
	char hex[HEX_MAX];
};

static void identify(struct kernel *k)
{
	u32 i;

	uname(&k->name);
	k->id_len = provide_kernel_build_id(SYS, k->id);
	strcpy(k->hex, "not known");
	for (i = 0; i < k->id_len; i++)
		sprintf(k->hex + (size_t)2 * i, "%02x", k->id[i]);
}

/* Whether the file is of this kernel and has debug information. */
static bool will_do(const struct kernel *k, const char *path)
{
	u8 id[INDEX_BUILD_ID_MAX];
	struct dwarf_source src;
	bool has;
	int len;

	if (access(path, R_OK) || !source_is_elf(path))
		return false;
	len = source_build_id(path, id);
	if (len < 0)
		return false;
	if ((u32)len != k->id_len || memcmp(id, k->id, k->id_len)) {
		log_info("%s: passed over: it is another kernel's", path);
		return false;
	}
	if (source_open(path, true, &src))
		return false;
	has = src.dwarf;
	source_close(&src);
	return has;
}

/* Where distributions and builds leave it. */
static bool find_vmlinux(const struct kernel *k, char ret[PATH_MAX])
{
	static const char *const places[] = {
		"/usr/lib/debug/boot/vmlinux-%s",
		"/usr/lib/debug/lib/modules/%s/vmlinux",
		"/usr/lib/debug/boot/vmlinux-%s.debug",
		"/lib/modules/%s/build/vmlinux",
		"/boot/vmlinux-%s",
	};
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const char *at = strstr(places[i], "%s");

		snprintf(ret, PATH_MAX, "%.*s%s%s", (int)(at - places[i]),
			 places[i], k->name.release, at + 2);
		if (will_do(k, ret))
			return true;
	}
	if (k->id_len < 2)
		return false;
	snprintf(ret, PATH_MAX, "/usr/lib/debug/.build-id/%.2s/%s.debug",
		 k->hex, k->hex + 2);
	return will_do(k, ret);
}

static int make_of_dwarf(struct jobs *jobs, const char *path)
{
	int err = jobs_add(jobs, path);

	return err ? err : jobs_run(jobs);
}

static int make_of_btf(const struct jobs *jobs, const struct btf_source *src)
{
	char out[PATH_MAX];
	int err;

	if (jobs->out)
		snprintf(out, sizeof(out), "%s", jobs->out);
	else if (provide_kernel_btf_path(jobs->store, src->build_id,
					 src->build_id_len, out)) {
		log_err("%s: it has no build-id to keep an index by: give the index a name with -o",
			src->path);
		return -ENOENT;
	}
	err = jobs->out ? 0 : store_make_room(out);
	if (!err)
		err = btf_make_index(src, out);
	if (!err)
		printf("%s: %s\n", src->path, out);
	return err;
}

/* A file that holds BTF alone, or an ELF file without debug information. */
static int make_of_other(const struct jobs *jobs, const char *path, bool is_elf)
{
	u8 id[INDEX_BUILD_ID_MAX];
	struct btf_source src = { .path = path,
				  .unit = "vmlinux",
				  .build_id = id };
	int len = 0, err;

	if (access(path, R_OK)) {
		err = -errno;
		log_err("open %s: %s", path, strerror(-err));
		return err;
	}
	if (is_elf)
		len = source_find_build_id(path, id);
	src.build_id_len = len > 0 ? (u32)len : 0;
	err = make_of_btf(jobs, &src);
	if (!err)
		log_warn(
			"%s: it has no debug information: its index is made of its BTF; " NOT_THAT,
			path);
	return err;
}

static int make_named(struct jobs *jobs, const char *path)
{
	bool is_elf = source_is_elf(path);
	struct dwarf_source dwarf;
	bool has = false;
	int err = is_elf ? source_open(path, true, &dwarf) : 0;

	if (err)
		return err;
	if (is_elf) {
		has = dwarf.dwarf;
		source_close(&dwarf);
	}
	return has ? make_of_dwarf(jobs, path)
		   : make_of_other(jobs, path, is_elf);
}

int kernel_make_index(struct jobs *jobs, const char *vmlinux)
{
	struct kernel k;
	struct btf_source src = { .path = BTF,
				  .unit = "vmlinux",
				  .build_id = k.id };
	char path[PATH_MAX];
	int err;

	if (vmlinux)
		return make_named(jobs, vmlinux);
	identify(&k);
	if (find_vmlinux(&k, path))
		return make_of_dwarf(jobs, path);
	if (access(BTF, R_OK)) {
		log_err("kernel %s (build-id %s): no vmlinux with debug information in /usr/lib/debug, /lib/modules/%s/build, /boot, and no " BTF
			": install the kernel's debug package, or name its vmlinux: stapx index --kernel VMLINUX",
			k.name.release, k.hex, k.name.release);
		return -ENODATA;
	}
	src.build_id_len = k.id_len;
	err = make_of_btf(jobs, &src);
	if (!err)
		log_warn(
			"kernel %s (build-id %s): no vmlinux with debug information in /usr/lib/debug, /lib/modules/%s/build, /boot: the index is made of " BTF
			"; " NOT_THAT,
			k.name.release, k.hex, k.name.release);
	return err;
}
