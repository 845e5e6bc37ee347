// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * grub.cfg as grub-mkconfig writes it on Debian 12 and on Fedora 39, with what
 * does not matter left out, through the public functions.
 */
#include "lib/entries/grub_menu.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define UUID   "11111111-2222-3333-4444-555555555555"
#define MOUNTS "/proc/self/mountinfo"
#define INFO                                   \
	"/sys/firmware/efi/efivars/LoaderInfo" \
	"-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
/* clang-format off */
#define SEARCH(uuid) \
	"\tif [ x$feature_platform_search_hint = xy ]; then\n" \
	"\t  search --no-floppy --fs-uuid --set=root " \
	"--hint-bios=hd0,gpt2 " uuid "\n" \
	"\telse\n" \
	"\t  search --no-floppy --fs-uuid --set=root " uuid "\n" \
	"\tfi\n"

static const char header[] =
	"### BEGIN /etc/grub.d/00_header ###\n"
	"if [ -s $prefix/grubenv ]; then\n"
	"  set have_grubenv=true\n"
	"  load_env\n"
	"fi\n"
	"if [ \"${next_entry}\" ] ; then\n"
	"   set default=\"${next_entry}\"\n"
	"   set next_entry=\n"
	"   save_env next_entry\n"
	"   set boot_once=true\n"
	"else\n"
	"   set default=\"${saved_entry}\"\n"
	"fi\n"
	"\n"
	"if [ x\"${feature_menuentry_id}\" = xy ]; then\n"
	"  menuentry_id_option=\"--id\"\n"
	"else\n"
	"  menuentry_id_option=\"\"\n"
	"fi\n"
	"\n"
	"export menuentry_id_option\n"
	"\n"
	"function savedefault {\n"
	"  if [ -z \"${boot_once}\" ]; then\n"
	"    saved_entry=\"${chosen}\"\n"
	"    save_env saved_entry\n"
	"  fi\n"
	"}\n"
	"function load_video {\n"
	"  if [ x$feature_all_video_module = xy ]; then\n"
	"    insmod all_video\n"
	"  else\n"
	"    insmod efi_gop\n"
	"  fi\n"
	"}\n"
	"if loadfont unicode ; then\n"
	"  set gfxmode=auto\n"
	"  load_video\n"
	"fi\n";

static const char debian[] =
	"menuentry 'Debian GNU/Linux' --class debian --class gnu-linux "
	"$menuentry_id_option 'gnulinux-simple-" UUID "' {\n"
	"\tload_video\n"
	"\tinsmod gzio\n"
	"\tif [ x$grub_platform = xxen ]; then insmod xzio; insmod lzopio; fi\n"
	"\tset root='hd0,gpt2'\n"
	SEARCH(UUID)
	"\techo\t'Loading Linux 6.1.0-21-amd64 ...'\n"
	"\tlinux\t/vmlinuz-6.1.0-21-amd64 root=/dev/sda2 ro  quiet\n"
	"\tinitrd\t/initrd.img-6.1.0-21-amd64\n"
	"}\n"
	"submenu 'Advanced options for Debian GNU/Linux' "
	"$menuentry_id_option 'gnulinux-advanced-" UUID "' {\n"
	"\tmenuentry 'Debian GNU/Linux, with Linux 6.1.0-18-amd64' "
	"--class debian $menuentry_id_option "
	"'gnulinux-6.1.0-18-amd64-advanced-" UUID "' {\n"
	"\tset root='hd0,gpt2'\n"
	SEARCH(UUID)
	"\tlinux\t/vmlinuz-6.1.0-18-amd64 root=/dev/sda2 ro  quiet\n"
	"\tinitrd\t/initrd.img-6.1.0-18-amd64\n"
	"\t}\n"
	"}\n"
	"menuentry 'Elsewhere' {\n"
	SEARCH("9999-AAAA")
	"\tlinux\t/vmlinuz-6.1.0-18-amd64\n"
	"}\n"
	"menuentry 'UEFI Firmware Settings' $menuentry_id_option "
	"'uefi-firmware' {\n"
	"\tfwsetup\n"
	"}\n";

