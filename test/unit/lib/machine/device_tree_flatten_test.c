// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A folder becomes a tree that libfdt reads. */
#include "lib/machine/device_tree.h"

#include <dirent.h>
#include <errno.h>
#include <libfdt.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lib/machine/file.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define FOLDER "/proc/device-tree"
/* MAX_FDT_SIZE in Linux asm/boot.h of arm64 */
#define MOST (2U << 20)

static int flatten(const struct fixture *fixture, struct kx_bytes *tree)
{
	return kxl_device_tree_flatten(fixture->ctx, FOLDER, tree);
}

static void put(const struct fixture *fixture, const char *name,
		struct kx_bytes bytes)
{
	char path[1024];

	snprintf(path, sizeof(path), FOLDER "/%s", name);
	fixture_put(fixture, path, bytes);
}

/* Names that end up in the order of their numbers. */
TEST(nodes_and_properties_are_those_of_the_folder)
{
	static const char *const order[] = { "cpu@0", "cpu@2", "cpu@10",
					     "cpu@100" };
	static const u8 reg[] = { 0, 0, 0, 0, 0x40, 0, 0, 0 };
	struct fixture fixture;
	struct kx_bytes tree;
	char path[64];
	int node;
	int size;
	size_t i;

	fixture_make(&fixture);
	put(&fixture, "#address-cells", kx_bytes(reg, 4));
	put(&fixture, "name", view(""));
	put(&fixture, "memory@40000000/reg", kx_bytes(reg, sizeof(reg)));
	put(&fixture, "memory@40000000/no-map", kx_bytes(reg, 0));
	put(&fixture, "memory@40000000/name", view("memory"));
	for (i = ARRAY_SIZE(order); i--;) {
		snprintf(path, sizeof(path), "cpus/%s/device_type", order[i]);
		put(&fixture, path, kx_bytes((const u8 *)"cpu", 4));
	}
	assert_int_equal(flatten(&fixture, &tree), 0);
	assert_int_equal(fdt_check_full(tree.data, tree.size), 0);
	assert_int_equal(fdt_num_mem_rsv(tree.data), 0);
	node = fdt_path_offset(tree.data, "/memory@40000000");
	assert_true(node > 0);
	assert_memory_equal(fdt_getprop(tree.data, node, "reg", &size), reg,
			    sizeof(reg));
	assert_int_equal(size, sizeof(reg));
	assert_non_null(fdt_getprop(tree.data, node, "no-map", &size));
	assert_int_equal(size, 0);
	assert_null(fdt_getprop(tree.data, node, "name", &size));
	assert_null(fdt_getprop(tree.data, 0, "name", &size));
	node = fdt_path_offset(tree.data, "/cpus");
	node = fdt_first_subnode(tree.data, node);
	for (i = 0; i < ARRAY_SIZE(order); i++) {
		assert_string_equal(fdt_get_name(tree.data, node, NULL),
				    order[i]);
		assert_string_equal(
			fdt_getprop(tree.data, node, "device_type", NULL),
			"cpu");
		node = fdt_next_subnode(tree.data, node);
	}
	assert_int_equal(node, -FDT_ERR_NOTFOUND);
	kxl_text_free(tree);
	fixture_free(&fixture);
}

/* Those that are no memory for this kernel have a node. */
TEST(what_is_reserved_in_ram_stays_so)
{
	static const char iomem[] = "00000000-0000ffff : reserved\n"
				    "40000000-7fffffff : System RAM\n"
				    "  40000000-4007ffff : reserved\n"
				    "  40080000-40ffffff : Kernel code\n"
				    "  7ffff000-7fffffff : reserved\n";
	static const u64 expected[][2] = { { 0x40000000, 0x80000 },
					   { 0x7ffff000, 0x1000 } };
	struct fixture fixture;
	struct kx_bytes tree;
	u64 start, size;
	size_t i;

	fixture_make(&fixture);
	fixture_text(&fixture, "/proc/iomem", iomem);
	put(&fixture, "model", view("board"));
	assert_int_equal(flatten(&fixture, &tree), 0);
	assert_int_equal(fdt_check_full(tree.data, tree.size), 0);
	assert_int_equal(fdt_num_mem_rsv(tree.data), ARRAY_SIZE(expected));
	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		assert_int_equal(
			fdt_get_mem_rsv(tree.data, (int)i, &start, &size), 0);
		assert_int_equal(start, expected[i][0]);
		assert_int_equal(size, expected[i][1]);
	}
	kxl_text_free(tree);
	/* What another user than root sees. */
	fixture_text(&fixture, "/proc/iomem",
		     "00000000-00000000 : System RAM\n"
		     "  00000000-00000000 : reserved\n"
		     "  00000000-00000000 : reserved\n");
	assert_int_equal(flatten(&fixture, &tree), 0);
	assert_int_equal(fdt_num_mem_rsv(tree.data), 0);
	kxl_text_free(tree);
	fixture_text(&fixture, "/proc/iomem", iomem);
	/* There EFI's map says all of it. */
	fixture_text(&fixture, "/sys/firmware/efi/fw_platform_size", "64\n");
	assert_int_equal(flatten(&fixture, &tree), 0);
	assert_int_equal(fdt_num_mem_rsv(tree.data), 0);
	kxl_text_free(tree);
	fixture_free(&fixture);
}

