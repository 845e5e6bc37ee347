// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A file for each slot: a line for each fact, a name and a value, in which
 * control characters and backslashes are written as \xNN. Linux shows whether
 * an image is loaded, and not which. So a record is believed only while one is,
 * and in the boot in which it was written. kexec.ko counts loads, so that one
 * by another program is noticed. Linux's own kexec counts calls down where a
 * limit was set (Linux 6.3, kernel.kexec_load_limit_reboot); without one, a
 * load by another program is not noticed.
 */
#include "tool/kexec/record.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tool/kexec/fallback.h"
#include "tool/kexec/initrds.h"
#include "tool/kexec/once_id.h"
#include "tool/kexec/set_up.h"
#include "tool/kexec/system.h"

#define BOOT_ID_PATH  "/proc/sys/kernel/random/boot_id"
#define LOADS_PATH    "/sys/kernel/kexec_loads"
#define COUNT_SIZE    16
#define LIMITS_PATH   "/proc/sys/kernel/kexec_load_limit_"
#define NO_LIMIT      (-1L)
#define STAMP_NUMBERS 5

static const char *const names[] = {
	[KEXEC_SLOT_NORMAL] = "normal",
	[KEXEC_SLOT_CRASH] = "crash",
};

void record_boot_id(const char *sysroot, char *id)
{
	char path[PATH_MAX];
	FILE *file;

	id[0] = '\0';
	snprintf(path, sizeof(path), "%s" BOOT_ID_PATH, sysroot);
	file = fopen(path, "re");
	if (!file)
		return;
	if (!fgets(id, RECORD_BOOT_ID_SIZE, file))
		id[0] = '\0';
	id[strcspn(id, "\n")] = '\0';
	fclose(file);
}

/* kexec.ko's count for a slot, as text; "-" if there is none. */
static void read_loads(const char *sysroot, enum kexec_slot slot, char *count)
{
	char path[PATH_MAX];
	char words[2][COUNT_SIZE];
	FILE *file;

	snprintf(count, COUNT_SIZE, "-");
	snprintf(path, sizeof(path), "%s" LOADS_PATH, sysroot);
	file = fopen(path, "re");
	if (!file)
		return;
	if (fscanf(file, "%15s %15s", words[0], words[1]) == 2)
		memcpy(count, words[slot], COUNT_SIZE);
	fclose(file);
}

/*
 * How many more calls Linux takes, each of which counts, also one that fails or
 * unloads. Not asked for where kexec.ko counts loads.
 */
static long read_limit(const char *sysroot, enum kexec_slot slot)
{
	char path[PATH_MAX];
	char count[COUNT_SIZE];
	long limit = NO_LIMIT;
	FILE *file;

	read_loads(sysroot, slot, count);
	snprintf(path, sizeof(path), "%s" LIMITS_PATH "%s",
		 *sysroot ? sysroot : system_root(),
		 slot == KEXEC_SLOT_CRASH ? "panic" : "reboot");
	file = strcmp(count, "-") != 0 ? NULL : fopen(path, "re");
	if (!file)
		return NO_LIMIT;
	if (fgets(count, sizeof(count), file))
		limit = strtol(count, NULL, 10);
	fclose(file);
	return limit;
}

/* Of a length that does not change. */
static void put_limit(FILE *to, enum kexec_slot slot)
{
	fprintf(to, "limit %011ld\n", read_limit("", slot));
}

static void put_escaped(FILE *to, const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f ||
		    *text == '\\')
			fprintf(to, "\\x%02x", (unsigned char)*text);
		else
			fputc(*text, to);
	}
	fputc('\n', to);
}

/* In place: the result is never longer. */
static void unescape(char *text)
{
	char digits[3] = "";
	char *to = text;

	for (; *text; text++) {
		if (!strncmp(text, "\\x", 2) && text[2] && text[3]) {
			memcpy(digits, text + 2, 2);
			*to++ = (char)strtoul(digits, NULL, 16);
			text += 3;
		} else {
			*to++ = *text;
		}
	}
	*to = '\0';
}

static bool stamp_file(const char *path, unsigned long long *stamp)
{
	struct stat status;

	if (stat(path, &status) || !S_ISREG(status.st_mode))
		return false;
	stamp[0] = status.st_dev;
	stamp[1] = status.st_ino;
	stamp[2] = (unsigned long long)status.st_size;
	stamp[3] = (unsigned long long)status.st_mtim.tv_sec;
	stamp[4] = (unsigned long long)status.st_mtim.tv_nsec;
	return true;
}

/* Later commands run in other folders. */
static void put_file(FILE *to, const char *role, const char *path)
{
	unsigned long long stamp[5];
	char *full = realpath(path, NULL);

	if (full && stamp_file(full, stamp))
		fprintf(to, "file %s %llu %llu %llu %llu %llu ", role, stamp[0],
			stamp[1], stamp[2], stamp[3], stamp[4]);
	else
		fprintf(to, "words %s ", role);
	put_escaped(to, full ? full : path);
	free(full);
}

