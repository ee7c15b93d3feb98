// SPDX-License-Identifier: GPL-2.0
/* Unwind rows of an index. */
#include "index/unwind.h"

#include "unwind_step.h"

void index_unwind_table(const struct index *ix, struct sx_unwind_table *ret)
{
	*ret = (struct sx_unwind_table){
		.rows = index_row(ix, INDEX_UNWIND, 0),
		.rules = index_row(ix, INDEX_UNWIND_RULES, 0),
		.saves = index_row(ix, INDEX_UNWIND_SAVES, 0),
		.exprs = index_row(ix, INDEX_UNWIND_EXPRS, 0),
		.row_nr = index_nr(ix, INDEX_UNWIND),
		.rule_nr = index_nr(ix, INDEX_UNWIND_RULES),
		.save_nr = index_nr(ix, INDEX_UNWIND_SAVES),
		.expr_len = index_nr(ix, INDEX_UNWIND_EXPRS),
	};
}

const struct sx_unwind_rule *index_find_unwind(const struct index *ix, u32 addr)
{
	struct sx_unwind_table table;

	index_unwind_table(ix, &table);
	return sx_unwind_find(&table, addr);
}

const struct sx_unwind_save *
index_unwind_saves(const struct index *ix, const struct sx_unwind_rule *rule,
		   u32 *ret_nr)
{
	const struct sx_unwind_save *saves = index_rows(
		ix, INDEX_UNWIND_SAVES, rule->save_first, rule->save_nr);

	*ret_nr = saves ? rule->save_nr : 0;
	return saves;
}
