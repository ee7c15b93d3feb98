# SPDX-License-Identifier: GPL-2.0
# Functions for tests that run in the guest (or on a test host): sourced by
# bash scripts. Waits are for conditions, with deadlines.

TARGETS_DIR=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
NGINX_PREFIX=${NGINX_PREFIX:-/tmp/stapx-nginx}
NGINX_PORT=8080

# wait_for SECONDS COMMAND...: polls COMMAND; status 1 when time is up.
wait_for() {
	local deadline=$((SECONDS + $1 + 1))
	shift

	until "$@"; do
		[[ $SECONDS -lt $deadline ]] || return 1
		sleep 0.05
	done
}

# http_get PATH: prints the first line of the answer; status 1 without one.
http_get() {
	local fd line status=0

	{ exec {fd}<>"/dev/tcp/127.0.0.1/$NGINX_PORT"; } 2>/dev/null ||
		return 1
	printf 'GET %s HTTP/1.0\r\n\r\n' "$1" >&"$fd"
	read -r -t 5 line <&"$fd" || status=1
	exec {fd}>&-
	printf '%s\n' "${line%$'\r'}"
	return $status
}

nginx_answers() {
	[[ $(http_get /hello) == *" 200 OK" ]]
}

nginx_pid() {
	cat "$NGINX_PREFIX/nginx.pid" 2>/dev/null
}

# Prints the process ids of the workers, one a line.
nginx_workers() {
	local master

	master=$(nginx_pid) || return
	tr ' ' '\n' <"/proc/$master/task/$master/children" | grep .
}

has_two_workers() {
	[[ $(nginx_workers | wc -l) -eq 2 ]]
}

# nginx_start PROGRAM [WORDS_OF_CONFIGURATION]: returns when both workers are
# up and requests are answered; status 1 after 30 s.
nginx_start() {
	local program=$1 conf=$TARGETS_DIR/nginx.conf

	mkdir -p "$NGINX_PREFIX/html"
	chmod 755 "$NGINX_PREFIX" "$NGINX_PREFIX/html"
	printf '%01024d\n' 0 >"$NGINX_PREFIX/html/index.html"
	NGINX_ARGS=("$program" -p "$NGINX_PREFIX/" -e error.log -c "$conf"
		-g "user $(id -un 65534) $(id -gn 65534);")
	"${NGINX_ARGS[@]}" && wait_for 30 has_two_workers &&
		wait_for 30 nginx_answers && return
	cat "$NGINX_PREFIX/error.log" >&2
	return 1
}

process_is_gone() {
	! kill -0 "$1" 2>/dev/null
}

# Returns when all of nginx has ended.
nginx_stop() {
	local pid pids

	# A second call, or one after nginx has ended by itself, has nothing to do.
	[[ -n $(nginx_pid) ]] || return 0
	pids="$(nginx_pid) $(nginx_workers)" || return 0
	kill -QUIT "${pids%% *}"
	for pid in $pids; do
		wait_for 30 process_is_gone "$pid" || return
	done
}

# wrk_run SECONDS [PATH [CONNECTIONS]]: wrk's report on stdout; status 1 when
# there was no request or an answer was not as expected.
wrk_run() {
	local report

	command -v wrk >/dev/null || {
		echo "missing wrk; install with: apt-get install wrk" >&2
		return 1
	}
	report=$(wrk -t 1 -c "${3:-8}" -d "${1}s" --timeout 30s \
		"http://127.0.0.1:$NGINX_PORT${2:-/hello}") || return
	printf '%s\n' "$report"
	! grep -q -e '^ *Socket errors:' -e '^ *Non-2xx' <<<"$report" &&
		[[ $(wrk_requests <<<"$report") -gt 0 ]]
}

# From a report on stdin: the number of requests; requests per second.
wrk_requests() {
	sed -n 's/^ *\([0-9]*\) requests in .*/\1/p'
}

wrk_rate() {
	sed -n 's/^Requests\/sec: *//p'
}
