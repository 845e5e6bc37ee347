// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The machine jumps while it has a virtual machine of its own, with which KVM
 * stays at EL2. The next kernel must be entered there, and must be able to run
 * one. The machine stands still by then: where KVM is not the kernel itself
 * (VHE), Linux warns if one runs at a reboot.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test/boot/cases/jump/kvm.h"

#define GUEST_CODE    0x40000000UL
#define GUEST_SIZE    0x10000 /* a page of any size */
#define GUEST_COUNTER 0x800

/*
 * 1: ldr w1, [x0]; add w1, w1, #1; str w1, [x0]; b 1b, with the address of the
 * counter in x0.
 */
static const uint32_t guest_code[] = { 0xb9400001, 0x11000421, 0xb9000001,
				       0x17fffffd };

/* The machine's memory. */
static volatile uint8_t *guest_page;

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
		.memory_size = GUEST_SIZE,
		.userspace_addr = (uintptr_t)guest_page,
	};
	int machine;

	if (kvm < 0)
		fail("/dev/kvm: %s", strerrorname_np(errno));
	machine = do_ioctl(kvm, KVM_CREATE_VM, NULL, "KVM_CREATE_VM");
	for (size_t i = 0; i < ARRAY_SIZE(guest_code); i++)
		((volatile uint32_t *)guest_page)[i] = guest_code[i];
	do_ioctl(machine, KVM_SET_USER_MEMORY_REGION, &region,
		 "KVM_SET_USER_MEMORY_REGION");
	return machine;
}

/* @offset: of a 64-bit register in struct kvm_regs */
static void set_register(int processor, size_t offset, uint64_t value)
{
	struct kvm_one_reg reg = {
		.id = KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE |
		      offset / sizeof(uint32_t),
		.addr = (uintptr_t)&value,
	};

	do_ioctl(processor, KVM_SET_ONE_REG, &reg, "KVM_SET_ONE_REG");
}

static int make_processor(int machine)
{
	struct kvm_vcpu_init init;
	int processor =
		do_ioctl(machine, KVM_CREATE_VCPU, NULL, "KVM_CREATE_VCPU");

	do_ioctl(machine, KVM_ARM_PREFERRED_TARGET, &init,
		 "KVM_ARM_PREFERRED_TARGET");
	do_ioctl(processor, KVM_ARM_VCPU_INIT, &init, "KVM_ARM_VCPU_INIT");
	set_register(processor, offsetof(struct kvm_regs, regs.pc), GUEST_CODE);
	set_register(processor, offsetof(struct kvm_regs, regs.regs[0]),
		     GUEST_CODE + GUEST_COUNTER);
	return processor;
}

static bool machine_moves(long wait_ms)
{
	const volatile uint32_t *counter =
		(const volatile uint32_t *)(guest_page + GUEST_COUNTER);
	uint32_t before = *counter;
	long begin = now_ms();

	while (*counter == before && now_ms() < begin + wait_ms)
		usleep(1000);
	return *counter != before;
}

static void interrupt(int number)
{
	(void)number;
}

/* A machine runs for the process that made it alone; until SIGUSR1. */
__attribute__((noreturn)) static void stay_inside(void)
{
	const struct sigaction action = { .sa_handler = interrupt };
	int processor = make_processor(make_machine());

	sigaction(SIGUSR1, &action, NULL);
	if (!ioctl(processor, KVM_RUN, NULL) || errno != EINTR)
		fail("KVM_RUN: %s", strerrorname_np(errno));
	for (;;)
		pause();
}

static pid_t run_machine(void)
{
	pid_t child;

	guest_page = mmap(NULL, GUEST_SIZE, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	child = fork();
	if (!child)
		stay_inside();
	if (!machine_moves(10000))
		fail("no machine runs");
	return child;
}

void kvm_start(void)
{
	(void)run_machine();
}

static void make_stopped_machine(void)
{
	kill(run_machine(), SIGUSR1);
	sleep(1);
	if (machine_moves(1000))
		fail("the machine runs on");
}

void case_kvm(void)
{
	struct tool_result result;
	struct load load;

	kexec_arrive();
	make_stopped_machine();
	load_from_words(&load);
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("kvm_second", "");
	load_kernel(&load, &result);
	jump(&load);
}

/* PID 1 of the next kernel. */
void case_kvm_second(void)
{
	make_stopped_machine();
	case_second();
}
