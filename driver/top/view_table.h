/* SPDX-License-Identifier: GPL-2.0 */
/* The view of the arrays; its parts serve --batch as well. */
#ifndef STAPX_TOP_VIEW_TABLE_H
#define STAPX_TOP_VIEW_TABLE_H

#include "top/grid.h"
#include "top/model.h"

/* "hits[,]", the array as a script would write it with its keys left out. */
void top_view_table_name(const struct top_array *array, char *buf, size_t size);

#endif
