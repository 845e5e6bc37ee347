// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Both trees are walked at once, node by node. Memory is read by the rules of
 * the Devicetree Specification (3.4 and 3.5), for each question again.
 */
#include "test/unit/core/tree_oracle.h"

#include <libfdt.h>
#include <string.h>

/* What a load writes to /chosen, or takes away. */
static const char *const changed[] = {
	"bootargs",
	"kaslr-seed",
	"rng-seed",
	"linux,booted-from-kexec",
	"linux,initrd-start",
	"linux,initrd-end",
	"linux,elfcorehdr",
	"linux,dmcryptkeys",
	"linux,usable-memory-range",
	"linux,ima-kexec-buffer",
	"linux,kho-fdt",
	"linux,kho-scratch",
};

static bool is_changed(const char *name)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(changed); i++)
		if (!strcmp(name, changed[i]))
			return true;
	return !strncmp(name, "linux,uefi-", 11);
}

/* The next property from @at on that has to be in both trees. */
static int settle(const void *tree, int at, bool is_chosen)
{
	const char *name;

	while (at >= 0 && is_chosen) {
		fdt_getprop_by_offset(tree, at, &name, NULL);
		if (!is_changed(name))
			break;
		at = fdt_next_property_offset(tree, at);
	}
	return at;
}

static bool is_same_property(const void *a, int at, const void *b, int to)
{
	const char *name, *other;
	int size, length;
	const void *value = fdt_getprop_by_offset(a, at, &name, &size);
	const void *found = fdt_getprop_by_offset(b, to, &other, &length);

	return value && found && !strcmp(name, other) && size == length &&
	       !memcmp(value, found, (size_t)size);
}

static bool has_same_properties(const void *a, int node, const void *b,
				int other, bool is_chosen)
{
	int at = settle(a, fdt_first_property_offset(a, node), is_chosen);
	int to = settle(b, fdt_first_property_offset(b, other), is_chosen);

	while (at >= 0 && to >= 0) {
		if (!is_same_property(a, at, b, to))
			return false;
		at = settle(a, fdt_next_property_offset(a, at), is_chosen);
		to = settle(b, fdt_next_property_offset(b, to), is_chosen);
	}
	return at < 0 && to < 0;
}

/* -1: there is none; libfdt goes on above the root. */
static int next_node(const void *tree, int node, int *depth)
{
	int next = fdt_next_node(tree, node, depth);

	return *depth < 0 ? -1 : next;
}

static const char *nodes_oracle(const void *source, const void *built)
{
	int chosen = fdt_path_offset(source, "/chosen");
	int other_chosen = fdt_path_offset(built, "/chosen");
	int node = 0, other = 0;
	int depth = 0, other_depth = 0;

	while (node >= 0 && other >= 0) {
		if (chosen < 0 && other == other_chosen) {
			other = next_node(built, other, &other_depth);
			continue;
		}
		if (depth != other_depth ||
		    strcmp(fdt_get_name(source, node, NULL),
			   fdt_get_name(built, other, NULL)) != 0)
			return "a node is another one";
		if (!has_same_properties(source, node, built, other,
					 node == chosen))
			return "a node has other properties";
		node = next_node(source, node, &depth);
		other = next_node(built, other, &other_depth);
	}
	if (chosen < 0 && other >= 0 && other == other_chosen)
		other = next_node(built, other, &other_depth);
	return node < 0 && other < 0 ? NULL : "there are more nodes, or fewer";
}

static bool has(const void *tree, const char *name, int wanted)
{
	int size = -1;
	int chosen = fdt_path_offset(tree, "/chosen");

	return !!fdt_getprop(tree, chosen, name, &size) == (wanted >= 0) &&
	       (wanted < 0 || size == wanted);
}

/* Of those above, what only a crash kernel has. */
static bool is_of_crash(const char *name)
{
	return !strcmp(name, "linux,elfcorehdr") ||
	       !strcmp(name, "linux,usable-memory-range");
}

static const char *chosen_oracle(const void *tree, const char *line,
				 bool has_initrd, bool is_crash)
{
	int size = (int)strlen(line) + 1;
	int chosen = fdt_path_offset(tree, "/chosen");
	u32 i;

	if (!has(tree, "bootargs", size > 1 ? size : -1) ||
	    (size > 1 && memcmp(fdt_getprop(tree, chosen, "bootargs", NULL),
				line, (size_t)size) != 0))
		return "it has another command line";
	if (!has(tree, "linux,initrd-start", has_initrd ? 8 : -1) ||
	    !has(tree, "linux,initrd-end", has_initrd ? 8 : -1))
		return "it has no initrd, or one that is not there";
	if (!has(tree, "linux,booted-from-kexec", 0))
		return "it does not say that this is a kexec";
	for (i = 6; i < ARRAY_SIZE(changed); i++)
		if (!(is_crash && is_of_crash(changed[i])) &&
		    !has(tree, changed[i], -1))
			return "it has something of an earlier load";
	return NULL;
}

static const char *common_oracle(struct kx_bytes source, struct kx_bytes built,
				 const char *line, bool has_initrd,
				 bool is_crash)
{
	const char *broken;

	if (fdt_check_full(built.data, built.size) ||
	    fdt_totalsize(built.data) != built.size)
		return "what was built is no device tree";
	broken = nodes_oracle(source.data, built.data);
	return broken ? broken
		      : chosen_oracle(built.data, line, has_initrd, is_crash);
}

const char *tree_oracle(struct kx_bytes source, struct kx_bytes built,
			const char *line, bool has_initrd)
{
	return common_oracle(source, built, line, has_initrd, false);
}

