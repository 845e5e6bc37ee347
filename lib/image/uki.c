// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A unified kernel image becomes what a boot loader would give by itself:
 * kernel, initrd and command line. Linux reads none of that out of a UKI, which
 * systemd-stub does under UEFI. What only firmware can use is left out.
 */
#include "lib/image/uki.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/plan.h"
#include "core/sign/authenticode.h"
#include "core/wrap/uki.h"
#include "lib/errors/advice.h"
#include "lib/errors/cause.h"
#include "lib/image/fault.h"
#include "lib/image/profiles.h"
#include "lib/image/uki_tree.h"
#include "lib/machine/arch.h"
#include "lib/machine/available.h"
#include "lib/machine/sealed.h"
#include "lib/text/size.h"

/* Linux reads an archive's headers at multiples of this (init/initramfs.c). */
#define ARCHIVE_ALIGN 4
/* The largest that a PE file may say (Microsoft PE Format). */
#define FILE_ALIGN_MAX 65536
/* Of an archive that is not compressed (init/initramfs.c). */
#define ARCHIVE_MAGIC "070701"

/* What is read, and where from. */
struct source {
	struct kexec_ctx *ctx;
	const char *name;
	struct kx_uki parts;
	struct kxl_uki_place place;
	struct kxl_addons addons;
};

bool kxl_uki_opens(const struct kx_arch *arch, struct kx_bytes file)
{
	struct kx_uses uses;

	return kx_uki_is(file) && kx_plan_uses(arch, file, &uses);
}

static int fail_part(const struct source *source, const struct kx_fault *fault)
{
	const struct kxl_failure failure = {
		.errnum = kx_error(-fault->code)->errnum,
		.cause = kxl_cause(-fault->code),
		.action = KEXEC_ACTION_UNPACK,
		.object = source->name,
		.fault = fault,
	};
	char reason[KXL_REASON_SIZE];

	kxl_fault_print(kxl_arch(source->ctx), fault, reason, sizeof(reason));
	return kxl_fail(source->ctx, &failure, "%s", reason);
}

static int fail_profile(const struct source *source, const char *profile,
			const struct kx_fault *fault)
{
	const struct kxl_failure failure = {
		.errnum = kx_error(-fault->code)->errnum,
		.cause = kxl_cause(-fault->code),
		.action = KEXEC_ACTION_UNPACK,
		.object = source->name,
		.fault = fault,
	};

	return kxl_fail(source->ctx, &failure,
			"the unified kernel image has no profile %s (it has "
			"%llu)",
			profile, (unsigned long long)fault->limit);
}

int kxl_uki_fail_other(struct kexec_ctx *ctx, const char *name)
{
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_PROFILE,
		.action = KEXEC_ACTION_UNPACK,
		.object = name,
	};

	return kxl_fail(ctx, &failure,
			"only a unified kernel image has profiles, and this "
			"file is none");
}

static int fail_write(const struct source *source, int err)
{
	const struct kxl_failure failure = {
		.errnum = -err,
		.cause = err == -ENOMEM ? KEXEC_CAUSE_MEMORY
					: KEXEC_CAUSE_UNPACK_WRITE,
		.action = KEXEC_ACTION_UNPACK,
		.object = source->name,
		.facts = KXL_ON_FILE,
	};

	return kxl_fail(source->ctx, &failure,
			"a file for what is in the unified kernel image: %s",
			strerror(-err));
}

static int read_parts(struct source *source, struct kx_bytes file,
		      const char *profile)
{
	struct kx_fault fault = { .segment = KX_NO_SEGMENT,
				  .other = KX_NO_SEGMENT };
	u32 number = 0;
	int err = 0;

	if (profile)
		err = kx_uki_profile(file, kx_bytes(profile, strlen(profile)),
				     &number, &fault);
	source->place = (struct kxl_uki_place){ file, number };
	if (!err)
		err = kx_uki_read(file, number, &source->parts, &fault);
	if (err == -KX_E_PROFILE)
		return fail_profile(source, profile ? profile : "0", &fault);
	return err ? fail_part(source, &fault) : 0;
}

static u64 addons_size(const struct source *source)
{
	const struct kx_bytes *parts;
	u64 size = 0;
	unsigned int i;

	for (i = 0; i < source->addons.count; i++) {
		parts = source->addons.list[i].uki.parts;
		size += parts[KX_UKI_INITRD].size + parts[KX_UKI_UCODE].size;
	}
	return size;
}

