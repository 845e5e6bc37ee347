// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Which call KEXEC_METHOD_AUTO makes first, for a kernel that can be unpacked.
 */
#include "lib/load/prefer.h"

#include <errno.h>
#include <sys/stat.h>

#include "lib/machine/cpuid.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/pack_kernel.h"
#include "test/unit/lib/recorded_image.h"
#include "test/unit/test.h"

#define KERNEL 4 /* segments of the unpacked one; another has boot data */

/* Of the leaf about encrypted memory. */
static u32 encryption;

struct kxl_cpuid kxl_cpuid(u32 leaf)
{
	return (struct kxl_cpuid){
		.eax = leaf == 0x8000001f ? encryption : 0,
	};
}

static struct kexec_image *start_with(struct fixture *fixture,
				      void (*make)(struct fixture *fixture),
				      struct kx_bytes file)
{
	struct kexec_image *image = NULL;

	recorder = (struct recorder){ .is_asked = true };
	make(fixture);
	fixture_text(fixture, "/proc/cpuinfo", "flags\t\t: fpu la57\n");
	fixture_put(fixture, "/kernel", file);
	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	return image;
}

static struct kexec_image *start(struct fixture *fixture)
{
	struct bzimage bzimage;

	pack_vmlinux(PACK_KERNEL_FLAGS, &bzimage);
	return start_with(fixture, fixture_make_pc, bzimage_bytes(&bzimage));
}

/* Which calls were made, one letter each: "load" is called at most once. */
static void assert_calls(const char *name, unsigned int asked,
			 unsigned int loads, unsigned int file_loads)
{
	assert_row(name, recorder.asked, asked);
	assert_row(name, recorder.loads, loads);
	assert_row(name, recorder.file_loads, file_loads);
}

TEST(an_unpacked_kernel_goes_to_kexec_load)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
	assert_calls("auto", 1, 1, 0);
	assert_int_equal(recorder.nr_segments, KERNEL + 1);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum, 0);
	recorder_finish(&fixture, image);
}

/* Its payload is good, so that it is loaded all the same. */
TEST(a_wrong_sum_is_warned_about_once_by_two_calls)
{
	struct kexec_image *image;
	struct fixture fixture;
	struct bzimage marked;
	const char *warning;

	pack_vmlinux(PACK_KERNEL_FLAGS, &marked);
	marked.data[sizeof(marked.data) - 1] ^= 1;
	image = start_with(&fixture, fixture_make_pc, bzimage_bytes(&marked));
	recorder.load_answer = -EBUSY;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
	assert_int_equal(recorder.loads, 1);
	assert_int_equal(recorder.file_loads, 1);
	warning = strstr(fixture.log, "CRC-32");
	assert_non_null(warning);
	assert_null(strstr(warning + 1, "CRC-32"));
	recorder_finish(&fixture, image);
}

TEST(where_anything_judges_the_file_it_goes_first_and_alone)
{
	static const struct {
		const char *path, *text;
	} rows[] = {
		{ "/sys/kernel/security/lockdown",
		  "none [integrity] confidentiality\n" },
		{ "/sys/module/kexec/parameters/sig_enforce", "Y\n" },
		{ "/proc/sys/kernel/loadpin/enforce", "1\n" },
		{ "/sys/kernel/security/ima/policy",
		  "appraise func=KEXEC_KERNEL_CHECK\n" },
		{ "/sys/kernel/security/ima/policy",
		  "measure func=KEXEC_KERNEL_CHECK\n" },
		{ "/sys/kernel/security/ima/runtime_measurements_count",
		  "7\n" },
		{ "/proc/cpuinfo", "flags\t\t: la57 tdx_guest\n" },
		{ "/proc/cpuinfo", "flags\t\t: la57 hypervisor sev_snp\n" },
		{ "/proc/cmdline", "quiet kho=on\n" },
		{ "/sys/kernel/debug/kho/out/scratch_len", "0x1000\n" },
		{ "/proc/sys/kernel/kexec_load_limit_reboot", "9\n" },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start(&fixture);
		fixture_text(&fixture, rows[i].path, rows[i].text);
		assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
		assert_calls(rows[i].text, 0, 0, 1);
		assert_row(rows[i].text, recorder.questions, 0);
		recorder_finish(&fixture, image);
	}
}

