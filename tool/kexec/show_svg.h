/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A picture of memory as SVG. */
#ifndef TOOL_KEXEC_SHOW_SVG_H
#define TOOL_KEXEC_SHOW_SVG_H

#include "tool/kexec/picture.h"

/** show_svg - print @picture as SVG 1.1 on standard output */
void show_svg(const struct picture *picture);

#endif
