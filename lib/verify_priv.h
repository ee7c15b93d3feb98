/* SPDX-License-Identifier: GPL-2.0 */
/* The parts of the verifier, in their order. Each returns enum sx_verify_code
 * with *index set when it is not SX_VERIFY_OK. */
#ifndef STAPX_LIB_VERIFY_PRIV_H
#define STAPX_LIB_VERIFY_PRIV_H

#include "mem.h"
#include "verify.h"

/* Bytes and rows that are looked at more than once; see spend(). */
#define SX_VERIFY_WORK (64u << 20)

struct sx_verifier {
	struct sx_program *p;
	struct sx_verify_scratch *scratch;
	u32 index; /* of what is being checked */
	u32 work; /* what is left of SX_VERIFY_WORK */
};

/*
 * Rows may refer to one string or lock table any number of times. What such
 * a reference costs is paid here, so that the whole stays linear: -1 when
 * the program has too many.
 */
static inline int sx_verify_spend(struct sx_verifier *v, u32 work)
{
	if (work > v->work)
		return -1;
	v->work -= work;
	return 0;
}

/* Does a statistic keep what this aggregate is made of? */
static inline int sx_verify_has_agg(const struct sx_global *g, u32 agg)
{
	if (agg == SX_AGG_VARIANCE)
		return g->stat_ops & SX_STAT_VARIANCE;
	return agg < SX_AGG_NR;
}

u32 sx_verify_image(struct sx_verifier *v, const void *image, u32 len);
u32 sx_verify_strings(struct sx_verifier *v);
u32 sx_verify_globals(struct sx_verifier *v);
u32 sx_verify_formats(struct sx_verifier *v);
u32 sx_verify_iters(struct sx_verifier *v);
u32 sx_verify_funcs(struct sx_verifier *v);
u32 sx_verify_probes(struct sx_verifier *v);
u32 sx_verify_places(struct sx_verifier *v);
u32 sx_verify_tries(struct sx_verifier *v);
u32 sx_verify_regexes(struct sx_verifier *v);
u32 sx_verify_modules(struct sx_verifier *v);
u32 sx_verify_code(struct sx_verifier *v);

#endif
