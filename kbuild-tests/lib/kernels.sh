# SPDX-License-Identifier: GPL-2.0
# The kernels of the lab: their names, their packages, their place in the
# cache: kernels/NAME/{release,vmlinuz,modules}, the latter two symbolic links
# into the unpacked packages beside them.

# NAME, release of Debian, metapackage; or source:PACKAGE, built with checks
readonly KERNELS="\
5.10 bullseye linux-image-amd64
6.1 bookworm linux-image-amd64
6.1-rt bookworm linux-image-rt-amd64
6.1-cloud bookworm linux-image-cloud-amd64
6.1-debug bookworm source:linux-source-6.1
6.12 trixie linux-image-amd64
latest sid linux-image-amd64
latest-rt sid linux-image-rt-amd64
latest-cloud sid linux-image-cloud-amd64"

kernel_names() {
	cut -d ' ' -f 1 <<<"$KERNELS"
}

# Prints "RELEASE METAPACKAGE" of kernel NAME; dies on an unknown one.
kernel_source() {
	local name suite package

	while read -r name suite package; do
		[[ $name == "$1" ]] && echo "$suite $package" && return
	done <<<"$KERNELS"
	die $EXIT_USAGE "unknown kernel '$1': choose one of" $(kernel_names)
}

kernel_dir() {
	echo "$LAB_CACHE/kernels/$1"
}

# With checks, by lib/debug.sh.
kernel_is_built() {
	[[ $(kernel_source "$1") == *" source:"* ]]
}

# One that is built is there as long as it is built with the same settings.
kernel_cached() {
	local dir

	dir=$(kernel_dir "$1")
	[[ -f $dir/release && (! -f $dir/debug.config ||
		! $LAB_DIR/lib/debug.config -nt $dir/debug.config ||
		$(<"$dir/debug.config") == "$(<"$LAB_DIR/lib/debug.config")") ]]
}

kernel_release() {
	cat "$(kernel_dir "$1")/release"
}

# Fetches kernel NAME unless the cache has it whole.
kernel_fetch() {
	local source

	source=$(kernel_source "$1")
	if ! kernel_cached "$1"; then
		need_tools apt=apt-get dpkg=dpkg-deb busybox-static=busybox
		# shellcheck disable=SC2086 # two words
		with_lock "kernel-$1" kernel_fetch_locked "$1" $source
	elif [[ -x /sbin/depmod &&
		! -f $(kernel_dir "$1")/modules/modules.dep.bin ]]; then
		with_lock "kernel-$1" kernel_depmod "$(kernel_dir "$1")"
	fi
}

kernel_fetch_locked() {
	local name=$1 suite=$2 meta=$3 dir

	! kernel_cached "$name" || return 0
	say "fetching kernel $name"
	dir=$(kernel_dir "$name")
	rm -rf "$dir"
	mkdir -p "$dir/deb" "$dir/root"
	if [[ $meta == source:* ]]; then
		kernel_build "$suite" "${meta#source:}" "$dir"
	else
		with_lock "apt-$suite" kernel_download "$suite" "$meta" \
			"$dir/deb"
		kernel_unpack "$dir"
	fi
	kernel_complete "$dir"
}

kernel_download() {
	local suite=$1 meta=$2 dir=$3 packages

	apt_update "$suite"
	packages=$(kernel_packages "$suite" "$meta")
	[[ -n $packages ]] || die $EXIT_TOOLS "$meta of Debian $suite names" \
		"no kernel package"
	# shellcheck disable=SC2086 # one word each
	apt_download "$suite" "$dir" $packages
}

# The packages with files of the kernel that the metapackage stands for.
kernel_packages() {
	local suite=$1 queue=("$2") found=() next

	while [[ ${#queue[@]} -gt 0 ]]; do
		mapfile -t next < <(apt_depends "$suite" "${queue[0]}" |
			grep -E '^linux-(image|binary|modules)-[0-9]')
		queue=("${queue[@]:1}" "${next[@]}")
		found+=("${next[@]}")
	done
	[[ ${#found[@]} -eq 0 ]] || printf '%s\n' "${found[@]}" | sort -u
}

kernel_unpack() {
	local dir=$1 deb

	for deb in "$dir"/deb/*.deb; do
		dpkg-deb -x "$deb" "$dir/root"
	done
}

# The stamp, "release", is written last: without it the cache has no kernel.
kernel_complete() {
	local dir=$1 modules image release

	modules=$(first_that_exists "$dir"/root/{,usr/}lib/modules/*)
	release=${modules##*/}
	image=$(first_that_exists "$dir/root/boot/vmlinuz-$release" \
		"$modules/vmlinuz")
	[[ -n $modules && -n $image ]] || die $EXIT_TOOLS "no kernel and" \
		"modules found in the packages under $dir/deb"
	ln -s "${image#"$dir/"}" "$dir/vmlinuz"
	ln -s "${modules#"$dir/"}" "$dir/modules"
	kernel_depmod "$dir"
	rm -rf "$dir/deb"
	echo "$release" >"$dir/release.new"
	mv "$dir/release.new" "$dir/release"
}

first_that_exists() {
	local path

	for path in "$@"; do
		[[ -e $path ]] && echo "$path" && break
	done
	return 0
}

# kmod's depmod writes the indexes that kmod's modprobe wants; busybox's
# writes the text form only, which its own modprobe reads.
kernel_depmod() {
	local dir=$1 modules base release

	modules=$(realpath "$dir/modules")
	release=${modules##*/}
	base=${modules%/lib/modules/*}
	if [[ -x /sbin/depmod ]]; then
		/sbin/depmod -b "$base" "$release"
	else
		busybox depmod -b "$base" "$release"
	fi
}

kernel_list() {
	local name

	for name in $(kernel_names); do
		if kernel_cached "$name"; then
			printf '%-14s %-28s cached\n' "$name" \
				"$(kernel_release "$name")"
		else
			printf '%-14s %-28s not fetched\n' "$name" -
		fi
	done
}
