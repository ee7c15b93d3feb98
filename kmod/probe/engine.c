// SPDX-License-Identifier: GPL-2.0
/* The engines, by kind. */
#include "probe/engine.h"

#include "probe/follow.h"

static const struct sx_engine *const engines[SX_ATTACH_KIND_NR] = {
	[SX_ATTACH_TIMER] = &sx_timer_engine,
	[SX_ATTACH_DIRECT] = &sx_direct_engine,
	[SX_ATTACH_INODE] = &sx_inode_engine,
	[SX_ATTACH_KPROBE] = &sx_kprobe_engine,
	[SX_ATTACH_KRETPROBE] = &sx_kretprobe_engine,
	[SX_ATTACH_TRACEPOINT] = &sx_tracepoint_engine,
	[SX_ATTACH_PROFILE] = &sx_profile_engine,
	[SX_ATTACH_FTRACE] = &sx_ftrace_engine,
	[SX_ATTACH_FILE] = &sx_follow_engine,
	[SX_ATTACH_PROCESS] = &sx_process_engine,
	[SX_ATTACH_PERF] = &sx_perf_engine,
};

static const u64 features[SX_ATTACH_KIND_NR] = {
	[SX_ATTACH_DIRECT] = SX_FEATURE_DIRECT,
	[SX_ATTACH_INODE] = SX_FEATURE_INODE,
	[SX_ATTACH_KPROBE] = SX_FEATURE_KPROBE,
	[SX_ATTACH_KRETPROBE] = SX_FEATURE_KRETPROBE,
	[SX_ATTACH_TRACEPOINT] = SX_FEATURE_TRACEPOINT,
	[SX_ATTACH_PROFILE] = SX_FEATURE_PROFILE,
	[SX_ATTACH_FTRACE] = SX_FEATURE_FTRACE,
	[SX_ATTACH_FILE] = SX_FEATURE_FILE,
	[SX_ATTACH_PROCESS] = SX_FEATURE_PROCESS,
	[SX_ATTACH_PERF] = SX_FEATURE_PERF,
};

const struct sx_engine *sx_engine_find(u32 kind)
{
	return kind < SX_ATTACH_KIND_NR ? engines[kind] : NULL;
}

u64 sx_engine_features(void)
{
	u64 all = 0;
	u32 kind;

	for (kind = 0; kind < SX_ATTACH_KIND_NR; kind++)
		if (engines[kind]->available())
			all |= features[kind];
	if (follow_is_prompt())
		all |= SX_FEATURE_PROMPT;
	return all;
}
