// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Where the note of a call is written, and where not. */
#include "lib/load/note.h"

#include "core/timeline.h"
#include "lib/image/image.h"
#include "lib/machine/tsc.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"

#define MEMMAP	 "/sys/firmware/memmap/0"
#define LOCKDOWN "/sys/kernel/security/lockdown"

/* Other processors have none. */
u64 kxl_tsc(void)
{
	return 0x1234;
}

u64 kxl_tsc_khz(void)
{
	return 0;
}

TEST(a_note_needs_a_first_page_that_is_ram_and_no_lockdown)
{
	static const struct {
		const char *start, *end, *type, *lockdown;
		unsigned int notes;
	} rows[] = {
		{ "0x0\n", "0x9fbff\n", "System RAM\n", NULL, 2 },
		{ "0x0\n", "0xfff\n", "System RAM\n",
		  "[none] integrity confidentiality\n", 2 },
		{ "0x0\n", "0xffe\n", "System RAM\n", NULL, 0 },
		{ "0x1000\n", "0x9fbff\n", "System RAM\n", NULL, 0 },
		{ "0x0\n", "0xfff\n", "Reserved\n", NULL, 0 },
		{ "?", "0xfff\n", "System RAM\n", NULL, 0 },
		{ "0x0\n", "0x9fbff\n", "System RAM\n",
		  "none [integrity] confidentiality\n", 0 },
		{ "0x0\n", "0x9fbff\n", "System RAM\n",
		  "none integrity [confidentiality]\n", 0 },
	};
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make(&fixture);
		fixture_text(&fixture, MEMMAP "/start", rows[i].start);
		fixture_text(&fixture, MEMMAP "/end", rows[i].end);
		fixture_text(&fixture, MEMMAP "/type", rows[i].type);
		if (rows[i].lockdown)
			fixture_text(&fixture, LOCKDOWN, rows[i].lockdown);
		recorder = (struct recorder){ 0 };
		kxl_note_call(fixture.ctx);
		kxl_note_clear(fixture.ctx);
		assert_row(rows[i].end, recorder.notes, rows[i].notes);
		assert_row(rows[i].end, recorder.noted[0] != 0,
			   rows[i].notes != 0);
		assert_row(rows[i].end, recorder.noted[1], 0);
		assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum, 0);
		fixture_free(&fixture);
	}
}

TEST(a_machine_without_a_map_has_no_note)
{
	struct fixture fixture;

	fixture_make(&fixture);
	recorder = (struct recorder){ 0 };
	kxl_note_call(fixture.ctx);
	assert_int_equal(recorder.notes, 0);
	fixture_free(&fixture);
}

TEST(on_arm64_memory_is_not_written_to)
{
	struct fixture fixture;

	fixture_make(&fixture);
	fixture_text(&fixture, MEMMAP "/start", "0x0\n");
	fixture_text(&fixture, MEMMAP "/end", "0x9fbff\n");
	fixture_text(&fixture, MEMMAP "/type", "System RAM\n");
	fixture.ctx->arch = &kx_arch_arm64;
	recorder = (struct recorder){ 0 };
	kxl_note_call(fixture.ctx);
	kxl_note_clear(fixture.ctx);
	assert_int_equal(recorder.notes, 0);
	fixture_free(&fixture);
}

TEST(a_load_without_it_says_what_it_lacks)
{
	static const struct {
		const struct kx_arch *arch;
		enum kexec_method method;
		const char *says;
	} rows[] = {
		{ &kx_arch_x86_64, KEXEC_METHOD_LOAD, "a first page" },
		{ &kx_arch_x86_64, KEXEC_METHOD_FILE_LOAD, "has no flag" },
		{ &kx_arch_arm64, KEXEC_METHOD_LOAD, "a device tree" },
		{ &kx_arch_arm64, KEXEC_METHOD_FILE_LOAD, "has no flag" },
	};
	struct kexec_image image = { .options = KEXEC_OPTION_TIMELINE };
	struct kx_timeline timeline;
	struct fixture fixture;
	size_t i;

	fixture_make(&fixture);
	image.ctx = fixture.ctx;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture.ctx->arch = rows[i].arch;
		image.loaded_by = rows[i].method;
		fixture.log[0] = '\0';
		kxl_note_miss(&image);
		assert_non_null(strstr(fixture.log, rows[i].says));
	}
	fixture.log[0] = '\0';
	image.loaded_by = KEXEC_METHOD_LOAD;
	image.timeline = &timeline;
	kxl_note_miss(&image);
	image.timeline = NULL;
	image.options = 0;
	kxl_note_miss(&image);
	assert_string_equal(fixture.log, "");
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_note_needs_a_first_page_that_is_ram_and_no_lockdown),
		cmocka_unit_test(a_machine_without_a_map_has_no_note),
		cmocka_unit_test(on_arm64_memory_is_not_written_to),
		cmocka_unit_test(a_load_without_it_says_what_it_lacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
