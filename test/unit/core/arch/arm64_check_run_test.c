// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What verifies a crash image on arm64, run by a machine without a kernel: QEMU
 * enters it with the MMU off, at EL1 or EL2, and has a PL011, PSCI and a
 * "kernel" that says one word.
 */
#include "core/arch/arm64_check.h"

#include "test/unit/test.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE	   0x1000UL
#define AT	   0x40200000UL
#define UART	   0x9000000UL
#define PURGATORY  0
#define KERNEL	   1
#define HEADERS	   2
#define PARTS	   3
#define TIMEOUT_MS 60000

struct row {
	const char *name;
	bool is_el2;
	enum kx_psci psci;
	enum kx_on_damage action;
	size_t damaged;	  /* offset of a byte in the image; 0: none */
	const char *says; /* all that is on the console */
	bool is_reset;	  /* QEMU ends */
};

/* It writes "K" and a line feed to the UART, and stops. */
static const u32 kernel[] = {
	0xd2a12001, 0x52800960, 0xb9000020, 0x52800140,
	0xb9000020, 0xd503207f, 0x17ffffff,
};

static void make_image(const struct row *row, u8 *image)
{
	static const enum kx_part parts[PARTS] = { KX_PART_PURGATORY,
						   KX_PART_KERNEL,
						   KX_PART_ELFCOREHDR };
	const struct kx_crash crash = { .on_damage = row->action };
	const struct kx_machine machine = {
		.arm64 = { .uart = UART, .psci = row->psci },
	};
	const struct kx_request request = { .machine = &machine,
					    .crash = &crash };
	u8 purgatory[KX_ARM64_CHECK_SIZE];
	struct kx_plan plan = { .count = PARTS };
	u32 i;

	memset(image, 0x5a, PARTS * PAGE);
	for (i = 0; i < ARRAY_SIZE(kernel); i++)
		kx_write_le32(image + KERNEL * PAGE + 4UL * i, kernel[i]);
	for (i = 0; i < PARTS; i++) {
		plan.parts[i] = parts[i];
		plan.segments[i] = (struct kx_segment){
			.buf = image + i * PAGE,
			.bufsz = PAGE,
			.mem = AT + i * PAGE,
			.memsz = PAGE,
		};
	}
	plan.entry.address = AT + KERNEL * PAGE;
	kx_arm64_check_write(&request, &plan, purgatory);
	assert_int_equal(plan.entry.address, AT);
	memcpy(image, purgatory, sizeof(purgatory));
	image[row->damaged] ^= row->damaged ? 1 : 0;
}

static _Noreturn void become(const char *qemu, const struct row *row,
			     const char *path, int console)
{
	char loader[128];

	snprintf(loader, sizeof(loader),
		 "loader,file=%s,addr=%#lx,cpu-num=0,force-raw=on", path, AT);
	dup2(console, STDOUT_FILENO);
	execl(qemu, qemu, "-M", row->is_el2 ? "virt,virtualization=on" : "virt",
	      "-cpu", "cortex-a57", "-m", "64", "-nodefaults", "-no-reboot",
	      "-display", "none", "-serial", "stdio", "-device", loader,
	      (char *)NULL);
	_exit(127);
}

/* Until it has said what it should, or has ended. */
static size_t listen_to(int console, const struct row *row, char *text,
			size_t size)
{
	struct pollfd poll_for = { .fd = console, .events = POLLIN };
	size_t length = 0;
	ssize_t got;

	while (row->is_reset || length < strlen(row->says)) {
		if (poll(&poll_for, 1, TIMEOUT_MS) != 1)
			break;
		got = read(console, text + length, size - 1 - length);
		if (got <= 0)
			break;
		length += (size_t)got;
	}
	text[length] = '\0';
	return length;
}

static void run(const char *qemu, const struct row *row, const char *path)
{
	char text[512];
	int ends[2];
	int status;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		become(qemu, row, path, ends[1]);
	close(ends[1]);
	listen_to(ends[0], row, text, sizeof(text));
	if (!row->is_reset)
		kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(ends[0]);
	if (strcmp(text, row->says) != 0)
		fail_msg("row \"%s\": \"%s\"", row->name, text);
	assert_row(row->name, WIFEXITED(status), row->is_reset);
}

#define DAMAGED "kexec: crash image damaged: segment "

TEST(damage_is_reported_and_acted_upon)
{
	static const struct row rows[] = {
		{ "sound", false, KX_PSCI_HVC, KX_DAMAGE_REBOOT, 0, "K\n",
		  false },
		{ "sound at EL2", true, KX_PSCI_SMC, KX_DAMAGE_REBOOT, 0, "K\n",
		  false },
		{ "restart by HVC", false, KX_PSCI_HVC, KX_DAMAGE_REBOOT,
		  KERNEL * PAGE, DAMAGED "1 (kernel): restarting\r\n", true },
		{ "restart by SMC", true, KX_PSCI_SMC, KX_DAMAGE_REBOOT,
		  PARTS * PAGE - 1, DAMAGED "2 (elfcorehdr): restarting\r\n",
		  true },
		{ "halt", false, KX_PSCI_HVC, KX_DAMAGE_HALT,
		  KX_ARM64_CHECK_CODE + offsetof(struct kx_arm64_check, unused),
		  DAMAGED "0 (purgatory): halting\r\n", false },
		{ "start", false, KX_PSCI_HVC, KX_DAMAGE_START, 2 * PAGE - 1,
		  DAMAGED "1 (kernel): starting it all the same\r\nK\n",
		  false },
	};
	const char *qemu = getenv("KEXEC_QEMU_ARM64");
	char path[] = "/tmp/kexec-check-XXXXXX";
	u8 image[PARTS * PAGE];
	size_t i;
	int fd;

	if (!qemu) {
		print_message("# no qemu-system-aarch64: not run\n");
		skip();
	}
	fd = mkstemp(path);
	assert_true(fd >= 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make_image(&rows[i], image);
		assert_int_equal(pwrite(fd, image, sizeof(image), 0),
				 sizeof(image));
		run(qemu, &rows[i], path);
	}
	close(fd);
	unlink(path);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(damage_is_reported_and_acted_upon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
