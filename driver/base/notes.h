/* SPDX-License-Identifier: GPL-2.0 */
/* ELF notes in memory: /sys/kernel/notes, a section of a module. */
#ifndef STAPX_BASE_NOTES_H
#define STAPX_BASE_NOTES_H

#include "base/bytes.h"

/* The GNU build-id among untrusted notes, borrowed; false: there is none. */
bool notes_build_id(struct bytes notes, struct bytes *ret);

#endif
