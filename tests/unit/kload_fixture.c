// SPDX-License-Identifier: GPL-2.0
/* What the loader's tests are made of. */
#include "kload_fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "fixture.h"

const char *make_file(const char *name, const void *data, size_t len)
{
	const char *path = fixture_path(name);

	assert_int_equal(file_write_all(path, data, len), 0);
	return path;
}

const char *make_text_file(const char *name, const char *text)
{
	return make_file(name, text, strlen(text));
}

void *assemble(const char *text, size_t *ret_len)
{
	char *data;

	make_text_file("fixture.s", text);
	fixture_run("${CC:-cc} -c -o fixture.o fixture.s");
	assert_int_equal(file_read_all(fixture_path("fixture.o"), 1 << 20,
				       &data, ret_len),
			 0);
	return data;
}
