// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Consoles are listed in sysfs, with the addresses of their registers. The
 * firmware's way in is in the device tree (Devicetree psci.yaml) or in ACPI's
 * FADT (ACPI 6.5, 5.2.9.4). A machine that tells neither is no error: a crash
 * image that is damaged then just stops.
 */
#include "lib/machine/board.h"

#include <stdio.h>

#include "lib/machine/file.h"
#include "lib/text/text.h"

#define CONSOLES "/sys/class/tty/console/active"
#define METHOD	 "/proc/device-tree/psci/method"
#define FADT	 "/sys/firmware/acpi/tables/FACP"
/* ARM_BOOT_ARCH in it. */
#define FADT_FLAGS   129
#define IS_COMPLIANT 1
#define USES_HVC     2

static u64 find_uart(struct kexec_ctx *ctx, struct kx_bytes name)
{
	char path[96];
	u64 address = 0;

	snprintf(path, sizeof(path), "/sys/class/tty/ttyAMA%.*s/iomem_base",
		 (int)name.size, (const char *)name.data);
	return kxl_read_number(ctx, path, 16, &address) ? 0 : address;
}

/* "tty0 ttyAMA0" */
static u64 read_uart(struct kexec_ctx *ctx)
{
	struct kx_bytes text, rest, number;
	u64 address = 0;

	if (kxl_read(ctx, CONSOLES, &text))
		return 0;
	for (rest = text; rest.size && !address;
	     rest = kx_bytes(rest.data + 1, rest.size - 1)) {
		if (!kxl_text_after(rest, "ttyAMA", &number))
			continue;
		number.size = 0;
		while (number.data + number.size < rest.data + rest.size &&
		       number.data[number.size] >= '0' &&
		       number.data[number.size] <= '9' && number.size < 4)
			number.size++;
		address = find_uart(ctx, number);
	}
	kxl_text_free(text);
	return address;
}

static enum kx_psci read_method(struct kx_bytes text)
{
	if (text.size == sizeof("hvc") && !memcmp(text.data, "hvc", 4))
		return KX_PSCI_HVC;
	if (text.size == sizeof("smc") && !memcmp(text.data, "smc", 4))
		return KX_PSCI_SMC;
	return KX_PSCI_NONE;
}

static enum kx_psci read_fadt(struct kx_bytes table)
{
	u16 flags = 0;

	if (kx_read_le16(table, FADT_FLAGS, &flags) || !(flags & IS_COMPLIANT))
		return KX_PSCI_NONE;
	return flags & USES_HVC ? KX_PSCI_HVC : KX_PSCI_SMC;
}

static enum kx_psci read_psci(struct kexec_ctx *ctx)
{
	enum kx_psci psci = KX_PSCI_NONE;
	struct kx_bytes bytes;

	if (!kxl_read(ctx, METHOD, &bytes)) {
		psci = read_method(bytes);
		kxl_text_free(bytes);
	} else if (!kxl_read(ctx, FADT, &bytes)) {
		psci = read_fadt(bytes);
		kxl_text_free(bytes);
	}
	return psci;
}

void kxl_board_read(struct kexec_ctx *ctx, struct kx_arm64_machine *machine)
{
	machine->uart = read_uart(ctx);
	machine->psci = read_psci(ctx);
	kxl_log(ctx, KEXEC_LOG_DEBUG, "PL011 at %#llx, PSCI by %s",
		(unsigned long long)machine->uart,
		machine->psci == KX_PSCI_HVC   ? "HVC"
		: machine->psci == KX_PSCI_SMC ? "SMC"
					       : "nothing");
}