static const char fedora[] =
	"insmod part_gpt\n"
	SEARCH(UUID)
	"search --no-floppy --fs-uuid --set=boot " UUID "\n"
	"if [ -z \"${kernelopts}\" ]; then\n"
	"  set kernelopts=\"root=UUID=1 ro rhgb quiet \"\n"
	"fi\n"
	"\n"
	"insmod blscfg\n"
	"blscfg\n"
	"### BEGIN /etc/grub.d/12_menu_auto_hide ###\n"
	"if [ \"${boot_success}\" = \"1\" -o "
	"\"${boot_indeterminate}\" = \"1\" ]; then\n"
	"  set menu_hide_ok=1\n"
	"fi\n";
/* clang-format on */

static void put_config(const struct fixture *fixture, const char *path,
		       const char *body)
{
	char text[8192];

	snprintf(text, sizeof(text), "%s%s", header, body);
	fixture_text(fixture, path, text);
}

static void put_kernels(const struct fixture *fixture)
{
	fixture_text(fixture, "/boot/vmlinuz-6.1.0-18-amd64", "k");
	fixture_text(fixture, "/boot/initrd.img-6.1.0-18-amd64", "i");
	fixture_text(fixture, "/boot/vmlinuz-6.1.0-21-amd64", "k");
	fixture_text(fixture, "/boot/initrd.img-6.1.0-21-amd64", "i");
}

static void link_to(const struct fixture *fixture, const char *target,
		    const char *path)
{
	char full[160];

	fixture_text(fixture, "/dev/disk/by-uuid/x", "");
	snprintf(full, sizeof(full), "%s%s", fixture->dir, path);
	assert_int_equal(symlink(target, full), 0);
}

/* /boot is a file system of its own. */
static void make_debian(struct fixture *fixture)
{
	fixture_make(fixture);
	fixture_text(fixture, MOUNTS,
		     "28 1 8:2 / / rw - ext4 /dev/sda3 rw\n"
		     "29 28 8:1 / /boot rw - ext4 /dev/sda2 rw\n");
	link_to(fixture, "../../sda2", "/dev/disk/by-uuid/" UUID);
	link_to(fixture, "../../sdb1", "/dev/disk/by-uuid/9999-AAAA");
	put_kernels(fixture);
	put_config(fixture, "/boot/grub/grub.cfg", debian);
}

static const struct kexec_boot_menu *read_menu(struct fixture *fixture)
{
	const struct kexec_boot_menu *menu = NULL;

	assert_int_equal(kexec_boot_menu_read(fixture->ctx, &menu), 0);
	return menu;
}

#define ADVANCED \
	"gnulinux-advanced-" UUID ">gnulinux-6.1.0-18-amd64-advanced-" UUID

