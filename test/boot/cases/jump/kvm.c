// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The machine jumps while it runs a virtual machine of its own. A next kernel
 * must find virtualization disabled (kx.look=efer: an image that reads the
 * register), and must be able to enable it (a kernel that does). After an image
 * that returns (kx.look=return) the virtual machine continues. A crash kernel
 * (kx.look=crash) reads the register, too.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test/boot/cases/jump/kvm.h"
#include "test/boot/cases/load/payload.h"
#include "test/boot/cases/returns/returns.h"

#define IMAGE	   0x8000000UL
#define GUEST_CODE 0x1000
#define GUEST_PORT 0x10
#define MSR_EFER   0xc0000080
#define EFER_SVME  (1UL << 12)

/* outb %al, $0x10; 1: incw 0x1800; jmp 1b */
static const uint8_t guest_code[] = { 0xe6, GUEST_PORT, 0xff, 0x06,
				      0x00, 0x18,	0xeb, 0xfa };
#define GUEST_COUNTER 0x1800
#define RETURNS	      3

/* The machine's memory. */
static volatile uint8_t *guest_page;

/* clang-format off */
__asm__(".pushsection .rodata\n"
	"kvm_entry:\n"
	"	movl	$0xc0000080, %ecx\n"
	"	rdmsr\n"
	"	testl	$0x1000, %eax\n"
	"	jnz	3f\n"
	"	payload_say 6f, 7f\n"
	"	payload_end\n"
	"3:	payload_say 7f, 8f\n"
	"	payload_end\n"
	"6:	.ascii	\"\\ndone=pass\\n\"\n"
	"7:	.ascii	\"\\ndone=fail: EFER.SVME is on after the jump\\n\"\n"
	"8:	.balign	4096\n"
	"kvm_end:\n"
	".popsection\n");
/* clang-format on */

extern const uint8_t kvm_entry[];
extern const uint8_t kvm_end[];

/* An ioctl that must succeed. */
static int do_ioctl(int fd, unsigned long command, void *argument,
		    const char *name)
{
	int result = ioctl(fd, command, argument);

	if (result < 0)
		fail("%s: %s", name, strerrorname_np(errno));
	return result;
}

/* A machine with a page of memory, and the code in it. */
static int make_machine(void)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	struct kvm_userspace_memory_region region = {
		.guest_phys_addr = GUEST_CODE,
		.memory_size = PAGE,
	};
	int machine;

	if (kvm < 0)
		fail("/dev/kvm: %s", strerrorname_np(errno));
	machine = do_ioctl(kvm, KVM_CREATE_VM, NULL, "KVM_CREATE_VM");
	for (size_t i = 0; i < sizeof(guest_code); i++)
		guest_page[i] = guest_code[i];
	region.userspace_addr = (uintptr_t)guest_page;
	do_ioctl(machine, KVM_SET_USER_MEMORY_REGION, &region,
		 "KVM_SET_USER_MEMORY_REGION");
	return machine;
}

/* In real mode, at the beginning of the code. */
static int make_processor(int machine)
{
	int processor =
		do_ioctl(machine, KVM_CREATE_VCPU, NULL, "KVM_CREATE_VCPU");
	struct kvm_regs registers = { .rip = GUEST_CODE, .rflags = 2 };
	struct kvm_sregs special;

	do_ioctl(processor, KVM_GET_SREGS, &special, "KVM_GET_SREGS");
	special.cs.base = 0;
	special.cs.selector = 0;
	do_ioctl(processor, KVM_SET_SREGS, &special, "KVM_SET_SREGS");
	do_ioctl(processor, KVM_SET_REGS, &registers, "KVM_SET_REGS");
	return processor;
}

/* Run it up to its output. Return: the processor, which would then spin. */
static int run_machine(void)
{
	int processor = make_processor(make_machine());
	const struct kvm_run *run = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
					 MAP_SHARED, processor, 0);

	do_ioctl(processor, KVM_RUN, NULL, "KVM_RUN");
	if (run->exit_reason != KVM_EXIT_IO || run->io.port != GUEST_PORT)
		fail("KVM_RUN ends with %u", run->exit_reason);
	return processor;
}

