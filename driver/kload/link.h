/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Turns the object's image into a module of one kernel. The steps in their
 * order: link_collect(), [facts are resolved], link_check_signatures(),
 * module_add() (module.h), link_bind(), thunk_link(), extable_link(),
 * smap_link(), link_finish().
 */
#ifndef STAPX_KLOAD_LINK_H
#define STAPX_KLOAD_LINK_H

#include <stdbool.h>

#include "kload/fact.h"
#include "kload/image.h"

/* Adds every fact and signature the image asks for. Reports. */
int link_collect(const struct image *img, struct fact_set *set);

/*
 * Compares the parameter counts that the object was written for with the
 * kernel's; a function unknown to the kernel's types passes. Reports all.
 */
int link_check_signatures(const struct image *img, const struct fact_set *set);

/* Undefined symbols become absolute ones with their facts' values. */
int link_bind(struct image *img, const struct fact_set *set);

/* thunk.c: keeps the mitigation sites, or inlines the thunks. Reports. */
int thunk_link(struct image *img, const struct fact_set *set);

/* extable.c: .stapx.ex becomes the kernel's kind of __ex_table. Reports. */
int extable_link(struct image *img, const struct fact_set *set);

/* extable.c: stac and clac become nops where there is no SMAP. Reports. */
int smap_link(struct image *img, bool cpu_has_smap);

/*
 * Relocation types that every kernel knows, values in range; the old name of
 * the per-CPU section where the kernel has it. Reports.
 */
int link_finish(struct image *img, const struct fact_set *set);

/* Where a relocation of section sect points to, inside img. Reports. */
int link_target(const struct image *img, unsigned int sect, const Elf64_Rela *r,
		unsigned int *ret_sect, uint64_t *ret_off);

#endif
