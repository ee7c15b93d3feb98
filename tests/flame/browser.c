// SPDX-License-Identifier: GPL-2.0
/*
 * Flame graphs in a browser: real clicks and keys, and what is to be seen then.
 *
 * usage: flame_browser DIRECTORY
 *
 * The directory is empty; build/stapx is beside this program. Ends with 77 and
 * says what to install where there is no browser.
 */
#include <err.h>
#include <limits.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "flame/cdp.h"

#define SKIPPED	    77
#define OPEN_MS_MAX 10000 /* of a browser that shares its CPU with others */

enum act {
	NOTHING,
	CLICK, /* a frame, by its name; the n-th of them as NAME#N */
	HOVER,
	PRESS, /* a part, by its class */
	KEY,
	TYPE,
};

struct step {
	const char *what;
	enum act act;
	const char *arg;
	const char *ask; /* JavaScript, with what helpers[] has */
	const char *want;
};

/* What the tests ask with. */
static const char helpers[] =
	"window.part = name => document.querySelector('.' + name);"
	"window.rects = () => Array.from(document.querySelectorAll('.frames rect'));"
	"window.named = name => rects().filter("
	"  r => r.textContent.split('\\n')[0] === name.split('#')[0])"
	"  [Number(name.split('#')[1] || 1) - 1];"
	"window.place = e => { const b = e.getBoundingClientRect();"
	"  const l = Math.max(b.left, 10), r = Math.min(b.right, 1190);"
	"  return (l + r) / 2 + ' ' + (b.top + b.bottom) / 2; };"
	"window.seen = e => getComputedStyle(e).display !== 'none' ? 'yes' : 'no';"
	"window.look = () => part('labels').textContent.trim().replace(/\\s+/g, ' ');"
	"window.labels = () => Array.from(document.querySelectorAll('.labels text'),"
	"  t => t.textContent).join(' ');"
	"window.wide = name => { const b = named(name).getBoundingClientRect();"
	"  return b.width.toFixed(1); };"
	"window.first = labels(); 'ready'";

static int passed, failed;

static void check(const char *what, const char *got, const char *want)
{
	if (!strcmp(got, want)) {
		passed++;
		return;
	}
	failed++;
	printf("FAIL %s:\n    got  %s\n    want %s\n", what, got, want);
}

static void find_place(const char *how, const char *arg, double *x, double *y)
{
	char expression[512];

	snprintf(expression, sizeof(expression), "place(%s('%s'))", how, arg);
	if (sscanf(cdp_eval(expression), "%lf %lf", x, y) != 2)
		errx(1, "%s is nowhere: %s", arg, cdp_eval(expression));
}

static void act(const struct step *s)
{
	double x, y;

	switch (s->act) {
	case CLICK:
		find_place("named", s->arg, &x, &y);
		cdp_click(x, y);
		break;
	case HOVER:
		find_place("named", s->arg, &x, &y);
		cdp_move(x, y);
		break;
	case PRESS:
		find_place("part", s->arg, &x, &y);
		cdp_click(x, y);
		break;
	case KEY:
		cdp_key(s->arg);
		break;
	case TYPE:
		cdp_type(s->arg);
		break;
	case NOTHING:
		break;
	}
}

static void run_steps(const struct step *steps)
{
	check("the helpers", cdp_eval(helpers), "ready");
	for (const struct step *s = steps; s->what; s++) {
		act(s);
		check(s->what, cdp_eval(s->ask), s->want);
	}
}

#define VIEW "part('frames').getAttribute('viewBox')"

