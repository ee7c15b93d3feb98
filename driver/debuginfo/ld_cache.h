/* SPDX-License-Identifier: GPL-2.0 */
/* The dynamic loader's cache: names of shared objects to paths. */
#ifndef STAPX_DEBUGINFO_LD_CACHE_H
#define STAPX_DEBUGINFO_LD_CACHE_H

#define LD_CACHE_PATH "/etc/ld.so.cache"

struct ld_cache;

/* NULL when there is none that can be read (told by log_info). */
struct ld_cache *ld_cache_open(const char *path);
void ld_cache_close(struct ld_cache *cache);

/* The path of an x86-64 library, borrowed until close; or NULL. */
const char *ld_cache_find(const struct ld_cache *cache, const char *name);

#endif
