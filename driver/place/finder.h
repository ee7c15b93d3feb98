/* SPDX-License-Identifier: GPL-2.0 */
/* What is kept between the questions of one script. */
#ifndef STAPX_PLACE_FINDER_H
#define STAPX_PLACE_FINDER_H

#include "place/place.h"

/*
 * What is asked: the process of -x, or else this host. pid: of process(PID),
 * or 0. 0 or -errno, reported once.
 */
int finder_target(struct place_finder *pf, s32 pid, struct target **ret);

/*
 * Can a file be looked for? Not the program where none is given, nothing in a
 * process that is not here, or not ours: a script is compiled all the same.
 */
bool finder_can_look(const struct place_finder *pf, const char *path);

s32 finder_pid(const struct place_finder *pf); /* of -x, or 0 */

/*
 * May a function stay to be found when the script runs: is it a symbol of its
 * file, or is the file not here, or nothing else known of it? 0 or -errno,
 * reported.
 */
int place_is_left(struct place_finder *pf, const struct point *point,
		  bool *ret);

/*
 * `a!, b`: once a sufficient point was found, the others of its group are not
 * looked for.
 */
bool finder_is_served(const struct place_finder *pf, const struct point *point);
void finder_serve(struct place_finder *pf, const struct point *point);

#endif
