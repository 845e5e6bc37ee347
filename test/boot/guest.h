/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Shared by the files of the guest's PID 1. Errors are handled in one way:
 * fail() writes the verdict and powers the machine off, so no function here
 * returns an error.
 */
#ifndef TEST_BOOT_GUEST_H
#define TEST_BOOT_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#if defined(__x86_64__)
#include "test/boot/arch/x86_64/machine.h"
#elif defined(__aarch64__)
#include "test/boot/arch/arm64/machine.h"
#endif

/* Identical to kx_port.h: a file may include both. */
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define SHA256_HEX_SIZE	  65

static inline bool same_text(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static inline bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

struct bytes {
	const uint8_t *data;
	size_t size;
};

/* arch/: what differs between architectures, a file each. */

struct guest_case {
	const char *name;
	void (*run)(void);
};

struct guest_machine {
	const char *verdict_port;
	const char *words;  /* begin a second kernel's command line */
	unsigned long text; /* address of _text without KASLR */
	size_t header_end;  /* a file that ends before it is no kernel */
	bool returns;	    /* images may return */
	bool knows_x32;	    /* system calls may have numbers of x32 */
	/* Destinations of segments end at 64 TiB; otherwise at 2^64. */
	bool has_maxmem;
	/* A kernel's header says how long its command line may be. */
	bool has_cmdline_size;
	uint16_t elf_machine;
	/* Linux's own kexec warns of a crash image's segment without pages. */
	bool warns_of_empty;
	/*
	 * Start a virtual machine on the CPUs of the caller, which stays in it;
	 * NULL: it can't.
	 */
	void (*start_vm)(void);
	/* Setup code, with the PE headers, is in front of what is loaded. */
	bool has_setup;
	size_t magic;	     /* a byte without which a file is no kernel */
	size_t least_kernel; /* bytes; a shorter file is none, either */
	int file_errno;	     /* for both */
};

/* What of a memory file lies where. */
struct shared_memory {
	unsigned long at;
	size_t size;
	off_t offset;
};

/* Ends with a row without a name. */
extern const struct guest_case guest_cases[];
extern const struct guest_machine guest_machine;

/* A clock that goes on across a jump; with icount= it counts instructions. */
unsigned long long machine_ticks(void);
/* A clock that goes on across a jump. */
long long machine_wall_ms(void);
/* Fails if what Linux shows of a timeline to everybody is more than its name.
 */
void machine_check_timeline(void);
/* Whether RB_POWER_OFF ends the guest; if not, a reboot does. */
bool machine_powers_off(void);
/* A system call by its number, which is not libc's to change. */
long machine_call(long number, const unsigned long arguments[5]);
/*
 * Whether there are 32-bit programs here. Then machine_call32() makes a system
 * call as one of them; its pointers lead into @shared, parts of the file
 * @memory. The last one has no size.
 */
bool machine_start_32bit(int memory, const struct shared_memory *shared);
int machine_call32(uint32_t number, uint32_t a, uint32_t b, uint32_t c,
		   uint32_t d);
/* Where a kernel file ends that is complete, without a signature. */
size_t machine_kernel_end(struct bytes kernel);
/* A byte whose change shows when kexec(8) reads the file. */
size_t machine_guarded_byte(struct bytes kernel);

/* report.c: the console is for people, the verdict port is for the host. */

void report_open(void);
__attribute__((format(printf, 1, 2))) void say(const char *format, ...);
/* One key=value line; the serial port has sent it when this returns. */
__attribute__((format(printf, 2, 3))) void verdict(const char *key,
						   const char *format, ...);
__attribute__((format(printf, 1, 2), noreturn)) void fail(const char *format,
							  ...);
/* Fail unless the call returned @want. */
void must_return(const char *call, int got, int want);
__attribute__((noreturn)) void pass(void);
long now_ms(void);

/* micro.c: micro VMs whose verdict goes to a disk. */

bool micro_has_disk(void);
/* Return: a descriptor behind the last line, or -1. */
int micro_open_disk(void);
/* Words that the next kernel needs, too, to find its devices. */
void micro_words(char *words, size_t size);

/* words.c: the kx.NAME=VALUE words of /proc/cmdline. */

const char *word(const char *name, const char *fallback);
long word_number(const char *name, long fallback);
/* All words of the command line that begin with @start, with spaces between. */
void words_that_begin(const char *start, char *text, size_t size);

/* files.c */

/* Map a file; the mapping is never released. */
struct bytes map_file(const char *path);
void write_file(const char *path, struct bytes content);
/* Read at most @size - 1 bytes and drop the newline at the end. */
void read_text(const char *path, char *text, size_t size);
/* Return: 0, or the errno of open or write. */
int write_text(const char *path, const char *text);
/* The number in the line "@field: number ..." of a file in /proc. */
bool read_field(const char *path, const char *field, long *number);
/* Open the kernel's log at its beginning; each record is read once. */
int log_open(void);
/* Does one of the new records contain both texts? */
bool log_says(int log, const char *one, const char *other);
/* Copy a bzImage, with a bit changed in the middle of its payload. */
void damage_payload(const char *from, const char *to);
/* The same at its start, so that its compression is unknown. */
void change_magic(const char *from, const char *to);
void sha256_file(const char *path, char hex[SHA256_HEX_SIZE]);

/* cpio.c: an initrd is written from front to back. */

struct cpio {
	int fd;
	unsigned int files;
};

void cpio_create(struct cpio *cpio, const char *path);
void cpio_add_file(struct cpio *cpio, const char *name, const char *path);
void cpio_add_directory(struct cpio *cpio, const char *name);
/* Add every file of the running initramfs except @skip (an absolute path). */
void cpio_add_running_system(struct cpio *cpio, const char *skip);
/* Add every file below @root, which becomes the archive's root. */
void cpio_add_below(struct cpio *cpio, const char *root);
/* Add /payload: @size pseudo-random bytes; @hex gets their SHA-256. */
void cpio_add_payload(struct cpio *cpio, size_t size, uint64_t seed,
		      char hex[SHA256_HEX_SIZE]);
/*
 * Zeroes that take no memory here. What follows is a separate archive, and the
 * kernel skips zeroes between archives.
 */
void cpio_add_gap(struct cpio *cpio, size_t size);
void cpio_close(struct cpio *cpio);

/* tool.c: run kexec(8) and record its output and memory. */

struct tool_result {
	int status; /* exit status; 128 + number for a signal */
	long wall_ms;
	long peak_anon_kib;
	long peak_rss_kib;
	char output[4096]; /* stdout and stderr, truncated */
};

/* Add kexec.ko's new lines in the kernel's log to @said. */
void log_add(int log, struct tool_result *said);
void run_tool(const char *const argv[], struct tool_result *result);
/* The same, with standard output to file @path. */
void run_tool_into(const char *path, const char *const argv[],
		   struct tool_result *result);

/* calls.c: system calls, without a library. Return 0 or -errno. */

#define KEXEC_ON_CRASH		1UL
#define KEXEC_PRESERVE_CONTEXT	2UL
#define KEXEC_FILE_UNLOAD	1UL
#define KEXEC_FILE_ON_CRASH	2UL
#define KEXEC_FILE_NO_INITRAMFS 4UL
#define KEXEC_FILE_DEBUG	8UL

struct segment {
	const void *buf;
	size_t bufsz;
	unsigned long mem;
	size_t memsz;
};

/* The same for a 32-bit process. */
struct segment32 {
	uint32_t buf;
	uint32_t bufsz;
	uint32_t mem;
	uint32_t memsz;
};

int call_kexec_load(unsigned long entry, unsigned long count,
		    const struct segment *segments, unsigned long flags);
int call_kexec_file_load(int kernel_fd, int initrd_fd, size_t cmdline_size,
			 const char *cmdline, unsigned long flags);
int call_reboot_kexec(void);
/* kexec_file_load(2) of this file, without an initrd. */
int load_kernel_file(const char *path);
/* On a CPU without RDRAND no kernel is unpacked before there are some. */
void wait_for_random(void);
/* From now on the calls above use /dev/kexec. */
void use_device(void);
int insert_module(const char *path);
int insert_module_with(const char *path, const char *parameters);
int remove_module(const char *name);

/* load.c: what most cases do before they start the second kernel. */

struct load {
	const char *client; /* path of a kexec(8) */
	const char *call;   /* "-c", "-s" or "-a" */
	const char *kernel;
	const char *initrd; /* NULL: none */
	const char *cmdline;
};

/* Insert kexec.ko if this kernel needs it, and check that it works. */
void kexec_arrive(void);
/* The kernel is kx.target='s bzImage or, with kx.elf=plain, its vmlinux. */
void load_from_words(struct load *load);
void load_kernel(const struct load *load, struct tool_result *result);
/* Announce to the host what the second kernel must report, and start it. */
void jump(const struct load *load) __attribute__((noreturn));
/*
 * Make the second initrd: /init, the files in /tools if kx.tools=1, and a
 * /payload of the size that @kind (1k or 300m) means. "40%": the initrd is so
 * much of memory, most of it zeroes before the payload. small, real: one that
 * run has packed. Return: its path, or NULL if @kind is none.
 */
const char *make_initrd(const char *kind);
/* Announce this payload to the host, which expects it after the jump. */
void expect_payload(const char hex[SHA256_HEX_SIZE]);
/*
 * Command line of a second kernel that runs case @name, with @words added.
 * The storage is static.
 */
const char *second_cmdline(const char *name, const char *words);
bool kexec_loaded(void);
/* Whether kexec.ko provides kexec to the running kernel. */
bool kexec_is_module(void);
/* Take the CPUs in kx.offline= ("1,3") offline. */
void offline_from_words(void);
/* The kernel's release (uname -r), as a bzImage or a vmlinux has it. */
void kernel_release(const char *path, char *release, size_t size);

/* fault.c: for kernels with fault injection and leak detection. */

enum fault_kind {
	FAULT_NONE,
	FAULT_SLAB,
	FAULT_PAGE,
	FAULT_COPY, /* from or to user space */
	FAULT_KINDS,
};

void fault_open(void);
/* Let the @n-th operation of this task that can fail, from now on, fail. */
void fault_arm(unsigned int n);
/* Return: the operation that has failed since then. */
enum fault_kind fault_disarm(void);
/* Until storm_end(), let these percentages of this task's allocations fail. */
void storm_begin(unsigned int slab, unsigned int page);
void storm_end(void);
/* Forget memory that leaked before; fail if any leaks from now on. */
void leaks_forget(void);
void leaks_check(void);
/* Free memory, without what KASAN keeps. */
long leaks_free_kib(void);

/* coverage.c: copy the counters to the host, if it asked for them. */
void coverage_save(void);

/* facts.c: facts about the running kernel. */

/* A field of /proc/meminfo. */
long memory_kib(const char *field);
/* Free memory, after returning memory that is only kept for reuse. */
long settled_memory_kib(void);
/*
 * Physical addresses of @count pages of this process, from @memory on. False,
 * and all of them 0, if this kernel does not show them.
 */
bool read_addresses(const volatile void *memory, size_t count,
		    uint64_t *addresses);
/* The range named @name in /proc/iomem: [start, end). False: none. */
bool find_iomem(const char *name, unsigned long *start, unsigned long *end);
/* Address of the first symbol of that name in /proc/kallsyms, or 0. */
unsigned long find_symbol(const char *name);
/* Address range of a module: [start, end). False: it is not loaded. */
bool find_module(const char *name, unsigned long *start, unsigned long *end);
/* Report release, CPUs, memory, KASLR and features, as @prefix + key. */
void report_facts(const char *prefix);

/*
 * cases/jump/disk.c, cases/jump/net.c: a device in use, watched by other
 * processes.
 */

struct traffic {
	volatile unsigned long count; /* blocks, datagrams */
};

/* Processes that read and write the disk, and check what they read. */
const struct traffic *disk_start(void);
/* Read the disk and check it. */
void disk_check(void);
/* A process that takes part in the traffic. Returns when it flows. */
const struct traffic *network_start(const char *key);

/* cases/: each runs as PID 1 and ends in pass(), fail() or a jump. */

void case_appraise(void);
void case_bad_input(void);
void case_big(void);
void case_boot_entry(void);
void case_carve_out(void);
void case_crash(void);
void case_crash_second(void);
void case_chain(void);
void case_timeline(void);
void case_timeline_second(void);
void case_examples(void);
void case_file_debug(void);
void case_disk(void);
void case_disk_second(void);
void case_dma(void);
void case_endure(void);
void case_fallback(void);
void case_fallback_second(void);
void case_fallback_entry(void);
void case_fallback_entry_second(void);
void case_faults(void);
void case_hooks(void);
void case_jump(void);
void case_jump_back(void);
void case_jump_back_second(void);
void case_kdump(void);
void case_forewarn(void);
void case_initrds(void);
void case_initrds_second(void);
void case_ipxe(void);
void case_kept(void);
void case_kvm(void);
void case_kvm_second(void);
void case_loader(void);
void case_low_memory(void);
void case_marked(void);
void case_jump_32bit(void);
void case_memtest(void);
void case_multiboot(void);
void case_xen(void);
void case_xen_second(void);
void case_program(void);
void case_packed(void);
void case_packed_judged(void);
void case_uki(void);
void case_handed_on(void);
void case_handed_on_second(void);
void case_downtime(void);
void case_downtime_second(void);
void case_prepared(void);
void case_unpacked(void);
void case_unpacked_second(void);
void case_vmlinux(void);
void case_missing(void);
void case_status(void);
void case_net(void);
void case_net_second(void);
void case_offline(void);
void case_oracle(void);
void case_oracle_crash(void);
void case_random(void);
void case_races(void);
void case_reboot_after_load(void);
void case_systemd(void);
void case_systemd_fallback(void);
void case_systemd_fallback_second(void);
void case_refuse(void);
void case_region(void);
void case_rehearse(void);
void case_returns(void);
void case_returns_load(void);
void case_returns_refused(void);
void case_second(void);
void case_second_esp(void);
void case_secure_boot(void);
void case_seed(void);
void case_selftest(void);
void case_signatures(void);
void case_unpack_signed(void);
void case_stays(void);
void case_stuck(void);
void case_tree(void);
void case_tree_second(void);
void case_unload(void);
void case_watchdog(void);

#endif
