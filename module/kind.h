/* SPDX-License-Identifier: GPL-2.0-only */
/* Kinds of images, and the places that they have. */
#ifndef MODULE_KIND_H
#define MODULE_KIND_H

/* What an image is for. */
enum kxm_kind {
	KXM_REBOOT,
	KXM_CRASH,
	KXM_RETURN, /* as KXM_REBOOT, but it comes back */
};

/* The two places that images have, each with a limit of its own. */
#define KXM_SLOTS (KXM_CRASH + 1)

#endif
