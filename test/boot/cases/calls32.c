// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The 32-bit entries (int 0x80) and the limits of how often one may load.
 * What Linux answers: COMPAT_SYSCALL_DEFINE4(kexec_load) in kernel/kexec.c and
 * kexec_load_permitted() in kernel/kexec_core.c, but for one difference on
 * purpose: segments that can't be read are EFAULT.
 */
#include "../guest.h"

#include <errno.h>
#include <linux/reboot.h>
#include <sys/mman.h>

#define NR32_REBOOT	88
#define NR32_KEXEC_LOAD 283
#define PAGE		4096U
#define LIMIT		"/proc/sys/kernel/kexec_load_limit_reboot"

/* struct kexec_segment of a 32-bit process. */
struct segment32 {
	uint32_t buf;
	uint32_t bufsz;
	uint32_t mem;
	uint32_t memsz;
};

static int call32(uint32_t number, uint32_t a, uint32_t b, uint32_t c,
		  uint32_t d)
{
	int result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d)
			 : "memory", "r8", "r9", "r10", "r11");
	return result;
}

static void expect(const char *what, long got, long wanted)
{
	say("%s: %ld", what, got);
	if (got != wanted)
		fail("%s: %ld instead of %ld", what, got, wanted);
}

static uint32_t address32(const void *pointer)
{
	return (uint32_t)(uintptr_t)pointer;
}

static void check_entries(void)
{
	struct segment32 *segments =
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	uint32_t at;

	if (segments == MAP_FAILED)
		fail("no memory below 4 GiB");
	at = address32(segments);
	segments[0] = (struct segment32){ at, 64, 0x1000000, PAGE };
	expect("no architecture", call32(NR32_KEXEC_LOAD, 0, 0, 0, 0), -EINVAL);
	expect("another architecture is taken",
	       call32(NR32_KEXEC_LOAD, 0, 0, 0, KEXEC_ARCH_386), 0);
	expect("17 segments",
	       call32(NR32_KEXEC_LOAD, 0, 17, at, KEXEC_ARCH_386), -EINVAL);
	expect("unknown flag",
	       call32(NR32_KEXEC_LOAD, 0, 1, at, KEXEC_ARCH_386 | 0x100),
	       -EINVAL);
	expect("segments that can't be read",
	       call32(NR32_KEXEC_LOAD, 0, 1, 64, KEXEC_ARCH_386), -EFAULT);
	expect("a load",
	       call32(NR32_KEXEC_LOAD, 0x1000000, 1, at, KEXEC_ARCH_X86_64), 0);
	expect("kexec_loaded", kexec_loaded(), 1);
	segments[0].mem = 1;
	expect("unaligned", call32(NR32_KEXEC_LOAD, 0, 1, at, KEXEC_ARCH_386),
	       -EADDRNOTAVAIL);
	expect("kexec_loaded after a failed load", kexec_loaded(), 1);
	expect("an unload", call32(NR32_KEXEC_LOAD, 0, 0, 0, KEXEC_ARCH_386),
	       0);
	expect("kexec_loaded after it", kexec_loaded(), 0);
	expect("reboot with nothing loaded",
	       call32(NR32_REBOOT, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
		      LINUX_REBOOT_CMD_KEXEC, 0),
	       -EINVAL);
	expect("reboot that means something else",
	       call32(NR32_REBOOT, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
		      LINUX_REBOOT_CMD_CAD_OFF, 0),
	       0);
}

static void expect_limit(const char *wanted)
{
	char text[16];

	read_text(LIMIT, text, sizeof(text));
	if (!same_text(text, wanted))
		fail("the limit is %s instead of %s", text, wanted);
}

/* Counted when it is asked, whatever becomes of the load. */
static void check_limit(void)
{
	expect_limit("-1");
	expect("limit -1", write_text(LIMIT, "-1"), EINVAL);
	expect("limit 3", write_text(LIMIT, "3"), 0);
	expect("limit 3 again", write_text(LIMIT, "3"), EINVAL);
	expect("limit 4", write_text(LIMIT, "4"), EINVAL);
	expect("a wrong call", call_kexec_load(0, 17, NULL, 0), -EINVAL);
	expect_limit("2");
	expect("an unload", call_kexec_load(0, 0, NULL, 0), 0);
	expect("a file unload",
	       call_kexec_file_load(-1, -1, 0, NULL, KEXEC_FILE_UNLOAD), 0);
	expect_limit("0");
	expect("none left", call_kexec_load(0, 0, NULL, 0), -EPERM);
	expect("none left for files",
	       call_kexec_file_load(-1, -1, 0, NULL, KEXEC_FILE_UNLOAD),
	       -EPERM);
	expect("crash kernels have their own",
	       call_kexec_load(0, 0, NULL, KEXEC_ON_CRASH), 0);
	expect("a way back through rmmod", remove_module("kexec"), -EAGAIN);
}

void case_calls32(void)
{
	kexec_arrive();
	check_entries();
	check_limit();
	pass();
}
