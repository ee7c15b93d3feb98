/* SPDX-License-Identifier: GPL-2.0 */
/* What is kept between the questions of one script. */
#ifndef STAPX_PLACE_FINDER_H
#define STAPX_PLACE_FINDER_H

#include "place/place.h"

/* The process or host that is asked. 0 or -errno, reported once. */
int finder_target(struct place_finder *pf, struct target **ret);

s32 finder_pid(const struct place_finder *pf); /* of -x, or 0 */

/*
 * `a!, b`: once a sufficient point was found, the others of its group are not
 * looked for.
 */
bool finder_is_served(const struct place_finder *pf, const struct point *point);
void finder_serve(struct place_finder *pf, const struct point *point);

#endif
