/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A script, compiled and run as with --runtime=user, as the text that it
 * makes: its diagnostics, and if there were no errors, its output with its
 * run-time errors. A script without timers ends after its begin handlers; one
 * with timers ends by exit(), or is ended after ten seconds.
 */
#ifndef STAPX_TESTS_SCRIPT_RUN_H
#define STAPX_TESTS_SCRIPT_RUN_H

enum script_run_mode {
	SCRIPT_RUN, /* run it */
	SCRIPT_LIST, /* the listing of the program instead */
};

/*
 * The text of a script in a file, "rejected: ..." where the verifier did not
 * take the program. Its arguments are the lines of the file with .args in
 * place of .stp, options those of .opts, if there are such files. FILE.sxx
 * has stap++ macros, and the target of sxx_expand_files(). *ret is
 * malloc'ed. Returns 0 whatever the script does, or -errno when it cannot be
 * read.
 */
int script_run_file(const char *path, enum script_run_mode mode, char **ret);

#endif