static void put_files(FILE *to, const struct options *options)
{
	char path[PATH_MAX];
	unsigned int i;

	if (options->kernel)
		put_file(to, "kernel", options->kernel);
	for (i = 0; i < options->nr_initrds; i++) {
		if (options->initrds[i] == initrds_reused)
			fputs("words initrd that of this system\n", to);
		else if (!strcmp(options->initrds[i], "-"))
			fputs("words initrd standard input\n", to);
		else
			put_file(to, "initrd", options->initrds[i]);
	}
	for (i = 0; i < options->nr_modules; i++) {
		snprintf(path, sizeof(path), "%.*s",
			 (int)strcspn(options->modules[i], " "),
			 options->modules[i]);
		put_file(to, "module", path);
	}
}

/* Of an entry, and whether it was the next one that was asked for. */
static void put_entry(FILE *to, const struct options *options,
		      const struct kexec_boot_entry *entry)
{
	unsigned int i;

	if (!options->boot_entry && !options->cmdline &&
	    !(options->flags & FLAG_REUSE_CMDLINE))
		fputs("next yes\n", to);
	fputs("words entry ", to);
	put_escaped(to, entry->id);
	put_file(to, "kernel", entry->kernel);
	for (i = 0; i < entry->nr_initrds; i++)
		put_file(to, "initrd", entry->initrds[i]);
}

static void put_once(FILE *to, const char *id)
{
	if (!id)
		return;
	fputs("once ", to);
	put_escaped(to, id);
}

static void put_record(FILE *to, struct kexec_image *image,
		       const struct options *options, const char *cmdline,
		       const struct kexec_boot_entry *entry)
{
	const struct kexec_facts *facts;
	struct fallback fallback;
	char id[RECORD_BOOT_ID_SIZE];
	char count[COUNT_SIZE];

	record_boot_id("", id);
	read_loads("", image_slot(options), count);
	fprintf(to, "boot %s\nloads %s\n", id, count);
	put_limit(to, image_slot(options));
	fprintf(to, "time %llu\ncall %s\n", (unsigned long long)time(NULL),
		kexec_image_loaded_by(image) == KEXEC_METHOD_LOAD
			? "kexec_load"
			: "kexec_file_load");
	if (!kexec_image_facts(image, &facts)) {
		fputs("version ", to);
		put_escaped(to, facts->version);
	}
	fputs("cmdline ", to);
	put_escaped(to, *cmdline ? cmdline : kexec_image_cmdline(image));
	if (fallback_find(options, &fallback))
		fprintf(to, "fallback %u %s %s\n", fallback.seconds,
			fallback.watchdog.name, fallback.watchdog.id);
	put_once(to, once_chosen(options));
	if (kexec_image_has_timeline(image))
		fputs("timeline yes\n", to);
	if (entry)
		put_entry(to, options, entry);
	put_files(to, options);
}

static void make_path(char *path, const char *sysroot, enum kexec_slot slot,
		      const char *end)
{
	const char *folder = system_state_folder();

	snprintf(path, PATH_MAX, "%s%s/%s%s", sysroot, folder, names[slot],
		 end);
}

void record_remove(enum kexec_slot slot)
{
	char path[PATH_MAX];

	make_path(path, "", slot, "");
	unlink(path);
}

void record_write(struct kexec_image *image, const struct options *options,
		  const char *cmdline, const struct kexec_boot_entry *entry)
{
	enum kexec_slot slot = image_slot(options);
	char fresh[PATH_MAX];
	char path[PATH_MAX];
	bool is_whole;
	FILE *to;
	int fd;

	/* Whatever happens below, the old one is about another image. */
	record_remove(slot);
	if (mkdir(system_state_folder(), 0755) && errno != EEXIST)
		return;
	make_path(path, "", slot, "");
	make_path(fresh, "", slot, ".new");
	unlink(fresh);
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		  0600);
	to = fd < 0 ? NULL : fdopen(fd, "w");
	if (!to) {
		if (fd >= 0)
			close(fd);
		return;
	}
	put_record(to, image, options, cmdline, entry);
	is_whole = !ferror(to);
	if (fclose(to) || !is_whole || rename(fresh, path))
		unlink(fresh);
}

static void take_file(char *value, bool is_stamped, struct record *record)
{
	struct record_file *file = &record->files[record->nr_files];
	char *role = value;
	size_t i;

	value = strchr(value, ' ');
	if (record->nr_files == RECORD_FILES_MAX || !value)
		return;
	*value++ = '\0';
	for (i = 0; is_stamped && i < STAMP_NUMBERS; i++) {
		file->stamp[i] = strtoull(value, &value, 10);
		if (*value++ != ' ')
			return;
	}
	snprintf(file->role, sizeof(file->role), "%s", role);
	unescape(value);
	file->path = strdup(value);
	file->is_stamped = is_stamped;
	record->nr_files += file->path != NULL;
}

