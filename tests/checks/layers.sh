#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Dependencies point one way: each folder may include its own headers and those
# of the folders (or the single headers) named here, and nothing else of the
# project.
set -eu
cd "$(dirname "$0")/../.."

allowed() {
    case $1 in
    include/stapx) echo "stapx" ;;
    lib) echo "stapx ." ;;
    kmod/kabi) echo "stapx . kabi" ;;
    kmod/probe) echo "stapx . kabi probe" ;;
    kmod/session) echo "stapx . kabi probe session" ;;
    kmod/context | kmod) echo "stapx . kabi probe session" ;;
    driver/base) echo "stapx base" ;;
    driver/index) echo "stapx . base index" ;;
    driver/btf) echo "stapx base index btf" ;;
    driver/elfread) echo "stapx base index elfread" ;;
    driver/dwarf) echo "stapx . base index btf elfread dwarf" ;;
    driver/regex) echo "stapx . base regex" ;;
    driver/script) echo "stapx . base regex script" ;;
    driver/sxx) echo "stapx base sxx script/diag.h" ;;
    driver/codegen) echo "stapx . base regex script codegen" ;;
    driver/debuginfo) echo "stapx . base debuginfo" ;;
    driver/place) echo "stapx . base script debuginfo index dwarf place" ;;
    driver/target) echo "stapx . base script debuginfo index dwarf place target" ;;
    driver/kernelsym) echo "stapx . base kload kernelsym" ;;
    driver/kload) echo "stapx base kload" ;;
    driver/session) echo "stapx . base session" ;;
    driver/user) echo "stapx . base session user" ;;
    driver/view) echo "stapx . base session view" ;;
    driver/flame) echo "stapx base flame" ;;
    driver/run) echo "stapx . base index btf dwarf script sxx codegen debuginfo place target kernelsym kload session user view flame run" ;;
    driver/top) echo "stapx . base session view run top" ;;
    driver) echo "stapx . base index dwarf script sxx codegen debuginfo place target kernelsym kload session user view run top" ;;
    *) echo "" ;;
    esac
}

bad=0
for file in include/stapx/*.h lib/*.[ch] $(find kmod driver -name '*.[ch]'); do
    folder=$(dirname "$file")
    ok=" $(allowed "$folder") "
    if [ "$ok" = "  " ]; then
        echo "$file: its folder has no place in the layers of tests/checks/layers.sh"
        bad=$((bad + 1))
        continue
    fi
    for inc in $(sed -nE 's/^#[[:space:]]*include "([^"]+)".*/\1/p; s/^#[[:space:]]*include <(stapx\/[^>]+)>.*/\1/p' "$file"); do
        case $inc in
        */*) from=${inc%/*} ;;
        *) if [ -e "$folder/$inc" ]; then continue; fi; from=. ;;
        esac
        case $ok in
        *" $from "* | *" $inc "*) ;;
        *) echo "$file: includes \"$inc\", a layer that it must not know"
            bad=$((bad + 1)) ;;
        esac
    done
done
[ "$bad" = 0 ] && echo "layers: ok"
[ "$bad" = 0 ]
