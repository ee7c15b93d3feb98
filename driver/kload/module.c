// SPDX-License-Identifier: GPL-2.0
/* .gnu.linkonce.this_module, .modinfo, __versions. */
#include "kload/module.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define INFO_SECTION   ".stapx.info"
#define MODULE_SECTION ".gnu.linkonce.this_module"
#define VERSION_LEN    64 /* an entry of __versions: CRC, name */

static struct bytes info_bytes(const struct image *img)
{
	unsigned int sect = image_find(img, INFO_SECTION);
	struct bytes b = { 0 };

	if (sect)
		b = (struct bytes){ img->sect[sect].data.data,
				    img->sect[sect].data.len };
	return b;
}

/* The next "key=value" at or behind *off, NULL at the end; padding skipped. */
static const char *next_info(struct bytes b, uint64_t *off)
{
	while (*off < b.len && !b.data[*off])
		(*off)++;
	return bytes_str(b, *off);
}

static const char *find_info(const struct image *img, const char *key)
{
	struct bytes b = info_bytes(img);
	size_t len = strlen(key);
	uint64_t off = 0;
	const char *text;

	while ((text = next_info(b, &off))) {
		if (!strncmp(text, key, len) && text[len] == '=')
			return text + len + 1;
		off += strlen(text);
	}
	return NULL;
}

static bool parse_abi(const char *text, unsigned int *ret)
{
	unsigned long abi;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	abi = strtoul(text, &end, 10);
	*ret = (unsigned int)abi;
	return !*end && abi <= UINT16_MAX;
}

int module_info_read(const struct image *img, struct module_info *ret)
{
	const char *abi = find_info(img, "abi");
	const char *version = find_info(img, "version");

	if (!abi || !parse_abi(abi, &ret->abi)) {
		log_err("%s: %s has no abi=NUMBER: not stapx's kernel object",
			img->name, INFO_SECTION);
		return -EINVAL;
	}
	if (!version || !*version || strlen(version) >= sizeof(ret->version)) {
		log_err("%s: %s has no version=TEXT: not stapx's kernel object",
			img->name, INFO_SECTION);
		return -EINVAL;
	}
	strcpy(ret->version, version);
	snprintf(ret->full_version, sizeof(ret->full_version), "%s-abi%u",
		 version, ret->abi);
	return 0;
}

bool module_version_abi(const char *full_version, unsigned int *ret)
{
	const char *at = NULL;
	const char *next = full_version;

	while ((next = strstr(next, "-abi"))) {
		next += 4;
		at = next;
	}
	return at && parse_abi(at, ret);
}

static int need(const struct fact_set *set, const char *name, uint64_t *ret)
{
	const struct fact *f = fact_find(set, name);

	if (!f || !fact_present(f)) {
		log_err("fact %s is missing: give this kernel's BTF as --btf or one of its modules as --donor",
			name);
		return -ENOENT;
	}
	*ret = f->value;
	return 0;
}

/* A pointer of struct module to one of the object's functions. */
static int add_function(struct image *img, unsigned int sect,
			const struct fact_set *set, const char *fact,
			const char *function)
{
	unsigned int sym = image_find_symbol(img, function);
	uint64_t off;
	int err = need(set, fact, &off);

	if (err)
		return err;
	if (!sym || img->sym[sym].shndx == SHN_UNDEF) {
		log_err("%s: no function %s(): not a module's object",
			img->name, function);
		return -EINVAL;
	}
	if (!bytes_has((struct bytes){ NULL, img->sect[sect].data.len }, off,
		       8)) {
		log_err("fact %s is %llu: outside struct module", fact,
			(unsigned long long)off);
		return -EINVAL;
	}
	return image_add_rela(img, sect, off, sym, R_X86_64_64, 0);
}

