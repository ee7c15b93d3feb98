// SPDX-License-Identifier: GPL-2.0
/* One run of a script. */
#include "run/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/install.h"
#include "base/log.h"
#include "debuginfo/locate.h"
#include "place/returns.h"
#include "kload/kload.h"
#include "run/attach.h"
#include "run/facts_index.h"
#include "run/background.h"
#include "run/bases.h"
#include "run/command.h"
#include "run/load.h"
#include "run/pid.h"
#include "run/summary.h"
#include "user/device.h"

#define WAIT_FULL_MS 1 /* a ring is a quarter full */
#define WAIT_BUSY_MS 10
#define WAIT_IDLE_MS 50

struct run_session {
	const struct options *opt;
	struct load_program program;
	struct run_output output;
	struct session *session;
	struct command *command;
	struct attach_table attached;
	struct run_bases bases;
	struct sx_stats stats;
	struct sx_point_stats *points;
	struct sx_point_cost *costs; /* NULL: not measured */
	u64 created_ns;
	u64 armed_ns;
	int wait_ms;
	bool running; /* START was done, STOP was not */
	bool saw_output;
	u64 lost_told; /* lost records at the first word about them */
	bool saw_target_end;
};

static int (*ensure_module)(const struct kload_opts *opts) = kload_ensure;

void run_set_loader(int (*ensure)(const struct kload_opts *opts))
{
	ensure_module = ensure ? ensure : kload_ensure;
}

static u64 now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (u64)ts.tv_sec * 1000000000ull + (u64)ts.tv_nsec;
}

/* Milliseconds since *mark, which moves on to now. */
static double lap_ms(u64 *mark)
{
	u64 now = now_ns();
	double ms = (double)(now - *mark) / 1e6;

	*mark = now;
	return ms;
}

int run_create(const struct options *opt, struct run_session **ret)
{
	struct run_session *run = calloc(1, sizeof(*run));
	u64 mark;
	int err;

	if (!run)
		return -ENOMEM;
	run->opt = opt;
	run->created_ns = now_ns();
	run->wait_ms = WAIT_BUSY_MS;
	mark = run->created_ns;
	err = load_script(opt, &run->program);
	if (err) {
		free(run);
		return err;
	}
	log_info("compile %.1f ms", lap_ms(&mark));
	*ret = run;
	return 0;
}

static bool has_user_point(const struct sx_program *prog)
{
	u32 i;

	for (i = 0; i < prog->points_nr; i++)
		if (!sx_point_is_kernel(&prog->points[i]) &&
		    !sx_point_is_event(&prog->points[i]))
			return true;
	return false;
}

static int locate(struct run_session *run, struct places *ret,
		  struct kernel_places *ret_kernel)
{
	const struct locate_request req = {
		.prog = &run->program.prog,
		.pid = run->opt->pid,
		.exe = run->command ? command_path(run->command) : NULL,
		.own = run->opt->pid || run->command ||
		       run->opt->engine == ATTACH_DIRECT,
		.exits = place_exits,
	};

	int err = 0;

	memset(ret, 0, sizeof(*ret));
	memset(ret_kernel, 0, sizeof(*ret_kernel));
	if (run->opt->user_runtime)
		return attach_refuse_places(&run->program.prog);
	if (has_user_point(&run->program.prog))
		err = locate_places(&req, ret);
	if (!err)
		err = kernel_locate(&run->program.prog, ret_kernel);
	return err;
}

/* *ret_how: what was done, for -v. */
static int load_module(const struct options *opt, const char **ret_how)
{
	char object[INSTALL_PATH_MAX];
	const struct kload_opts kload = {
		.object = opt->object ? opt->object
				      : install_find("stapx.ko.o", object),
		.types = &facts_of_index,
	};

	*ret_how = "none";
	if (opt->user_runtime)
		return 0;
	*ret_how = access("/sys/module/" KLOAD_MODULE_NAME, F_OK)
			   ? "loaded"
			   : "already loaded";
	return ensure_module(&kload);
}

static struct sx_zone local_zone(void)
{
	struct sx_zone zone = { 0 };
	time_t now = time(NULL);
	struct tm tm;

	if (localtime_r(&now, &tm)) {
		zone.west = (s32)-tm.tm_gmtoff;
		snprintf(zone.name, sizeof(zone.name), "%s", tm.tm_zone);
	}
	return zone;
}

