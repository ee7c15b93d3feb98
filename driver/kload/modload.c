// SPDX-License-Identifier: GPL-2.0
/*
 * Loading and unloading. glibc and musl have no wrappers for the two system
 * calls. Their error numbers say little, so each refusal looks for its cause
 * and says what to do about it.
 */
#include "kload/modload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

#define CAP_SYS_MODULE_BIT 16
#define SMALL_FILE_MAX	   4096

/* The first line of a small file; false when it cannot be read. */
static bool read_word(const char *path, char *ret, size_t len)
{
	char *text;

	if (file_read_all(path, SMALL_FILE_MAX, &text, NULL))
		return false;
	snprintf(ret, len, "%.*s", (int)strcspn(text, "\n"), text);
	free(text);
	return true;
}

static bool read_module_file(const char *module, const char *file, char *ret,
			     size_t len)
{
	char path[160];

	snprintf(path, sizeof(path), "/sys/module/%s/%s", module, file);
	return read_word(path, ret, len);
}

int modload_find(const char *name, const struct module_info *info)
{
	char path[128];
	char version[MODULE_VERSION_MAX] = "";
	unsigned int abi;

	snprintf(path, sizeof(path), "/sys/module/%s", name);
	if (access(path, F_OK))
		return 0;
	read_module_file(name, "version", version, sizeof(version));
	if (!module_version_abi(version, &abi) || abi != info->abi) {
		log_err("module %s (%s) is loaded already and this stapx speaks ABI %u: unload it with stapx kload --unload",
			name, *version ? version : "no version", info->abi);
		return -EEXIST;
	}
	if (strcmp(version, info->full_version))
		log_info(
			"module %s %s is loaded, this stapx is %s; the ABI agrees",
			name, version, info->full_version);
	return 1;
}

/* The mode in [brackets]; "none" where the kernel has no lockdown. */
static void read_lockdown(char *ret, size_t len)
{
	char text[128];
	char *open, *close;

	snprintf(ret, len, "none");
	if (!read_word("/sys/kernel/security/lockdown", text, sizeof(text)))
		return;
	open = strchr(text, '[');
	close = open ? strchr(open, ']') : NULL;
	if (!close)
		return;
	*close = '\0';
	snprintf(ret, len, "%s", open + 1);
}

static bool has_capability(unsigned int bit)
{
	char *text;
	const char *line;
	unsigned long long set = 0;

	if (file_read_all("/proc/self/status", 1u << 16, &text, NULL))
		return false;
	line = strstr(text, "\nCapEff:");
	if (line)
		set = strtoull(line + 8, NULL, 16);
	free(text);
	return set >> bit & 1;
}

/* The capability counts in the first user namespace only. */
static bool in_user_namespace(void)
{
	unsigned long inside, outside, nr;
	char text[64];

	return read_word("/proc/self/uid_map", text, sizeof(text)) &&
	       sscanf(text, "%lu %lu %lu", &inside, &outside, &nr) == 3 &&
	       (inside || outside || nr != UINT32_MAX);
}

static bool modules_disabled(void)
{
	char text[8] = "";

	return read_word("/proc/sys/kernel/modules_disabled", text,
			 sizeof(text)) &&
	       text[0] == '1';
}

int modload_may(void)
{
	if (access("/proc/modules", F_OK)) {
		log_err("load module: this kernel has no support for modules: use one built with CONFIG_MODULES");
		return -ENOSYS;
	}
	if (!has_capability(CAP_SYS_MODULE_BIT) || in_user_namespace()) {
		log_err("load module: this process lacks CAP_SYS_MODULE: run as root on the host, not in an unprivileged container");
		return -EPERM;
	}
	if (modules_disabled()) {
		log_err("load module: /proc/sys/kernel/modules_disabled is 1, which only a reboot changes: reboot without it");
		return -EPERM;
	}
	return 0;
}

static void report_eperm(void)
{
	char mode[32];

	read_lockdown(mode, sizeof(mode));
	if (strcmp(mode, "none"))
		log_err("load module: the kernel is locked down (%s, usual under Secure Boot) and takes signed modules only: turn Secure Boot off, or boot without lockdown=",
			mode);
	else if (!modload_may())
		log_err("load module: a security module of this host forbids it (see its audit log)");
}

static void report_insert(const char *name, int err)
{
	switch (-err) {
	case EPERM:
		report_eperm();
		break;
	case EKEYREJECTED:
	case ENOKEY:
	case EBADMSG:
		log_err("load module: this kernel takes signed modules only (module.sig_enforce): boot without it, or sign the image that -o writes");
		break;
	case ENOSYS:
		log_err("load module: this kernel has no support for modules: use one built with CONFIG_MODULES");
		break;
	case ENOEXEC:
	case EINVAL:
		log_err("load module %s: %s: the kernel's log (dmesg) says why; check the facts with stapx kload --explain",
			name, strerror(-err));
		break;
	default:
		log_err("load module %s: %s: see the kernel's log (dmesg)",
			name, strerror(-err));
		break;
	}
}

int modload_insert(const void *image, size_t len, const char *name)
{
	int err;

	if (!syscall(SYS_init_module, image, len, ""))
		return 0;
	err = -errno;
	if (err != -EEXIST)
		report_insert(name, err);
	return err;
}

static void report_busy(const char *name)
{
	char refs[16] = "some";

	read_module_file(name, "refcnt", refs, sizeof(refs));
	log_err("unload module %s: in use (%s references): end the running stapx programs first",
		name, refs);
}

int modload_remove(const char *name)
{
	int err;

	if (!syscall(SYS_delete_module, name, O_NONBLOCK))
		return 0;
	err = -errno;
	switch (-err) {
	case ENOENT:
		log_info("module %s is not loaded", name);
		return 0;
	case EBUSY:
	case EAGAIN:
		report_busy(name);
		return -EBUSY;
	case EPERM:
		if (!modload_may())
			log_err("unload module %s: not permitted", name);
		return err;
	case ENOSYS:
		return modload_may() ? -ENOSYS : err;
	default:
		log_err("unload module %s: %s", name, strerror(-err));
		return err;
	}
}
