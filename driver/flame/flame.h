/* SPDX-License-Identifier: GPL-2.0 */
/* `stapx flame`. */
#ifndef STAPX_FLAME_FLAME_H
#define STAPX_FLAME_FLAME_H

/* argv[0] is "flame". Returns the exit status. */
int flame_main(int argc, char **argv);

#endif
