// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Why a digest that matches binds every byte that runs, at its own place.
 *
 * The digest leaves out three ranges of the file: the PE checksum C (4 bytes),
 * the directory entry D of the certificate table (8 bytes), and that table T.
 * Let H be all other bytes, one after the other, which is what is digested.
 *
 * 1. H says where C and D lie. The first 64 bytes of the file have the offset
 *    of the PE header, and the optional header's magic number is 24 bytes into
 *    that. C and D lie at fixed distances after it, and so after all bytes
 *    that say where they are.
 * 2. The length of H says where T begins, since T must end the file: after as
 *    many bytes as H has, and the 12 of C and D. D has T's offset and size,
 *    which are not digested; no other offset passes.
 * 3. By 1 and 2 two accepted files with the same H differ in C, D and T alone.
 * 4. The signer's file is one of them, though nobody has shown it to us. A
 *    signer digests headers, sections by offset, then the rest of the file as
 *    if the sections had been back to back: gaps are left out, and as many
 *    bytes more of the end are digested. Out of such a file another one can
 *    be made whose H is what was signed, with what follows a gap moved. So in
 *    an accepted file each section begins where the one before ends, the first
 *    one after the headers, and the last one ends before T. The section table
 *    is in H, so in the signer's file they lie there as well, and what was
 *    digested is its H. Two fields say where the section table is; they must
 *    agree.
 * 5. A loader uses no byte of C, D and T: a file in which C or D overlaps the
 *    ranges of kx_plan_uses(), or T begins before their end, is refused. That
 *    a loader uses nothing outside its ranges is what kx_format.uses promises.
 *    plan_oracle() holds every plan against it, and unit tests change every
 *    other byte of a file and compare plans.
 * 6. D serves to find T, and T to find the signature, which is verified. C is
 *    not read. A loader takes its own end from the file's length, which T would
 *    change: so it gets the file without T (kx_authenticode_content()), which
 * is as long as H and 12 bytes.
 *
 * The module reads the file once, into memory of its own, and verifies and
 * loads those bytes: nobody changes them in between.
 *
 * Linux (verify_pefile.c) hashes each section at its own place instead. It
 * accepts gaps, sections in another order than the table has them, and a
 * certificate table anywhere that no section covers.
 */
#include "core/sign/cover.h"

static int not_covered(struct kx_fault *fault, const char *what, u64 start,
		       u64 limit)
{
	return kx_fault_set(fault, KX_E_NOT_COVERED, what, start, limit);
}

/* The table comes after all that is used, and nothing comes after the table. */
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
	if (kx_range_overlaps(field, uses->loaded))
		return not_covered(fault, name, field.start, uses->loaded.end);
	return 0;
}

/* What a signer digests is what was digested here. */
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
