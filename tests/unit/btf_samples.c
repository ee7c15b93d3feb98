// SPDX-License-Identifier: GPL-2.0
/* Two small BTFs. In C, the kernel's is what the comments say. */
#include "btf_maker.h"

struct base {
	uint32_t int_, uint, ulong, char_, bool_, void_ptr;
};

static struct base add_base(struct btf_maker *m)
{
	struct base b;

	b.int_ = make_type(m, MAKE_INT, 0, "int", 4);
	make_u32(m, 1u << 24 | 32);
	b.uint = make_type(m, MAKE_INT, 0, "unsigned int", 4);
	make_u32(m, 32);
	b.ulong = make_type(m, MAKE_INT, 0, "long unsigned int", 8);
	make_u32(m, 64);
	b.char_ = make_type(m, MAKE_INT, 0, "char", 1);
	make_u32(m, 1u << 24 | 8);
	b.bool_ = make_type(m, MAKE_INT, 0, "_Bool", 1);
	make_u32(m, 4u << 24 | 8);
	b.void_ptr = make_type(m, MAKE_PTR, 0, "", 0);
	return b;
}

static uint32_t add_array(struct btf_maker *m, uint32_t type, uint32_t nr)
{
	uint32_t id = make_type(m, MAKE_ARRAY, 0, "", 0);

	make_u32(m, type);
	make_u32(m, type);
	make_u32(m, nr);
	return id;
}

static void add_param(struct btf_maker *m, const char *name, uint32_t type)
{
	make_u32(m, make_string(m, name));
	make_u32(m, type);
}

/*
 * struct task {
 *	const char *volatile comm;
 *	unsigned int on : 1, flags : 7;
 *	union { int number; unsigned long word; };
 *	struct later *later;
 *	char tail[];
 * };
 * struct old { unsigned int bits : 3; };	as old encoders say it
 */
static uint32_t add_structs(struct btf_maker *m, struct base b)
{
	uint32_t later = make_type(m, MAKE_FWD, 0, "later", 0);
	uint32_t to_later = make_type(m, MAKE_PTR, 0, "", later);
	uint32_t tagged = make_type(m, MAKE_TYPE_TAG, 0, "user", b.char_);
	uint32_t cst = make_type(m, MAKE_CONST, 0, "", tagged);
	uint32_t ptr = make_type(m, MAKE_PTR, 0, "", cst);
	uint32_t vol = make_type(m, MAKE_VOLATILE, 0, "", ptr);
	uint32_t tail = add_array(m, b.char_, 0);
	uint32_t both, task, bits;

	both = make_type(m, MAKE_UNION, 2, "", 8);
	make_member(m, "number", b.int_, 0);
	make_member(m, "word", b.ulong, 0);
	task = make_type(m, MAKE_STRUCT | MAKE_FLAG, 6, "task", 32);
	make_member(m, "comm", vol, 0);
	make_member(m, "on", b.uint, 1u << 24 | 64);
	make_member(m, "flags", b.uint, 7u << 24 | 65);
	make_member(m, "", both, 128);
	make_member(m, "later", to_later, 192);
	make_member(m, "tail", tail, 256);
	bits = make_type(m, MAKE_INT, 0, "unsigned int", 4);
	make_u32(m, 2u << 16 | 3);
	make_type(m, MAKE_STRUCT, 1, "old", 4);
	make_member(m, "bits", bits, 8);
	make_type(m, MAKE_DECL_TAG, 0, "tag", task);
	make_u32(m, 0xffffffff);
	return task;
}

/* enum sign { MINUS = -1 }; enum plain { TOP = 4294967295U }; and 64 bits */
static void add_enums(struct btf_maker *m)
{
	make_type(m, MAKE_ENUM | MAKE_FLAG, 1, "sign", 4);
	make_u32(m, make_string(m, "MINUS"));
	make_u32(m, 0xffffffff);
	make_type(m, MAKE_ENUM, 1, "plain", 4);
	make_u32(m, make_string(m, "TOP"));
	make_u32(m, 0xffffffff);
	make_type(m, MAKE_ENUM64, 1, "wide", 8);
	make_u32(m, make_string(m, "WIDE"));
	make_u32(m, 2);
	make_u32(m, 1);
}

