// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kexec_image_facts(): without the machine, without a call, until the image
 * changes. The lines of kexec --check test the facts of each format.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/errors/context.h"
#include "test/unit/core/make_arm64.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_elf.h"
#include "test/unit/core/make_uki.h"
#include "test/unit/core/make_vmlinux.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"

/* On a machine without any file. */
static struct kexec_image *open_bytes(struct fixture *fixture,
				      struct kx_bytes file)
{
	struct kexec_image *image = NULL;

	recorder = (struct recorder){ 0 };
	fixture_make(fixture);
	fixture_put(fixture, "/kernel", file);
	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	return image;
}

static void close_all(struct fixture *fixture, struct kexec_image *image)
{
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	kexec_image_close(image);
	fixture_free(fixture);
}

TEST(a_kernel_for_arm64_says_so)
{
	const struct kexec_facts *facts = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	struct arm64_image kernel;

	arm64_image_make(&kernel);
	image = open_bytes(&fixture, arm64_image_bytes(&kernel));
	fixture.ctx->arch = &kx_arch_arm64;
	assert_int_equal(kexec_image_facts(image, &facts), 0);
	assert_string_equal(facts->format, "Image");
	assert_string_equal(facts->architecture, "aarch64");
	assert_int_equal(facts->nr_ways, 1);
	assert_string_equal(facts->ways[0]->mode, "arm64");
	assert_int_equal(facts->alignment, 0x200000);
	assert_int_equal(facts->memory, ARM64_IMAGE_SIZE);
	assert_int_equal(facts->crash_use, KEXEC_CRASH_USE_ANY);
	close_all(&fixture, image);
}

TEST(a_file_says_what_it_needs)
{
	const struct kexec_facts *facts = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	struct bzimage kernel;

	bzimage_make(&kernel);
	image = open_bytes(&fixture, bzimage_bytes(&kernel));
	assert_int_equal(kexec_image_facts(image, &facts), 0);
	assert_string_equal(facts->format, "bzImage64");
	assert_string_equal(facts->protocol, "Linux on x86");
	assert_string_equal(facts->architecture, "x86_64");
	assert_int_equal(facts->nr_layers, 0);
	assert_int_equal(facts->file_size, sizeof(kernel.data));
	assert_int_equal(facts->kernel_size, sizeof(kernel.data));
	assert_int_equal(facts->signature, KEXEC_SIGNATURE_NONE);
	assert_int_equal(facts->kernel_signature, KEXEC_SIGNATURE_NONE);
	assert_int_equal(facts->nr_ways, 2);
	assert_string_equal(facts->ways[0]->mode, "64-bit");
	assert_int_equal(facts->ways[0]->offset, 0x200);
	assert_string_equal(facts->ways[1]->mode, "32-bit");
	assert_int_equal(facts->ways[1]->offset, 0);
	assert_true(facts->is_file_load);
	assert_int_equal(facts->place_start, BZ_STANDARD_PREF);
	assert_int_equal(facts->place_end, 1ULL << 46);
	assert_int_equal(facts->alignment, 0x200000);
	assert_int_equal(facts->memory, BZ_STANDARD_INIT);
	assert_true(facts->is_relocatable);
	assert_int_equal(facts->crash_use, KEXEC_CRASH_USE_ANY);
	assert_int_equal(facts->initrd_end, 1ULL << 46);
	assert_int_equal(facts->cmdline_max, 2047);
	assert_true(facts->takes_5level);
	assert_false(facts->takes_efi);
	assert_int_equal(facts->nr_profiles, 0);
	assert_int_equal(facts->nr_listed, 0);
	close_all(&fixture, image);
}

/* Types have other names than formats, and "uki" is none. */
TEST(a_named_type_has_facts)
{
	static const struct {
		const char *type;
		int err;
	} rows[] = {
		{ "bzImage", 0 },	    { "bzImage64", 0 },
		{ "uki", -EINVAL },	    { "nbi-x86", -EINVAL },
		{ "elf-x86_64", -ENOEXEC },
	};
	const struct kexec_facts *facts = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	struct bzimage kernel;
	size_t i;

	bzimage_make(&kernel);
	image = open_bytes(&fixture, bzimage_bytes(&kernel));
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(kexec_image_set_type(image, rows[i].type), 0);
		assert_row(rows[i].type, kexec_image_facts(image, &facts),
			   rows[i].err);
	}
	close_all(&fixture, image);
}

/* Without a note, and without Linux in it, only the caller knows them. */
TEST(an_elf_file_has_facts_with_its_arguments)
{
	const struct kexec_facts *facts = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	struct elf_file file;

	elf_make(&file, 2);
	image = open_bytes(&fixture, elf_bytes(&file));
	assert_int_equal(kexec_image_facts(image, &facts), -ENOEXEC);
	assert_int_equal(kexec_image_set_arguments(image, KEXEC_ARGUMENTS_NONE),
			 0);
	assert_int_equal(kexec_image_facts(image, &facts), 0);
	assert_string_equal(facts->protocol, "nothing");
	close_all(&fixture, image);
}

