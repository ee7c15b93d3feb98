# SPDX-License-Identifier: GPL-2.0
# The host's directories for kernels without 9p: one virtiofsd per directory.

virtiofs_daemon() {
	command -v virtiofsd || first_that_exists /usr/libexec/virtiofsd \
		/usr/lib/qemu/virtiofsd
}

# virtiofs_share TAG DIR read-only|writable: serves DIR to the guest as TAG.
# The daemon's mount namespace makes read-only a promise that the guest cannot
# break; only the directory of the run, with the socket, and the daemon's own
# place for locks stay writable there.
virtiofs_share() {
	local tag=$1 dir=$2 access=$3 daemon socket=$RUN_DIR/$1.socket args

	daemon=$(virtiofs_daemon)
	[[ -n $daemon ]] || die $EXIT_TOOLS "missing virtiofsd, which carries" \
		"the root of kernels without 9p; install with: apt-get" \
		"install --no-install-recommends virtiofsd (Debian 12:" \
		"qemu-system-common)"
	[[ $(id -u) -eq 0 ]] || die $EXIT_TOOLS "virtiofsd, which carries the" \
		"root of kernels without 9p, needs root: run lab with sudo"
	if "$daemon" --help 2>&1 | grep -q -e --shared-dir; then
		args=(--shared-dir "$dir" --sandbox chroot --cache auto)
	else
		args=(-f -o "source=$dir,sandbox=chroot,cache=auto")
	fi
	rm -f "$socket"
	setpriv --pdeathsig KILL unshare --mount bash -c '
		if [[ $1 == read-only ]]; then
			mkdir -p /run/virtiofsd
			mount -t tmpfs virtiofsd /run/virtiofsd
			mount --bind "$2" "$2"
			mount -o remount,bind,ro /
		fi
		exec "${@:3}"' bash "$access" "$RUN_DIR" \
		"$daemon" --socket-path="$socket" "${args[@]}" \
		>"$RUN_DIR/$tag.log" 2>&1 &
	RUN_PIDS+=($!)
	wait_until 10 test -S "$socket" || {
		cat "$RUN_DIR/$tag.log" >&2
		die $EXIT_TOOLS "virtiofsd does not start"
	}
	QEMU_ARGS+=(-chardev "socket,id=$tag,path=$socket"
		-device "vhost-user-fs-pci,chardev=$tag,tag=$tag")
}
