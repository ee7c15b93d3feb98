// SPDX-License-Identifier: GPL-2.0
/* Rows of CODE and RETURNS. */
#include "index/returns.h"

#include <stddef.h>

#include "index/find.h"

const struct index_code *index_find_code(const struct index *ix, u32 entry)
{
	u32 n = index_below(ix, INDEX_CODE, offsetof(struct index_code, entry),
			    entry);
	const struct index_code *row = index_row(ix, INDEX_CODE, n);

	return row && row->entry == entry ? row : NULL;
}

const struct index_return *index_returns(const struct index *ix,
					 const struct index_code *code,
					 u32 *ret_nr)
{
	const struct index_return *rows = index_rows(
		ix, INDEX_RETURNS, code->return_first, code->return_nr);

	*ret_nr = rows ? code->return_nr : 0;
	return *ret_nr ? rows : NULL;
}

const char *index_return_name(u32 kind)
{
	static const char *const names[INDEX_RETURN_KIND_NR] = {
		[INDEX_RETURN_RET] = "ret",
		[INDEX_RETURN_TAIL_JUMP] = "tail jump",
		[INDEX_RETURN_TAIL_INDIRECT] = "indirect tail jump",
		[INDEX_RETURN_UNDECODABLE] = "undecodable",
		[INDEX_RETURN_NORETURN] = "a call that does not come back",
		[INDEX_RETURN_FALL_THROUGH] = "runs into what lies behind",
		[INDEX_RETURN_JUMP_UNKNOWN] = "jump to somewhere",
	};

	return kind < INDEX_RETURN_KIND_NR ? names[kind] : "?";
}
