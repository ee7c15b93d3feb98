// SPDX-License-Identifier: GPL-2.0
/* A session without the kernel object: from creation to its end. */
#include "user/session.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"
#include "user/clock.h"
#include "verify.h"

/* As the kernel object's: a faster timer would leave no time. */
#define MIN_INTERVAL_NS 10000

static void host_exit(struct user_host *host)
{
	user_session_exit((struct user_session *)host);
}

static void *map(struct user_session *s, off_t off, size_t len, int prot)
{
	void *mem = mmap(NULL, len, prot, MAP_SHARED, s->fd, off);

	return mem == MAP_FAILED ? NULL : mem;
}

int user_session_create(struct user_session **ret)
{
	struct user_session *s = calloc(1, sizeof(*s));
	int err;

	if (!s)
		return -ENOMEM;
	s->host.exit = host_exit;
	s->fd = memfd_create("stapx session", MFD_CLOEXEC);
	if (s->fd < 0 || ftruncate(s->fd, USER_PAGE)) {
		err = -errno;
		goto close_fd;
	}
	s->status = map(s, 0, USER_PAGE, PROT_READ | PROT_WRITE);
	if (!s->status) {
		err = -errno;
		goto close_fd;
	}
	pthread_mutex_init(&s->run_lock, NULL);
	*ret = s;
	return 0;

close_fd:
	if (s->fd >= 0)
		close(s->fd);
	free(s);
	return err;
}

/* Only OPEN, LOADED and RUNNING change to EXITING; later states stay. */
void user_session_exit(struct user_session *s)
{
	u32 *state = &s->status->state;
	u32 old = user_session_state(s);

	while (old < SX_STATE_EXITING &&
	       !__atomic_compare_exchange_n(state, &old, SX_STATE_EXITING,
					    false, __ATOMIC_RELEASE,
					    __ATOMIC_RELAXED))
		;
}

static int copy_program(struct user_session *s, struct sx_load *args)
{
	struct sx_verify_scratch *scratch;
	struct sx_verdict verdict = { 0, 0 };
	int err = -ENOMEM;

	if (!args->image_len || args->image_len > SX_MAX_IMAGE)
		return -E2BIG;
	s->image = malloc(args->image_len);
	scratch = malloc(sizeof(*scratch));
	if (s->image && scratch) {
		memcpy(s->image, (const void *)(uintptr_t)args->image,
		       args->image_len);
		err = sx_verify(s->image, args->image_len, scratch, &s->prog,
				&verdict);
	}
	args->verify_code = verdict.code;
	args->verify_pc = verdict.index;
	free(scratch);
	return err;
}

/* Zeroed, as the machine wants it. */
static void *alloc(u64 len)
{
	u64 rounded = (len + 63) & ~63ull;
	void *mem = aligned_alloc(64, rounded);

	if (mem)
		memset(mem, 0, rounded);
	return mem;
}

static int make_ring(struct user_session *s, u32 ring_bytes)
{
	u8 *shm;

	if (ftruncate(s->fd, 2 * USER_PAGE + (off_t)ring_bytes))
		return -errno;
	shm = map(s, USER_PAGE, USER_PAGE + ring_bytes, PROT_READ | PROT_WRITE);
	if (!shm)
		return -errno;
	sx_ring_init(&s->ring, (struct sx_ring_shm *)shm, shm + USER_PAGE,
		     ring_bytes, 0);
	return 0;
}

static int make_machine(struct user_session *s)
{
	u64 globals_len = sx_globals_size(&s->prog, &s->set);
	u64 vm_len = sx_vm_size(&s->prog, &s->set);

	s->globals_mem = alloc(globals_len);
	s->vm_mem = alloc(vm_len);
	s->bases = calloc(s->prog.modules_nr + 1, sizeof(*s->bases));
	if (!s->globals_mem || !s->vm_mem || !s->bases)
		return -ENOMEM;
	s->globals = sx_globals_init(s->globals_mem, &s->prog, &s->set);
	s->vm = sx_vm_init(s->vm_mem, &s->prog, &s->set, s->globals, &s->ring,
			   0);
	s->vm->host = &s->host;
	s->vm->bases = s->bases;
	return 0;
}

