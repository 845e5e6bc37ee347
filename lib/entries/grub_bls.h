/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* GRUB's command blscfg: entries of the Boot Loader Specification. */
#ifndef LIB_ENTRIES_GRUB_BLS_H
#define LIB_ENTRIES_GRUB_BLS_H

#include "lib/entries/grub.h"
#include "lib/entries/grub_words.h"

/**
 * kxl_grub_bls - add the entries of a folder to the menu
 * @words: the command
 * @text: where it is
 *
 * By the names of the files, the greatest first; a counter is a part of the
 * name. Source: grub-core/commands/blsuki.c of GRUB 2.14, and blscfg.c of
 * Fedora's.
 *
 * Return: the status of the command.
 */
int kxl_grub_bls(struct kxl_grub *grub, const char *const *words, u32 count,
		 const struct kxl_grub_text *text);

/** kxl_grub_append - add an entry to the menu; NULL: it is full */
struct kxl_grub_entry *kxl_grub_append(struct kxl_grub *grub,
				       const struct kxl_grub_text *text);

/** kxl_grub_add - add what the command menuentry or submenu says */
void kxl_grub_add(struct kxl_grub *grub, const struct kxl_grub_text *at,
		  const struct kxl_grub_words *words,
		  const struct kxl_grub_text *body);

#endif
