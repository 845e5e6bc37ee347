// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The bytes of both information structures. */
#include "core/protocol/multiboot_info.h"

#include "test/unit/core/test_machine.h"
#include "test/unit/test.h"

#include <string.h>

#define AT 0x500000ULL

struct setup {
	struct test_machine test;
	struct kx_request request;
	struct kx_multiboot_facts facts;
	u8 params[4096];
	u8 rsdp[36];
	u8 bytes[4096];
};

static const struct kx_module modules[] = {
	{ { (const u8 *)"x", 1 }, { (const u8 *)"/dom0 quiet", 11 } },
	{ { NULL, 0 }, { (const u8 *)"", 0 } },
};

static const struct kx_range places[] = { { 0x600000, 0x600001 },
					  { 0x601000, 0x601000 } };

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	if (!s)
		return -1;
	test_machine_make(&s->test);
	s->test.machine.firmware.count = 3;
	s->request = test_machine_request(&s->test, kx_bytes(NULL, 0));
	s->request.name = kx_bytes("/xen", 4);
	s->request.cmdline = kx_bytes("a b", 3);
	s->request.modules = modules;
	s->request.nr_modules = 2;
	s->facts = (struct kx_multiboot_facts){
		.request = &s->request,
		.memory = &s->test.machine.firmware,
		.modules = places,
		.load_base = 0x200000,
	};
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static void write_1(struct setup *s)
{
	memset(s->bytes, 0, sizeof(s->bytes));
	assert_true(kx_multiboot_info_room(&s->facts) <= sizeof(s->bytes));
	kx_multiboot_info_write(&s->facts, s->bytes, AT);
}

static void write_2(struct setup *s)
{
	memset(s->bytes, 0, sizeof(s->bytes));
	assert_true(kx_multiboot_info_room(&s->facts) <= sizeof(s->bytes));
	kx_multiboot2_info_write(&s->facts, s->bytes, AT);
	assert_true(kx_load_le32(s->bytes) <=
		    kx_multiboot_info_room(&s->facts));
}

static void check_words(const u8 *got, const u32 *want, u32 count)
{
	char name[24];
	u32 i;

	for (i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "offset %u", 4 * i);
		assert_row(name, kx_load_le32(got + 4ULL * i), want[i]);
	}
}

static const u32 want_1[] = {
	/* flags, KiB below and above 1 MiB, boot device, line */
	0x24d,
	636,
	3071 * 1024,
	0,
	(u32)AT + 237,
	/* modules, symbols, memory map */
	2,
	(u32)AT + 192,
	0,
	0,
	0,
	0,
	72,
	(u32)AT + 120,
	/* drives, configuration, name, APM, VBE, framebuffer */
	0,
	0,
	0,
	(u32)AT + 246,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	/* 120: the memory map */
	20,
	0x1000,
	0,
	0x9e000,
	0,
	1,
	20,
	0xf0000,
	0,
	0x10000,
	0,
	2,
	20,
	0x100000,
	0,
	0xbff00000,
	0,
	1,
	/* 192: modules */
	0x600000,
	0x600001,
	(u32)AT + 224,
	0,
	0x601000,
	0x601000,
	(u32)AT + 236,
	0,
};

TEST_WITH(version_1_to_the_byte)
{
	static const char strings[] = "/dom0 quiet\0\0/xen a b\0kexec";
	struct setup *s = *state;

	write_1(s);
	check_words(s->bytes, want_1, ARRAY_SIZE(want_1));
	assert_memory_equal(s->bytes + 224, strings, sizeof(strings));
	assert_int_equal(s->bytes[224 + sizeof(strings)], 0);
}

static const u32 want_2[] = {
	248,	    0,					       /* size */
	1,	    17, 0x6e65782f, 0x62206120, 0,	    0, /* "/xen a b" */
	2,	    14, 0x6578656b, 0x00000063,		       /* "kexec" */
	3,	    28, 0x600000,   0x600001,	0x6d6f642f, 0x75712030,
	0x00746569, 0,	3,	    17,		0x601000,   0x601000,
	0,	    0,	4,	    16,		636,	    3071 * 1024,
	6,	    88, 24,	    0,		0x1000,	    0,
	0x9e000,    0,	1,	    0,		0xf0000,    0,
	0x10000,    0,	2,	    0,		0x100000,   0,
	0xbff00000, 0,	1,	    0,		21,	    12,
	0x200000,   0,	0,	    8,
};

