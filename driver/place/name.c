// SPDX-License-Identifier: GPL-2.0
/*
 * Names of functions and files, as probe points write them.
 *
 * A function of a namespace or class is found by its last name alone, by any
 * end of its full one ("Foo::bar" of "ns::Foo::bar"), from the outermost
 * namespace on ("::ns::Foo::bar"), and by its linkage name.
 */
#include <fnmatch.h>
#include <string.h>

#include "place/internal.h"

#define PATH_PATTERN_MAX 4096

bool name_is_pattern(const char *name)
{
	return name[strcspn(name, "*?[")] != '\0';
}

static bool equals(const char *pattern, const char *name)
{
	return !strcmp(pattern, name) ||
	       (name_is_pattern(pattern) && !fnmatch(pattern, name, 0));
}

/* Behind the next "::" that stands in no template's or function's brackets. */
static const char *next_part(const char *name)
{
	int depth = 0;

	for (; *name; name++) {
		if (!strncmp(name, "operator", 8))
			return NULL;
		if (*name == '<' || *name == '(')
			depth++;
		else if (*name == '>' || *name == ')')
			depth--;
		else if (!depth && name[0] == ':' && name[1] == ':')
			return name + 2;
	}
	return NULL;
}

const char *name_last(const char *name)
{
	const char *next = next_part(name);

	for (; next; next = next_part(name))
		name = next;
	return name;
}

bool name_matches(const struct index *ix, const struct index_func *func,
		  const char *pattern)
{
	const char *name = index_str(ix, func->name);
	const char *linkage = index_str(ix, func->linkage);
	bool qualified = strstr(pattern, "::");

	if (*linkage && equals(pattern, linkage))
		return true;
	if (!strncmp(pattern, "::", 2))
		return equals(pattern + 2, name);
	if (!qualified)
		return *name && equals(pattern, name_last(name));
	for (; name; name = next_part(name))
		if (equals(pattern, name))
			return true;
	return false;
}

bool name_matches_file(const char *pattern, const char *path)
{
	char longer[PATH_PATTERN_MAX];

	if (equals(pattern, path))
		return true;
	if (strlen(pattern) + 3 > sizeof(longer))
		return false;
	strcpy(longer, "*/");
	strcat(longer, pattern);
	return !fnmatch(longer, path, 0);
}

const char *name_shown(const char *name, const char *pattern)
{
	const char *part = name, *shown = name;

	if (!pattern || !strstr(pattern, "::"))
		return name_last(name);
	for (; part; part = next_part(part))
		if (equals(pattern, part))
			shown = part;
	return shown;
}