/* KVM's guests have no flags of it in /proc/cpuinfo. */
TEST(in_a_guest_with_encrypted_memory_the_file_goes_first)
{
	static const struct {
		const char *name;
		u32 encryption;
		const char *flags;
		bool is_load;
	} rows[] = {
		{ "SEV", 0x2, "flags\t\t: la57 hypervisor\n", false },
		{ "SEV-ES", 0xa, "flags\t\t: la57 hypervisor\n", false },
		{ "SEV-SNP", 0x10, "flags\t\t: la57 hypervisor\n", false },
		{ "a guest", 0, "flags\t\t: la57 hypervisor\n", true },
		{ "SME alone", 0x1, "flags\t\t: la57 hypervisor\n", true },
		{ "a host", 0x1f, "flags\t\t: la57 sev sev_es\n", true },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start(&fixture);
		fixture_text(&fixture, "/proc/cpuinfo", rows[i].flags);
		encryption = rows[i].encryption;
		assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
		encryption = 0;
		assert_calls(rows[i].name, rows[i].is_load, rows[i].is_load,
			     !rows[i].is_load);
		recorder_finish(&fixture, image);
	}
}

/* No file of this machine shows what the kernel itself decides. */
TEST(what_the_running_kernel_refuses_stays_refused)
{
	static const struct {
		const char *name;
		int question; /* of kexec_load(2) */
		int ask;      /* of kexec_file_load(2) */
		int file_answer;
		unsigned int asked;
	} rows[] = {
		{ "kexec_load is forbidden", -EPERM, 0, 0, 0 },
		{ "there is no kexec_load", -ENOSYS, 0, 0, 0 },
		{ "IMA forbids it", -EACCES, 0, 0, 0 },
		{ "unsigned", 0, -ENODATA, -ENODATA, 1 },
		{ "wrong key", 0, -EKEYREJECTED, -EKEYREJECTED, 1 },
		{ "a BPF program", 0, -EPERM, -EPERM, 1 },
		{ "busy", 0, -EBUSY, -EBUSY, 1 },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start(&fixture);
		recorder.question_answer = rows[i].question;
		recorder.ask_answer = rows[i].ask;
		recorder.file_answer = rows[i].file_answer;
		assert_row(rows[i].name,
			   kexec_image_load(image, KEXEC_METHOD_AUTO),
			   rows[i].file_answer);
		assert_calls(rows[i].name, rows[i].asked, 0, 1);
		recorder_finish(&fixture, image);
	}
}

/* SELinux and BPF programs judge an initrd by itself. */
TEST(each_initrd_is_judged_as_well)
{
	struct kexec_image *image;
	struct fixture fixture;
	unsigned int count;

	for (count = 1; count < 4; count++) {
		image = start(&fixture);
		while (image->nr_initrds < count)
			assert_int_equal(
				kexec_image_add_initrd(image, fixture.initrd),
				0);
		assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
		assert_calls("accepted", count, 1, 0);
		recorder.initrd_answer = -EACCES;
		recorder.file_answer = -EACCES;
		assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO),
				 -EACCES);
		assert_calls("refused", count + 1, 1, 1);
		recorder_finish(&fixture, image);
	}
}

/* They may write to it after it has been judged. */
TEST(a_file_that_others_can_write_goes_first)
{
	static const struct {
		mode_t kernel;
		mode_t initrd;
		bool is_load;
	} rows[] = {
		{ 0644, 0600, true },  { 0664, 0644, false },
		{ 0646, 0644, false }, { 0600, 0664, false },
		{ 0600, 0646, false },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start(&fixture);
		assert_int_equal(chmod(fixture.kernel, rows[i].kernel), 0);
		assert_int_equal(chmod(fixture.initrd, rows[i].initrd), 0);
		assert_int_equal(kexec_image_add_initrd(image, fixture.initrd),
				 0);
		assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
		assert_calls("mode", rows[i].is_load, rows[i].is_load,
			     !rows[i].is_load);
		recorder_finish(&fixture, image);
	}
}

TEST(without_kexec_file_load_there_is_the_other_call)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	recorder.ask_answer = -ENOSYS;
	recorder.file_answer = -ENOSYS;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
	assert_calls("ENOSYS", 1, 1, 1);
	assert_int_equal(recorder.nr_segments, KERNEL + 1);
	recorder_finish(&fixture, image);
}

TEST(a_kernel_that_stays_packed_goes_to_kexec_file_load)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_KEEP_PACKED), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
	assert_calls("--keep-packed", 0, 0, 1);
	recorder_finish(&fixture, image);
	/* That is found when it is planned. */
	image = start(&fixture);
	assert_int_equal(kexec_image_set_cmdline(image, "movable_node"), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
	assert_calls("movable_node", 1, 0, 1);
	recorder_finish(&fixture, image);
}

