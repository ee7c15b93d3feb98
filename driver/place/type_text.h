/* SPDX-License-Identifier: GPL-2.0 */
/* Types as listings of probe points write them: "struct req*". */
#ifndef STAPX_PLACE_TYPE_TEXT_H
#define STAPX_PLACE_TYPE_TEXT_H

#include "base/arena.h"
#include "index/file.h"

/* In the arena. What surrounds a name in C stands behind the type here. */
const char *type_text(struct arena *arena, const struct index *ix, u32 type);

#endif
