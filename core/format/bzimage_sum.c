// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The CRC of a bzImage (Linux Documentation/arch/x86/boot.rst, "The image
 * checksum"), also for files that were signed after the CRC was made.
 */
#include "core/format/bzimage_sum.h"

#define PE32 0x010b /* magic of an optional header; that of PE32+ is 0x020b */

/* Fold @count zero bytes into a remainder; for small counts. */
static u32 crc_of_zeroes(const struct kx_crc32 *crc32, u32 crc, u64 count)
{
	static const u8 zeroes[8];

	return kx_crc32_update(crc32, crc, kx_bytes(zeroes, count));
}

/*
 * The CRC is made before the image is signed, and signing changes two fields of
 * the PE header that were zero: the checksum and the directory entry of the
 * certificate table. Returns their offsets, in ascending order; false if there
 * is no PE header. Offsets: Microsoft PE Format, optional header; a 32-bit
 * kernel has that of PE32, in which the directories begin earlier.
 */
static bool signed_fields(struct kx_bytes image, u64 setup_size, u64 *checksum,
			  u64 *certificates)
{
	u32 pe = 0;
	u32 signature = 0;
	u16 magic = 0;

	if (kx_read_le32(image, 0x3c, &pe) ||
	    kx_read_le32(image, pe, &signature) || signature != 0x00004550 ||
	    kx_read_le16(image, (u64)pe + 24, &magic))
		return false;
	*checksum = (u64)pe + 24 + 64;
	*certificates = (u64)pe + 24 + (magic == PE32 ? 128 : 144);
	return *certificates + 8 <= setup_size;
}

u32 kx_bzimage_sum(const struct kx_crc32 *crc32, struct kx_bytes image,
		   u64 setup_size)
{
	u32 crc = KX_CRC32_START;
	u64 done = 0;
	u64 checksum;
	u64 certificates;

	if (signed_fields(image, setup_size, &checksum, &certificates)) {
		crc = kx_crc32_update(crc32, crc,
				      kx_bytes(image.data, checksum));
		crc = crc_of_zeroes(crc32, crc, 4);
		done = checksum + 4;
		crc = kx_crc32_update(
			crc32, crc,
			kx_bytes(image.data + done, certificates - done));
		crc = crc_of_zeroes(crc32, crc, 8);
		done = certificates + 8;
	}
	return kx_crc32_update(crc32, crc,
			       kx_bytes(image.data + done, image.size - done));
}
