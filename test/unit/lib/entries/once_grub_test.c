// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* GRUB's entry for one start: where it can be forgotten, and its block. */
#include "lib/entries/once_grub.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define BLOCK  "/boot/grub/grubenv"
#define SIGN   "# GRUB Environment Block\n"
#define SCRIPT "set default=\"${next_entry}\"\n"

static void put_block(const struct fixture *fixture, const char *text,
		      size_t size)
{
	char block[2048];

	memset(block, '#', sizeof(block));
	memcpy(block, text, strlen(text));
	fixture_put(fixture, BLOCK, kx_bytes(block, size));
}

struct place {
	struct fixture fixture;
	struct kxl_menu menu;
	struct kxl_volume volume;
};

static void make(struct place *place)
{
	struct kxl_trouble trouble;
	int root;

	fixture_make(&place->fixture);
	put_block(&place->fixture, SIGN, 1024);
	root = open(place->fixture.dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	place->menu = (struct kxl_menu){ .ctx = place->fixture.ctx };
	assert_int_equal(
		kxl_volume_open(root, "/boot", &place->volume, &trouble), 0);
	close(root);
}

static void offer(struct place *place, const char *type, const char *script)
{
	const struct kxl_grub_place where = {
		.volume = &place->volume,
		.path = "/grub/grubenv",
		.type = type,
		.device = "8:1",
	};

	kxl_once_grub_offer(&place->menu, &where, view(script));
}

static void end(struct place *place)
{
	kxl_volume_close(&place->volume);
	kxl_pool_free(&place->menu.pool);
	fixture_free(&place->fixture);
}

static const struct {
	const char *name;
	const char *type;
	const char *script;
	const char *file; /* in sysfs; NULL: none */
	const char *refusal;
} rows[] = {
	{ "ext4 on a partition", "ext4", SCRIPT, "/sys/dev/block/8:1/partition",
	  NULL },
	{ "vfat", "vfat", SCRIPT, NULL, NULL },
	{ "a script that asks for nothing", "ext4", "set default=0\n", NULL,
	  "its grub.cfg does not use next_entry" },
	{ "no mounts", NULL, SCRIPT, NULL,
	  "it is not known which file system" },
	{ "btrfs", "btrfs", SCRIPT, NULL,
	  "GRUB can't write to its grubenv on "
	  "btrfs, and would start the entry for ever" },
	{ "zfs", "zfs", SCRIPT, NULL, "GRUB can't write" },
	{ "LVM or RAID", "ext4", SCRIPT, "/sys/dev/block/8:1/slaves/sda1/dev",
	  "through LVM" },
	{ "a partition of RAID", "ext4", SCRIPT,
	  "/sys/dev/block/slaves/sda/dev", "through LVM" },
	{ "a loop device", "ext4", SCRIPT,
	  "/sys/dev/block/8:1/loop/backing_file", "through LVM" },
};

TEST(grub_has_to_be_able_to_forget_it)
{
	char path[128];
	struct place place;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make(&place);
		/* The folder stands for the link to the device. */
		fixture_text(&place.fixture, "/sys/dev/block/8:1/size", "9\n");
		fixture_path(&place.fixture, "/sys/dev/block/8:1/slaves", path);
		assert_int_equal(mkdir(path, 0755), 0);
		if (rows[i].file)
			fixture_text(&place.fixture, rows[i].file, "1\n");
		offer(&place, rows[i].type, rows[i].script);
		assert_row(rows[i].name, !place.menu.facts.no_once,
			   !rows[i].refusal);
		if (rows[i].refusal)
			assert_non_null(strstr(place.menu.facts.no_once,
					       rows[i].refusal));
		end(&place);
	}
}

