// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The words of purgatory/arch/arm64_check.S, as the assembler makes them, and
 * the data behind them. A test assembles them again, where there is an
 * assembler for arm64; on arm64 a test runs them.
 */
#include "core/arch/arm64_check.h"

#include "core/digest.h"

/* clang-format off */
static const u32 words[] = {
	0x10000000, 0x10002cf9, 0xcb000321, 0x9400002d, 0xf9400321, 0x100014b8,
	0xaa1f03f6, 0xeb01001f, 0x54000181, 0x100014f9, 0x580013d6, 0xb4000296,
	0xa9400720, 0x94000023, 0xf9400b21, 0x91006338, 0x9100c339, 0xd10006d6,
	0xeb01001f, 0x54ffff00, 0x10000c60, 0x94000056, 0xaa1803e0, 0x94000054,
	0x58001197, 0xb4000117, 0xf1000aff, 0x54000221, 0x10000d60, 0x9400004e,
	0x17ffffed, 0x58001024, 0xd61f0080, 0x30000be0, 0x94000049, 0x18000ea0,
	0x58001041, 0xf100043f, 0x54000080, 0x540000e3, 0xd4000003, 0x14000005,
	0xd4000002, 0x14000003, 0x10000b00, 0x9400003e, 0xd503207f, 0x17ffffff,
	0x58000c02, 0x58000c23, 0x58000c44, 0x58000c65, 0xaa0103e6, 0x8b030047,
	0xaa0303e8, 0xaa1f03e9, 0xcb0203ea, 0xa8c1300b, 0xa8c1380d, 0x9b031d67,
	0x9b032188, 0x9b0325a9, 0x9b0329ca, 0x93c784e7, 0x93c88508, 0x93c98529,
	0x93ca854a, 0x9b027ce7, 0x9b027d08, 0x9b027d29, 0x9b027d4a, 0xf1008021,
	0x54fffe21, 0x93c7fce0, 0x93c8e50b, 0x93c9d12c, 0x93cab94d, 0x8b0b0000,
	0x8b0c0000, 0x8b0d0000, 0x9b037ceb, 0x93cb856b, 0x9b027d6b, 0xca0b0000,
	0x9b021400, 0x9b037d0b, 0x93cb856b, 0x9b027d6b, 0xca0b0000, 0x9b021400,
	0x9b037d2b, 0x93cb856b, 0x9b027d6b, 0xca0b0000, 0x9b021400, 0x9b037d4b,
	0x93cb856b, 0x9b027d6b, 0xca0b0000, 0x9b021400, 0x8b060000, 0xca408400,
	0x9b037c00, 0xca407400, 0x9b047c00, 0xca408000, 0xd65f03c0, 0x580006e2,
	0xb4000142, 0x38401403, 0x34000103, 0x52a00204, 0xb9401845, 0x51000484,
	0x36280045, 0x35ffffa4, 0xb9000043, 0x17fffff8, 0xd65f03c0, 0x6578656b,
	0x63203a63, 0x68736172, 0x616d6920, 0x64206567, 0x67616d61, 0x203a6465,
	0x6d676573, 0x20746e65, 0x72203a00, 0x61747365, 0x6e697472, 0x000a0d67,
	0x6168203a, 0x6e69746c, 0x000a0d67, 0x7473203a, 0x69747261, 0x6920676e,
	0x6c612074, 0x6874206c, 0x61732065, 0x0a0d656d, 0x00000000, 0xd503201f,
	0x85ebca87, 0x9e3779b1, 0x27d4eb4f, 0xc2b2ae3d, 0x9e3779f9, 0x165667b1,
	0xc2b2ae63, 0x85ebca77, 0x84000009, 0x00000000, 0xd503201f, 0xd503201f,
	0xd503201f, 0xd503201f, 0xd503201f, 0xd503201f,
};
/* clang-format on */

/* A segment has whole pages, as the code needs: it reads 32 bytes at a time. */
static_assert(KX_DAMAGE_REBOOT == 0 && KX_DAMAGE_START == 2 && KX_PSCI_HVC == 1,
	      "numbers of purgatory/arch/arm64_check.S");
static_assert(sizeof(words) == KX_ARM64_CHECK_CODE, "data follow the code");
static_assert(sizeof(struct kx_arm64_check) == 808 &&
		      offsetof(struct kx_arm64_check, rows) == 64 &&
		      offsetof(struct kx_arm64_check, own) == 800,
	      "layout of purgatory/arch/arm64_check.S");
static_assert(sizeof(struct kx_crash_row) == 48, "and of its rows");
static_assert((KX_ARM64_CHECK_CODE + 800) % 32 == 0, "whole stripes");

int kx_arm64_check_reserve(const struct kx_request *request,
			   struct kx_plan *plan, u8 **bytes,
			   struct kx_fault *fault)
{
	const u64 size = KX_ARM64_CHECK_SIZE;
	struct kx_range hole;
	int err;

	err = kx_plan_find(request, plan,
			   kx_crash_want(request, KX_PART_PURGATORY, size),
			   &hole, fault);
	if (err)
		return err;
	*bytes = kx_arena_take(request->arena, size, 16);
	if (!*bytes)
		return kx_fault_set(fault, KX_E_FULL, "arena", size,
				    request->arena->size);
	return kx_plan_add(plan, KX_PART_PURGATORY, kx_bytes(*bytes, size),
			   hole, fault);
}

static u32 find_self(const struct kx_plan *plan)
{
	u32 i = 0;

	while (i < plan->count - 1 && plan->parts[i] != KX_PART_PURGATORY)
		i++;
	return i;
}

void kx_arm64_check_write(const struct kx_request *request,
			  struct kx_plan *plan, u8 *bytes)
{
	const struct kx_arm64_machine *machine = &request->machine->arm64;
	struct kx_arm64_check *data =
		(struct kx_arm64_check *)(bytes + KX_ARM64_CHECK_CODE);
	u32 self = find_self(plan);
	size_t i;

	memset(bytes, 0, KX_ARM64_CHECK_SIZE);
	for (i = 0; i < ARRAY_SIZE(words); i++)
		kx_write_le32(bytes + 4 * i, words[i]);
	kx_write_le64(data->entry, plan->entry.address);
	kx_write_le64(data->uart, machine->uart);
	kx_write_le64(data->action, request->crash->on_damage);
	kx_write_le64(data->conduit, machine->psci);
	kx_write_le64(data->count,
		      kx_crash_write_rows(request, plan, data->rows));
	kx_crash_write_name(data->own_name, self, KX_PART_PURGATORY);
	kx_write_le64(
		data->own,
		kx_digest(kx_bytes(
			bytes, KX_ARM64_CHECK_CODE +
				       offsetof(struct kx_arm64_check, own))));
	plan->entry.address = plan->segments[self].mem;
}
