// SPDX-License-Identifier: GPL-2.0
/* LOAD: the program, its settings, and all the memory that it will need. */
#include "session/session.h"

#include "kabi/cpu.h"
#include "kabi/uaccess.h"
#include "memory.h"

extern char cpu_possible_mask_bits[] __asm__(
	"kany.__cpu_possible_mask..cpu_possible_bits");

bool sx_cpu_possible(u32 cpu)
{
	const u64 *mask = (const u64 *)cpu_possible_mask_bits;

	return cpu < nr_cpu_ids && (mask[cpu / 64] >> (cpu % 64)) & 1;
}

static int copy_program(struct sx_session *s, struct sx_load *args)
{
	struct sx_verify_scratch *scratch;
	struct sx_verdict verdict = { 0, 0 };
	int err;

	if (!args->image_len || args->image_len > SX_MAX_IMAGE)
		return -E2BIG;
	s->image = sx_alloc(args->image_len);
	scratch = sx_alloc(sizeof(*scratch));
	err = s->image && scratch ? 0 : -ENOMEM;
	if (!err)
		err = sx_copy_from_user(s->image, args->image, args->image_len);
	if (!err)
		err = sx_verify(s->image, args->image_len, scratch, &s->prog,
				&verdict);
	args->verify_code = verdict.code;
	args->verify_pc = verdict.index;
	sx_free(scratch);
	return err;
}

static struct sx_cpu *make_cpu(struct sx_session *s, u32 index, u32 ring_bytes,
			       u64 vm_size)
{
	struct sx_cpu *c = sx_alloc(sizeof(*c));
	struct sx_ring_shm *shm;
	void *vm_mem;

	if (!c)
		return NULL;
	shm = sx_alloc_user(SX_PAGE_SIZE + ring_bytes);
	vm_mem = sx_alloc(vm_size);
	if (!shm || !vm_mem) {
		sx_free(shm);
		sx_free(vm_mem);
		sx_free(c);
		return NULL;
	}
	c->index = index;
	sx_ring_init(&c->ring, shm, (char *)shm + SX_PAGE_SIZE, ring_bytes,
		     index);
	c->vm = sx_vm_init(vm_mem, &s->prog, &s->set, s->globals, &c->ring,
			   index);
	c->vm->host = s;
	c->vm->bases = s->bases;
	return c;
}

static u64 cpu_bytes(u32 ring_bytes)
{
	return sizeof(struct sx_cpu) + SX_PAGE_SIZE + ring_bytes;
}

static int make_cpus(struct sx_session *s, u32 ring_bytes)
{
	u64 vm_size = sx_vm_size(&s->prog, &s->set);
	u32 i;

	s->cpus = sx_alloc((u64)nr_cpu_ids * sizeof(*s->cpus));
	if (!s->cpus)
		return -ENOMEM;
	for (i = 0; i < nr_cpu_ids; i++) {
		if (!sx_cpu_possible(i))
			continue;
		s->cpus[i] = make_cpu(s, i, ring_bytes, vm_size);
		if (!s->cpus[i])
			return -ENOMEM;
	}
	return 0;
}

static u32 count_cpus(void)
{
	u32 nr = 0;
	u32 i;

	for (i = 0; i < nr_cpu_ids; i++)
		nr += sx_cpu_possible(i);
	return nr;
}

static int make_globals(struct sx_session *s)
{
	void *mem = sx_alloc(sx_globals_size(&s->prog, &s->set));
	u64 bases = s->prog.modules_nr * sizeof(*s->bases);

	if (mem && bases)
		s->bases = sx_alloc(bases);
	if (!mem || (bases && !s->bases)) {
		sx_free(mem);
		return -ENOMEM;
	}
	s->globals = sx_globals_init(mem, &s->prog, &s->set);
	return 0;
}

/* What fails half-way is freed when the session is destroyed. */
int sx_session_load(struct sx_session *s, struct sx_load *args)
{
	u32 ring_bytes = sx_settings_ring_bytes(args);
	int err;

	if (sx_session_state(s) != SX_STATE_OPEN || s->image)
		return -EBUSY;
	if (!ring_bytes || sx_settings_fill(&s->set, args, nr_cpu_ids))
		return -EINVAL;
	err = copy_program(s, args);
	if (err)
		return err;
	args->memory = sx_memory_needed(&s->prog, &s->set, count_cpus(),
					cpu_bytes(ring_bytes));
	if (!sx_memory_fits(&s->set, args->memory))
		return -ENOSPC;
	err = make_globals(s);
	if (!err)
		err = make_cpus(s, ring_bytes);
	if (err)
		return err;
	s->memory = args->memory;
	s->target = args->target;
	args->ring_stride = 1ull << 28;
	smp_store_release(&s->status->state, SX_STATE_LOADED);
	return 0;
}
