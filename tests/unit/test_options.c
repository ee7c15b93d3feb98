// SPDX-License-Identifier: GPL-2.0
/* The command line, as it is typed. */
#include "run/options.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"

#define ARGS_MAX 16

struct good_case {
	const char *line; /* words by single blanks */
	enum options_action action;
	const char *expect; /* as told by describe() */
};

/* "x" and "c" stand for the target, "v" for verbosity, and so on. */
static const struct good_case good_cases[] = {
	{ "a.stp", OPTIONS_RUN, "a.stp" },
	{ "-", OPTIONS_RUN, "-" },
	{ "-e TEXT", OPTIONS_RUN, "text=TEXT" },
	{ "-eTEXT", OPTIONS_RUN, "text=TEXT" },
	{ "-e TEXT one two", OPTIONS_RUN, "text=TEXT args=one,two" },
	{ "a.stp -x 12", OPTIONS_RUN, "a.stp x=12" },
	{ "-x12 a.stp", OPTIONS_RUN, "a.stp x=12" },
	{ "-vx1 a.stp", OPTIONS_RUN, "a.stp x=1 v=1" },
	{ "-v -vv a.stp", OPTIONS_RUN, "a.stp v=3" },
	{ "-wWp2 a.stp", OPTIONS_RUN, "a.stp strict quiet p=2" },
	{ "-utk a.stp", OPTIONS_RUN, "a.stp unopt timing" },
	{ "-c ls a.stp one", OPTIONS_RUN, "a.stp args=one c=ls" },
	{ "a.stp -- -x 12", OPTIONS_RUN, "a.stp args=-x,12" },
	{ "-o out -p4 -m name a.stp", OPTIONS_RUN, "a.stp o=out p=4 m=name" },
	{ "-s 1 a.stp", OPTIONS_RUN, "a.stp ring=1048576" },
	{ "-s 3 a.stp", OPTIONS_RUN, "a.stp ring=4194304" },
	{ "-DMAXACTION=7 a.stp", OPTIONS_RUN, "a.stp action=7/70" },
	{ "-D MAXACTION=10000000 a.stp", OPTIONS_RUN,
	  "a.stp action=10000000/100000000" },
	{ "-DMAXACTION=7 -DMAXACTION_INTERRUPTIBLE=8 a.stp", OPTIONS_RUN,
	  "a.stp action=7/8" },
	{ "-D MAXSTRINGLEN=2048 -D MAXMAPENTRIES=5000 a.stp", OPTIONS_RUN,
	  "a.stp string=2048 map=5000" },
	{ "-DMAXNESTING=3 -DMAXERRORS=0x10 a.stp", OPTIONS_RUN,
	  "a.stp nest=3 errors=16" },
	{ "-DSTP_NO_OVERLOAD -DMAXSKIPPED=9 a.stp", OPTIONS_RUN, "a.stp" },
	{ "--suppress-handler-errors a.stp", OPTIONS_RUN,
	  "a.stp errors=4294967295" },
	{ "--object=k.o a.stp", OPTIONS_RUN, "a.stp object=k.o" },
	{ "--object k.o a.stp", OPTIONS_RUN, "a.stp object=k.o" },
	{ "--sxx a.stp", OPTIONS_RUN,
	  "a.stp action=100000/1000000 map=5000 sxx" },
	{ "a.sxx", OPTIONS_RUN, "a.sxx action=100000/1000000 map=5000 sxx" },
	{ "-D MAXACTION=7 -DMAXMAPENTRIES=2048 a.sxx", OPTIONS_RUN,
	  "a.sxx action=7/70 sxx" },
	{ "a.sxx --arg x=1 --arg=y=2 --args --dump-src", OPTIONS_RUN,
	  "a.sxx action=100000/1000000 map=5000 sxx arg=x=1,y=2 list dump" },
	{ "a.sxx --exec p --master 5 --sample-pid=6", OPTIONS_RUN,
	  "a.sxx action=100000/1000000 map=5000 sxx exec=p master=5 sample=6" },
	{ "-W -u -t -w a.stp", OPTIONS_RUN, "a.stp strict unopt timing quiet" },
	{ "-I a -Ib -G x=1 -Gy=z=2 -E more a.stp", OPTIONS_RUN,
	  "a.stp I=a,b G=x=1,y=z=2 E=more" },
	{ "-l begin", OPTIONS_LIST, "list=begin" },
	{ "-Lsyscall.*", OPTIONS_LIST, "listvars=syscall.*" },
	{ "-T 5 -r 6.1.0 a.stp", OPTIONS_RUN, "a.stp T=5 r=6.1.0" },
	{ "--runtime=user --compatible 4.8 a.stp", OPTIONS_RUN,
	  "a.stp user compatible=4.8" },
	{ "--engine=direct a.stp", OPTIONS_RUN, "a.stp engine=1" },
	{ "--engine=direct --engine auto a.stp", OPTIONS_RUN, "a.stp" },
	{ "--color=never --no-global-var-display a.stp", OPTIONS_RUN,
	  "a.stp colour=1 nodisplay" },
	{ "--color a.stp", OPTIONS_RUN, "a.stp colour=2" },
	{ "--vp 00203 a.stp", OPTIONS_RUN, "a.stp v=3" },
	{ "--suppress-time-limits a.stp", OPTIONS_RUN,
	  "a.stp action=10000000/100000000" },
	{ "-kgP -d kernel -BX=1 -R dir a.stp", OPTIONS_RUN, "a.stp" },
	{ "--ldd --all-modules --skip-badvars a.stp", OPTIONS_RUN, "a.stp" },
	{ "--prologue-searching a.stp", OPTIONS_RUN, "a.stp" },
	{ "--prologue-searching=never --modinfo a=b a.stp", OPTIONS_RUN,
	  "a.stp" },
	{ "--rlimit-fsize=9000000000000 a.stp", OPTIONS_RUN, "a.stp" },
	{ "-DMAXBACKTRACE=200 -DTRYLOCKDELAY=5 a.stp", OPTIONS_RUN, "a.stp" },
	{ "--extra 5 a.stp", OPTIONS_RUN, "a.stp extra=5" },
	{ "-X5 a.stp", OPTIONS_RUN, "a.stp extra=5" },
	{ "--help", OPTIONS_HELP, "" },
	{ "-h", OPTIONS_HELP, "" },
	{ "--version", OPTIONS_VERSION, "" },
	{ "-V nonsense", OPTIONS_VERSION, "args=nonsense" },
	{ "kload --explain", OPTIONS_KLOAD, "" },
	{ "./kload", OPTIONS_RUN, "./kload" },
};

