/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From DWARF to the rows of an index. What a unit refers to is made once; the
 * numbers of types that rows hold are raw ones, one for each DIE, until
 * read_finish() has joined equal types.
 */
#ifndef STAPX_DWARF_READ_H
#define STAPX_DWARF_READ_H

#include <elfutils/libdw.h>

#include "dwarf/memo.h"
#include "index/writer.h"

/* Types as the units have them; the rows are those of the index. */
struct raw_types {
	struct vec types; /* struct index_type; 0 is void */
	struct vec members; /* struct index_member */
	struct vec enumerators; /* struct index_enumerator */
	struct vec todo; /* Dwarf_Die of the rows from `first` */
	u32 done; /* of these are filled in */
	u32 first;
};

/* A function's body, whose prologue is looked at when the unit was read. */
struct entry_body {
	Dwarf_Die die;
	u32 scope;
};

struct dwarf_reader {
	struct index_writer *w; /* borrowed */
	struct arena *arena; /* borrowed */
	Elf *elf; /* the file that has the code */
	struct raw_types raw;
	u32 types_max; /* so many are joined before the end */
	struct memo types; /* DIE to raw type */
	struct memo funcs; /* DIE to row of FUNCS */
	struct memo files; /* path to row of FILES */
	struct memo names; /* DIE to string: qualified name */
	struct vec vars; /* Dwarf_Die of each row of VARS */
	struct vec bases; /* Dwarf_Die of its function, for the frame base */
	struct memo var_rows; /* DIE to row of VARS */
	u32 unit; /* the one being read */
	Dwarf_CU *split; /* it, where it is a split one */
	Dwarf_Die skeleton; /* of a split unit */
	struct vec code; /* struct index_range: executable segments */
	struct vec lines; /* struct index_line, of all units */
	struct vec sequences; /* of lines */
	struct memo line_files; /* path to row of FILES */
	u32 unit_lines; /* the unit's first row of lines */
	struct vec bodies; /* struct entry_body, of the unit */
	bool unit_has_lists; /* some variable has a location list */
	bool unit_is_asm;
};

/* elf is the file with the code, borrowed until read_finish(). */
void read_init(struct dwarf_reader *b, struct index_writer *w,
	       struct arena *arena, Elf *elf);
/* Reads all units. 0 or -errno, reported. */
int read_units(struct dwarf_reader *b, Dwarf *dwarf);
/* Gives the types that rows hold their new numbers. */
void read_set_types(struct dwarf_reader *b, const u32 *final);
/* Joins equal types, writes locations and names. */
void read_finish(struct dwarf_reader *b);

/* names.c: qualified names of everything in a unit with namespaces. */
void names_read(struct dwarf_reader *b, Dwarf_Die *cu);
/* The string of a DIE's name with its namespaces; 0: anonymous. */
u32 names_of(struct dwarf_reader *b, Dwarf_Die *die);

/* types.c: the raw type that DW_AT_type of a DIE names; 0: void. */
u32 types_of(struct dwarf_reader *b, Dwarf_Die *die);
/* Makes a type that nothing has referred to yet. */
void types_declare(struct dwarf_reader *b, Dwarf_Die *die);
/* Fills in all types that were referred to. */
void types_fill(struct dwarf_reader *b);
/* Between units: keeps memory in bounds where there are many types. */
void types_tidy(struct dwarf_reader *b);

/* dedup.c: the type of the index for each raw one; in the arena. */
const u32 *dedup_types(struct dwarf_reader *b);
/* Joins the raw types so far, which are all filled in: they get new numbers. */
void dedup_compact(struct dwarf_reader *b);

/* funcs.c: a function with its scopes, or a global variable. */
void funcs_read(struct dwarf_reader *b, Dwarf_Die *die);
void funcs_read_global(struct dwarf_reader *b, Dwarf_Die *die);

/* locs.c: the locations of a row of VARS. */
void locs_write(struct dwarf_reader *b, u32 var);
/* A place of its own for all times: 0, or -ENOENT. */
int locs_static(Dwarf_Die *die, u64 *ret, int *ret_tls);

/* lines.c: the rows of a unit's line table; then the sections of all. */
void lines_init(struct dwarf_reader *b);
void lines_read(struct dwarf_reader *b, Dwarf_Die *cu);
void lines_finish(struct dwarf_reader *b);

/* entry.c: where functions begin behind their prologues. */
void entry_start_unit(struct dwarf_reader *b, Dwarf_Die *cu);
void entry_add_body(struct dwarf_reader *b, Dwarf_Die *die, u32 scope);
void entry_finish_unit(struct dwarf_reader *b);
/* Of an inlined call whose first range begins at low. */
u32 entry_inlined(struct dwarf_reader *b, Dwarf_Die *die, u32 low);

/* unit.c: an address as rows have it; INDEX_NONE where it does not fit. */
u32 unit_address(const struct dwarf_reader *b, Dwarf_Addr addr);
/* The row of FILES of a path; INDEX_NONE without one. */
u32 unit_file(struct dwarf_reader *b, const char *path);
/* The row of FILES that an attribute names, or INDEX_NONE. */
u32 unit_file_of(struct dwarf_reader *b, Dwarf_Die *die, unsigned int attr);
/* The row of FILES, and the line, of a declaration. */
void unit_decl(struct dwarf_reader *b, Dwarf_Die *die, u32 *ret_file,
	       u32 *ret_line);

#endif
