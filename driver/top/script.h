/* SPDX-License-Identifier: GPL-2.0 */
/* A running script as the source of the model. */
#ifndef STAPX_TOP_SCRIPT_H
#define STAPX_TOP_SCRIPT_H

#include "run/options.h"
#include "top/output.h"
#include "top/source.h"

struct top_script;

/* Compiles the script; reports. Borrows the options until destroy. */
int top_script_create(const struct options *opt, struct top_script **ret);

/* Takes NULL; at any point. */
void top_script_destroy(struct top_script *script);

/*
 * What the script prints, and its run-time errors, go to output from now on;
 * NULL: to stdout and stderr, where they go at first.
 */
void top_script_redirect(struct top_script *script, struct top_output *output);

/* Attaches and arms; reports. */
int top_script_start(struct top_script *script);

/* Disarms, runs the end handlers, reports what was lost. 0 or -errno. */
int top_script_stop(struct top_script *script);

/* For the model; borrowed. */
const struct top_source *top_script_source(const struct top_script *script);

/* The process that is looked at, 0: none. After start. */
int top_script_target(const struct top_script *script);

/* The exit status that the script's run-time errors ask for. */
int top_script_status(const struct top_script *script);

#endif