static const struct step zoom_steps[] = {
	{ "nothing is zoomed", NOTHING, NULL, VIEW, "0 0 1180 153" },
	{ "no reset is offered", NOTHING, NULL, "seen(part('reset'))", "no" },
	{ "a search is", NOTHING, NULL, "seen(part('search'))", "yes" },
	{ "a frame's share", NOTHING, NULL, "wide('read_request')", "261.7" },
	{ "a click zooms", CLICK, "read_request", VIEW,
	  "227.113 0 261.6736 153" },
	{ "it is as wide as all", NOTHING, NULL, "wide('read_request')",
	  "1180.0" },
	{ "its children by their share", NOTHING, NULL, "wide('parse_headers')",
	  "779.2" },
	{ "what is in view has its labels", NOTHING, NULL, "labels()",
	  "all main worker_cycle process_events read_request parse_headers "
	  "hash_lookup recv entry_SYSCALL_64 tcp_recvmsg" },
	{ "frames below it are pale", NOTHING, NULL,
	  "document.querySelectorAll('.below').length + ''", "4" },
	{ "its parent is one", NOTHING, NULL,
	  "named('process_events').getAttribute('class').includes('below') + ''",
	  "true" },
	{ "reset is offered", NOTHING, NULL, "seen(part('reset'))", "yes" },
	{ "a click within the zoom goes on", CLICK, "recv", VIEW,
	  "399.9163 0 88.8703 153" },
	{ "a click below goes back", CLICK, "process_events", VIEW,
	  "24.6862 0 1155.3138 153" },
	{ "a kernel frame", CLICK, "entry_SYSCALL_64#3", "labels()",
	  "all main worker_cycle process_events send_response writev "
	  "entry_SYSCALL_64 tcp_sendmsg" },
	{ "reset shows all", PRESS, "reset", VIEW, "0 0 1180 153" },
	{ "with the labels that the file has", NOTHING, NULL,
	  "labels() === first ? 'same' : labels()", "same" },
	{ "nothing is pale", NOTHING, NULL,
	  "document.querySelectorAll('.below').length + ''", "0" },
	{ "reset has gone", NOTHING, NULL, "seen(part('reset'))", "no" },
	{ "zoomed again", CLICK, "deflate", "wide('deflate')", "1180.0" },
	{ "Escape resets", KEY, "Escape", VIEW, "0 0 1180 153" },
	{ "and again", CLICK, "deflate", "wide('deflate')", "1180.0" },
	{ "a click on all resets", CLICK, "all", VIEW, "0 0 1180 153" },
	{ "what is under the mouse is told", HOVER, "hash_lookup",
	  "part('details').textContent.replace('\\u2014', '-')",
	  "hash_lookup - 23 samples, 9.62 %, inlined" },
	{ NULL },
};

#define MATCHED	 "part('matched').textContent.trim()"
#define MATCHES	 "document.querySelectorAll('.match').length + ''"
#define FOCUS	 "document.activeElement.localName"
#define BOX_GONE "String(part('box'))"

static const struct step search_steps[] = {
	{ "no frame is marked", NOTHING, NULL, MATCHES, "0" },
	{ "Ctrl-F opens a search", KEY, "Control+f", FOCUS, "input" },
	{ "text is looked for at once", TYPE, "entry_", MATCHES, "3" },
	{ "with its share", NOTHING, NULL, MATCHED, "Matched: 33.89 %" },
	{ "in another colour", NOTHING, NULL,
	  "getComputedStyle(named('entry_SYSCALL_64')).fill",
	  "rgb(230, 0, 230)" },
	{ "a second Ctrl-F selects the text", KEY, "Control+f", FOCUS,
	  "input" },
	{ "which is replaced: frames within frames count once", TYPE,
	  "^(main|worker_cycle)$", MATCHED, "Matched: 100.00 %" },
	{ "two frames", NOTHING, NULL, MATCHES, "2" },
	{ "small letters find large ones", KEY, "Control+f", FOCUS, "input" },
	{ "all three", TYPE, "syscall", MATCHES, "3" },
	{ "again", KEY, "Control+f", FOCUS, "input" },
	{ "what is no expression is text", TYPE, "operator[](", MATCHES, "1" },
	{ "its share", NOTHING, NULL, MATCHED, "Matched: 2.93 %" },
	{ "a search stays when it is zoomed", CLICK, "content_by_lua", MATCHES,
	  "1" },
	{ "Escape ends the search first", KEY, "Escape", MATCHES, "0" },
	{ "says nothing any more", NOTHING, NULL, MATCHED, "" },
	{ "has no box", NOTHING, NULL, BOX_GONE, "null" },
	{ "is still zoomed", NOTHING, NULL, "wide('content_by_lua')",
	  "1180.0" },
	{ "then the zoom", KEY, "Escape", VIEW, "0 0 1180 153" },
	{ "the word Search does it, too", PRESS, "search", FOCUS, "input" },
	{ "nothing is found", TYPE, "no such frame", MATCHED,
	  "Matched: 0.00 %" },
	{ "and ends", KEY, "Escape", BOX_GONE, "null" },
	{ NULL },
};

static const struct step names_steps[] = {
	{ "names are text, whatever they are", CLICK,
	  "]]></script><script>alert(1)</script>", "labels()",
	  "all a<b> \"c\" & 'd' ]]></script><script>alert(1)</script>" },
	{ "no script came of it", NOTHING, NULL,
	  "document.querySelectorAll('script').length + ''", "1" },
	{ "a search for one", KEY, "Control+f", FOCUS, "input" },
	{ "finds it", TYPE, "</script><", MATCHES, "1" },
	{ NULL },
};

static const struct step icicle_steps[] = {
	{ "the root is above", NOTHING, NULL, "named('all').getAttribute('y')",
	  "0" },
	{ "zoomed", CLICK, "read_request", "wide('read_request')", "1180.0" },
	{ "frames above it are pale", NOTHING, NULL,
	  "document.querySelectorAll('.below').length + ''", "4" },
	{ NULL },
};

