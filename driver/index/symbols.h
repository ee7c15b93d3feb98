/* SPDX-License-Identifier: GPL-2.0 */
/* Symbols, PLT entries, marks and labels of an index, by name and address. */
#ifndef STAPX_INDEX_SYMBOLS_H
#define STAPX_INDEX_SYMBOLS_H

#include "index/file.h"

/*
 * The symbols of a name, without a version: numbers for index_symbol_named(),
 * the first to *ret_first; returns how many. What differs in its version alone
 * is one symbol.
 */
u32 index_find_symbols(const struct index *ix, const char *name,
		       u32 *ret_first);

/*
 * The n-th symbol in the order of names (bytewise); NULL: there is none. Names
 * with a common beginning stand together.
 */
const struct index_symbol *index_symbol_named(const struct index *ix, u32 n);

/*
 * The symbol that covers an address from base; of nested ones the one that
 * begins last, of several that begin there the most public one. A symbol of
 * code without a size covers what is there up to the next symbol. Row of
 * SYMBOLS, or INDEX_NONE.
 */
u32 index_symbol_at(const struct index *ix, u32 addr);

/* The entry of the PLT that holds an address: row of PLT, or INDEX_NONE. */
u32 index_plt_at(const struct index *ix, u32 addr);

/*
 * The labels in a scope and in those below it: returns how many there are from
 * row *ret_first of LABELS on.
 */
u32 index_labels_of(const struct index *ix, u32 scope, u32 *ret_first);

#endif
