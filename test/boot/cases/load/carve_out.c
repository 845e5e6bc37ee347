// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A segment outside of memory (the matrix removes some from the first kernel):
 * a warning, because Linux leaves this to the caller, or an error with the
 * parameter require_ram. In that case the loaded image stays.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <stdlib.h>

#define PAGE	  4096UL
#define PARAMETER "/sys/module/kexec/parameters/require_ram"
#define CARVE_OUT 0x8000000UL
#define MEMORY	  0x4000000UL

static const struct {
	const char *name;
	const char *parameter;
	unsigned long mem;
	size_t memsz;
	int err;
} rows[] = {
	{ "outside, by default", "0", CARVE_OUT, PAGE, 0 },
	{ "outside, refused", "1", CARVE_OUT, PAGE, EADDRNOTAVAIL },
	{ "half outside, refused", "1", CARVE_OUT - PAGE, 2 * PAGE,
	  EADDRNOTAVAIL },
	{ "in memory", "1", MEMORY, PAGE, 0 },
	{ "up to its end", "1", CARVE_OUT - PAGE, PAGE, 0 },
	{ "outside again", "0", CARVE_OUT, PAGE, 0 },
};

void case_carve_out(void)
{
	uint8_t *page = calloc(1, PAGE);
	char text[8];

	kexec_arrive();
	read_text(PARAMETER, text, sizeof(text));
	if (!same_text(text, "N"))
		fail("require_ram is %s by default", text);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct segment segment = {
			.buf = page,
			.bufsz = PAGE,
			.mem = rows[i].mem,
			.memsz = rows[i].memsz,
		};
		int err;

		if (write_text(PARAMETER, rows[i].parameter))
			fail("%s: cannot write %s", rows[i].name, PARAMETER);
		err = call_kexec_load(rows[i].mem, 1, &segment, 0);
		if (err != -rows[i].err)
			fail("%s: error %d instead of %d", rows[i].name, -err,
			     rows[i].err);
		if (!kexec_loaded())
			fail("%s: nothing is loaded any more", rows[i].name);
	}
	pass();
}
