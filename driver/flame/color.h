/* SPDX-License-Identifier: GPL-2.0 */
/* Colours of frames, as classes of a style sheet. */
#ifndef STAPX_FLAME_COLOR_H
#define STAPX_FLAME_COLOR_H

#include <stdio.h>

#include "flame/tree.h"

#define COLOR_CLASS_MAX 8

/* The rules of all classes. */
void color_write_style(FILE *out);

/* By kind and name alone: a function looks the same in every graph. */
void color_of_name(char class[COLOR_CLASS_MAX], const char *name, size_t len,
		   enum frame_kind kind);

/*
 * Red for more than before, blue for less: the stronger, the larger the change
 * is beside the larger one of both.
 */
void color_of_change(char class[COLOR_CLASS_MAX], u64 count, u64 before);

#endif