TEST(a_debian_has_its_menu)
{
	const struct kexec_boot_entry *entry;
	const struct kexec_boot_menu *menu;
	struct fixture fixture;

	make_debian(&fixture);
	menu = read_menu(&fixture);
	assert_string_equal(menu->loader, "GRUB");
	assert_string_equal(menu->reason,
			    "its files are in /boot/grub/grub.cfg");
	assert_string_equal(menu->order, "that of its menu");
	assert_string_equal(menu->choice, "the first of them");
	assert_int_equal(menu->nr_entries, 4);
	entry = menu->next;
	assert_ptr_equal(entry, menu->entries[0]);
	assert_string_equal(entry->id, "gnulinux-simple-" UUID);
	assert_string_equal(entry->title, "Debian GNU/Linux");
	assert_string_equal(entry->place, "/boot/grub/grub.cfg:40");
	assert_string_equal(entry->kernel, "/boot/vmlinuz-6.1.0-21-amd64");
	assert_string_equal(entry->initrds[0],
			    "/boot/initrd.img-6.1.0-21-amd64");
	assert_string_equal(entry->cmdline,
			    "BOOT_IMAGE=/vmlinuz-6.1.0-21-amd64 "
			    "root=/dev/sda2 ro quiet");
	assert_string_equal(entry->problem, "");
	assert_int_equal(entry->kind, KEXEC_BOOT_GRUB);
	assert_string_equal(menu->entries[1]->id, ADVANCED);
	assert_string_equal(menu->entries[2]->problem,
			    "/vmlinuz-6.1.0-18-amd64: it is on another file "
			    "system than grub.cfg, on 9999-AAAA");
	assert_string_equal(menu->entries[3]->problem,
			    "fwsetup: what it starts is no Linux kernel, or "
			    "not that alone");
	assert_int_equal(
		kexec_boot_menu_find(fixture.ctx, menu,
				     "gnulinux-6.1.0-18-amd64-advanced-" UUID,
				     &entry),
		0);
	assert_string_equal(entry->id, ADVANCED);
	assert_string_equal(fixture.log, "");
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

#define BLOCK "# GRUB Environment Block\n"

/* grubenv, and the next entry. */
static const struct {
	const char *block;
	unsigned int next;
	const char *choice;
	const char *log;
} blocks[] = {
	{ BLOCK "saved_entry=" ADVANCED "\n####", 1,
	  "default is " ADVANCED " (the first entry where that names none)",
	  "" },
	{ BLOCK "saved_entry=0\nnext_entry=1>0\n", 1,
	  "default is 1>0 (the first entry where that names none)", "" },
	{ BLOCK "saved_entry=gone\n", 0,
	  "default is gone (the first entry where that names none)", "" },
	{ BLOCK "saved_entry=1>0", 0, "the first of them",
	  "warning: /boot/grub/grubenv:2: left out: the value has no end\n" },
	{ BLOCK "saved_entry=1>0\nx y=1\n", 1,
	  "default is 1>0 (the first entry where that names none)",
	  "warning: /boot/grub/grubenv:3: left out: it is no name of a "
	  "variable\n" },
	{ "saved_entry=1>0\n", 0, "the first of them",
	  "warning: /boot/grub/grubenv:1: left out: it is no environment "
	  "block\n" },
};

TEST(the_environment_block_chooses)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(blocks); i++) {
		make_debian(&fixture);
		fixture_text(&fixture, "/boot/grub/grubenv", blocks[i].block);
		menu = read_menu(&fixture);
		assert_ptr_equal(menu->next, menu->entries[blocks[i].next]);
		assert_string_equal(menu->choice, blocks[i].choice);
		assert_int_equal(menu->is_once,
				 strstr(blocks[i].block, "next_entry") != NULL);
		assert_string_equal(fixture.log, blocks[i].log);
		kexec_boot_menu_free(menu);
		fixture_free(&fixture);
	}
}

/* Fedora's 08_fallback_counting and 10_reset_boot_success, and the block. */
#define COUNTING                                                         \
	"load_env\n"                                                     \
	"if [ -n \"${boot_counter}\" -a \"${boot_success}\" = \"0\" ]; " \
	"then\n"                                                         \
	"if [ \"${boot_counter}\" = \"0\" -o "                           \
	"\"${boot_counter}\" = \"-1\" ]; then\n"                         \
	"set default=1\nset boot_counter=-1\n"                           \
	"else\ndecrement boot_counter\nfi\n"                             \
	"save_env boot_counter\nfi\n"                                    \
	"if [ \"${boot_success}\" = \"1\" ]; then\n"                     \
	"set boot_indeterminate=0\n"                                     \
	"else\nincrement boot_indeterminate\nfi\n"                       \
	"set boot_success=0\n"                                           \
	"save_env boot_success boot_indeterminate\n"                     \
	"menuentry a { linux /k }\nmenuentry b { linux /k }\n"

