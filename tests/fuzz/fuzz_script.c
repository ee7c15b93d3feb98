// SPDX-License-Identifier: GPL-2.0
/*
 * Arbitrary bytes as a script, through all passes to an image. Either it has
 * errors, and says so, or the verifier takes what was made of it; and what -p1
 * prints of it is a script again.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "codegen/compile.h"
#include "fuzz_text.h"
#include "verify.h"

static const char *const args[] = { "1", "text", "a b" };

static const struct compile_opts opts = {
	.maxmapentries = 100,
	.args = args,
	.args_nr = 3,
};

static void drop(const char *line, void *arg)
{
	(void)line;
	(void)arg;
}

static struct compile_source source(const char *text, size_t len)
{
	return (struct compile_source){ "fuzz.stp", text, len };
}

/* The diagnostics as text: an error must have one. */
static void render(struct diag *diag, int err)
{
	FILE *out = fopen("/dev/null", "w");

	if (!out || (err == -EINVAL && !diag_errors(diag)))
		abort();
	diag_render(diag, out, 0);
	fclose(out);
	diag_destroy(diag);
}

static int compile(const char *text, size_t len)
{
	static struct sx_verify_scratch scratch;
	struct compile_source src = source(text, len);
	struct compile_result result = { 0 };
	struct diag *diag = diag_create();
	struct sx_verdict verdict;
	struct sx_program prog;
	int err = compile_script(&src, &opts, diag, &result);

	render(diag, err);
	if (!err && sx_verify(result.image, (u32)result.image_len, &scratch,
			      &prog, &verdict)) {
		fprintf(stderr, "rejected: %s (%u)\n",
			sx_verify_text(verdict.code), verdict.index);
		abort();
	}
	free(result.image);
	return err;
}

/* malloc'ed; NULL when it is no script. */
static char *print(const char *text, size_t len, size_t *ret_len)
{
	struct compile_source src = source(text, len);
	struct diag *diag = diag_create();
	char *printed = NULL;
	FILE *out = open_memstream(&printed, ret_len);
	int err;

	if (!out)
		abort();
	err = compile_print(&src, &opts, diag, out);
	fclose(out);
	render(diag, err);
	if (!err)
		return printed;
	free(printed);
	return NULL;
}

/* What was printed prints as itself. */
static void print_twice(const char *text, size_t len)
{
	size_t once_len, twice_len;
	char *once = print(text, len, &once_len);
	char *twice = once ? print(once, once_len, &twice_len) : NULL;

	if (once && (!twice || strcmp(once, twice))) {
		fprintf(stderr, "%s\n-- printed again:\n%s\n", once,
			twice ? twice : "(errors)");
		abort();
	}
	free(once);
	free(twice);
}

void fuzz_text(const char *text, size_t len)
{
	log_set_sink(drop, NULL);
	compile(text, len);
	print_twice(text, len);
}

const char *const fuzz_seeds = "tests/language/*.stp";

const char *const fuzz_words[] = {
	"probe ",
	"begin",
	"end",
	" { ",
	" } ",
	"global ",
	"function ",
	"private ",
	"if (",
	"else ",
	"while (",
	"for (",
	"foreach (",
	" in ",
	" limit ",
	"delete ",
	"return ",
	"break ",
	"continue ",
	"next ",
	"try { ",
	"catch (",
	"next",
	"exit() ",
	"x",
	"y",
	"[x, y]",
	"[*, x]",
	"++",
	"--",
	" = ",
	" += ",
	" <<< ",
	" .= ",
	"@count(",
	"@hist_log(",
	"@variance(",
	"@sum(",
	"@entry(",
	"@cast(",
	"@defined(",
	"@define m(",
	" %( ",
	" %? ",
	" %: ",
	" %) ",
	"$1",
	"@1",
	"$#",
	"@#",
	"%{",
	"%}",
	"\"",
	"\"text\"",
	"1",
	"0x7fffffffffffffff",
	" ? ",
	" : ",
	" =~ ",
	"(a|b)*",
	"matched(1)",
	"printf(",
	"%d",
	"%*s",
	"%5.3x",
	"%m",
	"%c",
	"sprintf(",
	"strlen(",
	":long",
	":string",
	"timer.s(1)",
	"kernel.function(\"a\")",
	"a.b = c.d",
	" += ",
	"?",
	"!",
	"/*",
	"*/",
	"#",
	"//",
	"\n",
	";",
	",",
	"(",
	")",
	"[",
	"]",
	"&&",
	"||",
	"!",
	"-",
	"/",
	"<<",
	"kernel_v",
	"arch",
	"$x->y",
	"->",
	NULL,
};
