#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# First program of the guest: mounts the host's root read-only under an overlay
# in memory and hands over to guest-main.sh there. busybox ash only.

/bin/busybox --install -s /bin
export PATH=/bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys

# Says what went wrong on every channel that may be there; the host takes the
# virtual machine down.
fail() {
	echo "lab: $*" >/dev/kmsg
	[ -c /dev/vport0p1 ] && echo "boot $*" >/dev/vport0p1
	exec sleep 86400
}

while read -r module; do
	insmod "/lib/modules/$module" || fail "cannot load module $module"
done </lib/modules/order

. /lab/settings

case $ROOT_TYPE in
9p)
	mount -t 9p -o "ro,trans=virtio,version=9p2000.L,cache=loose,\
msize=512000" rootfs /host
	;;
virtiofs)
	mount -t virtiofs -o ro rootfs /host
	;;
esac || fail "cannot mount the host's root ($ROOT_TYPE)"

mount -t tmpfs -o size=75% scratch /scratch || fail "cannot mount tmpfs"
mkdir /scratch/upper /scratch/work
mount -t overlay -o "lowerdir=/host,upperdir=/scratch/upper,\
workdir=/scratch/work" overlay /root || fail "cannot mount the overlay"

for dir in proc sys dev run; do
	mkdir -p "/root/$dir"
done
mount -t tmpfs -o mode=755 run /root/run
cp -r /lab /root/run/stapx-lab
cp /bin/busybox /root/run/stapx-lab/
mount --move /dev /root/dev
mount --move /proc /root/proc
mount --move /sys /root/sys
exec switch_root /root /run/stapx-lab/busybox sh /run/stapx-lab/main
