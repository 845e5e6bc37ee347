// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The banner of Linux is found wherever it is, and not looked for forever. */
#include "core/format/elf_linux.h"

#include <string.h>
#include <sys/mman.h>

#include "core/plan.h"
#include "test/unit/test.h"

#define GIB  (1ULL << 30)
#define PAGE 4096ULL

static const char words[] = "Linux version ";

/* The place of the release in loads of @sizes, one after the other; or NULL. */
static const u8 *find(struct kx_bytes file, const u64 *sizes, u32 count)
{
	struct kx_request request = { .kernel = file };
	struct kx_elf_vetting vetting = { .request = &request };
	u64 offset = 0;
	u32 i;

	for (i = 0; i < count; i++) {
		vetting.elf.loads[i].offset = offset;
		vetting.elf.loads[i].size = sizes[i];
		offset += sizes[i];
	}
	vetting.elf.nr_loads = count;
	kx_elf_find_linux(&vetting);
	return vetting.version.data;
}

/* The same, byte by byte. */
static const u8 *find_slowly(struct kx_bytes bytes)
{
	const u64 size = sizeof(words) - 1;
	u64 i;

	for (i = 0; i + size < bytes.size; i++) {
		const u8 *at = bytes.data + i;

		if (!memcmp(at, words, size) && at[size] >= '0' &&
		    at[size] <= '9')
			return at + size;
	}
	return NULL;
}

/* Pieces of the banner, letters of it, others, and now and then all of it. */
static u64 fill(struct dice *dice, u8 *text, u64 room)
{
	static const char letters[] = "Linux version 6.1\n";
	u64 size = 0;

	while (size < room) {
		u64 start = dice_roll(dice, sizeof(words));
		u64 length = dice_between(dice, 1, sizeof(words));

		if (start + length > sizeof(words) - 1)
			length = sizeof(words) - 1 - start;
		if (dice_roll(dice, 3) == 0)
			start = length = 0;
		if (dice_roll(dice, 6) == 0) {
			start = 0;
			length = sizeof(words) - 1;
		}
		if (length + 2 > room - size)
			return size;
		memcpy(text + size, words + start, length);
		size += length;
		text[size++] = (u8)letters[dice_roll(dice, sizeof(letters))];
		if (dice_roll(dice, 4) == 0)
			text[size++] = (u8)dice_any(dice);
	}
	return size;
}

TEST(it_is_found_where_a_search_byte_by_byte_finds_it)
{
	struct dice dice = dice_new();
	u8 text[120];
	u32 found = 0;
	u32 i;

	for (i = 0; i < 100000; i++) {
		u64 size = fill(&dice, text, dice_between(&dice, 2, 120));
		const u8 *at = find(kx_bytes(text, size), &size, 1);

		assert_ptr_equal(at, find_slowly(kx_bytes(text, size)));
		found += !!at;
	}
	assert_true(found > 10000 && found < 90000);
}

/* A file of holes, which no Linux is: KERNEL_IMAGE_SIZE is 1 GiB. */
TEST(a_gib_is_searched_and_no_more)
{
	static const struct {
		const char *name;
		u64 start; /* of the banner */
		u64 sizes[3];
		bool is_found;
	} rows[] = {
		{ "at the end", GIB - 15, { GIB }, true },
		{ "one byte on", GIB - 14, { GIB + PAGE }, false },
		{ "far", GIB + PAGE, { GIB + 2 * PAGE }, false },
		{ "in the last part", GIB - 15, { GIB - PAGE, PAGE }, true },
		{ "after two", GIB, { GIB - PAGE, PAGE, PAGE }, false },
	};
	const u64 size = GIB + 2 * PAGE;
	u8 *file = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t i;

	assert_ptr_not_equal(file, MAP_FAILED);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memcpy(file + rows[i].start, "Linux version 6", 15);
		assert_row(rows[i].name,
			   find(kx_bytes(file, size), rows[i].sizes, 3) != NULL,
			   rows[i].is_found);
		memset(file + rows[i].start, 0, 15);
	}
	munmap(file, size);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			it_is_found_where_a_search_byte_by_byte_finds_it),
		cmocka_unit_test(a_gib_is_searched_and_no_more),
	};

	return cmocka_run_group_tests_name("elf_banner", tests, NULL, NULL);
}
