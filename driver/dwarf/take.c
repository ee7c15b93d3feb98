// SPDX-License-Identifier: GPL-2.0
/* An index is taken, or passed over with a reason. */
#include "dwarf/take.h"

#include <string.h>

#include "base/log.h"

bool take_has_types(const struct index *ix)
{
	return index_nr(ix, INDEX_UNITS);
}

/* Why an index will not do; NULL: it will. */
static const char *objection(const struct index *ix,
			     const struct take_wanted *wanted)
{
	const struct index_head *head = index_head(ix);

	if (head->build_id_len != wanted->id_len ||
	    memcmp(head->build_id, wanted->id, wanted->id_len))
		return "it is another file's";
	if (wanted->types && !take_has_types(ix))
		return "it was made without debug information";
	return NULL;
}

struct index *take_index(const char *path, const struct take_wanted *wanted,
			 const char **ret_why)
{
	struct index *ix;
	int err = index_try(path, &ix, ret_why);

	if (!err) {
		*ret_why = objection(ix, wanted);
		if (!*ret_why) {
			log_info("%s: its index is %s", wanted->shown, path);
			return ix;
		}
		index_close(ix);
	}
	if (!*ret_why)
		*ret_why = strerror(-err);
	log_info("%s: passed over: %s", path, *ret_why);
	return NULL;
}
