# SPDX-License-Identifier: GPL-2.0
# A kernel with the kernel's own checks (KASAN, lockdep, kmemleak, ...), built
# from Debian's source package with lib/debug.config; half an hour on two CPUs.

# kernel_build SUITE PACKAGE DIR: fills DIR as kernel_unpack does.
kernel_build() {
	local suite=$1 package=$2 dir=$3 work=$3/build log=$3/build.log

	need_tools gcc=gcc make=make flex=flex bison=bison bc=bc dwarves=pahole \
		xz-utils=xz cpio=cpio
	mkdir -p "$work"
	with_lock "apt-$suite" kernel_build_fetch "$suite" "$package" "$work"
	say "building kernel $package with checks: about half an hour," \
		"progress in $log"
	if ! kernel_make "$work/$package" "$dir/root" >"$log" 2>&1; then
		tail -n 20 "$log" >&2
		die $EXIT_TOOLS "the kernel could not be built; it needs:" \
			"apt-get install --no-install-recommends libelf-dev" \
			"libssl-dev"
	fi
	rm -rf "$work"
	cp "$LAB_DIR/lib/debug.config" "$dir/debug.config"
}

kernel_build_fetch() {
	local suite=$1 package=$2 work=$3

	apt_update "$suite"
	apt_download "$suite" "$work" "$package"
	dpkg-deb --fsys-tarfile "$work/$package"_*.deb |
		tar -xO "./usr/src/$package.tar.xz" | tar -xJ -C "$work"
}

# kernel_make SOURCE ROOT: the kernel, its modules and its symbols into ROOT.
kernel_make() {
	local source=$1 root=$2 release boot=$2/boot

	set -e
	cd "$source"
	make -s allnoconfig
	scripts/kconfig/merge_config.sh -m .config "$LAB_DIR/lib/debug.config"
	make -s olddefconfig
	make -s -j"$(nproc)" bzImage modules
	release=$(make -s kernelrelease)
	mkdir -p "$boot"
	cp arch/x86/boot/bzImage "$boot/vmlinuz-$release"
	cp System.map "$boot/System.map-$release"
	cp .config "$boot/config-$release"
	make -s INSTALL_MOD_PATH="$root" INSTALL_MOD_STRIP=1 modules_install
	rm -f "$root/lib/modules/$release"/{build,source}
}
