/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From BTF to the rows of an index: types, functions with their parameters,
 * variables. BTF knows no lines, no scopes, and of addresses those of per-CPU
 * variables alone.
 */
#ifndef STAPX_BTF_CONVERT_H
#define STAPX_BTF_CONVERT_H

#include "base/btf.h"
#include "index/writer.h"

/*
 * Fills a writer that was just initialised; `unit` names what the BTF is of.
 * Of a module's BTF all types are taken, the kernel's too, but only its own
 * functions and variables. 0, or -EINVAL after the damage was reported.
 */
int btf_convert(const struct btf *btf, const char *unit,
		struct index_writer *w);

#endif
