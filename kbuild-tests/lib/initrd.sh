# SPDX-License-Identifier: GPL-2.0
# The guest's initial file system: two cpio archives one after the other. The
# base (busybox, the modules that reach the root) is cached beside the kernel;
# the other (guest programs, COMMAND, its settings) is written for each run.

readonly BASE_MODULES="virtio_pci virtio_console overlay af_packet"
readonly ROOT_MODULES_9P="9p 9pnet_virtio"
readonly ROOT_MODULES_VIRTIOFS="virtiofs"

# Prints which file system carries the host's root: 9p where the kernel has
# it, else virtiofs (the cloud flavours have no 9p).
initrd_root_type() {
	if grep -q '/9p\.ko' "$(kernel_dir "$1")"/modules/modules.{dep,builtin}
	then
		echo 9p
	else
		echo virtiofs
	fi
}

# modules_in_order MODULES_DEP NAME...: the files of the modules and all that
# they depend on, dependencies first. A built-in module has no file.
modules_in_order() {
	awk -v wanted="${*:2}" '
	function load(file,    list, n, i) {
		if (file in done)
			return
		done[file] = 1
		n = split(deps[file], list, " ")
		for (i = 1; i <= n; i++)
			load(list[i])
		print file
	}
	{
		file = $1
		sub(/:$/, "", file)
		name = file
		sub(/.*\//, "", name)
		sub(/\.ko.*/, "", name)
		path[name] = file
		$1 = ""
		deps[file] = $0
	}
	END {
		n = split(wanted, names, " ")
		for (i = 1; i <= n; i++)
			if (names[i] in path)
				load(path[names[i]])
	}' "$1"
}

pack_cpio() {
	(cd "$1" && find . | busybox cpio -o -H newc -R 0:0 2>/dev/null)
}

# Prints the path of the base archive of kernel NAME, made when it is missing
# or older than this file, busybox, or the kernel's module list.
initrd_base() {
	with_lock "kernel-$1" initrd_base_locked "$1"
}

initrd_base_locked() {
	local name=$1 dir base work type busybox

	dir=$(kernel_dir "$name")
	base=$dir/initrd
	busybox=$(command -v busybox)
	if [[ $base -nt $LAB_DIR/lib/initrd.sh && $base -nt $busybox &&
		$base -nt $dir/release ]]; then
		echo "$base"
		return
	fi
	type=$(initrd_root_type "$name")
	work=$(mktemp -d "$dir/initrd.XXXXXX")
	initrd_fill "$work" "$dir" "$busybox" "$type"
	pack_cpio "$work" >"$base.new"
	mv "$base.new" "$base"
	rm -rf "$work"
	echo "$base"
}

initrd_fill() {
	local work=$1 dir=$2 busybox=$3 type=$4 modules=$BASE_MODULES file lib

	mkdir -p "$work"/{bin,lib/modules,proc,sys,dev,host,scratch,root}
	cp "$busybox" "$work/bin/busybox"
	# A dynamically linked busybox brings its libraries along.
	for lib in $(ldd "$busybox" 2>/dev/null | grep -o '/[^ ]*'); do
		mkdir -p "$work${lib%/*}"
		cp "$lib" "$work$lib"
	done
	case $type in
	9p) modules+=" $ROOT_MODULES_9P" ;;
	virtiofs) modules+=" $ROOT_MODULES_VIRTIOFS" ;;
	esac
	: >"$work/lib/modules/order"
	for file in $(modules_in_order "$dir/modules/modules.dep" $modules); do
		initrd_module "$dir/modules/$file" "$work/lib/modules"
	done
}

# Compressed modules are unpacked here, once, not in every guest.
initrd_module() {
	local file=$1 dir=$2 name

	name=${file##*/}
	name=${name%%.ko*}.ko
	case $file in
	*.xz) xz -dc "$file" ;;
	*.zst) zstd -dcq "$file" ;;
	*) cat "$file" ;;
	esac >"$dir/$name"
	echo "$name" >>"$dir/order"
}

# initrd_run KERNEL RUN_DIR: writes RUN_DIR/initrd from the base archive and
# the tree RUN_DIR/guest.
initrd_run() {
	local base

	base=$(initrd_base "$1")
	cp "$LAB_DIR/lib/guest-init.sh" "$2/guest/init"
	cp "$LAB_DIR/lib/guest-main.sh" "$2/guest/lab/main"
	chmod +x "$2/guest/init"
	{
		cat "$base"
		pack_cpio "$2/guest"
	} >"$2/initrd"
}
