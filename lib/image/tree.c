// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Builds the device tree of the next kernel with libfdt, in a copy: /chosen
 * loses what the boot loader or the last kexec wrote, and gets what this load
 * says. Addresses that only the plan knows are zeroes of 8 bytes, whatever
 * width the old ones had.
 */
#include "lib/image/tree.h"

#include <errno.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "lib/image/dtb.h"
#include "lib/image/tree_memory.h"

/* For names and values of all properties but the command line. */
#define ROOM 4096U

/* Of boot loaders and kernels. */
#define PAGE_MIN 0x1000ULL
#define PAGE_MAX 0x10000ULL

/* An address and a size in the memory-reservation block. */
#define RESERVATION 16UL

#define ELFCOREHDR   "linux,elfcorehdr"
#define USABLE	     "linux,usable-memory-range"
#define INITRD_START "linux,initrd-start"
#define INITRD_END   "linux,initrd-end"
#define UEFI	     "linux,uefi-"
#define UEFI_MEMORY  "linux,uefi-mmap-start"

struct build {
	struct kexec_image *image;
	struct kx_machine *facts;
	const struct kx_crash *crash; /* NULL: for no crash kernel */
	struct kx_bytes source;
	void *tree;
	int room; /* bytes at @tree */
	int chosen;
};

/* Properties of /chosen that are of an earlier load. */
static const char *const stale[] = {
	INITRD_START,
	INITRD_END,
	"bootargs",
	"kaslr-seed",
	"rng-seed",
	/* A crash kernel's. */
	ELFCOREHDR,
	"linux,dmcryptkeys",
	USABLE,
	/* Memory that the last kernel handed over (IMA, KHO). */
	"linux,ima-kexec-buffer",
	"linux,kho-fdt",
	"linux,kho-scratch",
};

static int fail(struct build *build, const char *why)
{
	const struct kxl_failure failure = {
		.errnum = ENOEXEC,
		.cause = KEXEC_CAUSE_DTB,
		.action = KEXEC_ACTION_PLAN,
		.object = build->image->kernel.name,
	};

	return kxl_fail(build->image->ctx, &failure, "%s device tree %s",
			kxl_dtb_given(build->image).size ? "the given"
							 : "this system's",
			why);
}

static int fail_fdt(struct build *build, int err)
{
	char why[64];

	if (err == -FDT_ERR_NOSPACE)
		return fail(build, "has no room for what is added");
	snprintf(why, sizeof(why), "is damaged (%s)", fdt_strerror(err));
	return fail(build, why);
}

static int copy_tree(struct build *build)
{
	static const char large[] = "is larger than the 2 MiB that Linux takes";
	size_t room = build->source.size + ROOM +
		      strlen(kxl_image_line(build->image)) +
		      build->facts->arm64.nr_lpi_tables * RESERVATION;
	int err;

	if (build->source.size > KX_TREE_MAX)
		return fail(build, large);
	err = fdt_check_full(build->source.data, build->source.size);
	if (err)
		return fail_fdt(build, err);
	build->tree = calloc(1, room);
	if (!build->tree)
		return kxl_fail_memory(build->image->ctx, KEXEC_ACTION_PLAN);
	build->room = (int)room;
	err = fdt_open_into(build->source.data, build->tree, build->room);
	return err ? fail_fdt(build, err) : 0;
}

static int find_chosen(struct build *build)
{
	build->chosen = fdt_path_offset(build->tree, "/chosen");
	if (build->chosen == -FDT_ERR_NOTFOUND)
		build->chosen = fdt_add_subnode(build->tree, 0, "chosen");
	return build->chosen < 0 ? fail_fdt(build, build->chosen) : 0;
}

/* Of 4 or 8 bytes; 0: it is not there. */
static u64 read_number(const void *tree, int node, const char *name)
{
	int size = 0;
	const void *value = fdt_getprop(tree, node, name, &size);

	if (value && size == 4)
		return fdt32_ld(value);
	return value && size == 8 ? fdt64_ld(value) : 0;
}

