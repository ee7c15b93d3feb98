/* SPDX-License-Identifier: GPL-2.0 */
/* --explain: every fact, its value, its source. */
#ifndef STAPX_KLOAD_EXPLAIN_H
#define STAPX_KLOAD_EXPLAIN_H

#include <stdio.h>

#include "kload/fact.h"
#include "kload/kernel.h"

/* 0 or -ENOMEM. */
int explain_print(FILE *out, const struct fact_set *set,
		  const struct kernel *kernel);

#endif
