/* SPDX-License-Identifier: GPL-2.0 */
/* Hands the places in the kernel, and timer.profile, to the kernel object. */
#ifndef STAPX_RUN_ATTACH_KERNEL_H
#define STAPX_RUN_ATTACH_KERNEL_H

#include "run/attach.h"

/*
 * Attaches every place of req->kernel. What the kernel refuses of a wildcard's
 * places is passed over, with a word, unless none is left; a place of an
 * optional point may fail; every other failure is reported, and the first one
 * is the result.
 */
int attach_kernel_places(const struct attach_request *req,
			 struct attach_table *table);

/* timer.profile; reports. */
int attach_profile(const struct attach_request *req, u32 probe,
		   struct attach_table *table);

#endif
