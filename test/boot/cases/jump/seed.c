// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The random seed for the next kernel among EFI's tables. The running kernel
 * has used it and left zeroes. An image instead of the next kernel reads the
 * table as that kernel would: from the system table on. It has its own page
 * tables, because not every kernel maps all of EFI's memory for it.
 */
#include "test/boot/guest.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "test/boot/cases/load/payload.h"

#define IMAGE 0x8000000UL

/* The first GiB, in pages of 2 MiB, by three tables that follow the code. */
#define TABLES	    3UL
#define ENTRIES	    512U
#define PRESENT	    1UL
#define WRITABLE    2UL
#define LARGE	    0x80UL
#define LARGE_SHIFT 21

/* struct efi_info in asm/bootparam.h, in boot_params. */
#define BOOT_PARAMS	  "/sys/kernel/boot_params/data"
#define SYSTEM_TABLE_LOW  0x1c4
#define SYSTEM_TABLE_HIGH 0x1d8

/* The image's parameters. */
struct orders {
	uint64_t root; /* its first page table */
	uint64_t system_table;
	uint64_t config_table;
	uint64_t guid[2]; /* LINUX_EFI_RANDOM_SEED_TABLE_GUID */
};

/* clang-format off */
__asm__(".pushsection .rodata\n"
	"seed_entry:\n"
	"	leaq	seed_orders(%rip), %rsi\n"
	"	movq	(%rsi), %rax\n"
	"	movq	%rax, %cr3\n"
	/* nr_tables, and entries of a GUID and an address. */
	"	movq	8(%rsi), %rdi\n"
	"	movl	104(%rdi), %ecx\n"
	"	movq	16(%rsi), %rdi\n"
	"	movq	24(%rsi), %rax\n"
	"	movq	32(%rsi), %rbx\n"
	"1:	testl	%ecx, %ecx\n"
	"	jz	seed_none\n"
	"	cmpq	(%rdi), %rax\n"
	"	jne	2f\n"
	"	cmpq	8(%rdi), %rbx\n"
	"	je	3f\n"
	"2:	addq	$24, %rdi\n"
	"	decl	%ecx\n"
	"	jmp	1b\n"
	/* The seed: its size, and as many bytes. */
	"3:	movq	16(%rdi), %rdi\n"
	"	cmpl	$32, (%rdi)\n"
	"	jne	seed_size\n"
	"	movl	$4, %ecx\n"
	/* Eight zeroes in a row are not random bytes. */
	"4:	cmpq	$0, 4(%rdi)\n"
	"	je	seed_zeroes\n"
	"	addq	$8, %rdi\n"
	"	decl	%ecx\n"
	"	jnz	4b\n"
	"	payload_say seed_text_good, seed_text_none\n"
	"	payload_end\n"
	"seed_none:\n"
	"	payload_say seed_text_none, seed_text_size\n"
	"	payload_end\n"
	"seed_size:\n"
	"	payload_say seed_text_size, seed_text_zeroes\n"
	"	payload_end\n"
	"seed_zeroes:\n"
	"	payload_say seed_text_zeroes, seed_text_end\n"
	"	payload_end\n"
	"seed_text_good:\n"
	"	.ascii	\"\\ndone=pass\\n\"\n"
	"seed_text_none:\n"
	"	.ascii	\"\\ndone=fail: EFI has no random seed\\n\"\n"
	"seed_text_size:\n"
	"	.ascii	\"\\ndone=fail: the seed is not of 32 bytes\\n\"\n"
	"seed_text_zeroes:\n"
	"	.ascii	\"\\ndone=fail: the seed is zeroes\\n\"\n"
	"seed_text_end:\n"
	"	.balign	8\n"
	"seed_orders:\n"
	"	.fill	40\n"
	"seed_end:\n"
	".popsection\n");
/* clang-format on */

extern const uint8_t seed_entry[];
extern const uint8_t seed_orders[];
extern const uint8_t seed_end[];

static uint64_t read_config_table(void)
{
	char text[32];

	read_text("/sys/firmware/efi/config_table", text, sizeof(text));
	return strtoull(text, NULL, 0);
}

static uint64_t read_system_table(void)
{
	int fd = open(BOOT_PARAMS, O_RDONLY | O_CLOEXEC);
	uint32_t high;
	uint32_t low;

	if (pread(fd, &low, sizeof(low), SYSTEM_TABLE_LOW) != sizeof(low) ||
	    pread(fd, &high, sizeof(high), SYSTEM_TABLE_HIGH) != sizeof(high))
		fail("cannot read " BOOT_PARAMS);
	close(fd);
	return (uint64_t)high << 32 | low;
}

static void fill_tables(uint64_t (*tables)[ENTRIES])
{
	const uint64_t flags = PRESENT | WRITABLE;

	tables[0][0] = (IMAGE + 2 * PAGE) | flags;
	tables[1][0] = (IMAGE + 3 * PAGE) | flags;
	for (uint64_t i = 0; i < ENTRIES; i++)
		tables[2][i] = i << LARGE_SHIFT | LARGE | flags;
}

static uint8_t *make_image(void)
{
	uint8_t *image = aligned_alloc(PAGE, (1 + TABLES) * PAGE);
	const struct orders orders = {
		.root = IMAGE + PAGE,
		.system_table = read_system_table(),
		.config_table = read_config_table(),
		.guid = { 0x42f27ceb1ce1e5bc, 0x7bf580f1ad8ae581 },
	};

	memset(image, 0, (1 + TABLES) * PAGE);
	memcpy(image, seed_entry, (size_t)(seed_end - seed_entry));
	memcpy(image + (seed_orders - seed_entry), &orders, sizeof(orders));
	fill_tables((uint64_t(*)[ENTRIES])(void *)(image + PAGE));
	return image;
}

void case_seed(void)
{
	struct segment segment = {
		.bufsz = (1 + TABLES) * PAGE,
		.mem = IMAGE,
		.memsz = (1 + TABLES) * PAGE,
	};
	int err;

	kexec_arrive();
	segment.buf = make_image();
	err = call_kexec_load(IMAGE, 1, &segment, 0);
	if (err)
		fail("kexec_load: %d", err);
	say("jump");
	fail("reboot came back: %d", call_reboot_kexec());
}
