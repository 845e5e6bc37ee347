/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The state of a script of GRUB while it is read. */
#ifndef LIB_ENTRIES_GRUB_H
#define LIB_ENTRIES_GRUB_H

#include "core/bytes.h"
#include "lib/entries/pool.h"
#include "lib/entries/volume.h"

/* The name here of the one device that there is: where grub.cfg lies. */
#define KXL_GRUB_DEVICE "kexec"
/* Bounds, far above what grub-mkconfig writes. */
#define KXL_GRUB_FILE_MAX      (1U << 20)
#define KXL_GRUB_WORDS_MAX     256
#define KXL_GRUB_WORD_SIZE     8192
#define KXL_GRUB_DEPTH_MAX     32
#define KXL_GRUB_INCLUDES_MAX  8
#define KXL_GRUB_STEPS_MAX     50000
#define KXL_GRUB_VARIABLES_MAX 1000
#define KXL_GRUB_ENTRIES_MAX   1000
#define KXL_GRUB_INITRDS_MAX   64

/* The system that a script asks; paths are those of the device. */
struct kxl_grub_host {
	void *data;
	/* 0 or a negative errno; @text is for kxl_text_free(). */
	int (*read)(void *data, const char *path, struct kx_bytes *text);
	/* As test(1): @kind is 'e', 'f', 'd' or 's'. */
	bool (*is_there)(void *data, const char *path, char kind);
	/* Whether @value is the UUID or label of the device. */
	bool (*is_device)(void *data, bool is_label, const char *value);
	bool (*list)(void *data, const char *path, struct kxl_pool *pool,
		     struct kxl_names *names);
	/* Says what is wrong in a line, or in a file if that is 0. */
	void (*warn)(void *data, const char *path, u32 line, const char *what);
	/* The order of file names; see version.h. */
	int (*compare)(const char *a, const char *b);
};

/* A piece of a script, in the pool. */
struct kxl_grub_text {
	const char *at;
	const char *end;
	const char *path; /* of its file */
	u32 line;	  /* of @at */
};

struct kxl_grub_value {
	struct kxl_grub_value *next;
	const char *name;
	const char *value;
	bool is_exported;
};

struct kxl_grub_function {
	struct kxl_grub_function *next;
	const char *name;
	struct kxl_grub_text body;
};

struct kxl_grub_entry {
	struct kxl_grub_entry *next;
	struct kxl_grub_entry *parent;	 /* the submenu that it is in */
	struct kxl_grub_entry *children; /* of a submenu */
	const char *id;
	const char *title;
	const char *path; /* where it is written */
	u32 line;
	bool is_submenu;
	struct kxl_grub_text body; /* without text: of blscfg */
	/* What it starts, with paths of the device; NULL: nothing. */
	const char *kernel;
	const char *cmdline;
	const char *devicetree;
	const char *initrds[KXL_GRUB_INITRDS_MAX];
	u32 nr_initrds;
	const char *problem; /* NULL: none */
};

struct kxl_grub {
	const struct kxl_grub_host *host;
	struct kxl_pool *pool;
	struct kxl_grub_value *values;
	u32 nr_values;
	struct kxl_grub_function *functions;
	struct kxl_grub_entry *menu; /* what entries are added to */
	struct kxl_grub_entry *parent;
	struct kxl_grub_entry *starting; /* whose body runs; or NULL */
	u32 nr_entries;
	const char *const *arguments; /* $1 and so on */
	u32 nr_arguments;
	u32 steps;
	u32 depth;
	u32 includes;
	int status;	     /* of the last command; 0 is true */
	bool is_returning;   /* from a function */
	bool is_ended;	     /* by exit, configfile or a fault */
	bool has_bls;	     /* blscfg was called */
	bool is_once;	     /* an entry for one start was forgotten */
	bool is_counted;     /* a start was counted, and that was saved */
	const char *counter; /* boot_counter as it was loaded, or NULL */
	/* Why the next entry is not known; static; NULL: it is known. */
	const char *doubt;
};

/* Fedora's grub.cfg counts starts down in it, for greenboot; the last is -1. */
#define KXL_GRUB_COUNTER "boot_counter"

/**
 * kxl_grub_note_saved - note what it means that a variable is saved
 *
 * grub-reboot(8) sets next_entry and prev_saved_entry, which grub.cfg takes,
 * empties and saves. A boot counter that is not what was loaded counts a start.
 */
void kxl_grub_note_saved(struct kxl_grub *grub, const char *name);

/** kxl_grub_get - the value of a variable; NULL: it is not set */
const char *kxl_grub_get(const struct kxl_grub *grub, const char *name);

/** kxl_grub_set - set a variable; @value lives in the pool, or for ever */
void kxl_grub_set(struct kxl_grub *grub, const char *name, const char *value);

/** kxl_grub_unset - forget a variable */
void kxl_grub_unset(struct kxl_grub *grub, const char *name);

/** kxl_grub_export - a variable is seen in submenus as well */
void kxl_grub_export(struct kxl_grub *grub, const char *name);

/**
 * kxl_grub_scope - copy the variables, for what is thrown away after it
 * @exported: those alone, as a submenu sees them
 *
 * The caller puts the old ones back.
 */
void kxl_grub_scope(struct kxl_grub *grub, bool exported);

/**
 * kxl_grub_doubt - note that something was not followed as GRUB would
 * @why: static
 *
 * An entry whose body runs gets a problem. Outside of a body, it is no longer
 * known which entry GRUB starts next.
 */
void kxl_grub_doubt(struct kxl_grub *grub, const char *why);

/**
 * kxl_grub_read - read a file that the script names
 *
 * A file that GRUB would read, and that was left out here, leaves a doubt.
 */
KX_MUST_CHECK bool kxl_grub_read(struct kxl_grub *grub, const char *path,
				 struct kx_bytes *text);

/** kxl_grub_stop - end the script, with a warning and a doubt */
void kxl_grub_stop(struct kxl_grub *grub, const struct kxl_grub_text *text,
		   const char *what);

/**
 * kxl_grub_path - the path of a file on the device
 * @word: as in a script: (DEVICE)/PATH, or /PATH on $root
 *
 * Return: a part of @word; NULL if it lies on another device.
 */
const char *kxl_grub_path(const struct kxl_grub *grub, const char *word);

#endif
