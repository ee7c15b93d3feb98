// SPDX-License-Identifier: GPL-2.0
/* The kernel's identity: release, build-id, vermagic, CRC, CPU. */
#include "kload/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/log.h"
#include "base/notes.h"
#include "kload/kcore.h"

#define PATH_NOTES   "/sys/kernel/notes"
#define PATH_CPUINFO "/proc/cpuinfo"
#define NOTES_MAX    (1u << 20)

static void to_hex(struct bytes b, char *ret)
{
	size_t i;

	for (i = 0; i < b.len; i++)
		sprintf(ret + 2 * i, "%02x", b.data[i]);
}

bool kernel_build_id(const void *notes, size_t len,
		     char ret[2 * BUILD_ID_MAX + 1])
{
	struct bytes id;

	if (!notes_build_id((struct bytes){ notes, len }, &id) ||
	    id.len > BUILD_ID_MAX)
		return false;
	to_hex(id, ret);
	return true;
}

static void read_build_id(struct kernel *ret)
{
	char *notes;
	size_t len;
	int err = file_read_all(PATH_NOTES, NOTES_MAX, &notes, &len);

	if (err) {
		log_debug("read %s: %s", PATH_NOTES, strerror(-err));
		return;
	}
	kernel_build_id(notes, len, ret->build_id);
	free(notes);
}

/*
 * Whether the kernel uses SMAP. Only the first CPU is looked at: on large
 * machines the whole file takes long to make.
 */
static bool cpu_has_smap(void)
{
	char text[8192];
	ssize_t len;
	char *flags;
	char *end;
	int fd = open(PATH_CPUINFO, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	len = read(fd, text, sizeof(text) - 2);
	close(fd);
	if (len <= 0)
		return false;
	text[len] = '\0';
	flags = strstr(text, "\nflags");
	end = flags ? strchr(flags + 1, '\n') : NULL;
	if (!end)
		return false;
	strcpy(end, " ");
	return strstr(flags, " smap ") != NULL;
}

int kernel_identify(struct kernel *ret)
{
	struct utsname un;

	if (uname(&un))
		return -errno;
	if (strcmp(un.machine, "x86_64")) {
		log_err("this machine is %s: stapx runs on x86-64 only",
			un.machine);
		return -ENOEXEC;
	}
	snprintf(ret->release, sizeof(ret->release), "%s", un.release);
	read_build_id(ret);
	ret->smap = cpu_has_smap();
	return 0;
}

enum {
	SYM_VERMAGIC,
	SYM_MODULE_LAYOUT,
	SYM_TAB_START,
	SYM_TAB_STOP,
	SYM_CRC_START,
	SYM_CRC_STOP,
	SYM_NR,
};

static const char *const symbol_names[SYM_NR] = {
	[SYM_VERMAGIC] = "vermagic",
	[SYM_MODULE_LAYOUT] = "__ksymtab_module_layout",
	[SYM_TAB_START] = "__start___ksymtab",
	[SYM_TAB_STOP] = "__stop___ksymtab",
	[SYM_CRC_START] = "__start___kcrctab",
	[SYM_CRC_STOP] = "__stop___kcrctab",
};

int kernel_want_symbols(struct kallsyms *ks)
{
	size_t i;
	int err = 0;

	for (i = 0; i < SYM_NR && !err; i++)
		err = kallsyms_want(ks, symbol_names[i]);
	return err;
}

/* It ends within a page; a read may not cross the end of what is mapped. */
static int read_text(const struct kcore *kcore, uint64_t addr, char *ret,
		     size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		int err = kcore_read(kcore, addr + i, ret + i, 1);

		if (err)
			return err;
		if (!ret[i])
			return 0;
		if ((unsigned char)ret[i] < ' ' || (unsigned char)ret[i] > '~')
			return -EILSEQ;
	}
	return -ENAMETOOLONG;
}

/*
 * The CRC table runs in step with the table of exported symbols; its entries
 * were 8 bytes long once.
 */
static int read_crc(const struct kcore *kcore, const struct kallsyms *ks,
		    const struct fact_set *facts, uint32_t *ret)
{
	const struct fact *entry = fact_find(facts, "ksize.kernel_symbol");
	uint64_t addr[SYM_NR];
	uint64_t nr, crc_len, idx;
	size_t i;

	for (i = SYM_MODULE_LAYOUT; i < SYM_NR; i++) {
		int err = kallsyms_get(ks, symbol_names[i], &addr[i]);

		if (err)
			return err;
	}
	if (!entry || !fact_present(entry) || !entry->value ||
	    addr[SYM_TAB_STOP] <= addr[SYM_TAB_START] ||
	    addr[SYM_CRC_STOP] <= addr[SYM_CRC_START])
		return -ENOENT;
	nr = (addr[SYM_TAB_STOP] - addr[SYM_TAB_START]) / entry->value;
	idx = (addr[SYM_MODULE_LAYOUT] - addr[SYM_TAB_START]) / entry->value;
	crc_len = nr ? (addr[SYM_CRC_STOP] - addr[SYM_CRC_START]) / nr : 0;
	if (idx >= nr || (crc_len != 4 && crc_len != 8))
		return -ENOENT;
	return kcore_read(kcore, addr[SYM_CRC_START] + idx * crc_len, ret,
			  sizeof(*ret));
}

int kernel_read_core(struct kernel *kernel, const struct kallsyms *ks,
		     const struct fact_set *facts)
{
	struct kcore *kcore;
	char text[VERMAGIC_MAX];
	uint64_t addr;
	int err = kallsyms_get(ks, symbol_names[SYM_VERMAGIC], &addr);

	if (err)
		return err;
	kcore = kcore_open(NULL);
	if (!kcore)
		return -errno;
	err = read_text(kcore, addr, text, sizeof(text));
	if (!err) {
		strcpy(kernel->vermagic, text);
		kernel->vermagic_source = "kcore";
		if (kernel_has_modversions(kernel)) {
			err = read_crc(kcore, ks, facts, &kernel->crc);
			kernel->has_crc = !err;
		}
	}
	kcore_close(kcore);
	return err;
}

void kernel_use_donor(struct kernel *kernel, const struct donor *donor)
{
	strcpy(kernel->vermagic, donor->vermagic);
	kernel->vermagic_source = "donor";
	kernel->has_crc = donor->has_crc;
	kernel->crc = donor->crc;
}

bool kernel_has_modversions(const struct kernel *kernel)
{
	return strstr(kernel->vermagic, " modversions ") != NULL;
}
