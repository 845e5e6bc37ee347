// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What smaps_rollup says (Linux Documentation/filesystems/proc.rst), which is
 * exact where RssAnon of /proc/PID/status may be off by a batch for each CPU.
 * A file in memory costs memory before it is mapped, too, so those are counted
 * by their blocks.
 */
#include "test/differ/memory.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_SIZE 64

struct rollup {
	long rss;
	long anon;
	long shmem;
};

static bool read_rollup(pid_t pid, struct rollup *rollup)
{
	char path[PATH_SIZE];
	char line[128];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		(void)sscanf(line, "Rss: %ld kB", &rollup->rss);
		(void)sscanf(line, "Anonymous: %ld kB", &rollup->anon);
		(void)sscanf(line, "Pss_Shmem: %ld kB", &rollup->shmem);
	}
	fclose(file);
	return rollup->rss > 0;
}

/* More than a test's program ever has open. */
#define FILES_MAX 64

/* Adds a file to those seen; false if it is among them, or has a name. */
static bool is_new(const struct stat *status, ino_t *seen, unsigned int *count)
{
	unsigned int i;

	if (!S_ISREG(status->st_mode) || status->st_nlink)
		return false;
	for (i = 0; i < *count; i++)
		if (seen[i] == status->st_ino)
			return false;
	if (*count < FILES_MAX)
		seen[(*count)++] = status->st_ino;
	return true;
}

/* KiB of the files without a name among its open ones. */
static long unnamed_files(pid_t pid)
{
	char path[PATH_SIZE + sizeof(((struct dirent *)0)->d_name)];
	const struct dirent *entry;
	ino_t seen[FILES_MAX];
	unsigned int count = 0;
	struct stat status;
	long kib = 0;
	DIR *folder;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	folder = opendir(path);
	while (folder && (entry = readdir(folder))) {
		snprintf(path, sizeof(path), "/proc/%d/fd/%s", pid,
			 entry->d_name);
		if (!stat(path, &status) && is_new(&status, seen, &count))
			kib += (long)status.st_blocks / 2;
	}
	if (folder)
		closedir(folder);
	return kib;
}

bool memory_sample(pid_t pid, struct memory_peak *peak)
{
	struct rollup rollup = { 0 };
	long files;
	long total;

	if (!read_rollup(pid, &rollup))
		return false;
	files = unnamed_files(pid);
	total = rollup.rss - rollup.shmem +
		(files > rollup.shmem ? files : rollup.shmem);
	if (total > peak->kib)
		peak->kib = total;
	if (rollup.anon > peak->anon_kib)
		peak->anon_kib = rollup.anon;
	return true;
}

long memory_time_us(pid_t pid)
{
	char path[40];
	long long ns = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", pid);
	file = fopen(path, "re");
	if (file && fscanf(file, "%lld", &ns) != 1)
		ns = 0;
	if (file)
		fclose(file);
	return (long)(ns / 1000);
}
