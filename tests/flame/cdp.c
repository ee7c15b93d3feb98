// SPDX-License-Identifier: GPL-2.0
/* A headless Chromium behind two pipes. */
#include "flame/cdp.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flame/text.h"

#define DEADLINE_MS   60000
#define MODIFIER_CTRL 2
#define MESSAGE_MAX   (1u << 22)

static struct {
	pid_t pid;
	int to;
	int from;
	char *buf; /* bytes of messages that are not taken yet */
	size_t len;
	char *message; /* the last one that was taken */
	unsigned int calls_nr;
	unsigned int loads_nr; /* pages loaded so far */
	char session[80];
	char *requests;
	size_t requests_len;
} cdp;

const char *cdp_browser(void)
{
	static const char *const names[] = { "/usr/bin/chromium-headless-shell",
					     "/usr/bin/chromium" };
	const char *own = getenv("CHROMIUM");

	if (own)
		return own;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!access(names[i], X_OK))
			return names[i];
	return NULL;
}

/* The string behind "key":", unescaped as far as ASCII goes, malloc'ed. */
static char *find_string(const char *json, const char *key)
{
	const char *at = strstr(json, key);
	char *text, *to;

	if (!at)
		return NULL;
	at += strlen(key);
	to = text = malloc(strlen(at) + 1);
	for (; *at && *at != '"'; at++) {
		unsigned int code = 0;

		if (*at == '\\' && at[1] == 'u' &&
		    sscanf(at + 2, "%4x", &code) == 1) {
			*to++ = code < 0x80 ? (char)code : '?';
			at += 5;
		} else if (*at == '\\') {
			at++;
			*to++ = *at == 'n' ? '\n' : *at;
		} else {
			*to++ = *at;
		}
	}
	*to = '\0';
	return text;
}

static void note_event(const char *json)
{
	char *url;

	if (strstr(json, "\"method\":\"Page.loadEventFired\""))
		cdp.loads_nr++;
	if (!strstr(json, "\"method\":\"Network.requestWillBeSent\""))
		return;
	url = find_string(json, "\"url\":\"");
	if (!url)
		errx(1, "a request without an address: %s", json);
	cdp.requests =
		realloc(cdp.requests, cdp.requests_len + strlen(url) + 2);
	cdp.requests_len +=
		(size_t)sprintf(cdp.requests + cdp.requests_len, "%s\n", url);
	free(url);
}

static void read_more(void)
{
	struct pollfd fd = { .fd = cdp.from, .events = POLLIN };
	ssize_t got;

	if (poll(&fd, 1, DEADLINE_MS) != 1)
		errx(1, "the browser says nothing for %d ms", DEADLINE_MS);
	got = read(cdp.from, cdp.buf + cdp.len, MESSAGE_MAX - cdp.len);
	if (got <= 0)
		errx(1, "the browser has gone");
	cdp.len += (size_t)got;
}

/* Takes one message. */
static void next_message(void)
{
	size_t len;
	char *end;

	while (!(end = memchr(cdp.buf, '\0', cdp.len)))
		read_more();
	len = (size_t)(end - cdp.buf) + 1;
	memcpy(cdp.message, cdp.buf, len);
	cdp.len -= len;
	memmove(cdp.buf, cdp.buf + len, cdp.len);
	note_event(cdp.message);
}

static void send_message(const char *method, const char *params)
{
	char *text;
	int len = asprintf(
		&text, "{\"id\":%u,%s%s%s\"method\":\"%s\",\"params\":%s}",
		++cdp.calls_nr, *cdp.session ? "\"sessionId\":\"" : "",
		cdp.session, *cdp.session ? "\"," : "", method, params);

	if (len < 0 || write(cdp.to, text, (size_t)len + 1) != len + 1)
		err(1, "write to the browser");
	free(text);
}

/* The answer, which is valid until the next message. */
static const char *call(const char *method, const char *params)
{
	char id[32];

	send_message(method, params);
	snprintf(id, sizeof(id), "{\"id\":%u,", cdp.calls_nr);
	do {
		next_message();
	} while (strncmp(cdp.message, id, strlen(id)));
	if (strstr(cdp.message, "\"error\":{"))
		errx(1, "%s: %s", method, cdp.message);
	return cdp.message;
}