/* More words may follow. */
static bool is_text(const void *tree, int node, const char *name,
		    const char *text)
{
	int size = 0;
	const char *value = fdt_getprop(tree, node, name, &size);

	return value && size > (int)strlen(text) && !strcmp(value, text);
}

static bool is_enabled(const void *tree, int node)
{
	return !fdt_getprop(tree, node, "status", NULL) ||
	       is_text(tree, node, "status", "okay") ||
	       is_text(tree, node, "status", "ok");
}

/* 1 in a root that does not say, and 0 if it is too large a number. */
static int cells(const void *tree, int node, const char *name)
{
	int size = 0;
	const u8 *value = fdt_getprop(tree, node, name, &size);

	if (!value)
		return node ? cells(tree, 0, name) : 1;
	return size == 4 && !value[0] && !value[1] && !value[2] && value[3] < 5
		       ? value[3]
		       : 0;
}

static u64 number_at(const u8 *at, int cells)
{
	u64 value = 0;
	int i;

	for (i = 0; i < 4 * cells; i++)
		value = value << 8 | at[i];
	return value;
}

/* How many bytes of @range the ranges of a property share with it. */
static u64 shared(const void *tree, int parent, int node, const char *name,
		  struct kx_range range)
{
	int a = cells(tree, parent, "#address-cells");
	int s = cells(tree, parent, "#size-cells");
	int size = 0;
	const u8 *at = fdt_getprop(tree, node, name, &size);
	u64 sum = 0;

	for (; at && a && s && size >= 4 * (a + s); size -= 4 * (a + s)) {
		struct kx_range one;

		one.start = number_at(at, a);
		one.end = one.start + number_at(at + 4 * a, s);
		if (one.end < one.start)
			one.end = ~0ULL;
		sum += kx_range_size(kx_range_intersect(one, range));
		at += 4 * (a + s);
	}
	return sum;
}

static bool is_reserved(const void *tree, struct kx_range range)
{
	int parent = fdt_path_offset(tree, "/reserved-memory");
	int node, i;
	u64 start, size;

	for (i = 0; i < fdt_num_mem_rsv(tree); i++)
		if (!fdt_get_mem_rsv(tree, i, &start, &size) && size &&
		    kx_range_overlaps(range,
				      (struct kx_range){ start, start + size }))
			return true;
	if (parent < 0)
		return false;
	fdt_for_each_subnode(node, tree, parent)
	{
		if (is_enabled(tree, node) &&
		    shared(tree, parent, node, "reg", range))
			return true;
	}
	return false;
}

static bool has_memory(const void *tree, struct kx_range range)
{
	u64 sum = 0;
	int node;

	fdt_for_each_subnode(node, tree, 0)
	{
		bool is_narrowed =
			fdt_getprop(tree, node, "linux,usable-memory", NULL);

		if (is_text(tree, node, "device_type", "memory") &&
		    is_enabled(tree, node))
			sum += shared(tree, 0, node,
				      is_narrowed ? "linux,usable-memory"
						  : "reg",
				      range);
	}
	/* Ranges of a tree may overlap. */
	return sum >= kx_range_size(range);
}

const char *tree_memory_oracle(struct kx_bytes tree, struct kx_range range)
{
	int chosen = fdt_path_offset(tree.data, "/chosen");

	if (is_reserved(tree.data, range))
		return "a segment lies in memory that the tree keeps";
	if (fdt_getprop(tree.data, chosen, "linux,uefi-mmap-start", NULL))
		return NULL;
	return has_memory(tree.data, range)
		       ? NULL
		       : "a segment lies where the tree has no memory";
}

static struct kx_range pages_inside(struct kx_range range, u64 page)
{
	u64 start = (range.start + page - 1) / page * page;
	u64 end = range.end / page * page;

	return (struct kx_range){ start, end < start ? start : end };
}

/* @range is the next pair at *@at, of *@left bytes, or it is empty. */
static bool takes_pair(const u8 **at, int *left, int a, int s,
		       struct kx_range range)
{
	u64 start = range.start;
	u64 end = range.end;

	if (start >= end)
		return true;
	*left -= 4 * (a + s);
	if (*left < 0 || number_at(*at, a) != start ||
	    number_at(*at + 4 * a, s) != end - start)
		return false;
	*at += 4 * (a + s);
	return true;
}

const char *tree_crash_oracle(struct kx_bytes source, struct kx_bytes built,
			      const char *line, bool has_initrd,
			      const struct tree_crash *crash)
{
	const void *tree = built.data;
	const char *broken =
		common_oracle(source, built, line, has_initrd, true);
	int chosen, a, s, size, length;
	const u8 *usable, *headers, *at;
	u32 i;

	if (broken)
		return broken;
	chosen = fdt_path_offset(tree, "/chosen");
	a = cells(tree, 0, "#address-cells");
	s = cells(tree, 0, "#size-cells");
	usable = fdt_getprop(tree, chosen, "linux,usable-memory-range", &size);
	headers = fdt_getprop(tree, chosen, "linux,elfcorehdr", &length);
	if (!headers || length != 4 * (a + s))
		return "it has no place for the headers";
	for (i = 0, at = usable; i < ARRAY_SIZE(crash->ranges); i++)
		if (!usable ||
		    !takes_pair(&at, &size, a, s,
				pages_inside(crash->ranges[i], crash->page)))
			return "it has other memory for the crash kernel";
	return size ? "it has more memory for the crash kernel" : NULL;
}
