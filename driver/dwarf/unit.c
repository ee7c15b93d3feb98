// SPDX-License-Identifier: GPL-2.0
/* Units and source files. */
#include <dwarf.h>
#include <errno.h>

#include "base/log.h"
#include "dwarf/attr.h"
#include "dwarf/read.h"

u32 unit_address(const struct dwarf_reader *b, Dwarf_Addr addr)
{
	u64 rel = addr - b->w->base;

	return addr < b->w->base || rel >= INDEX_NONE ? INDEX_NONE : (u32)rel;
}

u32 unit_file(struct dwarf_reader *b, const char *path)
{
	u32 name = index_writer_str(b->w, path);
	int is_new;
	u32 *row;

	if (!name)
		return INDEX_NONE;
	row = memo_get(&b->files, (void *)(size_t)name, &is_new);
	if (is_new) {
		struct index_src *src = index_writer_row(b->w, INDEX_FILES);

		*row = index_writer_nr(b->w, INDEX_FILES) - 1;
		src->path = name;
	}
	return *row;
}

/* The line table of a split unit is its skeleton's. */
static const char *path_of(struct dwarf_reader *b, Dwarf_Attribute *attr)
{
	Dwarf_Files *files;
	Dwarf_Word number;
	Dwarf_Die cu;
	size_t nr;

	if (dwarf_formudata(attr, &number))
		return NULL;
	if (attr->cu == b->split)
		cu = b->skeleton;
	else if (!dwarf_cu_die(attr->cu, &cu, NULL, NULL, NULL, NULL, NULL,
			       NULL))
		return NULL;
	if (dwarf_getsrcfiles(&cu, &files, &nr) || number >= nr)
		return NULL;
	return dwarf_filesrc(files, number, NULL, NULL);
}

u32 unit_file_of(struct dwarf_reader *b, Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attr;

	if (!dwarf_attr_integrate(die, name, &attr))
		return INDEX_NONE;
	return unit_file(b, path_of(b, &attr));
}

void unit_decl(struct dwarf_reader *b, Dwarf_Die *die, u32 *ret_file,
	       u32 *ret_line)
{
	int line = 0;

	*ret_file = unit_file_of(b, die, DW_AT_decl_file);
	*ret_line = dwarf_decl_line(die, &line) ? 0 : (u32)line;
}

static void read_top(struct dwarf_reader *b, Dwarf_Die *parent, int depth)
{
	Dwarf_Die die;

	if (dwarf_child(parent, &die))
		return;
	do {
		switch (dwarf_tag(&die)) {
		case DW_TAG_subprogram:
			funcs_read(b, &die);
			break;
		case DW_TAG_variable:
			funcs_read_global(b, &die);
			break;
		case DW_TAG_namespace:
		case DW_TAG_module:
			if (depth < 64)
				read_top(b, &die, depth + 1);
			break;
		default:
			types_declare(b, &die);
		}
		types_fill(b);
	} while (!dwarf_siblingof(&die, &die));
}

static void add_unit(struct dwarf_reader *b, Dwarf_Die *cu)
{
	struct index_unit *unit = index_writer_row(b->w, INDEX_UNITS);

	b->unit = index_writer_nr(b->w, INDEX_UNITS) - 1;
	unit->name = index_writer_str(b->w, attr_text(cu, DW_AT_name));
	unit->directory = index_writer_str(b->w, attr_text(cu, DW_AT_comp_dir));
	unit->producer = index_writer_str(b->w, attr_text(cu, DW_AT_producer));
	unit->language = (u16)attr_number(cu, DW_AT_language, 0);
}

/* A skeleton's types and code are in its split unit, if that was found. */
int read_units(struct dwarf_reader *b, Dwarf *dwarf)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die die, split;
	uint8_t type;
	int more;

	while (!(more = dwarf_get_units(dwarf, cu, &cu, NULL, &type, &die,
					&split))) {
		Dwarf_Die *top = &die;

		b->split = NULL;
		if (type == DW_UT_skeleton && split.addr) {
			top = &split;
			b->split = split.cu;
			b->skeleton = die;
		}
		if (dwarf_tag(top) != DW_TAG_compile_unit)
			continue;
		names_read(b, top);
		add_unit(b, top);
		lines_read(b, &die);
		entry_start_unit(b, &die);
		read_top(b, top, 0);
		entry_finish_unit(b);
		types_tidy(b);
	}
	if (more < 0) {
		log_err("read the debug information: %s", dwarf_errmsg(-1));
		return -EBADMSG;
	}
	return 0;
}
