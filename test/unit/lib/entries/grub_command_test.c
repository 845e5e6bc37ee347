// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Single commands: their status, and what they change. */
#include "lib/entries/grub_command.h"

#include <stdlib.h>

#include "test/unit/lib/entries/fake_grub.h"
#include "test/unit/test.h"

#define WORDS_MAX 8
#define BLOCK	  "# GRUB Environment Block\n"

static int run(struct fake_grub *fake, const char *const *words)
{
	static const struct kxl_grub_text text = { .path = "/p", .line = 3 };
	u32 count = 0;

	while (count < WORDS_MAX && words[count])
		count++;
	return kxl_grub_command(&fake->grub, words, count, &text);
}

/* A command, its status, and a variable after it. */
static const struct {
	const char *words[WORDS_MAX];
	int status;
	const char *name;
	const char *value; /* NULL: not set */
} rows[] = {
	{ { "set", "a=b=c" }, 0, "a", "b=c" },
	{ { "set", "a" }, 1, "a", NULL },
	{ { "set" }, 0, "a", NULL },
	{ { "a=" }, 0, "a", "" },
	{ { "=a" }, 1, "", NULL },
	{ { "unset", "prefix" }, 0, "prefix", NULL },
	{ { "true" }, 0, "a", NULL },
	{ { "false" }, 1, "a", NULL },
	{ { "insmod", "ext2" }, 0, "a", NULL },
	{ { "no_such_command" }, 1, "a", NULL },
	{ { "[", "a", "]" }, 0, "a", NULL },
	{ { "[", "", "]" }, 1, "a", NULL },
	{ { "[", "a" }, 1, "a", NULL },
	{ { "[" }, 1, "a", NULL },
	{ { "test", "a" }, 0, "a", NULL },
	{ { "load_env" }, 0, "saved_entry", "7" },
	{ { "load_env", "other" }, 0, "saved_entry", NULL },
	{ { "load_env", "saved_entry" }, 0, "saved_entry", "7" },
	{ { "load_env", "-f", "/other", "saved_entry" },
	  0,
	  "saved_entry",
	  "8" },
	{ { "load_env", "--file=/other" }, 0, "saved_entry", "8" },
	{ { "load_env", "-f", "/none" }, 1, "saved_entry", NULL },
	{ { "load_env", "-f", "(hd1)/other" }, 1, "saved_entry", NULL },
	{ { "save_env", "saved_entry" }, 0, "a", NULL },
	{ { "search", "--no-floppy", "--fs-uuid", "--set=root", "--hint=x",
	    FAKE_UUID },
	  0,
	  "root",
	  "kexec" },
	{ { "search", "-u", "-s", "9999" }, 0, "root", "9999" },
	{ { "search", "--label", "--set=a", "here" }, 0, "a", "kexec" },
	{ { "search", "--file", "--set=a", "/other" }, 0, "a", "kexec" },
	{ { "search", "--hint", "x", "-f", "--set=a", "/none" },
	  0,
	  "a",
	  "/none" },
	{ { "search", "-u", "9999" }, 1, "a", NULL },
	{ { "search", "-u", FAKE_UUID }, 0, "a", NULL },
	{ { "search" }, 1, "a", NULL },
	{ { "search.fs_uuid", FAKE_UUID, "dev", "hd0" }, 0, "dev", "kexec" },
	{ { "search.fs_label", "x", "dev" }, 0, "dev", "x" },
	{ { "search.file", "/other", "dev" }, 0, "dev", "kexec" },
	{ { "increment" }, 1, "a", NULL },
	{ { "increment", "none" }, 1, "none", NULL },
	{ { "increment", "n" }, 0, "n", "8" },
	{ { "decrement", "n" }, 0, "n", "6" },
	{ { "increment", "most" }, 0, "most", "9223372036854775807" },
	{ { "decrement", "least" }, 0, "least", "-9223372036854775808" },
};

static void make(struct fake_grub *fake)
{
	*fake = (struct fake_grub){
		.files = { { "/boot/grub/grubenv",
			     BLOCK "saved_entry=7\nnext_entry=x\n" },
			   { "/other", BLOCK "saved_entry=8\n" },
			   { "/counts", BLOCK "boot_counter=1\n"
					      "boot_indeterminate=0\n" },
			   { "/bad", "saved_entry=8\n" } },
	};
	fake_grub_make(fake);
	kxl_grub_set(&fake->grub, "n", "7");
	kxl_grub_set(&fake->grub, "most", "9223372036854775807");
	kxl_grub_set(&fake->grub, "least", "-9223372036854775808");
}

TEST(a_command_has_a_status_and_an_effect)
{
	struct fake_grub fake;
	const char *value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make(&fake);
		assert_row(rows[i].words[0], run(&fake, rows[i].words),
			   rows[i].status);
		value = kxl_grub_get(&fake.grub, rows[i].name);
		assert_row(rows[i].words[0], !!value, !!rows[i].value);
		if (value)
			assert_string_equal(value, rows[i].value);
		fake_grub_free(&fake);
	}
}

