// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Other architectures have no NMI that a module can send. */
#include "test/boot/die/die.h"

const struct die_way die_nmi_ways[1];
const unsigned int die_nmi_count;
