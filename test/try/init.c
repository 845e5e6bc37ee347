// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * PID 1 of the guests of test/try/run. The command line has try.do=NAME,NAME;
 * what a name does is a row below.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#define DISK "/dev/vda"
#define MIB  (1 << 20)

static char line[4096];

static const char *word(const char *name)
{
	static char value[256];
	const char *at = strstr(line, name);

	snprintf(value, sizeof(value), "%.*s",
		 at ? (int)strcspn(at + strlen(name), " \n") : 0,
		 at ? at + strlen(name) : "");
	return value;
}

/* Something that a guest writes is there, and only there. */
static void write_disk(void)
{
	static char block[4096] = "written by the guest";
	char back[4096] = "";
	int fd = open(DISK, O_RDWR);

	if (fd < 0 || write(fd, block, sizeof(block)) < 0 || fsync(fd) ||
	    pread(fd, back, sizeof(back), 0) < 0)
		printf("trial: disk: %s\n", strerror(errno));
	else
		printf("trial: disk %s\n", back);
	close(fd);
}

static void read_disk(void)
{
	static char block[4096];
	int fd = open(DISK, O_RDONLY);
	int size = 0;

	if (fd < 0 || ioctl(fd, BLKSSZGET, &size) ||
	    read(fd, block, sizeof(block) - 1) < 0)
		printf("trial: disk: %s\n", strerror(errno));
	else
		printf("trial: blocks of %d: %s\n", size, block);
	close(fd);
}

/* More than a snapshot takes. */
static void fill_disk(void)
{
	static char block[MIB];
	int fd = open(DISK, O_WRONLY | O_DIRECT);
	char *aligned = aligned_alloc(4096, MIB);
	int i;

	memset(block, 1, sizeof(block));
	memcpy(aligned, block, MIB);
	for (i = 0; i < 1024; i++)
		if (write(fd, aligned, MIB) < 0)
			break;
	printf("trial: wrote %s MiB: %s\n", i > 200 && i < 260 ? "200+" : "?",
	       strerror(errno));
	close(fd);
}

/* As initramfs-tools does it, and in its words. */
static void find_root(void)
{
	const char *root = word("root=");

	sleep(1);
	if (access(root, F_OK))
		printf("ALERT!  %s does not exist.  Dropping to a shell!\n"
		       "(initramfs) ",
		       root);
	else
		printf("trial: root is there\n");
}

static void say_memory(void)
{
	struct sysinfo info;

	sysinfo(&info);
	printf("trial: %lu MiB\n", info.totalram / MIB * info.mem_unit);
}

/* Each page is used. */
static void eat_memory(void)
{
	int i;

	for (i = 0; i < 400; i++)
		memset(malloc(MIB), 1, MIB);
}

static void power_off(void)
{
	reboot(RB_POWER_OFF);
}

static void restart(void)
{
	reboot(RB_AUTOBOOT);
}

static void start_systemd(void)
{
	mkdir("/run", 0755);
	mount("run", "/run", "tmpfs", 0, NULL);
	execl("/lib/systemd/systemd", "systemd", (char *)NULL);
}

static const struct {
	const char *name;
	void (*act)(void);
} rows[] = {
	{ "write", write_disk },      { "fill", fill_disk },
	{ "root", find_root },	      { "memory", say_memory },
	{ "off", power_off },	      { "restart", restart },
	{ "systemd", start_systemd }, { "read", read_disk },
	{ "eat", eat_memory },
};

int main(void)
{
	char *names, *name;
	size_t i;
	int fd;

	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sys", "/sys", "sysfs", 0, NULL);
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	fd = open("/dev/console", O_RDWR);
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	setvbuf(stdout, NULL, _IONBF, 0);
	fd = open("/proc/cmdline", O_RDONLY);
	if (read(fd, line, sizeof(line) - 1) < 0)
		return EXIT_FAILURE;
	close(fd);
	names = strdup(word("try.do="));
	for (name = strtok(names, ","); name; name = strtok(NULL, ","))
		for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			if (!strcmp(name, rows[i].name))
				rows[i].act();
	printf("trial: up\n");
	for (;;)
		pause();
}
