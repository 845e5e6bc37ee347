// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is a kernel file signed with a key that this kernel trusts? The kernel
 * verifies the PKCS#7 message with its own keyrings. The message has the digest
 * of the signed file; the digest of this file is computed here. Linux does the
 * same in crypto/asymmetric_keys/verify_pefile.c, which modules can't call.
 */
#include "module/signature.h"

#include "core/bytes.h"
#include "core/err.h"
#include "core/plan.h"
#include "core/range.h"
#include "core/sign/authenticode.h"
#include "core/sign/cover.h"
#include "core/sign/spc.h"
#include "module/arch.h"
#include "module/load.h"

#include <crypto/hash.h>
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/verification.h>

struct signed_file {
	struct kx_bytes bytes;
	struct kx_authenticode pe;
};

/* In pieces: some drivers don't yield the CPU until they are done. */
static int digest_part(struct shash_desc *desc, const u8 *file,
		       struct kx_range part)
{
	while (!kx_range_is_empty(part)) {
		u64 bite = min_t(u64, kx_range_size(part), SZ_1M);
		int err = crypto_shash_update(desc, file + part.start, bite);

		if (err)
			return err;
		part.start += bite;
		cond_resched();
	}
	return 0;
}

static int digest_file(struct crypto_shash *hash,
		       const struct signed_file *file, u8 *digest)
{
	SHASH_DESC_ON_STACK(desc, hash);
	unsigned int i;
	int err;

	desc->tfm = hash;
	err = crypto_shash_init(desc);
	for (i = 0; i < KX_AUTHENTICODE_PARTS && !err; i++)
		err = digest_part(desc, file->bytes.data, file->pe.parts[i]);
	if (!err)
		err = crypto_shash_final(desc, digest);
	shash_desc_zero(desc);
	return err;
}

static int compare_digest(const struct signed_file *file,
			  const struct kx_spc *spc)
{
	struct crypto_shash *hash = crypto_alloc_shash(spc->algorithm, 0, 0);
	u8 digest[HASH_MAX_DIGESTSIZE];
	int err;

	if (IS_ERR(hash))
		return hash == ERR_PTR(-ENOENT) ? -ENOPKG : PTR_ERR(hash);
	err = digest_file(hash, file, digest);
	if (!err && memcmp(digest, spc->digest.data, spc->digest.size))
		err = -EKEYREJECTED;
	crypto_free_shash(hash);
	return err;
}

/* Checked before the digest: what it leaves out is zeroes, or is not loaded. */
static int check_cover(const struct signed_file *file)
{
	struct kx_fault fault;
	struct kx_uses uses;
	int err = kx_plan_uses(kxm_arch,
			       kx_authenticode_content(file->bytes, &file->pe),
			       &uses);

	if (err)
		return kx_errno(err);
	err = kx_cover_check(&file->pe, &uses, &fault);
	return err ? kxm_fault("kexec_file_load", err, &fault) : 0;
}

/* The message is authentic: check its content. @data follows its header. */
static int view_content(void *context, const void *data, size_t size,
			size_t header)
{
	const struct signed_file *file = context;
	const u8 *content = data;
	struct kx_spc spc;
	int err = kx_spc_read(kx_bytes(content - header, header + size), &spc);

	if (err)
		return kx_errno(err);
	err = check_cover(file);
	return err ?: compare_digest(file, &spc);
}

static int verify_by(struct key *keyring, struct signed_file *file)
{
	struct kx_bytes message = file->pe.message;

	return verify_pkcs7_signature(NULL, 0, message.data, message.size,
				      keyring, VERIFYING_KEXEC_PE_SIGNATURE,
				      view_content, file);
}

static int verify(struct signed_file *file)
{
	int err = verify_by(VERIFY_USE_SECONDARY_KEYRING, file);

	if (err == -ENOKEY && IS_ENABLED(CONFIG_INTEGRITY_PLATFORM_KEYRING))
		err = verify_by(VERIFY_USE_PLATFORM_KEYRING, file);
	return err;
}

/* A file that is not verified may be loaded all the same, as it was read. */
int kxm_verify(void *kernel, size_t *size)
{
	struct signed_file file = { .bytes = kx_bytes(kernel, *size) };
	struct kx_cover_fields fields = { 0 };
	int err = kx_authenticode_read(file.bytes, &file.pe, NULL);

	if (err)
		return kx_errno(err);
	kx_cover_swap(kernel, &file.pe, &fields);
	err = verify(&file);
	if (err)
		kx_cover_swap(kernel, &file.pe, &fields);
	else
		*size = kx_authenticode_content(file.bytes, &file.pe).size;
	return err;
}
