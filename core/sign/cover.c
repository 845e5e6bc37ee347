// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Why a matching digest binds every byte that runs, at its own place.
 *
 * The digest leaves out three ranges of the file: the PE checksum C (4 bytes),
 * the directory entry D of the certificate table (8 bytes), and that table T.
 * Let H be the sequence of all other bytes, which are digested.
 *
 *  1. H determines the places of C and D. The first 64 bytes of the file have
 *     the offset of the PE header, and the optional header's magic number is 24
 *     bytes into that. C and D are at fixed distances after it, and so after
 *     all bytes that determine their place.
 *  2. The length of H determines the start of T, because T must end the file:
 *     T starts after the bytes of H and the 12 bytes of C and D. D has T's
 *     offset and size, which are not digested; no other offset is accepted.
 *  3. By 1 and 2, two accepted files with the same H differ only in C, D and T.
 *  4. The signer's file is one of them, although this code never sees it. A
 *     signer digests headers, sections by offset, then the rest of the file as
 *     if the sections had been back to back: gaps are left out, and as many
 *     more bytes at the end are digested. From such a file another one can be
 *     made whose H was signed, but with the bytes after a gap moved. So in an
 *     accepted file each section begins at the end of the one before, the first
 *     one at the end of the headers, and the last one ends at or below T. The
 *     section table is in H, so the sections of the signer's file are back to
 *     back as well, and the signer digested its H. Two fields give the place of
 *     the section table; they must agree.
 *  5. H determines every byte that a loader gets: the file without T
 *     (kx_authenticode_content()), which is as long as H and 12 bytes, and with
 *     zeroes in C and D (kx_cover_swap()), whose places H says. They are zeroed
 *     before a format sees the file: the judged bytes are the loaded ones.
 *     Before that, D is only used to find T, and T to find the signature, which
 *     is verified. C is not read.
 *  6. The zeroes change nothing of what the signer's file does, since a loader
 *     uses no byte of C, D and T: a file is refused if C or D overlaps the
 *     ranges of kx_plan_uses(), or if T begins before their end. That a loader
 *     uses no other bytes is the promise of kx_format.uses. plan_oracle()
 *     checks every plan against it, and unit tests change every other byte of a
 *     file and compare plans.
 *  7. An Image for arm64 is loaded with its PE headers (kx_uses.loads_pe). So C
 *     and D may be in what is loaded, but not in the numbers that are read.
 *     Linux is built with zeroes in both (arch/arm64/kernel/efi-header.S):
 *     memory gets the Image as it was before it was signed. Only a loader of PE
 *     files reads them. No code is there: signing writes over it.
 *
 * The module reads the file once, into its own memory, and verifies and loads
 * those bytes, so they can't change in between.
 *
 * Linux (verify_pefile.c) hashes each section at its own place instead. It
 * accepts gaps, sections in another order than in the table, and a certificate
 * table at any place that no section covers.
 */
#include "core/sign/cover.h"

static int not_covered(struct kx_fault *fault, const char *what, u64 start,
		       u64 limit)
{
	return kx_fault_set(fault, KX_E_NOT_COVERED, what, start, limit);
}

/* The table is after all used bytes and ends the file. */
static int check_table(const struct kx_authenticode *pe,
		       const struct kx_uses *uses, struct kx_fault *fault)
{
	struct kx_range rest = pe->parts[KX_AUTHENTICODE_PARTS - 1];
	u64 end = uses->loaded.end > uses->header.end ? uses->loaded.end
						      : uses->header.end;

	if (pe->certificates.start < end)
		return not_covered(fault, "Certificate Table",
				   pe->certificates.start, end);
	if (!kx_range_is_empty(rest))
		return not_covered(fault, "end of the Certificate Table",
				   rest.start, rest.end);
	return 0;
}

static int check_field(struct kx_range field, const char *name,
		       const struct kx_uses *uses, struct kx_fault *fault)
{
	if (kx_range_overlaps(field, uses->header))
		return not_covered(fault, name, field.start, uses->header.end);
	if (!uses->loads_pe && kx_range_overlaps(field, uses->loaded))
		return not_covered(fault, name, field.start, uses->loaded.end);
	return 0;
}

static void exchange(u8 *a, u8 *b, u64 size)
{
	u64 i;

	for (i = 0; i < size; i++) {
		u8 byte = a[i];

		a[i] = b[i];
		b[i] = byte;
	}
}

/* Both are in the headers, which end before T (kx_authenticode_read()). */
void kx_cover_swap(void *file, const struct kx_authenticode *pe,
		   struct kx_cover_fields *fields)
{
	u8 *bytes = file;

	exchange(bytes + pe->checksum.start, fields->checksum,
		 sizeof(fields->checksum));
	exchange(bytes + pe->directory.start, fields->directory,
		 sizeof(fields->directory));
}

/* A signer of this file digests exactly the bytes digested here. */
static int check_sections(const struct kx_authenticode *pe,
			  struct kx_fault *fault)
{
	if (kx_range_is_empty(pe->misplaced))
		return 0;
	return not_covered(fault, "section", pe->misplaced.start,
			   pe->misplaced.end);
}

int kx_cover_check(const struct kx_authenticode *pe, const struct kx_uses *uses,
		   struct kx_fault *fault)
{
	int err = check_table(pe, uses, fault);

	if (!err)
		err = check_field(pe->checksum, "CheckSum", uses, fault);
	if (!err)
		err = check_field(pe->directory, "Certificate Table entry",
				  uses, fault);
	if (!err)
		err = check_sections(pe, fault);
	return err;
}
