// SPDX-License-Identifier: GPL-2.0
/* The exits of functions, by the index of their file. */
#include "place/returns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dwarf/provide.h"
#include "index/file.h"
#include "index/returns.h"

/* SX_ROLE_HIT: nothing has to stand there. */
static u8 role_of(const struct index_return *row)
{
	switch (row->kind) {
	case INDEX_RETURN_RET:
		return SX_ROLE_RETURN;
	case INDEX_RETURN_TAIL_JUMP:
	case INDEX_RETURN_TAIL_INDIRECT:
		return SX_ROLE_LEAVE;
	default:
		return SX_ROLE_HIT;
	}
}

static bool is_shared(const struct index *ix, const struct index_code *code,
		      u32 addr)
{
	u32 i, nr = index_nr(ix, INDEX_RETURNS);
	const struct index_return *all = index_rows(ix, INDEX_RETURNS, 0, nr);

	for (i = 0; all && i < nr; i++)
		if (all[i].addr == addr &&
		    i - code->return_first >= code->return_nr &&
		    role_of(&all[i]) != SX_ROLE_HIT)
			return true;
	return false;
}

static int add_exits(const struct index *ix, const struct index_code *code,
		     struct exits *ret)
{
	const struct index_return *rows;
	u32 i, nr;

	rows = index_returns(ix, code, &nr);
	if (nr != code->return_nr)
		return 0; /* damaged: nothing is known */
	ret->rows = calloc(nr + 1, sizeof(*ret->rows));
	if (!ret->rows)
		return -ENOMEM;
	for (i = 0; i < nr; i++) {
		u8 role = role_of(&rows[i]);

		if (role == SX_ROLE_HIT)
			continue;
		if (is_shared(ix, code, rows[i].addr))
			return 0;
		ret->rows[ret->nr++] = (struct exit_place){
			.addr = index_head(ix)->base + rows[i].addr,
			.role = role,
		};
	}
	ret->all_known = true;
	return 0;
}

int place_exits(const struct target_file *file, u64 entry, struct exits *ret)
{
	const struct index_code *code;
	const struct index *ix;
	u64 base;
	int err;

	memset(ret, 0, sizeof(*ret));
	err = provide_index(file->open_path, file->path, false, true, &ix);
	if (err)
		return err == -ENODATA ? 0 : err;
	base = index_head(ix)->base;
	if (entry < base || entry - base >= INDEX_NONE)
		return 0;
	code = index_find_code(ix, (u32)(entry - base));
	if (!code || !(code->flags & INDEX_CODE_ALL_RETURNS))
		return 0;
	return add_exits(ix, code, ret);
}
