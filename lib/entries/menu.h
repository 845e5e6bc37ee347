/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A boot menu while it is made, and its entries. */
#ifndef LIB_ENTRIES_MENU_H
#define LIB_ENTRIES_MENU_H

#include "lib/errors/context.h"

#include "lib/entries/pool.h"
#include "lib/entries/volume.h"

/* Entries of a menu; a boot loader would show no more, either. */
#define KXL_ENTRIES_MAX 1000
/* Initrds of an entry. */
#define KXL_ENTRY_INITRDS_MAX 64
/* File systems with entries: the ESP and XBOOTLDR. */
#define KXL_VOLUMES_MAX 2

/* Paths are those of the boot loader, on @volume. */
struct kxl_entry {
	struct kexec_boot_entry facts; /* the first member */
	const struct kxl_volume *volume;
	const char *file; /* what its counter is in; NULL: none has one */
	const char *kernel;
	const char *initrds[KXL_ENTRY_INITRDS_MAX];
	const char *devicetree; /* NULL: none */
	/* For the order of systemd-boot; lower case; NULL: not given. */
	const char *folded; /* ID */
	const char *base;   /* ID without the profile */
	const char *sort_key;
	const char *machine_id;
	u32 profile;
};

struct kxl_menu;

/* How a boot loader is told an entry for one start. */
struct kxl_once {
	/* @id: in the menu's pool; NULL: it is told none. */
	int (*read)(struct kxl_menu *menu, const char **id,
		    struct kxl_trouble *trouble);
	/* @id: NULL: forget it. Another one must not be set already. */
	int (*write)(struct kxl_menu *menu, const char *id,
		     struct kxl_trouble *trouble);
};

struct kxl_menu {
	struct kexec_boot_menu facts; /* the first member */
	struct kexec_ctx *ctx;	      /* of kexec_boot_menu_read() */
	struct kxl_pool pool;
	int root; /* the context's root; owned */
	struct kxl_volume volumes[KXL_VOLUMES_MAX];
	u32 nr_volumes;
	struct kxl_entry *list[KXL_ENTRIES_MAX]; /* in the pool */
	u32 count;
	const struct kxl_once *once;	      /* static; NULL: it has no way */
	const struct kxl_volume *once_volume; /* where the choice is, if it */
	const char *once_path;		      /* is in a file */
};

/**
 * kxl_menu_volume - open a file system for a menu
 * @path: below the context's root; lives as long as @menu
 * @volume: filled on success; owned by @menu
 *
 * Return: 0 or a negative errno, with @trouble filled.
 */
KX_MUST_CHECK int kxl_menu_volume(struct kxl_menu *menu, const char *path,
				  struct kxl_volume **volume,
				  struct kxl_trouble *trouble);

/**
 * kxl_menu_add - append an entry without facts
 *
 * Return: the entry; NULL if the menu is full or memory is short, which
 * kexec_boot_menu_read() says.
 */
struct kxl_entry *kxl_menu_add(struct kxl_menu *menu,
			       const struct kxl_volume *volume,
			       enum kexec_boot_kind kind);

/** kxl_menu_skip - warn that a file, or a line of it, is left out */
void kxl_menu_skip(struct kxl_menu *menu, const char *place, u32 line,
		   const char *reason);

/**
 * kxl_menu_list - list a folder of entries
 *
 * Return: its names; none if it is not there or, after a warning, if it can't
 * be read.
 */
struct kxl_names kxl_menu_list(struct kxl_menu *menu,
			       const struct kxl_volume *volume,
			       const char *folder);

/**
 * kxl_menu_fail - set the error for a file that is needed
 * @path: below the context's root
 *
 * Return: a negative errno.
 */
int kxl_menu_fail(struct kexec_ctx *ctx, const char *path,
		  const struct kxl_trouble *trouble);

/**
 * kxl_menu_set_files - set the paths of an entry
 * @kernel: as the boot loader reads it; NULL: none
 *
 * @entry->initrds, their number, and @entry->devicetree are set already. Fills
 * the facts about them, and notes a problem with a file that can't be opened.
 */
void kxl_menu_set_files(struct kxl_menu *menu, struct kxl_entry *entry,
			const char *kernel);

/**
 * kxl_menu_look_at - note a problem with a file that an entry names
 * @line: where; 0: that is known of the entry
 *
 * Return: the path below the context's root.
 */
const char *kxl_menu_look_at(struct kxl_menu *menu, struct kxl_entry *entry,
			     u32 line, const char *path);

/** kxl_menu_problem - note why an entry can't be opened; the first one counts
 */
void kxl_menu_problem(struct kxl_entry *entry, const char *problem);

/**
 * kxl_menu_may_write - whether a file, or a folder, can be written to by root
 *
 * Others can't load, but are told what root's load would do.
 *
 * Return: 0 or a negative errno, such as -EROFS.
 */
KX_MUST_CHECK int kxl_menu_may_write(const char *path);

/** kxl_menu_lower - copy a text in lower case (ASCII) */
const char *kxl_menu_lower(struct kxl_menu *menu, const char *text);

#endif
