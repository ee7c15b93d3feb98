// SPDX-License-Identifier: GPL-2.0
/* The table that --explain prints. */
#include "kload/explain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_address(const struct fact *f)
{
	return !fact_is_type(f) && f->kind != FACT_HAVE;
}

static void format_value(const struct fact *f, char *ret, size_t len)
{
	if (f->source == FACT_UNKNOWN)
		snprintf(ret, len, "?");
	else if (is_address(f))
		snprintf(ret, len, "%#llx", (unsigned long long)f->value);
	else
		snprintf(ret, len, "%lld", (long long)f->value);
}

static int name_width(const struct fact_set *set)
{
	size_t width = strlen("crc.module_layout");
	size_t i;

	for (i = 0; i < set->nr; i++) {
		size_t len = strlen(set->fact[i]->name);

		if (len > width && len <= 60)
			width = len;
	}
	return (int)width;
}

static void print_fact(FILE *out, const struct fact *f, int width)
{
	char value[32];

	format_value(f, value, sizeof(value));
	fprintf(out, "%-*s  %18s  %s", width, f->name, value,
		fact_source_name(f->source));
	if (f->note)
		fprintf(out, ": %s", f->note);
	if (!fact_present(f) && !fact_may_be_absent(f))
		fprintf(out, " (mandatory)");
	fputc('\n', out);
}

static void print_kernel(FILE *out, const struct kernel *k, int width)
{
	fprintf(out, "%-*s  %s\n", width, "release", k->release);
	fprintf(out, "%-*s  %s\n", width, "build-id",
		*k->build_id ? k->build_id : "?");
	fprintf(out, "%-*s  %s  (%s)\n", width, "vermagic",
		*k->vermagic ? k->vermagic : "?",
		k->vermagic_source ? k->vermagic_source : "nowhere");
	if (k->has_crc)
		fprintf(out, "%-*s  %#18x  %s\n", width, "crc.module_layout",
			k->crc, k->vermagic_source);
	fprintf(out, "%-*s  %18d\n", width, "cpu.smap", k->smap);
}

static int by_form_and_name(const void *a, const void *b)
{
	const struct fact *x = *(const struct fact *const *)a;
	const struct fact *y = *(const struct fact *const *)b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(x->name, y->name);
}

int explain_print(FILE *out, const struct fact_set *set,
		  const struct kernel *kernel)
{
	int width = name_width(set);
	struct fact **sorted = malloc((set->nr + 1) * sizeof(*sorted));
	size_t i;

	if (!sorted)
		return -ENOMEM;
	for (i = 0; i < set->nr; i++)
		sorted[i] = set->fact[i];
	qsort(sorted, set->nr, sizeof(*sorted), by_form_and_name);
	print_kernel(out, kernel, width);
	for (i = 0; i < set->nr; i++)
		print_fact(out, sorted[i], width);
	free(sorted);
	return 0;
}
