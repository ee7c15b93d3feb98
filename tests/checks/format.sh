#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Every C file is formatted as .clang-format says. Versions of clang-format
# differ in what they make of it, so one is the judge; without it, status 77.
set -eu
cd "$(dirname "$0")/../.."
version=14

for tool in "${CLANG_FORMAT:-clang-format-$version}" clang-format; do
    "$tool" --version 2>/dev/null | grep -q "version $version\." || continue
    tests/checks/files '*.c' '*.h' | grep -v '^tests/fixtures/' |
        xargs "$tool" --dry-run -Werror
    echo "format: ok"
    exit
done
echo "format: not checked, for want of clang-format $version"
exit 77