TEST(a_broken_block_is_named)
{
	static const char *const words[] = { "load_env", "-f", "/bad", NULL };
	struct fake_grub fake;

	make(&fake);
	assert_int_equal(run(&fake, words), 0);
	assert_null(kxl_grub_get(&fake.grub, "saved_entry"));
	assert_string_equal(fake.log, "/bad:1: it is no environment block\n");
	fake_grub_free(&fake);
}

TEST(a_boot_counter_that_changed_and_is_saved_is_noticed)
{
	static const char *const load[] = { "load_env", "-f", "/counts", NULL };
	static const char *const count[] = { "decrement", "boot_counter",
					     NULL };
	static const char *const more[] = { "increment", "boot_indeterminate",
					    NULL };
	static const char *const other[] = { "save_env", "boot_indeterminate",
					     NULL };
	static const char *const save[] = { "save_env", "boot_indeterminate",
					    "boot_counter", NULL };
	struct kxl_grub_entry entry = { 0 };
	struct fake_grub fake;

	make(&fake);
	assert_int_equal(run(&fake, load), 0);
	assert_int_equal(run(&fake, more), 0);
	assert_int_equal(run(&fake, save), 0);
	assert_int_equal(run(&fake, count), 0);
	assert_int_equal(run(&fake, other), 0);
	fake.grub.starting = &entry;
	assert_int_equal(run(&fake, save), 0);
	assert_false(fake.grub.is_counted);
	fake.grub.starting = NULL;
	/* What is counted after it changes nothing. */
	assert_int_equal(run(&fake, more), 0);
	assert_int_equal(run(&fake, save), 0);
	assert_true(fake.grub.is_counted);
	fake_grub_free(&fake);
}

/* A line of an entry's body, and what is known of the entry after it. */
static const struct {
	const char *words[WORDS_MAX];
	const char *kernel;
	const char *cmdline;
	u32 nr_initrds;
	const char *problem;
} bodies[] = {
	{ { "linux", "/k", "root=/dev/sda1", "ro" },
	  "/k",
	  "BOOT_IMAGE=/k root=/dev/sda1 ro",
	  0,
	  NULL },
	{ { "linuxefi", "(kexec)/k" }, "/k", "BOOT_IMAGE=/k", 0, NULL },
	{ { "linux", "/k", "a b", "c\"d", "e'f", "g\\h", "\\x20" },
	  "/k",
	  "BOOT_IMAGE=/k \"a b\" c\\\"d e\\'f g\\\\h \\x20",
	  0,
	  NULL },
	{ { "linux", "(hd1,1)/k" },
	  NULL,
	  NULL,
	  0,
	  "(hd1,1)/k: it is on another file system than grub.cfg, on that" },
	{ { "linux" }, NULL, NULL, 0, NULL },
	{ { "initrd", "/i", "(kexec)/j" }, NULL, NULL, 2, NULL },
	{ { "initrd", "newc:x:/i" },
	  NULL,
	  NULL,
	  0,
	  "newc: makes an initrd of a file, which can't be done here" },
	{ { "chainloader", "/EFI/x.efi" },
	  NULL,
	  NULL,
	  0,
	  "chainloader: what it starts is no Linux kernel, or not that "
	  "alone" },
	{ { "multiboot2", "/xen" },
	  NULL,
	  NULL,
	  0,
	  "multiboot2: what it starts is no Linux kernel, or not that "
	  "alone" },
};

TEST(a_body_says_what_is_started)
{
	struct kxl_grub_entry entry;
	struct fake_grub fake;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bodies); i++) {
		make(&fake);
		entry = (struct kxl_grub_entry){ 0 };
		fake.grub.starting = &entry;
		(void)run(&fake, bodies[i].words);
		assert_row(bodies[i].words[0], !!entry.kernel,
			   !!bodies[i].kernel);
		if (entry.kernel) {
			assert_string_equal(entry.kernel, bodies[i].kernel);
			assert_string_equal(entry.cmdline, bodies[i].cmdline);
		}
		assert_row(bodies[i].words[0], entry.nr_initrds,
			   bodies[i].nr_initrds);
		if (bodies[i].problem)
			assert_string_equal(entry.problem, bodies[i].problem);
		else
			assert_null(entry.problem);
		fake_grub_free(&fake);
	}
}

TEST(outside_of_an_entry_nothing_is_started)
{
	static const char *const linux_words[] = { "linux", "/k", NULL };
	static const char *const initrd_words[] = { "initrd", "/i", NULL };
	static const char *const exit_words[] = { "exit", NULL };
	struct fake_grub fake;

	make(&fake);
	assert_int_equal(run(&fake, linux_words), 1);
	assert_int_equal(run(&fake, initrd_words), 1);
	assert_int_equal(run(&fake, exit_words), 0);
	assert_true(fake.grub.is_ended);
	fake_grub_free(&fake);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_has_a_status_and_an_effect),
		cmocka_unit_test(a_broken_block_is_named),
		cmocka_unit_test(
			a_boot_counter_that_changed_and_is_saved_is_noticed),
		cmocka_unit_test(a_body_says_what_is_started),
		cmocka_unit_test(outside_of_an_entry_nothing_is_started),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
