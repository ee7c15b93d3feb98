// SPDX-License-Identifier: GPL-2.0
/* Which instructions, locks, probes and globals scripts become. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "codegen/compile.h"
#include "disasm.h"
#include "op.h"
#include "verify.h"

static struct sx_verify_scratch scratch;

/* Compiles and verifies; the image is to be freed. */
static u8 *compile(const char *text, const struct compile_opts *opts,
		   struct sx_program *ret)
{
	/* What is compiled is what stands there, and nothing else. */
	static const struct compile_opts defaults = { .unoptimized = true,
						      .no_display = true };
	struct compile_source src = { "t.stp", text, strlen(text) };
	struct compile_result result = { 0 };
	struct diag *diag = diag_create();
	struct sx_verdict verdict;
	int err = compile_script(&src, opts ? opts : &defaults, diag, &result);

	diag_render(diag, stderr, DIAG_NO_WARNINGS);
	diag_destroy(diag);
	assert_int_equal(err, 0);
	if (sx_verify(result.image, (u32)result.image_len, &scratch, ret,
		      &verdict))
		fail_msg("%s: %s (%u)", text, sx_verify_text(verdict.code),
			 verdict.index);
	return result.image;
}

static const char *str(const struct sx_program *p, u32 i)
{
	return sx_program_str(p, i)->data;
}

/* Handlers around `begin`; the globals are i, s, st, m[long], n[string]. */
static const struct {
	const char *body;
	const char *ops; /* of the first function, without the last RET */
} bodies[] = {
	{ "", "" },
	{ "i++", "LI GADDI" },
	{ "x = i++", "LI GADDI ADDI MOV" },
	{ "x = ++i", "LI GADDI MOV" },
	{ "i += 5", "LI GADDI" },
	{ "i -= 5", "LI GADDI" },
	{ "i -= x", "MOV NEG GADDI" },
	{ "i *= 2", "GLDI LI MUL GSTI" },
	{ "m[1]++", "LI LI MADDI" },
	{ "m[pid()]++", "BLT LI MADDI" },
	{ "x = 1; m[x]++", "LI LI MADDI" },
	{ "m[1] = 5", "LI LI MSTI" },
	{ "m[1] *= 5", "LI MLDI LI MUL MSTI" },
	{ "n[\"a\"] += x", "LS MOV MADDI" },
	{ "x++", "ADDI" },
	{ "x += 7", "ADDI" },
	{ "x -= 7", "ADDI" },
	{ "x = y", "MOV" },
	{ "x = y + 1", "ADDI" },
	{ "x = y - 1", "ADDI" },
	{ "x = y + z", "ADD" },
	{ "x = 3 + 4 * 2", "LI" },
	{ "x = 5000000000", "LK" },
	{ "x = y > z", "LT" },
	{ "x = \"a\" < s", "LS GLDS SLT" },
	{ "if (x) y = 1", "JZ LI" },
	{ "if (!x) y = 1", "JNZ LI" },
	{ "if (x == 0) y = 1", "JNZ LI" },
	{ "if (x < y) z = 1", "JLE LI" },
	{ "if (x >= y) z = 1", "JLT LI" },
	{ "if (x && y) z = 1", "JZ JZ LI" },
	{ "if (x || y) z = 1", "JNZ JZ LI" },
	{ "if (x) y = 1; else y = 2", "JZ LI JMP LI" },
	{ "if (0) i++; else x = 1", "LI" },
	{ "if (1) x = 1; else i++", "LI" },
	{ "while (0) i++", "" },
	{ "while (x < y) x++", "JMP ADDI JLT" },
	{ "while (1) { if (x++ > y) break }", "MOV ADDI JLT JMP" },
	{ "for (k = 0; k < y; k++) z += k", "LI JMP ADD ADDI JLT" },
	{ "next; i++", "" },
	{ "foreach (k in m) z += k", "LI FEACH JMP ADD FNEXT JNZ" },
	{ "foreach (v = [t] in n) z += v", "LI FEACH JMP MLDI ADD FNEXT JNZ" },
	{ "st <<< 5", "LI STADD" },
	{ "delete st; delete m; delete n[\"a\"]; delete i",
	  "STCLR MCLR LS MDEL LI GSTI" },
	{ "if (1 in m) next", "LI MHAS JZ RET" },
	{ "println(\"a\", 1)", "PRINTF" },
	{ "println(\"a\", x, s)", "GLDS PRINTF" },
	{ "printf(\"%d %s\\n\", 5, \"x\")", "PRINTF" },
	{ "printf(\"%5d\\n\", 5)", "LI PRINTF" },
	{ "x = strlen(sprint(\"a\", 1))", "LS BLT" },
	{ "t = sprintf(\"%d\", x) . \"b\"", "SPRINTF LS SCAT" },
	{ "t .= \"a\" . \"b\"", "LS SCAT" },
	{ "t = s . \"a\" . \"b\"", "GLDS LS SCAT" },
	{ "x = y ? 1 : 2", "JZ LI JMP LI" },
	{ "print(@hist_log(st))", "STHIST" },
	{ "x = @count(st)", "STAGG" },
	{ "5; \"a\"; x", "" },
	{ "exit()", "BLT" },
};

