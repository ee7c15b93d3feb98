// SPDX-License-Identifier: GPL-2.0
/* Facts become symbol values; relocations are checked. */
#include "kload/link.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define SIG_SECTION ".stapx.sig"
#define THIS_MODULE "__this_module"

/* One "FUNCTION COUNT" of .stapx.sig. */
struct signature {
	char fact[FACT_NAME_MAX]; /* kargs.FUNCTION */
	unsigned int param_nr;
};

static int parse_signature(const struct image *img, unsigned int sect,
			   uint64_t off, const char *text,
			   struct signature *ret)
{
	const char *space = strchr(text, ' ');
	char *end;
	int len;

	if (!space || space == text || space[1] < '0' || space[1] > '9')
		return image_bad(img, sect, off,
				 "\"%.64s\" should be \"FUNCTION COUNT\"",
				 text);
	len = snprintf(ret->fact, sizeof(ret->fact), "kargs.%.*s",
		       (int)(space - text), text);
	ret->param_nr = (unsigned int)strtoul(space + 1, &end, 10);
	if (len >= (int)sizeof(ret->fact) || *end || ret->param_nr > 64)
		return image_bad(img, sect, off,
				 "\"%.64s\" should be \"FUNCTION COUNT\"",
				 text);
	return 0;
}

typedef int (*signature_fn)(const struct signature *sig, void *arg);

/* Calls fn for each signature; padding NULs are skipped. */
static int each_signature(const struct image *img, signature_fn fn, void *arg)
{
	unsigned int sect = image_find(img, SIG_SECTION);
	struct bytes b;
	uint64_t off = 0;

	if (!sect)
		return 0;
	b = (struct bytes){ img->sect[sect].data.data,
			    img->sect[sect].data.len };
	while (off < b.len) {
		const char *text = bytes_str(b, off);
		struct signature sig;
		int err;

		if (!text)
			return image_bad(img, sect, off, "no NUL at the end");
		if (*text) {
			err = parse_signature(img, sect, off, text, &sig);
			if (!err)
				err = fn(&sig, arg);
			if (err)
				return err;
		}
		off += strlen(text) + 1;
	}
	return 0;
}

static int collect_signature(const struct signature *sig, void *arg)
{
	return fact_add(arg, sig->fact, true) ? 0 : -EINVAL;
}

int link_collect(const struct image *img, struct fact_set *set)
{
	unsigned int i;

	for (i = 1; i < img->sym_nr; i++) {
		const struct image_symbol *s = &img->sym[i];
		bool weak = ELF64_ST_BIND(s->info) == STB_WEAK;

		if (s->shndx != SHN_UNDEF || !strcmp(s->name, THIS_MODULE))
			continue;
		if (!fact_add(set, s->name, weak))
			return -EINVAL;
	}
	return each_signature(img, collect_signature, set);
}

struct signature_check {
	const struct image *img;
	const struct fact_set *set;
	unsigned int checked;
	unsigned int wrong;
};

static int check_signature(const struct signature *sig, void *arg)
{
	struct signature_check *c = arg;
	const struct fact *f = fact_find(c->set, sig->fact);

	if (!f || !fact_present(f))
		return 0;
	c->checked++;
	if (f->value == sig->param_nr)
		return 0;
	log_err("%s: %s() has %llu parameters in this kernel, the object was written for %u: a newer stapx is needed",
		c->img->name, f->subject, (unsigned long long)f->value,
		sig->param_nr);
	c->wrong++;
	return 0;
}

int link_check_signatures(const struct image *img, const struct fact_set *set)
{
	struct signature_check c = { .img = img, .set = set };
	int err = each_signature(img, check_signature, &c);

	if (err)
		return err;
	log_debug("kload: %u signatures agree", c.checked - c.wrong);
	return c.wrong ? -ENOEXEC : 0;
}

int link_bind(struct image *img, const struct fact_set *set)
{
	unsigned int module = image_find(img, ".gnu.linkonce.this_module");
	unsigned int i;

	for (i = 1; i < img->sym_nr; i++) {
		struct image_symbol *s = &img->sym[i];
		const struct fact *f;

		if (s->shndx != SHN_UNDEF)
			continue;
		if (!strcmp(s->name, THIS_MODULE)) {
			s->shndx = (uint16_t)module;
			continue;
		}
		f = fact_find(set, s->name);
		if (!f) {
			log_err("%s: symbol %s is not a fact", img->name,
				s->name);
			return -EINVAL;
		}
		s->shndx = SHN_ABS;
		s->value = f->value;
	}
	return 0;
}

