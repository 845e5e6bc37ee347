// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * PE images, as far as a signature goes (Microsoft PE Format, and Windows
 * Authenticode Portable Executable Signature Format for the digest).
 *
 * Authenticode digests the headers, then the sections by file offset, then as
 * many bytes as are left. Where sections lie back to back, as they do in a
 * bzImage, that is the file from its first byte to its last, without the
 * three things that signing changes. Those bytes are the parts, and whether
 * the sections lie like that is found here as well: in a file with gaps
 * between its sections a signer leaves the gaps out of the digest.
 */
#include "pe.h"

#define MZ_MAGIC	  0x5a4d     /* "MZ" */
#define MZ_SIZE		  64	     /* ends with the offset of what follows */
#define PE_MAGIC	  0x00004550 /* "PE\0\0" */
#define PE_SIZE		  24	     /* magic and COFF header */
#define SECTION_SIZE	  40
#define SECTION_RAW_SIZE  16 /* its bytes in the file: how many, and where */
#define SECTION_RAW_START 20
#define DIRECTORY_SIZE	  8ULL
#define DIRECTORY_CERTS	  4 /* "Certificate Table": the fifth */
#define CERT_HEADER_SIZE  8
#define CERT_REVISION_2_0 0x0200
#define CERT_TYPE_PKCS7	  0x0002 /* WIN_CERT_TYPE_PKCS_SIGNED_DATA */
#define DER_SEQUENCE	  0x30

/* The optional header comes in two sizes. */
struct optional_kind {
	u16 magic;
	u32 size;	 /* up to the data directories */
	u32 directories; /* offset of their number */
};

static const struct optional_kind optional_kinds[] = {
	{ 0x010b, 96, 92 },   /* PE32 */
	{ 0x020b, 112, 108 }, /* PE32+ */
};

/* Offsets in the optional header, in both kinds. */
#define OPTIONAL_HEADERS_SIZE 60
#define OPTIONAL_CHECKSUM     64

/* The headers, in numbers that fit the file. */
struct headers {
	struct optional_kind kind;
	u64 optional;	 /* offset of the optional header */
	u64 directories; /* offset of the data directories */
	u64 size;	 /* of everything before the first section */
	u32 nr_directories;
	u16 nr_sections;
	u16 optional_size;
};

static int broken(struct kx_fault *fault, const char *what, u64 value,
		  u64 limit)
{
	return kx_fault_set(fault, KX_E_PE, what, value, limit);
}

static int find_kind(u16 magic, struct optional_kind *kind,
		     struct kx_fault *fault)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(optional_kinds); i++) {
		if (optional_kinds[i].magic != magic)
			continue;
		*kind = optional_kinds[i];
		return 0;
	}
	return broken(fault, "optional header", magic, 0);
}

/* DOS header, COFF header, and which kind of optional header follows. */
static int read_coff(struct kx_bytes file, struct headers *headers,
		     struct kx_fault *fault)
{
	u16 mz = 0;
	u32 at = 0;
	u32 magic = 0;
	u16 kind = 0;

	if (kx_read_le16(file, 0, &mz) || mz != MZ_MAGIC)
		return broken(fault, "MZ", mz, MZ_MAGIC);
	if (kx_read_le32(file, MZ_SIZE - 4, &at) || at < MZ_SIZE ||
	    kx_read_le32(file, at, &magic) || magic != PE_MAGIC)
		return broken(fault, "PE", at, file.size);
	headers->optional = (u64)at + PE_SIZE;
	if (kx_read_le16(file, (u64)at + 6, &headers->nr_sections) ||
	    kx_read_le16(file, (u64)at + 20, &headers->optional_size) ||
	    kx_read_le16(file, headers->optional, &kind))
		return broken(fault, "optional header", at, file.size);
	return find_kind(kind, &headers->kind, fault);
}

/* The optional header, and whether all headers fit into what it says. */
static int read_headers(struct kx_bytes file, struct headers *headers,
			struct kx_fault *fault)
{
	u32 size = 0;
	int err = read_coff(file, headers, fault);

	if (err)
		return err;
	headers->directories = headers->optional + headers->kind.size;
	if (kx_read_le32(file, headers->optional + OPTIONAL_HEADERS_SIZE,
			 &size) ||
	    kx_read_le32(file, headers->optional + headers->kind.directories,
			 &headers->nr_directories) ||
	    size >= file.size)
		return broken(fault, "SizeOfHeaders", size, file.size);
	headers->size = size;
	if (headers->directories >= size ||
	    headers->nr_directories >
		    (size - headers->directories) / DIRECTORY_SIZE)
		return broken(fault, "NumberOfRvaAndSizes",
			      headers->nr_directories, size);
	return 0;
}

/* Fills pe->misplaced. One that has no bytes in the file can't be. */
static int find_misplaced(struct kx_bytes table, u64 headers_end,
			  struct kx_pe *pe)
{
	u64 end = headers_end;
	u64 at;

	for (at = 0; at < table.size; at += SECTION_SIZE) {
		u32 start = 0;
		u32 size = 0;

		if (kx_read_le32(table, at + SECTION_RAW_START, &start) ||
		    kx_read_le32(table, at + SECTION_RAW_SIZE, &size))
			return -KX_E_PE;
		if (!size)
			continue;
		pe->misplaced = (struct kx_range){ start, (u64)start + size };
		if (start != end || pe->misplaced.end > pe->certificates.start)
			return 0;
		end = pe->misplaced.end;
	}
	pe->misplaced = (struct kx_range){ end, end };
	return 0;
}