TEST(without_its_block_there_is_no_way)
{
	static const struct {
		const char *text; /* NULL: no file */
		size_t size;
		const char *refusal;
	} blocks[] = {
		{ NULL, 0, "/boot/grub/grubenv: No such file" },
		{ SIGN, 512, "/boot/grub/grubenv: it is no environment " },
		{ SIGN, 2048, "/boot/grub/grubenv: it is no environment " },
		{ "a=1\n", 1024, "/boot/grub/grubenv: it is no environment " },
	};
	struct place place;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(blocks); i++) {
		make(&place);
		if (blocks[i].text)
			put_block(&place.fixture, blocks[i].text,
				  blocks[i].size);
		else
			fixture_remove(&place.fixture, BLOCK);
		offer(&place, "ext4", SCRIPT);
		assert_non_null(place.menu.facts.no_once);
		assert_int_equal(strncmp(place.menu.facts.no_once,
					 blocks[i].refusal,
					 strlen(blocks[i].refusal)),
				 0);
		end(&place);
	}
}

static void must_be(const struct place *place, const char *text)
{
	char expected[1024];
	char got[1025];
	char path[128];
	int fd;

	memset(expected, '#', sizeof(expected));
	memcpy(expected, text, strlen(text));
	fixture_path(&place->fixture, BLOCK, path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(read(fd, got, sizeof(got)), 1024);
	close(fd);
	assert_memory_equal(got, expected, sizeof(expected));
}

TEST(the_block_keeps_its_size_and_its_file)
{
	struct kxl_trouble trouble;
	struct stat before;
	struct stat after;
	struct place place;
	const char *id;
	char path[128];

	make(&place);
	put_block(&place.fixture, SIGN "saved_entry=b\n", 1024);
	fixture_path(&place.fixture, BLOCK, path);
	stat(path, &before);
	offer(&place, "ext4", SCRIPT);
	assert_int_equal(place.menu.once->read(&place.menu, &id, &trouble), 0);
	assert_null(id);
	assert_int_equal(place.menu.once->write(&place.menu, "a>b c", &trouble),
			 0);
	must_be(&place, SIGN "saved_entry=b\nnext_entry=a>b c\n");
	assert_int_equal(place.menu.once->read(&place.menu, &id, &trouble), 0);
	assert_string_equal(id, "a>b c");
	assert_int_equal(place.menu.once->write(&place.menu, NULL, &trouble),
			 0);
	must_be(&place, SIGN "saved_entry=b\n");
	stat(path, &after);
	assert_int_equal(after.st_ino, before.st_ino);
	end(&place);
}

/* GRUB leaves the name with nothing. */
TEST(an_empty_value_is_none)
{
	struct kxl_trouble trouble;
	struct place place;
	const char *id = "x";

	make(&place);
	put_block(&place.fixture, SIGN "next_entry=\n", 1024);
	offer(&place, "ext4", SCRIPT);
	assert_int_equal(place.menu.once->read(&place.menu, &id, &trouble), 0);
	assert_null(id);
	assert_int_equal(place.menu.once->write(&place.menu, "a", &trouble), 0);
	must_be(&place, SIGN "next_entry=a\n");
	end(&place);
}

TEST(a_full_block_stays_as_it_is)
{
	char text[1000] = SIGN "a=";
	struct kxl_trouble trouble;
	struct place place;

	make(&place);
	memset(text + strlen(text), 'x', 900);
	strcat(text, "\n");
	put_block(&place.fixture, text, 1024);
	offer(&place, "ext4", SCRIPT);
	memset(trouble.words, 0, sizeof(trouble.words));
	assert_int_equal(
		place.menu.once->write(
			&place.menu,
			"0123456789012345678901234567890123456789012345678901"
			"2345678901234567890123456789012345678901234567890123",
			&trouble),
		-EBADMSG);
	assert_non_null(strstr(trouble.words, "grub-editenv"));
	must_be(&place, text);
	end(&place);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(grub_has_to_be_able_to_forget_it),
		cmocka_unit_test(without_its_block_there_is_no_way),
		cmocka_unit_test(the_block_keeps_its_size_and_its_file),
		cmocka_unit_test(an_empty_value_is_none),
		cmocka_unit_test(a_full_block_stays_as_it_is),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
