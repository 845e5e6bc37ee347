// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The purgatory's steps on every architecture before the kernel is entered. On
 * a console that was chosen it says, in kexec-tools' words, that it runs. For a
 * kernel that may return, it writes the return address to the command line.
 * For a crash kernel it checks the image against its digests, with
 * core/digest.c, and saves the memory that the kernel will use.
 */
#include "purgatory/purgatory.h"

#include "core/crash.h"
#include "core/digest.h"

u64 digest(const void *bytes, u64 size)
{
	return kx_digest(kx_bytes(bytes, size));
}

static void *pointer(const u8 *number)
{
	return (void *)kx_load_le64(number);
}

static bool is_sound(const void *bytes, u64 size, const u8 *expected)
{
	return digest(bytes, size) == kx_load_le64(expected);
}

const char *damage(u32 index)
{
	const struct kx_crash_row *row;
	bool sound;

	if (!index) {
		sound = is_sound(&head, (u64)own - (u64)&head, own);
		return sound ? NULL : head.own_name;
	}
	row = &head.rows[index - 1];
	sound = is_sound(pointer(row->start), kx_load_le64(row->size),
			 row->digest);
	return sound ? NULL : row->name;
}

/* Returns if the image must be started nevertheless. */
static RARE void report(const char *name)
{
	print("kexec: crash image damaged: segment ");
	print(name);
	switch (kx_load_le32(head.on_damage)) {
	case KX_DAMAGE_HALT:
		print(": halting\r\n");
		halt();
	case KX_DAMAGE_START:
		print(": starting it all the same\r\n");
		return;
	default:
		print(": restarting\r\n");
		restart();
	}
}

static void verify(void)
{
	u32 count = kx_load_le32(head.nr_rows);
	u32 i;

	for (i = 0; i <= count; i++) {
		const char *name = damage(i);

		if (!name)
			continue;
		report(name);
		/* A damaged purgatory can't check the other parts. */
		if (!i)
			return;
	}
}

static void write_digits(u8 *to, u64 value)
{
	u32 i;

	for (i = 16; i--; value >>= 4)
		to[i] = (u8) "0123456789abcdef"[value & 15];
}

void prepare(const u64 *caller)
{
	u8 *digits = pointer(head.digits);

	start_console();
	if (kx_load_le32(head.console) & (KX_CONSOLE_SERIAL | KX_CONSOLE_VGA))
		print("I'm in purgatory\r\n");
	if (digits)
		write_digits(digits, *caller);
	if (kx_load_le64(head.is_checked))
		verify();
	memcpy(pointer(head.backup_to), pointer(head.backup_from),
	       kx_load_le64(head.backup_size));
}
