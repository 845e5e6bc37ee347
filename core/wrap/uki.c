// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Unified kernel images (UAPI specification 5): which sections count for which
 * profile, and where their bytes are. Nothing is said of what the bytes are.
 * Only sections that are used are held against each other, so that time is
 * linear in the number of sections.
 */
#include "core/wrap/uki.h"

#include "core/format/pe.h"
#include "core/range.h"

/* Names have 8 bytes in a PE file, which ends in zeroes. */
static const char names[KX_UKI_PARTS][9] = {
	[KX_UKI_LINUX] = ".linux\0",   [KX_UKI_INITRD] = ".initrd",
	[KX_UKI_UCODE] = ".ucode\0",   [KX_UKI_CMDLINE] = ".cmdline",
	[KX_UKI_UNAME] = ".uname\0",   [KX_UKI_OSREL] = ".osrel\0",
	[KX_UKI_DTB] = ".dtb\0\0\0",   [KX_UKI_DTBAUTO] = ".dtbauto",
	[KX_UKI_PROFILE] = ".profile",
};

/* Who a section was taken from. */
enum owner {
	OWNER_NONE,
	OWNER_BASE,
	OWNER_PROFILE,
};

/* A file while it is read. */
struct reading {
	struct kx_bytes file;
	struct kx_bytes table; /* of sections, the rest of it */
	struct kx_fault *fault;
	u64 headers_size;
	u32 wanted;	 /* profile */
	u32 tree_number; /* of the section .dtbauto that is wanted */
	u32 nr_trees;
	struct kx_bytes tree;
	bool is_addon;
	struct kx_uki uki;
	enum owner owners[KX_UKI_PARTS];
	struct kx_range ranges[KX_UKI_PARTS]; /* in the file */
};

static int broken(struct kx_fault *fault, const char *what, u64 value,
		  u64 limit)
{
	return kx_fault_set(fault, KX_E_UKI, what, value, limit);
}

/* Firmware finds the table by the optional header's size, Linux does not. */
static int begin(struct kx_bytes file, struct reading *reading,
		 struct kx_fault *fault)
{
	struct kx_fault inner = { 0 };
	struct kx_pe pe;

	*reading = (struct reading){ .file = file, .fault = fault };
	if (kx_pe_read(file, &pe, &inner) ||
	    kx_pe_sections(file, &pe, &reading->table, &inner))
		return broken(fault, inner.what, inner.value, inner.limit);
	if (pe.optional + pe.optional_size != kx_pe_directories_end(&pe))
		return broken(fault, "SizeOfOptionalHeader", pe.optional_size,
			      kx_pe_directories_end(&pe) - pe.optional);
	reading->headers_size = pe.headers_size;
	return 0;
}

static enum kx_uki_part find_part(const char *name)
{
	u32 part;

	for (part = 0; part < KX_UKI_PARTS; part++)
		if (!memcmp(names[part], name, 8))
			break;
	return (enum kx_uki_part)part;
}

/* An empty section may have no place in the file. */
static int find_bytes(const struct reading *reading, const char *name,
		      const struct kx_pe_section *section,
		      struct kx_bytes *bytes)
{
	u64 size = kx_range_size(section->raw);

	if (!size) {
		*bytes = kx_bytes(reading->file.data, 0);
		return 0;
	}
	if (section->raw.start < reading->headers_size)
		return broken(reading->fault, name, section->raw.start,
			      reading->headers_size);
	if (section->raw.end > reading->file.size)
		return broken(reading->fault, name, section->raw.end,
			      reading->file.size);
	*bytes = kx_bytes(reading->file.data + section->raw.start,
			  section->size < size ? section->size : size);
	return 0;
}

/*
 * The next section that may be looked at, with its bytes. KX_UKI_PARTS: there
 * is none left.
 */
static int next_part(struct reading *reading, enum kx_uki_part *part,
		     struct kx_bytes *bytes, struct kx_range *range)
{
	struct kx_pe_section section;
	int err;

