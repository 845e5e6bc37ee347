// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "test/unit/core/make_pe.h"

void pe_put(struct pe_image *image, u64 offset, u32 width, u64 value)
{
	u32 i;

	for (i = 0; i < width; i++)
		image->data[offset + i] = (u8)(value >> (8 * i));
}

struct field {
	u64 offset;
	u32 width;
	u64 value;
};

static void put_all(struct pe_image *image, const struct field *fields,
		    u64 count)
{
	u64 i;

	for (i = 0; i < count; i++)
		pe_put(image, fields[i].offset, fields[i].width,
		       fields[i].value);
}

void pe_make(struct pe_image *image, enum pe_kind kind)
{
	static const struct field common[] = {
		{ PE_DOS_MAGIC, 2, 0x5a4d },
		{ PE_OFFSET, 4, PE_MAGIC_AT },
		{ PE_MAGIC_AT, 4, 0x00004550 },
		{ PE_NR_SECTIONS, 2, 2 },
		{ PE_HEADERS_SIZE, 4, PE_HEADERS_END },
		{ PE_RAW_SIZE, 4, PE_SECTION_2 - PE_HEADERS_END },
		{ PE_RAW_START, 4, PE_HEADERS_END },
		{ PE_RAW_SIZE_2, 4, PE_TABLE - PE_SECTION_2 },
		{ PE_RAW_START_2, 4, PE_SECTION_2 },
		{ PE_CERT_SIZE, 4, PE_CERT_END - PE_TABLE },
		{ PE_CERT_REVISION, 2, 0x0200 },
		{ PE_CERT_TYPE, 2, 2 },
		{ PE_MESSAGE, 1, 0x30 },
		{ PE_MESSAGE + 1, 1, 0x82 },
		{ PE_MESSAGE + 2, 1, 0 },
		{ PE_MESSAGE + 3, 1, PE_MESSAGE_END - PE_MESSAGE - 4 },
	};
	static const struct field large[] = {
		{ PE_OPTIONAL_SIZE, 2, PE_SECTIONS - PE_OPTIONAL },
		{ PE_NR_DIRECTORIES, 4, 6 },
		{ PE_CERTS, 4, PE_TABLE },
		{ PE_CERTS_SIZE, 4, PE_TABLE_END - PE_TABLE },
	};
	static const struct field small[] = {
		{ PE_OPTIONAL_SIZE, 2, PE32_SECTIONS - PE_OPTIONAL },
		{ PE32_RAW_SIZE, 4, PE_TABLE - PE_HEADERS_END },
		{ PE32_RAW_START, 4, PE_HEADERS_END },
		{ PE32_RAW_SIZE_2, 4, 0 },
		{ PE32_NR_DIRECTORIES, 4, 6 },
		{ PE32_CERTS, 4, PE_TABLE },
		{ PE32_CERTS_SIZE, 4, PE_TABLE_END - PE_TABLE },
	};
	u64 i;

	for (i = 0; i < sizeof(image->data); i++)
		image->data[i] = (u8)(i * 11 + (i >> 8) * 5 + 3);
	put_all(image, common, ARRAY_SIZE(common));
	pe_put(image, PE_OPTIONAL, 2, kind);
	if (kind == PE_KIND_64)
		put_all(image, large, ARRAY_SIZE(large));
	else
		put_all(image, small, ARRAY_SIZE(small));
}

/* Checks the order of the parts in a file, from its first byte to its last. */
const char *pe_oracle(struct kx_bytes file, const struct kx_authenticode *pe)
{
	const struct kx_range order[] = {
		pe->parts[0], pe->checksum,	pe->parts[1], pe->directory,
		pe->parts[2], pe->certificates, pe->parts[3],
	};
	const struct kx_bytes *message = &pe->message;
	u64 end = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(order); i++) {
		if (order[i].start != end)
			return "parts: every byte is in one of them, in order";
		if (order[i].end < order[i].start)
			return "parts: none ends before it begins";
		end = order[i].end;
	}
	if (end != file.size)
		return "parts: the last one ends with the file";
	if (kx_range_size(pe->checksum) != 4 ||
	    kx_range_size(pe->directory) != 8)
		return "fields: they have their sizes";
	if (message->data < file.data + pe->certificates.start + 8 ||
	    message->data + message->size > file.data + pe->certificates.end)
		return "message: it lies in the table";
	if (message->size < 2 || message->data[0] != 0x30)
		return "message: it begins as a sequence";
	return NULL;
}
