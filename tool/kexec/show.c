// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Draws a picture of memory in letters. Everything here is what root reads in
 * /proc/iomem anyway; a plan's random addresses are those of this run, and are
 * drawn anew by a load.
 */
#include "tool/kexec/show.h"

#include <stdbool.h>
#include <stdio.h>

#include "tool/kexec/boot_entry.h"
#include "tool/kexec/line.h"
#include "tool/kexec/picture.h"
#include "tool/kexec/report.h"
#include "tool/kexec/set_up.h"
#include "tool/kexec/show_svg.h"
#include "tool/kexec/warn.h"

typedef unsigned long long number;

#define KIB 1024.0
#define MIB (1024.0 * 1024.0)

static void print_size(uint64_t bytes)
{
	if ((double)bytes < MIB)
		printf("%.1f KiB", (double)bytes / KIB);
	else
		printf("%.1f MiB", (double)bytes / MIB);
}

static void print_row(const struct picture *picture, uint64_t row)
{
	const struct picture_item *item;
	unsigned int i;

	printf("%#14llx ", (number)row);
	for (i = 0; i < PICTURE_COLUMNS; i++) {
		item = picture_cell(picture, row + i * picture->cell);
		putchar(item ? picture_letter(picture, item) : ' ');
	}
	putchar('\n');
}

static void print_rows(const struct picture *picture)
{
	unsigned int i;

	for (i = 0; i < picture->nr_rows; i++) {
		if (i && picture->rows[i] - picture->rows[i - 1] >
				 picture_row_bytes(picture))
			printf("%14s\n", "...");
		print_row(picture, picture->rows[i]);
	}
}

static void print_legend(const struct picture *picture)
{
	const struct picture_item *item;
	unsigned int i;

	printf("\neach letter is ");
	print_size(picture->cell);
	puts("; . RAM  k running kernel  c crash memory  r reserved");
	for (i = 0; i < picture->nr_items; i++) {
		item = &picture->items[i];
		if (item->kind != PICTURE_SEGMENT)
			continue;
		printf("%c [%#llx, %#llx) %s, ", picture_letter(picture, item),
		       (number)item->start, (number)item->end, item->name);
		print_size(item->end - item->start);
		putchar('\n');
	}
}

static int draw(struct kexec_ctx *ctx, const struct options *options,
		const struct kexec_plan *plan)
{
	struct kexec_memory *memory;
	struct picture picture;
	bool is_made;

	if (kexec_memory_read(ctx, &memory))
		return report_error(ctx, options, NULL);
	is_made = picture_make(memory, plan, &picture);
	if (is_made && options->looks & LOOK_SVG)
		show_svg(&picture);
	else if (is_made) {
		print_rows(&picture);
		print_legend(&picture);
	}
	if (is_made)
		picture_free(&picture);
	kexec_memory_free(memory);
	if (is_made)
		return EXIT_OK;
	fprintf(stderr, "kexec: out of memory\n");
	return EXIT_FAILED;
}

static int show_image(struct kexec_image *image, struct kexec_ctx *ctx,
		      const struct options *options)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_choice choice;

	if (image_set_up(image, options) ||
	    kexec_image_choose(image, options->method, &choice))
		return report_error(ctx, options, NULL);
	if (choice.method == KEXEC_METHOD_FILE_LOAD)
		warn(options,
		     "kexec_file_load(2) would load this, and the running "
		     "kernel places it: no segments are drawn; -c draws those "
		     "of kexec_load(2)");
	else if (kexec_image_plan(image, &plan))
		return report_error(ctx, options, NULL);
	return draw(ctx, options, plan);
}

int show(struct kexec_ctx *ctx, const struct options *options)
{
	struct opened_image opened;
	int status;

	if (!boot_entry_kernel(options))
		return draw(ctx, options, NULL);
	if (boot_entry_open(ctx, options, &opened))
		return report_error(ctx, options, NULL);
	status = show_image(opened.image, ctx, options);
	boot_entry_close(&opened);
	return status;
}