int link_target(const struct image *img, unsigned int sect, const Elf64_Rela *r,
		unsigned int *ret_sect, uint64_t *ret_off)
{
	const struct image_symbol *s = &img->sym[ELF64_R_SYM(r->r_info)];
	uint64_t off = s->value + (uint64_t)r->r_addend;

	if (ELF64_R_TYPE(r->r_info) != R_X86_64_64)
		return image_bad(img, sect, r->r_offset,
				 "should be an R_X86_64_64 relocation");
	if (s->shndx == SHN_UNDEF || s->shndx >= img->sect_nr ||
	    off >= img->sect[s->shndx].data.len)
		return image_bad(img, sect, r->r_offset,
				 "points outside the object's sections");
	*ret_sect = s->shndx;
	*ret_off = off;
	return 0;
}

/* The types that kernels since 2.6.32 relocate, and the bytes they write. */
static const struct {
	unsigned int type;
	unsigned int len;
	const char *name;
} rela_types[] = {
	{ R_X86_64_NONE, 0, "R_X86_64_NONE" },
	{ R_X86_64_64, 8, "R_X86_64_64" },
	{ R_X86_64_PC32, 4, "R_X86_64_PC32" },
	{ R_X86_64_32, 4, "R_X86_64_32" },
	{ R_X86_64_32S, 4, "R_X86_64_32S" },
};

/* Absolute values only: others are known when the kernel places the module. */
static bool fits(unsigned int type, uint64_t value)
{
	/* The two gigabytes that kernel text and modules share, or zero. */
	if (type == R_X86_64_PC32)
		return !value || value >= UINT64_C(0xffffffff80000000);
	if (type == R_X86_64_32)
		return value <= UINT32_MAX;
	if (type == R_X86_64_32S)
		return (int64_t)value == (int32_t)value;
	return true;
}

static int check_rela(const struct image *img, unsigned int sect, Elf64_Rela *r)
{
	const struct image_symbol *s = &img->sym[ELF64_R_SYM(r->r_info)];
	unsigned int type = ELF64_R_TYPE(r->r_info);
	struct bytes data = { NULL, img->sect[sect].data.len };
	size_t i;

	/* The same sum; kernels before 4.16 know only PC32. */
	if (type == R_X86_64_PLT32) {
		type = R_X86_64_PC32;
		r->r_info = ELF64_R_INFO(ELF64_R_SYM(r->r_info), type);
	}
	for (i = 0; i < sizeof(rela_types) / sizeof(rela_types[0]); i++) {
		if (rela_types[i].type == type)
			break;
	}
	if (i == sizeof(rela_types) / sizeof(rela_types[0]))
		return image_bad(
			img, sect, r->r_offset,
			"relocation type %u of %s is unknown to kernels: compile with the flags of kmod/",
			type, s->name);
	if (!bytes_has(data, r->r_offset, rela_types[i].len))
		return image_bad(img, sect, r->r_offset,
				 "relocation outside the section");
	if (s->shndx != SHN_ABS || !type)
		return 0;
	/* A PC32 addend corrects for the place, not for the value. */
	if (fits(type, type == R_X86_64_PC32
			       ? s->value
			       : s->value + (uint64_t)r->r_addend))
		return 0;
	return image_bad(img, sect, r->r_offset, "%s is %#llx, too far for %s",
			 s->name, (unsigned long long)s->value,
			 rela_types[i].name);
}

static int rename_percpu(struct image *img, const struct fact_set *set)
{
	const struct fact *old = fact_find(set, "khave.per_cpu__current_task");
	unsigned int sect = image_find(img, ".data..percpu");
	char *name;

	if (!sect || !old || !old->value)
		return 0;
	name = strdup(".data.percpu");
	if (!name)
		return -ENOMEM;
	free(img->sect[sect].name);
	img->sect[sect].name = name;
	return 0;
}

int link_finish(struct image *img, const struct fact_set *set)
{
	unsigned int i;
	size_t j;

	for (i = 1; i < img->sect_nr; i++) {
		struct image_section *s = &img->sect[i];

		for (j = 0; j < s->rela_nr && !s->drop; j++) {
			int err = check_rela(img, i, &s->rela[j]);

			if (err)
				return err;
		}
	}
	return rename_percpu(img, set);
}