/* "60 watchdog0 iTCO_wdt", or two blanks, without a watchdog */
static void take_fallback(const char *value, struct record *record)
{
	const char *id;
	char *end;

	record->fallback = (unsigned int)strtoul(value, &end, 10);
	id = *end ? strchr(end + 1, ' ') : NULL;
	if (!id)
		return;
	snprintf(record->watchdog, sizeof(record->watchdog), "%.*s",
		 (int)(id - end - 1), end + 1);
	snprintf(record->id, sizeof(record->id), "%s", id + 1);
}

static void take_text(char *value, char **text)
{
	unescape(value);
	free(*text);
	*text = strdup(value);
}

/* What the kernel says now. */
struct now {
	char boot_id[RECORD_BOOT_ID_SIZE];
	char loads[COUNT_SIZE];
	long limit;
};

/* One that was set after the load tells nothing. */
static bool is_counted(const char *value, const struct now *now)
{
	long limit = strtol(value, NULL, 10);

	return limit == NO_LIMIT || limit == now->limit;
}

/* Return: false for the line of another boot, or about an older load. */
static bool take_line(char *line, const struct now *now, struct record *record)
{
	char *value = strchr(line, ' ');

	line[strcspn(line, "\n")] = '\0';
	if (!value)
		return true;
	*value++ = '\0';
	if (!strcmp(line, "boot"))
		return *now->boot_id && !strcmp(value, now->boot_id);
	if (!strcmp(line, "loads"))
		return !strcmp(value, now->loads);
	if (!strcmp(line, "limit"))
		return is_counted(value, now);
	if (!strcmp(line, "time"))
		record->time = strtoull(value, NULL, 10);
	else if (!strcmp(line, "call"))
		snprintf(record->call, sizeof(record->call), "%s", value);
	else if (!strcmp(line, "version"))
		take_text(value, &record->version);
	else if (!strcmp(line, "fallback"))
		take_fallback(value, record);
	else if (!strcmp(line, "once"))
		take_text(value, &record->once);
	else if (!strcmp(line, "next"))
		record->is_next = true;
	else if (!strcmp(line, "timeline"))
		record->has_timeline = true;
	else if (!strcmp(line, "cmdline"))
		take_text(value, &record->cmdline);
	else if (!strcmp(line, "file") || !strcmp(line, "words"))
		take_file(value, !strcmp(line, "file"), record);
	return true;
}

bool record_read(enum kexec_slot slot, const char *sysroot,
		 struct record *record)
{
	struct now now;
	char path[PATH_MAX];
	bool is_ours = true;
	char *line = NULL;
	size_t size = 0;
	unsigned int i;
	FILE *file;

	*record = (struct record){ 0 };
	make_path(path, sysroot, slot, "");
	file = fopen(path, "re");
	if (!file)
		return false;
	record_boot_id(sysroot, now.boot_id);
	read_loads(sysroot, slot, now.loads);
	now.limit = read_limit(sysroot, slot);
	while (is_ours && getline(&line, &size, file) > 0)
		is_ours = take_line(line, &now, record);
	free(line);
	fclose(file);
	/* Its paths are those of another machine, and so are the numbers. */
	for (i = 0; *sysroot && i < record->nr_files; i++)
		record->files[i].is_stamped = false;
	/* A record without these was not written here. */
	if (is_ours && *record->call && record->nr_files && record->cmdline)
		return true;
	record_free(record);
	return false;
}

bool record_exists(enum kexec_slot slot)
{
	struct record record;

	if (!record_read(slot, "", &record))
		return false;
	record_free(&record);
	return true;
}

void record_renew(enum kexec_slot slot)
{
	char path[PATH_MAX];
	char *line = NULL;
	size_t size = 0;
	long at = 0;
	FILE *file;

	make_path(path, "", slot, "");
	file = fopen(path, "r+e");
	if (!file)
		return;
	while (getline(&line, &size, file) > 0 &&
	       strncmp(line, "limit ", strlen("limit ")) != 0)
		at = ftell(file);
	if (!feof(file) && !fseek(file, at, SEEK_SET))
		put_limit(file, slot);
	free(line);
	fclose(file);
}

void record_free(struct record *record)
{
	unsigned int i;

	for (i = 0; i < record->nr_files; i++)
		free(record->files[i].path);
	free(record->version);
	free(record->cmdline);
	free(record->once);
	*record = (struct record){ 0 };
}

const char *record_entry(const struct record *record)
{
	unsigned int i;

	for (i = 0; i < record->nr_files; i++)
		if (!strcmp(record->files[i].role, "entry"))
			return record->files[i].path;
	return NULL;
}

const char *record_file_state(const struct record_file *file)
{
	unsigned long long stamp[5];

	if (!file->is_stamped)
		return "unknown";
	if (!stamp_file(file->path, stamp))
		return "gone";
	return memcmp(stamp, file->stamp, sizeof(stamp)) ? "changed" : "same";
}
