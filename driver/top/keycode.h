/* SPDX-License-Identifier: GPL-2.0 */
/* The numbers of the keys, which the screen makes and keys.c understands. */
#ifndef STAPX_TOP_KEYCODE_H
#define STAPX_TOP_KEYCODE_H

/* Keys that are no characters; characters are themselves. */
enum top_special_key {
	TOP_KEY_LEFT = 0x110000,
	TOP_KEY_RIGHT,
	TOP_KEY_UP,
	TOP_KEY_DOWN,
	TOP_KEY_PAGE_UP,
	TOP_KEY_PAGE_DOWN,
	TOP_KEY_HOME,
	TOP_KEY_END,
	TOP_KEY_BACKTAB,
};

#endif
