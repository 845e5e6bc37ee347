// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Debian's systemd, with the units of tool/units/: it comes up, and a service
 * has it reboot at once. /boot, or an EFI system partition (esp), has the files
 * of a boot loader, and systemd unmounts it on the way. kx.how= says what is
 * asked for, and what goes wrong.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/boot/cases/jump/systemd.h"

#define LINE \
	"console=ttyS0 panic=-1 panic_on_warn=1 no_timer_check kx.case=second"
/* As kernel-install(8) names files. */
#define MACHINE	 "0123456789abcdef0123456789abcdef"
#define ENTRIES	 "/efi/loader/entries/"
#define ESP_LINE LINE "_esp"
#define SYSTEMD	 "/lib/systemd/systemd"

static const struct how {
	const char *name;
	const char *command; /* of systemctl(1) */
	bool is_loaded;	     /* by kexec(8), before */
	const char *kernel;  /* its text; NULL: the real one */
	const char *stop;    /* of kexec-entry.service */
	bool is_forbidden;   /* by /no-kexec-reboot */
	bool has_esp;
} hows[] = {
	{ "reboot", "reboot", .stop = "TimeoutStopSec=60\n" },
	{ "kexec", "kexec", true, .stop = "TimeoutStopSec=60\n" },
	{ "target", "isolate kexec.target", .stop = "TimeoutStopSec=60\n" },
	{ "esp", "reboot", .stop = "TimeoutStopSec=60\n", .has_esp = true },
	{ "broken", "reboot", .kernel = "broken\n", .stop = "" },
	{ "hang", "reboot", .stop = "ExecStop=\nExecStop=/bin/sleep 90\n" },
	{ "forbidden", "reboot", .stop = "", .is_forbidden = true },
};

static const struct how *find_how(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(hows); i++)
		if (same_text(hows[i].name, word("how", "reboot")))
			return &hows[i];
	fail("kx.how=%s is not known", word("how", ""));
}

void put_file(const char *path, const char *text)
{
	write_file(path, (struct bytes){ (const uint8_t *)text, strlen(text) });
	if (chmod(path, 0644))
		fail("chmod %s: %s", path, strerror(errno));
}

void make_folder(const char *path)
{
	if (mkdir(path, 0755) && errno != EEXIST)
		fail("mkdir %s: %s", path, strerror(errno));
}

/* What is mounted on /boot hides the kernel there. */
static void make_boot(const struct how *how, struct load *load)
{
	make_folder("/boot");
	write_file("/k", map_file(load->kernel));
	load->kernel = "/k";
	if (mount("none", "/boot", "tmpfs", 0, "mode=755"))
		fail("cannot mount /boot: %s", strerror(errno));
	make_folder("/boot/loader");
	make_folder("/boot/loader/entries");
	put_file("/boot/loader/entries/next+3.conf",
		 "title Next\nversion 2\nlinux /k\ninitrd /i\noptions " LINE
		 "\n");
	write_file("/boot/i", map_file(load->initrd));
	if (how->kernel)
		put_file("/boot/k", how->kernel);
	else
		write_file("/boot/k", map_file("/k"));
	if (chmod("/boot/k", 0644) || chmod("/boot/i", 0644))
		fail("chmod in /boot: %s", strerror(errno));
}

/* Of a disk and its file system; each comes after what it needs. */
static const char *const modules[] = {
	"virtio_ring",
	"virtio",
	"virtio_pci_legacy_dev",
	"virtio_pci_modern_dev",
	"virtio_pci",
	"virtio_blk",
	"fat",
	"vfat",
	"nls_cp437",
	"nls_ascii",
};

void insert_esp_modules(void)
{
	char path[64];
	int err;

	for (size_t i = 0; i < ARRAY_SIZE(modules); i++) {
		snprintf(path, sizeof(path), "/esp/%s.ko", modules[i]);
		err = insert_module(path);
		if (err)
			fail("insmod %s: %d", path, err);
	}
}

static void mount_esp(void)
{
	insert_esp_modules();
	make_folder("/efi");
	if (mount("/dev/vda", "/efi", "vfat", 0, "umask=022"))
		fail("cannot mount /efi: %s", strerror(errno));
}

/* The next kernel mounts it, too. */
static void pack_modules(const char *path)
{
	struct cpio cpio;
	char name[64];

	cpio_create(&cpio, path);
	cpio_add_directory(&cpio, "esp");
	for (size_t i = 0; i < ARRAY_SIZE(modules); i++) {
		snprintf(name, sizeof(name), "/esp/%s.ko", modules[i]);
		cpio_add_file(&cpio, name + 1, name);
	}
	cpio_close(&cpio);
}

