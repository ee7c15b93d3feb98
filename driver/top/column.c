// SPDX-License-Identifier: GPL-2.0
/* The columns of an array. */
#include "top/column.h"

#include <stdio.h>
#include <string.h>

/* Copies digits (a sign, a fraction allowed) with a comma every thousand. */
static void group_digits(const char *digits, char buf[TOP_NUMBER_LEN])
{
	size_t sign = digits[0] == '-';
	size_t whole = strcspn(digits + sign, ".") + sign;
	size_t i;

	for (i = 0; digits[i]; i++) {
		*buf++ = digits[i];
		if (i >= sign && i + 1 < whole && (whole - i - 1) % 3 == 0)
			*buf++ = ',';
	}
	*buf = '\0';
}

const char *top_column_int(s64 num, char buf[TOP_NUMBER_LEN])
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%lld", (long long)num);
	group_digits(digits, buf);
	return buf;
}

static int compare_ints(s64 a, s64 b)
{
	return (a > b) - (a < b);
}

static struct dump_str int_text(s64 num, char buf[TOP_NUMBER_LEN])
{
	top_column_int(num, buf);
	return (struct dump_str){ buf, (u32)strlen(buf) };
}

static int compare_str_key(const struct top_column *column,
			   const struct top_row *a, const struct top_row *b)
{
	return dump_compare_str(&a->entry->key[column->index].str,
				&b->entry->key[column->index].str);
}

static struct dump_str text_str_key(const struct top_column *column,
				    const struct top_row *row,
				    char buf[TOP_NUMBER_LEN])
{
	(void)buf;
	return row->entry->key[column->index].str;
}

static const struct top_column_ops str_key_ops = {
	.compare = compare_str_key,
	.text = text_str_key,
};

static int compare_int_key(const struct top_column *column,
			   const struct top_row *a, const struct top_row *b)
{
	return compare_ints(a->entry->key[column->index].num,
			    b->entry->key[column->index].num);
}

/* A key is a name (a process, an address), not a quantity: no commas. */
static struct dump_str text_int_key(const struct top_column *column,
				    const struct top_row *row,
				    char buf[TOP_NUMBER_LEN])
{
	int len = snprintf(buf, TOP_NUMBER_LEN, "%lld",
			   (long long)row->entry->key[column->index].num);

	return (struct dump_str){ buf, (u32)len };
}

static const struct top_column_ops int_key_ops = {
	.right = true,
	.compare = compare_int_key,
	.text = text_int_key,
};

static int compare_str_value(const struct top_column *column,
			     const struct top_row *a, const struct top_row *b)
{
	(void)column;
	return dump_compare_str(&a->entry->str, &b->entry->str);
}

static struct dump_str text_str_value(const struct top_column *column,
				      const struct top_row *row,
				      char buf[TOP_NUMBER_LEN])
{
	(void)column;
	(void)buf;
	return row->entry->str;
}

static const struct top_column_ops str_value_ops = {
	.compare = compare_str_value,
	.text = text_str_value,
};

static int compare_int_value(const struct top_column *column,
			     const struct top_row *a, const struct top_row *b)
{
	(void)column;
	return compare_ints(a->entry->num, b->entry->num);
}

static struct dump_str text_int_value(const struct top_column *column,
				      const struct top_row *row,
				      char buf[TOP_NUMBER_LEN])
{
	(void)column;
	return int_text(row->entry->num, buf);
}

static const struct top_column_ops int_value_ops = {
	.right = true,
	.down = true,
	.compare = compare_int_value,
	.text = text_int_value,
};

static int compare_agg(const struct top_column *column, const struct top_row *a,
		       const struct top_row *b)
{
	return compare_ints(a->entry->stat[column->index],
			    b->entry->stat[column->index]);
}

static struct dump_str text_agg(const struct top_column *column,
				const struct top_row *row,
				char buf[TOP_NUMBER_LEN])
{
	return int_text(row->entry->stat[column->index], buf);
}

static const struct top_column_ops agg_ops = {
	.right = true,
	.down = true,
	.compare = compare_agg,
	.text = text_agg,
};

/* Unknown rates stand below all known ones. */
static int compare_rates(const struct top_row *a, const struct top_row *b)
{
	if (!a->rate_known || !b->rate_known)
		return (int)a->rate_known - (int)b->rate_known;
	return (a->rate > b->rate) - (a->rate < b->rate);
}

static struct dump_str text_rate(const struct top_column *column,
				 const struct top_row *row,
				 char buf[TOP_NUMBER_LEN])
{
	char digits[32];

	(void)column;
	if (!row->rate_known)
		return (struct dump_str){ "-", 1 };
	snprintf(digits, sizeof(digits), "%.1f", row->rate);
	group_digits(digits, buf);
	return (struct dump_str){ buf, (u32)strlen(buf) };
}

/* Equal rates, in the first frame all of them, are ordered by the value. */
static int compare_int_rate(const struct top_column *column,
			    const struct top_row *a, const struct top_row *b)
{
	int order = compare_rates(a, b);

	return order ? order : compare_int_value(column, a, b);
}

static const struct top_column_ops int_rate_ops = {
	.right = true,
	.down = true,
	.compare = compare_int_rate,
	.text = text_rate,
};

static int compare_agg_rate(const struct top_column *column,
			    const struct top_row *a, const struct top_row *b)
{
	int order = compare_rates(a, b);

	return order ? order : compare_agg(column, a, b);
}

static const struct top_column_ops agg_rate_ops = {
	.right = true,
	.down = true,
	.compare = compare_agg_rate,
	.text = text_rate,
};

static const struct top_column int_columns[] = {
	{ "value", 0, &int_value_ops },
	{ "/s", 0, &int_rate_ops },
	{ "", 0, NULL },
};

static const struct top_column str_columns[] = {
	{ "value", 0, &str_value_ops },
	{ "", 0, NULL },
};

static const struct top_column stat_columns[] = {
	{ "count", SX_AGG_COUNT, &agg_ops },
	{ "count/s", SX_AGG_COUNT, &agg_rate_ops },
	{ "sum", SX_AGG_SUM, &agg_ops },
	{ "min", SX_AGG_MIN, &agg_ops },
	{ "avg", SX_AGG_AVG, &agg_ops },
	{ "max", SX_AGG_MAX, &agg_ops },
	{ "", 0, NULL },
};

static const struct top_column *const value_columns[] = {
	[DUMP_INT] = int_columns,
	[DUMP_STR] = str_columns,
	[DUMP_STAT] = stat_columns,
};

static void init_key(struct top_column *column, const struct sx_global *decl,
		     int index)
{
	*column = (struct top_column){
		.title = "key",
		.index = index,
		.ops = decl->key[index] == SX_T_STR ? &str_key_ops
						    : &int_key_ops,
	};
	if (decl->nkeys > 1)
		snprintf(column->title, sizeof(column->title), "k%d",
			 index + 1);
}

int top_columns_of(const struct dump_table *table,
		   struct top_column columns[TOP_MAX_COLUMNS])
{
	const struct top_column *value = value_columns[dump_value_kind(table)];
	int nr;

	for (nr = 0; nr < table->decl->nkeys; nr++)
		init_key(&columns[nr], table->decl, nr);
	for (; value->ops; value++)
		columns[nr++] = *value;
	return nr;
}
