// SPDX-License-Identifier: GPL-2.0
/* The engines, by kind. */
#include "probe/engine.h"

static const struct sx_engine *const engines[SX_ATTACH_KIND_NR] = {
	[SX_ATTACH_TIMER] = &sx_timer_engine,
	[SX_ATTACH_DIRECT] = &sx_direct_engine,
	[SX_ATTACH_INODE] = &sx_inode_engine,
};

const struct sx_engine *sx_engine_find(u32 kind)
{
	return kind < SX_ATTACH_KIND_NR ? engines[kind] : NULL;
}

u64 sx_engine_features(void)
{
	u64 features = 0;

	if (sx_direct_engine.available())
		features |= SX_FEATURE_DIRECT;
	if (sx_inode_engine.available())
		features |= SX_FEATURE_INODE;
	return features;
}
