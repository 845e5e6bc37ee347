// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Reads and writes whole files. Every failure ends the guest. */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct bytes map_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct bytes file;
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		fail("cannot open %s: %s", path, strerror(errno));
	file.size = (size_t)st.st_size;
	file.data = mmap(NULL, file.size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (file.data == MAP_FAILED)
		fail("cannot map %s: %s", path, strerror(errno));
	close(fd);
	return file;
}

void write_file(const char *path, struct bytes content)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0)
		fail("cannot create %s: %s", path, strerror(errno));
	while (content.size) {
		ssize_t done = write(fd, content.data, content.size);

		if (done <= 0)
			fail("cannot write %s: %s", path, strerror(errno));
		content.data += done;
		content.size -= (size_t)done;
	}
	close(fd);
}

void read_text(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t done;

	if (fd < 0)
		fail("cannot open %s: %s", path, strerror(errno));
	done = read(fd, text, size - 1);
	if (done < 0)
		fail("cannot read %s: %s", path, strerror(errno));
	close(fd);
	text[done] = '\0';
	if (done && text[done - 1] == '\n')
		text[done - 1] = '\0';
}

int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) < 0)
		err = errno;
	close(fd);
	return err;
}

bool read_field(const char *path, const char *field, long *number)
{
	FILE *file = fopen(path, "re");
	char line[256];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file)) {
		found = starts_with(line, field) && line[strlen(field)] == ':';
		if (found)
			*number = strtol(line + strlen(field) + 1, NULL, 10);
	}
	if (file)
		fclose(file);
	return found;
}

void sha256_file(const char *path, char hex[SHA256_HEX_SIZE])
{
	if (!SHA256File(path, hex))
		fail("cannot read %s: %s", path, strerror(errno));
}

int log_open(void)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (log < 0)
		fail("no /dev/kmsg");
	return log;
}

bool log_says(int log, const char *one, const char *other)
{
	char record[8192];
	bool found = false;
	ssize_t size;

	while ((size = read(log, record, sizeof(record) - 1)) > 0) {
		record[size] = '\0';
		found |= strstr(record, one) && strstr(record, other);
	}
	return found;
}

void log_add(int log, struct tool_result *said)
{
	size_t used = strlen(said->output);
	char record[8192];
	ssize_t size;

	while ((size = read(log, record, sizeof(record) - 1)) > 0) {
		const char *text;

		record[size] = '\0';
		text = strstr(record, ";kexec: ");
		if (!text)
			continue;
		used += (size_t)snprintf(said->output + used,
					 sizeof(said->output) - used, "%s",
					 text);
		if (used >= sizeof(said->output))
			fail("too much in the log");
	}
}

/* Offsets: Linux Documentation/arch/x86/boot.rst. */
#define SETUP_SECTS    0x1f1
#define PAYLOAD_OFFSET 0x248
#define PAYLOAD_LENGTH 0x24c

static uint32_t number_at(const uint8_t *file, size_t offset)
{
	uint32_t number;

	memcpy(&number, file + offset, sizeof(number));
	return number;
}

/*
 * Copy a bzImage with a bit changed: at the start of its payload, or at a
 * @share-th of its length.
 */
static void change_payload(const char *from, const char *to, size_t share)
{
	struct bytes good = map_file(from);
	uint8_t *copy = malloc(good.size);
	size_t at = (good.data[SETUP_SECTS] + 1U) * 512U;

	memcpy(copy, good.data, good.size);
	at += number_at(copy, PAYLOAD_OFFSET);
	if (share)
		at += number_at(copy, PAYLOAD_LENGTH) / share;
	copy[at] ^= 4;
	write_file(to, (struct bytes){ copy, good.size });
	free(copy);
}

void damage_payload(const char *from, const char *to)
{
	change_payload(from, to, 2);
}

void change_magic(const char *from, const char *to)
{
	change_payload(from, to, 0);
}
