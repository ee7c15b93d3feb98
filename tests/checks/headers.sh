#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Every header compiles alone, has a guard and an SPDX line.
set -eu
cd "$(dirname "$0")/../.."
cc=${CC:-gcc}

bad=0
for file in include/stapx/*.h $(find lib kmod driver tests -name '*.h'); do
    case $file in
    kmod/*) flags="-ffreestanding -nostdinc -mcmodel=kernel -mno-sse -fno-pic -Ikmod" ;;
    tests/*) flags="-D_GNU_SOURCE -Idriver -Itests/unit" ;;
    *) flags="-D_GNU_SOURCE -Idriver" ;;
    esac
    # shellcheck disable=SC2086
    if ! echo "#include \"$file\"" | "$cc" -std=gnu11 -Wall -Wextra -Werror \
        -Wno-unused-function -Wno-unused-variable -Iinclude -Ilib $flags -I. -x c -fsyntax-only - 2>/tmp/headers.$$; then
        echo "$file: does not compile alone"
        cat /tmp/headers.$$
        bad=$((bad + 1))
    fi
    head -1 "$file" | grep -q SPDX-License-Identifier || {
        echo "$file: no SPDX line"
        bad=$((bad + 1))
    }
    grep -qE '^#ifndef STAPX_|^#pragma once' "$file" || {
        echo "$file: no include guard"
        bad=$((bad + 1))
    }
done
rm -f /tmp/headers.$$
for file in $(tests/checks/files '*.c' '*.def' '*.sh' Makefile '*.stp'); do
    head -3 "$file" | grep -q SPDX-License-Identifier || {
        case $file in tests/language/* | tests/target/* | tests/grammar/* | tests/fixtures/*) continue ;; esac
        echo "$file: no SPDX line"
        bad=$((bad + 1))
    }
done
[ "$bad" = 0 ] && echo "headers: ok"
[ "$bad" = 0 ]