TEST_WITH(version_2_to_the_byte)
{
	struct setup *s = *state;

	s->facts.is_relocatable = true;
	write_2(s);
	check_words(s->bytes + 8, want_2 + 2, ARRAY_SIZE(want_2) - 2);
	assert_int_equal(kx_load_le32(s->bytes), 4 * ARRAY_SIZE(want_2));
	s->facts.is_relocatable = false;
	write_2(s);
	assert_int_equal(kx_load_le32(s->bytes), 4 * ARRAY_SIZE(want_2) - 16);
}

TEST_WITH(no_modules_no_name_no_line)
{
	struct setup *s = *state;

	s->request.nr_modules = 0;
	s->request.name = kx_bytes(NULL, 0);
	write_1(s);
	assert_int_equal(kx_load_le32(s->bytes), 0x245);
	assert_int_equal(kx_load_le32(s->bytes + 20), 0);
	assert_int_equal(kx_load_le32(s->bytes + 24), 0);
	assert_memory_equal(s->bytes + 192, "a b\0kexec", 10);
	s->request.cmdline = kx_bytes(NULL, 0);
	write_1(s);
	assert_memory_equal(s->bytes + 192, "\0kexec", 7);
	s->request.name = kx_bytes("/xen", 4);
	write_1(s);
	assert_memory_equal(s->bytes + 192, "/xen\0kexec", 11);
}

TEST_WITH(sizes_of_memory_are_those_around_1_mib)
{
	static const struct {
		const char *name;
		struct kx_memory low, high;
		u32 lower, upper;
	} rows[] = {
		{ "a PC",
		  { { 0, 0x9fc00 }, 1 },
		  { { 0x100000, 0x200000 }, 1 },
		  639,
		  1024 },
		{ "all",
		  { { 0, 0xa0000 }, 1 },
		  { { 0x100000, 0x100400 }, 1 },
		  640,
		  1 },
		{ "one range",
		  { { 0, 0x200000 }, 1 },
		  { { 0x300000, 0 }, 2 },
		  640,
		  1024 },
		{ "gap",
		  { { 0x2000, 0x9f000 }, 1 },
		  { { 0x101000, 0x200000 }, 1 },
		  0,
		  0 },
		{ "reserved",
		  { { 0, 0x9f000 }, 2 },
		  { { 0x100000, 0x200000 }, 2 },
		  0,
		  0 },
		{ "large",
		  { { 0, 0x9f000 }, 1 },
		  { { 0x100000, (0xffffffffULL << 10) + 0x100000 }, 1 },
		  636,
		  0xffffffff },
		{ "larger",
		  { { 0, 0x9f000 }, 1 },
		  { { 0x100000, 1ULL << 60 }, 1 },
		  636,
		  0xffffffff },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		s->test.memory[0] = rows[i].low;
		s->test.memory[1] = rows[i].high;
		s->test.machine.firmware.count = 2;
		write_1(s);
		assert_row(rows[i].name, kx_load_le32(s->bytes + 4),
			   rows[i].lower);
		assert_row(rows[i].name, kx_load_le32(s->bytes + 8),
			   rows[i].upper);
	}
}

TEST_WITH(types_of_memory_that_multiboot_lacks_are_reserved)
{
	static const struct {
		u32 type, want;
	} rows[] = {
		{ 0, 2 },  { 1, 1 },
		{ 2, 2 },  { 3, 3 },
		{ 4, 4 },  { 5, 5 },
		{ 6, 2 },  { 7, 2 },
		{ 12, 2 }, { KX_MEM_SOFT_RESERVED, 2 },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		s->test.memory[0].type = rows[i].type;
		write_1(s);
		assert_int_equal(kx_load_le32(s->bytes + 120 + 20),
				 rows[i].want);
	}
}

/* In boot_params: a screen of 1024 by 768. */
static void put_screen(struct setup *s, u8 kind)
{
	s->params[0x07] = 80;
	s->params[0x0e] = 25;
	s->params[0x0f] = kind;
	kx_write_le16(s->params + 0x12, 1024);
	kx_write_le16(s->params + 0x14, 768);
	kx_write_le16(s->params + 0x16, 32);
	kx_write_le32(s->params + 0x18, 0xfd000000);
	kx_write_le16(s->params + 0x24, 4096);
	memcpy(s->params + 0x26, "\x08\x10\x07\x08\x06\x00", 6);
	s->test.machine.x86.boot_params = kx_bytes(s->params, 4096);
}