static const struct {
	const char *block;
	unsigned int next;
	bool is_counted;
} counts[] = {
	{ BLOCK "boot_success=0\nboot_counter=2\n", 0, true },
	{ BLOCK "boot_success=1\nboot_counter=2\n", 0, false },
	{ BLOCK "boot_success=0\n", 0, false },
	{ BLOCK "boot_success=0\nboot_indeterminate=0\n", 0, false },
	{ BLOCK "boot_success=0\nboot_counter=0\n", 1, true },
	{ BLOCK "boot_success=0\nboot_counter=-1\n", 1, false },
};

TEST(a_start_that_grub_counts_is_noticed)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		make_debian(&fixture);
		fixture_text(&fixture, "/boot/grub/grub.cfg", COUNTING);
		fixture_text(&fixture, "/boot/grub/grubenv", counts[i].block);
		menu = read_menu(&fixture);
		assert_ptr_equal(menu->next, menu->entries[counts[i].next]);
		assert_int_equal(menu->is_counted, counts[i].is_counted);
		kexec_boot_menu_free(menu);
		fixture_free(&fixture);
	}
}

TEST(a_folder_of_the_root_file_system_is_found)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;

	fixture_make(&fixture);
	fixture_text(&fixture, MOUNTS,
		     "28 1 0:30 /@ / rw - btrfs /dev/sda2 rw\n");
	put_kernels(&fixture);
	put_config(&fixture, "/boot/grub/grub.cfg",
		   "menuentry a { linux /@/boot/vmlinuz-6.1.0-18-amd64 }\n"
		   "menuentry b { linux /boot/vmlinuz-6.1.0-18-amd64 }\n"
		   "menuentry c { linux /vmlinuz-6.1.0-18-amd64 }\n");
	menu = read_menu(&fixture);
	assert_string_equal(menu->entries[0]->kernel,
			    "/boot/vmlinuz-6.1.0-18-amd64");
	assert_string_equal(menu->entries[0]->problem, "");
	assert_string_equal(menu->entries[1]->problem, "");
	assert_string_equal(
		menu->entries[2]->problem,
		"/vmlinuz-6.1.0-18-amd64: No such file or directory");
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

TEST(a_fedora_has_entries_of_blscfg)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;
	u8 info[] = "\6\0\0\0G\0R\0U\0B\0 \0002\0.\0001\0002\0\0\0";

	fixture_make(&fixture);
	fixture_text(&fixture, MOUNTS,
		     "28 1 0:30 /root / rw - btrfs /dev/sda3 rw\n"
		     "29 28 8:2 / /boot rw - ext4 /dev/sda2 rw\n"
		     "30 29 8:1 / /boot/efi rw - vfat /dev/sda1 rw\n");
	link_to(&fixture, "../../sda2", "/dev/disk/by-uuid/" UUID);
	put_config(&fixture, "/boot/grub2/grub.cfg", fedora);
	put_kernels(&fixture);
	fixture_text(&fixture, "/boot/loader/entries/id-6.5.6-300.fc39.conf",
		     "title Fedora 6.5\nversion 9\n"
		     "linux /vmlinuz-6.1.0-18-amd64\n"
		     "initrd /initrd.img-6.1.0-18-amd64 $tuned_initrd\n"
		     "options $kernelopts $tuned_params\n");
	fixture_text(&fixture, "/boot/loader/entries/id-6.11.4-100.fc39.conf",
		     "title Fedora 6.11\nversion 1\n"
		     "linux /vmlinuz-6.1.0-21-amd64\noptions root=/dev/sda3\n");
	fixture_text(&fixture, "/boot/grub2/grubenv",
		     BLOCK "boot_success=1\n####");
	fixture_put(&fixture, INFO, kx_bytes(info, sizeof(info) - 1));
	menu = read_menu(&fixture);
	assert_string_equal(menu->loader, "GRUB 2.12");
	assert_int_equal(menu->nr_entries, 2);
	assert_string_equal(menu->next->id, "id-6.11.4-100.fc39");
	assert_string_equal(menu->next->place,
			    "/boot/loader/entries/id-6.11.4-100.fc39.conf");
	assert_string_equal(menu->entries[1]->cmdline,
			    "BOOT_IMAGE=/vmlinuz-6.1.0-18-amd64 root=UUID=1 "
			    "ro rhgb quiet  ");
	assert_int_equal(menu->entries[1]->nr_initrds, 1);
	assert_non_null(strstr(menu->order, "whatever version"));
	assert_string_equal(fixture.log, "");
	kexec_boot_menu_free(menu);
	fixture_text(&fixture, "/boot/grub2/grubenv",
		     BLOCK "saved_entry=id-6.5.6-300.fc39\n####");
	menu = read_menu(&fixture);
	assert_string_equal(menu->next->title, "Fedora 6.5");
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

