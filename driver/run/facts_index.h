/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An index as a source of the loader's facts, for kernels without BTF: the one
 * that is named, or the one that the stores have of the kernel.
 */
#ifndef STAPX_RUN_FACTS_INDEX_H
#define STAPX_RUN_FACTS_INDEX_H

#include "kload/kload.h"

extern const struct kload_types facts_of_index;

#endif
