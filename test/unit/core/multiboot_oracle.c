// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Reads a plan as a Multiboot kernel reads its memory, in either version. */
#include "test/unit/core/multiboot_oracle.h"

#include "core/arch/x86_64_purgatory.h"
#include "test/unit/core/read_plan.h"

#define LOADED	 0x2badb002
#define LOADED_2 0x36d76289

const u8 *multiboot_bytes_at(const struct kx_plan *plan, u64 address, u64 size)
{
	const u8 *found = NULL;
	u32 i;

	for (i = 0; i < plan->count && !found; i++)
		found = read_bytes(&plan->segments[i], address, size);
	return found;
}

static bool has_bytes(const struct kx_plan *plan, u64 address,
		      struct kx_bytes bytes)
{
	const u8 *found = multiboot_bytes_at(plan, address, bytes.size);

	return !bytes.size || (found && !memcmp(found, bytes.data, bytes.size));
}

static bool has_string(const struct kx_plan *plan, u64 address,
		       struct kx_bytes string)
{
	return has_bytes(plan, address, string) &&
	       has_bytes(plan, address + string.size, kx_bytes("", 1));
}

static bool has_line(const struct kx_request *request,
		     const struct kx_plan *plan, u64 address)
{
	bool has_both = request->name.size && request->cmdline.size;

	return has_bytes(plan, address, request->name) &&
	       (!has_both || has_bytes(plan, address + request->name.size,
				       kx_bytes(" ", 1))) &&
	       has_string(plan, address + request->name.size + has_both,
			  request->cmdline);
}

/* @entry: start, end */
static bool is_module(const struct kx_request *request,
		      const struct kx_plan *plan, u32 number, const u8 *entry,
		      u64 string)
{
	const struct kx_module *module = &request->modules[number];
	u64 start = read_number(entry, 4);

	return start % request->machine->limits.page_size == 0 &&
	       read_number(entry + 4, 4) - start == module->bytes.size &&
	       has_bytes(plan, start, module->bytes) &&
	       has_string(plan, string, module->string);
}

static u64 type_of(const struct kx_memory *memory)
{
	return memory->type >= 1 && memory->type <= 5 ? memory->type : 2;
}

/* @entry: start, size, type */
static bool is_memory(const struct kx_memory *memory, const u8 *entry)
{
	return read_number(entry, 8) == memory->range.start &&
	       read_number(entry + 8, 8) == kx_range_size(memory->range) &&
	       read_number(entry + 16, 4) == type_of(memory);
}

static const char *oracle_1(const struct kx_request *request,
			    const struct kx_plan *plan, const u8 *info)
{
	const struct kx_memmap *map = &request->machine->firmware;
	u64 flags = read_number(info, 4);
	const u8 *table;
	u32 i;

	if ((flags & ~0x1008ULL) != 0x245 ||
	    !(flags & 8) != !request->nr_modules)
		return "flags of the information structure";
	if (!has_line(request, plan, read_number(info + 16, 4)))
		return "the command line is another one";
	if (!has_string(plan, read_number(info + 64, 4), kx_bytes("kexec", 5)))
		return "the boot loader has no name";
	if (read_number(info + 20, 4) != request->nr_modules)
		return "another number of modules";
	table = multiboot_bytes_at(plan, read_number(info + 24, 4),
				   16ULL * request->nr_modules);
	for (i = 0; i < request->nr_modules; i++)
		if (!table || !is_module(request, plan, i, table + 16ULL * i,
					 read_number(table + 16ULL * i + 8, 4)))
			return "a module is another one";
	if (read_number(info + 44, 4) != 24ULL * map->count)
		return "another number of memory ranges";
	table = multiboot_bytes_at(plan, read_number(info + 48, 4),
				   24ULL * map->count);
	for (i = 0; i < map->count; i++)
		if (!table || read_number(table + 24ULL * i, 4) != 20 ||
		    !is_memory(&map->entries[i], table + 24ULL * i + 4))
			return "a memory range is another one";
	return NULL;
}