TEST(what_others_can_write_is_refused)
{
	static const char *const paths[] = { "/boot", "/boot/grub",
					     "/boot/grub/grub.cfg" };
	const struct kexec_boot_menu *menu = NULL;
	struct fixture fixture;
	char full[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		make_debian(&fixture);
		fixture_path(&fixture, paths[i], full);
		assert_int_equal(chmod(full, 0777), 0);
		assert_row(paths[i], kexec_boot_menu_read(fixture.ctx, &menu),
			   -EACCES);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    "boot-writable");
		assert_int_equal(chmod(full, 0755), 0);
		fixture_free(&fixture);
	}
}

/* GRUB reads it, and may start another entry for what it says. */
static void make_others(const char *path, const char *text, const char *script)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;
	char full[128];

	make_debian(&fixture);
	if (script)
		fixture_text(&fixture, "/boot/grub/grub.cfg", script);
	fixture_text(&fixture, path, text);
	fixture_path(&fixture, path, full);
	assert_int_equal(chmod(full, 0666), 0);
	menu = read_menu(&fixture);
	assert_null(menu->next);
	assert_string_equal(menu->choice,
			    "not known: a file that it reads was left out");
	assert_non_null(strstr(fixture.log, "others than root may write"));
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

TEST(a_file_of_others_leaves_the_next_entry_unknown)
{
	make_others("/boot/grub/grubenv", BLOCK "saved_entry=1>0\n", NULL);
	make_others("/boot/grub/other.cfg", "set default=1\n",
		    "menuentry a { linux /vmlinuz-6.1.0-18-amd64 }\n"
		    "menuentry b { linux /vmlinuz-6.1.0-18-amd64 }\n"
		    "if [ -f /grub/other.cfg ]; then\n"
		    "source /grub/other.cfg\nfi\n");
}

/* GRUB reads none, either. */
TEST(a_file_that_is_missing_leaves_no_doubt)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;

	make_debian(&fixture);
	fixture_text(&fixture, "/boot/grub/grub.cfg",
		     "source /grub/other.cfg\nload_env\nsource /grub\n"
		     "menuentry a { linux /vmlinuz-6.1.0-18-amd64 }\n");
	menu = read_menu(&fixture);
	assert_ptr_equal(menu->next, menu->entries[0]);
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

TEST(a_script_may_end_early)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;

	make_debian(&fixture);
	fixture_text(&fixture, "/boot/grub/grub.cfg",
		     "menuentry a { linux /vmlinuz-6.1.0-18-amd64 }\n"
		     "menuentry 'b {\n");
	menu = read_menu(&fixture);
	assert_int_equal(menu->nr_entries, 1);
	assert_string_equal(fixture.log,
			    "warning: /boot/grub/grub.cfg:3: left out: a quote "
			    "is not closed\n");
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_debian_has_its_menu),
		cmocka_unit_test(the_environment_block_chooses),
		cmocka_unit_test(a_start_that_grub_counts_is_noticed),
		cmocka_unit_test(a_folder_of_the_root_file_system_is_found),
		cmocka_unit_test(a_fedora_has_entries_of_blscfg),
		cmocka_unit_test(what_others_can_write_is_refused),
		cmocka_unit_test(
			a_file_of_others_leaves_the_next_entry_unknown),
		cmocka_unit_test(a_file_that_is_missing_leaves_no_doubt),
		cmocka_unit_test(a_script_may_end_early),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
