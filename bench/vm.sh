#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Machine instructions of one run of sx_vm_run(), for each case of bench/vm.c.
#
# lib/ is compiled with the code generation flags of the kernel object, but
# for the thunks; the builtins are the tests' stubs. Counted by callgrind as
# the difference of two runs, so that the figures are exact and repeatable.
set -eu

cd "$(dirname "$0")/.."
command -v valgrind >/dev/null || {
	echo "bench/vm.sh: valgrind is missing: apt install valgrind" >&2
	exit 1
}
out=${BUILD:-build}/bench/vm
mkdir -p "$out"

user="-std=gnu11 -O2 -g -no-pie -Iinclude -Ilib -Itests/unit"
machine="$user -ffreestanding -fno-pic -mno-sse -fno-stack-protector
	-fcf-protection=branch -fno-strict-aliasing -fno-jump-tables
	-fno-omit-frame-pointer -fno-delete-null-pointer-checks"
objects=
for file in lib/*.c; do
	object=$out/$(basename "$file" .c).o
	# shellcheck disable=SC2086 # flags are words
	${CC:-gcc} $machine -c "$file" -o "$object"
	objects="$objects $object"
done
# shellcheck disable=SC2086
${CC:-gcc} $user bench/vm.c tests/unit/asm.c tests/unit/machine.c \
	tests/unit/env_stub.c $objects -o "$out/vm"

# instructions CASE RUNS
instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null \
		--toggle-collect=sx_vm_run "$out/vm" "$1" "$2" 2>&1 |
		awk '/Collected/ { print $4 }'
}

"$out/vm" --list | while read -r name what; do
	few=$(instructions "$name" 1000)
	many=$(instructions "$name" 2000)
	printf '%6d  %s\n' $(((many - few) / 1000)) "$what"
done
