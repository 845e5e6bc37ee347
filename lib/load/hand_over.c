// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The kernel always gets the user's file first: signatures, IMA, LoadPin and
 * IPE check that file. If the kernel does not support its compression
 * (ENOEXEC), it gets the contents, unless this machine has a policy for files:
 * a copy in memory has neither the original's file system nor its attributes.
 * A unified kernel image is passed alone, because it has an initrd and a
 * command line of its own. If something else than these was asked for, the
 * kernel gets it for a verdict only: not every policy can be read here (IMA's
 * needs CONFIG_IMA_READ_POLICY; BPF's shows nowhere).
 */
#include "lib/load/hand_over.h"

#include <errno.h>
#include <string.h>

#include "lib/image/dtb.h"
#include "lib/image/vet.h"
#include "lib/load/diagnose.h"
#include "lib/load/syscall.h"
#include "lib/machine/arch.h"
#include "lib/machine/judges.h"

static int call_file_load(struct kexec_image *image,
			  const struct kxl_file_load *args)
{
	int err = kxl_sys_file_load(args);

	kxl_log(image->ctx, KEXEC_LOG_DEBUG,
		"kexec_file_load: flags %#lx, command line \"%s\": %s",
		args->flags, args->cmdline, err ? strerror(-err) : "loaded");
	return err;
}

/* Flags that are optional for a load; the newest one first. */
static const struct {
	enum kexec_option option;
	unsigned long flag;
} optional[] = {
	{ KEXEC_OPTION_FORCE_DTB, KEXEC_FILE_FORCE_DTB }, /* Linux 6.18 */
	{ KEXEC_OPTION_NO_CMA, KEXEC_FILE_NO_CMA },	  /* Linux 6.17 */
	{ KEXEC_OPTION_DEBUG, KEXEC_FILE_DEBUG },	  /* Linux 6.8 */
};

/* Without the flag a device tree would be lost, unless there is none. */
static bool is_needed(struct kexec_image *image, unsigned long flag)
{
	return flag == KEXEC_FILE_FORCE_DTB && kxl_dtb_is_running(image);
}

/* A kernel returns EINVAL for an unknown flag: omit it then. */
static int call_with_optional_flags(struct kexec_image *image,
				    const struct kxl_file_load *args)
{
	struct kxl_file_load call = *args;
	size_t i;
	int err;

	if (image->options & KEXEC_OPTION_FORCE_DTB)
		(void)kxl_dtb_is_running(image); /* says if not */

	for (i = 0; i < ARRAY_SIZE(optional); i++)
		if (image->options & optional[i].option)
			call.flags |= optional[i].flag;
	err = call_file_load(image, &call);
	for (i = 0; i < ARRAY_SIZE(optional) && err == -EINVAL; i++) {
		if (!(call.flags & optional[i].flag) ||
		    is_needed(image, optional[i].flag))
			continue;
		call.flags &= ~optional[i].flag;
		err = call_file_load(image, &call);
	}
	return err;
}

static int fail_judged(struct kexec_image *image, const char *judge)
{
	const struct kxl_failure failure = {
		.errnum = ENOEXEC,
		.cause = KEXEC_CAUSE_PACKED_JUDGED,
		.action = KEXEC_ACTION_CALL_FILE_LOAD,
		.object = image->kernel.name,
	};

	return kxl_fail(image->ctx, &failure,
			"the running kernel can't read %s, and where %s judges "
			"files it gets no unpacked copy",
			image->contents.layers, judge);
}

/* The firmware has verified addons, and nothing here can. */
static int fail_addons(struct kexec_image *image, const char *judge)
{
	const struct kxl_failure failure = {
		.errnum = ENOEXEC,
		.cause = KEXEC_CAUSE_PACKED_JUDGED,
		.action = KEXEC_ACTION_CALL_FILE_LOAD,
		.object = image->kernel.name,
	};

	return kxl_fail(image->ctx, &failure,
			"where %s judges files, the addons of a unified kernel "
			"image can't be used, and it has some (%s)",
			judge, image->contents.addons[0]);
}

static int fail_altered(struct kexec_image *image, const char *judge)
{
	const struct kxl_failure failure = {
		.errnum = ENOEXEC,
		.cause = KEXEC_CAUSE_PACKED_JUDGED,
		.action = KEXEC_ACTION_CALL_FILE_LOAD,
		.object = image->kernel.name,
	};

	return kxl_fail(image->ctx, &failure,
			"where %s judges files, nothing stands for the command "
			"line, the initrd or the profile of a unified kernel "
			"image",
			judge);
}

/*
 * Have the kernel read and judge files without loading them. The policies judge
 * each when it is read; then the load fails with EBADF, because there is no
 * initrd to read, or with EINVAL, because the command line has no end
 * (kimage_file_prepare_segments() in Linux kernel/kexec_file.c). A kernel that
 * reads UKIs gets as far as that.
 */
static int ask(struct kexec_image *image, int kernel_fd, int initrd_fd)
{
	const struct kxl_file_load question = {
		.kernel_fd = kernel_fd,
		.initrd_fd = initrd_fd,
		.cmdline = "?",
		.cmdline_len = 1,
	};

	return call_file_load(image, &question);
}

static int ask_next(struct kexec_image *image, int kernel_fd, unsigned int i)
{
	int initrd_fd = i < image->nr_initrds ? image->initrds[i].fd : -1;

	return ask(image, kernel_fd, initrd_fd);
}

bool kxl_hand_over_accepts(struct kexec_image *image)
{
	const int accepted = image->nr_initrds ? -EINVAL : -EBADF;
	int kernel_fd = image->kernel.fd;
	int err = ask_next(image, kernel_fd, 0);
	unsigned int i;

	if (err == -ENOEXEC && kxl_image_is_packed(image)) {
		kernel_fd = image->contents.file.fd;
		err = ask_next(image, kernel_fd, 0);
	}
	for (i = 1; i < image->nr_initrds && err == accepted; i++)
		err = ask_next(image, kernel_fd, i);
	return err == accepted;
}

/*
 * A UKI as a whole has its own command line and initrd, so it is what was asked
 * for only if nothing else was given.
 */
static int call_whole(struct kexec_image *image,
		      const struct kxl_file_load *args)
{
	struct kxl_file_load whole = *args;
	int err;

	/* -ENOEXEC: nothing is against it, but it is not what was asked for. */
	if (kxl_image_is_altered(image)) {
		err = ask(image, args->kernel_fd, -1);
		return err && err != -EBADF ? err : -ENOEXEC;
	}
	whole.initrd_fd = -1;
	whole.flags |= KEXEC_FILE_NO_INITRAMFS;
	whole.cmdline = "";
	whole.cmdline_len = 1;
	return call_with_optional_flags(image, &whole);
}

static int call_original(struct kexec_image *image,
			 const struct kxl_file_load *args)
{
	return image->contents.is_uki ? call_whole(image, args)
				      : call_with_optional_flags(image, args);
}

/* Errors by which the running kernel says that it can't use the file. */
static const int file_errors[] = { ENOEXEC, EKEYREJECTED, ELIBBAD, EBADMSG };

/*
 * Without the CRC there is only the errno. Before the call the CRC may not have
 * been taken.
 */
static int fail_call(struct kexec_image *image, const struct kxl_call *call,
		     int err)
{
	u32 reserve = kxl_arch(image->ctx)->file_line_reserve;
	size_t i;
	int vet_err;

	for (i = 0; i < ARRAY_SIZE(file_errors); i++) {
		if (err != -file_errors[i])
			continue;
		vet_err = kxl_vet(image, reserve);
		if (vet_err)
			return vet_err;
	}
	return kxl_diagnose(image->ctx, call, err);
}

int kxl_hand_over(struct kexec_image *image, const struct kxl_file_load *args,
		  const struct kxl_call *call)
{
	struct kxl_file_load contents = *args;
	const char *judge;
	int err = call_original(image, args);

	if (err == -ENOEXEC && kxl_image_is_packed(image)) {
		judge = kxl_judge_find(image->ctx);
		if (judge && image->contents.nr_addons)
			return fail_addons(image, judge);
		if (judge && image->contents.is_uki &&
		    kxl_image_is_altered(image))
			return fail_altered(image, judge);
		if (judge)
			return fail_judged(image, judge);
		contents.kernel_fd = image->contents.file.fd;
		err = call_with_optional_flags(image, &contents);
	}
	return err ? fail_call(image, call, err) : 0;
}
