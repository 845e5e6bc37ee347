// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A UKI may have device trees for many machines. Firmware's own tree, whose
 * name for the machine Linux shows, decides which one counts.
 */
#include "lib/image/uki_tree.h"

#include <stdlib.h>

#include "lib/image/tree.h"
#include "lib/machine/arch.h"
#include "lib/machine/file.h"

#define COMPATIBLE "/proc/device-tree/compatible"

static bool has_trees(const struct kx_uki *uki)
{
	return uki->parts[KX_UKI_DTB].data || uki->parts[KX_UKI_DTBAUTO].data;
}

/* The first of the words, which end in a NUL; empty: there is none. */
static struct kx_bytes first_word(struct kx_bytes words)
{
	u64 i;

	for (i = 0; i < words.size; i++)
		if (!words.data[i])
			return kx_bytes(words.data, i);
	return kx_bytes(NULL, 0);
}

/* Without the machine's name no tree is for it. */
static bool find_auto(struct kexec_ctx *ctx, struct kxl_uki_place place,
		      struct kx_bytes *tree)
{
	struct kx_bytes words;
	struct kx_bytes word;
	bool is_found = false;
	u32 number = 0;

	if (kxl_read(ctx, COMPATIBLE, &words))
		return false;
	word = first_word(words);
	while (word.size && !is_found &&
	       kx_uki_tree(place.file, place.profile, number++, tree))
		is_found = kxl_tree_is_for(*tree, word);
	kxl_text_free(words);
	return is_found;
}

static int copy(struct kexec_ctx *ctx, struct kx_bytes from,
		struct kx_bytes *to)
{
	u8 *bytes = malloc(from.size);

	if (!bytes)
		return kxl_fail_memory(ctx, KEXEC_ACTION_UNPACK);
	memcpy(bytes, from.data, from.size);
	*to = kx_bytes(bytes, from.size);
	return 0;
}

int kxl_uki_tree(struct kexec_ctx *ctx, const struct kx_uki *uki,
		 struct kxl_uki_place place, const char *name,
		 struct kx_bytes *tree)
{
	struct kx_bytes found = { 0 };
	bool is_auto;

	if (!has_trees(uki))
		return 0;
	if (!kxl_arch(ctx)->needs_tree) {
		kxl_log(ctx, KEXEC_LOG_WARNING,
			"%s: the device trees in it are left out: Linux takes "
			"none from EFI on x86",
			name);
		return 0;
	}
	is_auto = find_auto(ctx, place, &found);
	if (!is_auto)
		found = uki->parts[KX_UKI_DTB];
	kxl_log(ctx, KEXEC_LOG_DEBUG, "unpack: %s: %s", name,
		is_auto	     ? "the device tree for this machine (.dtbauto)"
		: found.size ? "its device tree (.dtb)"
			     : "no device tree in it is for this machine");
	return found.size ? copy(ctx, found, tree) : 0;
}