static int open_session(struct run_session *run)
{
	struct session_settings settings = run->opt->settings;
	int err = session_open(run->opt->user_runtime ? &user_device : NULL,
			       &run->session);

	if (err)
		return err;
	if (run->opt->timing && !settings.overhead && !run->opt->user_runtime)
		settings.overhead = 100;
	settings.target = run_target(run);
	settings.zone = local_zone();
	return session_load(run->session, run->program.image,
			    run->program.image_len, &settings);
}

static int attach(struct run_session *run, const struct places *places,
		  const struct kernel_places *kernel)
{
	const struct attach_request req = {
		.session = run->session,
		.prog = &run->program.prog,
		.places = places,
		.kernel = kernel,
		.profile_hz = run->opt->profile_hz,
		.pid = run->opt->pid,
		.only_pid = run->command ? command_pid(run->command) : 0,
		.engine = run->opt->engine,
		.command_path = run->command ? command_path(run->command)
					     : NULL,
	};

	return attach_all(&req, &run->attached);
}

/* Emits up to a time, and notes what is worth a word at its first sight. */
static int emit(struct run_session *run, u64 until_ns)
{
	struct merge *merge = session_merge(run->session);
	u64 before = merge->emitted;
	int err =
		merge_run(merge, until_ns, run->output.record, run->output.arg);
	int flush_err = run->output.flush(run->output.arg);

	if (merge->emitted != before && !run->saw_output) {
		run->saw_output = true;
		log_info("first output %.1f ms",
			 (double)(now_ns() - run->created_ns) / 1e6);
	}
	if (merge_lost(merge) && !run->lost_told) {
		run->lost_told = merge_lost(merge);
		summary_lost(run->lost_told, session_ring_bytes(run->session));
	}
	if (merge->fill_max * 4 >= session_ring_bytes(run->session))
		run->wait_ms = WAIT_FULL_MS;
	else if (merge->emitted != before)
		run->wait_ms = WAIT_BUSY_MS;
	else
		run->wait_ms = WAIT_IDLE_MS;
	return err ? err : flush_err;
}

static int emit_now(void *arg)
{
	return emit(arg, now_ns());
}

static int call_start(void *arg)
{
	struct run_session *run = arg;

	return session_start(run->session);
}

static int call_stop(void *arg)
{
	struct run_session *run = arg;

	return session_stop(run->session);
}

static int start_session(struct run_session *run)
{
	int emit_err;
	int err = background_call(call_start, emit_now, run, &emit_err);

	if (!err && emit_err)
		run->running = true; /* STOP is due */
	if (err || emit_err) {
		emit(run, MERGE_ALL);
		return err ? err : emit_err;
	}
	run->running = true;
	run->armed_ns = now_ns();
	if (!run->command || session_state(run->session) != SX_STATE_RUNNING)
		return 0;
	return command_start(run->command);
}

/* The program of -c is not there yet. --runtime=user has no target. */
static int init_bases(struct run_session *run)
{
	s32 pid = run->opt->user_runtime ? 0 : run_target(run);
	const struct sx_program *prog = &run->program.prog;
	int err = run_bases_init(&run->bases, run->session, prog, pid);

	if (!err && !run->opt->user_runtime)
		err = run_bases_follow(run->session, prog, pid, run->command,
				       run->command ? command_path(run->command)
						    : NULL);
	return err || run->command ? err : run_bases_start(&run->bases);
}

static int start_with(struct run_session *run, const struct places *places,
		      const struct kernel_places *kernel, u64 *mark,
		      double symbols_ms)
{
	const char *how;
	double module_ms;
	int err = load_module(run->opt, &how);

	if (err)
		return err;
	module_ms = lap_ms(mark);
	err = open_session(run);
	if (!err)
		err = attach(run, places, kernel);
	if (!err)
		err = init_bases(run);
	if (!err)
		err = start_session(run);
	if (err)
		return err;
	log_info(
		"symbols %.1f ms, module %.1f ms (%s), session %.1f ms (%u places, %llu KB)",
		symbols_ms, module_ms, how, lap_ms(mark), run->attached.nr,
		(unsigned long long)session_memory(run->session) >> 10);
	return 0;
}

