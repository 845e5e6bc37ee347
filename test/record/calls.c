// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Loaded before the C library (LD_PRELOAD) by scripts/record: writes down every
 * call that would change the machine, and gives the answer that RECORD_ANSWERS
 * has for it ("load=-22,file=0"). With RECORD_ROOT, /proc, /sys and most of
 * /dev are looked for below that folder. What comes goes to the file
 * RECORD_LOG: a line each; a line that ends in "=N" is followed by N bytes and
 * a newline. Random bytes are always the same.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/kexec.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "include/uapi/linux/kexec_device.h"

#define SEGMENTS_MAX 16
/* "No such key": every answer is 0 or a negative errno. */
#define NO_ANSWER 1

/* The C library's own function of that name. */
#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

static int answer(const char *key, int otherwise)
{
	const char *at = getenv("RECORD_ANSWERS");
	size_t length = strlen(key);

	for (; at && *at; at = strchr(at, ',')) {
		at += *at == ',';
		if (!strncmp(at, key, length) && at[length] == '=')
			return (int)strtol(at + length + 1, NULL, 10);
	}
	return otherwise;
}

static FILE *open_log(void)
{
	const char *path = getenv("RECORD_LOG");
	FILE *log = path ? REAL(fopen)(path, "ae") : NULL;

	if (!log)
		_exit(99);
	return log;
}

__attribute__((format(printf, 1, 2))) static void note(const char *format, ...)
{
	FILE *log = open_log();
	va_list args;

	va_start(args, format);
	vfprintf(log, format, args);
	va_end(args);
	fputc('\n', log);
	fclose(log);
}

static void note_bytes(const char *line, const void *bytes, size_t size)
{
	FILE *log = open_log();

	fprintf(log, "%s =%zu\n", line, size);
	fwrite(bytes, 1, size, log);
	fputc('\n', log);
	fclose(log);
}

/* All of a file, wherever its offset is. */
static void note_file(const char *line, int fd)
{
	struct stat status;
	char *bytes;

	if (fstat(fd, &status)) {
		note("%s none", line);
		return;
	}
	bytes = malloc((size_t)status.st_size + 1);
	if (!bytes ||
	    pread(fd, bytes, (size_t)status.st_size, 0) != status.st_size)
		_exit(99);
	note_bytes(line, bytes, (size_t)status.st_size);
	free(bytes);
}

/* 0 or a negative errno, as all that follow here. */
static int record_load(unsigned long entry, unsigned long count,
		       const struct kexec_segment *segments,
		       unsigned long flags)
{
	char line[80];
	unsigned long i;

	if (count > SEGMENTS_MAX) {
		note("question flags %#lx", flags);
		return answer("question", -EINVAL);
	}
	note("load %#lx %#lx", entry, flags);
	for (i = 0; i < count; i++) {
		snprintf(line, sizeof(line), "segment %#lx %#lx",
			 (unsigned long)(uintptr_t)segments[i].mem,
			 (unsigned long)segments[i].memsz);
		note_bytes(line, segments[i].buf, segments[i].bufsz);
	}
	note("loaded");
	return answer("load", 0);
}

static int record_file_load(const struct kexec_device_file_load *call)
{
	int nocma = answer("nocma", NO_ANSWER);
	int debug = answer("debug", NO_ANSWER);

	note("file_load flags %#llx", (unsigned long long)call->flags);
	note_file("kernel", call->kernel_fd);
	note_file("initrd", call->initrd_fd);
	note_bytes("cmdline", (const void *)(uintptr_t)call->cmdline,
		   call->cmdline_len);
	/* KEXEC_FILE_NO_CMA and KEXEC_FILE_DEBUG, which old headers lack. */
	if (call->flags & 0x10 && nocma != NO_ANSWER)
		return nocma;
	if (call->flags & 0x08 && debug != NO_ANSWER)
		return debug;
	return answer("file", 0);
}

static int record_capabilities(struct __user_cap_data_struct *data)
{
	uint32_t effective = answer("capable", 1) ? ~0U : 0;

	data[0].effective = effective;
	data[1].effective = effective;
	return 0;
}

static int record_execute(void)
{
	note("execute");
	return answer("execute", 0);
}

static long done(int err)
{
	if (!err)
		return 0;
	errno = -err;
	return -1;
}

#define CALL_ARGUMENTS 6

long syscall(long number, ...)
{
	long a[CALL_ARGUMENTS];
	struct kexec_device_file_load file;
	va_list args;
	int i;

	va_start(args, number);
	for (i = 0; i < CALL_ARGUMENTS; i++)
		a[i] = va_arg(args, long);
	va_end(args);
	switch (number) {
	case SYS_kexec_load:
		return done(record_load((unsigned long)a[0],
					(unsigned long)a[1], (void *)a[2],
					(unsigned long)a[3]));
	case SYS_kexec_file_load:
		file = (struct kexec_device_file_load){
			.kernel_fd = (int)a[0],
			.initrd_fd = (int)a[1],
			.cmdline_len = (__u64)a[2],
			.cmdline = (__u64)a[3],
			.flags = (__u64)a[4],
		};
		return done(record_file_load(&file));
	case SYS_reboot:
		return done(record_execute());
	case SYS_capget:
		return done(record_capabilities((void *)a[1]));
	default:
		return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4],
				     a[5]);
	}
}

int reboot(int command)
{
	(void)command;
	return (int)done(record_execute());
}

void sync(void)
{
	note("sync");
}

/* Steps that end this system are written down, and fail. */
static int refuse_program(const char *path)
{
	note("run %s", path);
	return (int)done(answer("run", -ENOENT));
}

int execl(const char *path, const char *argument, ...)
{
	(void)argument;
	return refuse_program(path);
}

