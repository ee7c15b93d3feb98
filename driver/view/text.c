// SPDX-License-Identifier: GPL-2.0
/* The output of a script as text. */
#include "view/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "hist.h"
#include "view/errors.h"

#define BUF_START 4096u

struct text_view {
	const struct sx_program *prog;
	struct text_options opt;
	char *buf; /* one formatted record */
	size_t buf_size;
	u64 damaged;
};

int text_create(const struct sx_program *prog,
		const struct text_options *options, struct text_view **ret)
{
	struct text_view *view = calloc(1, sizeof(*view));

	if (!view)
		return -ENOMEM;
	view->prog = prog;
	view->opt = *options;
	view->buf_size = BUF_START;
	view->buf = malloc(view->buf_size);
	if (!view->buf) {
		free(view);
		return -ENOMEM;
	}
	*ret = view;
	return 0;
}

void text_destroy(struct text_view *view)
{
	if (!view)
		return;
	free(view->buf);
	free(view);
}

/* Room for len bytes and a NUL; what was in the buffer is lost. */
static int grow(struct text_view *view, size_t len)
{
	char *bigger = malloc(len + 1);

	if (!bigger)
		return -ENOMEM;
	free(view->buf);
	view->buf = bigger;
	view->buf_size = len + 1;
	return 0;
}

static int output_error(FILE *out)
{
	return ferror(out) ? (errno ? -errno : -EIO) : 0;
}

static int write_buf(struct text_view *view, size_t len)
{
	errno = 0;
	if (fwrite(view->buf, 1, len, view->opt.out) == len)
		return 0;
	return output_error(view->opt.out);
}

static int damaged(struct text_view *view)
{
	view->damaged++;
	return 0;
}

static int print_record(struct text_view *view, const struct ring_record *r)
{
	const struct sx_rec_print *rec = (const struct sx_rec_print *)r->rec;
	union sx_reg ints[SX_MAX_FORMAT_ARGS];
	union sx_reg strs[SX_MAX_FORMAT_ARGS];
	const struct sx_format *format;
	const struct sx_str *str;
	size_t len;

	if (r->len < sizeof(*rec) || rec->format >= view->prog->formats_nr)
		return damaged(view);
	format = &view->prog->formats[rec->format];
	str = sx_program_str(view->prog, format->str);
	if (sx_format_operands(format, str, rec + 1, r->len - (u32)sizeof(*rec),
			       ints, strs))
		return damaged(view);
	len = sx_format_render(view->buf, view->buf_size, str->data, str->len,
			       ints, strs);
	if (len >= view->buf_size) {
		int err = grow(view, len);

		if (err)
			return err;
		sx_format_render(view->buf, view->buf_size, str->data, str->len,
				 ints, strs);
	}
	return write_buf(view, len);
}

static int hist_record(struct text_view *view, const struct ring_record *r)
{
	const struct sx_rec_hist *rec = (const struct sx_rec_hist *)r->rec;
	const u64 *buckets = (const u64 *)(rec + 1);
	const struct sx_global *global;
	u64 nr;
	size_t len;

	if (r->len < sizeof(*rec) || rec->global >= view->prog->globals_nr)
		return damaged(view);
	global = &view->prog->globals[rec->global];
	nr = sx_hist_bucket_nr(global);
	if (!nr || rec->bucket_nr != nr ||
	    nr > (r->len - sizeof(*rec)) / sizeof(*buckets))
		return damaged(view);
	len = sx_hist_render(global, buckets, (u32)nr, view->buf,
			     view->buf_size);
	if (len >= view->buf_size) {
		int err = grow(view, len);

		if (err)
			return err;
		sx_hist_render(global, buckets, (u32)nr, view->buf,
			       view->buf_size);
	}
	return write_buf(view, len);
}

/* stdout first, so that a terminal shows both streams in their order. */
static int error_record(struct text_view *view, const struct ring_record *r)
{
	const struct sx_rec_error *rec = (const struct sx_rec_error *)r->rec;
	struct error_info info;
	int err;

	if (r->len < sizeof(*rec) || rec->len > r->len - sizeof(*rec))
		return damaged(view);
	info = (struct error_info){
		.code = rec->code,
		.pc = rec->pc,
		.arg = rec->arg,
		.probe = rec->probe,
		.text_len = rec->len,
		.text = (const char *)(rec + 1),
	};
	err = text_flush(view);
	if (r->type == SX_REC_WARN && !info.code) {
		fputs("WARNING: ", view->opt.err);
		fwrite(info.text, 1, info.text_len, view->opt.err);
	} else {
		fputs(view->opt.soft_errors || r->type == SX_REC_WARN
			      ? "WARNING: "
			      : "ERROR: ",
		      view->opt.err);
		errors_write(view->opt.err, view->prog, &info);
	}
	fputc('\n', view->opt.err);
	fflush(view->opt.err);
	return err;
}

int text_record(const struct ring_record *record, void *arg)
{
	struct text_view *view = arg;

	switch (record->type) {
	case SX_REC_PRINT:
		return print_record(view, record);
	case SX_REC_HIST:
		return hist_record(view, record);
	case SX_REC_ERROR:
	case SX_REC_WARN:
		return error_record(view, record);
	default:
		return damaged(view);
	}
}

int text_flush(struct text_view *view)
{
	errno = 0;
	if (!fflush(view->opt.out))
		return 0;
	return output_error(view->opt.out);
}

u64 text_damaged(const struct text_view *view)
{
	return view->damaged;
}
