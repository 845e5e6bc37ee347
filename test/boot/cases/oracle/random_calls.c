// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * random: the calls. Numbers are those at which something wraps or begins,
 * mixed with valid ones, so that some calls pass every check.
 *
 * These are not made, because kernels differ: flags newer than 6.1, and jump
 * back; crash loads over a crash image, if they then fail; sizes around half of
 * memory; an empty segment at 0; 32-bit segments that cannot be read; kernel
 * files that are damaged where Linux does not check. The oracle has rows for
 * these.
 */
#include "test/boot/cases/oracle/random.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CMDLINE_SPACE (64UL << 10)
/* With its NUL, of a Linux that says nothing about it. */
#define LONGEST_CMDLINE 2048UL

struct random_kind {
	const char *name;
	unsigned int weight;
	bool has_segments;
	void (*make)(struct random_call *call);
	long (*run)(struct random_call *call);
};

static char cmdline[CMDLINE_SPACE];

/* ---- kexec_file_load ---- */

/* A tiny kernel with a changed field that Linux checks, or truncated there. */
static struct {
	uint8_t data[TINY_SIZE];
	size_t size;
} odd_kernel;

static int fd_odd_kernel(void)
{
	write_file("/odd", (struct bytes){ odd_kernel.data, odd_kernel.size });
	return open("/odd", O_RDONLY | O_CLOEXEC);
}

static size_t count_fields(void)
{
	size_t count = 0;

	while (tiny_fields[count].width)
		count++;
	return count;
}

static void make_odd_kernel(struct random_call *call)
{
	struct bytes tiny = tiny_kernel();
	size_t i = random_below(call, count_fields());

	memcpy(odd_kernel.data, tiny.data, tiny.size);
	odd_kernel.size = tiny.size;
	if (random_percent(call, 30))
		odd_kernel.size = 1 + random_below(call, tiny_header_size - 1);
	else
		tiny_put(odd_kernel.data, &tiny_fields[i], random_number(call));
}

static const struct {
	const char *name;
	descriptor open;
} descriptors[] = {
	{ "tiny", fd_tiny },
	{ "-1", fd_minus_one },
	{ "closed", fd_closed },
	{ "INT_MAX", fd_huge_number },
	{ "INT_MIN", fd_int_min },
	{ "directory", fd_directory },
	{ "pipe to read", fd_pipe_read },
	{ "pipe to write", fd_pipe_write },
	{ "socket", fd_socket },
	{ "epoll", fd_epoll },
	{ "device", fd_device },
	{ "O_PATH", fd_path_only },
	{ "write-only", fd_write_only },
	{ "read-write", fd_read_write },
	{ "written elsewhere", fd_written_elsewhere },
	{ "mapped writable", fd_mapped_writable },
	{ "unlinked", fd_unlinked },
	{ "memfd", fd_memfd },
	{ "memfd written", fd_memfd_written },
	{ "tmpfs", fd_tmpfs },
	{ "empty", fd_empty },
	{ "proc", fd_proc },
	{ "sysfs", fd_sysfs },
	{ "sysfs locked", fd_sysfs_locked },
	{ "text", fd_text },
	{ "one byte", fd_one_byte },
	{ "noise", fd_noise },
	{ "at end", fd_at_end },
	{ "append", fd_append },
	{ "5 GiB", fd_sparse_5g },
	{ "largest", fd_sparse_largest },
};

static descriptor any_descriptor(struct random_call *call, unsigned int good,
				 const char **name)
{
	size_t i = 0;

	if (!random_percent(call, good))
		i = random_below(call, ARRAY_SIZE(descriptors));
	*name = descriptors[i].name;
	return descriptors[i].open;
}

/*
 * Lengths for which an allocation always succeeds, or always fails; and where
 * Linux takes any, none that the next kernel would cut off.
 */
static void make_cmdline(struct random_call *call)
{
	const uint64_t most = guest_machine.has_cmdline_size ? CMDLINE_SPACE
							     : LONGEST_CMDLINE;
	uint64_t size = random_below(call, 2100);

	if (random_percent(call, 10))
		size = random_number(call);
	if (size > most && size < 64UL << 20)
		size %= most;
	memset(cmdline, 'x', sizeof(cmdline));
	if (size && size <= CMDLINE_SPACE && random_percent(call, 95))
		cmdline[size - 1] = '\0';
	if (random_percent(call, 10))
		cmdline[random_below(call, CMDLINE_SPACE)] = '\0';
	call->arguments[2] = size;
	call->arguments[3] = (unsigned long)cmdline;
	if (random_percent(call, 5))
		call->arguments[3] = (unsigned long)random_pointer(call);
}

/* Arguments: (descriptors), size, command line, flags. */
static void make_file_load(struct random_call *call)
{
	call->open_kernel = any_descriptor(call, 60, &call->kernel);
	call->open_initrd = any_descriptor(call, 60, &call->initrd);
	if (random_percent(call, 20)) {
		make_odd_kernel(call);
		call->open_kernel = fd_odd_kernel;
		call->kernel = "odd";
	}
	make_cmdline(call);
	call->arguments[4] = random_flags(call, 0x38);
	if (random_percent(call, 50))
		call->arguments[4] = KEXEC_FILE_NO_INITRAMFS;
	if (random_percent(call, 25))
		call->arguments[4] |= KEXEC_FILE_ON_CRASH;
}

long random_settle(long result, bool is_crash)
{
	if (result < 0 && is_crash)
		call_kexec_load(0, 0, NULL, KEXEC_ON_CRASH);
	return result;
}