struct bad_case {
	const char *line;
	const char *message; /* a part of it */
};

static const struct bad_case bad_cases[] = {
	{ "", "no script: name a file, use -e TEXT" },
	{ "-v", "no script" },
	{ "-x a.stp", "-x: \"a.stp\" is no number" },
	{ "-x 0 a.stp", "-x: \"0\" is no number from 1" },
	{ "-x -5 a.stp", "-x: \"-5\" is no number from 1" },
	{ "-x 12b a.stp", "-x: \"12b\" is no number" },
	{ "a.stp -x", "-x needs a value" },
	{ "-x 1 -c ls a.stp", "-x and -c exclude each other" },
	{ "-e a -e b", "-e is given twice" },
	{ "-p6 a.stp", "-p: \"6\" is no number from 1 to 5" },
	{ "-s 65 a.stp", "-s: \"65\" is no number from 1 to 64" },
	{ "-s 0 a.stp", "-s: \"0\"" },
	{ "-vZ a.stp", "-Z: no such option" },
	{ "--objekt x a.stp",
	  "--objekt: no such option, did you mean `object'?" },
	{ "--objekt=x a.stp",
	  "--objekt: no such option, did you mean `object'?" },
	{ "--qwertyuiop a.stp", "--qwertyuiop: no such option: see --help" },
	{ "--suppress-handler-errors=1 a.stp", "takes no value" },
	{ "--object", "--object needs a value" },
	{ "-DMAXACTON=5 a.stp", "no such setting, did you mean `MAXACTION'" },
	{ "-Dqwertyuiop=5 a.stp", "no such setting: use MAXACTION" },
	{ "-DMAXACTION a.stp", "a value is missing" },
	{ "-DMAXACTION=0 a.stp", "MAXACTION: \"0\" is no number from 1" },
	{ "-DMAXACTION=10000001 a.stp", "is no number from 1 to 10000000" },
	{ "-DMAXACTION=1e5 a.stp", "MAXACTION: \"1e5\" is no number" },
	{ "-DMAXSTRINGLEN=65537 a.stp", "from 8 to 65536" },
	{ "-DMAXNESTING=1001 a.stp", "from 1 to 1000" },
	{ "-DMAXMAPENTRIES=99999999 a.stp", "from 1 to 16777216" },
	{ "-DMAXERRORS=99999999999999999999 a.stp", "is no number" },
	{ "-D =5 a.stp", "use -D NAME=VALUE" },
	{ "-m name a.stp", "add -p4" },
	{ "--args a.stp", "--args is for stap++ scripts" },
	{ "--master 1 -x 1 a.sxx", "--master and -x exclude each other" },
	{ "-DMAXSKIPPED a.stp", "MAXSKIPPED: a value is missing" },
	{ "-DMAXBACKTRACE=many a.stp", "MAXBACKTRACE: \"many\" is no number" },
	{ "-G x a.stp", "-G x: use -G NAME=VALUE" },
	{ "-G =3 a.stp", "-G =3: use -G NAME=VALUE" },
	{ "-T 0 a.stp", "-T: \"0\" is no number from 1" },
	{ "--engine=uprobe a.stp", "--engine=uprobe: no such engine: auto" },
	{ "--runtime=dyninst a.stp",
	  "--runtime=dyninst: no such runtime: kernel" },
	{ "--color=blue a.stp", "--color=blue: use auto, never or always" },
	{ "--vp 123456 a.stp", "--vp 123456: use one to five digits" },
	{ "--vp x a.stp", "--vp x: use one to five digits" },
	{ "--compatible old a.stp", "--compatible old: use a version" },
	{ "--rlimit-as=none a.stp", "--rlimit-as: \"none\" is no number" },
	{ "--monitor a.stp", "--monitor is not available: stapx-top shows" },
	{ "--monitor=5 a.stp", "--monitor is not available" },
	{ "--remote ssh://host a.stp", "--remote is not available: write a" },
	{ "--remote=host a.stp", "--remote is not available" },
	{ "-vb a.stp", "-b is not available: the output of all CPUs" },
	{ "-a arm64 a.stp", "-a is not available: programs run on" },
	{ "--interactive", "--interactive is not available" },
	{ "--ldd=1 a.stp", "--ldd takes no value" },
	{ "--modinfo", "--modinfo needs a value" },
	{ "-d", "-d needs a value" },
	{ "-l", "-l needs a value" },
	{ "--colr=never a.stp",
	  "--colr: no such option, did you mean `color'" },
};

