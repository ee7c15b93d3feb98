#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Asserts that the lab itself can be relied on: what it passes to a command and
# back, and that it fails when the kernel, the command or the host is not well.
#
# usage: test-lab.sh [KERNEL]
set -euo pipefail

HERE=$(dirname "$(realpath "$0")")
LAB=$HERE/lab
KERNEL=${1:-6.1}
WORK=$(mktemp -d "${TMPDIR:-/tmp}/stapx-test-lab.XXXXXX")
export TMPDIR=$WORK
PASSED=0 FAILED=0

trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$WORK"' EXIT

. "$HERE/lib/judge.sh"

# check NAME COMMAND...: one test; COMMAND's status decides.
check() {
	local name=$1
	shift

	if "$@"; then
		echo "ok $name"
		PASSED=$((PASSED + 1))
	else
		echo "FAIL $name"
		FAILED=$((FAILED + 1))
	fi
}

# lab ARG...: runs lab, leaves STATUS and the files $WORK/{out,err}.
lab() {
	STATUS=0
	"$LAB" "$@" >"$WORK/out" 2>"$WORK/err" </dev/null || STATUS=$?
}

status_is() {
	[[ $STATUS -eq $1 ]] && return
	echo "status is $STATUS, not $1"
	cat "$WORK/err"
	return 1
}

out_is() {
	[[ $(cat "$WORK/out") == "$1" ]] && return
	echo "stdout is not '$1' but:"
	cat "$WORK/out" "$WORK/err"
	return 1
}

has() {
	grep -q -e "$2" "$WORK/$1" && return
	echo "no '$2' in std$1:"
	head -c 4000 "$WORK/$1"
	return 1
}

# --- the judge alone: complaints and harmless lines, before and after the start
judge_is() {
	local want=$1 when=$2 line=$3 log=$WORK/log got=harmless

	{
		[[ $when == boot ]] || echo "[ 1.0] stapx-lab: command starts"
		echo "[ 2.0] $line"
	} >"$log"
	! log_complaints "$log" >/dev/null || got=complaint
	[[ $got == "$want" ]]
}

