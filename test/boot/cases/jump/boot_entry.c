// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A file system with the files of a boot loader, kx.loader=. Its next entry is
 * loaded without a path being given, and started; beside it are entries that
 * are broken, lead out of the file system, or can be changed by others.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE "console=ttyS0 panic=-1 panic_on_warn=1 no_timer_check "

struct file {
	const char *path;
	const char *text;
};

static const struct loader {
	const char *name;
	const char *mount; /* of its file system, which has /k and /i */
	const char *folders[4];
	struct file files[7];
	const char *writable; /* of its files */
	const char *cmdline;
	const char *says[5]; /* in the list of entries */
} loaders[] = {
	{ "systemd-boot",
	  "/efi",
	  { "/efi/EFI", "/efi/loader", "/efi/loader/entries" },
	  { { "/efi/loader/entries/old.conf",
	      "sort-key a\nversion 1\nlinux /none\n" },
	    { "/efi/loader/entries/tried+0-3.conf",
	      "sort-key a\nversion 9\nlinux /k\ninitrd /other/i\n" },
	    { "/efi/loader/entries/next+2-1.conf",
	      "title Next\nsort-key a\nversion 2\nlinux \\k\n"
	      "initrd /early\ninitrd /i\noptions " LINE
	      "\noptions kx.case=second\n" },
	    { "/efi/loader/entries/first.conf",
	      "sort-key a\nversion 3\nlinux /k\ninitrd /out\n" },
	    { "/efi/loader/entries/others.conf",
	      "sort-key a\nversion 4\nlinux /k\n" },
	    { "/efi/loader/loader.conf", "default next*\n" } },
	  "/efi/loader/entries/others.conf",
	  LINE "kx.case=second",
	  { "old.conf:3: left out: /none is not there",
	    "others.conf: left out: others.conf: others than root may write",
	    "/efi/out: a link leads out of the file system",
	    "/efi/other/i: other: it is on another file system",
	    "-> next.conf" } },
	{ "GRUB",
	  "/boot",
	  { "/boot/grub" },
	  { { "/boot/grub/grubenv",
	      "# GRUB Environment Block\nsaved_entry=more>next\n####" },
	    { "/boot/grub/grub.cfg",
	      "if [ -s $prefix/grubenv ]; then load_env; fi\n"
	      "set default=\"${saved_entry}\"\n"
	      "menuentry 'First' { linux /k; initrd /out }\n"
	      "menuentry 'Else' { source /grub/others.cfg\n"
	      "while true; do true; done }\n"
	      "submenu 'More' --id more {\n"
	      "menuentry 'Next' --id next {\n"
	      "\techo 'Loading'\n"
	      "\tlinux /k " LINE " \"kx.case=second\"\n"
	      "\tinitrd /early /i\n}\n}\n" },
	    { "/boot/grub/others.cfg", "set default=0\n" } },
	  "/boot/grub/others.cfg",
	  "BOOT_IMAGE=/k " LINE "kx.case=second",
	  { "others.cfg: left out: others.cfg: others than root may write",
	    "grub.cfg:5: left out: a loop is not followed",
	    "/boot/out: a link leads out of the file system",
	    "-> more>next" } },
	{ "extlinux",
	  "/boot",
	  { "/boot/extlinux" },
	  { { "/boot/extlinux/extlinux.conf",
	      "default next\nlabel first\nlinux /k\ninitrd /out\n"
	      "label next2\nlinux /k\ninitrd /early,/i\nappend " LINE
	      "kx.case=second\nlabel next\nmenu default\nlinux ../k\n"
	      "include others.conf\nontimeout next2\n" },
	    { "/boot/extlinux/others.conf", "ontimeout first\n" } },
	  "/boot/extlinux/others.conf",
	  LINE "kx.case=second",
	  { "extlinux.conf:12: left out: the file that it includes",
	    "/boot/extlinux/../k: the path has .. in it",
	    "/boot/out: a link leads out of the file system", "-> next2" } },
};