static void list_ops(const struct sx_program *p, struct strbuf *sb)
{
	for (u32 i = 0; i + 1 < p->funcs[0].len; i++)
		strbuf_printf(sb, "%s%s", i ? " " : "",
			      sx_disasm_op_name(p->code[i].op));
}

static void test_bodies(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct arena *arena = arena_create();
		struct sx_program p;
		struct strbuf sb;
		char *text;
		u8 *image;

		strbuf_init(&sb, arena);
		assert_true(asprintf(&text,
				     "global i, s = \"\", st, m, n\n"
				     "probe begin { %s; next; "
				     "x = y = z = k = 0; t = s }\n"
				     "probe never { st <<< i; m[i] = 1; "
				     "n[s] = 1; print(@hist_log(st)) }",
				     bodies[i].body) > 0);
		image = compile(text, NULL, &p);
		list_ops(&p, &sb);
		if (strcmp(sb.text, bodies[i].ops))
			fail_msg("%s: %s, not %s", bodies[i].body, sb.text,
				 bodies[i].ops);
		free(image);
		free(text);
		arena_destroy(arena);
	}
}

/* Locks of the first probe: global and r(ead), u(pdate), w(rite). */
static const struct {
	const char *body;
	const char *locks;
} locks[] = {
	{ "", "" },
	{ "println(i)", "i:r" },
	{ "i++", "i:w" },
	{ "println(m[1])", "m:r" },
	{ "println(1 in m)", "m:r" },
	{ "m[i] = 1", "i:r m:w" },
	{ "foreach (k in m) println(k)", "m:w" },
	{ "st <<< 1", "st:u" },
	{ "ms[1] <<< 1", "ms:u" },
	{ "mw[1] <<< 1", "mw:w" },
	{ "st <<< 1; println(@count(st))", "st:w" },
	{ "println(1 in ms)", "ms:w" },
	{ "delete st", "st:w" },
	{ "if (0) i++", "" },
	{ "next; i++", "" },
	{ "f()", "i:w m:r" },
	{ "g()", "i:w m:r st:u" },
	{ "println(rec(5))", "i:r st:u" },
};

static void list_locks(const struct sx_program *p, struct strbuf *sb)
{
	const struct sx_func *f = &p->funcs[p->probes[0].func];

	for (u32 i = 0; i < f->lock_nr; i++) {
		const struct sx_lock_use *use = &p->locks[f->lock_first + i];

		strbuf_printf(sb, "%s%s:%c", i ? " " : "",
			      str(p, p->globals[use->global].name),
			      "?ruw"[use->mode]);
	}
}

static void test_locks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(locks) / sizeof(locks[0]); i++) {
		struct arena *arena = arena_create();
		struct sx_program p;
		struct strbuf sb;
		char *text;
		u8 *image;

		strbuf_init(&sb, arena);
		assert_true(
			asprintf(
				&text,
				"global i, m, st, ms, mw%%\n"
				"function f() { i = m[1] }\n"
				"function g() { f(); st <<< 1 }\n"
				"function rec(n) { st <<< n; "
				"return n ? rec(n - 1) : i }\n"
				"probe begin { %s }\n"
				"probe never { g(); ms[1] <<< 1; mw[1] <<< 1 }",
				locks[i].body) > 0);
		image = compile(text, NULL, &p);
		list_locks(&p, &sb);
		if (strcmp(sb.text, locks[i].locks))
			fail_msg("%s: %s, not %s", locks[i].body, sb.text,
				 locks[i].locks);
		free(image);
		free(text);
		arena_destroy(arena);
	}
}

