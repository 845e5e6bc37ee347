// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Once LPIs are on, a redistributor of GICv3 keeps the addresses of its tables
 * until it is reset, whatever software does (Arm IHI 0069,
 * GICR_CTLR.EnableLPIs). The next kernel finds it so, and writes to the same
 * tables. With UEFI, Linux has them in a table of persistent reservations, and
 * /proc/iomem shows them
 * ("reserved"). Otherwise they are pages like others: kexec-tools loads over
 * them. If they are in the next tree's reservations, Linux goes on with them
 * (gic_check_reserved_range() in drivers/irqchip/irq-gic-v3-its.c).
 */
#include "lib/machine/gic.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/machine/file.h"
#include "lib/text/text.h"

#define LOG "/dev/kmsg"
/* LPI_PROPBASE_SZ and LPI_PENDBASE_SZ there, for 16 bits of interrupts. */
#define TABLE_SIZE 0x10000ULL
/* The largest record, and what is read of the log at most. */
#define RECORD_MAX 8192
#define LOG_MAX	   (64U << 20)
/* syslog(2): lower numbers are of the kernel's own messages. */
#define KERNELS 8

static bool find_after(struct kx_bytes text, const char *word,
		       struct kx_bytes *rest)
{
	size_t size = strlen(word);
	const u8 *at = memmem(text.data, (size_t)text.size, word, size);

	if (!at)
		return false;
	*rest = kx_bytes(at + size, text.size - (u64)(at - text.data) - size);
	return true;
}

/* "6,1,0,-;text"; @number: of the record, from 0 on. */
static bool read_record(struct kx_bytes record, u64 *number,
			struct kx_bytes *text)
{
	u64 priority = 0;

	return kxl_text_number(&record, 10, &priority) && priority < KERNELS &&
	       kxl_text_after(record, ",", &record) &&
	       kxl_text_number(&record, 10, number) &&
	       find_after(record, ";", text);
}

#define PROPERTY " LPI property table @0x"
#define PENDING	 " LPI pending table @0x"

bool kxl_gic_line(struct kx_bytes record, struct kx_range *table)
{
	struct kx_bytes text;
	u64 address = 0;
	u64 number = 0;

	return read_record(record, &number, &text) &&
	       kxl_text_after(text, "GICv3: ", &text) &&
	       (find_after(text, PROPERTY, &text) ||
		find_after(text, PENDING, &text)) &&
	       kxl_text_number(&text, 16, &address) &&
	       kx_range_make(address, TABLE_SIZE, table);
}

static bool has_range(const struct kxl_gic *gic, struct kx_range range)
{
	u32 i;

	for (i = 0; i < gic->count; i++)
		if (gic->tables[i].start == range.start)
			return true;
	return false;
}

static int add(struct kxl_gic *gic, struct kx_range table)
{
	struct kx_range *larger;

	if (has_range(gic, table))
		return 0;
	larger = reallocarray(gic->tables, (size_t)gic->count + 1,
			      sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	gic->tables = larger;
	gic->tables[gic->count++] = table;
	return 0;
}

/* Each read gives a record, and the last one EAGAIN; a file has several. */
static int read_log(int fd, struct kx_bytes *log)
{
	u8 *data = NULL;
	size_t used = 0;
	ssize_t got;
	u8 *larger;

	while (used < LOG_MAX) {
		larger = realloc(data, used + RECORD_MAX);
		if (!larger) {
			free(data);
			return -ENOMEM;
		}
		data = larger;
		got = read(fd, data + used, RECORD_MAX);
		/* It was overwritten meanwhile: the next one follows. */
		if (got < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (got <= 0)
			break;
		used += (size_t)got;
	}
	*log = kx_bytes(data, used);
	return 0;
}

/*
 * All tables are there if the property table is: each CPU's own comes after it.
 */
static int find_tables(struct kx_bytes log, struct kxl_gic *gic, bool *has_all)
{
	struct kx_range table = { 0, 0 };
	struct kx_bytes line;
	struct kx_bytes rest;
	int err = 0;

	*has_all = false;
	while (!err && kxl_text_line(&log, &line)) {
		if (!kxl_gic_line(line, &table))
			continue;
		err = add(gic, table);
		if (find_after(line, PROPERTY, &rest))
			*has_all = true;
	}
	return err;
}

/* Whether it begins with the first record since the boot. */
static bool is_whole(struct kx_bytes log)
{
	struct kx_bytes line;
	struct kx_bytes text;
	u64 number = 1;

	return kxl_text_line(&log, &line) &&
	       read_record(line, &number, &text) && !number;
}

static bool has_gicv3(struct kexec_ctx *ctx)
{
	struct kx_bytes text;
	struct kx_bytes rest;
	bool has;

	if (kxl_read(ctx, "/proc/interrupts", &text))
		return false;
	has = find_after(text, " GICv3 ", &rest);
	kxl_text_free(text);
	return has;
}

static void say(struct kexec_ctx *ctx, const struct kxl_gic *gic)
{
	u32 i;

	for (i = 0; i < gic->count; i++)
		kxl_log(ctx, KEXEC_LOG_DEBUG,
			"table of the interrupt controller: [%#llx, %#llx)",
			(unsigned long long)gic->tables[i].start,
			(unsigned long long)gic->tables[i].end);
}

void kxl_gic_warn(struct kexec_ctx *ctx, const struct kxl_gic *gic)
{
	if (gic->may_lack)
		kxl_log(ctx, KEXEC_LOG_WARNING,
			"the kernel's log (" LOG ") has lost its beginning, "
			"where this interrupt controller's tables are: if they "
			"are loaded over, the next kernel will be damaged. "
			"Without UEFI, load after a fresh boot");
}

int kxl_gic_read(struct kexec_ctx *ctx, struct kxl_gic *gic)
{
	struct kxl_gic found = { 0 };
	struct kx_bytes log = { NULL, 0 };
	bool has_all = false;
	int fd = -1;
	int err;

	*gic = found;
	if (kxl_exists(ctx, "/sys/firmware/efi"))
		return 0;
	err = kxl_open(ctx, LOG, &fd);
	if (!err) {
		err = read_log(fd, &log);
		close(fd);
	}
	/* Without a log, none of it is known. */
	err = err == -ENOMEM ? err : find_tables(log, &found, &has_all);
	if (err) {
		kxl_gic_free(&found);
		err = kxl_fail_memory(ctx, KEXEC_ACTION_READ);
	} else {
		found.may_lack = !has_all && !is_whole(log) && has_gicv3(ctx);
		say(ctx, &found);
		*gic = found;
	}
	kxl_text_free(log);
	return err;
}

void kxl_gic_free(struct kxl_gic *gic)
{
	free(gic->tables);
	*gic = (struct kxl_gic){ 0 };
}
