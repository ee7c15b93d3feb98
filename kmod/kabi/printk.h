/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's log: at load and unload only, never in a probe. */
#ifndef STAPX_KABI_PRINTK_H
#define STAPX_KABI_PRINTK_H

extern int printk(const char *fmt, ...) __asm__("kany._printk..printk")
	__attribute__((format(printf, 1, 2)));

#endif