struct extended {
	struct options base;
	const char *extra;
};

static int apply_extra(struct options *opt, const char *value)
{
	((struct extended *)opt)->extra = value;
	return 0;
}

static const struct option_row extra_rows[] = {
	{ OPTIONS_OF_STAPX, 'X', "extra", "N", apply_extra, "of the program" },
	{ 0 },
};

static char last_message[512];

static void keep_message(const char *line, void *arg)
{
	(void)arg;
	snprintf(last_message, sizeof(last_message), "%s", line);
}

static int parse_line(struct extended *ext, const char *line, char *copy,
		      size_t copy_len)
{
	char *argv[ARGS_MAX + 2] = { copy };
	char *save;
	char *word;
	int argc = 1;
	char program[] = "stapx";

	snprintf(copy, copy_len, "%s", line);
	argv[0] = program;
	for (word = strtok_r(copy, " ", &save); word;
	     word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	ext->extra = NULL;
	log_verbosity = 0;
	return options_parse(&ext->base, OPTIONS_OF_STAPX, extra_rows, argc,
			     argv);
}

#define TELL(cond, ...)                            \
	do {                                       \
		if (cond)                          \
			fprintf(out, __VA_ARGS__); \
	} while (0)

static void describe_list(FILE *out, char letter,
			  const struct options_list *list)
{
	u32 i;

	for (i = 0; i < list->nr; i++)
		if (i)
			fprintf(out, ",%s", list->items[i]);
		else
			fprintf(out, " %c=%s", letter, list->items[i]);
}

/* What is said of compiling. */
static void describe_compile(const struct options *o, FILE *out)
{
	TELL(o->strict, " strict");
	TELL(o->unoptimized, " unopt");
	TELL(o->timing, " timing");
	TELL(o->no_warnings, " quiet");
	describe_list(out, 'I', &o->includes);
	describe_list(out, 'G', &o->globals);
	describe_list(out, 'E', &o->more_texts);
	TELL(o->pattern, " list%s=%s", o->list_variables ? "vars" : "",
	     o->pattern);
	TELL(o->timeout_s, " T=%u", o->timeout_s);
	TELL(o->release, " r=%s", o->release);
	TELL(o->user_runtime, " user");
	TELL(o->engine, " engine=%d", (int)o->engine);
	TELL(o->compatible, " compatible=%s", o->compatible);
	TELL(o->colour, " colour=%d", (int)o->colour);
	TELL(o->no_display, " nodisplay");
}

static void describe_sxx(const struct sxx_options *sxx, FILE *out)
{
	u32 i;

	TELL(sxx->on, " sxx");
	for (i = 0; i < sxx->args_nr; i++)
		fprintf(out, "%s%s", i ? "," : " arg=", sxx->args[i]);
	TELL(sxx->exec_path, " exec=%s", sxx->exec_path);
	TELL(sxx->master, " master=%d", sxx->master);
	TELL(sxx->sample_pid, " sample=%d", sxx->sample_pid);
	TELL(sxx->list_args, " list");
	TELL(sxx->dump, " dump");
}

static void describe(const struct extended *ext, FILE *out)
{
	const struct options *o = &ext->base;
	const struct session_settings *set = &o->settings;
	int i;

	TELL(o->script, " %s", o->script);
	TELL(o->text, " text=%s", o->text);
	for (i = 0; i < o->args_nr; i++)
		fprintf(out, "%s%s", i ? "," : " args=", o->args[i]);
	describe_compile(o, out);
	TELL(o->pid, " x=%d", o->pid);
	TELL(o->command, " c=%s", o->command);
	TELL(o->output, " o=%s", o->output);
	TELL(o->object, " object=%s", o->object);
	TELL(log_verbosity, " v=%d", log_verbosity);
	TELL(o->last_pass != 5 && o->action == OPTIONS_RUN, " p=%u",
	     o->last_pass);
	TELL(o->name, " m=%s", o->name);
	TELL(set->ring_bytes, " ring=%u", set->ring_bytes);
	TELL(set->maxaction, " action=%u/%u", set->maxaction,
	     set->maxaction_begin);
	TELL(set->maxstringlen, " string=%u", set->maxstringlen);
	TELL(o->maxmapentries != 2048, " map=%u", o->maxmapentries);
	TELL(set->maxnesting, " nest=%u", set->maxnesting);
	TELL(set->maxerrors, " errors=%u", set->maxerrors);
	describe_sxx(&o->sxx, out);
	TELL(ext->extra, " extra=%s", ext->extra);
}

static void check_good(const struct good_case *c)
{
	struct extended ext;
	char copy[256];
	char *text = NULL;
	size_t len;
	FILE *out;

	if (parse_line(&ext, c->line, copy, sizeof(copy)))
		fail_msg("\"%s\" refused: %s", c->line, last_message);
	assert_int_equal(ext.base.action, c->action);
	out = open_memstream(&text, &len);
	describe(&ext, out);
	fclose(out);
	if (strcmp(text + (*text == ' '), c->expect))
		fail_msg("\"%s\" is understood as \"%s\"", c->line, text);
	free(text);
	options_deinit(&ext.base);
}

static void test_good(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good_cases) / sizeof(good_cases[0]); i++)
		check_good(&good_cases[i]);
}

