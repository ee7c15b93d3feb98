// SPDX-License-Identifier: GPL-2.0
/* One session with the kernel object. */
#include "session/session.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

#include "base/log.h"
#include "session/device.h"
#include "verify.h"

struct session {
	const struct session_device *device;
	int fd;
	struct sx_version version;
	struct sx_load load;
	const struct sx_status *status; /* mapped by load */
	struct ring_reader *rings; /* version.nr_cpus */
	u32 mapped_nr;
	struct merge merge;
};

static const struct session_device *kernel_device = &session_kernel_device;

void session_set_device(const struct session_device *device)
{
	kernel_device = device ? device : &session_kernel_device;
}

static const char *open_advice(int err)
{
	switch (-err) {
	case ENOENT:
		return "the kernel object is not loaded: run 'stapx kload' as root";
	case ENXIO:
	case ENODEV:
		return "a leftover of a kernel object that is not loaded any more: remove the file and run 'stapx kload' as root";
	case EACCES:
		return "permission denied: run stapx as root or with sudo";
	case EPERM:
		return "CAP_SYS_ADMIN is needed: run stapx as root, or in a container start that with --privileged";
	default:
		return strerror(-err);
	}
}

static int check_version(struct session *s)
{
	int err = s->device->ioctl(s->fd, SX_IOC_VERSION, &s->version);

	if (err) {
		log_err("%s: this is no stapx device (%s): remove the file and run 'stapx kload' as root",
			SX_DEVICE, strerror(-err));
		return err;
	}
	if (s->version.abi != SX_ABI_VERSION ||
	    s->version.program != SX_PROG_VERSION) {
		log_err("the loaded kernel object is of another version (ABI %u, programs %u) than this stapx (%u, %u): run 'stapx kload --unload' and try again",
			s->version.abi, s->version.program, SX_ABI_VERSION,
			SX_PROG_VERSION);
		return -EPROTO;
	}
	if (!s->version.nr_cpus || !s->version.page_size) {
		log_err("%s: the kernel object reports %u CPUs and pages of %u bytes: reload it with 'stapx kload --unload'",
			SX_DEVICE, s->version.nr_cpus, s->version.page_size);
		return -EPROTO;
	}
	return 0;
}

int session_open(const struct session_device *device, struct session **ret)
{
	struct session *s = calloc(1, sizeof(*s));
	int err;

	if (!s)
		return -ENOMEM;
	s->device = device ? device : kernel_device;
	s->fd = s->device->open(SX_DEVICE);
	if (s->fd < 0) {
		err = s->fd;
		log_err("open %s: %s", SX_DEVICE, open_advice(err));
		goto free_session;
	}
	err = check_version(s);
	if (err)
		goto close_device;
	*ret = s;
	return 0;

close_device:
	s->device->close(s->fd);
free_session:
	free(s);
	return err;
}

static size_t ring_map_len(const struct session *s)
{
	return (size_t)s->version.page_size + s->load.ring_bytes;
}

static void unmap_output(struct session *s)
{
	u32 i;

	for (i = 0; i < s->mapped_nr; i++)
		munmap(s->rings[i].shm, ring_map_len(s));
	s->mapped_nr = 0;
	free(s->rings);
	s->rings = NULL;
	if (s->status)
		munmap((void *)s->status, s->version.page_size);
	s->status = NULL;
}

void session_close(struct session *s)
{
	if (!s)
		return;
	unmap_output(s);
	s->device->close(s->fd);
	free(s);
}

/* A number without a possible CPU has no ring: nothing was mapped then. */
static int map_ring(struct session *s, u32 cpu)
{
	u64 off = SX_MMAP_RINGS + cpu * s->load.ring_stride;
	void *mem;
	int err = s->device->mmap(s->fd, (off_t)off, ring_map_len(s),
				  PROT_READ | PROT_WRITE, &mem);

	if (err == -EINVAL && !(cpu == s->version.nr_cpus - 1 && !s->mapped_nr))
		return 0;
	if (err) {
		log_err("map the output of CPU %u (%zu bytes): %s", cpu,
			ring_map_len(s), strerror(-err));
		return err;
	}
	rings_init(&s->rings[s->mapped_nr++], mem,
		   (u8 *)mem + s->version.page_size, s->load.ring_bytes, cpu);
	return 0;
}

static int map_output(struct session *s)
{
	void *mem;
	u32 cpu;
	int err = s->device->mmap(s->fd, (off_t)SX_MMAP_STATUS,
				  s->version.page_size, PROT_READ, &mem);

	if (err) {
		log_err("map the session's status: %s", strerror(-err));
		return err;
	}
	s->status = mem;
	s->rings = calloc(s->version.nr_cpus, sizeof(*s->rings));
	if (!s->rings)
		return -ENOMEM;
	for (cpu = 0; cpu < s->version.nr_cpus && !err; cpu++)
		err = map_ring(s, cpu);
	if (!err)
		merge_init(&s->merge, s->rings, s->mapped_nr);
	return err;
}