static bool are_kinds_unknown;

/* As libc's, for folders of this size. */
int scandir(const char *path, struct dirent ***list,
	    int (*choose)(const struct dirent *entry),
	    int (*compare)(const struct dirent **a, const struct dirent **b))
{
	struct dirent *entry;
	DIR *folder = opendir(path);
	int count = 0;

	if (!folder)
		return -1;
	*list = calloc(128, sizeof(**list));
	assert_non_null(*list);
	assert_null(choose);
	while ((entry = readdir(folder))) {
		(*list)[count] = malloc(entry->d_reclen);
		assert_non_null((*list)[count]);
		memcpy((*list)[count], entry, entry->d_reclen);
		if (are_kinds_unknown)
			(*list)[count]->d_type = DT_UNKNOWN;
		count++;
	}
	closedir(folder);
	qsort(*list, (size_t)count, sizeof(**list),
	      (int (*)(const void *, const void *))(void (*)(void))compare);
	return count;
}

/* As in a copy on a file system that keeps no kinds in its folders. */
TEST(a_folder_is_known_without_its_kind)
{
	struct fixture fixture;
	struct kx_bytes tree;

	fixture_make(&fixture);
	put(&fixture, "model", view("board"));
	put(&fixture, "soc/bus/reg", view("1234"));
	are_kinds_unknown = true;
	assert_int_equal(flatten(&fixture, &tree), 0);
	are_kinds_unknown = false;
	assert_true(fdt_path_offset(tree.data, "/soc/bus") > 0);
	assert_non_null(fdt_getprop(tree.data,
				    fdt_path_offset(tree.data, "/soc/bus"),
				    "reg", NULL));
	assert_non_null(fdt_getprop(tree.data, 0, "model", NULL));
	kxl_text_free(tree);
	fixture_free(&fixture);
}

TEST(it_is_as_large_as_linux_takes_and_no_larger)
{
	static const struct {
		const char *name;
		size_t size;
		int result;
	} rows[] = {
		{ "one turn", 60000, 0 },
		{ "two turns", 70000, 0 },
		{ "nearly all", MOST - 200, 0 },
		{ "all for one property", MOST, -EBADMSG },
	};
	u8 *bytes = calloc(1, MOST);
	struct fixture fixture;
	struct kx_bytes tree;
	size_t i;

	assert_non_null(bytes);
	fixture_make(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		put(&fixture, "large", kx_bytes(bytes, rows[i].size));
		assert_row(rows[i].name, flatten(&fixture, &tree),
			   rows[i].result);
		if (rows[i].result)
			continue;
		assert_true(tree.size > rows[i].size && tree.size < MOST);
		kxl_text_free(tree);
	}
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object, FOLDER);
	free(bytes);
	fixture_free(&fixture);
}

TEST(without_a_folder_nothing_is_made)
{
	struct fixture fixture;
	struct kx_bytes tree;

	fixture_make(&fixture);
	assert_int_equal(flatten(&fixture, &tree), -ENOENT);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object, "");
	fixture_free(&fixture);
}

TEST(nodes_go_no_deeper_than_linuxs)
{
	struct fixture fixture;
	struct kx_bytes tree;
	char path[512];
	size_t used;
	size_t i;

	fixture_make(&fixture);
	put(&fixture, "p", view("x"));
	used = (size_t)snprintf(path, sizeof(path), "%s" FOLDER, fixture.dir);
	for (i = 1; i < 64; i++, used += 2) {
		strcpy(path + used, "/n");
		assert_int_equal(mkdir(path, 0755), 0);
	}
	assert_int_equal(flatten(&fixture, &tree), 0);
	kxl_text_free(tree);
	strcpy(path + used, "/n");
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(flatten(&fixture, &tree), -ELOOP);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
			    path + strlen(fixture.dir));
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nodes_and_properties_are_those_of_the_folder),
		cmocka_unit_test(what_is_reserved_in_ram_stays_so),
		cmocka_unit_test(a_folder_is_known_without_its_kind),
		cmocka_unit_test(it_is_as_large_as_linux_takes_and_no_larger),
		cmocka_unit_test(without_a_folder_nothing_is_made),
		cmocka_unit_test(nodes_go_no_deeper_than_linuxs),
	};

	return cmocka_run_group_tests_name("flatten", tests, NULL, NULL);
}
