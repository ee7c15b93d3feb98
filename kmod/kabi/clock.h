/* SPDX-License-Identifier: GPL-2.0 */
/* Clocks that can be read in any context, in ns. */
#ifndef STAPX_KABI_CLOCK_H
#define STAPX_KABI_CLOCK_H

#include "kabi/fact.h"

/* CLOCK_MONOTONIC */
extern u64 kmono_ns(void) __asm__("kany.ktime_get_mono_fast_ns..ktime_get");

/* CLOCK_REALTIME */
extern u64
kreal_ns(void) __asm__("kany.ktime_get_real_fast_ns..ktime_get_real");

#endif