TEST(what_cannot_move_has_one_place)
{
	static const struct {
		const char *name;
		u64 preferred;
		u64 init_size;
		bool is_relocatable;
		u64 start;
		u64 end;
	} rows[] = {
		{ "its own, in whole pages", 0x200000, 0x5001, false, 0x200000,
		  0x206000 },
		/* Hand-made: Linux places it freely. */
		{ "an address that no kernel can have", 0, 0x5000, true,
		  0x100000, 1ULL << 46 },
		{ "it would wrap", ~0xfffULL, 0x5000, true, ~0xfffULL,
		  1ULL << 46 },
	};
	const struct kexec_facts *facts = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	struct bzimage kernel;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		bzimage_make(&kernel);
		bzimage_put(&kernel, BZ_RELOCATABLE, 1, 0);
		bzimage_put(&kernel, BZ_PREF_ADDRESS, 8, rows[i].preferred);
		bzimage_put(&kernel, BZ_INIT_SIZE, 4, rows[i].init_size);
		image = open_bytes(&fixture, bzimage_bytes(&kernel));
		assert_row(rows[i].name, kexec_image_facts(image, &facts), 0);
		assert_row(rows[i].name, facts->is_relocatable,
			   rows[i].is_relocatable);
		assert_row(rows[i].name, facts->crash_use,
			   rows[i].is_relocatable ? KEXEC_CRASH_USE_ANY
						  : KEXEC_CRASH_USE_FIXED);
		assert_int_equal(facts->place_start, rows[i].start);
		assert_int_equal(facts->place_end, rows[i].end);
		close_all(&fixture, image);
	}
}

/* What a load refuses for other reasons has facts still. */
TEST(only_the_file_counts)
{
	static char line[3000];
	const struct kexec_facts *facts = NULL;
	const struct kexec_facts *again = NULL;
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	struct bzimage kernel;

	bzimage_make(&kernel);
	kernel.data[BZ_SETUP_SIZE + 9] ^= 1; /* a wrong CRC */
	image = open_bytes(&fixture, bzimage_bytes(&kernel));
	memset(line, 'x', sizeof(line) - 1);
	assert_int_equal(kexec_image_set_cmdline(image, line), 0);
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_PRESERVE_CONTEXT),
		0);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(kexec_image_facts(image, &facts), 0);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "");
	assert_int_equal(kexec_image_facts(image, &again), 0);
	assert_ptr_equal(facts, again);
	assert_int_not_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(facts->cmdline_max, 2047);
	close_all(&fixture, image);
}

TEST(a_failure_says_why_and_changes_nothing)
{
	static const struct {
		const char *name;
		const char *text;
		const char *type;
		const char *profile;
		int err;
		enum kexec_cause cause;
	} rows[] = {
		{ "no kernel", "a text\n", NULL, NULL, -ENOEXEC,
		  KEXEC_CAUSE_FILE_FORMAT },
		{ "no such type", "a text\n", "nbi", NULL, -EINVAL,
		  KEXEC_CAUSE_UNKNOWN_TYPE },
		{ "no UKI", "a text\n", NULL, "0", -EINVAL,
		  KEXEC_CAUSE_PROFILE },
	};
	const struct kexec_facts *facts = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = open_bytes(
			&fixture, kx_bytes(rows[i].text, strlen(rows[i].text)));
		assert_int_equal(kexec_image_set_type(image, rows[i].type), 0);
		assert_int_equal(
			kexec_image_set_profile(image, rows[i].profile), 0);
		assert_row(rows[i].name, kexec_image_facts(image, &facts),
			   rows[i].err);
		assert_row(rows[i].name, kexec_ctx_error(fixture.ctx)->cause,
			   rows[i].cause);
		assert_null(facts);
		close_all(&fixture, image);
	}
}

/* The facts are of the profile that was chosen: here another kernel. */
TEST(a_profile_counts_and_a_change_drops_the_facts)
{
	struct uki_section sections[] = {
		{ ".linux", { 0 } },
		UKI_TEXT(".profile", "ID=one"),
		UKI_TEXT(".profile", "ID=two"),
		{ ".linux", { 0 } },
	};
	const struct kexec_facts *facts = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	struct vmlinux vmlinux;
	struct bzimage bzimage;
	struct kx_bytes file;

	bzimage_make(&bzimage);
	vmlinux_make(&vmlinux);
	sections[0].bytes = bzimage_bytes(&bzimage);
	sections[3].bytes = vmlinux_bytes(&vmlinux);
	file = uki_make(sections, ARRAY_SIZE(sections));
	image = open_bytes(&fixture, file);
	fixture_text(&fixture, "/proc/meminfo", "MemAvailable: 1000 kB\n");
	assert_int_equal(kexec_image_facts(image, &facts), 0);
	assert_string_equal(facts->format, "bzImage64");
	assert_string_equal(facts->layers[0], "unified kernel image");
	assert_int_equal(facts->nr_layers, 1);
	assert_int_equal(facts->nr_profiles, 2);
	assert_string_equal(facts->profiles[1]->id, "two");
	assert_int_equal(kexec_image_set_profile(image, "two"), 0);
	assert_int_equal(kexec_image_facts(image, &facts), 0);
	assert_string_equal(facts->format, "elf-x86_64");
	assert_string_equal(facts->version,
			    "6.1.0-test (builder@host) (gcc) #1 SMP");
	assert_false(facts->is_file_load);
	assert_int_equal(facts->file_size, file.size);
	assert_int_equal(facts->nr_profiles, 2);
	close_all(&fixture, image);
	free((void *)(uintptr_t)file.data);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_says_what_it_needs),
		cmocka_unit_test(a_kernel_for_arm64_says_so),
		cmocka_unit_test(a_named_type_has_facts),
		cmocka_unit_test(an_elf_file_has_facts_with_its_arguments),
		cmocka_unit_test(what_cannot_move_has_one_place),
		cmocka_unit_test(only_the_file_counts),
		cmocka_unit_test(a_failure_says_why_and_changes_nothing),
		cmocka_unit_test(a_profile_counts_and_a_change_drops_the_facts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
