// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* --prepare: what a load would unpack is unpacked now, and nothing is loaded.
 */
#include "tool/kexec/prepare.h"

#include "tool/kexec/boot_entry.h"
#include "tool/kexec/progress.h"
#include "tool/kexec/report.h"
#include "tool/kexec/set_up.h"

int prepare(struct kexec_ctx *ctx, const struct options *options)
{
	struct opened_image opened;
	int status = EXIT_OK;
	int err;

	if (boot_entry_open(ctx, options, &opened))
		return report_error(ctx, options, NULL);
	err = image_set_up(opened.image, options);
	if (!err) {
		progress_begin(ctx, options);
		err = kexec_image_prepare(opened.image);
		progress_end(ctx);
	}
	if (err)
		status = report_error(ctx, options, NULL);
	boot_entry_close(&opened);
	return status;
}

int prepare_remove(struct kexec_ctx *ctx, const struct options *options)
{
	if (kexec_prepared_remove(ctx))
		return report_error(ctx, options, NULL);
	return EXIT_OK;
}
