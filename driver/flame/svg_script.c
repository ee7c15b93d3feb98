// SPDX-License-Identifier: GPL-2.0
/* The text of svg.js; the Makefile knows that this depends on it. */
#include "flame/svg_script.h"

__asm__(".pushsection .rodata\n"
	".global flame_svg_script\n"
	"flame_svg_script:\n"
	".incbin \"driver/flame/svg.js\"\n"
	".global flame_svg_script_end\n"
	"flame_svg_script_end:\n"
	".byte 0\n"
	".popsection\n");