/* What is taken out stays in memory until it is loaded. */
static int check_room(const struct source *source)
{
	const struct kx_bytes *parts = source->parts.parts;
	const struct kx_fault fault = {
		.segment = KX_NO_SEGMENT,
		.other = KX_NO_SEGMENT,
		.value = parts[KX_UKI_LINUX].size + parts[KX_UKI_INITRD].size +
			 parts[KX_UKI_UCODE].size + addons_size(source),
		.limit = kxl_available(source->ctx),
	};
	const struct kxl_failure failure = {
		.errnum = ENOMEM,
		.cause = KEXEC_CAUSE_MEMORY_SHORT,
		.action = KEXEC_ACTION_UNPACK,
		.object = source->name,
		.fault = &fault,
	};
	char needed[KXL_SIZE_MAX];
	char have[KXL_SIZE_MAX];

	if (fault.value <= fault.limit)
		return 0;
	kxl_size_print(needed, fault.value, KXL_ROUND_UP);
	kxl_size_print(have, fault.limit, KXL_ROUND_DOWN);
	return kxl_fail(source->ctx, &failure,
			"kernel and initrd in it have %s, and %s of memory are "
			"available",
			needed, have);
}

static int write_padded(int fd, struct kx_bytes bytes)
{
	static const u8 zeroes[ARCHIVE_ALIGN];
	int err = kxl_sealed_write(fd, bytes);

	if (err)
		return err;
	return kxl_sealed_write(fd,
				kx_bytes(zeroes, -bytes.size % ARCHIVE_ALIGN));
}

/*
 * VirtualSize of .linux is the memory that the kernel takes, not its length, so
 * the padding of the section is there still. A signature that is followed by
 * zeroes does not match any more: they are digested as well
 * (pefile_digest_pe_contents() in Linux
 * crypto/asymmetric_keys/verify_pefile.c).
 */
static struct kx_bytes without_padding(struct kx_bytes kernel)
{
	struct kx_authenticode image;
	u64 end;
	u64 i;

	if (kx_authenticode_read(kernel, &image, NULL))
		return kernel;
	end = image.certificates.end;
	if (kernel.size - end >= FILE_ALIGN_MAX)
		return kernel;
	for (i = end; i < kernel.size; i++)
		if (kernel.data[i])
			return kernel;
	return kx_bytes(kernel.data, end);
}

static int write_kernel(const struct source *source, int fd)
{
	return kxl_sealed_write(
		fd, without_padding(source->parts.parts[KX_UKI_LINUX]));
}

/* The kernel takes the first microcode that it finds: the last addon's. */
static int write_ucode(const struct source *source, int fd)
{
	unsigned int i;
	int err = 0;

	for (i = source->addons.count; i && !err; i--)
		err = write_padded(
			fd, source->addons.list[i - 1].uki.parts[KX_UKI_UCODE]);
	return err ? err : write_padded(fd, source->parts.parts[KX_UKI_UCODE]);
}

/* The kernel finds microcode in front of what is compressed, and only there. */
static int write_initrd(const struct source *source, int fd)
{
	unsigned int i;
	int err = write_ucode(source, fd);

	if (!err)
		err = write_padded(fd, source->parts.parts[KX_UKI_INITRD]);
	for (i = 0; i < source->addons.count && !err; i++)
		err = write_padded(
			fd, source->addons.list[i].uki.parts[KX_UKI_INITRD]);
	return err;
}

/* @what: for the name; @fill writes it to @fd */
static int take_out(const struct source *source, const char *what,
		    int (*fill)(const struct source *source, int fd),
		    struct kxl_file *file)
{
	int fd = kxl_sealed_open("kexec-uki");
	char *name = NULL;
	int err;

	if (fd < 0)
		return fail_write(source, fd);
	err = fill(source, fd);
	if (!err)
		err = kxl_sealed_finish(&fd);
	if (!err && asprintf(&name, "%s%s", source->name, what) < 0)
		err = -ENOMEM;
	err = err ? fail_write(source, err)
		  : kxl_file_adopt(source->ctx, KEXEC_ACTION_UNPACK, fd, name,
				   file);
	free(name);
	close(fd);
	return err;
}

