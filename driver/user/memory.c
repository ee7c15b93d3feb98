// SPDX-License-Identifier: GPL-2.0
/*
 * Memory and registers of the current task, for lib/: this process, or the
 * one that is stopped for a handler.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <unistd.h>

#include <stapx/opcodes.h>

#include "user/host.h"
#include "vm.h"

static pid_t current_pid(const struct sx_vm *vm)
{
	const struct user_host *host = vm->host;

	return host->stopped ? host->stopped : getpid();
}

/* By the kernel, which checks the address. */
int sx_env_read_memory(struct sx_vm *vm, u64 addr, int user, void *to, u32 len)
{
	struct iovec local = { .iov_base = to, .iov_len = len };
	struct iovec remote = { .iov_base = (void *)(uintptr_t)addr,
				.iov_len = len };

	(void)user; /* there is only that process */
	return process_vm_readv(current_pid(vm), &local, 1, &remote, 1, 0) ==
			       (ssize_t)len
		       ? 0
		       : -1;
}

int sx_env_load(struct sx_vm *vm, u64 addr, u32 read, u64 *ret)
{
	u64 value = 0;

	if (sx_env_read_memory(vm, addr, !(read & SX_READ_KERNEL), &value,
			       SX_READ_WIDTH(read)))
		return -1;
	*ret = value;
	return 0;
}

u64 sx_env_segment_base(struct sx_vm *vm, int gs)
{
	struct user_regs_struct regs;

	memcpy(&regs, vm->regs, sizeof(regs));
	return gs ? regs.gs_base : regs.fs_base;
}

/* A process that was forked is another one here. */
void sx_env_space(struct sx_vm *vm, struct sx_space *ret)
{
	*ret = (struct sx_space){ .pid = current_pid(vm) };
	ret->id[0] = (u64)ret->pid;
}

_Static_assert(offsetof(struct user_regs_struct, rip) == 8 * SX_REGS_IP &&
		       offsetof(struct user_regs_struct, ss) == 8 * SX_REGS_SS,
	       "registers of ptrace");
