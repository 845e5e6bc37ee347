// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Files of boot loaders, as tools write them; a row each. */
#include <string.h>

#include "test/fuzz/seed.h"

static const struct {
	const char *target;
	const char *name;
	const char *text;
} rows[] = {
	{ "bls", "type1",
	  "title Debian\nversion 6.1\nsort-key debian\nmachine-id 1\n"
	  "linux /k\ninitrd /i\ninitrd \"/j\"\noptions root=/dev/sda1\n"
	  "options quiet\ndevicetree /d\narchitecture x64\nprofile 1\n" },
	{ "bls", "kinds", "uki /a\nefi /b\nuki-url c\n# d\n\nlinux\t'/e'\r\n" },
	{ "bls", "conf", "default a*\npreferred @saved\ntimeout 3\n" },
	{ "bls", "counter", "a+3-1.conf" },
	{ "version", "debian", "6.1.0-18-amd64\n6.1.0-9-amd64\n6.1~rc1" },
	{ "version", "names", "a-1.conf\na-1+3.conf\n.a.conf" },
	{ "version", "packages", "i-0-rescue\ni-6.5-1.fc39\ni-6.5^a-1" },
	{ "grub", "debian",
	  "if [ -s $prefix/grubenv ]; then\nload_env\nfi\n"
	  "set default=\"${saved_entry}\"\nexport default\n"
	  "function f { set a=$1; return 1 }\n"
	  "menuentry 'a b' --class x --id c {\nset root='hd0,gpt2'\n"
	  "search --no-floppy --fs-uuid --set=root 1\n"
	  "linux /k root=$a \"x y\"\ninitrd /i /j\n}\n"
	  "submenu 's' { menuentry d { linux /d } }\n\xff"
	  "# GRUB Environment Block\nsaved_entry=s>d\n####" },
	{ "grub", "fedora",
	  "if [ -z \"${k}\" -o ! ( -f /x ) ]; then k=1; elif true; then "
	  "source /y; else blscfg; fi; blscfg --path /e\n\xff"
	  "title T\nlinux /k\noptions $k $l\ninitrd /i $l\n" },
	{ "grub", "ends", "{ for x in a; do { } done }; configfile /a; exit" },
	{ "extlinux", "u-boot-menu",
	  "default l0\nmenu title U-Boot menu\nprompt 0\ntimeout 50\n\n"
	  "label l0\n\tmenu label Debian\n\tlinux /boot/k\n"
	  "\tinitrd /boot/i\n\tfdtdir /d/\n\tappend root=/dev/sda1\n" },
	{ "extlinux", "syslinux",
	  "DEFAULT vesamenu.c32\nONTIMEOUT b\nAPPEND quiet\nINCLUDE x\n"
	  "LABEL a\nKERNEL k\nAPPEND initrd=i,j -\nLABEL b\nMENU DEFAULT\n"
	  "MENU LABEL ^B\nLINUX /k\nAPPEND -\nFDT d\n\xff"
	  "LABEL c\nKERNEL /c\n" },
	{ "loader_variable", "mounts",
	  "29 28 8:1 / /boot rw shared:1 - vfat /dev/sda1 rw\nx\n" },
};

static void seed_entries(const char *folder)
{
	struct seed seed;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		seed.size = strlen(rows[i].text);
		memcpy(seed.data, rows[i].text, seed.size);
		seed_write(folder, rows[i].target, rows[i].name, &seed);
	}
	seed.size = 8;
	memcpy(seed.data, "\7\0\0\0G\0\0\0", seed.size);
	seed_write(folder, "loader_variable", "variable", &seed);
}

void seed_others(const char *folder)
{
	seed_unpacked(folder);
	seed_entries(folder);
	seed_vmcore(folder);
	seed_arm64(folder);
}
