/* SPDX-License-Identifier: GPL-2.0 */
/* What the steps of a conversion share. */
#ifndef STAPX_BTF_IMPL_H
#define STAPX_BTF_IMPL_H

#include "base/btf.h"
#include "index/writer.h"

#define BTF_NO_TYPE 0xffffffffu /* of a function, a variable, a tag */

struct btf_conversion {
	const struct btf *btf;
	struct index_writer *w;
	u32 *row; /* of each id: its row of TYPES, or BTF_NO_TYPE */
	/*
	 * Of a FWD: the id of its definition; of a FUNC_PROTO and a VAR: 1 +
	 * the first row of VARS, the row of GLOBALS; 0: none.
	 */
	u32 *made;
	bool marks_signs; /* the encoder says which enums are signed */
	int err; /* the first damage, reported */
};

/* Reports what is wrong with a type, the first time; sets c->err. */
void btf_damaged(struct btf_conversion *c, u32 id, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The row of the type that `id` names; 0 where there is none: damaged. */
u32 btf_type_row(struct btf_conversion *c, u32 id, u32 type);

/* The string of the index at an offset of BTF's, which is the same. */
u32 btf_text(struct btf_conversion *c, u32 id, u32 name_off);

/* number.c: gives each type its row. Returns the number of rows. */
u32 btf_number(struct btf_conversion *c);

/* types.c: fills in the row of one id, if it has one of its own. */
void btf_fill(struct btf_conversion *c, u32 id, const struct btf_record *t);

/* objects.c: a FUNC or a VAR; and where the variables of a section are. */
void btf_add_func(struct btf_conversion *c, u32 id, const struct btf_record *t);
void btf_add_var(struct btf_conversion *c, u32 id, const struct btf_record *t);
void btf_place_vars(struct btf_conversion *c, u32 id,
		    const struct btf_record *t);

#endif