static void test_bad(void **state)
{
	struct extended ext;
	char copy[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad_cases) / sizeof(bad_cases[0]); i++) {
		const struct bad_case *c = &bad_cases[i];

		last_message[0] = '\0';
		if (parse_line(&ext, c->line, copy, sizeof(copy)) != -EINVAL)
			fail_msg("\"%s\" was accepted", c->line);
		if (!strstr(last_message, c->message))
			fail_msg("\"%s\": %s", c->line, last_message);
	}
}

/* Every option that has help is in it, with its value's name. */
static void test_help(void **state)
{
	static const char *const parts[] = {
		"usage: stapx SCRIPT",
		"-X, --extra N",
		"-x PID",
		"-c CMD",
		"-D NAME=VALUE",
		"--suppress-handler-errors",
		"-h, --help",
	};
	char *text = NULL;
	size_t len;
	size_t i;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	options_help(out, OPTIONS_OF_STAPX, "stapx SCRIPT", extra_rows);
	fclose(out);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		assert_non_null(strstr(text, parts[i]));
	assert_null(strstr(text, "--ldd"));
	free(text);
}

/* A program takes and lists the options of its own only. */
static void test_programs(void **state)
{
	static const struct option_row none[] = { { 0 } };
	char program[] = "stapx-top";
	char pass[] = "-p4";
	char script[] = "a.stp";
	char *argv[] = { program, pass, script, NULL };
	struct options opt;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	options_help(out, OPTIONS_OF_TOP, "stapx-top", none);
	fclose(out);
	assert_non_null(strstr(text, "-x PID"));
	assert_null(strstr(text, "-p PASS"));
	free(text);
	assert_int_equal(options_parse(&opt, OPTIONS_OF_TOP, none, 3, argv),
			 -EINVAL);
	assert_string_equal(last_message, "-p is for stapx alone: see --help");
	assert_int_equal(options_parse(&opt, OPTIONS_OF_STAPX, none, 3, argv),
			 0);
	assert_int_equal(opt.last_pass, 4);
	options_deinit(&opt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_programs),
	};

	log_set_sink(keep_message, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