static void report_load(const struct sx_load *load, int err)
{
	if (err == -EINVAL && load->verify_code)
		log_err("the kernel object rejected the program: %s (%s %u)",
			sx_verify_text(load->verify_code),
			load->verify_code < SX_VERIFY_OPCODE ? "row"
							     : "instruction",
			load->verify_pc);
	else if (err == -EINVAL)
		log_err("load the program: a setting is out of its bounds: see the values given with -D and -s");
	else if (err == -ENOMEM)
		log_err("load the program: not enough memory: lower -D MAXMAPENTRIES=, -D MAXSTRINGLEN= or -s");
	else if (err == -ENOSPC && load->memory)
		log_err("load the program: it needs %llu KB of memory, and %u MB are allowed: raise -D MAXMEMORY=MB, or lower -D MAXMAPENTRIES=, -D MAXSTRINGLEN= or -s",
			(unsigned long long)load->memory >> 10,
			load->maxmemory ? load->maxmemory
					: SX_MAXMEMORY_DEFAULT);
	else if (err == -ENOSPC)
		log_err("load the program: its arrays need more memory than there are addresses: give them smaller sizes");
	else
		log_err("load the program (%u bytes): %s", load->image_len,
			strerror(-err));
}

/* Keys that a target chooses are not to meet in one chain of a hash. */
static u64 hash_key(void)
{
	u64 key = 0;

	if (getrandom(&key, sizeof(key), GRND_NONBLOCK) != sizeof(key))
		log_debug(
			"no random numbers yet: the hash of arrays has no secret");
	return key;
}

int session_load(struct session *s, const void *image, u32 image_len,
		 const struct session_settings *settings)
{
	int err;

	s->load = (struct sx_load){
		.image = (u64)(uintptr_t)image,
		.image_len = image_len,
		.maxstringlen = settings->maxstringlen,
		.maxaction = settings->maxaction,
		.maxaction_begin = settings->maxaction_begin,
		.maxnesting = settings->maxnesting,
		.maxerrors = settings->maxerrors,
		.ring_bytes = settings->ring_bytes ? settings->ring_bytes
						   : SX_RING_BYTES_DEFAULT,
		.target = settings->target,
		.zone = settings->zone,
		.maxmemory = settings->maxmemory,
		.overhead = settings->overhead,
		.hash_key = hash_key(),
	};
	err = s->device->ioctl(s->fd, SX_IOC_LOAD, &s->load);
	if (err) {
		report_load(&s->load, err);
		return err;
	}
	err = map_output(s);
	if (err)
		unmap_output(s);
	return err;
}

int session_attach(struct session *s, struct sx_attach *row)
{
	return s->device->ioctl(s->fd, SX_IOC_ATTACH, row);
}

int session_start(struct session *s)
{
	int err = s->device->ioctl(s->fd, SX_IOC_START, NULL);

	if (err)
		log_err("start the session: %s", strerror(-err));
	return err;
}

int session_stop(struct session *s)
{
	int err = s->device->ioctl(s->fd, SX_IOC_STOP, NULL);

	if (err)
		log_err("stop the session: %s", strerror(-err));
	return err;
}

int session_stats(struct session *s, struct sx_point_stats *points,
		  u32 points_nr, struct sx_stats *ret)
{
	int err;

	memset(ret, 0, sizeof(*ret));
	ret->points = (u64)(uintptr_t)points;
	ret->points_nr = points ? points_nr : 0;
	err = s->device->ioctl(s->fd, SX_IOC_STATS, ret);
	if (err)
		log_err("read the session's counters: %s", strerror(-err));
	return err;
}

int session_costs(struct session *s, struct sx_point_cost *costs, u32 nr)
{
	struct sx_costs args = {
		.costs = (u64)(uintptr_t)costs,
		.points_nr = nr,
	};

	return s->device->ioctl(s->fd, SX_IOC_COSTS, &args);
}

int session_dump(struct session *s, struct sx_dump *dump)
{
	return s->device->ioctl(s->fd, SX_IOC_DUMP, dump);
}

int session_counter(struct session *s, s32 pid, u64 addr)
{
	struct sx_counter counter = { .pid = pid, .addr = addr };

	return s->device->ioctl(s->fd, SX_IOC_COUNTER, &counter);
}

int session_base(struct session *s, struct sx_base *base)
{
	return s->device->ioctl(s->fd, SX_IOC_BASE, base);
}

int session_module(struct session *s, struct sx_module_file *module)
{
	return s->device->ioctl(s->fd, SX_IOC_MODULE, module);
}

int session_look(struct session *s, s32 pid)
{
	struct sx_look look = { .pid = pid };

	return s->device->ioctl(s->fd, SX_IOC_LOOK, &look);
}

int session_look_at_all(struct session *s)
{
	DIR *dir = opendir("/proc");
	const struct dirent *entry;

	if (!dir) {
		int err = -errno;

		log_err("/proc: %s", strerror(-err));
		return err;
	}
	for (entry = readdir(dir); entry; entry = readdir(dir)) {
		s32 pid = atoi(entry->d_name);
		int err = pid > 0 ? session_look(s, pid) : 0;

		/* One that has ended by now needs no look. */
		if (err && err != -ESRCH)
			log_info("process %d is not looked at: %s", pid,
				 strerror(-err));
	}
	closedir(dir);
	return 0;
}

u64 session_features(const struct session *s)
{
	return s->version.features;
}

u64 session_memory(const struct session *s)
{
	return s->load.memory;
}

enum sx_state session_state(const struct session *s)
{
	return __atomic_load_n(&s->status->state, __ATOMIC_ACQUIRE);
}

u32 session_errors(const struct session *s)
{
	return __atomic_load_n(&s->status->error_nr, __ATOMIC_ACQUIRE);
}

u32 session_ring_bytes(const struct session *s)
{
	return s->load.ring_bytes;
}

struct merge *session_merge(struct session *s)
{
	return &s->merge;
}
