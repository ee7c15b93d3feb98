# SPDX-License-Identifier: GPL-2.0
# Headers of the lab's kernels: headers/NAME of the cache is the root of a small
# Debian of the kernel's release, unpacked and never installed, with what the
# package linux-headers-RELEASE depends on: headers, kbuild's programs, the
# compiler of that kernel. Modules are built in there.

# What building a module needs besides, in a release of Debian.
readonly HEADERS_TOOLS="base-files bash binutils coreutils dash diffutils
	findutils grep make mawk sed"

headers_dir() {
	echo "$LAB_CACHE/headers/$1"
}

# Prints the release that the cached headers of kernel NAME are of.
headers_release() {
	cat "$(headers_dir "$1")/release" 2>/dev/null
}

# Fetches kernel NAME and its headers unless the cache has both.
headers_fetch() {
	local source

	source=$(kernel_source "$1")
	kernel_fetch "$1"
	[[ $(headers_release "$1") == "$(kernel_release "$1")" ]] ||
		with_lock "headers-$1" headers_fetch_locked "$1" "${source% *}"
}

headers_fetch_locked() {
	local name=$1 suite=$2 dir release

	release=$(kernel_release "$name")
	[[ $(headers_release "$name") != "$release" ]] || return 0
	say "fetching the headers of kernel $name, and its compiler"
	dir=$(headers_dir "$name")
	rm -rf "$dir"
	mkdir -p "$dir/deb/partial" "$dir/root"
	with_lock "apt-$suite" headers_download "$suite" "$release" "$dir/deb"
	headers_unpack "$dir"
	echo "$release" >"$dir/release.new"
	mv "$dir/release.new" "$dir/release"
}

# With nothing installed in the private state apt names all dependencies.
headers_download() {
	local suite=$1 package=linux-headers-$2 dir=$3
	local log=$LAB_CACHE/apt/$suite/download.log

	apt_update "$suite"
	# shellcheck disable=SC2086 # one word each
	apt_private "$suite" apt-get -y --no-install-recommends \
		-o Dir::Cache::archives="$dir" --download-only \
		install "$package" $HEADERS_TOOLS >"$log" 2>&1 && return
	cat "$log" >&2
	die $EXIT_TOOLS "cannot download $package. If Debian $suite has a" \
		"newer kernel only, remove $LAB_CACHE/kernels/$(basename \
		"${dir%/deb}") to use that"
}

headers_unpack() {
	local dir=$1 deb

	for deb in "$dir"/deb/*.deb; do
		dpkg-deb -x "$deb" "$dir/root"
	done
	# What the packages' scripts would have linked.
	ln -sf mawk "$dir/root/usr/bin/awk"
	rm -rf "$dir/deb"
}

# headers_run NAME COMMAND...: runs it in there, in this directory, which is
# seen at its own place. A user without root is root in a namespace only.
headers_run() {
	local root=$(headers_dir "$1")/root map=()
	shift

	need_tools util-linux=unshare
	[[ $(id -u) -eq 0 ]] || map=(--map-root-user)
	mkdir -p "$root$PWD" "$root/dev" "$root/proc"
	# shellcheck disable=SC2016 # the inner shells'
	unshare --mount "${map[@]}" sh -c '
		root=$1
		shift
		for dir in /dev /proc "$PWD"; do
			mount --rbind "$dir" "$root$dir" || exit
		done
		exec chroot "$root" /bin/sh -c \
			"cd \"\$0\" && exec \"\$@\"" "$PWD" "$@"' \
		sh "$root" "$@"
}
