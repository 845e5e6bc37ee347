// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An offline CPU must not execute memory that relocation writes. With "nosmt"
 * the second thread waits in MWAIT inside the first kernel and may not come up;
 * other CPUs are taken offline here (kx.offline=). If a kernel cannot move them
 * from MWAIT to HLT (kx.hide=), they come up first, and with "nosmt" the call
 * fails. The image is loaded over that kernel: pages that end in code which
 * reports any CPU that executes them. The next "kernel" only waits for a while,
 * and reports on the verdict port that none did.
 */
#include "test/boot/guest.h"

#include <sys/mman.h>

#include "test/boot/cases/load/payload.h"

#define KERNEL_START 0x1000000UL /* of a first kernel without KASLR */
#define KERNEL_SIZE  0x2000000UL
#define ENTRY	     0x8000000UL
#define OFFLINE_CPUS "/sys/devices/system/cpu/offline"
#define X86_NOP	     0x90

/* clang-format off */
__asm__(".pushsection .rodata\n"
	"offline_entry:\n"
	"	payload_wait\n"
	"	payload_say 8f, 9f\n"
	"	payload_end\n"
	"8:	.ascii	\"\\ndone=pass\\n\"\n"
	"9:\n"
	"offline_entry_end:\n"

	"offline_trap:\n"
	"	payload_say 8f, 9f\n"
	"5:	hlt\n"
	"	jmp	5b\n"
	"8:	.ascii	\"\\ndone=fail: an offline CPU ran on\\n\"\n"
	"9:\n"
	"offline_trap_end:\n"
	".popsection\n");
/* clang-format on */

extern const uint8_t offline_entry[];
extern const uint8_t offline_entry_end[];
extern const uint8_t offline_trap[];
extern const uint8_t offline_trap_end[];

static uint8_t *memory(size_t size)
{
	uint8_t *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (bytes == MAP_FAILED)
		fail("no memory for %zu bytes", size);
	return bytes;
}

/* A CPU that enters a page runs down to the trap at its end. */
static uint8_t *make_traps(void)
{
	size_t trap = (size_t)(offline_trap_end - offline_trap);
	uint8_t *pages = memory(KERNEL_SIZE);
	size_t at;

	memset(pages, X86_NOP, KERNEL_SIZE);
	for (at = PAGE; at <= KERNEL_SIZE; at += PAGE)
		memcpy(pages + at - trap, offline_trap, trap);
	return pages;
}

/* Returns only if a CPU must stay as it is; the log names it. */
static void start(void)
{
	int log = log_open();
	int err;

	log_says(log, "", "");
	say("jump");
	err = call_reboot_kexec();
	if (err != -word_number("fails", 0) ||
	    !log_says(log, "kexec: CPU 1 is offline and stays so", ""))
		fail("reboot came back: %d", err);
	pass();
}

void case_offline(void)
{
	size_t size = (size_t)(offline_entry_end - offline_entry);
	uint8_t *entry = memory(PAGE);
	struct segment segments[] = {
		{ make_traps(), KERNEL_SIZE, KERNEL_START, KERNEL_SIZE },
		{ entry, PAGE, ENTRY, PAGE },
	};
	char cpus[16];
	int err;

	kexec_arrive();
	offline_from_words();
	read_text(OFFLINE_CPUS, cpus, sizeof(cpus));
	if (!same_text(cpus, word("offline", "1")))
		fail("offline CPUs: %s", cpus);
	memcpy(entry, offline_entry, size);
	err = call_kexec_load(ENTRY, ARRAY_SIZE(segments), segments, 0);
	if (err)
		fail("kexec_load: %d", err);
	start();
}
