// SPDX-License-Identifier: GPL-2.0
/* A /dev/stapx inside of the test. */
#include "fake_device.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "user/clock.h"
#include "user/host.h"
#include "verify.h"
#include "vm.h"

#define PAGE	    4096u
#define RING_STRIDE (1ull << 28)
#define ABSENT_CPU  1u

struct fake_device fake_device;

/* The open session; there is one at a time. */
static struct {
	pthread_mutex_t lock;
	pthread_cond_t stop;
	pthread_t timers;
	bool timers_run;
	struct sx_program prog;
	struct sx_settings set;
	void *image;
	void *globals_mem;
	struct sx_globals *globals;
	struct sx_status *status;
	struct sx_vm *vm[FAKE_CPUS];
	struct sx_ring ring[FAKE_CPUS];
	int memory[FAKE_CPUS + 1]; /* memfd of each ring, then the status */
	struct sx_point_stats stats[FAKE_MAX_POINTS];
	u64 due_ns[FAKE_MAX_POINTS];
} now;

void fake_device_reset(void)
{
	memset(&fake_device, 0, sizeof(fake_device));
	fake_device.version = (struct sx_version){
		.abi = SX_ABI_VERSION,
		.program = SX_PROG_VERSION,
		.features = SX_FEATURE_DIRECT | SX_FEATURE_INODE,
		.nr_cpus = FAKE_CPUS,
		.page_size = PAGE,
	};
}

static u64 clock_ns(void)
{
	return user_clock_ns(CLOCK_MONOTONIC);
}

static int fake_open(const char *path)
{
	pthread_condattr_t attr;

	if (strcmp(path, SX_DEVICE))
		return -ENOENT;
	if (fake_device.open_err)
		return fake_device.open_err;
	memset(&now, 0, sizeof(now));
	pthread_mutex_init(&now.lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&now.stop, &attr);
	fake_device.opened_nr++;
	fake_device.attached_nr = 0;
	return 1000;
}

static void set_state(u32 state)
{
	__atomic_store_n(&now.status->state, state, __ATOMIC_RELEASE);
}

static void note_exit(struct user_host *host)
{
	(void)host;
	if (now.status->state != SX_STATE_STOPPED)
		set_state(SX_STATE_EXITING);
}

static struct user_host host = { .exit = note_exit };

/* The lock is held: one hit at a time. */
static void run_probe(u32 probe, u32 cpu, struct sx_point_stats *stats)
{
	enum sx_run result;

	result = sx_vm_run(now.vm[cpu], probe);
	if (stats)
		stats->hits++;
	if (result == SX_RUN_ERROR) {
		if (stats)
			stats->errors++;
		if (++now.status->error_nr > now.set.maxerrors)
			set_state(SX_STATE_EXITING);
	}
}

/* Fires what is due; returns when the next one is. */
static u64 fire_timers(void)
{
	u64 time_ns = clock_ns();
	u64 next_ns = time_ns + 1000000000ull;
	u32 i;

	for (i = 0; i < fake_device.attached_nr; i++) {
		u32 probe = fake_device.attached[i].probe;

		if (fake_device.attached[i].kind != SX_ATTACH_TIMER)
			continue;
		if (now.due_ns[i] <= time_ns) {
			now.due_ns[i] += (u64)now.prog.probes[probe].param;
			if (now.status->state == SX_STATE_RUNNING)
				run_probe(probe, 2, &now.stats[i]);
		}
		if (now.due_ns[i] < next_ns)
			next_ns = now.due_ns[i];
	}
	return next_ns;
}

static void *run_timers(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&now.lock);
	while (now.timers_run) {
		u64 next_ns = fire_timers();
		struct timespec ts = {
			.tv_sec = (time_t)(next_ns / 1000000000ull),
			.tv_nsec = (long)(next_ns % 1000000000ull),
		};

		pthread_cond_timedwait(&now.stop, &now.lock, &ts);
	}
	pthread_mutex_unlock(&now.lock);
	return NULL;
}

static void *make_memory(u32 index, size_t len)
{
	void *mem;
	int fd = memfd_create("fake", 0);

	if (fd < 0 || ftruncate(fd, (off_t)len))
		abort();
	mem = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (mem == MAP_FAILED)
		abort();
	now.memory[index] = fd;
	return mem;
}

static void make_cpu(u32 cpu, u32 ring_bytes)
{
	u64 len = sx_vm_size(&now.prog, &now.set);
	u8 *shm = make_memory(cpu, PAGE + ring_bytes);
	void *mem = aligned_alloc(64, (len + 63) & ~63ull);

	memset(mem, 0, len);
	sx_ring_init(&now.ring[cpu], (struct sx_ring_shm *)shm, shm + PAGE,
		     ring_bytes, cpu);
	now.vm[cpu] = sx_vm_init(mem, &now.prog, &now.set, now.globals,
				 &now.ring[cpu], cpu);
	now.vm[cpu]->host = &host;
}

#define OR(value, standard) ((value) ? (value) : (standard))