static const struct {
	const char *point;
	u16 kind;
	s64 param;
	const char *path; /* SX_PROBE_PROCESS */
	const char *symbol;
	u16 flags;
	u16 place; /* enum sx_point_kind */
	u16 probe_flags;
	s64 random;
} points[] = {
	{ .point = "begin", .kind = SX_PROBE_BEGIN },
	{ .point = "begin(-5)", .kind = SX_PROBE_BEGIN, .param = -5 },
	{ .point = "end(7)", .kind = SX_PROBE_END, .param = 7 },
	{ .point = "error", .kind = SX_PROBE_ERROR },
	{ .point = "never", .kind = SX_PROBE_NEVER },
	{ .point = "timer.s(2)", .kind = SX_PROBE_TIMER, .param = 2000000000 },
	{ .point = "timer.ms(3)", .kind = SX_PROBE_TIMER, .param = 3000000 },
	{ .point = "timer.usec(3)", .kind = SX_PROBE_TIMER, .param = 3000 },
	{ .point = "timer.ns(9)", .kind = SX_PROBE_TIMER, .param = 9 },
	{ .point = "timer.hz(100)", .kind = SX_PROBE_TIMER, .param = 10000000 },
	{ .point = "timer.ms(30).randomize(7)",
	  .kind = SX_PROBE_TIMER,
	  .param = 30000000,
	  .random = 7000000 },
	{ .point = "timer.jiffies(5)",
	  .kind = SX_PROBE_TIMER,
	  .param = 5,
	  .probe_flags = SX_PROBE_TICKS },
	{ .point = "timer.jiffies(9).randomize(8)",
	  .kind = SX_PROBE_TIMER,
	  .param = 9,
	  .random = 8,
	  .probe_flags = SX_PROBE_TICKS },
	{ .point = "timer.profile", .kind = SX_PROBE_PROFILE },
	{ .point = "kernel.function(\"vfs_*\")",
	  .kind = SX_PROBE_KERNEL,
	  .place = SX_POINT_KFUNCTION,
	  .path = "",
	  .symbol = "vfs_*" },
	{ .point = "module(\"nf\").function(\"f\").call?",
	  .kind = SX_PROBE_KERNEL,
	  .place = SX_POINT_KFUNCTION,
	  .path = "nf",
	  .symbol = "f",
	  .flags = SX_POINT_OPTIONAL },
	{ .point = "kernel.function(\"f\").return.maxactive(9)",
	  .kind = SX_PROBE_KERNEL,
	  .place = SX_POINT_KRETURN,
	  .param = 9,
	  .path = "",
	  .symbol = "f" },
	{ .point = "kprobe.function(\"f\").return",
	  .kind = SX_PROBE_KERNEL,
	  .place = SX_POINT_KRETURN,
	  .path = "?",
	  .symbol = "f" },
	{ .point = "kprobe.module(\"m*\").function(\"f\")",
	  .kind = SX_PROBE_KERNEL,
	  .place = SX_POINT_KFUNCTION,
	  .path = "m*",
	  .symbol = "f" },
	{ .point = "kernel.trace(\"sched_*\")",
	  .kind = SX_PROBE_KERNEL,
	  .place = SX_POINT_TRACE,
	  .path = "",
	  .symbol = "sched_*" },
	{ .point = "process.function(\"f\")",
	  .kind = SX_PROBE_PROCESS,
	  .path = "",
	  .symbol = "f" },
	{ .point = "process(\"/a/b\").function(\"f*\")?",
	  .kind = SX_PROBE_PROCESS,
	  .path = "/a/b",
	  .symbol = "f*",
	  .flags = SX_POINT_OPTIONAL },
	{ .point = "process(\"b\").function(\"g\") !",
	  .kind = SX_PROBE_PROCESS,
	  .path = "b",
	  .symbol = "g",
	  .flags = SX_POINT_SUFFICIENT },
};

/* All in one probe: a row each, one function. */
static void test_points(void **state)
{
	struct arena *arena = arena_create();
	struct sx_program p;
	struct strbuf sb;
	u32 desc = 0;
	u8 *image;

	(void)state;
	strbuf_init(&sb, arena);
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		strbuf_printf(&sb, "%s %s\n", i ? "," : "probe",
			      points[i].point);
	strbuf_puts(&sb, "{ println(pp()) }");
	image = compile(sb.text, NULL, &p);
	assert_int_equal(p.probes_nr, sizeof(points) / sizeof(points[0]));
	assert_int_equal(p.funcs_nr, 1);
	for (u32 i = 0; i < p.probes_nr; i++) {
		assert_int_equal(p.probes[i].kind, points[i].kind);
		assert_int_equal(p.probes[i].param, points[i].param);
		assert_int_equal(p.probes[i].random, points[i].random);
		assert_int_equal(p.probes[i].flags, points[i].probe_flags);
		assert_int_equal(strncmp(str(&p, p.probes[i].name),
					 points[i].point,
					 strlen(str(&p, p.probes[i].name))),
				 0);
		if (!points[i].symbol)
			continue;
		assert_int_equal(p.points[desc].probe, i);
		assert_int_equal(p.points[desc].flags, points[i].flags);
		assert_int_equal(p.points[desc].kind, points[i].place);
		assert_string_equal(str(&p, p.points[desc].path),
				    points[i].path);
		assert_string_equal(str(&p, p.points[desc].symbol),
				    points[i].symbol);
		assert_int_equal(p.points[desc].line, i + 1);
		desc++;
	}
	assert_int_equal(p.points_nr, desc);
	free(image);
	arena_destroy(arena);
}

