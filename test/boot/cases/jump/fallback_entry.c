// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * --fallback-entry in real EFI variables, which efivarfs makes immutable: a
 * load creates systemd-boot's LoaderEntryOneShot, an unload and the report of
 * the next system remove it. What systemd-boot says of itself is written here.
 */
#include "test/boot/cases/jump/fallback.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER	 "/sys/firmware/efi/efivars"
#define VENDOR	 "-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
#define ONE_SHOT FOLDER "/LoaderEntryOneShot" VENDOR
#define LINE \
	"console=ttyS0 no_timer_check kx.case=fallback_entry_second kx.how=entry"

static const uint8_t info[] = "\7\0\0\0s\0y\0s\0t\0e\0m\0d\0-\0b\0o\0o\0t\0 \0"
			      "2\0005\0007\0\0";
static const uint8_t features[] = { 7, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0 };
static const uint8_t one_shot[] = "\7\0\0\0g\0o\0o\0d\0.\0c\0o\0n\0f\0\0";

static void mount_variables(void)
{
	if (mount("none", FOLDER, "efivarfs", 0, NULL) && errno != EBUSY)
		fail("cannot mount " FOLDER ": %s", strerror(errno));
}

/* In one write, as Linux wants it. */
static void put_variable(const char *path, const uint8_t *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0644);

	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size || close(fd))
		fail("%s: %s", path, strerror(errno));
}

static bool is_there(void)
{
	return !access(ONE_SHOT, F_OK);
}

static void check_variable(void)
{
	uint8_t bytes[64];
	int flags = 0;
	int fd = open(ONE_SHOT, O_RDONLY);
	ssize_t got = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));

	if (got != sizeof(one_shot) ||
	    memcmp(bytes, one_shot, sizeof(one_shot)))
		fail("LoaderEntryOneShot has %zd other bytes", got);
	if (ioctl(fd, FS_IOC_GETFLAGS, &flags) || !(flags & FS_IMMUTABLE_FL))
		fail("LoaderEntryOneShot is not immutable");
	close(fd);
}

static void make_loader(void)
{
	static const char *const folders[] = { "/efi", "/efi/loader",
					       "/efi/loader/entries" };
	static const char *const files[] = { "/efi/k",
					     "/efi/loader/entries/good.conf",
					     "/efi/loader/entries/new.conf" };

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		mkdir(folders[i], 0755);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		write_file(files[i],
			   (struct bytes){ (const uint8_t *)"linux /k\n", 9 });
		if (chmod(files[i], 0644))
			fail("chmod %s: %s", files[i], strerror(errno));
	}
}

static void run_kexec(int status, const char *const argv[],
		      struct tool_result *result)
{
	run_tool(argv, result);
	if (result->status != status)
		fail("%s: exit status %d: %s", argv[1], result->status,
		     result->output);
}

void case_fallback_entry(void)
{
	static const char *const unload[] = { "/kexec", "-u", NULL };
	static const char *const start[] = { "/kexec", "-e", NULL };
	char kernel[128], call[4];
	const char *const load[] = { "/kexec",
				     call,
				     "-l",
				     "--with-fallback=60",
				     "--fallback-entry=good",
				     "--command-line=" LINE,
				     "--initrd=/initrd",
				     kernel,
				     NULL };
	struct tool_result result;
	struct cpio cpio;

	umask(022);
	kexec_arrive();
	mkdir("/run", 0755);
	make_loader();
	snprintf(call, sizeof(call), "-%s", word("call", "s"));
	snprintf(kernel, sizeof(kernel), "/boot/vmlinuz-%s",
		 word("target", "6.1"));
	cpio_create(&cpio, "/initrd");
	cpio_add_file(&cpio, "init", "/init");
	cpio_add_file(&cpio, "kexec", "/kexec");
	cpio_add_file(&cpio, "efivarfs.ko", "/efivarfs.ko");
	cpio_close(&cpio);
	mount_variables();
	run_kexec(255, load, &result);
	must_say(&result, "no EFI variable LoaderInfo says");
	put_variable(FOLDER "/LoaderInfo" VENDOR, info, sizeof(info));
	put_variable(FOLDER "/LoaderFeatures" VENDOR, features,
		     sizeof(features));
	run_kexec(0, load, &result);
	must_say(&result, "to start good.conf once; a report takes that back");
	check_variable();
	run_kexec(0, unload, &result);
	if (is_there())
		fail("an unload leaves LoaderEntryOneShot");
	run_kexec(0, load, &result);
	check_variable();
	say("jump");
	run_tool(start, &result);
	fail("kexec -e came back: %s", result.output);
}

void case_fallback_entry_second(void)
{
	static const char *const report[] = { "/kexec", "--report-alive",
					      NULL };
	struct tool_result result;
	int err;

	mkdir("/run", 0755);
	make_loader();
	err = insert_module("/efivarfs.ko");
	if (err)
		fail("insmod /efivarfs.ko: %d", err);
	mount_variables();
	check_variable();
	run_kexec(0, report, &result);
	must_say(&result, "good.conf: the boot loader starts it no longer");
	if (is_there())
		fail("a report leaves LoaderEntryOneShot");
	if (access(FOLDER "/LoaderInfo" VENDOR, F_OK))
		fail("a report removes other variables");
	pass();
}