static void make_esp(const struct load *load)
{
	static const char *const folders[] = {
		"/efi/EFI",	      "/efi/EFI/BOOT",	     "/efi/EFI/systemd",
		"/efi/loader",	      "/efi/loader/entries", "/efi/" MACHINE,
		"/efi/" MACHINE "/2",
	};

	mount_esp();
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		make_folder(folders[i]);
	put_file("/efi/EFI/systemd/systemd-bootx64.efi", "a boot loader\n");
	put_file("/efi/EFI/BOOT/BOOTX64.EFI", "a boot loader\n");
	put_file("/efi/loader/loader.conf", "default " MACHINE "-*\n");
	put_file(ENTRIES MACHINE "-1.conf",
		 "title Old\nversion 1\nsort-key debian\n"
		 "linux /" MACHINE "/2/linux\n");
	put_file(ENTRIES MACHINE "-2+3.conf",
		 "title Next\nversion 2\nsort-key debian\n"
		 "linux /" MACHINE "/2/linux\n"
		 "initrd /" MACHINE "/2/initrd\n"
		 "initrd /" MACHINE "/2/modules\n"
		 "options " ESP_LINE "\n");
	write_file("/efi/" MACHINE "/2/linux", map_file(load->kernel));
	write_file("/efi/" MACHINE "/2/initrd", map_file(load->initrd));
	pack_modules("/efi/" MACHINE "/2/modules");
}

void prepare_systemd(void)
{
	make_folder("/sbin");
	unlink("/sbin/kexec");
	if (link("/kexec", "/sbin/kexec"))
		fail("no /sbin/kexec: %s", strerror(errno));
	make_folder("/etc");
	make_folder("/etc/systemd");
	make_folder(UNITS);
	make_folder(UNITS "multi-user.target.wants");
	put_file("/etc/machine-id", MACHINE "\n");
	if (symlink("/lib/systemd/system/multi-user.target",
		    UNITS "default.target"))
		fail("no default.target: %s", strerror(errno));
}

void want_unit(const char *name)
{
	char target[64];
	char link[128];

	snprintf(target, sizeof(target), "../%s", name);
	snprintf(link, sizeof(link), UNITS "multi-user.target.wants/%s", name);
	if (symlink(target, link))
		fail("%s: %s", link, strerror(errno));
}

void become_systemd(void)
{
	execl(SYSTEMD, SYSTEMD, (char *)NULL);
	fail("no " SYSTEMD ": %s", strerror(errno));
}

static void make_units(const struct how *how)
{
	char text[256];

	make_folder(UNITS "kexec-entry.service.d");
	snprintf(text, sizeof(text),
		 "[Unit]\nAfter=kexec-entry.service\n"
		 "[Service]\nType=oneshot\n"
		 "ExecStart=/bin/systemctl --no-block %s\n",
		 how->command);
	put_file(UNITS "kx-go.service", text);
	snprintf(text, sizeof(text), "[Service]\nStandardError=tty\n%s",
		 how->stop);
	put_file(UNITS "kexec-entry.service.d/test.conf", text);
	want_unit("kx-go.service");
	if (how->is_forbidden)
		put_file("/no-kexec-reboot", "");
}

void run_program(const char *const argv[])
{
	struct tool_result result;

	run_tool(argv, &result);
	if (result.status)
		fail("%s %s: exit status %d: %s", argv[0], argv[1],
		     result.status, result.output);
}

static void expect(const struct how *how, const struct load *load)
{
	char release[128];

	kernel_release(load->kernel, release, sizeof(release));
	verdict("expect_release", "%s", release);
	verdict("expect_cmdline", "%s", how->has_esp ? ESP_LINE : LINE);
}

void case_systemd(void)
{
	static const char *const enable[] = { "/bin/systemctl", "enable",
					      "kexec-entry.service", NULL };
	static const char *const load_it[] = { "/sbin/kexec", "-l",
					       "--boot-entry", NULL };
	const struct how *how = find_how();
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	load.initrd = make_initrd("1k");
	prepare_systemd();
	if (how->has_esp)
		make_esp(&load);
	else
		make_boot(how, &load);
	make_units(how);
	run_program(enable);
	if (how->is_loaded)
		run_program(load_it);
	expect(how, &load);
	verdict("rebooting", "1");
	say("jump");
	become_systemd();
}

/* The start was counted as systemd-boot counts it, before it was unmounted. */
void case_second_esp(void)
{
	mount_esp();
	if (access(ENTRIES MACHINE "-2+2-1.conf", F_OK) ||
	    !access(ENTRIES MACHINE "-2+3.conf", F_OK) ||
	    access(ENTRIES MACHINE "-1.conf", F_OK))
		fail("the start was not counted");
	if (umount("/efi"))
		fail("cannot unmount /efi: %s", strerror(errno));
	case_second();
}
