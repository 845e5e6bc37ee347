// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A file of /var/cache/kexec of which bytes were changed, or the file that it
 * was made of: it never gives other bytes than those that were unpacked. The
 * input is what changes: a byte with enum change, one for the file's size, then
 * a place and a value each.
 *
 * Whoever writes both sums can write anything, as root could: then all that is
 * asked is that the sources are those of the header.
 */
#include "lib/prepared/entry.h"

#include <string.h>

#include "core/digest.h"
#include "test/fuzz/fuzz.h"

/* A multiple of 8, so that nothing follows it. */
#define SIZE 304

enum change {
	CHANGE_SOURCE = 1 << 0,
	CHANGE_FILE = 1 << 1, /* its identity: it was copied, or touched */
	CHANGE_KIND = 1 << 2,
	CHANGE_COUNT = 1 << 3,
	CHANGE_VERITY = 1 << 4,
};

struct entry {
	struct kxl_prepared_header header;
	u8 bytes[SIZE];
};

static u8 packed[2][40];

static struct kxl_prepared_key make_key(u64 changes)
{
	struct kxl_prepared_key key = { .kind = KXL_PREPARED_INITRD,
					.count = 2 };
	u32 i;

	memset(packed[0], 'a', sizeof(packed[0]));
	memset(packed[1], 'b', sizeof(packed[1]));
	if (changes & CHANGE_SOURCE)
		packed[1][7] ^= 1;
	for (i = 0; i < key.count; i++) {
		key.sources[i].bytes = kx_bytes(packed[i], sizeof(packed[i]));
		key.sources[i].digest = kx_digest(key.sources[i].bytes);
		strcpy(key.sources[i].path, "/boot/initrd");
		key.sources[i].identity.inode = i + !!(changes & CHANGE_FILE);
		key.sources[i].verity[0] =
			(u8)(i + !!(changes & CHANGE_VERITY));
	}
	if (changes & CHANGE_KIND)
		key.kind = KXL_PREPARED_KERNEL;
	if (changes & CHANGE_COUNT)
		key.count = 1;
	return key;
}

static void make_entry(struct entry *entry)
{
	struct kxl_prepared_key key = make_key(0);
	u32 i;

	for (i = 0; i < SIZE; i++)
		entry->bytes[i] = (u8)(i * 5);
	kxl_prepared_fill(&key, kx_bytes(entry->bytes, SIZE), &entry->header);
}

static bool is_taken(const struct entry *entry,
		     const struct kxl_prepared_key *key, u64 file_size)
{
	if (kxl_prepared_judge(&entry->header, key, file_size))
		return false;
	must(entry->header.size == file_size - KXL_PREPARED_HEADER,
	     "it has the size that it says");
	return entry->header.size <= SIZE &&
	       kxl_prepared_is_whole(
		       &entry->header,
		       kx_bytes(entry->bytes, entry->header.size));
}

static void check_taken(const struct entry *entry, const struct entry *good,
			const struct kxl_prepared_key *key)
{
	u32 i;

	for (i = 0; i < key->count; i++)
		must(entry->header.sources[i].digest == key->sources[i].digest,
		     "it was made of these files");
	if (entry->header.sum != good->header.sum ||
	    entry->header.digest != good->header.digest)
		return;
	must(!memcmp(entry, good, sizeof(*entry)),
	     "no other bytes than those that were unpacked");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	u64 changes = take(&input, 1);
	u64 file_size = sizeof(struct entry) + (take(&input, 1) ^ 0x80) - 0x80;
	struct kxl_prepared_key key = make_key(changes);
	static struct entry good;
	static struct entry entry;
	bool is_same;

	if (!good.header.sum)
		make_entry(&good);
	entry = good;
	while (input.left) {
		u64 at = take(&input, 2) % sizeof(entry);

		((u8 *)&entry)[at] = (u8)take(&input, 1);
	}
	is_same = !memcmp(&entry, &good, sizeof(entry)) &&
		  file_size == sizeof(entry);
	changes %= 2 * CHANGE_VERITY;
	if (is_taken(&entry, &key, file_size))
		check_taken(&entry, &good, &key);
	else
		must(!is_same || changes & ~(u64)(CHANGE_FILE | CHANGE_VERITY),
		     "what was kept is taken");
	must(!(changes & (CHANGE_SOURCE | CHANGE_KIND | CHANGE_COUNT)) ||
		     !is_same ||
		     kxl_prepared_judge(&entry.header, &key, file_size),
	     "it is not taken for other files");
	return 0;
}
