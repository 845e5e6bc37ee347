/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* makedumpfile's flattened form, which "-F" and QEMU write to a pipe. */
#ifndef TOOL_VMCORE_DMESG_FLAT_H
#define TOOL_VMCORE_DMESG_FLAT_H

#include "tool/vmcore_dmesg/source.h"

/** flat_probe - whether this is the beginning of a flattened file */
bool flat_probe(struct kx_bytes beginning);

/**
 * flat_open - open a flattened file as the original file
 * @below: the flattened file; borrowed until flat_close()
 * @flat: filled on success; end with flat_close()
 *
 * Bytes that were never written are zeroes, as in a sparse file.
 *
 * Return: 0, STATUS_HEADER, STATUS_MEMORY, or STATUS_TABLE if its records are
 * malformed. Source: write_start_flat_header() and write_buffer() in
 * makedumpfile.c of makedumpfile 1.7.
 */
KX_MUST_CHECK int flat_open(const struct source *below, struct source *flat,
			    struct failure *failure);

/** flat_close - free the index of flat_open(); no-op for other sources */
void flat_close(struct source *flat);

#endif
