// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Guests on QEMU's virt machine: the cases that run there, and what the other
 * files need to know of it.
 */
#include "test/boot/guest.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TREE "/sys/firmware/fdt"
/* core/timeline.h */
#define TIMELINE_SIZE 88
#define TIMELINE_NAME 16

#include "test/boot/cases/jump/kvm.h"

const struct guest_case guest_cases[] = {
	{ "bad_input", case_bad_input },
	{ "chain", case_chain },
	{ "crash", case_crash },
	{ "crash_second", case_crash_second },
	{ "downtime", case_downtime },
	{ "downtime_second", case_downtime_second },
	{ "hooks", case_hooks },
	{ "jump", case_jump },
	{ "kvm", case_kvm },
	{ "kvm_second", case_kvm_second },
	{ "oracle", case_oracle },
	{ "oracle_crash", case_oracle_crash },
	{ "random", case_random },
	{ "refuse", case_refuse },
	{ "rehearse", case_rehearse },
	{ "returns", case_returns },
	{ "returns_load", case_returns_load },
	{ "second", case_second },
	{ "signatures", case_signatures },
	{ "status", case_status },
	{ "stays", case_stays },
	{ "stuck", case_stuck },
	{ "tree", case_tree },
	{ "tree_second", case_tree_second },
	{ "timeline", case_timeline },
	{ "timeline_second", case_timeline_second },
	{ "unload", case_unload },
	{ NULL, NULL },
};

/* The console is a PL011, and the other port a card for PCI. */
const struct guest_machine guest_machine = {
	.verdict_port = "/dev/ttyS0",
	.words = "console=ttyAMA0 panic=-1 panic_on_warn=1",
	.header_end = 64,
	.returns = true,
	.elf_machine = EM_AARCH64,
	.magic = 56,
	.least_kernel = 64,
	.file_errno = EINVAL,
	.warns_of_empty = true,
	.start_vm = kvm_start,
};

/* With QEMU's -icount shift=0 an instruction takes a nanosecond. */
unsigned long long machine_ticks(void)
{
	uint64_t count;
	uint64_t frequency;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(count));
	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(frequency));
	return count * (1000000000 / frequency);
}

/* Not every first kernel sets its time by the machine's clock. */
long long machine_wall_ms(void)
{
	return (long long)(machine_ticks() / 1000000);
}

/* Behind the device tree, which root alone reads. */
void machine_check_timeline(void)
{
	static const char no_address[8];
	char tail[TIMELINE_SIZE];
	struct stat status;
	int fd = open(TREE, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &status) ||
	    pread(fd, tail, sizeof(tail), status.st_size - TIMELINE_SIZE) !=
		    TIMELINE_SIZE)
		fail(TREE " can't be read: %s", strerror(errno));
	close(fd);
	if (memcmp(tail + TIMELINE_NAME, "kexec-tl", 8) != 0)
		fail("no timeline behind the tree");
	if (status.st_uid || status.st_mode & 0077)
		fail(TREE " can be read by others: mode %#o", status.st_mode);
	/* No address: the next entry's, on x86, is where it begins. */
	if (memcmp(tail, no_address, sizeof(no_address)) != 0)
		fail("it begins with an address");
}

/* PSCI does, with ACPI and without. */
bool machine_powers_off(void)
{
	return true;
}

long machine_call(long number, const unsigned long arguments[5])
{
	register long x8 __asm__("x8") = number;
	register unsigned long x0 __asm__("x0") = arguments[0];
	register unsigned long x1 __asm__("x1") = arguments[1];
	register unsigned long x2 __asm__("x2") = arguments[2];
	register unsigned long x3 __asm__("x3") = arguments[3];
	register unsigned long x4 __asm__("x4") = arguments[4];

	__asm__ volatile("svc #0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4)
			 : "memory");
	return (long)x0;
}

static uint32_t number_at(struct bytes file, size_t offset)
{
	uint32_t number;

	memcpy(&number, file.data + offset, sizeof(number));
	return number;
}

/*
 * An Image is a PE file: the end of its last section. Offsets: Microsoft's PE
 * format, the COFF file header and the section table.
 */
size_t machine_kernel_end(struct bytes kernel)
{
	size_t pe = number_at(kernel, 60);
	size_t sections = number_at(kernel, pe + 4) >> 16;
	size_t optional = number_at(kernel, pe + 20) & 0xffff;
	size_t last = pe + 24 + optional + 40 * (sections - 1);

	return number_at(kernel, last + 16) + number_at(kernel, last + 20);
}

/* Nothing adds an Image up: a byte of its magic number. */
size_t machine_guarded_byte(struct bytes kernel)
{
	(void)kernel;
	return 56;
}