static void test_globals(void **state)
{
	static const char text[] =
		"global a = -5, b = \"x\", c[7], d%, e, f, unused\n"
		"probe begin { c[1, \"k\"] = b; d[a] <<< 1; e <<< 2; f[b]++\n"
		"print(@hist_log(e)); print(@hist_linear(d[1], -10, 90, 20)) }";
	struct compile_opts opts = { .maxmapentries = 99 };
	struct sx_program p;
	u8 *image = compile(text, &opts, &p);

	(void)state;
	assert_int_equal(p.globals_nr, 6);
	assert_int_equal(p.globals[0].kind, SX_G_INT);
	assert_int_equal(p.globals[0].init_int, -5);
	assert_int_equal(p.globals[1].kind, SX_G_STR);
	assert_string_equal(str(&p, p.globals[1].init_str), "x");
	assert_int_equal(p.globals[2].kind, SX_G_MAP_STR);
	assert_int_equal(p.globals[2].nkeys, 2);
	assert_int_equal(p.globals[2].key[0], SX_T_INT);
	assert_int_equal(p.globals[2].key[1], SX_T_STR);
	assert_int_equal(p.globals[2].max_entries, 7);
	assert_int_equal(p.globals[3].kind, SX_G_MAP_STAT);
	assert_int_equal(p.globals[3].flags, SX_GLOBAL_WRAP);
	assert_int_equal(p.globals[3].max_entries, 99);
	assert_int_equal(p.globals[3].hist, SX_HIST_LINEAR);
	assert_int_equal(p.globals[3].hist_start, -10);
	assert_int_equal(p.globals[3].hist_stop, 90);
	assert_int_equal(p.globals[3].hist_step, 20);
	assert_int_equal(p.globals[4].kind, SX_G_STAT);
	assert_int_equal(p.globals[4].hist, SX_HIST_LOG);
	assert_int_equal(p.globals[5].kind, SX_G_MAP_INT);
	assert_string_equal(str(&p, p.globals[5].name), "f");
	free(image);
}

/* Every instruction has a place, in the right line. */
static void test_spans(void **state)
{
	struct sx_program p;
	u8 *image = compile("probe begin {\n  x = pid()\n\n  y = x / tid()\n}",
			    NULL, &p);
	static const struct {
		u8 op;
		u32 line, column;
	} want[] = { { SX_OP_BLT, 2, 7 },
		     { SX_OP_BLT, 4, 11 },
		     { SX_OP_DIV, 4, 9 } };

	(void)state;
	for (u32 i = 0; i < 3; i++) {
		u32 row = 0;

		while (row + 1 < p.spans_nr && p.spans[row + 1].pc <= i)
			row++;
		assert_int_equal(p.code[i].op, want[i].op);
		assert_int_equal(p.spans[row].line, want[i].line);
		assert_int_equal(p.spans[row].column, want[i].column);
		assert_string_equal(str(&p, p.spans[row].file), "t.stp");
	}
	free(image);
}

/* Functions that nothing calls are not in the program. */
static void test_reachable(void **state)
{
	static const struct compile_opts optimized;
	struct sx_program p;
	u8 *image = compile("function a() { b() } function b() { a() }\n"
			    "function c() { } function d() { c() }\n"
			    "probe begin { a() if (0) d() return_early() }\n"
			    "function return_early() { return; d() }",
			    &optimized, &p);

	(void)state;
	assert_int_equal(p.funcs_nr, 4);
	assert_string_equal(str(&p, p.funcs[1].name), "a");
	assert_string_equal(str(&p, p.funcs[2].name), "return_early");
	assert_string_equal(str(&p, p.funcs[3].name), "b");
	free(image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bodies), cmocka_unit_test(test_locks),
		cmocka_unit_test(test_points), cmocka_unit_test(test_globals),
		cmocka_unit_test(test_spans),  cmocka_unit_test(test_reachable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