static u64 old_address(const struct build *build, const char *name)
{
	return read_number(build->tree, build->chosen, name);
}

/*
 * Linux's kexec reserves the exact size, and boot loaders whole pages, which
 * are theirs: 4 KiB mostly, whatever the kernel has.
 */
static bool is_size(u64 length, u64 size)
{
	u64 pages = 0;
	u64 page;

	for (page = PAGE_MIN; page <= PAGE_MAX; page *= 4)
		if (kx_align_up(size, page, &pages) && length == pages)
			return true;
	return length == size;
}

static int drop_reserved(struct build *build, u64 old, u64 size)
{
	int count = fdt_num_mem_rsv(build->tree);
	u64 start, length;
	int err = 0;
	int i;

	for (i = 0; i < count && !err; i++) {
		err = fdt_get_mem_rsv(build->tree, i, &start, &length);
		if (err || start != old || !is_size(length, size))
			continue;
		err = fdt_del_mem_rsv(build->tree, i);
		break;
	}
	return err ? fail_fdt(build, err) : 0;
}

/* The boot loader, or the last kexec, has reserved what it handed over. */
static int drop_old_memory(struct build *build)
{
	static const char *const names[] = {
		ELFCOREHDR,
		"linux,dmcryptkeys",
		"linux,ima-kexec-buffer",
	};
	u64 start = old_address(build, INITRD_START);
	u64 size = old_address(build, INITRD_END) - start;
	int err = start ? drop_reserved(build, start, size) : 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names) && !err; i++)
		if (kxl_tree_pair(build->tree, build->chosen, names[i], &start,
				  &size))
			err = drop_reserved(build, start, size);
	return err;
}

/* A damaged tree may have a name twice: none of them is left. */
static int drop(struct build *build, const char *name)
{
	int err = 0;

	while (!err)
		err = fdt_delprop(build->tree, build->chosen, name);
	return err == -FDT_ERR_NOTFOUND ? 0 : fail_fdt(build, err);
}

static int drop_stale(struct build *build)
{
	int err = drop_old_memory(build);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(stale) && !err; i++)
		err = drop(build, stale[i]);
	return err;
}

/* What an earlier kexec has reserved is still there. */
static bool is_reserved(const struct build *build, struct kx_range range)
{
	int count = fdt_num_mem_rsv(build->tree);
	u64 start, length;
	int i;

	for (i = 0; i < count; i++)
		if (!fdt_get_mem_rsv(build->tree, i, &start, &length) &&
		    start == range.start && length == kx_range_size(range))
			return true;
	return false;
}

/* The next kernel goes on with them, if nothing else has that memory. */
static int keep_tables(struct build *build)
{
	const struct kx_range *tables = build->facts->arm64.lpi_tables;
	int err = 0;
	u32 i;

	for (i = 0; i < build->facts->arm64.nr_lpi_tables && !err; i++)
		if (!is_reserved(build, tables[i]))
			err = fdt_add_mem_rsv(build->tree, tables[i].start,
					      kx_range_size(tables[i]));
	return err ? fail_fdt(build, err) : 0;
}

static int set(struct build *build, const char *name, const void *value,
	       size_t size)
{
	int err =
		fdt_setprop(build->tree, build->chosen, name, value, (int)size);

	return err ? fail_fdt(build, err) : 0;
}

/* An empty line is none: the kernel then has its built-in one, if any. */
static int set_line(struct build *build)
{
	const char *line = kxl_image_line(build->image);
	int err = set(build, "linux,booted-from-kexec", NULL, 0);

	if (err || !*line)
		return err;
	return set(build, "bootargs", line, strlen(line) + 1);
}

static int set_initrd(struct build *build)
{
	const u64 unknown = 0;
	int err;

	if (!build->image->nr_initrds)
		return 0;
	err = set(build, INITRD_START, &unknown, sizeof(unknown));
	return err ? err : set(build, INITRD_END, &unknown, sizeof(unknown));
}

