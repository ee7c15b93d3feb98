/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel writes into a ring and the driver reads.
 *
 * A ring belongs to one CPU. head and tail count bytes since the start and
 * never wrap; a record starts at (count & (ring_bytes - 1)), is a multiple of
 * 8 bytes and lies in one piece: SX_REC_PAD fills the end. Only that CPU, with
 * interrupts off, writes records and head; only the reader writes tail, and
 * the kernel uses tail for nothing but the free space.
 *
 * All records of one hit carry the time of the hit's first output, and become
 * visible together: head moves when the handler ends. active_ns is that time
 * while such a handler runs, else 0. A reader that loads active_ns and head
 * of every ring (acquire) after it took `now` may emit all records older than
 * the least of now and the active_ns that are not 0.
 */
#ifndef STAPX_RECORD_H
#define STAPX_RECORD_H

#include <stapx/types.h>

struct sx_ring_shm {
	u64 head; /* kernel, release */
	u64 active_ns; /* kernel */
	u64 lost; /* kernel: records that did not fit */
	u64 pad[5];
	u64 tail; /* reader, release */
};

enum sx_rec_type {
	SX_REC_PAD,
	SX_REC_PRINT,
	SX_REC_HIST,
	SX_REC_ERROR,
	SX_REC_WARN,
	SX_REC_TYPE_NR,
};

struct sx_rec {
	u32 len; /* bytes with this head, multiple of 8 */
	u16 type; /* enum sx_rec_type */
	u16 cpu;
	u64 time_ns; /* CLOCK_MONOTONIC */
};

/*
 * SX_REC_PRINT: struct sx_rec_print, then the operands in the format's order:
 * an integer is 8 bytes; a string is a u32 length, its bytes, zero bytes up
 * to a multiple of 8. In place of the address of a %m or %M stand the bytes
 * that were found there, as a string.
 */
struct sx_rec_print {
	struct sx_rec rec;
	u32 format;
	u32 pad;
};

/* SX_REC_HIST: one statistic with its buckets (see lib/hist.h), u64 each. */
struct sx_rec_hist {
	struct sx_rec rec;
	u32 global;
	u32 bucket_nr;
	s64 count;
	s64 sum;
	s64 min;
	s64 max;
};

/* Why a handler ended early. */
enum sx_error {
	SX_ERR_NONE,
	SX_ERR_DIV_ZERO,
	SX_ERR_MAXACTION, /* loop steps and calls */
	SX_ERR_MAXNESTING,
	SX_ERR_STRING_SPACE, /* the hit's string arena is full; arg: its KB */
	SX_ERR_MAP_FULL, /* arg: global */
	SX_ERR_EMPTY_STAT, /* aggregate of no sample */
	SX_ERR_USER_FAULT, /* arg: address */
	SX_ERR_BAD_ARGUMENT, /* arg: the value */
	SX_ERR_NO_REGISTERS, /* *_arg() where there are no registers */
	SX_ERR_RECURSIVE_FOREACH,
	SX_ERR_SCRIPT, /* error("..."): text follows */
	SX_ERR_BUCKET, /* arg: the number of a bucket that does not exist */
	SX_ERR_NO_MATCH, /* matched() after a match that failed */
	SX_ERR_NO_GROUP, /* arg: the group that the expression has not */
	SX_ERR_POSITION, /* arg: of a byte that the string has not */
	SX_ERR_RANGE, /* arg: of randint() */
	SX_ERR_TIME, /* arg: seconds that ctime() does not take */
	SX_ERR_CPU, /* arg: a CPU that is not online */
	SX_ERR_REGISTER, /* no register has this name */
	SX_ERR_FLOAT, /* a floating-point number and a string do not fit */
	SX_ERR_AT_RETURN, /* *_arg() when the function has returned */
	SX_ERR_BASE, /* arg: the row of a file that is not mapped, process << 32 */
	SX_ERR_NO_ENTRY, /* of the call that returns nothing is kept */
	SX_ERR_NR,
};

/*
 * Nothing is at this address. It is read where a thread has no variables of a
 * library so far; then it is the arg of SX_ERR_USER_FAULT.
 */
#define SX_NO_THREAD_BLOCK 0x7f5354415058544cll

/*
 * SX_REC_ERROR, SX_REC_WARN: then len bytes of text, padded. A warning without
 * a code is a text of the script's; else it is something that the handler
 * survived.
 */
struct sx_rec_error {
	struct sx_rec rec;
	u32 code; /* enum sx_error */
	u32 pc; /* instruction; SX_SEC_SPANS tells the place */
	u64 arg;
	u32 probe; /* index in SX_SEC_PROBES */
	u32 len; /* bytes of text */
};

#endif