/*
 * The table of sections follows the directories, says Linux; signers take
 * SizeOfOptionalHeader's word for it. The headers must hold the table.
 */
static int read_sections(struct kx_bytes file, const struct headers *headers,
			 struct kx_pe *pe, struct kx_fault *fault)
{
	u64 start = headers->directories +
		    (u64)headers->nr_directories * DIRECTORY_SIZE;
	u64 limit = (headers->size - start) / SECTION_SIZE;
	struct kx_bytes table = kx_bytes(
		file.data + start, (u64)headers->nr_sections * SECTION_SIZE);

	if (headers->nr_sections > limit)
		return broken(fault, "NumberOfSections", headers->nr_sections,
			      limit);
	if (headers->optional + headers->optional_size != start) {
		pe->misplaced = (struct kx_range){ headers->optional, start };
		return 0;
	}
	return find_misplaced(table, headers->size, pe);
}

/* Where the certificate table is, if there is one. */
static int find_certificates(struct kx_bytes file,
			     const struct headers *headers, struct kx_pe *pe,
			     struct kx_fault *fault)
{
	u64 entry = headers->directories + DIRECTORY_CERTS * DIRECTORY_SIZE;
	u32 start = 0;
	u32 size = 0;

	if (headers->nr_directories <= DIRECTORY_CERTS ||
	    kx_read_le32(file, entry, &start) ||
	    kx_read_le32(file, entry + 4, &size) || !start || !size)
		return kx_fault_set(fault, KX_E_UNSIGNED, "Certificate Table",
				    start, 0);
	if (start < headers->size || !kx_bytes_have(file, start, size))
		return broken(fault, "Certificate Table", start, file.size);
	pe->directory = (struct kx_range){ entry, entry + DIRECTORY_SIZE };
	pe->certificates = (struct kx_range){ start, (u64)start + size };
	return read_sections(file, headers, pe, fault);
}

/* Length of the DER sequence at the beginning of @message, if it is one. */
static int cut_message(struct kx_bytes message, struct kx_bytes *cut,
		       struct kx_fault *fault)
{
	const u8 *der = message.data;
	u64 size;

	if (der[0] != DER_SEQUENCE)
		return kx_fault_set(fault, KX_E_CERTIFICATE, "PKCS#7", der[0],
				    DER_SEQUENCE);
	/* 64 KiB or more; the kernel's parser would not take it. */
	if (der[1] > 0x82)
		return kx_fault_set(fault, KX_E_CERTIFICATE_LONG, "PKCS#7",
				    der[1], 0x82);
	if (der[1] == 0x82)
		size = ((u64)der[2] << 8 | der[3]) + 4;
	else if (der[1] == 0x81)
		size = der[2] + 3ULL;
	else if (der[1] == 0x80) /* as long as it takes */
		size = message.size;
	else
		size = der[1] + 2ULL;
	if (kx_bytes_slice(message, 0, size, cut))
		return kx_fault_set(fault, KX_E_CERTIFICATE, "PKCS#7", size,
				    message.size);
	return 0;
}

/*
 * The first WIN_CERTIFICATE: length with this header, revision, type, and a
 * message that padding may follow.
 */
static int read_certificate(struct kx_bytes table, struct kx_bytes *message,
			    struct kx_fault *fault)
{
	u32 size = 0;
	u16 revision = 0;
	u16 type = 0;

	if (kx_read_le32(table, 0, &size) ||
	    kx_read_le16(table, 4, &revision) ||
	    kx_read_le16(table, 6, &type) || size > table.size)
		return kx_fault_set(fault, KX_E_CERTIFICATE, "dwLength", size,
				    table.size);
	if (revision != CERT_REVISION_2_0)
		return kx_fault_set(fault, KX_E_CERTIFICATE_TYPE, "wRevision",
				    revision, CERT_REVISION_2_0);
	if (type != CERT_TYPE_PKCS7)
		return kx_fault_set(fault, KX_E_CERTIFICATE_TYPE,
				    "wCertificateType", type, CERT_TYPE_PKCS7);
	/* Tag and the longest length that is read. */
	if (size < CERT_HEADER_SIZE + 4)
		return kx_fault_set(fault, KX_E_CERTIFICATE_EMPTY, "dwLength",
				    size, CERT_HEADER_SIZE + 4);
	return cut_message(kx_bytes(table.data + CERT_HEADER_SIZE,
				    size - CERT_HEADER_SIZE),
			   message, fault);
}

/* The checksum lies before the directory, and that before the table. */
static void find_parts(u64 file_size, u64 checksum, struct kx_pe *pe)
{
	pe->checksum = (struct kx_range){ checksum, checksum + 4 };
	pe->parts[0] = (struct kx_range){ 0, checksum };
	pe->parts[1] =
		(struct kx_range){ pe->checksum.end, pe->directory.start };
	pe->parts[2] =
		(struct kx_range){ pe->directory.end, pe->certificates.start };
	pe->parts[3] = (struct kx_range){ pe->certificates.end, file_size };
}

int kx_pe_read(struct kx_bytes file, struct kx_pe *pe, struct kx_fault *fault)
{
	struct headers headers = { 0 };
	struct kx_pe found = { 0 };
	struct kx_bytes table;
	int err;

	err = read_headers(file, &headers, fault);
	if (err)
		return err;
	err = find_certificates(file, &headers, &found, fault);
	if (err)
		return err;
	table = kx_bytes(file.data + found.certificates.start,
			 kx_range_size(found.certificates));
	err = read_certificate(table, &found.message, fault);
	if (err)
		return err;
	find_parts(file.size, headers.optional + OPTIONAL_CHECKSUM, &found);
	*pe = found;
	return 0;
}
