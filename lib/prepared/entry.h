/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A file of /var/cache/kexec: what it was made of, and what is in it. */
#ifndef LIB_PREPARED_ENTRY_H
#define LIB_PREPARED_ENTRY_H

#include "core/bytes.h"
#include "lib/prepared/sha256.h"

/* The files that one entry is made of. */
#define KXL_PREPARED_SOURCES 8
/* Of an entry's name: "initrd-", 16 digits and a NUL. */
#define KXL_PREPARED_NAME 32
/* Of a source's path, with a NUL; a longer one is not known. */
#define KXL_PREPARED_PATH_SIZE 344
/* Bytes before what is unpacked. */
#define KXL_PREPARED_HEADER 4096

enum kxl_prepared_kind {
	KXL_PREPARED_KERNEL = 1,
	KXL_PREPARED_INITRD,
	KXL_PREPARED_KINDS,
};

/* What tells a file from another one, and from itself after a change. */
struct kxl_prepared_identity {
	u64 device;
	u64 inode;
	u64 mtime;
	u64 mtime_ns;
	u64 ctime;
	u64 ctime_ns;
};

struct kxl_prepared_source {
	struct kx_bytes bytes; /* what is packed */
	bool is_copy;	       /* @bytes are the key's; else borrowed */
	int fd;		       /* of the file that they are in; borrowed */
	struct kxl_prepared_identity identity;
	u64 digest;			   /* kxl_sum() of @bytes */
	u8 verity[KXL_SHA256_SIZE];	   /* kxl_verity_read() of @fd */
	char path[KXL_PREPARED_PATH_SIZE]; /* empty: not known */
};

/* What an entry is looked up by. */
struct kxl_prepared_key {
	enum kxl_prepared_kind kind;
	u32 count;
	struct kxl_prepared_source sources[KXL_PREPARED_SOURCES];
};

/* As in the file, in the machine's own byte order. */
struct kxl_prepared_header {
	char magic[16];
	u32 version;
	u32 kind;
	u32 count;
	u32 decoders; /* kxl_compression_decoders() of who made it */
	u64 size;     /* of what follows the header */
	u64 digest;   /* kxl_sum() of that */
	struct kxl_prepared_record {
		struct kxl_prepared_identity identity;
		u64 size;
		u64 digest;
		u8 sha256[KXL_SHA256_SIZE];
		u8 verity[KXL_SHA256_SIZE]; /* of the whole file */
	} sources[KXL_PREPARED_SOURCES];
	char paths[KXL_PREPARED_SOURCES][KXL_PREPARED_PATH_SIZE];
	char library[32]; /* kexec_version() of who made it */
	u32 sum_kind;	  /* kxl_sum_kind() of who made it */
	u8 rest[228];
	u64 sum; /* XXH64 of all before it */
};

/**
 * kxl_prepared_name - the name of the entry for a key
 * @name: filled; it depends on the bytes of the sources alone
 */
void kxl_prepared_name(const struct kxl_prepared_key *key,
		       char name[KXL_PREPARED_NAME]);

/** kxl_prepared_kind_of - what a name is of; 0: it is no entry's */
u32 kxl_prepared_kind_of(const char *name);

/**
 * kxl_prepared_fill - make the header of an entry
 * @bytes: what was unpacked
 * @header: filled; takes the SHA-256 of each source
 */
void kxl_prepared_fill(const struct kxl_prepared_key *key,
		       struct kx_bytes bytes,
		       struct kxl_prepared_header *header);

/**
 * kxl_prepared_is_sound - whether a header is one, and is undamaged
 *
 * Another version of libkexec, or one with other decoders, may unpack otherwise
 * or not at all: what it made counts as damaged. So does what a processor with
 * another kind of kxl_sum() made.
 */
bool kxl_prepared_is_sound(const struct kxl_prepared_header *header);

/**
 * kxl_prepared_judge - compare an entry's header with what was looked for
 * @header: any bytes
 * @file_size: of the whole entry
 *
 * A source is the same if its bytes have the same fast digest, and it is the
 * same file, unchanged since, or one that has the same bytes by fs-verity.
 * Inode numbers of vfat, and device numbers of btrfs, are other ones after a
 * mount: then, and where files have another measure of fs-verity, the SHA-256
 * decides.
 *
 * Return: NULL, or why it is not used: a static text.
 */
const char *kxl_prepared_judge(const struct kxl_prepared_header *header,
			       const struct kxl_prepared_key *key,
			       u64 file_size);

/** kxl_prepared_is_whole - whether @bytes are what was written */
bool kxl_prepared_is_whole(const struct kxl_prepared_header *header,
			   struct kx_bytes bytes);

#endif