/*
 * int wake(struct task *task, bool sync); void say(const char *, ...);
 * typedef void (*btf_trace_wake)(void *, struct task *, bool);
 * int __traceiter_wake(void *__data, struct task *task, bool sync);
 */
static void add_functions(struct btf_maker *m, struct base b, uint32_t task)
{
	uint32_t ptr = make_type(m, MAKE_PTR, 0, "", task), proto, fn;

	proto = make_type(m, MAKE_PROTO, 2, "", b.int_);
	add_param(m, "task", ptr);
	add_param(m, "sync", b.bool_);
	make_type(m, MAKE_FUNC, 0, "wake", proto);
	make_type(m, MAKE_FUNC, 1, "wake_up", proto);
	proto = make_type(m, MAKE_PROTO, 2, "", 0);
	add_param(m, "task", ptr);
	add_param(m, "", 0);
	make_type(m, MAKE_FUNC, 1, "say", proto);
	proto = make_type(m, MAKE_PROTO, 3, "", 0);
	add_param(m, "", b.void_ptr);
	add_param(m, "", ptr);
	add_param(m, "", b.bool_);
	fn = make_type(m, MAKE_PTR, 0, "", proto);
	make_type(m, MAKE_TYPEDEF, 0, "btf_trace_wake", fn);
	proto = make_type(m, MAKE_PROTO, 3, "", b.int_);
	add_param(m, "__data", b.void_ptr);
	add_param(m, "task", ptr);
	add_param(m, "sync", b.bool_);
	make_type(m, MAKE_FUNC, 0, "__traceiter_wake", proto);
}

/* Per-CPU: struct task *current; anywhere: int answer; */
static void add_variables(struct btf_maker *m, struct base b, uint32_t task)
{
	uint32_t ptr = make_type(m, MAKE_PTR, 0, "", task);
	uint32_t quick = make_type(m, MAKE_RESTRICT, 0, "", ptr);
	uint32_t current;

	make_type(m, MAKE_DATASEC, 1, ".data..percpu", 4096);
	make_u32(m, m->nr + 1);
	make_u32(m, 1024);
	make_u32(m, 8);
	current = make_type(m, MAKE_VAR, 0, "current", quick);
	make_u32(m, 1);
	make_type(m, MAKE_VAR, 0, "answer", b.int_);
	make_u32(m, 0);
	make_type(m, MAKE_DATASEC, 1, ".data", 4);
	make_u32(m, current + 1);
	make_u32(m, 16);
	make_u32(m, 4);
	make_type(m, MAKE_FLOAT, 0, "double", 8);
}

/* The id of struct task. */
static uint32_t make_kernel(struct btf_maker *m)
{
	struct base b = add_base(m);
	uint32_t task = add_structs(m, b);

	add_enums(m);
	add_functions(m, b, task);
	add_variables(m, b, task);
	return task;
}

void *make_kernel_sample(size_t *ret_len)
{
	struct btf_maker m = { 0 };

	make_kernel(&m);
	return make_btf(&m, NULL, 0, ret_len);
}

/* struct later { struct task *task; int own; }; int probe(struct later *x); */
void *make_module_sample(size_t *ret_len)
{
	struct btf_maker kernel = { 0 }, m = { 0 };
	uint32_t task = make_kernel(&kernel);
	uint32_t to_task, later, ptr, proto;

	m.nr = kernel.nr;
	m.strs_from = (uint32_t)kernel.strs.len;
	buf_free(&kernel.types);
	buf_free(&kernel.strs);
	to_task = make_type(&m, MAKE_PTR, 0, "", task);
	later = make_type(&m, MAKE_STRUCT, 2, "later", 16);
	make_member(&m, "task", to_task, 0);
	make_member(&m, "own", 1, 64);
	ptr = make_type(&m, MAKE_PTR, 0, "", later);
	proto = make_type(&m, MAKE_PROTO, 1, "", 1);
	add_param(&m, "x", ptr);
	make_type(&m, MAKE_FUNC, 0, "probe", proto);
	return make_btf(&m, NULL, 0, ret_len);
}
