// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Command lines for the next kernel. What follows a lone "--" belongs to init;
 * a parameter that is added stands before it, and outside of quotes.
 */
#include "lib/text/cmdline.h"

#include "lib/text/text.h"

/* Parameters about the previous boot, not the next one. */
static const char *const dropped[] = {
	"BOOT_IMAGE=",
	"elfcorehdr=",
	"kexec_jump_back_entry=",
	"kexec_alive.",
};

/*
 * So are the words that kexec --with-fallback has added, as many as this says.
 * It stands before them.
 */
static const char added[] = "kexec_alive.added=";

/* A crash kernel has no memory to reserve for another one. */
static const char *const dropped_crash = "crashkernel=";

bool kxl_cmdline_has(struct kx_bytes line, const char *word)
{
	struct kx_bytes next;

	while (kx_cmdline_next(&line, &next) && !kxl_text_is(next, "--"))
		if (kx_cmdline_is(next, word))
			return true;
	return false;
}

bool kxl_cmdline_has_start(struct kx_bytes line, const char *start)
{
	struct kx_bytes next;

	while (kx_cmdline_next(&line, &next) && !kxl_text_is(next, "--"))
		if (kx_cmdline_begins(next, start))
			return true;
	return false;
}

bool kxl_cmdline_add(struct kx_bytes line, struct kx_bytes word, char *out)
{
	struct kx_bytes rest = line;
	struct kx_bytes next;
	u64 size = line.size; /* of the kernel's words */
	bool is_open;

	while (kx_cmdline_next(&rest, &next)) {
		if (!kxl_text_is(next, "--"))
			continue;
		size = (u64)(next.data - line.data);
		break;
	}
	out = mempcpy(out, line.data, size);
	is_open = kx_cmdline_is_open(kx_bytes(line.data, size));
	if (is_open)
		*out++ = '"';
	if (size == line.size && size)
		*out++ = ' ';
	out = mempcpy(out, word.data, word.size);
	if (size < line.size)
		*out++ = ' ';
	out = mempcpy(out, line.data + size, line.size - size);
	*out = '\0';
	return is_open;
}

static bool is_dropped(struct kx_bytes word, enum kexec_slot slot)
{
	struct kx_bytes value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dropped); i++) {
		if (kxl_text_after(word, dropped[i], &value))
			return true;
	}
	return slot == KEXEC_SLOT_CRASH &&
	       kxl_text_after(word, dropped_crash, &value);
}

/* Return: how many of the words that follow were added by kexec(8). */
static unsigned int count_added(struct kx_bytes word)
{
	struct kx_bytes value;

	if (!kxl_text_after(word, added, &value) || value.size != 1 ||
	    value.data[0] < '0' || value.data[0] > '9')
		return 0;
	return value.data[0] - '0';
}

static char *add(char *at, const char *line, struct kx_bytes text)
{
	if (!text.size)
		return at;
	if (at != line)
		*at++ = ' ';
	memcpy(at, text.data, text.size);
	return at + text.size;
}

bool kxl_cmdline_reuse(struct kx_bytes running, struct kx_bytes append,
		       enum kexec_slot slot, char *line)
{
	bool is_kernels = true; /* the kernel's, not init's */
	unsigned int to_skip = 0;
	bool is_open = false;
	struct kx_bytes word;
	char *at = line;

	while (kx_cmdline_next(&running, &word)) {
		if (is_kernels && is_dropped(word, slot)) {
			to_skip = count_added(word);
			continue;
		}
		if (is_kernels && to_skip && !kxl_text_is(word, "--")) {
			to_skip--;
			continue;
		}
		is_open = kx_cmdline_is_open(word);
		if (is_kernels && kxl_text_is(word, "--")) {
			at = add(at, line, append);
			append = kx_bytes(NULL, 0);
			is_kernels = false;
		}
		at = add(at, line, word);
	}
	is_open &= append.size > 0;
	if (is_open)
		*at++ = '"';
	at = add(at, line, append);
	*at = '\0';
	return is_open;
}
