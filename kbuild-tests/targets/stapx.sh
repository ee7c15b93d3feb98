# SPDX-License-Identifier: GPL-2.0
# Functions for tests of stapx that run in the guest: sourced behind common.sh.
# A test has a directory of its own, $T; what it started is ended with it.

CHECKOUT=$(realpath "$TARGETS_DIR/../..")
STAPX=${STAPX:-$CHECKOUT/build/stapx}
LAB_BIN=${LAB_BIN:-$CHECKOUT/build/lab}
VICTIM=$LAB_BIN/victim
T=$(mktemp -d "${TMPDIR:-/tmp}/stapx-test.XXXXXX")
STARTED=()
declare -A VICTIM_IN VICTIM_OUT VICTIM_PID

test_cleanup() {
	local pid

	for pid in ${STARTED[@]+"${STARTED[@]}"}; do
		kill -KILL "$pid" 2>/dev/null || true
	done
	wait
	nginx_stop || true
	rm -rf "$T"
}
trap test_cleanup EXIT
# What a test says when it fails, in functions whose output is a file's, too.
exec {SAYS}>&1
# What `set -e` ends a test for.
set -E
trap 'echo "FAILED: status $? at line $LINENO of ${BASH_SOURCE[0]}: $BASH_COMMAND" >&$SAYS' ERR

# fail WORDS...: what was wrong; the test ends.
fail() {
	echo "FAILED: $*" >&"$SAYS"
	exit 1
}

# same WHAT GOT WANTED
same() {
	[[ $2 == "$3" ]] || fail "$1: got '$2', wanted '$3'"
}

# contains WHAT FILE TEXT
contains() {
	grep -q -F -e "$3" "$2" || fail "$1: no '$3' in:
$(cat "$2")"
}

module_is_loaded() {
	[[ -d /sys/module/stapx ]]
}

module_is_gone() {
	! module_is_loaded
}

module_users() {
	cat /sys/module/stapx/refcnt
}

module_is_unused() {
	[[ $(module_users) -eq 0 ]]
}

# Loads the kernel object unless it is there.
module_load() {
	"$STAPX" kload || fail "stapx kload: status $?"
}

# Unloads it; a session that is being closed is waited for.
module_unload() {
	module_is_loaded || return 0
	wait_for 30 module_is_unused || fail "the module is still in use by" \
		"$(module_users) sessions"
	"$STAPX" kload --unload || fail "stapx kload --unload: status $?"
	module_is_gone || fail "the module is loaded after --unload"
}

stapx_is_armed() {
	grep -q 'places,' "$T/$1.err" || process_is_gone "${STAPX_PID[$1]}"
}

# stapx_start NAME ARGUMENTS...: a session in the background, output in
# $T/NAME.out and $T/NAME.err; returns when its probes are armed.
declare -A STAPX_PID
stapx_start() {
	local name=$1
	shift

	"$STAPX" -v "$@" >"$T/$name.out" 2>"$T/$name.err" &
	STAPX_PID[$name]=$!
	STARTED+=($!)
	wait_for 60 stapx_is_armed "$name" || fail "$name: not armed in 60 s"
	grep -q 'places,' "$T/$name.err" || fail "$name did not start:
$(cat "$T/$name.err")"
}

# stapx_stop NAME [SIGNAL]: returns stapx's exit status.
stapx_stop() {
	local status=0

	kill "-${2:-INT}" "${STAPX_PID[$1]}" 2>/dev/null || true
	wait_for 60 process_is_done "${STAPX_PID[$1]}" ||
		fail "$1: still runs 60 s after SIG${2:-INT}"
	wait "${STAPX_PID[$1]}" || status=$?
	return $status
}

# A zombie of ours is done.
process_is_done() {
	local state

	state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' \
		"/proc/$1/status" 2>/dev/null) || return 0
	[[ -z $state || $state == Z ]]
}

