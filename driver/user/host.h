/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the machine's functions (include/stapx/builtins.def) ask of whoever
 * runs a handler in this process: vm->host points to it.
 */
#ifndef STAPX_USER_HOST_H
#define STAPX_USER_HOST_H

#include <stapx/types.h>

struct user_host {
	s32 target; /* process id for target(); 0: none */
	/*
	 * The process whose memory the handlers read; 0: this one. vm->regs,
	 * where there are any, are its struct user_regs_struct.
	 */
	s32 stopped;
	/* exit(): ends the session when the running handler is done. */
	void (*exit)(struct user_host *host);
};

#endif
