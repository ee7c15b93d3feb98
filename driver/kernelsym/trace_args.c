// SPDX-License-Identifier: GPL-2.0
/*
 * A tracepoint's arguments are those of the function that calls all who wait
 * for it, behind their data: __traceiter_NAME(data, arguments...).
 */
#include "kernelsym/trace_args.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stapx/abi.h>

#include "kload/btf.h"

#define PATH_BTF "/sys/kernel/btf/vmlinux"

static u32 args_of(const struct btf *btf, const struct btf_query *q)
{
	uint64_t nr;

	if (q->id_nr != 1 || q->conflict || btf_param_nr(btf, q->id[0], &nr) ||
	    !nr)
		return SX_MAX_TRACE_ARGS;
	nr--;
	return nr < SX_MAX_TRACE_ARGS ? (u32)nr : SX_MAX_TRACE_ARGS;
}

static int ask(const struct btf *btf, const struct kernelsym_want *want,
	       u32 *ret)
{
	struct btf_query *query = calloc(want->nr + 1, sizeof(*query));
	char **names = calloc(want->nr + 1, sizeof(*names));
	int err = query && names ? 0 : -ENOMEM;
	u32 i;

	for (i = 0; i < want->nr && !err; i++) {
		query[i].cls = BTF_FUNCTION;
		if (asprintf(&names[i], "__traceiter_%s", want->rows[i].name) <
		    0) {
			names[i] = NULL;
			err = -ENOMEM;
			break;
		}
		query[i].name = names[i];
		query[i].name_len = strlen(names[i]);
	}
	if (!err && !btf_find(btf, query, want->nr))
		for (i = 0; i < want->nr; i++)
			if (!want->rows[i].module)
				ret[i] = args_of(btf, &query[i]);
	for (i = 0; names && i < want->nr; i++)
		free(names[i]);
	free(names);
	free(query);
	return err;
}

int kernelsym_trace_args(const struct kernelsym_want *want, u32 *ret)
{
	struct btf *btf;
	int err;
	u32 i;

	for (i = 0; i < want->nr; i++)
		ret[i] = SX_MAX_TRACE_ARGS;
	if (!want->nr || access(PATH_BTF, R_OK) || btf_open(PATH_BTF, &btf))
		return 0;
	err = ask(btf, want, ret);
	btf_close(btf);
	return err;
}
