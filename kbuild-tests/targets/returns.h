/* SPDX-License-Identifier: GPL-2.0 */
/* The functions of targets/returns.c that other units have. */
#ifndef RETURNS_H
#define RETURNS_H

#ifdef __cplusplus
extern "C" {
#endif

/* How often it is called with x > 0 decides how often it throws. */
long r_throw(long x);
long r_catch(long x);

#ifdef __cplusplus
}
#endif

#endif
