// SPDX-License-Identifier: GPL-2.0
/* What all views have in common. */
#include "top/view.h"

void top_view_scroll(struct top_model *model, long lines)
{
	size_t *first = model->view->first(model);
	size_t all = model->view->lines(model);
	size_t page = model->page > 0 ? (size_t)model->page : 0;
	size_t last = all > page ? all - page : 0;

	if (lines < 0)
		*first -= (size_t)-lines < *first ? (size_t)-lines : *first;
	else
		*first += (size_t)lines;
	if (*first > last)
		*first = last;
}
