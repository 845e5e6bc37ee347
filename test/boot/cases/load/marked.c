// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Kernel files that were changed after their build, so that their CRC is wrong:
 * in unused bytes, as Flatcar does; in fields for the next kernel, as rdev(8)
 * did; and in the payload. The first two load with a warning, and the first is
 * started. kexec(8) refuses the last one, and so does kexec.ko, which unpacks
 * it; Linux's own kexec_file_load(2) loads it. kexec -s leaves the file to the
 * kernel, and takes no CRC.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* Offsets: Linux Documentation/arch/x86/boot.rst. */
#define MARK_AT	  64
#define MARK_SIZE 64
#define VID_MODE  0x1fa
#define ROOT_DEV  0x1fc
#define PROCEED	  "stay unchecked"
#define REFUSAL	  "payload is damaged"

static void mark(uint8_t *file, size_t size)
{
	(void)size;
	memset(file + MARK_AT, 'm', MARK_SIZE);
}

static void set_fields(uint8_t *file, size_t size)
{
	(void)size;
	file[VID_MODE] = 0x17;
	file[ROOT_DEV + 1] = 8;
}

static void damage(uint8_t *file, size_t size)
{
	file[size / 2] ^= 4;
}

static const struct {
	const char *path;
	void (*change)(uint8_t *file, size_t size);
	const char *says;
	bool loads;
} rows[] = {
	{ "/fields", set_fields, PROCEED, true },
	{ "/damaged", damage, REFUSAL, false },
	{ "/marked", mark, PROCEED, true },
};

static void make_files(const char *kernel)
{
	struct bytes good = map_file(kernel);
	uint8_t *copy = malloc(good.size);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		memcpy(copy, good.data, good.size);
		rows[i].change(copy, good.size);
		write_file(rows[i].path, (struct bytes){ copy, good.size });
	}
	free(copy);
}

static void try_tool(size_t row, const char *call)
{
	const char *const load[] = {
		"/kexec", call, "-l", rows[row].path, "--command-line=x", NULL
	};
	const char *const unload[] = { "/kexec", "-u", NULL };
	bool is_left = same_text(call, "-s");
	bool loads = rows[row].loads || (is_left && !kexec_is_module());
	struct tool_result result;

	run_tool(load, &result);
	if (is_left && loads ? strstr(result.output, "CRC-32") != NULL
			     : !strstr(result.output, rows[row].says))
		fail("kexec %s %s says: %s", call, rows[row].path,
		     result.output);
	if (kexec_loaded() != loads || !result.status != loads)
		fail("kexec %s %s: exit status %d", call, rows[row].path,
		     result.status);
	run_tool(unload, &result);
}

void case_marked(void)
{
	struct tool_result result;
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	make_files(load.kernel);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		try_tool(i, "-c");
		try_tool(i, "-a");
		try_tool(i, "-s");
		must_return(rows[i].path, load_kernel_file(rows[i].path),
			    rows[i].loads || !kexec_is_module() ? 0 : -ENOEXEC);
		must_return("unload",
			    call_kexec_file_load(-1, -1, 0, NULL,
						 KEXEC_FILE_UNLOAD),
			    0);
	}
	load.kernel = "/marked";
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("second", "");
	load_kernel(&load, &result);
	jump(&load);
}
