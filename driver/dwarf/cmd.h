/* SPDX-License-Identifier: GPL-2.0 */
/* `stapx index`. */
#ifndef STAPX_DWARF_CMD_H
#define STAPX_DWARF_CMD_H

/* argv[0] is "index". Returns the exit status. */
int index_main(int argc, char **argv);

#endif