/* Unpacked it needs more. What may be short is known before the call. */
TEST(if_memory_is_short_the_kernel_stays_packed)
{
	static const struct {
		const char *meminfo;
		bool is_short;
	} rows[] = {
		{ "MemTotal: 4194304 kB\nMemFree: 4194304 kB\n"
		  "MemAvailable: 4194304 kB\n",
		  false },
		{ "MemTotal: 4194304 kB\nMemFree: 1000 kB\n"
		  "MemAvailable: 1000 kB\n",
		  true },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start(&fixture);
		fixture_text(&fixture, "/proc/meminfo", rows[i].meminfo);
		fixture.log[0] = '\0';
		assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
		assert_row("unpacked", recorder.nr_segments == KERNEL + 1,
			   !rows[i].is_short);
		assert_row("said",
			   !!strstr(fixture.log,
				    "nothing is unpacked at load time: about "),
			   rows[i].is_short);
		assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum, 0);
		/* With memory again, it is unpacked again. */
		fixture_text(&fixture, "/proc/meminfo", rows[0].meminfo);
		assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
		assert_int_equal(recorder.nr_segments, KERNEL + 1);
		recorder_finish(&fixture, image);
	}
}

TEST(a_crash_kernel_goes_to_kexec_file_load)
{
	struct kexec_image *image;
	struct fixture fixture;
	struct bzimage bzimage;

	pack_vmlinux(PACK_KERNEL_FLAGS, &bzimage);
	image = start_with(&fixture, fixture_make_crash,
			   bzimage_bytes(&bzimage));
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
	assert_calls("crash", 0, 0, 1);
	recorder_finish(&fixture, image);
}

TEST(if_kexec_load_fails_it_is_as_if_it_had_not_come_first)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	recorder.load_answer = -EADDRNOTAVAIL;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
	assert_calls("a place that is taken", 1, 1, 1);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum, 0);
	recorder.file_answer = -EBUSY;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), -EBUSY);
	assert_calls("both", 2, 2, 2);
	recorder_finish(&fixture, image);
}

/* Neither call would find it, and the next kernel would not start. */
TEST(a_damaged_kernel_reaches_no_load)
{
	struct kexec_image *image;
	struct bzimage bzimage;
	struct fixture fixture;

	pack_vmlinux(PACK_KERNEL_FLAGS, &bzimage);
	bzimage.data[PACK_KERNEL_AT + 100] ^= 1;
	bzimage_seal(&bzimage);
	image = start_with(&fixture, fixture_make_pc, bzimage_bytes(&bzimage));
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), -ENOEXEC);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->cause,
			 KEXEC_CAUSE_PAYLOAD_DAMAGED);
	assert_calls("damaged", 1, 0, 0);
	recorder_finish(&fixture, image);
}

/* The kernel judges what would be loaded: the file, or what is in it. */
TEST(a_packed_file_is_judged_by_its_contents)
{
	static const struct {
		const char *name;
		int ask; /* about the contents */
		unsigned int asked;
		bool is_load;
	} rows[] = {
		{ "accepted", 0, 2, true },
		{ "unsigned", -ENODATA, 2, false },
	};
	u8 packed[sizeof(struct bzimage) + PACK_ROOM];
	struct kexec_image *image;
	struct bzimage bzimage;
	struct fixture fixture;
	u64 size;
	size_t i;

	pack_vmlinux(PACK_KERNEL_FLAGS, &bzimage);
	size = pack_payload(pack_find("gzip"), bzimage_bytes(&bzimage),
			    sizeof(bzimage.data), packed);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start_with(&fixture, fixture_make_pc,
				   kx_bytes(packed, size));
		recorder.packed_answer = -ENOEXEC;
		recorder.ask_answer = rows[i].ask;
		recorder.file_answer = rows[i].ask;
		assert_row(rows[i].name,
			   kexec_image_load(image, KEXEC_METHOD_AUTO),
			   rows[i].is_load ? 0 : rows[i].ask);
		assert_row(rows[i].name, recorder.asked, rows[i].asked);
		assert_row(rows[i].name, recorder.loads, rows[i].is_load);
		recorder_finish(&fixture, image);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unpacked_kernel_goes_to_kexec_load),
		cmocka_unit_test(a_wrong_sum_is_warned_about_once_by_two_calls),
		cmocka_unit_test(
			where_anything_judges_the_file_it_goes_first_and_alone),
		cmocka_unit_test(
			in_a_guest_with_encrypted_memory_the_file_goes_first),
		cmocka_unit_test(what_the_running_kernel_refuses_stays_refused),
		cmocka_unit_test(each_initrd_is_judged_as_well),
		cmocka_unit_test(a_file_that_others_can_write_goes_first),
		cmocka_unit_test(
			without_kexec_file_load_there_is_the_other_call),
		cmocka_unit_test(
			a_kernel_that_stays_packed_goes_to_kexec_file_load),
		cmocka_unit_test(if_memory_is_short_the_kernel_stays_packed),
		cmocka_unit_test(a_crash_kernel_goes_to_kexec_file_load),
		cmocka_unit_test(
			if_kexec_load_fails_it_is_as_if_it_had_not_come_first),
		cmocka_unit_test(a_damaged_kernel_reaches_no_load),
		cmocka_unit_test(a_packed_file_is_judged_by_its_contents),
	};

	return cmocka_run_group_tests_name("prefer", tests, NULL, NULL);
}
