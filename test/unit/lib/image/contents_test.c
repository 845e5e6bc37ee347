// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The contents of a kernel file: each container, nested, cut, changed, too
 * large.
 */
#include "lib/image/contents.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_uki.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/pack_file.h"
#include "test/unit/test.h"

/* Writes, opens and unpacks a file; the caller closes @contents. */
static int open_packed(struct fixture *fixture, struct kx_bytes bytes,
		       struct kxl_contents *contents)
{
	struct kxl_file file;
	int err;

	fixture_put(fixture, "/kernel", bytes);
	assert_int_equal(kxl_file_open(fixture->ctx, KEXEC_ACTION_OPEN_KERNEL,
				       fixture->kernel, &file),
			 0);
	*contents = (struct kxl_contents){ 0 };
	err = kxl_contents_open(fixture->ctx, &file, NULL, contents);
	kxl_file_close(&file);
	return err;
}

static bool is_same(struct kx_bytes a, struct kx_bytes b)
{
	return a.size == b.size && !memcmp(a.data, b.data, a.size);
}

/* kexec_file_load(2) refuses a file that can still be written. */
static void assert_sealed(int fd)
{
	const int all =
		F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

	assert_int_equal(fcntl(fd, F_GET_SEALS) & all, all);
}

TEST(each_container_gives_its_kernel)
{
	struct kxl_contents contents;
	struct fixture fixture;
	struct bzimage kernel;
	size_t i;

	fixture_make_pc(&fixture);
	bzimage_make(&kernel);
	for (i = 0; i < FILE_PACKINGS; i++) {
		const struct file_packing *packing = &file_packings[i];
		struct kx_bytes file =
			pack_file(packing, bzimage_bytes(&kernel));
		struct kx_bytes zboot = pack_zboot(file, packing->name);

		assert_row(packing->name,
			   open_packed(&fixture, file, &contents), 0);
		assert_row(packing->name, !!contents.file.name,
			   packing->has_library);
		if (contents.file.name) {
			assert_true(is_same(contents.file.bytes,
					    bzimage_bytes(&kernel)));
			assert_string_equal(contents.layers, packing->data);
			assert_sealed(contents.file.fd);
		}
		kxl_contents_close(&contents);
		assert_row(packing->name,
			   open_packed(&fixture, zboot, &contents), 0);
		if (packing->has_library) {
			assert_true(is_same(contents.file.bytes,
					    bzimage_bytes(&kernel)));
			assert_string_equal(contents.layers, "EFI zboot image");
		}
		kxl_contents_close(&contents);
		pack_free(zboot);
		pack_free(file);
	}
	fixture_free(&fixture);
}

TEST(what_is_not_packed_is_left_alone)
{
	struct kxl_contents contents;
	struct fixture fixture;
	struct bzimage kernel;

	fixture_make_pc(&fixture);
	bzimage_make(&kernel);
	assert_int_equal(
		open_packed(&fixture, bzimage_bytes(&kernel), &contents), 0);
	assert_null(contents.file.name);
	assert_int_equal(open_packed(&fixture,
				     kx_bytes("\x89LZO\0\r\n\x1a\n", 9),
				     &contents),
			 0);
	assert_null(contents.file.name);
	fixture_free(&fixture);
}

/* @count layers of one kind. */
static struct kx_bytes nest(struct kx_bytes bytes, u32 count)
{
	struct kx_bytes file = pack_file(&file_packings[0], bytes);
	struct kx_bytes outer;

	while (--count) {
		outer = pack_file(&file_packings[0], file);
		pack_free(file);
		file = outer;
	}
	return file;
}

TEST(layers_are_taken_off_to_a_bounded_depth)
{
	const struct kexec_error *error;
	struct kxl_contents contents;
	struct fixture fixture;
	struct bzimage kernel;
	u32 count;

	fixture_make_pc(&fixture);
	bzimage_make(&kernel);
	for (count = 1; HAVE_ZLIB && count <= KXL_CONTENTS_DEPTH + 1; count++) {
		struct kx_bytes file = nest(bzimage_bytes(&kernel), count);
		int err = open_packed(&fixture, file, &contents);

		assert_int_equal(err,
				 count <= KXL_CONTENTS_DEPTH ? 0 : -ENOEXEC);
		if (!err)
			assert_true(is_same(contents.file.bytes,
					    bzimage_bytes(&kernel)));
		kxl_contents_close(&contents);
		pack_free(file);
	}
	error = kexec_ctx_error(fixture.ctx);
	assert_string_equal(HAVE_ZLIB ? error->name : "unpack-depth",
			    "unpack-depth");
	assert_int_equal(HAVE_ZLIB ? error->value : 5, 5);
	assert_int_equal(HAVE_ZLIB ? error->limit : 4, 4);
	fixture_free(&fixture);
}