/* Appends a section .cmdline to @line, which may be NULL: none so far. */
static int add_line(struct kx_bytes section, char **line)
{
	char *more = NULL;
	char *both;
	int err = kxl_profiles_line(section, &more);

	if (err || !more)
		return err;
	if (!*line || !**line || !*more) {
		both = *line && !*more ? *line : more;
		free(both == more ? *line : more);
		*line = both;
		return 0;
	}
	if (asprintf(&both, "%s %s", *line, more) < 0) {
		free(more);
		return -ENOMEM;
	}
	free(*line);
	free(more);
	*line = both;
	return 0;
}

static int take_line(const struct source *source, char **cmdline)
{
	unsigned int i;
	int err = add_line(source->parts.parts[KX_UKI_CMDLINE], cmdline);

	for (i = 0; i < source->addons.count && !err; i++)
		err = add_line(source->addons.list[i].uki.parts[KX_UKI_CMDLINE],
			       cmdline);
	return err ? kxl_fail_memory(source->ctx, KEXEC_ACTION_UNPACK) : 0;
}

static int take_names(const struct source *source, struct kxl_uki *uki)
{
	unsigned int i;

	for (i = 0; i < source->addons.count; i++) {
		uki->addons[i] = strdup(source->addons.list[i].file.name);
		if (!uki->addons[i])
			return kxl_fail_memory(source->ctx,
					       KEXEC_ACTION_UNPACK);
		uki->nr_addons++;
	}
	return 0;
}

/* Nothing is left in an initrd of no bytes. */
static bool has_initrd(const struct source *source)
{
	const struct kx_bytes *parts = source->parts.parts;

	return parts[KX_UKI_INITRD].size || parts[KX_UKI_UCODE].size ||
	       addons_size(source);
}

/* What is not done is said, where somebody may miss it. */
static void say(const struct source *source)
{
	const struct kx_bytes *parts = source->parts.parts;
	struct kx_bytes ucode = parts[KX_UKI_UCODE];

	if (ucode.size &&
	    (ucode.size < strlen(ARCHIVE_MAGIC) ||
	     memcmp(ucode.data, ARCHIVE_MAGIC, strlen(ARCHIVE_MAGIC)) != 0))
		kxl_log(source->ctx, KEXEC_LOG_WARNING,
			"%s: its microcode (.ucode) is no cpio archive, or is "
			"compressed: Linux does not find it",
			source->name);
	kxl_log(source->ctx, KEXEC_LOG_DEBUG,
		"unpack: %s: unified kernel image, %u profiles, kernel %#llx, "
		"initrd %#llx, microcode %#llx bytes",
		source->name, source->parts.nr_profiles,
		(unsigned long long)parts[KX_UKI_LINUX].size,
		(unsigned long long)parts[KX_UKI_INITRD].size,
		(unsigned long long)ucode.size);
}

static int take_all(const struct source *source, struct kxl_uki *uki)
{
	int err = check_room(source);

	if (!err)
		err = take_out(source, "", write_kernel, &uki->kernel);
	if (!err && has_initrd(source))
		err = take_out(source, ":.initrd", write_initrd, &uki->initrd);
	if (!err)
		err = take_line(source, &uki->cmdline);
	if (!err)
		err = kxl_uki_tree(source->ctx, &source->parts, source->place,
				   source->name, &uki->dtb);
	return err ? err : take_names(source, uki);
}

void kxl_uki_close(struct kxl_uki *uki)
{
	unsigned int i;

	kxl_file_close(&uki->kernel);
	kxl_file_close(&uki->initrd);
	free(uki->cmdline);
	kxl_text_free(uki->dtb);
	for (i = 0; i < uki->nr_addons; i++)
		free(uki->addons[i]);
	*uki = (struct kxl_uki){ 0 };
}

int kxl_uki_open(struct kexec_ctx *ctx, const struct kxl_file *file,
		 const char *profile, struct kxl_uki *uki)
{
	struct source source = { .ctx = ctx, .name = file->name };
	struct kxl_uki fresh = { 0 };
	int err = read_parts(&source, file->bytes, profile);

	if (!err)
		err = kxl_addons_open(ctx, file,
				      source.parts.parts[KX_UKI_UNAME],
				      &source.addons);
	if (!err)
		err = take_all(&source, &fresh);
	kxl_addons_close(&source.addons);
	if (err) {
		kxl_uki_close(&fresh);
		return err;
	}
	say(&source);
	*uki = fresh;
	return 0;
}
