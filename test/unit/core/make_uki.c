// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "test/unit/core/make_uki.h"

#include <stdlib.h>

#define ALIGN	   512U
#define STUB_ROWS  2
#define STUB_BYTES 1024U
/* SizeOfImage of a kernel is more than its file has. */
#define IMAGE_MORE 0x10000

static u32 round_up(u64 size)
{
	return (u32)((size + ALIGN - 1) / ALIGN * ALIGN);
}

static void put_row(u8 *row, const char *name, u32 size, u32 start)
{
	strncpy((char *)row, name, 8);
	kx_write_le32(row + UKI_VIRTUAL_SIZE, size);
	kx_write_le32(row + 12, 0x100000 + start); /* VirtualAddress */
	kx_write_le32(row + UKI_RAW_SIZE, round_up(size));
	kx_write_le32(row + UKI_RAW_START, start);
}

static void put_headers(u8 *file, u32 count)
{
	memcpy(file, "MZ", 2);
	kx_write_le32(file + 0x3c, UKI_PE);
	memcpy(file + UKI_PE, "PE\0\0\x64\x86", 6);
	kx_write_le16(file + UKI_NR_SECTIONS, (u16)(STUB_ROWS + count));
	kx_write_le16(file + UKI_OPTIONAL_SIZE, UKI_TABLE - UKI_OPTIONAL);
	kx_write_le16(file + UKI_OPTIONAL, 0x20b);
	kx_write_le32(file + UKI_HEADERS_SIZE, UKI_HEADERS);
	kx_write_le32(file + UKI_NR_DIRECTORIES, 16);
	put_row(file + UKI_TABLE, ".text", STUB_BYTES, UKI_HEADERS);
	put_row(file + UKI_TABLE + UKI_ROW, ".sbat", 100,
		UKI_HEADERS + STUB_BYTES);
}

u8 *uki_row(struct kx_bytes file, u32 index)
{
	return (u8 *)(uintptr_t)file.data + UKI_FIRST + index * UKI_ROW;
}

struct kx_bytes uki_make(const struct uki_section *sections, u32 count)
{
	u32 at = UKI_HEADERS + STUB_BYTES + ALIGN;
	u64 total = at;
	u8 *file;
	u32 i;

	for (i = 0; i < count; i++)
		total += round_up(sections[i].bytes.size);
	file = calloc(1, total);
	if (!file || count > UKI_SECTIONS_MAX)
		abort();
	put_headers(file, count);
	for (i = 0; i < count; i++) {
		u32 size = (u32)sections[i].bytes.size;
		u8 *row = uki_row(kx_bytes(file, total), i);

		put_row(row, sections[i].name, size, at);
		if (!strcmp(sections[i].name, ".linux"))
			kx_write_le32(row + UKI_VIRTUAL_SIZE,
				      round_up(size) + IMAGE_MORE);
		if (size)
			memcpy(file + at, sections[i].bytes.data, size);
		at += round_up(size);
	}
	return kx_bytes(file, total);
}

/* A number at an offset, or a value that nothing fits. */
static u64 number_at(struct kx_bytes file, u64 at, u32 width)
{
	u64 value = 0;

	if (at > file.size || width > file.size - at)
		return UINT64_MAX;
	while (width--)
		value = value << 8 | file.data[at + width];
	return value;
}

/* All that the table says of the sections that are looked at. */
struct twin {
	u64 count;
	u64 headers;
	struct {
		u32 part;
		u32 group; /* 0: the base, 1 and up: profiles */
		u64 start;
		u64 size; /* in the file */
		u64 used;
	} * rows; /* no more than the file has room for */
	u32 groups;
};

static const char *const names[KX_UKI_PARTS] = {
	".linux", ".initrd", ".ucode",	 ".cmdline", ".uname",
	".osrel", ".dtb",    ".dtbauto", ".profile",
};

static void read_row(struct twin *twin, struct kx_bytes file, u64 at)
{
	char name[9] = "";
	u32 part;

	memcpy(name, file.data + at, 8);
	for (part = 0; part < KX_UKI_PARTS; part++) {
		char padded[9] = "";

		memcpy(padded, names[part], strlen(names[part]));
		if (memcmp(padded, name, 8) != 0)
			continue;
		if (part == KX_UKI_PROFILE)
			twin->groups++;
		twin->rows[twin->count].part = part;
		twin->rows[twin->count].group = twin->groups;
		twin->rows[twin->count].used = number_at(file, at + 8, 4);
		twin->rows[twin->count].size = number_at(file, at + 16, 4);
		twin->rows[twin->count].start = number_at(file, at + 20, 4);
		twin->count++;
	}
}

/* Are the headers those of a PE file that holds its section table? */
static bool read_table(struct twin *twin, struct kx_bytes file)
{
	u64 pe = number_at(file, 60, 4);
	u64 optional = pe + 24;
	u64 kind = number_at(file, optional, 2);
	u64 fixed = kind == 0x20b ? 112 : 96;
	u64 directories = number_at(file, optional + fixed - 4, 4);
	u64 sections = number_at(file, pe + 6, 2);
	u64 table = optional + fixed + 8 * directories;
	u64 i;

	twin->headers = number_at(file, optional + 60, 4);
	if (number_at(file, 0, 2) != 0x5a4d || pe == UINT64_MAX || pe < 64 ||
	    number_at(file, pe, 4) != 0x4550 ||
	    (kind != 0x20b && kind != 0x10b) || directories > UINT32_MAX ||
	    twin->headers >= file.size || optional + fixed >= twin->headers ||
	    table > twin->headers || table + 40 * sections > twin->headers ||
	    optional + number_at(file, pe + 20, 2) != table)
		return false;
	for (i = 0; i < sections; i++)
		read_row(twin, file, table + 40 * i);
	return true;
}

