// SPDX-License-Identifier: GPL-2.0
/* Bases of files, from the process to the session. */
#include "run/bases.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"

#define WAIT_MIN_NS 20000000ull
#define WAIT_MAX_NS 1000000000ull

int run_bases_init(struct run_bases *b, struct session *session,
		   const struct sx_program *prog, s32 pid)
{
	*b = (struct run_bases){ .session = session, .wait_ns = WAIT_MIN_NS };
	if (!pid || !prog->modules_nr)
		return 0;
	return bases_init(&b->bases, prog, pid);
}

void run_bases_deinit(struct run_bases *b)
{
	bases_deinit(&b->bases);
}

static int tell(struct run_bases *b, u32 module)
{
	struct sx_base args = {
		.module = module,
		.pid = b->bases.pid,
		.base = b->bases.rows[module].base,
		.start_code = b->bases.start[0],
		.start_stack = b->bases.start[1],
	};

	return session_base(b->session, &args);
}

/* Rows that were missing before, and are not any more. */
static int tell_new(struct run_bases *b, const bool *known)
{
	const struct sx_program *prog = b->bases.prog;
	int err = 0;

	for (u32 i = 0; i < prog->modules_nr && !err; i++) {
		struct base_row *row = &b->bases.rows[i];

		if (known[i] || row->state != BASE_FOUND)
			continue;
		err = tell(b, i);
		if (!err)
			continue;
		/* Another program runs by now: that one is looked at next. */
		row->state = BASE_MISSING;
		if (err == -ESTALE || err == -ESRCH)
			return 0;
		row->state = BASE_WRONG;
		log_err("tell where process %d has mapped %s: %s", b->bases.pid,
			sx_program_str(prog, prog->modules[i].path)->data,
			err == -EOPNOTSUPP
				? "this kernel does not show what tells programs apart"
				: strerror(-err));
	}
	return err;
}

static int find(struct run_bases *b)
{
	bool known[SX_MAX_MODULES];
	int tell_err;
	int err;

	for (u32 i = 0; i < b->bases.prog->modules_nr; i++)
		known[i] = b->bases.rows[i].state != BASE_MISSING;
	err = bases_find(&b->bases);
	tell_err = tell_new(b, known);
	return err ? err : tell_err;
}

int run_bases_start(struct run_bases *b)
{
	u32 missing;
	int err;

	if (!b->bases.rows)
		return 0;
	bases_look(&b->bases);
	err = find(b);
	missing = bases_missing(&b->bases);
	if (!err && missing)
		log_info(
			"process %d has not mapped %u of the files that the script reads so far",
			b->bases.pid, missing);
	return err;
}

void run_bases_tick(struct run_bases *b, u64 now_ns)
{
	if (!b->bases.rows || now_ns < b->next_ns)
		return;
	if (bases_look(&b->bases))
		b->wait_ns = WAIT_MIN_NS;
	if (bases_missing(&b->bases))
		find(b);
	b->next_ns = now_ns + b->wait_ns;
	if (b->wait_ns < WAIT_MAX_NS)
		b->wait_ns *= 2;
}
