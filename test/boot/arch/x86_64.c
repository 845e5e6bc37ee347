// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* PC guests: all cases, and what the other files need to know of a PC. */
#include "test/boot/guest.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include "test/boot/cases/jump/kvm.h"

/* core/timeline.h */
#define TIMELINE_TYPE 0x4d54584bUL
#define TIMELINE_SEEN 16

const struct guest_case guest_cases[] = {
	{ "appraise", case_appraise },
	{ "bad_input", case_bad_input },
	{ "big", case_big },
	{ "boot_entry", case_boot_entry },
	{ "carve_out", case_carve_out },
	{ "crash", case_crash },
	{ "crash_second", case_crash_second },
	{ "chain", case_chain },
	{ "examples", case_examples },
	{ "file_debug", case_file_debug },
	{ "disk", case_disk },
	{ "disk_second", case_disk_second },
	{ "dma", case_dma },
	{ "endure", case_endure },
	{ "fallback", case_fallback },
	{ "fallback_second", case_fallback_second },
	{ "fallback_entry", case_fallback_entry },
	{ "fallback_entry_second", case_fallback_entry_second },
	{ "faults", case_faults },
	{ "hooks", case_hooks },
	{ "jump", case_jump },
	{ "jump_back", case_jump_back },
	{ "jump_back_second", case_jump_back_second },
	{ "kdump", case_kdump },
	{ "forewarn", case_forewarn },
	{ "initrds", case_initrds },
	{ "initrds_second", case_initrds_second },
	{ "kept", case_kept },
	{ "kvm", case_kvm },
	{ "kvm_second", case_kvm_second },
	{ "loader", case_loader },
	{ "low_memory", case_low_memory },
	{ "marked", case_marked },
	{ "jump_32bit", case_jump_32bit },
	{ "ipxe", case_ipxe },
	{ "memtest", case_memtest },
	{ "multiboot", case_multiboot },
	{ "program", case_program },
	{ "packed", case_packed },
	{ "packed_judged", case_packed_judged },
	{ "uki", case_uki },
	{ "handed_on", case_handed_on },
	{ "handed_on_second", case_handed_on_second },
	{ "downtime", case_downtime },
	{ "downtime_second", case_downtime_second },
	{ "prepared", case_prepared },
	{ "unpacked", case_unpacked },
	{ "unpacked_second", case_unpacked_second },
	{ "vmlinux", case_vmlinux },
	{ "missing", case_missing },
	{ "status", case_status },
	{ "net", case_net },
	{ "net_second", case_net_second },
	{ "offline", case_offline },
	{ "oracle", case_oracle },
	{ "oracle_crash", case_oracle_crash },
	{ "random", case_random },
	{ "races", case_races },
	{ "reboot_after_load", case_reboot_after_load },
	{ "refuse", case_refuse },
	{ "region", case_region },
	{ "rehearse", case_rehearse },
	{ "returns", case_returns },
	{ "returns_load", case_returns_load },
	{ "returns_refused", case_returns_refused },
	{ "second", case_second },
	{ "second_esp", case_second_esp },
	{ "secure_boot", case_secure_boot },
	{ "seed", case_seed },
	{ "selftest", case_selftest },
	{ "signatures", case_signatures },
	{ "systemd", case_systemd },
	{ "systemd_fallback", case_systemd_fallback },
	{ "systemd_fallback_second", case_systemd_fallback_second },
	{ "unpack_signed", case_unpack_signed },
	{ "timeline", case_timeline },
	{ "timeline_second", case_timeline_second },
	{ "unload", case_unload },
	{ "watchdog", case_watchdog },
	{ "xen", case_xen },
	{ "xen_second", case_xen_second },
	{ NULL, NULL },
};

const struct guest_machine guest_machine = {
	.verdict_port = "/dev/ttyS1",
	.words = "console=ttyS0 panic=-1 panic_on_warn=1 no_timer_check",
	.text = 0xffffffff81000000UL,
	.header_end = 0x268,
	.returns = true,
	.knows_x32 = true,
	.has_maxmem = true,
	.has_cmdline_size = true,
	.elf_machine = EM_X86_64,
	.start_vm = kvm_start,
	.has_setup = true,
	.magic = 0x202,
	.least_kernel = 1024,
	.file_errno = ENOEXEC,
};

unsigned long long machine_ticks(void)
{
	return __builtin_ia32_rdtsc();
}

long long machine_wall_ms(void)
{
	struct timeval now;

	gettimeofday(&now, NULL);
	return now.tv_sec * 1000LL + now.tv_usec / 1000;
}

/* Only its name and version are there for everybody. */
void machine_check_timeline(void)
{
	char path[96];
	char type[32];
	char data[256];
	ssize_t size;
	int fd;

	for (int i = 0; i < 16; i++) {
		snprintf(path, sizeof(path),
			 "/sys/kernel/boot_params/setup_data/%d/type", i);
		if (access(path, F_OK))
			break;
		read_text(path, type, sizeof(type));
		if (strtoul(type, NULL, 0) != TIMELINE_TYPE)
			continue;
		snprintf(path, sizeof(path),
			 "/sys/kernel/boot_params/setup_data/%d/data", i);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		size = read(fd, data, sizeof(data));
		close(fd);
		if (size != TIMELINE_SEEN)
			fail("%zd bytes of it are shown", size);
		return;
	}
	fail("no timeline among setup_data");
}

/*
 * Without ACPI a machine cannot power off: a reboot ends QEMU, which does not
 * notice one by the BIOS.
 */
bool machine_powers_off(void)
{
	if (!access("/sys/firmware/acpi", F_OK))
		return true;
	write_text("/sys/kernel/reboot/type", "triple");
	return false;
}

long machine_call(long number, const unsigned long arguments[5])
{
	register unsigned long r10 __asm__("r10") = arguments[3];
	register unsigned long r8 __asm__("r8") = arguments[4];
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(arguments[0]), "S"(arguments[1]),
			   "d"(arguments[2]), "r"(r10), "r"(r8)
			 : "memory", "rcx", "r11");
	return result;
}

/* int 0x80 takes this process's memory, below 4 GiB. */
bool machine_start_32bit(int memory, const struct shared_memory *shared)
{
	(void)memory;
	(void)shared;
	return true;
}

int machine_call32(uint32_t number, uint32_t a, uint32_t b, uint32_t c,
		   uint32_t d)
{
	int value;

	__asm__ volatile("int $0x80"
			 : "=a"(value)
			 : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d)
			 : "memory", "r8", "r9", "r10", "r11");
	return value;
}

/* setup_sects and syssize (Linux Documentation/arch/x86/boot.rst). */
size_t machine_kernel_end(struct bytes kernel)
{
	uint32_t paragraphs;

	memcpy(&paragraphs, kernel.data + 0x1f4, sizeof(paragraphs));
	return (kernel.data[0x1f1] + 1U) * 512 + (size_t)paragraphs * 16;
}

/*
 * Any byte if the image ends in its CRC-32. Since Linux 6.16 zeroes are there
 * instead, so a byte of the magic number is used.
 */
size_t machine_guarded_byte(struct bytes kernel)
{
	uint32_t crc;

	memcpy(&crc, kernel.data + machine_kernel_end(kernel) - sizeof(crc),
	       sizeof(crc));
	return crc ? kernel.size / 3 : 0x202;
}
