// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Its parameter device= is as in Linux: the device's size, address and IRQ. */
#include <virtio_mmio.c>
