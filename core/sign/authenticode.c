// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Signatures of PE images (Windows Authenticode Portable Executable Signature
 * Format).
 *
 * Authenticode digests the headers, then the sections by file offset, then the
 * rest of the file. If the sections are back to back, as in a bzImage, that is
 * the whole file except the three fields that signing changes. Those bytes are
 * the parts. This file also checks that the sections are back to back: in a
 * file with gaps between its sections a signer leaves the gaps out of the
 * digest.
 */
#include "core/sign/authenticode.h"

#include "core/format/pe.h"

#define DIRECTORY_CERTS	  4 /* "Certificate Table": the fifth */
#define CERT_HEADER_SIZE  8
#define CERT_REVISION_2_0 0x0200
#define CERT_TYPE_PKCS7	  0x0002 /* WIN_CERT_TYPE_PKCS_SIGNED_DATA */
#define DER_SEQUENCE	  0x30

static int broken(struct kx_fault *fault, const char *what, u64 value,
		  u64 limit)
{
	return kx_fault_set(fault, KX_E_PE, what, value, limit);
}

/* Offset in the optional header, in both kinds. */
#define OPTIONAL_CHECKSUM 64

/*
 * Fills image->misplaced. A section without bytes in the file is never
 * misplaced.
 */
static void find_misplaced(struct kx_bytes table, u64 headers_end,
			   struct kx_authenticode *image)
{
	struct kx_pe_section section;
	u64 end = headers_end;

	while (kx_pe_next_section(&table, &section)) {
		if (kx_range_is_empty(section.raw))
			continue;
		image->misplaced = section.raw;
		if (section.raw.start != end ||
		    section.raw.end > image->certificates.start)
			return;
		end = section.raw.end;
	}
	image->misplaced = (struct kx_range){ end, end };
}

/*
 * As in Linux, the section table follows the directories. Signers find it by
 * SizeOfOptionalHeader. The two must agree.
 */
static int read_sections(struct kx_bytes file, const struct kx_pe *pe,
			 struct kx_authenticode *image, struct kx_fault *fault)
{
	u64 start = kx_pe_directories_end(pe);
	struct kx_bytes table;
	int err = kx_pe_sections(file, pe, &table, fault);

	if (err)
		return err;
	if (pe->optional + pe->optional_size != start)
		image->misplaced = (struct kx_range){ pe->optional, start };
	else
		find_misplaced(table, pe->headers_size, image);
	return 0;
}

/* Find the certificate table, if there is one. */
static int find_certificates(struct kx_bytes file, const struct kx_pe *pe,
			     struct kx_authenticode *image,
			     struct kx_fault *fault)
{
	u64 entry = pe->directories + DIRECTORY_CERTS * KX_PE_DIRECTORY_SIZE;
	u32 start = 0;
	u32 size = 0;

	if (pe->nr_directories <= DIRECTORY_CERTS ||
	    kx_read_le32(file, entry, &start) ||
	    kx_read_le32(file, entry + 4, &size) || !start || !size)
		return kx_fault_set(fault, KX_E_UNSIGNED, "Certificate Table",
				    start, 0);
	if (start < pe->headers_size || !kx_bytes_have(file, start, size))
		return broken(fault, "Certificate Table", start, file.size);
	image->directory =
		(struct kx_range){ entry, entry + KX_PE_DIRECTORY_SIZE };
	image->certificates = (struct kx_range){ start, (u64)start + size };
	return read_sections(file, pe, image, fault);
}

/* Cut @message to its DER sequence, or fail if it is not one. */
static int cut_message(struct kx_bytes message, struct kx_bytes *cut,
		       struct kx_fault *fault)
{
	const u8 *der = message.data;
	u64 size;

	if (der[0] != DER_SEQUENCE)
		return kx_fault_set(fault, KX_E_CERTIFICATE, "PKCS#7", der[0],
				    DER_SEQUENCE);
	/* 64 KiB or more: the kernel's parser would refuse it. */
	if (der[1] > 0x82)
		return kx_fault_set(fault, KX_E_CERTIFICATE_LONG, "PKCS#7",
				    der[1], 0x82);
	if (der[1] == 0x82)
		size = ((u64)der[2] << 8 | der[3]) + 4;
	else if (der[1] == 0x81)
		size = der[2] + 3ULL;
	else if (der[1] == 0x80) /* indefinite length */
		size = message.size;
	else
		size = der[1] + 2ULL;
	if (kx_bytes_slice(message, 0, size, cut))
		return kx_fault_set(fault, KX_E_CERTIFICATE, "PKCS#7", size,
				    message.size);
	return 0;
}

/*
 * The first WIN_CERTIFICATE: its length including this header, revision, type,
 * and a message that padding may follow.
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
	/* Room for the tag and the longest length that is read. */
	if (size < CERT_HEADER_SIZE + 4)
		return kx_fault_set(fault, KX_E_CERTIFICATE_EMPTY, "dwLength",
				    size, CERT_HEADER_SIZE + 4);
	return cut_message(kx_bytes(table.data + CERT_HEADER_SIZE,
				    size - CERT_HEADER_SIZE),
			   message, fault);
}

/*
 * In the file, the checksum is before the directory, and that before the table.
 */
static void find_parts(u64 file_size, u64 checksum,
		       struct kx_authenticode *image)
{
	image->checksum = (struct kx_range){ checksum, checksum + 4 };
	image->parts[0] = (struct kx_range){ 0, checksum };
	image->parts[1] = (struct kx_range){ image->checksum.end,
					     image->directory.start };
	image->parts[2] = (struct kx_range){ image->directory.end,
					     image->certificates.start };
	image->parts[3] =
		(struct kx_range){ image->certificates.end, file_size };
}

int kx_authenticode_read(struct kx_bytes file, struct kx_authenticode *image,
			 struct kx_fault *fault)
{
	struct kx_authenticode found = { 0 };
	struct kx_bytes table;
	struct kx_pe pe;
	int err;

	err = kx_pe_read(file, &pe, fault);
	if (err)
		return err;
	err = find_certificates(file, &pe, &found, fault);
	if (err)
		return err;
	table = kx_bytes(file.data + found.certificates.start,
			 kx_range_size(found.certificates));
	err = read_certificate(table, &found.message, fault);
	if (err)
		return err;
	find_parts(file.size, pe.optional + OPTIONAL_CHECKSUM, &found);
	*image = found;
	return 0;
}
