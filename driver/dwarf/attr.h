/* SPDX-License-Identifier: GPL-2.0 */
/* Attributes of a DIE, of that DIE alone. */
#ifndef STAPX_DWARF_ATTR_H
#define STAPX_DWARF_ATTR_H

#include <elfutils/libdw.h>
#include <stapx/types.h>

/* A string, borrowed from the library; NULL: not there. */
const char *attr_text(Dwarf_Die *die, unsigned int name);
int attr_flag(Dwarf_Die *die, unsigned int name);
/* A constant, or `missing` where there is none. */
s64 attr_number(Dwarf_Die *die, unsigned int name, s64 missing);

#endif
