/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers and strings: the tokens whose text is decoded. */
#ifndef STAPX_SCRIPT_LEX_LITERAL_H
#define STAPX_SCRIPT_LEX_LITERAL_H

#include "script/lex.h"

/* lex->at is at the first digit, quote or apostrophe. */
void lex_number(struct lex *lex, struct token *ret);
void lex_string(struct lex *lex, struct token *ret);
void lex_char(struct lex *lex, struct token *ret);

/*
 * Where byte number `byte` of a string begins in the text of its constant,
 * with its quotes; the number behind the last byte is the closing quote.
 * False if the text is no such constant.
 */
bool lex_string_offset(const char *text, size_t len, size_t byte,
		       size_t *ret_off);

#endif