static const struct loader *find_loader(void)
{
	const char *name = word("loader", "systemd-boot");

	for (size_t i = 0; i < ARRAY_SIZE(loaders); i++)
		if (same_text(loaders[i].name, name))
			return &loaders[i];
	fail("there is no loader %s", name);
}

static void put(const char *folder, const char *name, struct bytes content)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	write_file(path, content);
}

static void put_files(const struct loader *loader)
{
	for (size_t i = 0; i < ARRAY_SIZE(loader->folders); i++)
		if (loader->folders[i])
			mkdir(loader->folders[i], 0755);
	for (size_t i = 0; i < ARRAY_SIZE(loader->files); i++) {
		const struct file *file = &loader->files[i];

		if (file->path)
			write_file(file->path,
				   (struct bytes){ (const void *)file->text,
						   strlen(file->text) });
	}
	if (chmod(loader->writable, 0666))
		fail("cannot change %s: %s", loader->writable, strerror(errno));
}

/* The mount may hide the kernel. */
static void make(const struct loader *loader, struct load *load)
{
	struct bytes kernel = map_file(load->kernel);
	struct bytes initrd = map_file(load->initrd);
	static char path[128];

	mkdir(loader->mount, 0755);
	if (mount("none", loader->mount, "tmpfs", 0, "mode=755"))
		fail("cannot mount %s: %s", loader->mount, strerror(errno));
	put_files(loader);
	put(loader->mount, "k", kernel);
	put(loader->mount, "i", initrd);
	put(loader->mount, "early", initrd);
	snprintf(path, sizeof(path), "%s/other", loader->mount);
	mkdir(path, 0755);
	if (mount("none", path, "tmpfs", 0, "mode=755"))
		fail("cannot mount %s: %s", path, strerror(errno));
	put(path, "i", initrd);
	snprintf(path, sizeof(path), "%s/out", loader->mount);
	if (symlink("../init", path))
		fail("cannot link %s: %s", path, strerror(errno));
	snprintf(path, sizeof(path), "%s/k", loader->mount);
	load->kernel = path;
}

static void check_list(const struct loader *loader, const struct load *load)
{
	const char *const argv[] = { load->client, "--boot-entry", NULL };
	struct tool_result result;

	run_tool(argv, &result);
	if (result.status || kexec_loaded())
		fail("kexec --boot-entry: exit status %d: %s", result.status,
		     result.output);
	for (size_t i = 0; i < ARRAY_SIZE(loader->says); i++)
		if (loader->says[i] && !strstr(result.output, loader->says[i]))
			fail("the list lacks %s: %s", loader->says[i],
			     result.output);
}

static void refuse(const struct loader *loader, const struct load *load)
{
	const char *id = same_text(loader->name, "GRUB") ? "--boot-entry=First"
							 : "--boot-entry=first";
	const char *const argv[] = { load->client, "-l", id, NULL };
	struct tool_result result;

	run_tool(argv, &result);
	if (!result.status || kexec_loaded() ||
	    !strstr(result.output, "leads out of the file system"))
		fail("kexec %s: exit status %d: %s", id, result.status,
		     result.output);
}

static void load_next(const struct loader *loader, const struct load *load)
{
	const char *const argv[] = { load->client, load->call, "-l",
				     "--boot-entry", NULL };
	struct tool_result result;

	run_tool(argv, &result);
	if (result.status || !kexec_loaded() ||
	    !strstr(result.output, loader->name))
		fail("kexec -l --boot-entry: exit status %d: %s", result.status,
		     result.output);
}

void case_boot_entry(void)
{
	const struct loader *loader = find_loader();
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	load.initrd = make_initrd("1k");
	load.cmdline = loader->cmdline;
	make(loader, &load);
	check_list(loader, &load);
	refuse(loader, &load);
	load_next(loader, &load);
	jump(&load);
}