static bool is_inside(const struct twin *twin, struct kx_bytes file)
{
	u64 i;

	for (i = 0; i < twin->count; i++)
		if (twin->rows[i].size &&
		    (twin->rows[i].start < twin->headers ||
		     twin->rows[i].start + twin->rows[i].size > file.size))
			return false;
	return true;
}

/* The index of the one row of a part in a group; @count: how many there are. */
static u64 find_row(const struct twin *twin, u32 part, u32 group, u32 *count)
{
	u64 found = 0;
	u64 i;

	*count = 0;
	for (i = 0; i < twin->count; i++) {
		if (twin->rows[i].part != part || twin->rows[i].group != group)
			continue;
		found = i;
		(*count)++;
	}
	return found;
}

/* Which rows count; false: one is there twice. */
static bool choose(const struct twin *twin, u32 profile, u64 *chosen)
{
	u32 part;
	u32 base;
	u32 own;
	u64 a;
	u64 b;

	for (part = 0; part < KX_UKI_PARTS; part++) {
		a = find_row(twin, part, 0, &base);
		b = find_row(twin, part, profile + 1, &own);
		if ((base > 1 || own > 1) && part != KX_UKI_DTBAUTO)
			return false;
		chosen[part] = own ? b : base ? a : UINT64_MAX;
	}
	return true;
}

static bool share(const struct twin *twin, u64 a, u64 b)
{
	return twin->rows[a].size && twin->rows[b].size &&
	       twin->rows[a].start < twin->rows[b].start + twin->rows[b].size &&
	       twin->rows[b].start < twin->rows[a].start + twin->rows[a].size;
}

static bool do_overlap(const struct twin *twin, const u64 *chosen)
{
	u32 a;
	u32 b;

	for (a = 0; a < KX_UKI_PARTS; a++)
		for (b = a + 1; b < KX_UKI_PARTS; b++)
			if (chosen[a] != UINT64_MAX &&
			    chosen[b] != UINT64_MAX &&
			    share(twin, chosen[a], chosen[b]))
				return true;
	return false;
}

/* The bytes of a chosen row. */
static struct kx_bytes bytes_of(const struct twin *twin, struct kx_bytes file,
				u64 row)
{
	u64 size;

	if (row == UINT64_MAX)
		return (struct kx_bytes){ 0 };
	size = twin->rows[row].size;
	if (!size)
		return kx_bytes(file.data, 0);
	if (twin->rows[row].used < size)
		size = twin->rows[row].used;
	return kx_bytes(file.data + twin->rows[row].start, size);
}

/* The command line's size without zeroes at the end; UINT64_MAX: it is bad. */
static u64 line_size(struct kx_bytes line)
{
	u64 size = 0;
	u64 i;

	for (i = 0; i < line.size; i++)
		if (line.data[i])
			size = i + 1;
	if (size > KX_UKI_LINE_MAX || (size && memchr(line.data, 0, size)))
		return UINT64_MAX;
	return size;
}

static const char *compare(const struct twin *twin, struct kx_bytes file,
			   const u64 *chosen, const struct kx_uki *uki)
{
	struct kx_bytes bytes;
	u32 part;

	for (part = 0; part < KX_UKI_PARTS; part++) {
		bytes = bytes_of(twin, file, chosen[part]);
		if (part == KX_UKI_CMDLINE)
			bytes.size = line_size(bytes);
		if (bytes.data != uki->parts[part].data ||
		    bytes.size != uki->parts[part].size)
			return "a section's bytes are those that its row names";
	}
	return uki->nr_profiles == twin->groups ? NULL : "profiles are counted";
}

static const char *judge(struct twin *twin, struct kx_bytes file, u32 profile,
			 int err, const struct kx_uki *uki)
{
	u64 chosen[KX_UKI_PARTS];

	if (!read_table(twin, file) || !is_inside(twin, file))
		return err == -KX_E_UKI || err == -KX_E_UKI_TWICE
			       ? NULL
			       : "what does not fit the file is refused";
	if (!choose(twin, profile, chosen))
		return err == -KX_E_UKI_TWICE ? NULL
					      : "no section counts twice";
	if (profile >= (twin->groups ? twin->groups : 1))
		return err == -KX_E_PROFILE ? NULL : "the profile is there";
	if (!bytes_of(twin, file, chosen[KX_UKI_LINUX]).size)
		return err == -KX_E_UKI ? NULL : "there is a kernel";
	if (do_overlap(twin, chosen))
		return err == -KX_E_UKI_TWICE ? NULL : "no byte counts twice";
	if (line_size(bytes_of(twin, file, chosen[KX_UKI_CMDLINE])) ==
	    UINT64_MAX)
		return err == -KX_E_CMDLINE_NUL || err == -KX_E_UKI
			       ? NULL
			       : "a command line is a string of some length";
	return err ? "a good file is read" : compare(twin, file, chosen, uki);
}

const char *uki_twin(struct kx_bytes file, u32 profile, int err,
		     const struct kx_uki *uki)
{
	struct twin twin = { 0 };
	const char *promise;

	twin.rows = calloc(file.size / UKI_ROW + 1, sizeof(*twin.rows));
	if (!twin.rows)
		abort();
	promise = judge(&twin, file, profile, err, uki);
	free(twin.rows);
	return promise;
}
