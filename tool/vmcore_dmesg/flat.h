/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* makedumpfile's flattened form: what "-F" and QEMU write into a pipe. */
#ifndef TOOL_VMCORE_DMESG_FLAT_H
#define TOOL_VMCORE_DMESG_FLAT_H

#include "source.h"

/** flat_probe - does this begin like a flattened file? */
bool flat_probe(struct kx_bytes beginning);

/**
 * flat_open - see a flattened file as the file that it stands for
 * @below: the flattened file; borrowed until flat_close()
 * @flat: filled on success; end with flat_close()
 *
 * Bytes that were never written are zeroes, as in a file with holes.
 *
 * Return: 0, STATUS_HEADER, STATUS_MEMORY, or STATUS_TABLE if its records are
 * no good. Source: write_start_flat_header() and write_buffer() in
 * makedumpfile.c of makedumpfile 1.7.
 */
KX_MUST_CHECK int flat_open(const struct source *below, struct source *flat,
			    struct failure *failure);

/** flat_close - free what flat_open() made; nothing to do for other sources */
void flat_close(struct source *flat);

#endif
