// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* No first code for a PC, where nothing makes it: in the place of entry.S. */
#include "lib/guest/program.h"

const u8 kxl_guest_entry[1] = { 0 };
/* Nothing lies between them. */
extern const u8 kxl_guest_entry_end[1]
	__attribute__((alias("kxl_guest_entry")));
