// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Errors of kexec_file_load(2) after which kexec_load(2) may succeed, and why.
 * This is the only list of them. Those with KEXEC_FALLBACK_CANNOT are the ones
 * of kexec-tools, which scripts depend on.
 */
#include "include/libkexec.h"

#include <errno.h>

#include "kx_port.h"

enum kexec_fallback kexec_file_load_fallback(int errnum)
{
	static const struct {
		int errnum;
		enum kexec_fallback fallback;
	} rows[] = {
		{ ENOSYS, KEXEC_FALLBACK_CANNOT },
		{ EINVAL, KEXEC_FALLBACK_CANNOT },
		{ ENOEXEC, KEXEC_FALLBACK_CANNOT },
		{ ENOTSUP, KEXEC_FALLBACK_CANNOT },
		{ ENOMEM, KEXEC_FALLBACK_MEMORY },
		{ EADDRNOTAVAIL, KEXEC_FALLBACK_ROOM },
		{ EKEYREJECTED, KEXEC_FALLBACK_SIGNATURE },
		{ ENOKEY, KEXEC_FALLBACK_SIGNATURE },
		{ ENODATA, KEXEC_FALLBACK_SIGNATURE },
		{ ELIBBAD, KEXEC_FALLBACK_SIGNATURE },
		{ EBADMSG, KEXEC_FALLBACK_SIGNATURE },
		{ EMSGSIZE, KEXEC_FALLBACK_SIGNATURE },
		{ ENOTSUPP, KEXEC_FALLBACK_SIGNATURE },
		{ ENOPKG, KEXEC_FALLBACK_SIGNATURE },
		{ EFBIG, KEXEC_FALLBACK_SIZE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].errnum == errnum)
			return rows[i].fallback;
	return KEXEC_FALLBACK_NONE;
}
