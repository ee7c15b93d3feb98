// SPDX-License-Identifier: GPL-2.0
/* The settings of LOAD: defaults and bounds. */
#include "settings.h"

#include <stapx/limits.h>

#include "mem.h"

#define MAXSTRINGLEN_MIN 8

static int pick(u32 wanted, u32 standard, u32 max, u32 *ret)
{
	*ret = wanted ? wanted : standard;
	return *ret <= max ? 0 : -SX_EINVAL;
}

int sx_settings_fill(struct sx_settings *set, const struct sx_load *load,
		     u32 nr_cpus)
{
	set->nr_cpus = nr_cpus;
	set->maxerrors = load->maxerrors;
	set->zone = load->zone;
	set->zone.name[SX_ZONE_NAME - 1] = 0;
	set->hash_key = load->hash_key;
	set->overhead = load->overhead;
	if (pick(load->maxaction, SX_MAXACTION_DEFAULT, SX_MAXACTION_MAX,
		 &set->maxaction) ||
	    pick(load->maxaction_begin, SX_MAXACTION_BEGIN,
		 SX_MAXACTION_BEGIN_MAX, &set->maxaction_begin))
		return -SX_EINVAL;
	if (pick(load->maxstringlen, SX_MAXSTRINGLEN_DEFAULT,
		 SX_MAXSTRINGLEN_MAX, &set->maxstringlen) ||
	    pick(load->maxnesting, SX_MAXNESTING_DEFAULT, SX_MAXNESTING_MAX,
		 &set->maxnesting) ||
	    pick(load->maxmemory, SX_MAXMEMORY_DEFAULT, SX_MAXMEMORY_MAX,
		 &set->maxmemory) ||
	    set->maxstringlen < MAXSTRINGLEN_MIN || set->overhead > 100)
		return -SX_EINVAL;
	return 0;
}

u32 sx_settings_ring_bytes(const struct sx_load *load)
{
	u32 size = load->ring_bytes ? load->ring_bytes : SX_RING_BYTES_DEFAULT;

	if (size & (size - 1) || size < SX_RING_BYTES_MIN ||
	    size > SX_RING_BYTES_MAX)
		return 0;
	return size;
}
