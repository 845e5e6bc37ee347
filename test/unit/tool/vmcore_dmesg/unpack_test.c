// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Every compression restores the packed bytes, and refuses all others. */
#include "tool/vmcore_dmesg/unpack.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"
#include "test/unit/tool/vmcore_dmesg/pack.h"
#include "tool/vmcore_dmesg/failure.h"

static const u32 flags[] = { PAGE_PLAIN, PAGE_ZLIB, PAGE_LZO, PAGE_SNAPPY,
			     PAGE_ZSTD };

static u8 page[MADE_PAGE], got[MADE_PAGE];
static u8 packed[4 * MADE_PAGE];
static struct failure failure;

/* A page that is half text, half zeroes. */
static void make_page(struct dice *dice)
{
	size_t i;

	memset(page, 0, sizeof(page));
	for (i = 0; i < sizeof(page) / 2; i++)
		page[i] = (u8)(dice_roll(dice, 4) ? 'a' : dice_roll(dice, 256));
}

TEST(what_was_packed_comes_back)
{
	struct dice dice = dice_new();
	size_t size;
	size_t i;
	u32 round;

	for (round = 0; round < 50; round++) {
		for (i = 0; i < ARRAY_SIZE(flags); i++) {
			make_page(&dice);
			memset(got, 0x55, sizeof(got));
			size = pack(flags[i], page, sizeof(page), packed,
				    sizeof(packed));
			assert_row("flag",
				   unpack(flags[i], kx_bytes(packed, size), got,
					  sizeof(got), &failure),
				   0);
			assert_memory_equal(got, page, sizeof(page));
		}
	}
}

/* Damage may go undetected, but never causes an access out of bounds. */
TEST(damaged_pages_do_no_damage)
{
	struct dice dice = dice_new();
	size_t size, cut;
	u8 *exact;
	size_t i;
	u32 round;

	for (round = 0; round < 2000; round++) {
		i = dice_roll(&dice, ARRAY_SIZE(flags));
		make_page(&dice);
		size = pack(flags[i], page, sizeof(page), packed,
			    sizeof(packed));
		cut = dice_roll(&dice, 2) ? size : dice_roll(&dice, size);
		exact = malloc(cut + 1);
		memcpy(exact, packed, cut);
		if (cut)
			exact[dice_roll(&dice, cut)] ^=
				(u8)(1U << dice_roll(&dice, 8));
		if (unpack(flags[i], kx_bytes(exact, cut), got, sizeof(got),
			   &failure))
			assert_int_equal(failure.status, STATUS_DATA);
		free(exact);
	}
}

TEST(pages_of_the_wrong_size_are_refused)
{
	size_t size;
	size_t i;

	memset(page, 'x', sizeof(page));
	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		size = pack(flags[i], page, sizeof(page) / 2, packed,
			    sizeof(packed));
		assert_row("small",
			   unpack(flags[i], kx_bytes(packed, size), got,
				  sizeof(got), &failure),
			   STATUS_DATA);
		size = pack(flags[i], page, sizeof(page), packed,
			    sizeof(packed));
		assert_row("large",
			   unpack(flags[i], kx_bytes(packed, size), got,
				  sizeof(got) / 2, &failure),
			   STATUS_DATA);
		assert_row("none",
			   unpack(flags[i], kx_bytes(packed, 0), got,
				  sizeof(got), &failure),
			   STATUS_DATA);
	}
	assert_int_equal(unpack(PAGE_ZLIB | PAGE_LZO, kx_bytes(packed, size),
				got, sizeof(got), &failure),
			 STATUS_DATA);
	assert_non_null(strstr(failure.text, "more than one"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_packed_comes_back),
		cmocka_unit_test(damaged_pages_do_no_damage),
		cmocka_unit_test(pages_of_the_wrong_size_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
