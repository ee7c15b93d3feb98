// SPDX-License-Identifier: GPL-2.0
/* Attributes of a DIE. */
#include "dwarf/attr.h"

#include <dwarf.h>

const char *attr_text(Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attr;

	return dwarf_attr(die, name, &attr) ? dwarf_formstring(&attr) : NULL;
}

int attr_flag(Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attr;
	bool set;

	return dwarf_attr(die, name, &attr) && !dwarf_formflag(&attr, &set) &&
	       set;
}

/*
 * Data forms of a fixed size have no sign of their own: they are signed where
 * DW_FORM_sdata or an implicit constant says so, and zero-extended otherwise.
 */
s64 attr_number(Dwarf_Die *die, unsigned int name, s64 missing)
{
	Dwarf_Attribute attr;
	Dwarf_Sword number;
	Dwarf_Word word;

	if (!dwarf_attr(die, name, &attr))
		return missing;
	switch (dwarf_whatform(&attr)) {
	case DW_FORM_sdata:
	case DW_FORM_implicit_const:
		return dwarf_formsdata(&attr, &number) ? missing : number;
	case DW_FORM_data1:
	case DW_FORM_data2:
	case DW_FORM_data4:
	case DW_FORM_data8:
	case DW_FORM_udata:
		return dwarf_formudata(&attr, &word) ? missing : (s64)word;
	}
	return missing;
}
