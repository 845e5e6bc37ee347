// SPDX-License-Identifier: GPL-2.0-only
/*
 * The random seed in EFI's configuration tables, from Linux's EFI stub. A
 * kernel zeroes the seed once it has used it. The next kernel would take the
 * zeroes for 32 random bytes. So a restart that ends in a jump fills the table
 * again, in a reboot notifier, as Linux with kexec does
 * (update_efi_random_seed() in drivers/firmware/efi/efi.c). A crash kernel gets
 * the table as it is, as in Linux.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/seed.h"

#include "module/arch.h"
#include "module/kxm.h"
#include "module/sysfs.h"

#include <linux/efi.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/random.h>
#include <linux/reboot.h>
#include <linux/sched.h>

/* More than any firmware has: a limit for the read. */
#define MAX_TABLES 512

/* Offsets and sizes in the firmware's structures. */
struct layout {
	size_t count; /* in the system table: the number of tables */
	size_t entry; /* size of an entry of the tables */
	size_t table; /* in an entry, after its GUID */
	size_t width; /* size of an address */
};

static const struct layout layout_64 = {
	.count = offsetof(efi_system_table_64_t, nr_tables),
	.entry = sizeof(efi_config_table_64_t),
	.table = offsetof(efi_config_table_64_t, table),
	.width = sizeof(u64),
};

static const struct layout layout_32 = {
	.count = offsetof(efi_system_table_32_t, nr_tables),
	.entry = sizeof(efi_config_table_32_t),
	.table = offsetof(efi_config_table_32_t, table),
	.width = sizeof(u32),
};

/* Return: 0, or -ENOMEM if the memory can't be mapped. */
static int read_memory(phys_addr_t at, void *to, size_t size)
{
	void *mapped = memremap(at, size, MEMREMAP_WB);

	if (!mapped)
		return -ENOMEM;
	memcpy(to, mapped, size);
	memunmap(mapped);
	return 0;
}

static int count_tables(const struct layout *layout, u64 system_table,
			u32 *count)
{
	u64 signature;
	int err = read_memory(system_table, &signature, sizeof(signature));

	if (err)
		return err;
	if (signature != EFI_SYSTEM_TABLE_SIGNATURE)
		return -EINVAL;
	return read_memory(system_table + layout->count, count, sizeof(*count));
}

/* The last one counts, as in efi_config_parse_tables(). 0: none. */
static phys_addr_t find_seed(const struct layout *layout, const void *tables,
			     u32 count)
{
	const efi_guid_t wanted = LINUX_EFI_RANDOM_SEED_TABLE_GUID;
	phys_addr_t seed = 0;
	u32 i;

	for (i = 0; i < count; i++) {
		const void *entry = tables + i * layout->entry;

		if (memcmp(entry, &wanted, sizeof(wanted)))
			continue;
		seed = 0;
		memcpy(&seed, entry + layout->table, layout->width);
	}
	return seed;
}

static int look_for_seed(u64 system_table, u64 config_table, phys_addr_t *seed)
{
	const struct layout *layout =
		efi_enabled(EFI_64BIT) ? &layout_64 : &layout_32;
	void *tables;
	u32 count;
	int err = count_tables(layout, system_table, &count);

	if (err)
		return err;
	*seed = 0;
	if (!count)
		return 0;
	if (count > MAX_TABLES)
		return -E2BIG;
	tables = memremap(config_table, count * layout->entry, MEMREMAP_WB);
	if (!tables)
		return -ENOMEM;
	*seed = find_seed(layout, tables, count);
	memunmap(tables);
	return 0;
}

/* Fill as many bytes as Linux would, at most those of the table. */
static int fill_seed(phys_addr_t at)
{
	struct linux_efi_random_seed *seed;
	u32 size;
	int err = read_memory(at, &size, sizeof(size));

	if (err || !size)
		return err;
	size = min(size, EFI_RANDOM_SEED_SIZE);
	seed = memremap(at, sizeof(*seed) + size, MEMREMAP_WB);
	if (!seed)
		return -ENOMEM;
	seed->size = size;
	get_random_bytes(seed->bits, size);
	memunmap(seed);
	return 0;
}

static int renew(struct vfsmount *sysfs, void *result)
{
	u64 system_table;
	u64 config_table;
	phys_addr_t seed;
	int *err = result;

	*err = kxm_arch_efi_tables(sysfs, &system_table, &config_table);
	if (!*err)
		*err = look_for_seed(system_table, config_table, &seed);
	if (!*err && seed)
		*err = fill_seed(seed);
	return 0;
}

static int on_restart(struct notifier_block *block, unsigned long action,
		      void *data)
{
	int result = -EOPNOTSUPP; /* if there is no sysfs */
	int err;

	if (READ_ONCE(kxm.armed_by) != current || !efi_enabled(EFI_BOOT))
		return NOTIFY_DONE;
	err = kxm_with_sysfs(renew, &result);
	if (err || result)
		pr_err("EFI's random seed was not renewed: error %d\n",
		       err ?: result);
	return NOTIFY_DONE;
}

static struct notifier_block restart_block = { .notifier_call = on_restart };

int kxm_seed_open(void)
{
	return register_reboot_notifier(&restart_block);
}

void kxm_seed_close(void)
{
	unregister_reboot_notifier(&restart_block);
}
