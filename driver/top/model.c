// SPDX-License-Identifier: GPL-2.0
/* What stapx-top knows. */
#include "top/model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "top/view.h"

/* Globals of the tapsets' own begin with this: they are not shown. */
#define PRIVATE_PREFIX "__"

static bool is_shown(const struct top_global *global)
{
	return strncmp(global->name, PRIVATE_PREFIX, strlen(PRIVATE_PREFIX));
}

static void init_array(struct top_array *array, size_t i,
		       const struct top_global *global)
{
	array->global = i;
	dump_init(&array->now.table, global->name, global->decl);
	dump_init(&array->before.table, global->name, global->decl);
	array->columns_nr = top_columns_of(&array->now.table, array->columns);
	array->sort = array->columns_nr - 1;
	array->down = true;
}

static void init_globals(struct top_model *model)
{
	size_t i;

	for (i = 0; i < model->source->globals_nr; i++) {
		const struct top_global *global = &model->source->globals[i];
		struct top_scalar *scalar;

		if (!is_shown(global))
			continue;
		if (global->decl->nkeys) {
			init_array(&model->arrays[model->arrays_nr++], i,
				   global);
			continue;
		}
		scalar = &model->scalars[model->scalars_nr++];
		scalar->global = i;
		dump_init(&scalar->table, global->name, global->decl);
	}
}

int top_model_init(struct top_model *model, const struct top_source *source,
		   const char *title, int pid)
{
	size_t nr = source->globals_nr + 1;

	*model = (struct top_model){
		.source = source,
		.title = title,
		.pid = pid,
		.delay_ms = 1000,
		.view = &top_view_table,
	};
	top_output_init(&model->output);
	model->arrays = calloc(nr, sizeof(*model->arrays));
	model->scalars = calloc(nr, sizeof(*model->scalars));
	if (!model->arrays || !model->scalars) {
		top_model_deinit(model);
		return -ENOMEM;
	}
	init_globals(model);
	return 0;
}

static void deinit_reading(struct top_reading *reading)
{
	dump_deinit(&reading->table);
	free(reading->by_key);
}

void top_model_deinit(struct top_model *model)
{
	size_t i;

	for (i = 0; i < model->arrays_nr; i++) {
		deinit_reading(&model->arrays[i].now);
		deinit_reading(&model->arrays[i].before);
		free(model->arrays[i].rows);
	}
	for (i = 0; i < model->scalars_nr; i++)
		dump_deinit(&model->scalars[i].table);
	free(model->arrays);
	free(model->scalars);
	top_output_deinit(&model->output);
}

static int compare_by_key(const void *a, const void *b, void *table)
{
	return dump_compare_keys(table, *(const struct dump_entry *const *)a,
				 *(const struct dump_entry *const *)b);
}

static int index_by_key(struct top_reading *reading)
{
	struct dump_table *table = &reading->table;
	const struct dump_entry **by_key;
	size_t i;

	by_key = calloc(table->entries_nr + 1, sizeof(*by_key));
	if (!by_key)
		return -ENOMEM;
	for (i = 0; i < table->entries_nr; i++)
		by_key[i] = &table->entries[i];
	qsort_r(by_key, table->entries_nr, sizeof(*by_key), compare_by_key,
		table);
	free(reading->by_key);
	reading->by_key = by_key;
	return 0;
}

/* What the rate of an entry is the growth of. */
static s64 measure(const struct dump_table *table,
		   const struct dump_entry *entry)
{
	return dump_value_kind(table) == DUMP_STAT ? entry->stat[SX_AGG_COUNT]
						   : entry->num;
}

/* old: the same key's entry in the frame before, NULL when it is new. */
static void set_rate(const struct top_array *array, struct top_row *row,
		     const struct dump_entry *old)
{
	const struct dump_table *table = &array->now.table;
	s64 from = old ? measure(table, old) : 0;
	s64 to = measure(table, row->entry);

	/* A count only grows: a smaller one means that it began anew. */
	if (dump_value_kind(table) == DUMP_STAT && to < from)
		return;
	row->rate = (double)(s64)((u64)to - (u64)from) * 1e9 /
		    (double)(array->now.time_ns - array->before.time_ns);
	row->rate_known = true;
}

/* Both frames are in the order of their keys: one walk finds all pairs. */
static void set_rates(struct top_array *array)
{
	const struct top_reading *before = &array->before;
	const struct dump_table *table = &array->now.table;
	size_t old = 0;
	size_t i;

	if (!before->time_ns || array->now.time_ns <= before->time_ns ||
	    dump_value_kind(table) == DUMP_STR)
		return;
	for (i = 0; i < array->rows_nr; i++) {
		struct top_row *row = &array->rows[i];
		int order = 1;

		for (; old < before->table.entries_nr; old++) {
			order = dump_compare_keys(table, before->by_key[old],
						  row->entry);
			if (order >= 0)
				break;
		}
		set_rate(array, row, order ? NULL : before->by_key[old]);
	}
}

static int make_rows(struct top_array *array)
{
	size_t nr = array->now.table.entries_nr;
	struct top_row *rows = calloc(nr + 1, sizeof(*rows));
	size_t i;

	if (!rows)
		return -ENOMEM;
	for (i = 0; i < nr; i++)
		rows[i] = (struct top_row){ .entry = array->now.by_key[i],
					    .rank = i };
	free(array->rows);
	array->rows = rows;
	array->rows_nr = nr;
	set_rates(array);
	top_array_sort(array);
	return 0;
}

static int compare_rows(const void *a, const void *b, void *arg)
{
	const struct top_array *array = arg;
	const struct top_column *column = &array->columns[array->sort];
	const struct top_row *x = a;
	const struct top_row *y = b;
	int order = column->ops->compare(column, x, y);

	if (order)
		return array->down ? -order : order;
	/* Equal rows keep their places from frame to frame. */
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

void top_array_sort(struct top_array *array)
{
	qsort_r(array->rows, array->rows_nr, sizeof(*array->rows), compare_rows,
		array);
}

static int update_array(struct top_model *model, struct top_array *array)
{
	const struct top_source *source = model->source;
	struct top_reading fresh = array->before;
	int err = source->read(source->arg, array->global, &fresh.table,
			       &fresh.time_ns);

	if (!err)
		err = index_by_key(&fresh);
	/* The oldest frame was the buffer: it is gone in any case. */
	array->before = fresh;
	if (err) {
		array->before.time_ns = 0;
		return err;
	}
	array->before = array->now;
	array->now = fresh;
	model->time_ns = fresh.time_ns;
	return make_rows(array);
}

static int update_scalar(struct top_model *model, struct top_scalar *scalar)
{
	const struct top_source *source = model->source;

	return source->read(source->arg, scalar->global, &scalar->table,
			    &model->time_ns);
}

int top_model_update(struct top_model *model)
{
	int err = 0;
	size_t i;

	for (i = 0; i < model->arrays_nr && !err; i++) {
		err = update_array(model, &model->arrays[i]);
		err = err == -EAGAIN ? 0 : err;
	}
	for (i = 0; i < model->scalars_nr && !err; i++) {
		err = update_scalar(model, &model->scalars[i]);
		err = err == -EAGAIN ? 0 : err;
	}
	if (!model->start_ns)
		model->start_ns = model->time_ns;
	return err;
}

struct top_array *top_model_array(const struct top_model *model)
{
	return model->arrays_nr ? &model->arrays[model->selected] : NULL;
}
