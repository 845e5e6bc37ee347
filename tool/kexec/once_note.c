// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A file of two lines, this boot and the ID, written before the boot loader is
 * told and removed when it was told otherwise. It is not in the record of the
 * load, which another program's load replaces: the choice outlives that.
 */
#include "tool/kexec/once_note.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/kexec/once_id.h"
#include "tool/kexec/record.h"
#include "tool/kexec/system.h"

static void make_path(const char *sysroot, char *path)
{
	snprintf(path, PATH_MAX, "%s%s/once", sysroot, system_state_folder());
}

bool once_noted(const char *sysroot, char *id)
{
	char now[RECORD_BOOT_ID_SIZE];
	char boot[RECORD_BOOT_ID_SIZE];
	char path[PATH_MAX];
	bool is_whole;
	FILE *file;

	*id = '\0';
	make_path(sysroot, path);
	file = fopen(path, "re");
	if (!file)
		return false;
	record_boot_id(sysroot, now);
	is_whole = fgets(boot, sizeof(boot), file) &&
		   fgets(id, ONCE_ID_SIZE, file);
	fclose(file);
	boot[is_whole ? strcspn(boot, "\n") : 0] = '\0';
	id[strcspn(id, "\n")] = '\0';
	if (!is_whole || !*now || strcmp(boot, now) != 0)
		*id = '\0';
	return *id;
}

void once_note_remove(void)
{
	char path[PATH_MAX];

	make_path("", path);
	unlink(path);
}

static int fail_open(int fd)
{
	int err = errno;

	if (fd >= 0)
		close(fd);
	return -err;
}

int once_note(const char *id)
{
	char boot[RECORD_BOOT_ID_SIZE];
	char path[PATH_MAX];
	char same[ONCE_ID_SIZE];
	FILE *to;
	int fd;

	once_note_remove();
	if (mkdir(system_state_folder(), 0755) && errno != EEXIST)
		return -errno;
	make_path("", path);
	/* Whatever the umask is, root alone says what is ours. */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		  0644);
	to = fd < 0 ? NULL : fdopen(fd, "w");
	if (!to)
		return fail_open(fd);
	record_boot_id("", boot);
	fprintf(to, "%s\n%s\n", boot, id);
	if (fclose(to))
		return -errno;
	return once_noted("", same) && !strcmp(same, id) ? 0 : -EIO;
}