static int fail_cells(struct build *build, struct kx_range range)
{
	u32 address;
	u32 size;
	char why[256];

	kxl_tree_cells(build->tree, &address, &size);
	snprintf(why, sizeof(why),
		 "can't name the crash kernel's memory [%#llx, %#llx) in "
		 "/chosen: #address-cells of its root is %u, and #size-cells "
		 "%u; give one where both are 2 (--dtb)",
		 (unsigned long long)range.start, (unsigned long long)range.end,
		 address, size);
	return fail(build, why);
}

/* Whole pages of it, or nothing. */
static int add_usable(struct build *build, struct kx_range range)
{
	int err;

	range = kx_range_inside(range, build->facts->limits.page_size);
	if (kx_range_is_empty(range))
		return 0;
	err = kxl_tree_add_pair(build->tree, build->chosen, USABLE, range.start,
				kx_range_size(range));
	if (err == -FDT_ERR_BADVALUE)
		return fail_cells(build, range);
	return err ? fail_fdt(build, err) : 0;
}

/*
 * Linux before 5.19 reads the first range alone: that of the segments. What the
 * plan knows of the headers is a pair of zeroes so far.
 */
static int set_crash(struct build *build)
{
	const struct kx_crash *crash = build->crash;
	int err;
	u32 i;

	if (!crash)
		return 0;
	err = add_usable(build, build->facts->limits.crash);
	if (!err)
		err = add_usable(build, crash->low);
	for (i = 0; i < KX_CRASH_CMA_MAX && !err; i++)
		err = add_usable(build, crash->cma[i]);
	if (err)
		return err;
	err = kxl_tree_add_pair(build->tree, build->chosen, ELFCOREHDR, 0, 0);
	return err ? fail_fdt(build, err) : 0;
}

/* Both are written whether or not they were there, as Linux does. */
static int set_seeds(struct build *build)
{
	struct kx_bytes seed = build->facts->rng_seed;
	u64 bits;
	int err = 0;

	if (getrandom(&bits, sizeof(bits), GRND_NONBLOCK) == sizeof(bits))
		err = set(build, "kaslr-seed", &bits, sizeof(bits));
	explicit_bzero(&bits, sizeof(bits));
	if (!err && seed.size)
		err = set(build, "rng-seed", seed.data, seed.size);
	return err;
}

/*
 * A tree of the user's is from a file, where EFI's stub has written nothing;
 * the running system's has what is still true.
 */
static int copy_efi(struct build *build)
{
	const void *running = build->facts->arm64.fdt.data;
	u64 size = build->facts->arm64.fdt.size;
	const char *name;
	const void *value;
	int node, property, length;
	int err = 0;

	if (build->source.data == running || !size ||
	    fdt_getprop(build->tree, build->chosen, UEFI_MEMORY, NULL) ||
	    fdt_check_full(running, size))
		return 0;
	node = fdt_path_offset(running, "/chosen");
	fdt_for_each_property_offset(property, running, node)
	{
		value = fdt_getprop_by_offset(running, property, &name,
					      &length);
		if (!err && value && !strncmp(name, UEFI, strlen(UEFI)))
			err = set(build, name, value, (size_t)length);
	}
	return err;
}

/* Linux takes EFI's map where there is one, and no node of memory. */
static int heed_memory(struct build *build)
{
	struct kx_machine *facts = build->facts;
	bool is_efi =
		fdt_getprop(build->tree, build->chosen, UEFI_MEMORY, NULL);
	int err = kxl_tree_reserved(build->tree, facts->limits.page_size,
				    &facts->usable);

	if (!err && !is_efi)
		err = kxl_tree_memory(build->tree, &facts->firmware);
	if (err)
		return kxl_fail_memory(build->image->ctx, KEXEC_ACTION_PLAN);
	return is_efi || facts->firmware.count ? 0
					       : fail(build, "has no memory");
}

static u32 slot_of(const struct build *build, const char *name)
{
	const char *value = fdt_getprop(build->tree, build->chosen, name, NULL);

	return value ? (u32)(value - (const char *)build->tree) : 0;
}

