// SPDX-License-Identifier: GPL-2.0
/* The calls of /dev/stapx, without the library: right and wrong ones. */
#include "forge.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define DUMP_ROOM 65536
#define CODE_LEN  16

/* A nop, a push and an out-of-line first instruction. */
long place_endbr(long a);
long place_push(long a);
long place_lea(long a);
__asm__(".text\n\t.p2align 6\n\t.globl place_endbr\nplace_endbr:\n\t"
	"endbr64; lea 1(%rdi),%rax; ret\n\t"
	".p2align 6\n\t.globl place_push\nplace_push:\n\t"
	"push %rbx; lea 1(%rdi),%rbx; mov %rbx,%rax; pop %rbx; ret\n\t"
	".p2align 6\n\t.globl place_lea\nplace_lea:\n\t"
	"lea 1(%rdi),%rax; ret; .fill 16,1,0x90\n");

static const struct place {
	long (*call)(long a);
	struct sx_recipe recipe;
	u8 code[CODE_LEN];
} places[PLACES] = {
	{ place_endbr,
	  { .op = SX_RECIPE_NOP, .len = 4, .insn = { 0xf3, 0x0f, 0x1e, 0xfa } },
	  { 0xf3, 0x0f, 0x1e, 0xfa, 0x48, 0x8d, 0x47, 0x01, 0xc3 } },
	{ place_push,
	  { .op = SX_RECIPE_PUSH, .len = 1, .reg = 3, .insn = { 0x53 } },
	  { 0x53, 0x48, 0x8d, 0x5f, 0x01, 0x48, 0x89, 0xd8, 0x5b } },
	{ place_lea,
	  { .op = SX_RECIPE_OUT_OF_LINE,
	    .len = 4,
	    .insn = { 0x48, 0x8d, 0x47, 0x01 } },
	  { 0x48, 0x8d, 0x47, 0x01, 0xc3, 0x90, 0x90, 0x90, 0x90 } },
};

static __thread u8 dump_room[DUMP_ROOM];

void places_call(long times)
{
	for (long i = 0; i < times; i++)
		for (int p = 0; p < PLACES; p++)
			if (places[p].call(i) != i + 1)
				_exit(3);
}

bool places_are_original(void)
{
	for (int p = 0; p < PLACES; p++) {
		const volatile u8 *code = place_address(p);

		for (int i = 0; i < 9; i++)
			if (code[i] != places[p].code[i])
				return false;
	}
	return true;
}

void *place_address(int place)
{
	return (void *)(uintptr_t)places[place].call;
}

static int result(int ret)
{
	return ret < 0 ? -errno : 0;
}

int call_open(void)
{
	return open(SX_DEVICE, O_RDWR | O_CLOEXEC);
}

int call_load(int fd, const struct image *img, struct sx_load *settings)
{
	int err;

	settings->image = (u64)(uintptr_t)img->data;
	settings->image_len = img->len;
	err = result(ioctl(fd, SX_IOC_LOAD, settings));
	if (!err)
		__atomic_add_fetch(&count.accepted, 1, __ATOMIC_RELAXED);
	else if (err == -EINVAL)
		__atomic_add_fetch(&count.rejected, 1, __ATOMIC_RELAXED);
	return err;
}

static int attach(int fd, struct sx_attach *row)
{
	int err = result(ioctl(fd, SX_IOC_ATTACH, row));

	if (!err)
		__atomic_add_fetch(&count.attached, 1, __ATOMIC_RELAXED);
	return err;
}

int call_attach_self(int fd, u32 probe, int place)
{
	struct sx_attach row = { .probe = probe, .kind = SX_ATTACH_DIRECT };

	row.direct.pid = getpid();
	row.direct.addr = (u64)(uintptr_t)place_address(place);
	row.direct.recipe = places[place].recipe;
	return attach(fd, &row);
}

int call_attach_timer(int fd, u32 probe)
{
	struct sx_attach row = { .probe = probe, .kind = SX_ATTACH_TIMER };

	return attach(fd, &row);
}

/* Only a child that may break is given recipes that lie. */
int call_attach_forged(int fd, pid_t child)
{
	struct sx_attach row = { .probe = random_below(4),
				 .kind = SX_ATTACH_DIRECT };
	int place = (int)random_below(PLACES);

	if (one_in(3))
		row.kind = random_below(4);
	if (row.kind == SX_ATTACH_INODE) {
		row.inode.fd = one_in(2) ? fd : (s32)random_edge();
		row.inode.pid = one_in(2) ? child : (s32)random_edge();
		row.inode.offset = random_edge();
		return attach(fd, &row);
	}
	row.direct.pid = one_in(4) ? (s32)(random_edge() | 1u << 30) : child;
	row.direct.addr = (u64)(uintptr_t)place_address(place);
	row.direct.recipe = places[place].recipe;
	if (one_in(6))
		row.direct.addr = random_edge();
	if (one_in(2))
		row.direct.recipe.op = (u8)random_below(SX_RECIPE_NR + 1);
	if (one_in(6))
		row.direct.recipe.len = (u8)random_below(20);
	if (one_in(3))
		row.direct.recipe.reg = (u8)random_below(18);
	if (one_in(3))
		row.direct.recipe.imm = (s32)random_u64();
	if (one_in(16))
		row.flags = (u32)random_edge();
	return attach(fd, &row);
}

