/* SPDX-License-Identifier: GPL-2.0 */
/*
 * -c CMD: a child that waits in front of its exec until the probes are armed.
 * A command of plain words is executed itself; one that needs a shell (pipes,
 * variables, wildcards, ...) through `sh -c`.
 */
#ifndef STAPX_RUN_COMMAND_H
#define STAPX_RUN_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

struct command;

/* Forks the child, which waits. Reports. Borrows text during the call. */
int command_create(const char *text, struct command **ret);

/* Lets the child exec. Reports -errno of an exec that failed. */
int command_start(struct command *cmd);

/*
 * True when the child has ended; *ret_status is then waitpid()'s. Never
 * waits.
 */
bool command_ended(struct command *cmd, int *ret_status);

/* True between a good command_start() and the child's end. */
bool command_running(struct command *cmd);

/* A child that still waits is ended; a running one is left alone. NULL: ok. */
void command_destroy(struct command *cmd);

pid_t command_pid(const struct command *cmd);

/*
 * The program that will run, looked up in PATH; NULL when it is not found or
 * when a shell will run the command. Owned by cmd.
 */
const char *command_path(const struct command *cmd);

/*
 * The program that a command would run, looked up in PATH without starting
 * anything; malloc'ed. NULL where command_path() would be NULL.
 */
char *command_find(const char *text);

/*
 * Splits text into words at blanks, with '..', ".." and backslash. Returns
 * the words (one allocation, NULL at the end), or NULL when text needs a
 * shell or memory is short.
 */
char **command_split(const char *text);

#endif
