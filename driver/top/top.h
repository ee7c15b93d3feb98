/* SPDX-License-Identifier: GPL-2.0 */
/* The program stapx-top. */
#ifndef STAPX_TOP_TOP_H
#define STAPX_TOP_TOP_H

/* Returns the exit status: 0, or 1 when something failed. */
int top_main(int argc, char **argv);

#endif
