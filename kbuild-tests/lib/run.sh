# SPDX-License-Identifier: GPL-2.0
# One run: the guest's settings, its machine, its channels, its verdict.
#
# RUN_DIR holds all of a run and goes with it: initrd, the FIFOs that QEMU
# writes to (verdict, out, err), copies of the two output streams (they say how
# much has arrived), and the kernel log, which is kept when the run fails.

RUN_DIR=
RUN_PIDS=()
VERDICT_FD=

# Beyond these the guest does not answer any more.
readonly BOOT_SECONDS=120 GRACE_SECONDS=30
readonly BOOT_SECONDS_WITH_CHECKS=900
readonly BOOT_ATTEMPTS=3

# tsc=reliable: the emulated CPUs do share one clock, but the kernel finds that
# it is not so, turns to a slow device and patches its hottest code for that.
readonly KERNEL_WORDS="console=ttyS0 loglevel=5 panic=-1 oops=panic \
tsc=reliable"
# One with checks is too slow for the interpreter of ACPI's tables.
readonly KERNEL_WORDS_WITH_CHECKS="pci=noacpi"

run_prepare() {
	trap run_cleanup EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	trap 'exit 129' HUP
	RUN_DIR=$(mktemp -d "${TMPDIR:-/tmp}/stapx-lab.XXXXXX")
	mkdir -p "$RUN_DIR/guest/lab"
	mkfifo "$RUN_DIR/verdict" "$RUN_DIR/out" "$RUN_DIR/err"
	: >"$RUN_DIR/console"
}

run_stop() {
	local pid

	for pid in ${RUN_PIDS[@]+"${RUN_PIDS[@]}"}; do
		kill "$pid" 2>/dev/null || true
	done
	wait
	RUN_PIDS=()
}

run_cleanup() {
	run_stop
	[[ -z $RUN_DIR ]] || rm -rf "$RUN_DIR"
}

# Writes what the guest's programs read: settings (assignments for ash) and
# command (a bash script that becomes COMMAND).
run_write_guest() {
	local kernel=$1 mode=$2 dir name
	shift 2

	dir=$(kernel_dir "$kernel")
	{
		echo "MODE=$mode"
		echo "ROOT_TYPE=$(initrd_root_type "$kernel")"
		printf 'MODULES=%q\n' "$(realpath "$dir/modules")"
		printf 'BOOT_DIR=%q\n' "$(realpath "$dir")/root/boot"
		printf 'OUT=%q\n' "${STAPX_LAB_OUT:-}"
		echo "GUEST_NAME=lab-$kernel"
		echo "TIMEOUT=$OPT_TIMEOUT"
		printf 'TTY_SIZE=%q\n' "$OPT_TTY_SIZE"
	} >"$RUN_DIR/guest/lab/settings"
	{
		printf 'export PATH=%q:/run/stapx-lab/bin\n' "$PATH"
		for name in HOME TERM LANG "${!STAPX_@}"; do
			[[ -z ${!name+set} ]] ||
				printf 'export %s=%q\n' "$name" "${!name}"
		done
		printf 'cd %q || exit 125\n' "$PWD"
		printf 'exec'
		printf ' %q' "$@"
		echo
	} >"$RUN_DIR/guest/lab/command"
}

# Fills QEMU_ARGS with the virtual machine of the run.
run_machine() {
	local kernel=$1 thread=multi words=$KERNEL_WORDS

	! kernel_is_built "$kernel" || words+=" $KERNEL_WORDS_WITH_CHECKS"
	[[ -n $OPT_SINGLE || -n $OPT_ICOUNT ]] && thread=single
	QEMU_ARGS=(-nodefaults -no-user-config -no-reboot -display none
		-vga none -net none -machine pc -cpu max,-cx16
		-accel "tcg,thread=$thread" -smp "$OPT_SMP" -m "$OPT_MEM"
		-kernel "$(kernel_dir "$kernel")/vmlinuz"
		-initrd "$RUN_DIR/initrd"
		-append "$words $OPT_APPEND"
		-chardev "file,id=console,path=$RUN_DIR/console"
		-serial chardev:console
		-device virtio-serial-pci
		-chardev "file,id=verdict,path=$RUN_DIR/verdict"
		-device virtserialport,chardev=verdict,nr=1)
	if [[ -n $OPT_ICOUNT ]]; then
		QEMU_ARGS+=(-icount shift=0,sleep=off)
	fi
}

