# SPDX-License-Identifier: GPL-2.0
# For tests of stapx and bpftrace on the same functions: what both count while
# the victim works. Sourced behind stapx.sh.

command -v bpftrace >/dev/null || fail "missing bpftrace"

# count_uprobes: the same script for bpftrace, which prints again and again.
count_uprobes() {
	local name times kind

	while read -r name times kind; do
		[[ $kind != plain ]] ||
			echo "uprobe:$VICTIM:$name { @[\"$name\"] = count(); }"
	done < <("$VICTIM" --table)
	echo 'interval:ms:300 { print(@); printf("end\n"); }'
}

# The counts of the last whole report, as stapx prints them.
report() {
	sed -n '/^Attaching/d; s/^@\[\(.*\)\]: /\1 /p; /^end$/p' "$T/$1.bpf" |
		awk '/^end$/ { last = now; now = ""; next }
			{ now = now $0 "\n" }
			END { printf "%s", last }' | LC_ALL=C sort
}

reports_nr() {
	grep -c -x end "$T/$1.bpf" || true
}

reported() {
	[[ $(reports_nr "$1") -ge $2 ]]
}

# A report that was begun after now.
fresh_report() {
	wait_for 60 reported "$1" $(($(reports_nr "$1") + 2)) ||
		fail "bpftrace does not report: $(tail -5 "$T/$1.bpf")"
	report "$1"
}

# bpftrace_start NAME ARGUMENTS...
declare -A TOOL
bpftrace_start() {
	local name=$1
	shift

	bpftrace -B line "$@" "$T/count.bt" >"$T/$name.bpf" 2>&1 &
	TOOL[$name]=$!
	STARTED+=($!)
	fresh_report "$name" >"$T/$name.base"
}

bpftrace_stop() {
	tool_end "${TOOL[$1]}"
}

# bpf_counted NAME ROUNDS: since the last base it has counted so many rounds.
bpf_counted() {
	fresh_report "$1" >"$T/$1.new"
	"$VICTIM" --table |
		awk -v r="$2" '$3 == "plain" { print $1, $2 * r }' |
		LC_ALL=C sort >"$T/wanted"
	LC_ALL=C join -a 1 -e 0 -o 0,1.2,2.2 "$T/$1.new" "$T/$1.base" |
		awk '{ print $1, $2 - $3 }' | diff "$T/wanted" - >"$T/diff"
}

# The change-over is done when a round is seen whole.
bpf_sees_round() {
	fresh_report "$1" >"$T/$1.base"
	calls "1 1 0"
	bpf_counted "$1" "$ROUNDS"
}

bpf_counted_most() {
	awk -v r="$ROUNDS" 'NR == FNR { n[$1] = $2; next }
		$3 == "plain" && n[$1] < 0.9 * r * $2 { print; bad = 1 }
		END { exit bad }' <(
		LC_ALL=C join "$T/$1.new" "$T/$1.base" |
			awk '{ print $1, $2 - $3 }'
	) <("$VICTIM" --table) >"$T/diff"
}

# bpf_both NAME: after the change-over it sees all, and goes on seeing it.
# Its own count() loses some where threads of the target preempt each other in
# it, as they do on kernels with full preemption.
bpf_both() {
	wait_for 60 bpf_sees_round "$1" ||
		fail "$case: bpftrace misses hits (< wanted, > got): $(cat "$T/diff")"
	mv "$T/$1.new" "$T/$1.base"
	calls "40 1 0"
	bpf_counted "$1" "$ROUNDS" ||
		fail "$case: bpftrace missed hits (< wanted, > got): $(cat "$T/diff")"
	mv "$T/$1.new" "$T/$1.base"
	calls "$MANY_ROUNDS"
	fresh_report "$1" >"$T/$1.new"
	bpf_counted_most "$1" ||
		fail "$case: bpftrace missed a tenth of $ROUNDS rounds: $(cat "$T/diff")"
}

# calls ROUNDS_THREADS_FORKS: what the victim did adds to all that stapx sees.
calls() {
	local session

	# shellcheck disable=SC2086
	victim_right v calls $1
	for session in ${!SEEN[*]}; do
		SEEN[$session]=$((SEEN[$session] + ROUNDS))
	done
}

# session_start NAME ARGUMENTS...
declare -A SEEN
session_start() {
	stapx_start "$@" "$T/count.stp" "$VICTIM"
	SEEN[$1]=0
}

session_stop() {
	stapx_stop "$1" || fail "$case: $1: status $?: $(cat "$T/$1.err")"
	count_check "$case: $1" "$T/$1.out" "${SEEN[$1]}" plain
	unset "SEEN[$1]"
}

case_start() {
	case=$*
	MANY_ROUNDS="20 2 2"
	victim_start v
	x=(-x "${VICTIM_PID[v]}")
}

case_end() {
	bytes_check "${VICTIM_PID[v]}"
	calls "5 2 1"
	victim_quit v
	echo "$case: right (at $SECONDS s)"
}

count_script 'process(@1)' plain >"$T/count.stp"
count_uprobes >"$T/count.bt"