int execv(const char *path, char *const argv[])
{
	(void)argv;
	return refuse_program(path);
}

int execve(const char *path, char *const argv[], char *const env[])
{
	(void)argv;
	(void)env;
	return refuse_program(path);
}

int system(const char *command)
{
	return refuse_program(command);
}

/* Two interfaces, both up. */
struct if_nameindex *if_nameindex(void)
{
	struct if_nameindex *list = calloc(3, sizeof(*list));

	if (!list)
		_exit(99);
	list[0] = (struct if_nameindex){ 1, strdup("lo") };
	list[1] = (struct if_nameindex){ 2, strdup("eth0") };
	return list;
}

void if_freenameindex(struct if_nameindex *list)
{
	free(list[0].if_name);
	free(list[1].if_name);
	free(list);
}

static int record_interface(unsigned long command, struct ifreq *request)
{
	static short flags = IFF_UP;

	if (command == SIOCSIFFLAGS) {
		note("interface %s %s", request->ifr_name,
		     request->ifr_flags & IFF_UP ? "up" : "down");
		flags = request->ifr_flags;
		return 0;
	}
	request->ifr_flags = flags;
	if (!strcmp(request->ifr_name, "lo"))
		request->ifr_flags = IFF_UP | IFF_LOOPBACK;
	return 0;
}

static int record_device(unsigned long command, void *argument)
{
	const struct kexec_device_load *load = argument;

	note("device");
	switch (command) {
	case KEXEC_DEVICE_LOAD:
		return record_load(load->entry, load->nr_segments,
				   (void *)(uintptr_t)load->segments,
				   load->flags);
	case KEXEC_DEVICE_FILE_LOAD:
		return record_file_load(argument);
	case KEXEC_DEVICE_EXECUTE:
		return record_execute();
	case KEXEC_DEVICE_REHEARSE:
		note("rehearse");
		return answer("rehearse", 0);
	default:
		note("unknown command %#lx", command);
		return -ENOTTY;
	}
}

/* The device answers as the calls do, but for those that are missing. */
static int device_answer(unsigned long command, void *argument)
{
	int err = record_device(command, argument);
	int own = answer("device", NO_ANSWER);

	return own == NO_ANSWER ? err : own;
}

int ioctl(int fd, unsigned long command, ...)
{
	va_list args;
	void *argument;

	va_start(args, command);
	argument = va_arg(args, void *);
	va_end(args);
	if (_IOC_TYPE(command) == 0xEC)
		return (int)done(device_answer(command, argument));
	if (command == SIOCGIFFLAGS || command == SIOCSIFFLAGS)
		return (int)done(record_interface(command, argument));
	return REAL(ioctl)(fd, command, argument);
}

ssize_t getrandom(void *bytes, size_t size, unsigned int flags)
{
	unsigned char *to = bytes;
	size_t i;
	int err = answer("random", 0);

	(void)flags;
	if (err)
		return done(err);
	for (i = 0; i < size; i++)
		to[i] = (unsigned char)(0xa5 + 7 * i);
	return (ssize_t)size;
}

/* ---- /proc, /sys and /dev below RECORD_ROOT ----------------------------- */

static const char *place(const char *path, char *room)
{
	static const char *const moved[] = { "/proc/", "/sys/", "/dev/" };
	const char *root = getenv("RECORD_ROOT");
	size_t i;

	if (!strcmp(path, "/dev/null") || !strcmp(path, "/dev/full"))
		return path;
	for (i = 0; root && i < sizeof(moved) / sizeof(moved[0]); i++) {
		if (strncmp(path, moved[i], strlen(moved[i])) != 0)
			continue;
		if (snprintf(room, PATH_MAX, "%s%s", root, path) >= PATH_MAX)
			_exit(99);
		return room;
	}
	return path;
}

/* The mode that follows flags which can make a file. */
#define TAKE_MODE(flags, mode)                       \
	do {                                         \
		va_list args;                        \
		va_start(args, flags);               \
		if ((flags) & (O_CREAT | O_TMPFILE)) \
			(mode) = va_arg(args, int);  \
		va_end(args);                        \
	} while (0)

int open(const char *path, int flags, ...)
{
	char room[PATH_MAX];
	int mode = 0;

	TAKE_MODE(flags, mode);
	return REAL(open)(place(path, room), flags, mode);
}

int open64(const char *path, int flags, ...)
{
	char room[PATH_MAX];
	int mode = 0;

	TAKE_MODE(flags, mode);
	return REAL(open64)(place(path, room), flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
	char room[PATH_MAX];
	int mode = 0;

	TAKE_MODE(flags, mode);
	return REAL(openat)(folder, place(path, room), flags, mode);
}

FILE *fopen(const char *path, const char *mode)
{
	char room[PATH_MAX];

	return REAL(fopen)(place(path, room), mode);
}

DIR *opendir(const char *path)
{
	char room[PATH_MAX];

	return REAL(opendir)(place(path, room));
}

int access(const char *path, int mode)
{
	char room[PATH_MAX];

	return REAL(access)(place(path, room), mode);
}

int stat(const char *path, struct stat *status)
{
	char room[PATH_MAX];

	return REAL(stat)(place(path, room), status);
}

int stat64(const char *path, struct stat64 *status)
{
	char room[PATH_MAX];

	return REAL(stat64)(place(path, room), status);
}

int lstat(const char *path, struct stat *status)
{
	char room[PATH_MAX];

	return REAL(lstat)(place(path, room), status);
}

ssize_t readlink(const char *path, char *to, size_t size)
{
	char room[PATH_MAX];

	return REAL(readlink)(place(path, room), to, size);
}
