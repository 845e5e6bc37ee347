// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * SpcIndirectDataContent, the content of a PE image's signature:
 *
 * 	SEQUENCE {
 * 		SEQUENCE { kind OBJECT IDENTIFIER, value ANY },
 * 		SEQUENCE {
 * 			SEQUENCE { algorithm OBJECT IDENTIFIER, ANY OPTIONAL },
 * 			digest OCTET STRING } }
 *
 * DER only: every length precedes its bytes, and no bytes are left over.
 */
#include "core/sign/spc.h"

enum tag {
	DER_OCTET_STRING = 0x04,
	DER_OBJECT_IDENTIFIER = 0x06,
	DER_SEQUENCE = 0x30,
};

struct oid {
	u8 size;
	u8 bytes[10];
};

/* Both mean "PE image": old versions of pesign wrote the second one. */
static const struct oid pe_image_kinds[] = {
	/* 1.3.6.1.4.1.311.2.1.15 and .21 */
	{ 10, { 0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 1, 15 } },
	{ 10, { 0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 1, 21 } },
};

static const struct {
	struct oid oid;
	const char *name;
	u64 size; /* size of the digest */
} algorithms[] = {
	/* 1.3.14.3.2.26 */
	{ { 5, { 0x2b, 14, 3, 2, 26 } }, "sha1", 20 },
	/* 2.16.840.1.101.3.4.2.* */
	{ { 9, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1 } }, "sha256", 32 },
	{ { 9, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2 } }, "sha384", 48 },
	{ { 9, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3 } }, "sha512", 64 },
	{ { 9, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 8 } }, "sha3-256", 32 },
	{ { 9, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 9 } }, "sha3-384", 48 },
	{ { 9, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 10 } }, "sha3-512", 64 },
};

static bool is_oid(struct kx_bytes value, const struct oid *oid)
{
	return value.size == oid->size &&
	       !memcmp(value.data, oid->bytes, oid->size);
}

static int take_byte(struct kx_bytes *from, u8 *byte)
{
	if (kx_read_le8(*from, 0, byte))
		return -KX_E_SPC;
	*from = kx_bytes(from->data + 1, from->size - 1);
	return 0;
}

static int take_length(struct kx_bytes *from, u64 *length)
{
	u64 number = 0;
	u8 first = 0;
	u8 byte = 0;

	if (take_byte(from, &first))
		return -KX_E_SPC;
	if (first < 0x80) {
		*length = first;
		return 0;
	}
	/* 0x80 is BER's indefinite length; four bytes are plenty. */
	if (first == 0x80 || first > 0x84)
		return -KX_E_SPC;
	for (; first > 0x80; first--) {
		if (take_byte(from, &byte))
			return -KX_E_SPC;
		number = number << 8 | byte;
	}
	*length = number;
	return 0;
}

/* Remove one element from the front of @from, whatever its tag. */
static int take_any(struct kx_bytes *from, struct kx_bytes *value)
{
	struct kx_bytes rest = *from;
	u64 length = 0;
	u8 tag = 0;

	if (take_byte(&rest, &tag) || take_length(&rest, &length) ||
	    kx_bytes_slice(rest, 0, length, value))
		return -KX_E_SPC;
	*from = kx_bytes(rest.data + length, rest.size - length);
	return 0;
}

static int take(struct kx_bytes *from, enum tag tag, struct kx_bytes *value)
{
	if (!from->size || from->data[0] != tag)
		return -KX_E_SPC;
	return take_any(from, value);
}

/* The first of the two inner sequences must be about a PE image. */
static int check_kind(struct kx_bytes data)
{
	struct kx_bytes kind;
	struct kx_bytes value;
	u32 i;

	if (take(&data, DER_OBJECT_IDENTIFIER, &kind) ||
	    take_any(&data, &value) || data.size)
		return -KX_E_SPC;
	for (i = 0; i < ARRAY_SIZE(pe_image_kinds); i++)
		if (is_oid(kind, &pe_image_kinds[i]))
			return 0;
	return -KX_E_SPC;
}

static int find_algorithm(struct kx_bytes oid, struct kx_bytes digest,
			  struct kx_spc *spc)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(algorithms); i++)
		if (is_oid(oid, &algorithms[i].oid))
			break;
	if (i == ARRAY_SIZE(algorithms))
		return -KX_E_DIGEST_ALGORITHM;
	if (digest.size != algorithms[i].size)
		return -KX_E_DIGEST_SIZE;
	*spc = (struct kx_spc){ algorithms[i].name, digest };
	return 0;
}

/* The second one has algorithm and digest. */
static int read_digest(struct kx_bytes info, struct kx_spc *spc)
{
	struct kx_bytes algorithm;
	struct kx_bytes oid;
	struct kx_bytes parameters;
	struct kx_bytes digest;

	if (take(&info, DER_SEQUENCE, &algorithm) ||
	    take(&info, DER_OCTET_STRING, &digest) || info.size ||
	    take(&algorithm, DER_OBJECT_IDENTIFIER, &oid))
		return -KX_E_SPC;
	if (algorithm.size &&
	    (take_any(&algorithm, &parameters) || algorithm.size))
		return -KX_E_SPC;
	return find_algorithm(oid, digest, spc);
}

int kx_spc_read(struct kx_bytes content, struct kx_spc *spc)
{
	struct kx_bytes all;
	struct kx_bytes data;
	struct kx_bytes info;
	int err;

	if (take(&content, DER_SEQUENCE, &all) || content.size ||
	    take(&all, DER_SEQUENCE, &data) ||
	    take(&all, DER_SEQUENCE, &info) || all.size)
		return -KX_E_SPC;
	err = check_kind(data);
	if (err)
		return err;
	return read_digest(info, spc);
}
