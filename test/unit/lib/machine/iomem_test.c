// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* /proc/iomem, as written by kernels, and invalid. */
#include "lib/machine/iomem.h"

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static struct kx_memory entries[16];

static struct kx_memmap empty(void)
{
	return (struct kx_memmap){ entries, 0, ARRAY_SIZE(entries) };
}

/* "[1000,9fc00)1 ..." */
static const char *shown(const struct kx_memmap *map)
{
	static char text[256];
	size_t used = 0;
	u32 i;

	text[0] = '\0';
	for (i = 0; i < map->count; i++)
		used += (size_t)snprintf(
			text + used, sizeof(text) - used, "[%llx,%llx)%u ",
			(unsigned long long)map->entries[i].range.start,
			(unsigned long long)map->entries[i].range.end,
			map->entries[i].type);
	return text;
}

/* clang-format off */
static const struct {
	const char *name;
	const char *text;
	int err;
	const char *map;
} usable[] = {
	{ "two ranges",
	  "00001000-0009fbff : System RAM\n00100000-3fffffff : System RAM\n",
	  0, "[1000,9fc00)1 [100000,40000000)1 " },
	{ "a crash kernel inside",
	  "00100000-3fffffff : System RAM\n  10000000-17ffffff : Crash kernel\n",
	  0, "[100000,10000000)1 [18000000,40000000)1 " },
	{ "deeper inside",
	  "00100000-3fffffff : System RAM\n  10000000-1fffffff : x\n    10000000-17ffffff : Crash kernel\n",
	  0, "[100000,10000000)1 [18000000,40000000)1 " },
	{ "reserved inside",
	  "00000000-0000ffff : System RAM\n  00001000-00001fff : reserved\n",
	  0, "[0,1000)1 [2000,10000)1 " },
	{ "kernel code is free to be overwritten",
	  "00100000-3fffffff : System RAM\n  01000000-02209987 : Kernel code\n",
	  0, "[100000,40000000)1 " },
	{ "a driver's memory is not ours",
	  "00001000-00001fff : System RAM\n140000000-17fffffff : System RAM (kmem)\n",
	  0, "[1000,2000)1 " },
	{ "ram inside something else is not ours",
	  "00001000-00001fff : System RAM\n100000000-1ffffffff : Persistent Memory\n  100000000-13fffffff : System RAM\n",
	  0, "[1000,2000)1 " },
	{ "hidden from users",
	  "00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n",
	  -EPERM, "" },
	{ "empty", "", -ENODATA, "" },
	{ "no ram", "00001000-00001fff : Reserved\n", -ENODATA, "" },
	{ "cut off", "00001000-00001fff : System RAM\n00003000-",
	  -EBADMSG, "[1000,2000)1 " },
	{ "backwards", "00002000-00001fff : System RAM\n", -EBADMSG,
	  "" },
	{ "up to the last address",
	  "fffffffffffff000-ffffffffffffffff : System RAM\n", 0,
	  "[fffffffffffff000,ffffffffffffffff)1 " },
};
/* clang-format on */

TEST(usable_memory_is_ram_without_what_is_taken_in_it)
{
	struct kx_memmap map;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(usable); i++) {
		map = empty();
		assert_row(usable[i].name,
			   kxl_iomem_usable(view(usable[i].text), &map),
			   usable[i].err);
		print_message("# %s\n", usable[i].name);
		assert_string_equal(shown(&map), usable[i].map);
	}
}

TEST(a_full_map_is_an_error)
{
	struct kx_memmap map = { entries, 0, 1 };

	assert_int_equal(kxl_iomem_usable(view("0-f : System RAM\n"
					       "20-2f : System RAM\n"),
					  &map),
			 -ENOMEM);
}

TEST(the_firmwares_map_has_firmwares_names_only)
{
	struct kx_memmap map = empty();

	assert_int_equal(
		kxl_iomem_firmware(
			view("00001000-0009ffff : System RAM\n"
			     "000a0000-000fffff : PCI Bus 0000:00\n"
			     "  000f0000-000fffff : Reserved\n"
			     "00100000-001fffff : System RAM\n"
			     "  00180000-0018ffff : Kernel code\n"
			     "00200000-0020ffff : ACPI Tables\n"
			     "00210000-0021ffff : ACPI Non-volatile Storage\n"
			     "00300000-003fffff : Persistent Memory (legacy)\n"
			     "  00300000-003fffff : System RAM\n"),
			&map),
		0);
	assert_string_equal(shown(&map),
			    "[1000,a0000)1 [f0000,100000)2 [100000,200000)1 "
			    "[200000,210000)3 [210000,220000)4 "
			    "[300000,400000)12 ");
}

