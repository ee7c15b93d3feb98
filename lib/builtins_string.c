// SPDX-License-Identifier: GPL-2.0
/* Functions that look into strings and take them apart. */
#include "builtins.h"
#include "mem.h"

#define NOWHERE	  -1
#define NO_BUDGET -2 /* the error is set */

/* Bytes of two strings that are compared for a piece of work. */
#define BYTES_PER_WORK 64

/* Where `what` starts in `in` at or behind `from`. */
static s64 find(struct sx_vm *vm, const struct sx_str *in, u32 from,
		const struct sx_str *what)
{
	u64 work = 0;
	u32 i;

	for (i = from; (u64)i + what->len <= in->len; i++) {
		if (in->data[i] != what->data[0] && what->len)
			continue;
		if (!sx_memcmp(in->data + i, what->data, what->len))
			return i;
		work += 1 + what->len / BYTES_PER_WORK;
		if (work < vm->work_per_action)
			continue;
		if (sx_vm_pay(vm, work))
			return NO_BUDGET;
		work = 0;
	}
	return NOWHERE;
}

int sx_builtin_isinstr(SX_BUILTIN_PARAMS)
{
	s64 at = find(vm, strs[0].s, 0, strs[1].s);

	if (at == NO_BUDGET)
		return -1;
	ret->i = at >= 0;
	return 0;
}

int sx_builtin_strpos(SX_BUILTIN_PARAMS)
{
	s64 at = find(vm, strs[0].s, 0, strs[1].s);

	if (at == NO_BUDGET)
		return -1;
	ret->i = at;
	return 0;
}

/* Bytes are signed: what stands beyond ASCII is negative. */
int sx_builtin_stringat(SX_BUILTIN_PARAMS)
{
	s64 pos = ints[0].i;

	if (pos < 0 || pos >= strs[0].s->len)
		return sx_vm_error(vm, SX_ERR_POSITION, (u64)pos);
	ret->i = (signed char)strs[0].s->data[pos];
	return 0;
}

int sx_builtin_isdigit(SX_BUILTIN_PARAMS)
{
	char c = strs[0].s->data[0];

	ret->i = c >= '0' && c <= '9';
	return 0;
}

/* "" where start is no place in the string or the length is not positive. */
int sx_builtin_substr(SX_BUILTIN_PARAMS)
{
	s64 start = ints[0].i, len = ints[1].i, all = strs[0].s->len;
	struct sx_str *s;

	if (start < 0 || start >= all || len <= 0) {
		ret->s = sx_empty_str;
		return 0;
	}
	if (len > all - start)
		len = all - start;
	s = sx_vm_new_str(vm, (u32)len);
	if (!s)
		return -1;
	sx_memcpy(s->data, strs[0].s->data + start, s->len);
	ret->s = s;
	return 0;
}

static int replace_all(struct sx_vm *vm, struct sx_text *t,
		       const struct sx_str *in, const struct sx_str *what,
		       const struct sx_str *by)
{
	u32 from = 0;
	s64 at;

	while ((at = find(vm, in, from, what)) >= 0) {
		sx_text_put(t, in->data + from, (u32)at - from);
		sx_text_put(t, by->data, by->len);
		from = (u32)at + what->len;
	}
	sx_text_put(t, in->data + from, in->len - from);
	return at == NO_BUDGET ? -1 : 0;
}

int sx_builtin_str_replace(SX_BUILTIN_PARAMS)
{
	struct sx_text t;
	struct sx_str *s;

	if (!strs[1].s->len) {
		ret->s = strs[0].s;
		return 0;
	}
	s = sx_builtin_text(vm, &t);
	if (!s)
		return -1;
	if (replace_all(vm, &t, strs[0].s, strs[1].s, strs[2].s))
		return -1;
	ret->s = sx_builtin_text_end(vm, s, &t);
	return 0;
}

static int is_in(const struct sx_str *set, char c)
{
	u32 i;

	for (i = 0; i < set->len; i++)
		if (set->data[i] == c)
			return 1;
	return 0;
}

/* Each byte that is left may be compared with each delimiter. */
static u64 token_work(const struct sx_vm *vm, const struct sx_str *delim)
{
	u32 all = vm->tokens->len;
	u64 left = vm->token_next < all ? all - vm->token_next : 0;

	return left * delim->len / BYTES_PER_WORK;
}

/*
 * The next token of vm->tokens, at *from: empty ones are passed over. Returns
 * its length, 0 at the end; token_next is one beyond the length then.
 */
static u32 next_token(struct sx_vm *vm, const struct sx_str *delim, u32 *from)
{
	const struct sx_str *all = vm->tokens;
	u32 len = 0;

	while (!len && vm->token_next <= all->len) {
		*from = vm->token_next;
		while (*from + len < all->len &&
		       !is_in(delim, all->data[*from + len]))
			len++;
		vm->token_next = *from + len + 1;
	}
	return len;
}

int sx_builtin_tokenize(SX_BUILTIN_PARAMS)
{
	struct sx_str *s;
	u32 from = 0;
	u32 len;

	if (strs[0].s->len) {
		sx_str_store(vm->tokens, strs[0].s, vm->set->maxstringlen);
		vm->token_next = 0;
	}
	if (sx_vm_pay(vm, token_work(vm, strs[1].s)))
		return -1;
	len = next_token(vm, strs[1].s, &from);
	if (!len) {
		ret->s = sx_empty_str;
		return 0;
	}
	s = sx_vm_new_str(vm, len);
	if (!s)
		return -1;
	sx_memcpy(s->data, vm->tokens->data + from, s->len);
	ret->s = s;
	return 0;
}

/* Word n (0..) of a list that is separated by single blanks; "": none. */
int sx_builtin___word(SX_BUILTIN_PARAMS)
{
	const char *p = strs[0].s->data;
	s64 left = ints[0].i;
	struct sx_str *s;
	u32 from = 0, len = 0, all = strs[0].s->len;

	for (; left > 0 && from < all; from++)
		left -= p[from] == ' ';
	while (!left && from + len < all && p[from + len] != ' ')
		len++;
	s = sx_vm_new_str(vm, len);
	if (!s)
		return -1;
	sx_memcpy(s->data, strs[0].s->data + from, s->len);
	ret->s = s;
	return 0;
}

/* The inverse of __word(): -1 where there is no such word. */
int sx_builtin___word_nr(SX_BUILTIN_PARAMS)
{
	const struct sx_str *list = strs[0].s, *word = strs[1].s;
	u32 i, from = 0;
	s64 nr = 0;

	for (i = 0; i <= list->len; i++) {
		if (i < list->len && list->data[i] != ' ')
			continue;
		if (i - from == word->len && word->len &&
		    !sx_memcmp(list->data + from, word->data, word->len)) {
			ret->i = nr;
			return 0;
		}
		from = i + 1;
		nr++;
	}
	ret->i = -1;
	return 0;
}

int sx_builtin___maxstringlen(SX_BUILTIN_PARAMS)
{
	ret->i = vm->set->maxstringlen;
	return 0;
}