static long run_file_load(struct random_call *call)
{
	/* A kernel that is open for writing may also be the initrd. */
	int kernel = call->open_kernel();
	int initrd = call->open_initrd();
	long result = call_kexec_file_load(kernel, initrd, call->arguments[2],
					   (const char *)call->arguments[3],
					   call->arguments[4]);

	descriptors_close();
	if (call->open_kernel == fd_odd_kernel)
		close(kernel);
	return random_settle(result, call->arguments[4] & KEXEC_FILE_ON_CRASH);
}

/* ---- The rest ---- */

static void make_unload(struct random_call *call)
{
	call->arguments[3] = random_percent(call, 30) ? KEXEC_ON_CRASH : 0;
}

static long run_unload(struct random_call *call)
{
	return call_kexec_load(0, 0, NULL, call->arguments[3]);
}

/* With valid magic numbers, only commands that start nothing. */
static void make_reboot(struct random_call *call)
{
	static const unsigned long harmless[] = {
		LINUX_REBOOT_CMD_CAD_OFF,
		LINUX_REBOOT_CMD_KEXEC + 1,
		LINUX_REBOOT_CMD_KEXEC - 1,
		1,
	};

	call->arguments[0] = LINUX_REBOOT_MAGIC1;
	call->arguments[1] = LINUX_REBOOT_MAGIC2;
	call->arguments[2] = LINUX_REBOOT_CMD_KEXEC;
	call->arguments[3] = random_next(call);
	if (random_percent(call, 40))
		call->arguments[2] =
			harmless[random_below(call, ARRAY_SIZE(harmless))];
	else if (call->loaded.normal || random_percent(call, 50))
		/* No random number is one of the four right ones. */
		call->arguments[random_below(call, 2)] = random_number(call);
}

static bool is_right_magic(const struct random_call *call)
{
	return (uint32_t)call->arguments[0] == LINUX_REBOOT_MAGIC1 &&
	       ((uint32_t)call->arguments[1] == LINUX_REBOOT_MAGIC2 ||
		(uint32_t)call->arguments[1] == LINUX_REBOOT_MAGIC2A ||
		(uint32_t)call->arguments[1] == LINUX_REBOOT_MAGIC2B ||
		(uint32_t)call->arguments[1] == LINUX_REBOOT_MAGIC2C);
}

static long run_reboot(struct random_call *call)
{
	const unsigned long *a = call->arguments;

	if (call->loaded.normal && is_right_magic(call) &&
	    (uint32_t)a[2] == LINUX_REBOOT_CMD_KEXEC)
		fail("a random reboot would start the image");
	return syscall(SYS_reboot, a[0], a[1], a[2], a[3]) ? -errno : 0;
}

#define SHRINKS "/sys/kernel/kexec_crash_size"

static const char *const files[] = {
	"/sys/kernel/kexec_loaded",
	"/sys/kernel/kexec_crash_loaded",
	SHRINKS,
	"/proc/sys/kernel/kexec_load_disabled",
};

/* None of these contains a 1. */
static const char *const texts[] = {
	"0",
	"0\n",
	"2",
	"-1",
	"4096",
	"x",
	"",
	" ",
	"0x0",
	"0x2",
	"00",
	"0 0",
	"+0",
	"18446744073709551615",
	"- 1",
	"\n",
	"0\n\n",
	"2147483648",
	"99999999999999999999",
	"0x",
};

static void make_file(struct random_call *call)
{
	call->path = files[random_below(call, ARRAY_SIZE(files))];
	call->text = texts[random_below(call, ARRAY_SIZE(texts))];
	/* The region keeps its size: while it is in use, nothing shrinks it. */
	if (same_text(call->path, SHRINKS) && !call->loaded.crash)
		call->text = "x";
}

static long run_write(struct random_call *call)
{
	return -write_text(call->path, call->text);
}

/* A number in it is part of the result. */
static long run_read(struct random_call *call)
{
	char text[32] = "";
	int fd = open(call->path, O_RDONLY | O_CLOEXEC);
	long got = read(fd, text, 1 + call->state % (sizeof(text) - 1));

	close(fd);
	return got < 0 ? -errno : got * 256 + text[0];
}

static const struct random_kind kinds[] = {
	{ "kexec_load", 45, true, random_make_load, random_run_load },
	{ "kexec_load32", 20, true, random_make_load32, random_run_load32 },
	{ "kexec_file_load", 15, false, make_file_load, run_file_load },
	{ "unload", 5, false, make_unload, run_unload },
	{ "reboot", 5, false, make_reboot, run_reboot },
	{ "write", 5, false, make_file, run_write },
	{ "read", 5, false, make_file, run_read },
};

void random_make(struct random_call *call, uint64_t seed, unsigned long number,
		 struct random_loaded loaded)
{
	uint64_t at;

	*call = (struct random_call){
		.state = seed * 0x100000001b3 + number,
		.loaded = loaded,
		.kind = kinds,
	};
	at = random_below(call, 100);
	while (at >= call->kind->weight)
		at -= call->kind++->weight;
	call->kind->make(call);
}

long random_run(struct random_call *call)
{
	return call->kind->run(call);
}

void random_print(const struct random_call *call, FILE *to)
{
	const unsigned long *a = call->arguments;

	fprintf(to, "%s(%#lx, %#lx, %#lx, %#lx, %#lx)", call->kind->name, a[0],
		a[1], a[2], a[3], a[4]);
	if (call->kernel)
		fprintf(to, " kernel '%s' initrd '%s'", call->kernel,
			call->initrd);
	if (call->path)
		fprintf(to, " %s '%s'", call->path, call->text);
	if (!call->kind->has_segments)
		return;
	for (size_t i = 0; i < a[1] && i < RANDOM_SEGMENTS; i++) {
		const struct segment *segment = &call->segments[i];

		fprintf(to, " { %p, %#zx, %#lx, %#zx }", segment->buf,
			segment->bufsz, segment->mem, segment->memsz);
	}
}
