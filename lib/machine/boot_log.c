// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reads the kernel's log for two of its lines. A record is
 * "PRIORITY,NUMBER,MICROSECONDS,FLAGS;TEXT" (Linux
 * Documentation/ABI/testing/dev-kmsg), and one read returns one of them.
 */
#include "lib/machine/boot_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/machine/file.h"

#define KMSG "/dev/kmsg"
/* More than a record has (Linux: CONSOLE_EXT_LOG_MAX is 8192). */
#define ROOM 16384
/* Above these numbers the writer was a program (Linux: LOG_USER is 1 << 3). */
#define PRIORITY_END 8
#define KHZ_DECIMALS 3

/*
 * As Linux init/main.c, arch/x86/kernel/tsc.c and, on arm64,
 * drivers/clocksource/arm_arch_timer.c write them.
 */
#define INIT_START "Run "
#define INIT_END   " as init process"

static const struct {
	const char *start;
	unsigned int decimals;
	const char *unit;
} tsc_lines[] = {
	{ "tsc: Detected ", 3, " MHz" },
	{ "tsc: Refined TSC clocksource calibration: ", 3, " MHz" },
	{ "arch_timer: cp15 timer(s) running at ", 2, "MHz (" },
	{ "arch_timer: cp15 and mmio timer(s) running at ", 2, "MHz (" },
};

static const char *after(const char *text, const char *start)
{
	size_t size = strlen(start);

	return strncmp(text, start, size) ? NULL : text + size;
}

/* "2399.998 MHz", "62.50MHz (": a line always has as many decimals. */
static u64 read_khz(const char *text, unsigned int decimals, const char *unit)
{
	char *end;
	unsigned long mhz = strtoul(text, &end, 10);
	unsigned long khz;

	if (*end != '.' || end == text || mhz > 100000)
		return 0;
	text = end + 1;
	khz = strtoul(text, &end, 10);
	if (end != text + decimals || !after(end, unit))
		return 0;
	while (decimals++ < KHZ_DECIMALS)
		khz *= 10;
	return mhz * 1000 + khz;
}

static void take_text(struct kxl_boot_log *log, const char *text, u64 us)
{
	size_t size = strlen(text);
	size_t end = strlen(INIT_END);
	size_t i;

	if (after(text, INIT_START) && size > end &&
	    !strcmp(text + size - end, INIT_END))
		log->init_us = us;
	for (i = 0; i < ARRAY_SIZE(tsc_lines); i++) {
		const char *number = after(text, tsc_lines[i].start);
		u64 khz = number ? read_khz(number, tsc_lines[i].decimals,
					    tsc_lines[i].unit)
				 : 0;

		if (khz)
			log->tsc_khz = khz;
	}
}

static void take_record(struct kxl_boot_log *log, const char *line)
{
	char *end;
	unsigned long priority = strtoul(line, &end, 10);
	unsigned long long us;
	const char *text;

	if (end == line || *end != ',' || priority >= PRIORITY_END)
		return;
	strtoull(end + 1, &end, 10);
	if (*end != ',')
		return;
	us = strtoull(end + 1, &end, 10);
	text = *end == ',' ? strchr(end, ';') : NULL;
	if (text)
		take_text(log, text + 1, us);
}

/* The lines after a record's first begin with a space, and are no records. */
static void take_lines(struct kxl_boot_log *log, char *text)
{
	char *left = NULL;
	char *line;

	for (line = strtok_r(text, "\n", &left); line;
	     line = strtok_r(NULL, "\n", &left))
		if (*line != ' ')
			take_record(log, line);
}

void kxl_boot_log_read(struct kexec_ctx *ctx, struct kxl_boot_log *log)
{
	char *text = malloc(ROOM);
	ssize_t size;
	int fd = -1;

	*log = (struct kxl_boot_log){ 0 };
	if (!text || kxl_open(ctx, KMSG, &fd))
		goto free_text;
	/* At its end a read would wait for the next record. */
	if (fcntl(fd, F_SETFL, O_NONBLOCK))
		goto close_fd;
	/* EPIPE: records were overwritten since the last read. */
	for (;;) {
		size = read(fd, text, ROOM - 1);
		if (size < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (size <= 0)
			break;
		text[size] = '\0';
		take_lines(log, text);
	}
close_fd:
	close(fd);
free_text:
	free(text);
}