	while (kx_pe_next_section(&reading->table, &section)) {
		*part = find_part(section.name);
		if (*part == KX_UKI_PARTS)
			continue;
		if (*part == KX_UKI_PROFILE)
			reading->uki.nr_profiles++;
		*range = section.raw;
		err = find_bytes(reading, names[*part], &section, bytes);
		if (!err && *part == KX_UKI_PROFILE &&
		    bytes->size > KX_UKI_PROFILE_MAX)
			return broken(reading->fault, names[*part], bytes->size,
				      KX_UKI_PROFILE_MAX);
		return err;
	}
	*part = KX_UKI_PARTS;
	return 0;
}

static enum owner owner_now(const struct reading *reading)
{
	if (!reading->uki.nr_profiles)
		return OWNER_BASE;
	return reading->uki.nr_profiles - 1 == reading->wanted ? OWNER_PROFILE
							       : OWNER_NONE;
}

/* Those of a profile stand for all of the base's. */
static void take_tree(struct reading *reading, enum owner owner,
		      struct kx_bytes bytes)
{
	if (reading->owners[KX_UKI_DTBAUTO] != owner) {
		reading->nr_trees = 0;
		reading->tree = kx_bytes(NULL, 0);
	}
	if (reading->nr_trees++ == reading->tree_number)
		reading->tree = bytes;
}

static int take_parts(struct reading *reading)
{
	struct kx_bytes bytes = { 0 };
	struct kx_range range = { 0 };
	enum kx_uki_part part;
	enum owner owner;
	int err;

	for (;;) {
		err = next_part(reading, &part, &bytes, &range);
		if (err || part == KX_UKI_PARTS)
			return err;
		owner = owner_now(reading);
		if (owner == OWNER_NONE)
			continue;
		if (reading->owners[part] == owner && part != KX_UKI_DTBAUTO)
			return kx_fault_set(reading->fault, KX_E_UKI_TWICE,
					    names[part], 0, 0);
		if (part == KX_UKI_DTBAUTO)
			take_tree(reading, owner, bytes);
		reading->owners[part] = owner;
		reading->uki.parts[part] = bytes;
		reading->ranges[part] = range;
	}
}

static int check_overlaps(const struct reading *reading)
{
	u32 a;
	u32 b;

	for (a = 0; a < KX_UKI_PARTS; a++) {
		for (b = 0; b < a; b++) {
			if (!kx_range_is_empty(reading->ranges[a]) &&
			    !kx_range_is_empty(reading->ranges[b]) &&
			    kx_range_overlaps(reading->ranges[a],
					      reading->ranges[b]))
				return kx_fault_set(reading->fault,
						    KX_E_UKI_TWICE, names[a],
						    reading->ranges[a].start,
						    reading->ranges[b].end);
		}
	}
	return 0;
}

/* Zeroes at its end are padding where a tool left VirtualSize rounded. */
static int check_line(const struct reading *reading, struct kx_bytes *line)
{
	u64 i;

	while (line->size && !line->data[line->size - 1])
		line->size--;
	if (line->size > KX_UKI_LINE_MAX)
		return broken(reading->fault, names[KX_UKI_CMDLINE], line->size,
			      KX_UKI_LINE_MAX);
	for (i = 0; i < line->size; i++)
		if (!line->data[i])
			return kx_fault_set(reading->fault, KX_E_CMDLINE_NUL,
					    names[KX_UKI_CMDLINE], i,
					    line->size);
	return 0;
}

static int check(struct reading *reading)
{
	struct kx_uki *uki = &reading->uki;
	u32 count = uki->nr_profiles ? uki->nr_profiles : 1;
	int err;

	if (reading->wanted >= count)
		return kx_fault_set(reading->fault, KX_E_PROFILE, "profile",
				    reading->wanted, count);
	if (!reading->is_addon && !uki->parts[KX_UKI_LINUX].size)
		return broken(reading->fault, names[KX_UKI_LINUX], 0, 0);
	err = check_overlaps(reading);
	return err ? err : check_line(reading, &uki->parts[KX_UKI_CMDLINE]);
}

static int read_all(struct reading *reading, struct kx_uki *uki)
{
	int err = take_parts(reading);

	if (!err)
		err = check(reading);
	if (err)
		return err;
	*uki = reading->uki;
	return 0;
}

