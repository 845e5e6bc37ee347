// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Command lines as Linux splits them (lib/cmdline.c, next_arg()): parameters
 * end at blanks, double quotes hold blanks together, and what follows a lone
 * "--" belongs to init.
 */
#include "lib/text/cmdline.h"

#include "lib/text/text.h"

/* Parameters about the previous boot, not the next one. */
static const char *const dropped[] = {
	"BOOT_IMAGE=",
	"elfcorehdr=",
	"kexec_jump_back_entry=",
};

/* A crash kernel has no memory to reserve for another one. */
static const char *const dropped_crash = "crashkernel=";

static bool is_blank(u8 c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\0';
}

bool kxl_cmdline_next(struct kx_bytes *rest, struct kx_bytes *word)
{
	bool is_quoted = false;
	u64 start = 0;
	u64 end;

	while (start < rest->size && is_blank(rest->data[start]))
		start++;
	for (end = start; end < rest->size; end++) {
		if (rest->data[end] == '"')
			is_quoted = !is_quoted;
		else if (!is_quoted && is_blank(rest->data[end]))
			break;
	}
	if (end == start)
		return false;
	*word = kx_bytes(rest->data + start, end - start);
	*rest = kx_bytes(rest->data + end, rest->size - end);
	/* An open quote includes the newline of /proc/cmdline. */
	while (is_blank(word->data[word->size - 1]))
		word->size--;
	return true;
}

bool kxl_cmdline_has(struct kx_bytes line, const char *word)
{
	struct kx_bytes next;

	while (kxl_cmdline_next(&line, &next) && !kxl_text_is(next, "--"))
		if (kxl_text_is(next, word))
			return true;
	return false;
}

bool kxl_cmdline_has_start(struct kx_bytes line, const char *start)
{
	struct kx_bytes value;
	struct kx_bytes next;

	while (kxl_cmdline_next(&line, &next) && !kxl_text_is(next, "--"))
		if (kxl_text_after(next, start, &value))
			return true;
	return false;
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

static char *add(char *at, const char *line, struct kx_bytes text)
{
	if (!text.size)
		return at;
	if (at != line)
		*at++ = ' ';
	memcpy(at, text.data, text.size);
	return at + text.size;
}

void kxl_cmdline_reuse(struct kx_bytes running, struct kx_bytes append,
		       enum kexec_slot slot, char *line)
{
	bool is_kernels = true; /* the kernel's, not init's */
	struct kx_bytes word;
	char *at = line;

	while (kxl_cmdline_next(&running, &word)) {
		if (is_kernels && is_dropped(word, slot))
			continue;
		if (is_kernels && kxl_text_is(word, "--")) {
			at = add(at, line, append);
			append = kx_bytes(NULL, 0);
			is_kernels = false;
		}
		at = add(at, line, word);
	}
	at = add(at, line, append);
	*at = '\0';
}