static int finish(struct build *build)
{
	int err = fdt_pack(build->tree);

	/* Packing moves nodes. */
	if (!err)
		build->chosen = fdt_path_offset(build->tree, "/chosen");
	return err ? fail_fdt(build, err) : 0;
}

static struct kx_bytes find_source(const struct kexec_image *image,
				   const struct kx_machine *facts)
{
	struct kx_bytes given = kxl_dtb_given(image);

	return given.size ? given : facts->arm64.fdt;
}

int kxl_tree_build(struct kexec_image *image, struct kx_machine *facts,
		   const struct kx_crash *crash, struct kxl_tree *tree)
{
	static int (*const steps[])(struct build * build) = {
		copy_tree, keep_tables, find_chosen, drop_stale,
		copy_efi,  set_line,	set_initrd,  set_crash,
		set_seeds, finish,	heed_memory,
	};
	struct build build = {
		.image = image,
		.facts = facts,
		.crash = crash,
		.source = find_source(image, facts),
	};
	int err = 0;
	size_t i;

	if (!build.source.size)
		return 0;
	for (i = 0; i < ARRAY_SIZE(steps) && !err; i++)
		err = steps[i](&build);
	tree->bytes = kx_bytes(build.tree, 0);
	tree->room = (u64)build.room;
	if (err) {
		kxl_tree_free(tree);
		return err;
	}
	tree->bytes.size = fdt_totalsize(build.tree);
	tree->slots.initrd_start = slot_of(&build, INITRD_START);
	tree->slots.initrd_end = slot_of(&build, INITRD_END);
	tree->slots.elfcorehdr = slot_of(&build, ELFCOREHDR);
	kxl_tree_cells(build.tree, &tree->slots.address_cells,
		       &tree->slots.size_cells);
	return 0;
}

static bool has_word(const void *tree, struct kx_bytes word)
{
	int size = 0;
	const char *words = fdt_getprop(tree, 0, "compatible", &size);

	return words && (u64)size > word.size &&
	       !memcmp(words, word.data, word.size) && !words[word.size];
}

/* libfdt wants trees at multiples of 8; a section of a file is anywhere. */
bool kxl_tree_is_for(struct kx_bytes tree, struct kx_bytes word)
{
	void *aligned = tree.size <= KX_TREE_MAX ? malloc(tree.size) : NULL;
	bool is_for;

	if (!aligned)
		return false;
	memcpy(aligned, tree.data, tree.size);
	is_for = !fdt_check_full(aligned, tree.size) && has_word(aligned, word);
	free(aligned);
	return is_for;
}

bool kxl_tree_passed(struct kx_bytes data, struct kexec_passed *passed,
		     struct kx_memmap *memory)
{
	const void *tree = data.data;
	const char *line;
	int size = 0;
	int node;

	if (fdt_check_full(tree, data.size))
		return false;
	node = fdt_path_offset(tree, "/chosen");
	line = fdt_getprop(tree, node, "bootargs", NULL);
	(void)fdt_getprop(tree, node, "rng-seed", &size);
	*passed = (struct kexec_passed){
		.efi_size = read_number(tree, node, "linux,uefi-mmap-size"),
		.dtb_size = fdt_totalsize(tree),
		.seed_size = size > 0 ? (u64)size : 0,
		.initrd_start = read_number(tree, node, INITRD_START),
		.initrd_end = read_number(tree, node, INITRD_END),
		.cmdline = line ? line : "",
	};
	/* A crash kernel's; it has no other memory, with EFI neither. */
	if (fdt_getprop(tree, node, USABLE, NULL))
		return !kxl_tree_ranges(tree, node, USABLE, memory);
	return passed->efi_size || !kxl_tree_memory(tree, memory);
}

void kxl_tree_free(struct kxl_tree *tree)
{
	void *bytes = (void *)(uintptr_t)tree->bytes.data;

	if (bytes)
		explicit_bzero(bytes, tree->room);
	free(bytes);
	*tree = (struct kxl_tree){ 0 };
}
