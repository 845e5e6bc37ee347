// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The layout of an entry, and the rule by which it stands for its sources. A
 * digest finds each accident, but anybody can compute it: against attackers
 * there are the folder's owner and mode (folder.c).
 */
#include "lib/prepared/entry.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "core/digest.h"
#include "include/libkexec.h"
#include "lib/prepared/sum.h"
#include "lib/prepared/verity.h"
#include "lib/unpack/compression.h"

/* Of this layout. */
#define VERSION 4

#define DIGITS 16

static const char magic[16] = "kexec prepared\n";

static const char *const kinds[KXL_PREPARED_KINDS] = {
	[KXL_PREPARED_KERNEL] = "kernel-",
	[KXL_PREPARED_INITRD] = "initrd-",
};

static_assert(sizeof(struct kxl_prepared_header) == KXL_PREPARED_HEADER,
	      "the contents begin at a page");
static_assert(offsetof(struct kxl_prepared_header, sum) ==
		      KXL_PREPARED_HEADER - sizeof(u64),
	      "the sum is the last member");

void kxl_prepared_name(const struct kxl_prepared_key *key,
		       char name[KXL_PREPARED_NAME])
{
	u64 digests[KXL_PREPARED_SOURCES];
	u32 i;

	for (i = 0; i < key->count; i++)
		digests[i] = key->sources[i].digest;
	snprintf(name, KXL_PREPARED_NAME, "%s%016llx", kinds[key->kind],
		 (unsigned long long)kx_digest(
			 kx_bytes(digests, key->count * sizeof(u64))));
}

u32 kxl_prepared_kind_of(const char *name)
{
	size_t length;
	u32 kind;

	for (kind = KXL_PREPARED_KERNEL; kind < KXL_PREPARED_KINDS; kind++) {
		length = strlen(kinds[kind]);
		if (!strncmp(name, kinds[kind], length) &&
		    strlen(name) == length + DIGITS &&
		    strspn(name + length, "0123456789abcdef") == DIGITS)
			return kind;
	}
	return 0;
}

static u64 sum_of(const struct kxl_prepared_header *header)
{
	return kx_digest(
		kx_bytes(header, offsetof(struct kxl_prepared_header, sum)));
}

void kxl_prepared_fill(const struct kxl_prepared_key *key,
		       struct kx_bytes bytes,
		       struct kxl_prepared_header *header)
{
	u32 i;

	*header = (struct kxl_prepared_header){
		.version = VERSION,
		.kind = key->kind,
		.count = key->count,
		.decoders = kxl_compression_decoders(),
		.size = bytes.size,
		.digest = kxl_sum(bytes),
		.sum_kind = kxl_sum_kind(),
	};
	memcpy(header->magic, magic, sizeof(magic));
	snprintf(header->library, sizeof(header->library), "%s",
		 kexec_version());
	for (i = 0; i < key->count; i++) {
		const struct kxl_prepared_source *source = &key->sources[i];
		struct kxl_prepared_record *record = &header->sources[i];

		record->identity = source->identity;
		record->size = source->bytes.size;
		record->digest = source->digest;
		kxl_sha256(source->bytes, record->sha256);
		memcpy(record->verity, source->verity, sizeof(record->verity));
		memcpy(header->paths[i], source->path, sizeof(source->path));
	}
	header->sum = sum_of(header);
}

static bool is_mine(const struct kxl_prepared_header *header)
{
	return header->version == VERSION &&
	       header->decoders == kxl_compression_decoders() &&
	       header->sum_kind == kxl_sum_kind() &&
	       !strncmp(header->library, kexec_version(),
			sizeof(header->library) - 1);
}

bool kxl_prepared_is_sound(const struct kxl_prepared_header *header)
{
	u32 i;

	if (memcmp(header->magic, magic, sizeof(magic)) != 0 ||
	    header->sum != sum_of(header) || !is_mine(header) ||
	    header->count > KXL_PREPARED_SOURCES)
		return false;
	for (i = 0; i < header->count; i++)
		if (header->paths[i][KXL_PREPARED_PATH_SIZE - 1])
			return false;
	return true;
}

static bool is_same_file(const struct kxl_prepared_identity *a,
			 const struct kxl_prepared_identity *b)
{
	return a->device == b->device && a->inode == b->inode &&
	       a->mtime == b->mtime && a->mtime_ns == b->mtime_ns &&
	       a->ctime == b->ctime && a->ctime_ns == b->ctime_ns;
}

/*
 * A file with fs-verity can't be written to: two with the same measure have the
 * same bytes, wherever they are. If only one of both has it, the file was
 * copied, or it came later.
 */
static bool is_unchanged(const struct kxl_prepared_record *record,
			 const struct kxl_prepared_source *source)
{
	if (kxl_verity_is_there(record->verity) &&
	    kxl_verity_is_there(source->verity))
		return !memcmp(record->verity, source->verity,
			       sizeof(record->verity));
	return is_same_file(&record->identity, &source->identity);
}

static bool is_same(const struct kxl_prepared_record *record,
		    const struct kxl_prepared_source *source)
{
	u8 sha256[KXL_SHA256_SIZE];

	if (record->size != source->bytes.size ||
	    record->digest != source->digest)
		return false;
	if (is_unchanged(record, source))
		return true;
	kxl_sha256(source->bytes, sha256);
	return !memcmp(sha256, record->sha256, sizeof(sha256));
}

const char *kxl_prepared_judge(const struct kxl_prepared_header *header,
			       const struct kxl_prepared_key *key,
			       u64 file_size)
{
	u32 i;

	if (!kxl_prepared_is_sound(header))
		return "it is damaged, or of another version";
	if (header->kind != key->kind || header->count != key->count)
		return "it is of other files";
	if (!header->size || file_size <= KXL_PREPARED_HEADER ||
	    header->size != file_size - KXL_PREPARED_HEADER)
		return "its size is wrong";
	for (i = 0; i < key->count; i++)
		if (!is_same(&header->sources[i], &key->sources[i]))
			return "a file that it was made of has changed";
	return NULL;
}

bool kxl_prepared_is_whole(const struct kxl_prepared_header *header,
			   struct kx_bytes bytes)
{
	return bytes.size == header->size && kxl_sum(bytes) == header->digest;
}
