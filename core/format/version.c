// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Looks for the banner of Linux, in all bytes of a kernel if it must. */
#include "core/format/version.h"

/* Bytes of linux_banner that are looked at. */
#define VERSION_MAX 256

static bool is_digit(u8 byte)
{
	return byte >= '0' && byte <= '9';
}

/* From where it begins up to the end of its line. */
static struct kx_bytes find_line(struct kx_bytes text)
{
	u64 i;

	for (i = 0; i < text.size && i < VERSION_MAX; i++)
		if (!text.data[i] || text.data[i] == '\n')
			break;
	return kx_bytes(text.data, i);
}

/* How linux_banner begins (init/version.c); a digit follows. */
#define BANNER	    "Linux version "
#define BANNER_SIZE (sizeof(BANNER) - 1)

/*
 * The last place of a byte in the banner, and one more, but for the banner's
 * own last byte; 0: in no place. If such a byte stands where the banner's last
 * one would, no banner begins before both places are the same (Horspool's
 * search).
 */
static const u8 places[256] = {
	['L'] = 1, ['u'] = 4,  ['x'] = 5,  [' '] = 6,  ['v'] = 7,  ['e'] = 8,
	['r'] = 9, ['s'] = 10, ['i'] = 11, ['o'] = 12, ['n'] = 13,
};

static bool is_banner(const u8 *at)
{
	return at[BANNER_SIZE - 1] == ' ' && is_digit(at[BANNER_SIZE]) &&
	       !memcmp(at, BANNER, BANNER_SIZE);
}

bool kx_linux_find_version(struct kx_bytes bytes, struct kx_bytes *version)
{
	u64 i = 0;

	while (i + BANNER_SIZE < bytes.size) {
		const u8 *at = bytes.data + i;
		u8 place = places[at[BANNER_SIZE - 1]];

		/* Most bytes: a processor guesses that, and does not wait. */
		if (!place) {
			i += BANNER_SIZE;
			continue;
		}
		if (is_banner(at)) {
			*version = find_line(
				kx_bytes(at + BANNER_SIZE,
					 bytes.size - i - BANNER_SIZE));
			return true;
		}
		i += BANNER_SIZE - place;
	}
	return false;
}
