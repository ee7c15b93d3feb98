#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Every C file is formatted as .clang-format says.
set -eu
cd "$(dirname "$0")/../.."
: "${CLANG_FORMAT:=clang-format}"

git ls-files -co --exclude-standard '*.c' '*.h' |
    grep -v '^tests/fixtures/' | xargs "$CLANG_FORMAT" --dry-run -Werror
echo "format: ok"
