// SPDX-License-Identifier: GPL-2.0
/* What the conditions of a script's preprocessor can ask for. */
#include "script/preproc_env.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/file.h"

#define CONFIG_MAX (4 << 20)

/* SystemTap's names of architectures are those of the kernel's sources. */
static const char *arch_of(const char *machine)
{
	static const struct {
		const char *prefix;
		const char *arch;
	} rows[] = {
		{ "x86_64", "x86_64" }, { "i386", "i386" },
		{ "i486", "i386" },	{ "i586", "i386" },
		{ "i686", "i386" },	{ "aarch64", "arm64" },
		{ "arm", "arm" },	{ "ppc", "powerpc" },
		{ "s390", "s390" },	{ "mips", "mips" },
		{ "riscv", "riscv" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strncmp(machine, rows[i].prefix, strlen(rows[i].prefix)))
			return rows[i].arch;
	return machine;
}

static const char *read_config(struct arena *arena, const char *release)
{
	static const char *const places[] = {
		"/lib/modules/%s/build/.config",
		"/lib/modules/%s/config",
		"/boot/config-%s",
	};
	char path[512];
	size_t i, len;
	char *text;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const char *copy;

		snprintf(path, sizeof(path), places[i], release);
		if (file_read_all(path, CONFIG_MAX, &text, &len))
			continue;
		copy = arena_strndup(arena, text, len);
		free(text);
		return copy;
	}
	return NULL;
}

void preproc_env_host(struct preproc_env *env, struct arena *arena,
		      const char *release)
{
	struct utsname host;

	if (uname(&host))
		memset(&host, 0, sizeof(host));
	if (!release)
		release = host.release;
	*env = (struct preproc_env){
		.kernel_vr = arena_strndup(arena, release, strlen(release)),
		.arch = arena_printf(arena, "%s", arch_of(host.machine)),
		.systemtap_v = "4.8",
		.runtime = "kernel",
		.privilege = "stapdev",
	};
}

const char *preproc_env_config(struct preproc_env *env, struct arena *arena,
			       const char *name)
{
	size_t len = strlen(name);
	const char *line;

	if (!env->config && !env->no_config)
		env->config = read_config(arena, env->kernel_vr);
	env->no_config = !env->config;
	for (line = env->config; line && *line;) {
		const char *end = strchrnul(line, '\n');

		if (!strncmp(line, name, len) && line[len] == '=')
			return arena_strndup(arena, line + len + 1,
					     (size_t)(end - line) - len - 1);
		line = *end ? end + 1 : end;
	}
	return "";
}