TEST_WITH(the_screen_is_that_of_the_running_kernel)
{
	static const u32 rgb[] = { 0xfd000000, 0, 4096, 1024, 768 };
	static const u32 text[] = { 0xb8000, 0, 160, 80, 25 };
	static const struct {
		const char *name;
		u8 kind;
		const u32 *want;
		const char *colours; /* bits, type, the six bytes */
	} rows[] = {
		{ "VESA", 0x23, rgb, "\x20\x01\x10\x08\x08\x07\x00\x06" },
		{ "EFI", 0x70, rgb, "\x20\x01\x10\x08\x08\x07\x00\x06" },
		{ "text", 1, text, "\x10\x02\0\0\0\0\0\0" },
		{ "none", 0, NULL, NULL },
		{ "other", 0x22, NULL, NULL },
	};
	struct setup *s = *state;
	const u8 *tag = s->bytes + 8 + 24 + 16 + 32 + 24 + 16 + 88;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		put_screen(s, rows[i].kind);
		write_1(s);
		assert_row(rows[i].name, kx_load_le32(s->bytes) >> 12,
			   !!rows[i].want);
		if (rows[i].want) {
			check_words(s->bytes + 88, rows[i].want, 5);
			assert_memory_equal(s->bytes + 108, rows[i].colours, 8);
		}
		write_2(s);
		assert_row(rows[i].name, kx_load_le32(tag),
			   rows[i].want ? 8 : 0);
		if (!rows[i].want)
			continue;
		assert_row(rows[i].name, kx_load_le32(tag + 4), 38);
		check_words(tag + 8, rows[i].want, 5);
		assert_memory_equal(tag + 28, rows[i].colours, 2);
		assert_int_equal(tag[30] | tag[31], 0);
		assert_memory_equal(tag + 32, rows[i].colours + 2, 6);
	}
}

TEST_WITH(a_screen_may_lie_above_4_gib)
{
	struct setup *s = *state;

	put_screen(s, 0x70);
	kx_write_le32(s->params + 0x3a, 0x12);
	write_1(s);
	assert_int_equal(kx_load_le64(s->bytes + 88), 0xfd000000);
	kx_write_le32(s->params + 0x36, 2);
	write_1(s);
	assert_int_equal(kx_load_le64(s->bytes + 88), 0x12fd000000);
	/* At a multiple of 4 GiB. */
	kx_write_le32(s->params + 0x18, 0);
	write_1(s);
	assert_int_equal(kx_load_le64(s->bytes + 88), 0x1200000000);
	/* Nowhere; and boot_params that are not known. */
	kx_write_le32(s->params + 0x36, 0);
	write_1(s);
	assert_int_equal(kx_load_le32(s->bytes) >> 12, 0);
	put_screen(s, 0x70);
	s->test.machine.x86.boot_params.size = 0x40;
	write_1(s);
	assert_int_equal(kx_load_le32(s->bytes) >> 12, 1);
	s->test.machine.x86.boot_params.size = 0x3f;
	write_1(s);
	assert_int_equal(kx_load_le32(s->bytes) >> 12, 0);
}

TEST_WITH(acpis_root_pointer_is_copied)
{
	static const struct {
		const char *name;
		u64 size;
		u8 revision;
		bool has_old, has_new;
	} rows[] = {
		{ "none", 0, 0, false, false },
		{ "cut", 19, 0, false, false },
		{ "revision 0", 20, 0, true, false },
		{ "revision 0, longer", 36, 0, true, false },
		{ "revision 2", 36, 2, true, true },
		{ "revision 3", 36, 3, true, true },
		{ "revision 2, cut", 35, 2, true, false },
	};
	struct setup *s = *state;
	const u8 *tag = s->bytes + 8 + 24 + 16 + 32 + 24 + 16 + 88;
	size_t i;

	memset(s->rsdp, 0x77, sizeof(s->rsdp));
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		s->rsdp[15] = rows[i].revision;
		s->test.machine.rsdp = kx_bytes(s->rsdp, rows[i].size);
		write_2(s);
		assert_row(rows[i].name, kx_load_le32(tag),
			   rows[i].has_old ? 14 : 0);
		if (!rows[i].has_old)
			continue;
		assert_row(rows[i].name, kx_load_le32(tag + 4), 28);
		assert_memory_equal(tag + 8, s->rsdp, 20);
		assert_row(rows[i].name, kx_load_le32(tag + 32),
			   rows[i].has_new ? 15 : 0);
		if (!rows[i].has_new)
			continue;
		assert_row(rows[i].name, kx_load_le32(tag + 36), 44);
		assert_memory_equal(tag + 40, s->rsdp, 36);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(version_1_to_the_byte),
		WITH(version_2_to_the_byte),
		WITH(no_modules_no_name_no_line),
		WITH(sizes_of_memory_are_those_around_1_mib),
		WITH(types_of_memory_that_multiboot_lacks_are_reserved),
		WITH(the_screen_is_that_of_the_running_kernel),
		WITH(a_screen_may_lie_above_4_gib),
		WITH(acpis_root_pointer_is_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
