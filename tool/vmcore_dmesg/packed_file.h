/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A dump's file in one more compression, as KDUMP_COMPRESSION makes it. */
#ifndef TOOL_VMCORE_DMESG_PACKED_FILE_H
#define TOOL_VMCORE_DMESG_PACKED_FILE_H

#include "kx_port.h"

struct failure;

/**
 * packed_file_open - unpack a dump into a file without a name
 * @fd: the dump; borrowed
 * @plain: gets -1 if @fd is not compressed, or what comes out, for the caller
 *	   to close
 *
 * Takes the room of what comes out, but for zeroes, in $TMPDIR, /var/tmp, /tmp
 * or in memory. A dump that was cut gives what there is of it, and a warning.
 *
 * Return: 0, STATUS_DATA if it is damaged, too large, or of a compression that
 * this program was built without, STATUS_MEMORY, STATUS_READ, or STATUS_WRITE.
 */
KX_MUST_CHECK int packed_file_open(int fd, int *plain, struct failure *failure);

#endif