static bool is_svm_on(void)
{
	int fd = open("/dev/cpu/0/msr", O_RDONLY | O_CLOEXEC);
	uint64_t efer;

	if (pread(fd, &efer, sizeof(efer), MSR_EFER) != sizeof(efer))
		fail("/dev/cpu/0/msr: %s", strerrorname_np(errno));
	close(fd);
	return efer & EFER_SVME;
}

static bool machine_runs(void)
{
	const volatile uint16_t *counter =
		(const volatile uint16_t *)(guest_page + GUEST_COUNTER -
					    GUEST_CODE);
	uint16_t before = *counter;
	long begin = now_ms();

	while (*counter == before && now_ms() < begin + 10000)
		usleep(1000);
	return *counter != before;
}

static void make_memory(void)
{
	guest_page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* Writes to @ready once it runs. */
__attribute__((noreturn)) static void stay_inside(int ready)
{
	int processor = run_machine();
	char byte = 0;

	/* A process that is frozen is interrupted. */
	if (write(ready, &byte, 1) == 1)
		while (ioctl(processor, KVM_RUN, NULL) < 0 && errno == EINTR)
			;
	fail("the machine came to its end");
}

void kvm_start(void)
{
	int ready[2];
	char byte = 0;

	make_memory();
	if (pipe(ready))
		fail("pipe: %s", strerrorname_np(errno));
	if (!fork())
		stay_inside(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		fail("no machine");
	if (!is_svm_on() || !machine_runs())
		fail("no machine runs, or EFER.SVME is off");
}

static void load_image(const uint8_t *code, const uint8_t *end,
		       unsigned long start, unsigned long flags)
{
	const struct segment segment = {
		.buf = code,
		.bufsz = (size_t)(end - code),
		.mem = start,
		.memsz = PAGE,
	};
	int err = call_kexec_load(start, 1, &segment, flags);

	if (err)
		fail("kexec_load: %d", err);
}

__attribute__((noreturn)) static void call_and_return(void)
{
	load_image(returns_nothing, returns_nothing_end, IMAGE,
		   KEXEC_PRESERVE_CONTEXT);
	for (unsigned int i = 0; i < RETURNS; i++) {
		int err = call_reboot_kexec();

		if (err)
			fail("reboot: %d", err);
		if (!is_svm_on())
			fail("EFER.SVME is off after the return");
		if (!machine_runs())
			fail("the machine stands still after the return");
	}
	close(run_machine());
	pass();
}

static void look_after_jump(void)
{
	load_image(kvm_entry, kvm_end, IMAGE, 0);
	say("jump");
	fail("reboot came back: %d", call_reboot_kexec());
}

/* All CPUs use virtualization, including the one that panics. */
static void look_after_crash(void)
{
	unsigned long start;
	unsigned long end;

	if (!find_iomem("Crash kernel", &start, &end))
		fail("/proc/iomem has no Crash kernel");
	load_image(kvm_entry, kvm_end, start, KEXEC_ON_CRASH);
	say("jump");
	write_text("/proc/sysrq-trigger", "c");
	fail("still alive");
}

static void start_kernel(void)
{
	struct tool_result result;
	struct load load;

	load_from_words(&load);
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("kvm_second", "");
	load_kernel(&load, &result);
	jump(&load);
}

void case_kvm(void)
{
	static const struct {
		const char *look;
		void (*act)(void);
	} ends[] = {
		{ "return", call_and_return },
		{ "efer", look_after_jump },
		{ "crash", look_after_crash },
		{ "kernel", start_kernel },
	};

	kexec_arrive();
	kvm_start();
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (same_text(word("look", "kernel"), ends[i].look))
			ends[i].act();
	fail("kx.look= is no way to end");
}

/* PID 1 of the next kernel. */
void case_kvm_second(void)
{
	make_memory();
	close(run_machine());
	case_second();
}