int kx_uki_read(struct kx_bytes file, u32 profile, struct kx_uki *uki,
		struct kx_fault *fault)
{
	struct reading reading;
	int err = begin(file, &reading, fault);

	reading.wanted = profile;
	return err ? err : read_all(&reading, uki);
}

bool kx_uki_tree(struct kx_bytes file, u32 profile, u32 number,
		 struct kx_bytes *tree)
{
	struct reading reading;

	if (begin(file, &reading, NULL))
		return false;
	reading.wanted = profile;
	reading.tree_number = number;
	if (take_parts(&reading) || reading.nr_trees <= number)
		return false;
	*tree = reading.tree;
	return true;
}

int kx_uki_read_addon(struct kx_bytes file, struct kx_uki *uki,
		      struct kx_fault *fault)
{
	struct reading reading;
	int err = begin(file, &reading, fault);

	reading.is_addon = true;
	return err ? err : read_all(&reading, uki);
}

bool kx_uki_is(struct kx_bytes file)
{
	struct kx_pe_section section;
	struct kx_bytes table;
	struct kx_pe pe;

	if (kx_pe_read(file, &pe, NULL) ||
	    kx_pe_sections(file, &pe, &table, NULL))
		return false;
	while (kx_pe_next_section(&table, &section))
		if (find_part(section.name) == KX_UKI_LINUX)
			return true;
	return false;
}

static bool is_number(struct kx_bytes word, u64 *number)
{
	u64 value = 0;
	u64 i;

	for (i = 0; i < word.size; i++) {
		if (word.data[i] < '0' || word.data[i] > '9')
			return false;
		/* More is no number of a section: it need not be exact. */
		if (value <= UINT32_MAX)
			value = 10 * value + word.data[i] - '0';
	}
	*number = value;
	return word.size;
}

static struct kx_bytes skip(struct kx_bytes text, u64 count)
{
	return kx_bytes(text.data + count, text.size - count);
}

/* As in os-release(5): quotes may stand around a value, which is not empty. */
static struct kx_bytes strip_quotes(struct kx_bytes value)
{
	u8 first;

	if (value.size && value.data[value.size - 1] == '\r')
		value.size--;
	first = value.size ? value.data[0] : 0;
	if (value.size > 2 && (first == '"' || first == '\'') &&
	    value.data[value.size - 1] == first)
		value = kx_bytes(value.data + 1, value.size - 2);
	return value;
}

struct kx_bytes kx_uki_id(struct kx_bytes text)
{
	struct kx_bytes line;
	u64 end;

	for (; text.size; text = skip(text, end)) {
		for (end = 0; end < text.size && text.data[end] != '\n';)
			end++;
		line = kx_bytes(text.data, end);
		if (line.size > 3 && !memcmp(line.data, "ID=", 3))
			return strip_quotes(skip(line, 3));
		end += end < text.size;
	}
	return kx_bytes(NULL, 0);
}

static bool has_id(struct kx_bytes text, struct kx_bytes word)
{
	struct kx_bytes id = kx_uki_id(text);

	return id.data && id.size == word.size &&
	       !memcmp(id.data, word.data, word.size);
}

int kx_uki_profile(struct kx_bytes file, struct kx_bytes word, u32 *profile,
		   struct kx_fault *fault)
{
	struct kx_bytes bytes = { 0 };
	struct kx_range range = { 0 };
	struct reading reading;
	enum kx_uki_part part;
	u64 number = 0;
	int err;

	if (is_number(word, &number)) {
		*profile = number < UINT32_MAX ? (u32)number : UINT32_MAX;
		return 0;
	}
	err = begin(file, &reading, fault);
	if (err)
		return err;
	for (;;) {
		err = next_part(&reading, &part, &bytes, &range);
		if (err)
			return err;
		if (part == KX_UKI_PARTS)
			break;
		if (part != KX_UKI_PROFILE || !has_id(bytes, word))
			continue;
		*profile = reading.uki.nr_profiles - 1;
		return 0;
	}
	return kx_fault_set(fault, KX_E_PROFILE, "profile", 0,
			    reading.uki.nr_profiles);
}
