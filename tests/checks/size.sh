#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A .c file has at most 600 lines, a header at most 200, a function at most 150.
set -eu
cd "$(dirname "$0")/../.."

bad=0
for file in $(tests/checks/files '*.c' '*.h' '*.sh'); do
    lines=$(wc -l < "$file")
    case $file in
    *.h) max=200 ;;
    *) max=600 ;;
    esac
    if [ "$lines" -gt "$max" ]; then
        echo "$file: $lines lines, at most $max: split it along the flow of data"
        bad=$((bad + 1))
    fi
done
long=$(tests/checks/files '*.c' | while read -r file; do
    awk -v file="$file" '
        /^\{/ { start = NR }
        /^\}/ && start {
            if (NR - start > 150)
                printf "%s:%d: a function of %d lines, at most 150\n",
                       file, start, NR - start
            start = 0
        }' "$file"
done)
if [ -n "$long" ]; then
    echo "$long"
    bad=$((bad + 1))
fi
[ "$bad" = 0 ] && echo "size: ok"
[ "$bad" = 0 ]