run_channels() {
	if [[ $1 == shell ]]; then
		QEMU_ARGS+=(-chardev stdio,id=tty,signal=off
			-device virtconsole,chardev=tty,nr=0)
	fi
	QEMU_ARGS+=(-chardev "file,id=out,path=$RUN_DIR/out"
		-device virtserialport,chardev=out,nr=2
		-chardev "file,id=err,path=$RUN_DIR/err"
		-device virtserialport,chardev=err,nr=3)
}

# The host's directories that the guest mounts: "rootfs", read-only, and
# "labout", the directory for results.
run_shares() {
	local common=security_model=none,multidevs=remap

	case $(initrd_root_type "$1") in
	9p)
		QEMU_ARGS+=(-virtfs
			"local,path=/,mount_tag=rootfs,readonly=on,$common")
		[[ -z ${STAPX_LAB_OUT:-} ]] || QEMU_ARGS+=(-virtfs
			"local,path=$STAPX_LAB_OUT,mount_tag=labout,$common")
		;;
	virtiofs)
		QEMU_ARGS+=(-machine memory-backend=mem -object
			"memory-backend-memfd,id=mem,size=${OPT_MEM}M,share=on")
		virtiofs_share rootfs / read-only
		[[ -z ${STAPX_LAB_OUT:-} ]] ||
			virtiofs_share labout "$STAPX_LAB_OUT" writable
		;;
	esac
}

# QEMU dies with lab, however lab dies. Its copies of the FIFOs' writing ends
# are what makes the readers see an end when it dies early.
run_start() {
	tee "$RUN_DIR/stdout" <"$RUN_DIR/out" &
	OUT_PID=$!
	tee "$RUN_DIR/stderr" <"$RUN_DIR/err" >&2 &
	ERR_PID=$!
	setpriv --pdeathsig KILL qemu-system-x86_64 "${QEMU_ARGS[@]}" \
		<&"$QEMU_STDIN" >&"$QEMU_STDOUT" 2>"$RUN_DIR/qemu-errors" \
		7>"$RUN_DIR/verdict" 8>"$RUN_DIR/out" 9>"$RUN_DIR/err" &
	RUN_PIDS+=($OUT_PID $ERR_PID $!)
	[[ -z $VERDICT_FD ]] || exec {VERDICT_FD}<&-
	exec {VERDICT_FD}<"$RUN_DIR/verdict"
}

# read_verdict SECONDS: the guest's next word in VERDICT; status 1 and an empty
# one when the machine died, over 128 when it does not answer in time.
read_verdict() {
	VERDICT=
	read -r -t "$1" VERDICT <&"$VERDICT_FD"
}

has_arrived() {
	local file=$1 bytes=$2 pid=$3

	[[ $(stat -c %s "$file") -ge $bytes ]] || ! kill -0 "$pid" 2>/dev/null
}

console_has() {
	grep -q -F "$1" "$RUN_DIR/console"
}

# All that COMMAND wrote and all that the kernel logged is here before the
# machine goes.
run_drain() {
	local out_bytes=$1 err_bytes=$2

	wait_until $GRACE_SECONDS console_has "stapx-lab: command ended" ||
		true
	has_arrived "$RUN_DIR/stdout" "$out_bytes" "$OUT_PID" ||
		wait_until $GRACE_SECONDS has_arrived "$RUN_DIR/stdout" \
			"$out_bytes" "$OUT_PID" || true
	wait_until $GRACE_SECONDS has_arrived "$RUN_DIR/stderr" \
		"$err_bytes" "$ERR_PID" || true
}

