/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers and strings: the tokens whose text is decoded. */
#ifndef STAPX_SCRIPT_LEX_LITERAL_H
#define STAPX_SCRIPT_LEX_LITERAL_H

#include "script/lex.h"

/* lex->at is at the first digit, quote or apostrophe. */
void lex_number(struct lex *lex, struct token *ret);
void lex_string(struct lex *lex, struct token *ret);
void lex_char(struct lex *lex, struct token *ret);

#endif