# What a process that does not end is at.
process_state() {
	local task

	grep -E '^(State|Sig|Shd)' "/proc/$1/status"
	for task in "/proc/$1/task/"*; do
		echo "$(<"$task/comm"): $(<"$task/syscall")"
		cat "$task/stack"
	done
}

# bpftrace ends by a SIGINT that interrupts its epoll_wait() (232); one that
# comes between two waits is forgotten. Where it waits seconds later it is told
# again; while it ends, a second one would kill it.
tool_is_done() {
	process_is_done "$1" && return
	if [[ $SECONDS -ge $((TOLD + 3)) &&
		$(<"/proc/$1/syscall") == "232 "* ]]; then
		kill -INT "$1"
		TOLD=$SECONDS
	fi
	return 1
} 2>/dev/null

# tool_end PID: ends bpftrace or perf as Ctrl-C does.
tool_end() {
	kill -INT "$1"
	TOLD=$SECONDS
	wait_for 60 tool_is_done "$1" ||
		fail "a tool does not end: $(process_state "$1")"
	wait "$1" || true
}

# victim_start NAME
victim_start() {
	local in out

	mkfifo "$T/$1.to" "$T/$1.from"
	"$VICTIM" <"$T/$1.to" >"$T/$1.from" &
	VICTIM_PID[$1]=$!
	STARTED+=($!)
	exec {in}>"$T/$1.to" {out}<"$T/$1.from"
	VICTIM_IN[$1]=$in
	VICTIM_OUT[$1]=$out
}

# victim_tell NAME WORDS...: gives a command.
victim_tell() {
	local name=$1
	shift

	echo "$*" >&"${VICTIM_IN[$name]}"
}

# victim_hear NAME: its answer in ANSWER.
victim_hear() {
	read -r -t 120 ANSWER <&"${VICTIM_OUT[$1]}" ||
		fail "victim $1 does not answer (killed by a signal?)"
}

victim_ask() {
	victim_tell "$@"
	victim_hear "$1"
}

# victim_right NAME COMMAND...: the command's results are right; ROUNDS is
# their number.
victim_right() {
	victim_ask "$@"
	[[ $ANSWER == "done "*" wrong 0" ]] || fail "victim $1: $ANSWER"
	ROUNDS=${ANSWER#done }
	ROUNDS=${ROUNDS% wrong 0}
}

victim_quit() {
	local status=0

	victim_tell "$1" quit
	wait "${VICTIM_PID[$1]}" || status=$?
	same "exit status of victim $1" $status 0
	exec {VICTIM_IN[$1]}>&- {VICTIM_OUT[$1]}<&-
	rm "$T/$1.to" "$T/$1.from"
}

# bytes_are_original PID: no breakpoint is left in its code.
bytes_are_original() {
	"$LAB_BIN/text_bytes" "$1" >"$T/bytes"
}

bytes_check() {
	wait_for 20 bytes_are_original "$1" ||
		fail "code of process $1: $(cat "$T/bytes")"
}

# count_script POINT [KIND]: a script that counts the hits of the victim's
# functions (of that kind) in the process that POINT names.
count_script() {
	local name times kind

	echo 'global n'
	while read -r name times kind; do
		[[ $kind == "${2:-$kind}" ]] || continue
		echo "probe $1.function(\"$name\") { n[\"$name\"] <<< 1 }"
	done < <("$VICTIM" --table)
	echo 'probe end { foreach (k+ in n)'
	echo '	printf("%s %d\n", k, @count(n[k])) }'
}

# count_check WHAT FILE ROUNDS [KIND]: FILE is that script's output after so
# many rounds.
count_check() {
	"$VICTIM" --table | LC_ALL=C sort |
		awk -v r="$3" -v k="${4:-}" \
			'!k || $3 == k { print $1, $2 * r }' >"$T/wanted"
	diff "$T/wanted" "$2" >"$T/diff" || fail "$1: hits are wrong" \
		"(< wanted, > got):
$(cat "$T/diff")"
}

# A test that failed may have left it.
module_is_gone || module_unload
