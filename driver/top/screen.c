// SPDX-License-Identifier: GPL-2.0
/* The terminal. */
#include "top/screen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#include "base/log.h"
#include "top/keycode.h"
#include "top/restore.h"

/* Milliseconds for the rest of a key's sequence behind its ESC. */
#define ESCAPE_MS 25

static SCREEN *screen;
static struct termios modes_before;
static char restore_text[256]; /* the end of the screen, cursor shown */
static attr_t looks[TOP_ATTR_NR];

static const struct {
	int code;
	int key;
} special_keys[] = {
	{ KEY_LEFT, TOP_KEY_LEFT },	{ KEY_RIGHT, TOP_KEY_RIGHT },
	{ KEY_UP, TOP_KEY_UP },		{ KEY_DOWN, TOP_KEY_DOWN },
	{ KEY_PPAGE, TOP_KEY_PAGE_UP }, { KEY_NPAGE, TOP_KEY_PAGE_DOWN },
	{ KEY_HOME, TOP_KEY_HOME },	{ KEY_END, TOP_KEY_END },
	{ KEY_BTAB, TOP_KEY_BACKTAB },	{ KEY_ENTER, '\n' },
};

static const char *capability(const char *name)
{
	const char *text = tigetstr(name);

	return text && text != (const char *)-1 ? text : "";
}

static const char *terminal_name(void)
{
	const char *name = getenv("TERM");

	return name ? name : "";
}

/* Whether the terminal can show a screen, and how it is given back. */
static int ask_capabilities(void)
{
	bool can = capability("cup")[0];

	snprintf(restore_text, sizeof(restore_text), "%s%s%s%s",
		 capability("sgr0"), capability("rmkx"), capability("rmcup"),
		 capability("cnorm"));
	del_curterm(cur_term);
	if (can)
		return 0;
	log_err("terminal \"%s\" cannot place its cursor: set TERM to what it really is, or use --batch",
		terminal_name());
	return -ENOTTY;
}

/* Asked before curses is, which changes the terminal's modes at once. */
static int check_terminal(void)
{
	int err;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		log_err("this is no terminal: use --batch to get frames as text");
		return -ENOTTY;
	}
	if (setupterm(NULL, STDOUT_FILENO, &err) != OK) {
		log_err("TERM=\"%s\" is not known here: set TERM (vt100 will do), or use --batch",
			terminal_name());
		return -ENOTTY;
	}
	err = ask_capabilities();
	if (err)
		return err;
	if (tcgetattr(STDIN_FILENO, &modes_before)) {
		err = -errno;
		log_err("read the terminal's modes: %s", strerror(-err));
		return err;
	}
	return 0;
}

static void choose_looks(void)
{
	looks[TOP_ATTR_NORMAL] = A_NORMAL;
	looks[TOP_ATTR_TITLE] = A_BOLD;
	looks[TOP_ATTR_HEAD] = A_REVERSE;
	looks[TOP_ATTR_SORT] = A_REVERSE | A_BOLD;
	looks[TOP_ATTR_TAB] = A_BOLD | A_UNDERLINE;
	looks[TOP_ATTR_DIM] = A_DIM;
	looks[TOP_ATTR_ALERT] = A_BOLD;
	if (!has_colors())
		return;
	start_color();
	use_default_colors();
	init_pair(1, COLOR_BLACK, COLOR_GREEN);
	init_pair(2, COLOR_BLACK, COLOR_CYAN);
	init_pair(3, COLOR_RED, -1);
	looks[TOP_ATTR_HEAD] = (attr_t)COLOR_PAIR(1);
	looks[TOP_ATTR_SORT] = (attr_t)COLOR_PAIR(2);
	looks[TOP_ATTR_ALERT] = A_BOLD | (attr_t)COLOR_PAIR(3);
}

int top_screen_open(void)
{
	static bool at_exit;
	int err = check_terminal();

	if (err)
		return err;
	top_restore_arm(STDOUT_FILENO, &modes_before, restore_text);
	screen = newterm(NULL, stdout, stdin);
	if (!screen) {
		top_restore_modes(STDIN_FILENO, &modes_before);
		top_restore_disarm();
		log_err("terminal \"%s\": curses cannot use it: use --batch",
			terminal_name());
		return -ENOTTY;
	}
	if (!at_exit)
		at_exit = !atexit(top_screen_close);
	set_escdelay(ESCAPE_MS);
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	curs_set(0);
	choose_looks();
	return 0;
}

void top_screen_close(void)
{
	if (!screen)
		return;
	endwin();
	delscreen(screen);
	screen = NULL;
	top_restore_modes(STDIN_FILENO, &modes_before);
	top_restore_disarm();
}

void top_screen_suspend(void)
{
	def_prog_mode();
	endwin();
	top_restore_modes(STDIN_FILENO, &modes_before);
}

void top_screen_resume(void)
{
	reset_prog_mode();
	curs_set(0);
}

void top_screen_size(int *ret_rows, int *ret_cols)
{
	struct winsize size;

	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_row &&
	    size.ws_col && is_term_resized(size.ws_row, size.ws_col))
		resizeterm(size.ws_row, size.ws_col);
	*ret_rows = LINES > 0 ? LINES : 1;
	*ret_cols = COLS > 0 ? COLS : 1;
}

static void show_cell(int row, int col, const struct top_cell *cell)
{
	wchar_t text[TOP_CELL_CHARS + 1] = { 0 };
	attr_t look = looks[cell->attr];
	cchar_t ch;

	wmemcpy(text, cell->ch, TOP_CELL_CHARS);
	if (setcchar(&ch, text, look & ~(attr_t)A_COLOR,
		     (short)PAIR_NUMBER((int)look), NULL) == OK)
		mvadd_wch(row, col, &ch);
}

void top_screen_show(const struct top_grid *grid, bool repaint)
{
	int row;
	int col;

	if (repaint)
		clearok(curscr, TRUE);
	erase();
	for (row = 0; row < grid->rows; row++)
		for (col = 0; col < grid->cols; col++)
			if (top_grid_cell(grid, row, col)->ch[0])
				show_cell(row, col,
					  top_grid_cell(grid, row, col));
	refresh();
}

static int special_key(wint_t code)
{
	size_t i;

	for (i = 0; i < sizeof(special_keys) / sizeof(special_keys[0]); i++)
		if ((wint_t)special_keys[i].code == code)
			return special_keys[i].key;
	return 0;
}

int top_screen_key(void)
{
	wint_t code;

	for (;;) {
		int kind = get_wch(&code);
		int key = (int)code;

		if (kind == ERR)
			return 0;
		if (kind == KEY_CODE_YES)
			key = special_key(code);
		if (key)
			return key;
	}
}
