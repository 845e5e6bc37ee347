// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * SVG without scripts, fonts or files of its own. A row of memory is a strip;
 * an item is a rectangle in each row that it reaches into, to scale but never
 * too narrow to be seen, with a title that a browser shows.
 */
#include "tool/kexec/show_svg.h"

#include <stdio.h>

typedef unsigned long long number;

#define MARGIN	  120 /* for addresses, to the left of the strips */
#define WIDTH	  1024
#define STEP	  24 /* from a row to the next one */
#define HEIGHT	  18
#define MIN_WIDTH 2.0

static const char *const colours[PICTURE_KINDS] = {
	[PICTURE_RAM] = "#d9e7d0",     [PICTURE_FIRMWARE] = "#b0b0b0",
	[PICTURE_KERNEL] = "#6c8ebf",  [PICTURE_CRASH] = "#d6a85a",
	[PICTURE_SEGMENT] = "#c0504d",
};

static const char *const kind_names[PICTURE_KINDS] = {
	[PICTURE_RAM] = "RAM",
	[PICTURE_FIRMWARE] = "reserved",
	[PICTURE_KERNEL] = "running kernel",
	[PICTURE_CRASH] = "crash memory",
	[PICTURE_SEGMENT] = "segment",
};

/* Characters that XML 1.0 does not have are left out. */
static void put_text(const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			fputs("&lt;", stdout);
			break;
		case '>':
			fputs("&gt;", stdout);
			break;
		case '&':
			fputs("&amp;", stdout);
			break;
		default:
			if (*text >= ' ' && *text <= '~')
				putchar(*text);
		}
	}
}

static void put_title(const struct picture_item *item)
{
	put_text(item->name);
	printf(" [%#llx, %#llx), %llu KiB", (number)item->start,
	       (number)item->end,
	       (number)(item->end - item->start + 1023) / 1024);
}

static void put_item(const struct picture *picture,
		     const struct picture_item *item, unsigned int row)
{
	uint64_t first = picture->rows[row];
	uint64_t size = picture_row_bytes(picture);
	uint64_t start = item->start > first ? item->start - first : 0;
	uint64_t end = item->end - first < size ? item->end - first : size;
	double x = (double)start / (double)size * WIDTH;
	double width = (double)(end - start) / (double)size * WIDTH;

	printf("<rect x=\"%.2f\" y=\"%u\" width=\"%.2f\" height=\"%u\" "
	       "fill=\"%s\"><title>",
	       MARGIN + x, row * STEP, width < MIN_WIDTH ? MIN_WIDTH : width,
	       HEIGHT, colours[item->kind]);
	put_title(item);
	puts("</title></rect>");
}

static void put_row(const struct picture *picture, unsigned int row)
{
	uint64_t first = picture->rows[row];
	uint64_t last = first + picture_row_bytes(picture) - 1;
	const struct picture_item *item;
	unsigned int i;

	printf("<text x=\"%u\" y=\"%u\" text-anchor=\"end\">%#llx</text>\n",
	       MARGIN - 8, row * STEP + HEIGHT - 5, (number)first);
	for (i = 0; i < picture->nr_items; i++) {
		item = &picture->items[i];
		if (item->start <= last && first < item->end)
			put_item(picture, item, row);
	}
}

static void put_legend(const struct picture *picture, unsigned int y)
{
	const struct picture_item *item;
	unsigned int i;

	for (i = 0; i < PICTURE_KINDS; i++) {
		printf("<rect x=\"%u\" y=\"%u\" width=\"12\" height=\"12\" "
		       "fill=\"%s\"/>\n",
		       MARGIN + i * 160, y, colours[i]);
		printf("<text x=\"%u\" y=\"%u\">%s</text>\n",
		       MARGIN + i * 160 + 18, y + 11, kind_names[i]);
	}
	for (i = 0; i < picture->nr_items; i++) {
		item = &picture->items[i];
		if (item->kind != PICTURE_SEGMENT)
			continue;
		y += STEP;
		printf("<text x=\"%u\" y=\"%u\">", MARGIN, y + 11);
		put_title(item);
		puts("</text>");
	}
}

static unsigned int count_segments(const struct picture *picture)
{
	unsigned int count = 0;
	unsigned int i;

	for (i = 0; i < picture->nr_items; i++)
		count += picture->items[i].kind == PICTURE_SEGMENT;
	return count;
}

void show_svg(const struct picture *picture)
{
	unsigned int legend = picture->nr_rows * STEP + STEP / 2;
	unsigned int height = legend + (count_segments(picture) + 1) * STEP;
	unsigned int row;

	printf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" "
	       "height=\"%u\" viewBox=\"0 -8 %u %u\" "
	       "font-family=\"monospace\" font-size=\"12\">\n",
	       MARGIN + WIDTH + 16, height + 8, MARGIN + WIDTH + 16,
	       height + 8);
	puts("<title>Physical memory, and what kexec would load</title>");
	for (row = 0; row < picture->nr_rows; row++)
		put_row(picture, row);
	put_legend(picture, legend);
	puts("</svg>");
}
