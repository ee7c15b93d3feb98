// SPDX-License-Identifier: GPL-2.0
/* A program with its memory, ready to run in a test. */
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "hist.h"

#define RING_BYTES 65536

const struct sx_settings machine_defaults = {
	.maxstringlen = SX_MAXSTRINGLEN_DEFAULT,
	.maxaction = SX_MAXACTION_DEFAULT,
	.maxaction_begin = SX_MAXACTION_BEGIN,
	.maxnesting = SX_MAXNESTING_DEFAULT,
	.nr_cpus = 1,
};

static void *zeroed(size_t len)
{
	size_t rounded = (len + 63) & ~(size_t)63;
	void *p = aligned_alloc(64, rounded ? rounded : 64);

	if (!p) {
		perror("machine");
		abort();
	}
	memset(p, 0, rounded ? rounded : 64);
	return p;
}

/* host is the first member. */
static void note_exit(struct user_host *host)
{
	((struct machine *)host)->exited = 1;
}

static void init_cpu(struct machine *m, u32 cpu)
{
	m->shm[cpu] = zeroed(sizeof(*m->shm[cpu]));
	m->data[cpu] = zeroed(RING_BYTES);
	sx_ring_init(&m->ring[cpu], m->shm[cpu], m->data[cpu], RING_BYTES, cpu);
	m->vm[cpu] = sx_vm_init(zeroed(sx_vm_size(&m->prog, &m->set)), &m->prog,
				&m->set, m->globals, &m->ring[cpu], cpu);
	m->vm[cpu]->host = &m->host;
}

int machine_init(struct machine *m, const void *image, u32 len,
		 const struct sx_settings *set, struct sx_verdict *verdict)
{
	struct sx_verify_scratch *scratch = zeroed(sizeof(*scratch));
	struct sx_verdict ignored;
	int err;

	memset(m, 0, sizeof(*m));
	m->set = set ? *set : machine_defaults;
	m->host = (struct user_host){ .target = 7, .exit = note_exit };
	err = sx_verify(image, len, scratch, &m->prog,
			verdict ? verdict : &ignored);
	free(scratch);
	if (err)
		return -1;
	m->globals = sx_globals_init(zeroed(sx_globals_size(&m->prog, &m->set)),
				     &m->prog, &m->set);
	for (u32 cpu = 0; cpu < m->set.nr_cpus; cpu++)
		init_cpu(m, cpu);
	return 0;
}

void machine_deinit(struct machine *m)
{
	for (u32 cpu = 0; cpu < m->set.nr_cpus; cpu++) {
		free(m->shm[cpu]);
		free(m->data[cpu]);
		free(m->vm[cpu]);
	}
	free(m->globals);
}

const struct sx_rec *machine_next(struct machine *m, u32 cpu)
{
	struct sx_ring_shm *shm = m->shm[cpu];
	const struct sx_rec *rec;

	while (shm->tail != shm->head) {
		rec = (const void *)(m->data[cpu] +
				     (shm->tail & (RING_BYTES - 1)));
		shm->tail += rec->len;
		if (rec->type != SX_REC_PAD)
			return rec;
	}
	return NULL;
}

static size_t print_record(struct machine *m, const struct sx_rec *rec,
			   char *buf, size_t size)
{
	const struct sx_rec_print *print = (const void *)rec;
	const struct sx_format *f = &m->prog.formats[print->format];
	const struct sx_str *fmt = sx_program_str(&m->prog, f->str);
	union sx_reg ints[SX_MAX_FORMAT_ARGS], strs[SX_MAX_FORMAT_ARGS];

	if (sx_format_operands(f, fmt, print + 1,
			       rec->len - (u32)sizeof(*print), ints, strs))
		return (size_t)snprintf(buf, size, "bad record\n");
	return sx_format_render(buf, size, fmt->data, fmt->len, ints, strs);
}

static size_t record_text(struct machine *m, const struct sx_rec *rec,
			  char *buf, size_t size)
{
	const struct sx_rec_error *error = (const void *)rec;
	const struct sx_rec_hist *hist = (const void *)rec;

	switch (rec->type) {
	case SX_REC_PRINT:
		return print_record(m, rec, buf, size);
	case SX_REC_HIST:
		return sx_hist_render(&m->prog.globals[hist->global],
				      (const u64 *)(hist + 1), hist->bucket_nr,
				      buf, size);
	case SX_REC_ERROR:
		return (size_t)snprintf(buf, size, "error %u at %u%s%.*s\n",
					error->code, error->pc,
					error->len ? ": " : "", (int)error->len,
					(const char *)(error + 1));
	default:
		if (error->code)
			return (size_t)snprintf(
				buf, size, "notice %u of %llu\n", error->code,
				(unsigned long long)error->arg);
		return (size_t)snprintf(buf, size, "warn %.*s\n",
					(int)error->len,
					(const char *)(error + 1));
	}
}

const char *machine_output(struct machine *m)
{
	static char text[1 << 16];
	const struct sx_rec *rec;
	size_t used = 0;

	text[0] = 0;
	while ((rec = machine_next(m, 0)) && used < sizeof(text))
		used += record_text(m, rec, text + used, sizeof(text) - used);
	return text;
}
