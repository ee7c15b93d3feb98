# SPDX-License-Identifier: GPL-2.0
# Messages, exit statuses, tool checks, the cache's place and its locks.

readonly EXIT_USAGE=2 EXIT_TOOLS=3 EXIT_TIMEOUT=124 EXIT_KERNEL=125

# Prints the cache's place: in the home directory, or, where that cannot be
# written, in a directory of the user's own below /var/tmp.
lab_cache() {
	local dir home

	if [[ -n ${STAPX_LAB_CACHE:-} ]]; then
		echo "$STAPX_LAB_CACHE"
		return
	fi
	home=${HOME:-~}
	dir=${XDG_CACHE_HOME:-$home/.cache}/stapx/lab
	if ! { mkdir -p "$dir" && [[ -w $dir ]]; } 2>/dev/null; then
		dir=/var/tmp/stapx-lab-$(id -u)
		mkdir -p -m 700 "$dir" && [[ -O $dir ]] || die $EXIT_TOOLS \
			"cannot write a cache: set STAPX_LAB_CACHE to a place"
	fi
	echo "$dir"
}

say() {
	printf 'lab: %s\n' "$*" >&2
}

# die STATUS MESSAGE...
die() {
	local status=$1
	shift
	say "$@"
	exit "$status"
}

LAB_CACHE=$(lab_cache)

# need_tools PACKAGE=COMMAND...: one sentence that names all that is missing.
need_tools() {
	local pair missing=() packages=()

	for pair in "$@"; do
		if ! command -v "${pair#*=}" >/dev/null; then
			missing+=("${pair#*=}")
			packages+=("${pair%%=*}")
		fi
	done
	[[ ${#missing[@]} -eq 0 ]] && return
	die $EXIT_TOOLS "missing ${missing[*]}; install with:" \
		"apt-get install --no-install-recommends ${packages[*]}"
}

# with_lock NAME COMMAND...: one process of this cache at a time in COMMAND,
# which runs in a subshell. Not for use in a condition: errexit must hold.
with_lock() (
	mkdir -p "$LAB_CACHE/locks"
	exec {lock_fd}>"$LAB_CACHE/locks/$1"
	flock "$lock_fd"
	shift
	"$@"
)

# wait_until SECONDS COMMAND...: polls COMMAND until it succeeds or time is up.
wait_until() {
	local deadline=$(($(now_ms) + $1 * 1000))
	shift

	until "$@"; do
		[[ $(now_ms) -ge $deadline ]] && return 1
		sleep 0.02
	done
}

now_ms() {
	local us=${EPOCHREALTIME/[^0-9]/}

	echo $((us / 1000))
}