TEST(a_dump_has_all_memory_but_the_crash_kernels)
{
	struct kx_memmap map = empty();

	assert_int_equal(
		kxl_iomem_dumped(
			view("00001000-0009fbff : System RAM\n"
			     "00100000-3fffffff : System RAM\n"
			     "  01000000-02209987 : Kernel code\n"
			     "  10000000-17ffffff : Crash kernel\n"
			     "  20000000-20ffffff : GART\n"
			     "100000000-2ffffffff : virtio0\n"
			     "  100000000-13fffffff : System RAM (virtio_mem)\n"
			     "300000000-3ffffffff : Persistent Memory\n"
			     "  300000000-3ffffffff : dax0.0\n"
			     "    300000000-33fffffff : System RAM (kmem)\n"),
			&map),
		0);
	assert_string_equal(shown(&map),
			    "[1000,9fc00)1 [100000,10000000)1 "
			    "[18000000,20000000)1 [21000000,40000000)1 "
			    "[100000000,140000000)1 [300000000,340000000)1 ");
	assert_int_equal(kxl_iomem_dumped(view("1-"), &map), -EBADMSG);
	map.capacity = map.count;
	assert_int_equal(kxl_iomem_dumped(view("0-f : System RAM"), &map),
			 -ENOMEM);
}

TEST(the_highest_region_takes_the_crash_kernel)
{
	static const struct {
		const char *name;
		const char *text;
		int err;
		struct kxl_reserved reserved;
	} rows[] = {
		{ "none",
		  "1000-1fff : System RAM\n",
		  0,
		  { { 0, 0 }, { 0, 0 } } },
		{ "an empty file", "", 0, { { 0, 0 }, { 0, 0 } } },
		{ "one",
		  "1000-1fffffff : System RAM\n  10000-1ffff : Crash kernel\n",
		  0,
		  { { 0x10000, 0x20000 }, { 0, 0 } } },
		{ "a low one as well",
		  "1000-1fffffff : System RAM\n  10000-1ffff : Crash kernel\n"
		  "100000000-1ffffffff : System RAM\n"
		  "  180000000-18fffffff : Crash kernel\n",
		  0,
		  { { 0x180000000, 0x190000000 }, { 0x10000, 0x20000 } } },
		{ "not in RAM",
		  "10000-1ffff : Crash kernel\n",
		  0,
		  { { 0x10000, 0x20000 }, { 0, 0 } } },
		{ "hidden",
		  "0-0 : System RAM\n  0-0 : Crash kernel\n",
		  -EPERM,
		  { { 7, 7 }, { 7, 7 } } },
		{ "garbage", "x\n", -EBADMSG, { { 7, 7 }, { 7, 7 } } },
	};
	struct kxl_reserved reserved;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		reserved = (struct kxl_reserved){ { 7, 7 }, { 7, 7 } };
		assert_row(rows[i].name,
			   kxl_iomem_reserved(view(rows[i].text), &reserved),
			   rows[i].err);
		print_message("# %s\n", rows[i].name);
		assert_memory_equal(&reserved, &rows[i].reserved,
				    sizeof(reserved));
	}
}

TEST(the_kernel_lies_from_its_code_to_its_bss)
{
	struct kx_range range;

	range = kxl_iomem_kernel(view("00100000-3fffffff : System RAM\n"
				      "  01000000-02209987 : Kernel code\n"
				      "  02400000-02c26fff : Kernel rodata\n"
				      "  03600000-037fffff : Kernel bss\n"));
	assert_int_equal(range.start, 0x1000000);
	assert_int_equal(range.end, 0x3800000);
	range = kxl_iomem_kernel(view("  01000000-02209987 : Kernel code\n"));
	assert_true(kx_range_is_empty(range));
	range = kxl_iomem_kernel(view("  0-0 : Kernel code\n"
				      "  0-0 : Kernel bss\n"));
	assert_true(kx_range_is_empty(range));
	range = kxl_iomem_kernel(view("  1000-1fff : Kernel code\n"
				      "  2000-2fff : Kernel bss\nx"));
	assert_true(kx_range_is_empty(range));
}

TEST(lines_that_are_none_are_told_from_lines)
{
	static const char *const bad[] = {
		"",	     "x-y : z",
		"1-2",	     "1-2 :",
		"1 - 2 : x", "-1-2 : RAM",
		"1-2:x",     ":",
		"1-2 :x",    "10000000000000000-1 : x",
	};
	struct kxl_resource resource = { .depth = 7 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_row(bad[i], kxl_iomem_line(view(bad[i]), &resource),
			   false);
	assert_int_equal(resource.depth, 7);
	assert_true(kxl_iomem_line(view("    10-1f : a : b"), &resource));
	assert_int_equal(resource.depth, 2);
	assert_int_equal(resource.range.start, 0x10);
	assert_int_equal(resource.range.end, 0x20);
	assert_true(resource.name.size == 5);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			usable_memory_is_ram_without_what_is_taken_in_it),
		cmocka_unit_test(a_full_map_is_an_error),
		cmocka_unit_test(the_firmwares_map_has_firmwares_names_only),
		cmocka_unit_test(a_dump_has_all_memory_but_the_crash_kernels),
		cmocka_unit_test(the_highest_region_takes_the_crash_kernel),
		cmocka_unit_test(the_kernel_lies_from_its_code_to_its_bss),
		cmocka_unit_test(lines_that_are_none_are_told_from_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
