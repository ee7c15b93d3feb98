/* SPDX-License-Identifier: GPL-2.0 */
/* Forged calls of /dev/stapx: what a hostile or broken caller may send. */
#ifndef STAPX_TARGETS_FORGE_H
#define STAPX_TARGETS_FORGE_H

#include <stdbool.h>
#include <sys/types.h>

#include <stapx/abi.h>
#include <stapx/program.h>
#include <stapx/record.h>

struct image {
	u8 *data;
	u32 len;
};

struct forge_count {
	long accepted; /* programs */
	long rejected;
	long attached; /* places */
	long hits;
};

extern struct forge_count count;

/* forge_random.c: the same numbers for the same seed, in each thread. */
void random_seed(u64 seed);
u64 random_u64(void);
u32 random_below(u32 n);
bool one_in(u32 n);
/* Values at which arithmetic and checks go wrong. */
u64 random_edge(void);

/* forge_image.c */
struct image image_read(const char *path);
/* The first probe of this kind, or -1. */
int image_probe(const struct image *img, u16 kind);
/* Writes a damaged copy of img to out (of the same room). */
void image_mutate(const struct image *img, struct image *out);

/* forge_call.c: the calls, right and wrong ones. Results: 0 or -errno. */
int call_open(void);
int call_load(int fd, const struct image *img, struct sx_load *settings);
int call_attach_self(int fd, u32 probe, int place);
int call_attach_timer(int fd, u32 probe);
int call_attach_forged(int fd, pid_t child);
int call_start(int fd);
int call_stop(int fd);
u64 call_hits(int fd);
/* Output records that found no room, on all CPUs. */
u64 call_lost(int fd);
void call_dumps(int fd);
void call_bases(int fd);
void call_any(int fd);
/* Maps and damages what user space may write. */
void call_map(int fd);
/* Calls the functions that call_attach_self() probes. */
#define PLACES 3
void places_call(long times);
/* Their code is what it was when the program started. */
bool places_are_original(void);
void *place_address(int place);

#endif
