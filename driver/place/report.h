/* SPDX-License-Identifier: GPL-2.0 */
/* What is said when nothing answers a question. */
#ifndef STAPX_PLACE_REPORT_H
#define STAPX_PLACE_REPORT_H

#include "base/vec.h"

struct place_query;

/* "a, b, c and 5 more": names, each once, in the order in which they come. */
struct report_list {
	struct vec names; /* const char *: those that are shown */
	u32 nr; /* of all */
};

void report_list_init(struct report_list *list, struct arena *arena);
void report_list_add(struct report_list *list, const char *name);
const char *report_list_text(const struct report_list *list);

/* Errors at the point of q, each with what there is instead; -ENOENT. */
int report_function(struct place_query *q);
int report_statement(struct place_query *q);
int report_label(struct place_query *q);
int report_callee(struct place_query *q);
int report_mark(struct place_query *q);
int report_plt(struct place_query *q);

/* A note: why nothing but symbols is known of the file. */
void report_no_types(const struct place_query *q);

#endif
