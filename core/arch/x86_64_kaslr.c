// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reads the parameters that x86's decompressor obeys when it places the kernel,
 * and draws the kernel's virtual address.
 */
#include "core/arch/x86_64_kaslr.h"

#include "core/cmdline.h"

#define GIB (1ULL << 30)

/* The bytes after @start, if @word begins with it. */
static bool take(struct kx_bytes word, const char *start, struct kx_bytes *rest)
{
	u64 i;

	for (i = 0; start[i]; i++)
		if (i == word.size || word.data[i] != (u8)start[i])
			return false;
	*rest = kx_bytes(word.data + i, word.size - i);
	return true;
}

static bool is_word(struct kx_bytes word, const char *whole)
{
	struct kx_bytes rest = { 0 };

	return take(word, whole, &rest) && !rest.size;
}

static u32 digit_of(u8 byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	byte |= 0x20;
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10U : 16;
}

/* The factor of memparse()'s suffixes, which one byte names. */
static u32 shift_of(struct kx_bytes text)
{
	static const char suffixes[] = "kmgtpe";
	u32 i;

	for (i = 0; text.size && suffixes[i]; i++)
		if ((text.data[0] | 0x20) == suffixes[i])
			return 10 * (i + 1);
	return 0;
}

/* A size as memparse() takes it, but for one that does not fit in 64 bits. */
static bool take_size(struct kx_bytes *text, u64 *size)
{
	struct kx_bytes rest = *text;
	u32 base = 10;
	u64 value = 0;
	u64 digits;
	u32 shift;

	if (take(rest, "0x", &rest) || take(rest, "0X", &rest))
		base = 16;
	else if (rest.size > 1 && rest.data[0] == '0')
		base = 8;
	for (digits = 0; digits < rest.size; digits++) {
		u32 digit = digit_of(rest.data[digits]);

		if (digit >= base)
			break;
		if (value > (~0ULL - digit) / base)
			return false;
		value = value * base + digit;
	}
	rest = kx_bytes(rest.data + digits, rest.size - digits);
	shift = shift_of(rest);
	if (!digits || (shift && value > ~0ULL >> shift))
		return false;
	*size = value << shift;
	*text = kx_bytes(rest.data + !!shift, rest.size - !!shift);
	return true;
}

/* A limit of 0 is ignored. */
static bool lower(struct kx_kaslr *kaslr, u64 size)
{
	if (size && size < kaslr->limit)
		kaslr->limit = size;
	return true;
}

static bool avoid(struct kx_kaslr *kaslr, u64 start, u64 size)
{
	struct kx_range range;

	if (kaslr->nr_avoid == KX_KASLR_AVOID ||
	    !kx_range_make(start, size, &range))
		return false;
	kaslr->avoid[kaslr->nr_avoid++] = range;
	return true;
}

/* SIZE, SIZE@START, SIZE#START, SIZE$START or SIZE!START. */
static bool read_region(struct kx_kaslr *kaslr, struct kx_bytes *text)
{
	u64 size = 0;
	u64 start = 0;
	u8 kind;

	if (!take_size(text, &size))
		return false;
	if (!text->size || *text->data == ',')
		return lower(kaslr, size);
	kind = *text->data;
	*text = kx_bytes(text->data + 1, text->size - 1);
	if (!take_size(text, &start))
		return false;
	if (kind == '@')
		return true;
	if (kind != '#' && kind != '$' && kind != '!')
		return false;
	/* The decompressor takes it for a size without a start. */
	return start ? avoid(kaslr, start, size) : lower(kaslr, size);
}

static bool read_memmap(struct kx_kaslr *kaslr, struct kx_bytes text)
{
	while (read_region(kaslr, &text)) {
		if (!text.size)
			return true;
		if (*text.data != ',')
			return false;
		text = kx_bytes(text.data + 1, text.size - 1);
	}
	return false;
}

static bool read_mem(struct kx_kaslr *kaslr, struct kx_bytes text)
{
	u64 size = 0;

	if (is_word(text, "nopentium"))
		return true;
	return take_size(&text, &size) && !text.size && size &&
	       lower(kaslr, size);
}

/* The decompressor leaves whole pages of 1 GiB to who asks for them. */
static bool read_page_size(struct kx_kaslr *kaslr, struct kx_bytes text)
{
	u64 size = 0;

	(void)kaslr;
	return take_size(&text, &size) && !text.size && size < GIB;
}

static bool refuse(struct kx_kaslr *kaslr, struct kx_bytes text)
{
	(void)kaslr;
	(void)text;
	return false;
}

static const struct {
	const char *start;
	bool (*read)(struct kx_kaslr *kaslr, struct kx_bytes value);
} parameters[] = {
	{ "mem=", read_mem },
	{ "memmap=", read_memmap },
	{ "hugepagesz=", read_page_size },
	{ "mem_encrypt=", refuse },  /* it sets XLF_MEM_ENCRYPTION */
	{ "efi_fake_mem=", refuse }, /* it reads EFI's memory map */
	{ "movable_node", refuse },  /* it reads ACPI's SRAT */
	{ "kho=", refuse },
};

static void read_word(struct kx_kaslr_line *line, struct kx_bytes word)
{
	struct kx_bytes value = { 0 };
	u32 i;

	if (word.data[0] == '"')
		word = kx_bytes(word.data + 1, word.size - 1);
	for (i = 0; i < ARRAY_SIZE(parameters); i++) {
		if (!take(word, parameters[i].start, &value) ||
		    parameters[i].read(&line->kaslr, value))
			continue;
		line->kind = KX_KASLR_UNKNOWN;
		line->word = word;
	}
}

/* The decompressor's first parser, for words without values. */
static void read_early(struct kx_kaslr_line *line, struct kx_bytes cmdline)
{
	struct kx_bytes word = { 0 };

	while (kx_cmdline_next_early(&cmdline, &word)) {
		if (is_word(word, "nokaslr"))
			line->kind = KX_KASLR_OFF;
		if (is_word(word, "no5lvl"))
			line->is_4level = true;
	}
}

/* Its second one; what comes after "--" is init's. */
void kx_kaslr_read(struct kx_bytes cmdline, struct kx_kaslr_line *line)
{
	struct kx_bytes word = { 0 };

	*line = (struct kx_kaslr_line){
		.kaslr = { .limit = ~0ULL, .random = line->kaslr.random },
	};
	read_early(line, cmdline);
	while (kx_cmdline_next(&cmdline, &word) && !is_word(word, "--"))
		read_word(line, word);
}

bool kx_kaslr_distance(const struct kx_kaslr *kaslr, u64 start, u64 room,
		       u64 align, u64 *distance)
{
	u64 slot = 0;

	if (start > KX_KERNEL_IMAGE_SIZE || room > KX_KERNEL_IMAGE_SIZE - start)
		return false;
	if (!kx_random_below(&kaslr->random,
			     (KX_KERNEL_IMAGE_SIZE - start - room) / align + 1,
			     &slot))
		return false;
	*distance = slot * align;
	return true;
}