int call_start(int fd)
{
	return result(ioctl(fd, SX_IOC_START, NULL));
}

int call_stop(int fd)
{
	return result(ioctl(fd, SX_IOC_STOP, NULL));
}

u64 call_hits(int fd)
{
	struct sx_point_stats rows[64];
	struct sx_stats stats = { .points = (u64)(uintptr_t)rows,
				  .points_nr = 64 };
	u64 sum = 0;

	if (ioctl(fd, SX_IOC_STATS, &stats))
		return 0;
	for (u32 i = 0; i < stats.points_nr && i < 64; i++)
		sum += rows[i].hits;
	return sum;
}

u64 call_lost(int fd)
{
	u64 sum = 0;

	for (u64 cpu = 0; cpu < 64; cpu++) {
		off_t off = (off_t)(SX_MMAP_RINGS + (cpu << 28));
		struct sx_ring_shm *shm =
			mmap(NULL, 4096 + 4096, PROT_READ, MAP_SHARED, fd, off);

		if (shm == MAP_FAILED)
			continue;
		sum += shm->lost;
		munmap(shm, 4096 + 4096);
	}
	return sum;
}

void call_dumps(int fd)
{
	for (u32 i = 0; i < 8; i++) {
		struct sx_dump dump = {
			.global = one_in(8) ? (u32)random_edge() : i,
			.flags = random_below(3),
			.buf = (u64)(uintptr_t)dump_room,
			.buf_len = one_in(2) ? DUMP_ROOM : random_below(256),
		};

		ioctl(fd, SX_IOC_DUMP, &dump);
	}
}

/* True or not, and of programs with and without modules. */
void call_bases(int fd)
{
	for (u32 i = 0; i < 8; i++) {
		struct sx_base base = {
			.module = one_in(8) ? (u32)random_edge()
					    : random_below(3),
			.pid = one_in(4) ? (s32)random_edge() : getpid(),
			.base = random_edge(),
			.start_code = one_in(4) ? random_edge() : 0,
		};

		ioctl(fd, SX_IOC_BASE, &base);
	}
}

/* A command of any direction, size and number, its argument anywhere. */
void call_any(int fd)
{
	static const u32 known[] = { SX_IOC_VERSION, SX_IOC_LOAD, SX_IOC_ATTACH,
				     SX_IOC_START,   SX_IOC_STOP, SX_IOC_STATS,
				     SX_IOC_DUMP,    SX_IOC_BASE };
	u32 cmd = known[random_below(8)];
	u64 words[32];

	for (u32 i = 0; i < 32; i++)
		words[i] = random_edge();
	if (one_in(3))
		cmd ^= 1u << random_below(32);
	if (one_in(3))
		ioctl(fd, cmd, random_edge());
	else if (cmd != SX_IOC_ATTACH)
		ioctl(fd, cmd, words);
}

static void damage_ring(struct sx_ring_shm *shm)
{
	for (int i = 0; i < 16; i++) {
		__atomic_store_n(&shm->tail, random_edge() + random_below(99),
				 __ATOMIC_RELEASE);
		if (one_in(2))
			shm->head = random_edge();
		if (one_in(2))
			shm->lost = random_edge();
		places_call(1);
	}
}

void call_map(int fd)
{
	size_t len = one_in(4) ? (size_t)random_below(1u << 20) : 4096 + 262144;
	off_t off = (off_t)(SX_MMAP_RINGS + ((u64)random_below(3) << 28));
	void *mem;

	if (one_in(4))
		off = (off_t)(random_edge() & ~4095ull);
	if (one_in(4))
		len = 4096;
	mem = mmap(NULL, len, PROT_READ | (one_in(4) ? 0 : PROT_WRITE),
		   one_in(8) ? MAP_PRIVATE : MAP_SHARED, fd, off);
	if (mem == MAP_FAILED)
		return;
	if (len > 4096 && !mprotect(mem, len, PROT_READ | PROT_WRITE))
		damage_ring(mem);
	munmap(mem, one_in(4) ? 4096 : len);
	munmap(mem, len);
}
