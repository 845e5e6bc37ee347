/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of images, and their slots. */
#ifndef MODULE_KIND_H
#define MODULE_KIND_H

/* What an image is for. */
enum kxm_kind {
	KXM_REBOOT,
	KXM_CRASH,
	KXM_RETURN, /* as KXM_REBOOT, but it returns */
};

/* The two slots for images. Each has a limit of its own. */
#define KXM_SLOTS (KXM_CRASH + 1)

#endif
