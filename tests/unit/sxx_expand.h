/* SPDX-License-Identifier: GPL-2.0 */
/* The stap++ macros over a text, as one text: for tests. */
#ifndef STAPX_TESTS_SXX_EXPAND_H
#define STAPX_TESTS_SXX_EXPAND_H

#include "sxx/sxx.h"

/*
 * The expanded script, or what was complained about: logged lines, then the
 * diagnostics. Behind it each module, after a line "-- NAME --". Warnings come
 * first. malloc'ed. *ret_err (may be NULL) is what sxx_expand() returned.
 */
char *sxx_expand_text(const struct sxx_request *req, int *ret_err);

#endif
