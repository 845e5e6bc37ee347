// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Each number of the library's structures goes to the member of its name. */
#include "tool/kexec/json_facts.h"

#include <string.h>

#include "test/unit/test.h"

static char text[4096];

static struct json start(void)
{
	struct json json = { .to = fmemopen(text, sizeof(text), "w") };

	json_open(&json, NULL, '{');
	return json;
}

static void finish(struct json *json)
{
	json_close(json);
	fclose(json->to);
}

TEST(an_estimate_has_all_its_parts)
{
	const struct kexec_crash_estimate sum = { 1, 2, 3, 4,  5,  6,
						  7, 8, 9, 10, 11, true };
	struct json json = start();

	json_estimate(&json, "x", &sum);
	finish(&json);
	assert_string_equal(text, "{\"x\":{\"reserved\":1,\"needed\":2,"
				  "\"kernel\":3,\"initrds\":4,\"unpacked\":5,"
				  "\"unpacked_known\":true,\"rootfs\":6,"
				  "\"pages\":7,\"cpus\":8,\"tables\":9,"
				  "\"bitmap\":10,\"other\":11}}");
}

TEST(a_plan_has_entry_flags_and_segments)
{
	const struct kexec_segment segment = {
		.bufsz = 5,
		.mem = (void *)(uintptr_t)0x1000,
		.memsz = 0x2000,
	};
	static const char *const names[] = { "kernel" };
	const struct kexec_plan plan = { 7, 2, 1, &segment, names };
	struct json json = start();

	json_segments(&json, &plan);
	finish(&json);
	assert_string_equal(text, "{\"entry\":7,\"flags\":2,\"segments\":[{"
				  "\"name\":\"kernel\",\"start\":4096,\"end\":"
				  "12288,\"bytes\":5}]}");
}

TEST(what_is_passed_on_has_a_map)
{
	const struct kexec_range range = { 1, 2, "System RAM", 0 };
	const struct kexec_passed passed = { 1, &range, 3, 4, 5, 6, 7, 8, "q" };
	struct json json = start();

	json_passed(&json, "p", &passed);
	finish(&json);
	assert_string_equal(text, "{\"p\":{\"command_line\":\"q\","
				  "\"memory_map\":[{\"start\":1,\"end\":2,"
				  "\"name\":\"System RAM\"}],"
				  "\"acpi_root_pointer\":3,"
				  "\"efi_memory_map_size\":4,"
				  "\"device_tree_size\":5,"
				  "\"random_seed_size\":6,\"initrd_start\":7,"
				  "\"initrd_end\":8}}");
}

TEST(facts_have_words_for_what_is_counted)
{
	static const struct kexec_way way = { "64-bit", 512 };
	static const struct kexec_way *const ways[] = { &way };
	static const struct kexec_profile broken = { .is_broken = true };
	static const struct kexec_profile whole = { "a", NULL, 1, 2, false };
	static const struct kexec_profile *const profiles[] = { &broken,
								&whole };
	static const char *const layers[] = { "gzip data" };
	const struct kexec_facts facts = {
		.format = "f",
		.protocol = "p",
		.version = "",
		.architecture = "x86",
		.nr_layers = 1,
		.layers = layers,
		.nr_ways = 1,
		.ways = ways,
		.crash_use = KEXEC_CRASH_USE_FIXED,
		.kernel_signature = KEXEC_SIGNATURE_BROKEN,
		.nr_profiles = 3,
		.nr_listed = 2,
		.profiles = profiles,
	};
	struct json json = start();

	json_facts(&json, "k", &facts);
	finish(&json);
	assert_non_null(strstr(text, "\"packed_in\":[\"gzip data\"]"));
	assert_non_null(strstr(text, "\"version\":null"));
	assert_non_null(strstr(text, "\"ways\":[{\"mode\":\"64-bit\","
				     "\"offset\":512}]"));
	assert_non_null(strstr(text, "\"calls\":[\"kexec_load\"]"));
	assert_non_null(strstr(text, "\"crash_kernel\":\"fixed\""));
	assert_non_null(strstr(text, "\"signature\":\"none\","
				     "\"kernel_signature\":\"broken\""));
	assert_non_null(strstr(text, "\"profile_count\":3,\"profiles\":[{"
				     "\"broken\":true},{\"broken\":false,"
				     "\"id\":\"a\",\"command_line\":null,"
				     "\"initrd_size\":1,\"microcode_size\":2}"
				     "]"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_estimate_has_all_its_parts),
		cmocka_unit_test(a_plan_has_entry_flags_and_segments),
		cmocka_unit_test(what_is_passed_on_has_a_map),
		cmocka_unit_test(facts_have_words_for_what_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