static const struct step img_steps[] = {
	{ "it is an image of its size", NOTHING, NULL,
	  "(i => i.complete + ' ' + i.naturalWidth + ' ' + i.naturalHeight)"
	  "(document.images[0])",
	  "true 1200 241" },
	{ NULL },
};

static const struct step large_steps[] = {
	/* The third frame of each is as wide as 10,000 others: too many. */
	{ "no more frames than a browser likes", NOTHING, NULL,
	  "rects().length + ''", "20002" },
	{ "a zoom of them", CLICK, "frame_5000", "labels()",
	  "all main frame_5000 frame_5000" },
	{ "a search in them", KEY, "Control+f", FOCUS, "input" },
	{ "finds one in ten", TYPE, "frame_.*7$", MATCHES, "2000" },
	{ NULL },
};

/* Where things are. */
static char work[PATH_MAX / 4], bin[PATH_MAX / 4];

/* Draws to WORK/name.svg. */
static void draw(const char *name, const char *arguments)
{
	char command[PATH_MAX];

	snprintf(command, sizeof(command), "'%s/stapx' flame -o '%s/%s.svg' %s",
		 bin, work, name, arguments);
	if (system(command))
		errx(1, "%s: failed", command);
}

static void open_file(const char *name)
{
	char url[PATH_MAX];

	snprintf(url, sizeof(url), "file://%s/%s", work, name);
	cdp_open(url);
}

static void run_file(const char *name, const struct step *steps)
{
	open_file(name);
	run_steps(steps);
}

static FILE *create(const char *name)
{
	char path[PATH_MAX];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", work, name);
	out = fopen(path, "w");
	if (!out)
		err(1, "%s", path);
	return out;
}

static void run_img(void)
{
	FILE *out = create("img.html");

	fputs("<!DOCTYPE html><g class='labels'></g><img src='server.svg'>",
	      out);
	fclose(out);
	run_file("img.html", img_steps);
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* 10,000 chains of 10 frames, of which each was a sample's last one. */
static void write_large(void)
{
	FILE *out = create("large.folded");

	for (int i = 0; i < 10000; i++) {
		for (int depth = 1; depth <= 10; depth++) {
			fputs("main", out);
			for (int j = 0; j < depth; j++)
				fprintf(out, ";frame_%d", i);
			fputs(" 1\n", out);
		}
	}
	fclose(out);
}

/* 100,000 distinct stacks that are all as wide as others. */
static void run_large(void)
{
	char arguments[PATH_MAX];
	long start;

	write_large();
	snprintf(arguments, sizeof(arguments), "'%s/large.folded'", work);
	draw("large", arguments);
	start = now_ms();
	open_file("large.svg");
	cdp_eval("getComputedStyle(document.querySelector('.labels')).display");
	start = now_ms() - start;
	printf("a browser opens 100,000 stacks in %ld ms\n", start);
	check("it opens in time", start < OPEN_MS_MAX ? "yes" : "no", "yes");
	start = now_ms();
	run_steps(large_steps);
	printf("a zoom and a search of them take %ld ms\n", now_ms() - start);
}

/* Each is a file of ours: the pages themselves, and the image in one. */
static void check_requests(void)
{
	char *requests = strdup(cdp_requests()), *save, *line;
	char ours[PATH_MAX];
	int nr = 0;

	snprintf(ours, sizeof(ours), "file://%s/", work);
	for (line = strtok_r(requests, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save), nr++) {
		if (!strncmp(line, ours, strlen(ours)))
			continue;
		check("a request", line, "none");
	}
	check("as many requests as files", nr == 6 ? "yes" : cdp_requests(),
	      "yes");
	free(requests);
}

int main(int argc, char **argv)
{
	const char *browser = cdp_browser();

	if (!browser) {
		puts("no browser: apt-get install chromium-headless-shell (or chromium), or CHROMIUM=PROGRAM");
		return SKIPPED;
	}
	if (argc != 2 || !realpath(argv[1], work) ||
	    !realpath(dirname(argv[0]), bin))
		errx(2, "usage: flame_browser DIRECTORY");
	draw("server", "tests/flame/server.folded");
	draw("icicle", "--icicle tests/flame/server.folded");
	draw("names", "tests/flame/names.folded");
	cdp_start(browser, work);
	run_file("server.svg", zoom_steps);
	run_steps(search_steps);
	run_file("icicle.svg", icicle_steps);
	run_file("names.svg", names_steps);
	run_img();
	run_large();
	check_requests();
	cdp_stop();
	printf("%d passed, %d failed\n", passed, failed);
	return failed ? 1 : 0;
}