TEST(what_is_cut_or_changed_is_named)
{
	static const struct {
		const char *name;
		u64 change; /* offset of a byte to change, or 0 */
		u64 cut;    /* bytes to remove at the end */
		const char *error;
		const char *says;
	} rows[] = {
		{ "cut", 0, 1, "unpack-truncated",
		  "its gzip data ends too early (has " },
		{ "changed", 100, 0, "unpack-damaged",
		  "its gzip data is damaged" },
	};
	const struct kexec_error *error;
	struct kxl_contents contents;
	struct fixture fixture;
	struct bzimage kernel;
	size_t i;

	fixture_make_pc(&fixture);
	bzimage_make(&kernel);
	for (i = 0; HAVE_ZLIB && i < ARRAY_SIZE(rows); i++) {
		struct kx_bytes file =
			pack_file(&file_packings[0], bzimage_bytes(&kernel));

		if (rows[i].change)
			((u8 *)(uintptr_t)file.data)[rows[i].change] ^= 0x55;
		assert_row(rows[i].name,
			   open_packed(
				   &fixture,
				   kx_bytes(file.data, file.size - rows[i].cut),
				   &contents),
			   -ENOEXEC);
		error = kexec_ctx_error(fixture.ctx);
		assert_string_equal(error->name, rows[i].error);
		assert_string_equal(error->action, "unpack");
		assert_non_null(strstr(error->text, rows[i].says));
		assert_null(contents.file.name);
		pack_free(file);
	}
	fixture_free(&fixture);
}

TEST(a_zboot_file_that_is_cut_is_named)
{
	struct kx_bytes packed =
		pack_file(&file_packings[0], kx_bytes("kernel", 6));
	struct kx_bytes file = pack_zboot(packed, "gzip");
	const struct kexec_error *error;
	struct kxl_contents contents;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(
		open_packed(&fixture, kx_bytes(file.data, 65), &contents),
		-ENOEXEC);
	error = kexec_ctx_error(fixture.ctx);
	assert_string_equal(error->name, "unpack-truncated");
	assert_int_equal(error->value, 65);
	assert_int_equal(error->limit, 64 + packed.size);
	fixture_free(&fixture);
	pack_free(file);
	pack_free(packed);
}

/* More than fits in memory; all of it is freed again. */
TEST(what_unpacks_to_more_than_memory_is_refused)
{
	static u8 zeroes[4 << 20];
	struct kx_bytes file =
		pack_file(&file_packings[0], kx_bytes(zeroes, sizeof(zeroes)));
	const struct kexec_error *error;
	struct kxl_contents contents;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/meminfo",
		     "MemTotal: 4096 kB\nMemFree: 1024 kB\n"
		     "MemAvailable: 1024 kB\n");
	if (HAVE_ZLIB) {
		assert_int_equal(open_packed(&fixture, file, &contents),
				 -ENOMEM);
		error = kexec_ctx_error(fixture.ctx);
		assert_string_equal(error->name, "memory-short");
		assert_in_range(error->limit, 900 << 10, 1024 << 10);
		assert_in_range(error->value, error->limit + 1,
				error->limit + (64 << 10));
	}
	fixture_free(&fixture);
	pack_free(file);
}

/* A file of 1 MiB that unpacks to 1 GiB and one byte: time is bounded, too. */
TEST(what_unpacks_to_more_than_a_kernel_is_refused)
{
	static u8 zeroes[32 << 20];
	struct kx_bytes part =
		pack_file(&file_packings[3], kx_bytes(zeroes, sizeof(zeroes)));
	u8 *bomb = malloc(33 * part.size);
	const struct kexec_error *error;
	struct kxl_contents contents;
	struct fixture fixture;
	u32 i;

	for (i = 0; i < 33; i++)
		memcpy(bomb + i * part.size, part.data, part.size);
	fixture_make_pc(&fixture);
	fixture_remove(&fixture, "/proc/meminfo");
	if (HAVE_ZSTD) {
		assert_int_equal(open_packed(&fixture,
					     kx_bytes(bomb, 33 * part.size),
					     &contents),
				 -EFBIG);
		error = kexec_ctx_error(fixture.ctx);
		assert_string_equal(error->name, "unpack-large");
		assert_int_equal(error->limit, 1 << 30);
		assert_in_range(error->value, (1 << 30) + 1,
				(1 << 30) + (64 << 10));
	}
	fixture_free(&fixture);
	free(bomb);
	pack_free(part);
}

