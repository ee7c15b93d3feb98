/* SPDX-License-Identifier: GPL-2.0 */
/* The text of svg.js, which goes into each SVG. */
#ifndef STAPX_FLAME_SVG_SCRIPT_H
#define STAPX_FLAME_SVG_SCRIPT_H

extern const char flame_svg_script[];
extern const char flame_svg_script_end[];

#endif