static int add_this_module(struct image *img, const char *name,
			   const struct fact_set *set)
{
	uint64_t size, name_off;
	unsigned int sect;
	int err = need(set, "ksize.module", &size);

	if (!err)
		err = need(set, "koff.module.name", &name_off);
	if (err)
		return err;
	if (strlen(name) > MODULE_NAME_MAX || size > (1u << 16) ||
	    name_off > size || size - name_off <= strlen(name)) {
		log_err("module name %s does not fit into struct module", name);
		return -EINVAL;
	}
	sect = image_add_section(img, MODULE_SECTION, SHF_WRITE, 64);
	if (!sect)
		return -ENOMEM;
	buf_append(&img->sect[sect].data, NULL, size, 1);
	if (img->sect[sect].data.failed)
		return -ENOMEM;
	memcpy(img->sect[sect].data.data + name_off, name, strlen(name));
	err = add_function(img, sect, set, "koff.module.init", "init_module");
	/* Kernels that cannot unload modules have no such member. */
	if (!err && fact_present(fact_find(set, "koff.module.exit")))
		err = add_function(img, sect, set, "koff.module.exit",
				   "cleanup_module");
	return err;
}

static void put_info(struct buf *b, const char *key, const char *value)
{
	buf_append(b, key, strlen(key), 1);
	buf_append(b, "=", 1, 1);
	buf_string(b, value);
}

/* The object's own entries, less those that are computed here. */
static void copy_info(const struct image *img, struct buf *b)
{
	static const char *const computed[] = { "abi=",	     "version=",
						"vermagic=", "name=",
						"depends=",  "retpoline=" };
	struct bytes info = info_bytes(img);
	uint64_t off = 0;
	const char *text;
	size_t i;

	while ((text = next_info(info, &off))) {
		for (i = 0; i < sizeof(computed) / sizeof(computed[0]); i++) {
			if (!strncmp(text, computed[i], strlen(computed[i])))
				break;
		}
		if (i == sizeof(computed) / sizeof(computed[0]))
			buf_string(b, text);
		off += strlen(text);
	}
}

static int add_modinfo(struct image *img, const char *name,
		       const struct module_info *info,
		       const struct kernel *kernel)
{
	unsigned int sect = image_add_section(img, ".modinfo", 0, 1);
	struct buf *b;

	if (!sect)
		return -ENOMEM;
	b = &img->sect[sect].data;
	copy_info(img, b);
	if (!find_info(img, "license"))
		put_info(b, "license", "GPL");
	put_info(b, "version", info->full_version);
	put_info(b, "depends", "");
	put_info(b, "retpoline", "Y");
	put_info(b, "name", name);
	put_info(b, "vermagic", kernel->vermagic);
	return b->failed ? -ENOMEM : 0;
}

static int add_versions(struct image *img, const struct kernel *kernel)
{
	struct {
		uint64_t crc;
		char name[VERSION_LEN - 8];
	} entry = { kernel->crc, "module_layout" };
	unsigned int sect;

	if (!kernel_has_modversions(kernel))
		return 0;
	if (!kernel->has_crc) {
		log_err("the kernel compares module_layout's CRC, which is known from nowhere: give one of its modules as --donor");
		return -ENOENT;
	}
	sect = image_add_section(img, "__versions", 0, 32);
	if (!sect)
		return -ENOMEM;
	buf_append(&img->sect[sect].data, &entry, sizeof(entry), 1);
	return img->sect[sect].data.failed ? -ENOMEM : 0;
}

int module_add(struct image *img, const char *name,
	       const struct module_info *info, const struct kernel *kernel,
	       const struct fact_set *set)
{
	int err;

	if (image_find(img, MODULE_SECTION) || image_find(img, ".modinfo")) {
		log_err("%s: already a module: give the object before it is linked, stapx.ko.o",
			img->name);
		return -EINVAL;
	}
	err = add_this_module(img, name, set);
	if (!err)
		err = add_modinfo(img, name, info, kernel);
	if (!err)
		err = add_versions(img, kernel);
	return err;
}