int run_start(struct run_session *run, const struct run_output *output)
{
	struct kernel_places kernel;
	struct places places;
	u64 mark = now_ns();
	int err = 0;

	run->output = *output;
	if (run->opt->user_runtime && run->opt->settings.overhead) {
		log_err("--max-overhead has no meaning with --runtime=user: leave one of them out");
		return -EINVAL;
	}
	if (run->opt->pid)
		err = pid_check(run->opt->pid);
	/* Before the session: a child that waits would keep it open. */
	if (!err && run->opt->command)
		err = command_create(run->opt->command, &run->command);
	if (!err)
		err = locate(run, &places, &kernel);
	if (!err) {
		err = start_with(run, &places, &kernel, &mark, lap_ms(&mark));
		kernel_places_deinit(&kernel);
		places_deinit(&places);
	}
	return err;
}

static void report_status(const struct run_session *run, int status)
{
	if (WIFSIGNALED(status))
		log_warn("\"%s\" was ended by signal %d", run->opt->command,
			 WTERMSIG(status));
	else if (WEXITSTATUS(status))
		log_warn("\"%s\" ended with exit status %d", run->opt->command,
			 WEXITSTATUS(status));
}

static bool command_is_over(struct run_session *run)
{
	int status;

	if (!run->command || !command_ended(run->command, &status))
		return false;
	report_status(run, status);
	return true;
}

/* The session goes on: other probes and the end handlers have their use. */
static void note_target_end(struct run_session *run)
{
	if (!run->opt->pid || run->saw_target_end || pid_alive(run->opt->pid))
		return;
	run->saw_target_end = true;
	log_info("process %d has ended", run->opt->pid);
}

/* -T: counted from the moment at which all probes are armed. */
static bool is_time_over(const struct run_session *run)
{
	return run->opt->timeout_s &&
	       now_ns() - run->armed_ns >= run->opt->timeout_s * 1000000000ull;
}

int run_tick(struct run_session *run)
{
	/* First: what was output before the end is emitted now. */
	bool ended = session_state(run->session) != SX_STATE_RUNNING ||
		     command_is_over(run) || is_time_over(run);
	int err = emit(run, now_ns());

	if (err)
		return err;
	if (!ended)
		run_bases_tick(&run->bases, now_ns());
	note_target_end(run);
	return ended ? RUN_ENDED : RUN_GOING;
}

int run_wait_ms(const struct run_session *run)
{
	return run->wait_ms;
}

static int read_stats(struct run_session *run)
{
	run->points = calloc(run->attached.nr + 1, sizeof(*run->points));
	if (!run->points)
		return -ENOMEM;
	run->costs = calloc(run->attached.nr + 1, sizeof(*run->costs));
	if (run->costs &&
	    session_costs(run->session, run->costs, run->attached.nr)) {
		free(run->costs);
		run->costs = NULL;
	}
	return session_stats(run->session, run->points, run->attached.nr,
			     &run->stats);
}

int run_stop(struct run_session *run)
{
	int emit_err;
	int err;

	if (!run->running)
		return 0;
	run->running = false;
	err = background_call(call_stop, emit_now, run, &emit_err);
	if (!emit_err)
		emit_err = emit(run, MERGE_ALL);
	if (!err)
		err = emit_err;
	emit_err = read_stats(run);
	return err ? err : emit_err;
}

void run_summary(const struct run_session *run)
{
	struct summary summary = {
		.stats = run->stats,
		.points = run->points,
		.costs = run->costs,
		.overhead = run->opt->settings.overhead,
		.attached = &run->attached,
		.maxmapentries = run->opt->maxmapentries,
		.timing = run->opt->timing,
	};

	if (!run->points)
		return;
	summary.errors = session_errors(run->session);
	summary.ring_bytes = session_ring_bytes(run->session);
	summary.lost = merge_lost(session_merge(run->session));
	if (summary.lost == run->lost_told)
		summary.lost = 0;
	summary.damaged = merge_damaged(session_merge(run->session));
	summary_report(&summary);
}

int run_exit_status(const struct run_session *run)
{
	return session_errors(run->session) > run->opt->settings.maxerrors;
}

void run_destroy(struct run_session *run)
{
	if (!run)
		return;
	run_bases_deinit(&run->bases);
	session_close(run->session);
	if (run->command && command_running(run->command))
		log_warn("\"%s\" (process %d) still runs", run->opt->command,
			 command_pid(run->command));
	command_destroy(run->command);
	attach_deinit(&run->attached);
	free(run->points);
	free(run->costs);
	load_deinit(&run->program);
	free(run);
}

const struct sx_program *run_program(const struct run_session *run)
{
	return &run->program.prog;
}

struct session *run_device(const struct run_session *run)
{
	return run->session;
}

int run_target(const struct run_session *run)
{
	if (run->command)
		return command_pid(run->command);
	return run->opt->pid;
}
