// SPDX-License-Identifier: GPL-2.0
/* -c CMD: a child that waits in front of its exec. */
#include "run/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "run/signals.h"

struct command {
	char **words;
	char *path;
	pid_t pid;
	int go_fd; /* closed: exec; a byte: give up */
	int result_fd; /* errno of a failed exec; end of file: success */
	bool started;
	bool ended;
	int status;
};

/* What means something to a shell outside of quotes. */
static bool needs_shell(char c)
{
	return strchr("|&;<>()$`*?[]#~!{}\n", c) != NULL;
}

/*
 * Copies one word to out and returns the end of it in text; NULL when only a
 * shell can tell what it is.
 */
static const char *split_word(const char *text, char **out)
{
	char quote = 0;

	for (; *text && (quote || (*text != ' ' && *text != '\t')); text++) {
		if (quote == '"' && strchr("$`\\", *text))
			return NULL;
		if (!quote && needs_shell(*text))
			return NULL;
		if (*text == quote) {
			quote = 0;
		} else if (!quote && (*text == '\'' || *text == '"')) {
			quote = *text;
		} else if (!quote && *text == '\\') {
			if (!*++text)
				return NULL;
			*(*out)++ = *text;
		} else {
			*(*out)++ = *text;
		}
	}
	*(*out)++ = '\0';
	return quote ? NULL : text;
}

char **command_split(const char *text)
{
	size_t len = strlen(text);
	size_t words_max = len / 2 + 2;
	char **words = malloc(words_max * sizeof(*words) + len + 2);
	char *out;
	size_t nr = 0;

	if (!words)
		return NULL;
	out = (char *)(words + words_max);
	for (;;) {
		text += strspn(text, " \t");
		if (!*text)
			break;
		words[nr++] = out;
		text = split_word(text, &out);
		if (!text)
			break;
	}
	/* NAME=VALUE in front of a command is the shell's. */
	if (!text || !nr || strchr(words[0], '=')) {
		free(words);
		return NULL;
	}
	words[nr] = NULL;
	return words;
}

static char **shell_words(const char *text)
{
	static const char sh[] = "/bin/sh";
	size_t len = strlen(text) + 1;
	char **words = malloc(4 * sizeof(*words) + sizeof(sh) + 3 + len);
	char *out;

	if (!words)
		return NULL;
	out = (char *)(words + 4);
	words[0] = memcpy(out, sh, sizeof(sh));
	words[1] = memcpy(out + sizeof(sh), "-c", 3);
	words[2] = memcpy(out + sizeof(sh) + 3, text, len);
	words[3] = NULL;
	return words;
}

static bool is_program(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, X_OK);
}

/* What execvp() would execute. */
static char *find_program(const char *name)
{
	const char *dir = getenv("PATH");
	char *path;

	if (strchr(name, '/'))
		return is_program(name) ? strdup(name) : NULL;
	for (dir = dir ? dir : "/bin:/usr/bin"; *dir; dir += *dir == ':') {
		size_t len = strcspn(dir, ":");

		if (asprintf(&path, "%.*s%s%s", (int)len, dir, len ? "/" : "",
			     name) < 0)
			return NULL;
		if (is_program(path))
			return path;
		free(path);
		dir += len;
	}
	return NULL;
}

char *command_find(const char *text)
{
	char **words = command_split(text);
	char *path = words ? find_program(words[0]) : NULL;

	free(words);
	return path;
}

/* The child's side; never returns. */
static void wait_and_exec(struct command *cmd, int go_fd, int result_fd)
{
	char byte;
	int err;

	signals_reset_child();
	if (read(go_fd, &byte, 1) != 1)
		_exit(127);
	execvp(cmd->words[0], cmd->words);
	err = errno;
	if (write(result_fd, &err, sizeof(err)) != sizeof(err))
		_exit(126);
	_exit(127);
}

static int fork_child(struct command *cmd)
{
	int go[2];
	int result[2];
	int err = 0;

	if (pipe2(go, O_CLOEXEC))
		return -errno;
	if (pipe2(result, O_CLOEXEC)) {
		err = -errno;
		goto close_go;
	}
	cmd->pid = fork();
	if (cmd->pid < 0) {
		err = -errno;
		goto close_result;
	}
	if (!cmd->pid) {
		close(go[1]);
		close(result[0]);
		wait_and_exec(cmd, go[0], result[1]);
	}
	cmd->go_fd = go[1];
	cmd->result_fd = result[0];
	close(go[0]);
	close(result[1]);
	return 0;

close_result:
	close(result[0]);
	close(result[1]);
close_go:
	close(go[0]);
	close(go[1]);
	return err;
}

int command_create(const char *text, struct command **ret)
{
	struct command *cmd = calloc(1, sizeof(*cmd));
	int err = -ENOMEM;

	if (!cmd)
		return -ENOMEM;
	cmd->go_fd = -1;
	cmd->result_fd = -1;
	cmd->words = command_split(text);
	if (cmd->words)
		cmd->path = find_program(cmd->words[0]);
	else
		cmd->words = shell_words(text);
	if (cmd->words)
		err = fork_child(cmd);
	if (err) {
		log_err("start \"%s\": %s", text, strerror(-err));
		command_destroy(cmd);
		return err;
	}
	*ret = cmd;
	return 0;
}

int command_start(struct command *cmd)
{
	int err = 0;

	if (write(cmd->go_fd, "", 1) == 1)
		cmd->started = true;
	close(cmd->go_fd);
	cmd->go_fd = -1;
	if (!cmd->started)
		err = ESRCH;
	else if (read(cmd->result_fd, &err, sizeof(err)) != sizeof(err))
		return 0;
	log_err("start %s: %s", cmd->words[0], strerror(err));
	return -err;
}

bool command_ended(struct command *cmd, int *ret_status)
{
	if (!cmd->ended)
		cmd->ended = waitpid(cmd->pid, &cmd->status, WNOHANG) ==
			     cmd->pid;
	*ret_status = cmd->status;
	return cmd->ended;
}

bool command_running(struct command *cmd)
{
	int status;

	return cmd->started && !command_ended(cmd, &status);
}

void command_destroy(struct command *cmd)
{
	if (!cmd)
		return;
	if (cmd->go_fd >= 0) {
		close(cmd->go_fd);
		waitpid(cmd->pid, &cmd->status, 0);
	}
	if (cmd->result_fd >= 0)
		close(cmd->result_fd);
	free(cmd->path);
	free(cmd->words);
	free(cmd);
}

pid_t command_pid(const struct command *cmd)
{
	return cmd->pid;
}

const char *command_path(const struct command *cmd)
{
	return cmd->path;
}