/* The first tag of @type after @tag, or NULL; @info: the list. */
static const u8 *find_tag(const u8 *info, const u8 *tag, u32 type)
{
	u64 at = tag ? (u64)(tag - info) : 8;
	bool is_next = !tag;

	while (at + 8 <= read_number(info, 4)) {
		if (is_next && read_number(info + at, 4) == type)
			return info + at;
		if (!read_number(info + at, 4))
			break;
		at += (read_number(info + at + 4, 4) + 7) / 8 * 8;
		is_next = true;
	}
	return NULL;
}

static const u8 *find_info(const struct kx_plan *plan)
{
	u64 at = plan->kernel.arguments[1];
	const u8 *info = multiboot_bytes_at(plan, at, 120);

	return info ? multiboot_bytes_at(plan, at, read_number(info, 4)) : NULL;
}

const u8 *multiboot_tag_at(const struct kx_plan *plan, u32 type)
{
	const u8 *info = find_info(plan);

	return info ? find_tag(info, NULL, type) : NULL;
}

static const char *oracle_2(const struct kx_request *request,
			    const struct kx_plan *plan, const u8 *info)
{
	const struct kx_memmap *map = &request->machine->firmware;
	u64 at = plan->kernel.arguments[1];
	const u8 *tag = find_tag(info, NULL, 1);
	u32 i;

	if (!find_tag(info, NULL, 0))
		return "the list of tags has no end";
	if (!tag || !has_line(request, plan, at + (u64)(tag - info) + 8))
		return "the command line is another one";
	for (i = 0, tag = NULL; i < request->nr_modules; i++) {
		tag = find_tag(info, tag, 3);
		if (!tag ||
		    !is_module(request, plan, i, tag + 8,
			       at + (u64)(tag - info) + 16) ||
		    read_number(tag + 4, 4) !=
			    17 + request->modules[i].string.size)
			return "a module is another one";
	}
	if (find_tag(info, tag, 3))
		return "another number of modules";
	tag = find_tag(info, NULL, 6);
	if (!tag || read_number(tag + 4, 4) != 16 + 24ULL * map->count ||
	    read_number(tag + 8, 4) != 24)
		return "another number of memory ranges";
	for (i = 0; i < map->count; i++)
		if (!is_memory(&map->entries[i], tag + 16 + 24ULL * i))
			return "a memory range is another one";
	return NULL;
}

static const char *registers_oracle(const struct kx_plan *plan)
{
	const u8 *head = multiboot_bytes_at(plan, plan->entry.address,
					    sizeof(struct kx_purgatory_head));
	const u8 *enter;

	if (!head)
		return "there is no purgatory";
	enter = multiboot_bytes_at(plan, read_number(head + 8, 8),
				   kx_enter_32_size());
	if (!enter || read_number(enter + 4, 4) != plan->kernel.address ||
	    read_number(enter + 8, 4) != plan->kernel.arguments[0] ||
	    read_number(enter + 12, 4) != plan->kernel.arguments[1])
		return "the registers have other numbers";
	return NULL;
}

const char *multiboot_oracle(const struct kx_request *request,
			     const struct kx_plan *plan)
{
	const char *broken = registers_oracle(plan);
	const u8 *info;
	u32 i;

	if (broken)
		return broken;
	for (i = 0; i < plan->count; i++)
		if (plan->segments[i].mem + plan->segments[i].memsz >
		    0x100000000ULL)
			return "a segment lies above 4 GiB";
	if (plan->kernel.arguments[1] % 8)
		return "the information structure is not aligned";
	info = multiboot_bytes_at(plan, plan->kernel.arguments[1], 120);
	if (!info)
		return "there is no information structure";
	if (plan->kernel.arguments[0] == LOADED)
		return oracle_1(request, plan, info);
	if (plan->kernel.arguments[0] != LOADED_2)
		return "eax has another magic number";
	info = find_info(plan);
	return info ? oracle_2(request, plan, info)
		    : "the list of tags is longer than its segment";
}