static int load(struct sx_load *args)
{
	static struct sx_verify_scratch scratch;
	struct sx_verdict verdict = { 0 };
	u64 len;
	u32 cpu;

	now.set = (struct sx_settings){
		.maxstringlen = OR(args->maxstringlen, SX_MAXSTRINGLEN_DEFAULT),
		.maxaction = OR(args->maxaction, SX_MAXACTION_DEFAULT),
		.maxaction_begin =
			OR(args->maxaction_begin, SX_MAXACTION_BEGIN),
		.maxnesting = OR(args->maxnesting, SX_MAXNESTING_DEFAULT),
		.maxerrors = args->maxerrors,
		.nr_cpus = FAKE_CPUS,
	};
	now.image = malloc(args->image_len);
	memcpy(now.image, (const void *)(uintptr_t)args->image,
	       args->image_len);
	if (sx_verify(now.image, args->image_len, &scratch, &now.prog,
		      &verdict)) {
		args->verify_code = verdict.code;
		args->verify_pc = verdict.index;
		return -EINVAL;
	}
	len = (sx_globals_size(&now.prog, &now.set) + 63) & ~63ull;
	now.globals_mem = aligned_alloc(64, len);
	memset(now.globals_mem, 0, len);
	now.globals = sx_globals_init(now.globals_mem, &now.prog, &now.set);
	for (cpu = 0; cpu < FAKE_CPUS; cpu++)
		if (cpu != ABSENT_CPU)
			make_cpu(cpu, args->ring_bytes);
	now.status = make_memory(FAKE_CPUS, PAGE);
	now.status->state = SX_STATE_LOADED;
	fake_device.target = args->target;
	host.target = args->target;
	args->ring_stride = RING_STRIDE;
	args->memory = len;
	return 0;
}

static int attach(struct sx_attach *args)
{
	if (args->kind >= SX_ATTACH_KIND_NR)
		return -EINVAL;
	if (fake_device.attach_err[args->kind])
		return fake_device.attach_err[args->kind];
	args->point = fake_device.attached_nr;
	fake_device.attached[fake_device.attached_nr++] = *args;
	return 0;
}

static void run_handlers(u32 kind)
{
	u32 i;

	for (i = 0; i < now.prog.probes_nr; i++)
		if (now.prog.probes[i].kind == kind)
			run_probe(i, 0, NULL);
}

static int start(void)
{
	u32 i;

	run_handlers(SX_PROBE_BEGIN);
	if (fake_device.start_err)
		return fake_device.start_err;
	if (now.status->state == SX_STATE_LOADED)
		set_state(SX_STATE_RUNNING);
	for (i = 0; i < fake_device.attached_nr; i++)
		now.due_ns[i] =
			clock_ns() +
			(u64)now.prog.probes[fake_device.attached[i].probe]
				.param;
	now.timers_run = true;
	return -pthread_create(&now.timers, NULL, run_timers, NULL);
}

static void stop_timers(void)
{
	if (!now.timers_run)
		return;
	pthread_mutex_lock(&now.lock);
	now.timers_run = false;
	pthread_cond_signal(&now.stop);
	pthread_mutex_unlock(&now.lock);
	pthread_join(now.timers, NULL);
}

static int stop(void)
{
	stop_timers();
	run_handlers(SX_PROBE_END);
	set_state(SX_STATE_STOPPED);
	return 0;
}

static int stats(struct sx_stats *args)
{
	u32 room = args->points_nr;
	u32 cpu;

	if (room > fake_device.attached_nr)
		room = fake_device.attached_nr;
	if (room)
		memcpy((void *)(uintptr_t)args->points, now.stats,
		       room * sizeof(*now.stats));
	args->points_nr = fake_device.attached_nr;
	for (cpu = 0; cpu < FAKE_CPUS; cpu++) {
		args->lost_records += now.ring[cpu].lost;
		args->map_full += now.vm[cpu] ? now.vm[cpu]->count.map_full : 0;
	}
	return 0;
}

static int fake_ioctl(int fd, unsigned int request, void *arg)
{
	(void)fd;
	switch (request) {
	case SX_IOC_VERSION:
		memcpy(arg, &fake_device.version, sizeof(fake_device.version));
		return 0;
	case SX_IOC_LOAD:
		return load(arg);
	case SX_IOC_ATTACH:
		return attach(arg);
	case SX_IOC_START:
		return start();
	case SX_IOC_STOP:
		return stop();
	case SX_IOC_MODULE:
		return 0;
	case SX_IOC_LOOK:
		fake_device.looks_nr++;
		return 0;
	case SX_IOC_STATS:
		return stats(arg);
	default:
		return -ENOTTY;
	}
}

static int fake_mmap(int fd, off_t off, size_t len, int prot, void **ret)
{
	u64 cpu = ((u64)off - SX_MMAP_RINGS) / RING_STRIDE;
	int memory = now.memory[FAKE_CPUS];

	(void)fd;
	if ((u64)off != SX_MMAP_STATUS)
		memory = cpu < FAKE_CPUS ? now.memory[cpu] : 0;
	if (!memory)
		return -EINVAL;
	*ret = mmap(NULL, len, prot, MAP_SHARED, memory, 0);
	return *ret == MAP_FAILED ? -errno : 0;
}

static void fake_close(int fd)
{
	u32 i;

	(void)fd;
	stop_timers();
	for (i = 0; i < FAKE_CPUS; i++) {
		if (now.ring[i].shm)
			munmap(now.ring[i].shm, PAGE + now.ring[i].size);
		free(now.vm[i]);
	}
	if (now.status)
		munmap(now.status, PAGE);
	for (i = 0; i <= FAKE_CPUS; i++)
		if (now.memory[i])
			close(now.memory[i]);
	free(now.globals_mem);
	free(now.image);
	fake_device.closed_nr++;
}

const struct session_device fake_session_device = {
	.open = fake_open,
	.ioctl = fake_ioctl,
	.mmap = fake_mmap,
	.close = fake_close,
};