TEST(bytes_of_no_stream_and_empty_streams_are_refused)
{
	struct kx_bytes file =
		pack_file(&file_packings[0], kx_bytes("kernel", 6));
	struct kx_bytes empty = pack_file(&file_packings[0], kx_bytes("", 0));
	u8 *longer = malloc(file.size + 1);
	struct kxl_contents contents;
	struct fixture fixture;

	memcpy(longer, file.data, file.size);
	longer[file.size] = 'x';
	fixture_make_pc(&fixture);
	if (HAVE_ZLIB) {
		assert_int_equal(open_packed(&fixture,
					     kx_bytes(longer, file.size + 1),
					     &contents),
				 -ENOEXEC);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    "unpack-trailing");
		assert_int_equal(open_packed(&fixture, empty, &contents),
				 -EINVAL);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    "file-empty");
	}
	fixture_free(&fixture);
	free(longer);
	pack_free(empty);
	pack_free(file);
}

/* A dictionary of 1 GiB, only declared in the header: it is not allocated. */
TEST(a_declared_dictionary_is_not_allocated)
{
	struct kx_bytes file =
		pack_file(&file_packings[2], kx_bytes("kernel", 6));
	const struct kexec_error *error;
	struct kxl_contents contents;
	struct fixture fixture;

	kx_write_le32((u8 *)(uintptr_t)file.data + 1, 1 << 30);
	fixture_make_pc(&fixture);
	if (HAVE_XZ) {
		assert_int_equal(open_packed(&fixture, file, &contents),
				 -ENOMEM);
		error = kexec_ctx_error(fixture.ctx);
		assert_string_equal(error->name, "unpack-memory");
		assert_int_equal(error->limit, 192 << 20);
		assert_in_range(error->value, 1 << 30, (1 << 30) + (1 << 20));
	}
	fixture_free(&fixture);
	pack_free(file);
}

/* A UKI is a layer, which may be packed and may have packed ones in it. */
TEST(a_uki_is_a_layer_among_others)
{
	struct uki_section section = { ".linux", { NULL, 0 } };
	const struct kexec_error *error;
	struct kxl_contents contents;
	struct fixture fixture;
	struct bzimage kernel;
	struct kx_bytes file;
	struct kx_bytes outer;

	bzimage_make(&kernel);
	fixture_make_pc(&fixture);
	file = pack_file(&file_packings[0], bzimage_bytes(&kernel));
	section.bytes = file;
	outer = uki_make(&section, 1);
	pack_free(file);
	file = pack_file(&file_packings[3], outer);
	pack_free(outer);
	if (HAVE_ZLIB && HAVE_ZSTD) {
		assert_int_equal(open_packed(&fixture, file, &contents), 0);
		assert_true(contents.is_uki);
		assert_null(contents.initrd.name);
		assert_null(contents.cmdline);
		assert_true(
			is_same(contents.file.bytes, bzimage_bytes(&kernel)));
		assert_string_equal(contents.layers,
				    "gzip data inside unified kernel image "
				    "inside zstd data");
		kxl_contents_close(&contents);
		assert_false(contents.is_uki);
	}
	pack_free(file);
	section.bytes = bzimage_bytes(&kernel);
	file = uki_make(&section, 1);
	section.bytes = file;
	outer = uki_make(&section, 1);
	assert_int_equal(open_packed(&fixture, outer, &contents), -ENOEXEC);
	error = kexec_ctx_error(fixture.ctx);
	assert_string_equal(error->name, "unpack-depth");
	assert_non_null(strstr(error->reason, "inside another one"));
	pack_free(outer);
	pack_free(file);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_container_gives_its_kernel),
		cmocka_unit_test(what_is_not_packed_is_left_alone),
		cmocka_unit_test(layers_are_taken_off_to_a_bounded_depth),
		cmocka_unit_test(what_is_cut_or_changed_is_named),
		cmocka_unit_test(a_zboot_file_that_is_cut_is_named),
		cmocka_unit_test(what_unpacks_to_more_than_memory_is_refused),
		cmocka_unit_test(what_unpacks_to_more_than_a_kernel_is_refused),
		cmocka_unit_test(
			bytes_of_no_stream_and_empty_streams_are_refused),
		cmocka_unit_test(a_declared_dictionary_is_not_allocated),
		cmocka_unit_test(a_uki_is_a_layer_among_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
