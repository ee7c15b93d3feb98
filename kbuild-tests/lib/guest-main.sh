#!/run/stapx-lab/busybox sh
# SPDX-License-Identifier: GPL-2.0
# Process 1 of the guest once the host's root is mounted: completes the system,
# runs COMMAND, sends its verdict over a channel of its own. busybox ash only.
#
# Channels (virtio-serial): port 1 verdict, port 2 stdout, port 3 stderr. The
# verdict is the line "start", then one of "exit STATUS STDOUT_BYTES
# STDERR_BYTES" and "timeout STDOUT_BYTES STDERR_BYTES"; or "boot MESSAGE".

LAB=/run/stapx-lab
$LAB/busybox mkdir $LAB/bin
$LAB/busybox --install -s $LAB/bin
export PATH=$LAB/bin
. $LAB/settings

fail() {
	echo "boot $*" >/dev/vport0p1
	exec sleep 86400
}

wait_for_ports() {
	tries=500
	while [ ! -c /dev/vport0p3 ]; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return
		usleep 10000
	done
}

# An absent file system (not in this kernel) is no error.
complete_dev_and_sys() {
	ln -s /proc/self/fd /dev/fd
	for stream in stdin:0 stdout:1 stderr:2; do
		ln -s "/proc/self/fd/${stream#*:}" "/dev/${stream%:*}"
	done
	mkdir -p /dev/pts /dev/shm
	mount -t devpts -o mode=620,ptmxmode=666 devpts /dev/pts
	mount -t tmpfs shm /dev/shm
	mount -t tracefs tracefs /sys/kernel/tracing
	mount -t debugfs debugfs /sys/kernel/debug
	mount -t securityfs securityfs /sys/kernel/security
	mount -t bpf bpf /sys/fs/bpf
	mount -t cgroup2 cgroup2 /sys/fs/cgroup
} 2>/dev/null

# The kernel's modules and files stand where a distribution has them.
mount_modules() {
	release=$(uname -r)
	mkdir -p "/lib/modules/$release"
	mount -o bind "$MODULES" "/lib/modules/$release" ||
		fail "cannot show the modules of $release"
	mkdir -p /boot
	ln -sf "$BOOT_DIR"/*"-$release" /boot/ 2>/dev/null
	[ -x /sbin/modprobe ] ||
		echo $LAB/bin/modprobe >/proc/sys/kernel/modprobe
}

mount_out() {
	[ -n "$OUT" ] || return 0
	mkdir -p "$OUT"
	case $ROOT_TYPE in
	9p)
		mount -t 9p -o "trans=virtio,version=9p2000.L,cache=none,\
msize=512000" labout "$OUT"
		;;
	virtiofs)
		mount -t virtiofs labout "$OUT"
		;;
	esac || fail "cannot mount $OUT"
}

# A user process still alive after COMMAND is a leftover of it.
kill_leftovers() {
	for proc in /proc/[0-9]*; do
		pid=${proc#/proc/}
		[ "$pid" = 1 ] || [ "$pid" = "$out_relay" ] ||
			[ "$pid" = "$err_relay" ] ||
			! readlink "$proc/exe" >/dev/null 2>&1 ||
			kill -KILL "$pid" 2>/dev/null
	done
}

# dd (coreutils': busybox's does not count) passes each piece on at once and
# tells the number of bytes, by which the host knows that it has got them all.
start_relays() {
	mkfifo $LAB/out $LAB/err
	LC_ALL=C /bin/dd bs=64k if=$LAB/out of=/dev/vport0p2 2>$LAB/out.count &
	out_relay=$!
	LC_ALL=C /bin/dd bs=64k if=$LAB/err of=/dev/vport0p3 2>$LAB/err.count &
	err_relay=$!
}

relay_bytes() {
	sed -n 's/^\([0-9]*\) bytes.*/\1/p' "$1"
}

# What hangs is in the kernel log before the host is told about it.
watch_time() {
	sleep "$TIMEOUT"
	echo "stapx-lab: timeout, processes, blocked tasks and CPUs follow" \
		>/dev/kmsg
	ps -o pid,ppid,stat,args | while read -r line; do
		case $line in *[\[]*) ;; *) echo "$line" >/dev/kmsg ;; esac
	done
	echo w >/proc/sysrq-trigger
	echo l >/proc/sysrq-trigger
	: >$LAB/timed-out
	kill -KILL "$1"
}

# A kernel with checks tells what it has lost, and whether it still watches its
# locks: after its first complaint it does not. Objects count as lost when they
# are older than five seconds.
ask_checks() {
	if grep -q 'debug_locks: *0' /proc/lockdep_stats; then
		echo "BUG: lockdep was off when the command ended" >/dev/kmsg
	fi
	[ -e /sys/kernel/debug/kmemleak ] || return 0
	sleep 6
	echo scan >/sys/kernel/debug/kmemleak
	head -n 200 /sys/kernel/debug/kmemleak | while read -r line; do
		echo "$line" >/dev/kmsg
	done
} 2>/dev/null

run_command() {
	setsid /bin/bash $LAB/command </dev/null >$LAB/out 2>$LAB/err &
	command=$!
	watch_time $command &
	watch=$!
	wait $command
	status=$?
	kill -KILL $watch 2>/dev/null
	kill_leftovers
	wait $out_relay $err_relay
	ask_checks
	bytes="$(relay_bytes $LAB/out.count) $(relay_bytes $LAB/err.count)"
	echo "stapx-lab: command ended" >/dev/kmsg
	if [ -e $LAB/timed-out ]; then
		echo "timeout $bytes" >/dev/vport0p1
	else
		echo "exit $status $bytes" >/dev/vport0p1
	fi
}

run_shell() {
	# The size lasts as long as somebody has the terminal open.
	exec 3<>/dev/hvc0
	stty rows "${TTY_SIZE% *}" cols "${TTY_SIZE#* }" </dev/hvc0
	setsid -c /bin/bash $LAB/command </dev/hvc0 >/dev/hvc0 2>&1
	status=$?
	echo "stapx-lab: command ended" >/dev/kmsg
	echo "exit $status 0 0" >/dev/vport0p1
}

complete_dev_and_sys
mount_modules
mount_out
hostname "$GUEST_NAME"
ip link set lo up
echo 30 >/proc/sys/kernel/hung_task_timeout_secs
echo on >/proc/sys/kernel/printk_devkmsg
dmesg -n 8
[ ! -e /sys/kernel/debug/kmemleak ] || echo clear >/sys/kernel/debug/kmemleak
wait_for_ports
echo "stapx-lab: command starts" >/dev/kmsg
echo start >/dev/vport0p1
if [ "$MODE" = shell ]; then
	run_shell
else
	start_relays
	run_command
fi
exec sleep 86400