test_judge() {
	local want when line

	while IFS='|' read -r want when line; do
		check "judge: $want $when: $line" judge_is "$want" "$when" \
			"$line"
	done <<'TABLE'
complaint|run|WARNING: CPU: 0 PID: 1 at kernel/x.c:1 f+0x1/0x2
complaint|run|------------[ cut here ]------------
complaint|run|watchdog: BUG: soft lockup - CPU#0 stuck for 22s!
complaint|run|INFO: task sh:12 blocked for more than 30 seconds.
complaint|run|rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
complaint|run|rcu: INFO: rcu_preempt self-detected stall on CPU
complaint|run|Unpatched return thunk in use. This should not happen!
complaint|run|general protection fault, probably for non-canonical address
complaint|run|traps: nginx[12] trap int3 ip:1 sp:2 error:0 in nginx[1+2]
complaint|run|list_del corruption. prev->next should be 1, but was 2
complaint|boot|BUG: unable to handle page fault for address: 1
complaint|boot|Oops: 0002 [#1] PREEMPT SMP
complaint|boot|Kernel panic - not syncing: no init
harmless|boot|WARNING: CPU: 0 PID: 1 at arch/x86/y.c:1 g+0x1/0x2
harmless|run|nginx[12]: segfault at 0 ip 1 sp 2 error 4 in nginx[1+2]
harmless|run|traps: a[12] general protection fault ip:1 sp:2 error:0
harmless|run|stapx: loading out-of-tree module taints kernel.
harmless|run|stapx: module verification failed: signature missing
harmless|run|perf: interrupt took too long (2501 > 2500), lowering
TABLE
}

# --- what needs no guest
test_usage() {
	local no_qemu=$WORK/bin tool

	lab run 9.9 -- true
	check "unknown kernel: status 2" status_is 2
	check "unknown kernel: names the known ones" has err "choose .* 6.12"
	lab run 6.1 true
	check "no --: status 2" status_is 2
	lab run --smp x 6.1 -- true
	check "bad number: status 2" status_is 2
	lab
	check "no arguments: usage" has out "^usage: lab run"

	mkdir "$no_qemu"
	for tool in bash dirname realpath cut flock busybox setpriv cat; do
		ln -s "$(command -v $tool)" "$no_qemu/$tool"
	done
	PATH=$no_qemu lab run "$KERNEL" -- true
	check "no QEMU: status 3" status_is 3
	check "no QEMU: how to get it" has err "apt-get install .*qemu"
	lab list
	check "list: tells the release" has out "^$KERNEL  *[0-9]*\\..* cached"
}

# --- one guest that shows what it got
test_passing() {
	local program

	program='echo "args: $#:$1:$2"; pwd; echo "$STAPX_TEST $HOME"
	echo to-stderr >&2; id -u; cat; exit 42'
	cd "$HERE"
	STAPX_TEST="a  'b" lab run "$KERNEL" -- bash -c "$program" \
		name "one  two" $'three\n"four"'
	check "status passes" status_is 42
	check "arguments, directory, environment, root, empty stdin" out_is \
		"args: 2:one  two:three"$'\n"four"\n'"$PWD"$'\n'"a  'b $HOME
0"
	check "stderr is separate" has err "^to-stderr$"
}

# --- one guest that looks around
test_guest() {
	local out=$WORK/results

	mkdir "$out"
	cat >"$WORK/look.sh" <<'GUEST'
set -eu
result() { if "${@:2}"; then echo "$1 yes"; else echo "$1 no"; fi; }
result modprobe modprobe loop
result tracefs test -e /sys/kernel/tracing/available_tracers
result debugfs test -d /sys/kernel/debug/x86
result pts test -c /dev/ptmx
result shm test -w /dev/shm
result loopback grep -q '127.0.0.1' /proc/net/fib_trie
result fd test /dev/fd/0 -ef /dev/stdin
result scratch touch /usr/scratch "$1/scratch"
echo kept >"$STAPX_LAB_OUT/kept"
head -c 3000000 /dev/zero | tr '\0' x
sleep 1000 &
GUEST
	STAPX_LAB_OUT=$out lab run "$KERNEL" -- bash "$WORK/look.sh" "$WORK"
	check "a leftover process does not hold the run" status_is 0
	for what in modprobe tracefs debugfs pts shm loopback fd scratch; do
		check "guest has $what" has out "^$what yes"
	done
	check "long output arrives whole" test \
		"$(tr -cd x <"$WORK/out" | wc -c)" -ge 3000000
	check "results arrive" test "$(cat "$out/kept")" = kept
	check "the host is not written to" test ! -e /usr/scratch -a \
		! -e "$WORK/scratch"
}

# --- guests that are not well
test_complaints() {
	local warn='echo "WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1" >/dev/kmsg'

	lab run "$KERNEL" -- bash -c "$warn; exit 0"
	check "kernel warning: status 125" status_is 125
	check "kernel warning: is shown" has err "WARNING: CPU: 0 PID: 1 at x"
	lab run --expect-log "$KERNEL" -- bash -c "$warn; exit 7"
	check "expected warning: status passes" status_is 7
	lab run "$KERNEL" -- bash -c 'echo c >/proc/sysrq-trigger'
	check "panic: status 125" status_is 125
	check "panic: is shown" has err "sysrq triggered crash"
	check "panic: the log is kept" test -s \
		"$(sed -n 's/^lab: kernel log: //p' "$WORK/err")"
}

# The words on the kernel's command line look like the emulator's fault.
test_boot_again() {
	lab run --append "loglevel=7 rdinit=/nonexistent int3: 0000" \
		"$KERNEL" -- true
	check "a boot that fails: status 125" status_is 125
	check "a boot that fails by the emulator's fault: tried thrice" \
		test "$(grep -c '^lab: boots again' "$WORK/err")" -eq 2
	check "a boot that fails: is shown" has err "Kernel panic"
}

test_timeout() {
	lab run --timeout 3 "$KERNEL" -- bash -c 'echo first; sleep 1234'
	check "timeout: status 124" status_is 124
	check "timeout: output until then" out_is first
	check "timeout: shows the processes" has err "sleep 1234"
}

# --- two at once: each goes on only when it sees the other
test_two() {
	local out=$WORK/meet first second status=0
	local meet='touch "$STAPX_LAB_OUT/$0"
	until [[ -e $STAPX_LAB_OUT/$1 ]]; do sleep 0.1; done'

	mkdir "$out"
	STAPX_LAB_OUT=$out "$LAB" run "$KERNEL" -- bash -c "$meet" a b &
	first=$!
	STAPX_LAB_OUT=$out "$LAB" run "$KERNEL" -- bash -c "$meet" b a &
	second=$!
	wait $first || status=$?
	wait $second || status=$?
	check "two labs at once" test $status -eq 0
}

# --- lab itself is ended
lab_is_gone() {
	echo "$WORK/dead" >"$WORK/pattern"
	! grep -q -s -F -f "$WORK/pattern" /proc/[0-9]*/cmdline &&
		! compgen -G "$WORK/dead/*" >/dev/null
}

# Starts a lab that stays; returns when its guest is up. Leaves LAB_PID.
start_lab() {
	mkdir -p "$WORK/dead"
	: >"$WORK/out"
	TMPDIR=$WORK/dead env --default-signal=INT "$LAB" run --timeout 60 \
		"$KERNEL" -- bash -c 'echo up; sleep 1000' \
		>"$WORK/out" 2>"$WORK/err" &
	LAB_PID=$!
	until grep -q up "$WORK/out" || ! kill -0 $LAB_PID; do
		sleep 0.1
	done
}

test_killed() {
	local signal

	for signal in TERM INT; do
		start_lab
		kill -$signal $LAB_PID
		wait $LAB_PID || true
		check "SIG$signal: nothing stays behind" lab_is_gone
	done
}

# --- the machine goes away under lab
qemu_of() {
	local child

	for child in $(cat "/proc/$1/task/$1/children"); do
		! grep -q -s qemu-system "/proc/$child/cmdline" || echo "$child"
	done
}

test_machine_dies() {
	STATUS=0
	start_lab
	kill -KILL "$(qemu_of $LAB_PID)"
	wait $LAB_PID || STATUS=$?
	check "the machine dies: status 125" status_is 125
	check "the machine dies: is told" has err "the guest died"
}

test_icount() {
	lab run --icount "$KERNEL" -- nproc
	check "--icount: one CPU" out_is 1
}

test_judge
test_usage
test_passing
test_guest
test_complaints
test_boot_again
test_timeout
test_two
test_killed
test_machine_dies
test_icount
echo "$PASSED passed, $FAILED failed"
[[ $FAILED -eq 0 ]]
