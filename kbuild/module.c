// SPDX-License-Identifier: GPL-2.0
/*
 * What makes a conventional module of the kernel object: its description, and
 * stubs for the functions that modules may not import. Their addresses are
 * asked of a kprobe, which is never armed, before anything else runs.
 *
 * A stub jumps directly, through a static call: on kernels that enforce
 * landing pads a function that is called by its name only has none.
 */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/static_call.h>

/* The kernel has types of its own. */
#define STAPX_TYPES_H
#include <stapx/abi.h>
#include <stapx/program.h>

int stapx_core_init(void);
void stapx_core_exit(void);

typedef unsigned long any_function(unsigned long a, unsigned long b,
				   unsigned long c, unsigned long d,
				   unsigned long e, unsigned long f);

static unsigned long nothing(unsigned long a, unsigned long b, unsigned long c,
			     unsigned long d, unsigned long e, unsigned long f)
{
	return 0;
}

/* All registers that can hold an argument are handed on. */
#define STAPX_STUB(name)                                                  \
	DEFINE_STATIC_CALL(stapx_call_##name, nothing);                   \
	any_function stapx_stub_##name;                                   \
	unsigned long stapx_stub_##name(unsigned long a, unsigned long b, \
					unsigned long c, unsigned long d, \
					unsigned long e, unsigned long f) \
	{                                                                 \
		return static_call(stapx_call_##name)(a, b, c, d, e, f);  \
	}                                                                 \
	static void set_##name(any_function *function)                    \
	{                                                                 \
		static_call_update(stapx_call_##name, function);          \
	}
#include "made/stubs.h"
#undef STAPX_STUB

static const struct {
	const char *name;
	void (*set)(any_function *function);
} stubs[] = {
#define STAPX_STUB(name) { #name, set_##name },
#include "made/stubs.h"
#undef STAPX_STUB
};

static any_function *find_function(const char *name)
{
	struct kprobe kp = {
		.symbol_name = name,
		.flags = KPROBE_FLAG_DISABLED,
	};

	if (register_kprobe(&kp))
		return NULL;
	unregister_kprobe(&kp);
	return (any_function *)kp.addr;
}

static int __init stapx_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(stubs); i++) {
		any_function *function = find_function(stubs[i].name);

		if (!function) {
			pr_err("stapx: kprobes do not find %s() in this kernel: load it with `stapx kload`\n",
			       stubs[i].name);
			return -ENOENT;
		}
		stubs[i].set(function);
	}
	return stapx_core_init();
}

static void __exit stapx_exit(void)
{
	stapx_core_exit();
}

module_init(stapx_init);
module_exit(stapx_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Dynamic tracing: the kernel side of stapx");
/* The driver compares it: driver/kload/modload.c. */
MODULE_VERSION(__stringify(SX_ABI_VERSION) "." __stringify(
	SX_PROG_VERSION) "-abi" __stringify(SX_ABI_VERSION));
