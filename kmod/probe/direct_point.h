/* SPDX-License-Identifier: GPL-2.0 */
/* A place of a point of the direct engine. */
#ifndef STAPX_PROBE_DIRECT_POINT_H
#define STAPX_PROBE_DIRECT_POINT_H

#include "kabi/pool.h"
#include "probe/engine.h"

struct direct_user;

/* Where calls that a point watches return to. */
struct direct_site {
	struct direct_site *next;
	u64 addr;
};

/* One place of a point. */
struct direct_point {
	struct sx_point pt;
	struct direct_user *gone; /* unlinked by disarm, freed by release */
	u64 addr;
	u8 role; /* enum sx_place_role */
	bool ending; /* disarmed; direct_mutex */
	struct direct_site *sites; /* direct_mutex */
	u32 sites_nr;
	/* Of watched calls; the counters are atomic. */
	u32 calls_max;
	u32 calls_nr;
	u64 missed;
	u64 abandoned;
};

extern struct sx_pool direct_site_pool; /* direct_table.c */

#endif