/* What fails half-way is freed when the session is destroyed. */
int user_session_load(struct user_session *s, struct sx_load *args)
{
	u32 ring_bytes = sx_settings_ring_bytes(args);
	int err;

	if (user_session_state(s) != SX_STATE_OPEN || s->image)
		return -EBUSY;
	if (!ring_bytes || sx_settings_fill(&s->set, args, 1))
		return -EINVAL;
	err = copy_program(s, args);
	if (err)
		return err;
	args->memory = sx_memory_needed(&s->prog, &s->set, 1,
					USER_PAGE + (u64)ring_bytes);
	if (!sx_memory_fits(&s->set, args->memory))
		return -ENOSPC;
	err = make_ring(s, ring_bytes);
	if (!err)
		err = make_machine(s);
	if (err)
		return err;
	s->host.target = args->target;
	args->ring_stride = 2 * (u64)USER_PAGE + ring_bytes;
	__atomic_store_n(&s->status->state, SX_STATE_LOADED, __ATOMIC_RELEASE);
	return 0;
}

static int add_point(struct user_session *s, u32 probe)
{
	void *points =
		realloc(s->points, (s->points_nr + 1) * sizeof(*s->points));

	if (!points)
		return -ENOMEM;
	s->points = points;
	s->points[s->points_nr] = (struct user_point){ .probe = probe };
	s->points_nr++;
	return 0;
}

int user_session_attach(struct user_session *s, struct sx_attach *args)
{
	const struct sx_probe *probe;
	u64 unit = 1;
	int err;

	if (user_session_state(s) != SX_STATE_LOADED)
		return -EBUSY;
	if (args->flags || args->probe >= s->prog.probes_nr)
		return -EINVAL;
	if (args->kind != SX_ATTACH_TIMER)
		return -EOPNOTSUPP;
	if (s->points_nr == SX_MAX_POINTS)
		return -ENOSPC;
	probe = &s->prog.probes[args->probe];
	if (probe->flags & SX_PROBE_TICKS)
		unit = USER_TICK_NS;
	if (probe->kind != SX_PROBE_TIMER ||
	    (u64)probe->param * unit < MIN_INTERVAL_NS)
		return -EINVAL;
	err = user_timers_add(&s->timers, s->points_nr,
			      (u64)probe->param * unit,
			      (u64)probe->random * unit);
	if (!err)
		err = add_point(s, args->probe);
	if (!err)
		args->point = s->points_nr - 1;
	return err;
}

int user_session_base(struct user_session *s, const struct sx_base *args)
{
	const struct sx_space space = { .id = { (u64)args->pid } };
	u32 state = user_session_state(s);

	if (state == SX_STATE_OPEN || state == SX_STATE_STOPPED)
		return -EBUSY;
	if (args->module >= s->prog.modules_nr)
		return -EINVAL;
	if (args->pid <= 0)
		return -ESRCH;
	pthread_mutex_lock(&s->run_lock);
	sx_base_set(&s->bases[args->module], &space, args->base);
	pthread_mutex_unlock(&s->run_lock);
	return 0;
}

static void fire(u32 point, void *arg)
{
	user_session_hit(arg, point);
}

int user_session_start(struct user_session *s)
{
	u32 loaded = SX_STATE_LOADED;

	if (user_session_state(s) != SX_STATE_LOADED)
		return -EBUSY;
	user_session_run(s, SX_PROBE_BEGIN);
	if (!__atomic_compare_exchange_n(&s->status->state, &loaded,
					 SX_STATE_RUNNING, false,
					 __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		return 0; /* exit() in a begin handler */
	return user_timers_start(&s->timers, fire, s);
}

int user_session_stop(struct user_session *s)
{
	u32 state = user_session_state(s);
	u32 kind = SX_PROBE_END;

	if (state != SX_STATE_RUNNING && state != SX_STATE_EXITING)
		return -EINVAL;
	user_session_exit(s);
	user_timers_stop(&s->timers);
	if (s->status->error_nr > s->set.maxerrors)
		kind = SX_PROBE_ERROR;
	user_session_run(s, kind);
	__atomic_store_n(&s->status->state, SX_STATE_STOPPED, __ATOMIC_RELEASE);
	return 0;
}

void user_session_destroy(struct user_session *s)
{
	user_session_exit(s);
	user_timers_deinit(&s->timers);
	free(s->points);
	free(s->globals_mem);
	free(s->vm_mem);
	free(s->bases);
	free(s->image);
	if (s->ring.shm)
		munmap(s->ring.shm, USER_PAGE + s->ring.size);
	munmap(s->status, USER_PAGE);
	pthread_mutex_destroy(&s->run_lock);
	close(s->fd);
	free(s);
}
