// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What changes if the setup code of a bzImage is entered, in real mode: old
 * protocols and images that are loaded low are possible, and memory above 4 GiB
 * is out of reach. The setup code asks the BIOS for the rest.
 */
#include "core/format/bzimage_real.h"

#include "core/protocol/linux_x86.h"
#include "core/protocol/linux_x86_real.h"

#define LOADFLAG_HIGH 0x01

bool kx_bzimage_is_low(const struct kx_bzimage_header *header)
{
	return !(header->loadflags & LOADFLAG_HIGH);
}

u32 kx_bzimage_real_cmdline(const struct kx_bzimage_header *header)
{
	const u32 low = KX_REAL_LOW_CMDLINE - 1;

	if (kx_real_is_low(header->version, header->loadflags) &&
	    header->cmdline_size > low)
		return low;
	return header->cmdline_size;
}

static int check_purpose(const struct kx_request *request,
			 struct kx_fault *fault)
{
	static const char *const names[KX_PURPOSES] = {
		[KX_PURPOSE_CRASH] = "a crash kernel",
		[KX_PURPOSE_RETURNING] = "a kernel that returns",
	};

	if (request->purpose == KX_PURPOSE_NORMAL)
		return 0;
	return kx_fault_set(fault, KX_E_NOT_REAL_MODE, names[request->purpose],
			    0, 0);
}

int kx_bzimage_vet_real(const struct kx_request *request,
			const struct kx_bzimage_header *header,
			struct kx_fault *fault)
{
	const u64 low_size = KX_REAL_LOW_END - KX_REAL_LOW_START;
	u64 size = header->image_end - header->setup_size;
	int err = check_purpose(request, fault);

	if (err)
		return err;
	if (header->setup_size > KX_REAL_SETUP_MAX)
		return kx_fault_set(fault, KX_E_HEADER, "setup_sects",
				    header->setup_size, KX_REAL_SETUP_MAX);
	if (kx_bzimage_is_low(header) && size > low_size)
		return kx_fault_set(fault, KX_E_HEADER, "syssize", size,
				    low_size);
	return 0;
}

int kx_bzimage_vet_bios(const struct kx_request *request,
			struct kx_fault *fault)
{
	const struct kx_machine *machine = request->machine;

	if (!machine || !machine->x86.lacks_bios)
		return 0;
	return kx_fault_set(fault, KX_E_NO_BIOS, NULL, 0, 0);
}

/* It moves itself to where its entry is. */
static void describe_low(struct kx_kernel *kernel)
{
	kernel->size = kernel->pieces[0].bytes.size;
	kernel->align = 1;
	kernel->reach = (struct kx_range){ KX_REAL_LOW_START, KX_REAL_LOW_END };
	kernel->preferred = KX_REAL_LOW_START;
	kernel->is_relocatable = false;
}

/* Its addresses in the setup header have 32 bits. */
static void describe_high(struct kx_kernel *kernel)
{
	if (kernel->reach.end > KX_FOUR_GIB)
		kernel->reach.end = KX_FOUR_GIB;
}

int kx_bzimage_describe_real(struct kx_bytes file,
			     const struct kx_bzimage_header *header,
			     struct kx_kernel *kernel)
{
	const u64 start = header->code32_start;
	int err = kx_bytes_slice(file, 0, header->setup_size, &kernel->setup);

	if (err)
		return err;
	kernel->protocol = &kx_protocol_linux_x86_real;
	kernel->initrd_end = (u64)header->initrd_addr_max + 1;
	kernel->cmdline_max = kx_bzimage_real_cmdline(header);
	kernel->takes_efi = false;
	/* It asks the BIOS. */
	kernel->takes_acpi_rsdp = true;
	kernel->takes_5level = true;
	kernel->ways[0] = (struct kx_way){ .mode = &kx_entry_x86_16 };
	kernel->nr_ways = 1;
	if (kx_bzimage_is_low(header)) {
		describe_low(kernel);
		return 0;
	}
	describe_high(kernel);
	if (kx_bzimage_has_32bit_entry(header))
		kernel->ways[kernel->nr_ways++] =
			(struct kx_way){ &kx_entry_x86_32,
					 start - KX_BZIMAGE_ADDRESS };
	return 0;
}