/* The program's side: its pipes are 3 and 4. */
static void run_browser(const char *browser, const char *dir, int in, int out)
{
	char profile[4096], log[4096];
	int fd;

	snprintf(profile, sizeof(profile), "--user-data-dir=%s/profile", dir);
	snprintf(log, sizeof(log), "%s/browser.log", dir);
	fd = open(log, O_WRONLY | O_CREAT, 0600);
	/* Out of the way of 3 and 4 first. */
	in = fcntl(in, F_DUPFD, 10);
	out = fcntl(out, F_DUPFD, 10);
	if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0 || dup2(in, 3) < 0 ||
	    dup2(out, 4) < 0)
		_exit(127);
	setpgid(0, 0);
	execl(browser, browser, "--headless", "--no-sandbox", "--disable-gpu",
	      "--remote-debugging-pipe", "--window-size=1300,800",
	      "--disable-background-networking", "--disable-extensions",
	      "--no-first-run", profile, "about:blank", NULL);
	_exit(127);
}

static void open_page(void)
{
	char params[128];
	char *id = find_string(
		call("Target.createTarget", "{\"url\":\"about:blank\"}"),
		"\"targetId\":\"");

	snprintf(params, sizeof(params),
		 "{\"targetId\":\"%s\",\"flatten\":true}", id ? id : "");
	free(id);
	id = find_string(call("Target.attachToTarget", params),
			 "\"result\":{\"sessionId\":\"");
	if (!id)
		errx(1, "no session: %s", cdp.message);
	snprintf(cdp.session, sizeof(cdp.session), "%s", id);
	free(id);
	call("Page.enable", "{}");
	call("Network.enable", "{}");
}

void cdp_start(const char *browser, const char *dir)
{
	int to[2], from[2];

	signal(SIGPIPE, SIG_IGN);
	if (pipe2(to, O_CLOEXEC) || pipe2(from, O_CLOEXEC))
		err(1, "pipe");
	cdp.pid = fork();
	if (!cdp.pid)
		run_browser(browser, dir, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	cdp.to = to[1];
	cdp.from = from[0];
	cdp.buf = malloc(MESSAGE_MAX);
	cdp.message = malloc(MESSAGE_MAX);
	cdp.requests = strdup("");
	open_page();
}

void cdp_stop(void)
{
	if (cdp.pid > 0) {
		kill(-cdp.pid, SIGKILL);
		waitpid(cdp.pid, NULL, 0);
	}
	free(cdp.buf);
	free(cdp.message);
	free(cdp.requests);
}

void cdp_open(const char *url)
{
	unsigned int loads = cdp.loads_nr;
	char *params;

	if (asprintf(&params, "{\"url\":\"%s\"}", url) < 0)
		err(1, "asprintf");
	call("Page.navigate", params);
	free(params);
	while (cdp.loads_nr == loads)
		next_message();
}

const char *cdp_eval(const char *expression)
{
	static char *value;
	char *params;
	size_t len;
	FILE *out = open_memstream(&params, &len);

	fputs("{\"returnByValue\":true,\"expression\":", out);
	text_json(out, expression, strlen(expression));
	fputs("}", out);
	fclose(out);
	free(value);
	value = find_string(call("Runtime.evaluate", params),
			    "\"type\":\"string\",\"value\":\"");
	free(params);
	return value ? value : cdp.message;
}

static void mouse(const char *type, const char *more, double x, double y)
{
	char params[256];

	snprintf(params, sizeof(params),
		 "{\"type\":\"%s\",\"x\":%.2f,\"y\":%.2f%s}", type, x, y, more);
	call("Input.dispatchMouseEvent", params);
}

void cdp_move(double x, double y)
{
	mouse("mouseMoved", "", x, y);
}

void cdp_click(double x, double y)
{
	static const char left[] = ",\"button\":\"left\",\"clickCount\":1";

	cdp_move(x, y);
	mouse("mousePressed", left, x, y);
	mouse("mouseReleased", left, x, y);
}

void cdp_key(const char *key)
{
	static const char *const types[] = { "rawKeyDown", "keyUp" };
	const char *plain = strncmp(key, "Control+", 8) ? key : key + 8;
	char params[256];

	for (int i = 0; i < 2; i++) {
		snprintf(params, sizeof(params),
			 "{\"type\":\"%s\",\"key\":\"%s\",\"modifiers\":%d}",
			 types[i], plain, plain == key ? 0 : MODIFIER_CTRL);
		call("Input.dispatchKeyEvent", params);
	}
}

void cdp_type(const char *text)
{
	char *params;

	if (asprintf(&params, "{\"text\":\"%s\"}", text) < 0)
		err(1, "asprintf");
	call("Input.insertText", params);
	free(params);
}

const char *cdp_requests(void)
{
	return cdp.requests;
}