# Keeps the kernel log where the run's directory does not take it along.
run_keep_log() {
	local kept

	kept=$(mktemp "${TMPDIR:-/tmp}/stapx-lab-log.XXXXXX")
	cat "$RUN_DIR/console" >"$kept"
	say "kernel log: $kept"
}

run_fail() {
	local status=$1
	shift

	say "$@"
	cat "$RUN_DIR/qemu-errors" >&2
	log_tail "$RUN_DIR/console" 40
	run_keep_log
	exit "$status"
}

# Ends lab with the status that the kernel log and the verdict add up to.
run_conclude() {
	local status=$1 complaints

	if complaints=$(log_complaints "$RUN_DIR/console") &&
		[[ -z $OPT_EXPECT_LOG ]]; then
		say "the kernel complained" \
			"(COMMAND's own exit status: $status):"
		log_show "$RUN_DIR/console" "$complaints"
		! emulator_fault || say "an int3 in the kernel's own code may" \
			"be the emulator's fault: does it happen with --single?"
		run_keep_log
		exit $EXIT_KERNEL
	fi
	if [[ $status -eq $EXIT_TIMEOUT && $VERDICT == timeout* ]]; then
		say "COMMAND still ran after $OPT_TIMEOUT s and was killed"
		log_since_timeout "$RUN_DIR/console"
		run_keep_log
	fi
	exit "$status"
}

# Multi-threaded emulation may go on executing the int3 that the kernel uses to
# patch its own code when it is gone already (QEMU before 8.1).
emulator_fault() {
	grep -q 'int3: 0000' "$RUN_DIR/console"
}

boot_seconds() {
	if kernel_is_built "$1"; then
		echo $BOOT_SECONDS_WITH_CHECKS
	else
		echo $BOOT_SECONDS
	fi
}

# Starts the machine and waits until COMMAND starts. What fails there by the
# emulator's fault is tried again: COMMAND has not seen anything of it.
run_boot() {
	local kernel=$1 mode=$2 attempt

	for ((attempt = 1; ; attempt++)); do
		: >"$RUN_DIR/console"
		run_machine "$kernel"
		run_channels "$mode"
		run_shares "$kernel"
		run_start
		! read_verdict "$(boot_seconds "$kernel")" || break
		if [[ $attempt -eq $BOOT_ATTEMPTS ]] || ! emulator_fault; then
			complaints_or_fail \
				"the guest died or hung before COMMAND"
		fi
		say "boots again: the emulator ran into a removed breakpoint"
		run_stop
	done
	case $VERDICT in
	start) ;;
	boot*) run_fail $EXIT_KERNEL "the guest cannot start: ${VERDICT#* }" ;;
	*) run_fail $EXIT_KERNEL "unknown word of the guest: $VERDICT" ;;
	esac
	[[ -z $OPT_VERBOSE ]] || say "$kernel: boot to COMMAND took" \
		"$(($(now_ms) - START_MS)) ms"
}

# The kernel's own words say more than that it is dead.
complaints_or_fail() {
	if log_complaints "$RUN_DIR/console" >/dev/null; then
		OPT_EXPECT_LOG='' run_conclude $EXIT_KERNEL
	fi
	run_fail $EXIT_KERNEL "$1"
}

run_guest() {
	local kernel=$1 mode=$2 word a b c

	START_MS=$(now_ms)
	run_prepare
	run_write_guest "$@"
	initrd_run "$kernel" "$RUN_DIR"
	run_boot "$kernel" "$mode"
	read_verdict $((OPT_TIMEOUT + GRACE_SECONDS)) || {
		[[ $? -gt 128 ]] || complaints_or_fail \
			"the guest died while COMMAND ran"
		run_fail $EXIT_TIMEOUT "the guest does not answer" \
			"$GRACE_SECONDS s after the timeout of $OPT_TIMEOUT s"
	}
	read -r word a b c <<<"$VERDICT"
	case $word in
	exit) run_drain "$b" "$c" && run_conclude "$a" ;;
	timeout) run_drain "$a" "$b" && run_conclude $EXIT_TIMEOUT ;;
	*) run_fail $EXIT_KERNEL "unknown word of the guest: $VERDICT" ;;
	esac
}
