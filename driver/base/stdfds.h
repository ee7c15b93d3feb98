/* SPDX-License-Identifier: GPL-2.0 */
/* The three descriptors that every program expects to be open. */
#ifndef STAPX_BASE_STDFDS_H
#define STAPX_BASE_STDFDS_H

/*
 * Opens those of 0, 1 and 2 that the caller closed for us, so that no file of
 * ours gets their numbers and the output of a printf(). 0 or -errno; there is
 * nowhere to report.
 */
int stdfds_open(void);

#endif
