// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "test/unit/tool/vmcore_dmesg/make_dump.h"

#include <stdio.h>
#include <stdlib.h>

#include "tool/vmcore_dmesg/failure.h"

/* clang-format off */
const struct log_record made_records[MADE_RECORDS] = {
	{ .seq = 0, .has_seq = true, .time_ns = 0, .level = 5, .caller = 0,
	  .has_caller = true,
	  .text = { (const u8 *)"Linux version 7.3", 17 } },
	{ .seq = 1, .has_seq = true, .time_ns = 1234567890, .level = 6,
	  .caller = 1, .has_caller = true,
	  .text = { (const u8 *)"pci 0000:00:01.0: \x1b[31mred\n two", 31 },
	  .subsystem = { (const u8 *)"pci", 3 },
	  .device = { (const u8 *)"+pci:0000:00:01.0", 17 } },
	{ .seq = 2, .has_seq = true, .time_ns = 98765432109876, .level = 6,
	  .facility = 3, .caller = 0x80000001, .has_caller = true,
	  .text = { NULL, 0 } },
	{ .seq = 3, .has_seq = true, .time_ns = 98765433000000, .level = 0,
	  .caller = 77, .has_caller = true,
	  .text = { (const u8 *)"Kernel panic \"\\\" \xc3\xa4 \xff", 21 } },
};

/* Struct layouts of Linux 7.3 on x86_64. */
static const char ring_info[] =
	"OSRELEASE=7.3.4\n"
	"PAGESIZE=4096\n"
	"SYMBOL(init_top_pgt)=ffffffff81002000\n"
	"NUMBER(pgtable_l5_enabled)=0\n"
	"NUMBER(phys_base)=83886080\n"
	"KERNELOFFSET=0\n"
	"NUMBER(sme_mask)=0\n"
	"SYMBOL(prb)=ffffffff81000100\n"
	"SIZE(printk_ringbuffer)=96\n"
	"OFFSET(printk_ringbuffer.desc_ring)=0\n"
	"OFFSET(printk_ringbuffer.text_data_ring)=48\n"
	"OFFSET(printk_ringbuffer.fail)=80\n"
	"SIZE(prb_desc_ring)=48\n"
	"OFFSET(prb_desc_ring.count_bits)=0\n"
	"OFFSET(prb_desc_ring.descs)=8\n"
	"OFFSET(prb_desc_ring.infos)=16\n"
	"OFFSET(prb_desc_ring.head_id)=24\n"
	"OFFSET(prb_desc_ring.tail_id)=32\n"
	"SIZE(prb_desc)=24\n"
	"OFFSET(prb_desc.state_var)=0\n"
	"OFFSET(prb_desc.text_blk_lpos)=8\n"
	"SIZE(prb_data_blk_lpos)=16\n"
	"OFFSET(prb_data_blk_lpos.begin)=0\n"
	"OFFSET(prb_data_blk_lpos.next)=8\n"
	"SIZE(printk_info)=88\n"
	"OFFSET(printk_info.seq)=0\n"
	"OFFSET(printk_info.ts_nsec)=8\n"
	"OFFSET(printk_info.text_len)=16\n"
	"OFFSET(printk_info.caller_id)=20\n"
	"OFFSET(printk_info.dev_info)=24\n"
	"SIZE(dev_printk_info)=64\n"
	"OFFSET(dev_printk_info.subsystem)=0\n"
	"LENGTH(printk_info_subsystem)=16\n"
	"OFFSET(dev_printk_info.device)=16\n"
	"LENGTH(printk_info_device)=48\n"
	"SIZE(prb_data_ring)=32\n"
	"OFFSET(prb_data_ring.size_bits)=0\n"
	"OFFSET(prb_data_ring.data)=8\n"
	"SIZE(atomic_long_t)=8\n"
	"OFFSET(atomic_long_t.counter)=0\n";

/* Those of Linux 5.4. */
static const char list_info[] =
	"OSRELEASE=5.4.0\n"
	"PAGESIZE=4096\n"
	"SYMBOL(swapper_pg_dir)=ffffffff81002000\n"
	"NUMBER(phys_base)=83886080\n"
	"SYMBOL(log_buf)=ffffffff81000100\n"
	"SYMBOL(log_buf_len)=ffffffff81000108\n"
	"SYMBOL(log_first_idx)=ffffffff8100010c\n"
	"SYMBOL(log_next_idx)=ffffffff81000110\n"
	"SIZE(printk_log)=16\n"
	"OFFSET(printk_log.ts_nsec)=0\n"
	"OFFSET(printk_log.len)=8\n"
	"OFFSET(printk_log.text_len)=10\n"
	"OFFSET(printk_log.dict_len)=12\n";
/* clang-format on */

/* Positions in the ring begin just before a wrap, like Linux's. */
#define FIRST_ID   ((1ULL << 62) - 3)
#define FIRST_LPOS (0ULL - MADE_TEXT)
#define STATE_DONE (2ULL << 62)
#define ID_MASK	   ((1ULL << 62) - 1)

static u8 *at(struct made *made, u64 offset)
{
	return made->memory + offset;
}

/* One page of 2 MiB maps this part of the direct map; 9 bits per table. */
static void make_tables(struct made *made)
{
	u64 pa = MADE_PA + MADE_TABLES;
	u8 *table = at(made, MADE_TABLES);

	kx_write_le64(table + (MADE_DIRECT >> 39 & 511) * 8,
		      (pa + MADE_PAGE) | 0x67);
	kx_write_le64(table + MADE_PAGE + (MADE_DIRECT >> 30 & 511) * 8,
		      (pa + 2 * MADE_PAGE) | 0x67);
	kx_write_le64(table + 2 * MADE_PAGE + (MADE_DIRECT >> 21 & 511) * 8,
		      (1ULL << 63) | MADE_PA | 0xe7);
}

static void begin(struct made *made, const char *info)
{
	memset(made, 0, sizeof(*made));
	made->info_size = strlen(info);
	memcpy(made->info, info, made->info_size + 1);
	make_tables(made);
}

void made_ring(struct made *made)
{
	u8 *prb;

	begin(made, ring_info);
	kx_write_le64(at(made, MADE_SYMBOLS), MADE_VA + MADE_PRB);
	prb = at(made, MADE_PRB);
	kx_write_le32(prb, (u32)__builtin_ctz(MADE_DESCS));
	kx_write_le64(prb + 8, MADE_VA + MADE_DESC_ARRAY);
	kx_write_le64(prb + 16, MADE_DIRECT + MADE_INFO_ARRAY);
	kx_write_le64(prb + 24, FIRST_ID - 1);
	kx_write_le64(prb + 32, FIRST_ID - 1);
	kx_write_le32(prb + 48, (u32)__builtin_ctz(MADE_TEXT));
	kx_write_le64(prb + 56, MADE_DIRECT + MADE_TEXT_ARRAY);
	made->next_id = FIRST_ID;
	made->next_lpos = FIRST_LPOS;
}

u8 *made_desc(struct made *made, u64 id)
{
	return at(made, MADE_DESC_ARRAY) + id % MADE_DESCS * MADE_DESC_SIZE;
}

static void put_info(u8 *info, const struct log_record *record)
{
	memset(info, 0, MADE_INFO_SIZE);
	kx_write_le64(info, record->seq);
	kx_write_le64(info + 8, record->time_ns);
	kx_write_le16(info + 16, (u16)record->text.size);
	info[18] = record->facility;
	info[19] = (u8)(record->level << 5 | 2);
	kx_write_le32(info + 20, record->caller);
	if (record->subsystem.size)
		memcpy(info + 24, record->subsystem.data,
		       record->subsystem.size);
	if (record->device.size)
		memcpy(info + 40, record->device.data, record->device.size);
}

/* Writes a block: id and text, aligned; never across the ring's end. */
static void put_text(struct made *made, u8 *desc, struct kx_bytes text)
{
	u64 size = (8 + text.size + 7) & ~7ULL;
	u64 begin_lpos = made->next_lpos;
	u64 start = begin_lpos % MADE_TEXT;
	u8 *ring = at(made, MADE_TEXT_ARRAY);

	if (!text.size) {
		kx_write_le64(desc + 8, 3);
		kx_write_le64(desc + 16, 3);
		return;
	}
	made->next_lpos += size;
	if (start + size > MADE_TEXT) {
		made->next_lpos += MADE_TEXT - start;
		start = 0;
	}
	kx_write_le64(desc + 8, begin_lpos);
	kx_write_le64(desc + 16, made->next_lpos);
	kx_write_le64(ring + start, made->next_id);
	memcpy(ring + start + 8, text.data, text.size);
}

void made_ring_add(struct made *made, const struct log_record *record)
{
	u8 *prb = at(made, MADE_PRB);
	u8 *desc = made_desc(made, made->next_id);
	u64 oldest = made->next_id - (MADE_DESCS - 1);

	kx_write_le64(desc, made->next_id | STATE_DONE);
	put_info(at(made, MADE_INFO_ARRAY) +
			 made->next_id % MADE_DESCS * MADE_INFO_SIZE,
		 record);
	put_text(made, desc, record->text);
	kx_write_le64(prb + 24, made->next_id);
	if (((oldest - FIRST_ID) & ID_MASK) < MADE_DESCS * 1000)
		kx_write_le64(prb + 32, oldest & ID_MASK);
	made->next_id = (made->next_id + 1) & ID_MASK;
}

void made_list(struct made *made)
{
	u8 *symbols;

	begin(made, list_info);
	symbols = at(made, MADE_SYMBOLS);
	kx_write_le64(symbols, MADE_DIRECT + MADE_TEXT_ARRAY);
	kx_write_le32(symbols + 8, MADE_TEXT);
}

static size_t put_dict(char *dict, const struct log_record *record)
{
	if (!record->device.size)
		return 0;
	return (size_t)sprintf(dict, "SUBSYSTEM=%.*s%cDEVICE=%.*s",
			       (int)record->subsystem.size,
			       (const char *)record->subsystem.data, '\0',
			       (int)record->device.size,
			       (const char *)record->device.data);
}

void made_list_add(struct made *made, const struct log_record *record)
{
	u8 *symbols = at(made, MADE_SYMBOLS);
	u8 *buffer = at(made, MADE_TEXT_ARRAY);
	char dict[512];
	size_t dict_size = put_dict(dict, record);
	size_t size = MADE_LIST_HEAD + record->text.size + dict_size;
	u8 *head;

	size = (size + 3) & ~3ULL;
	/* Keep room for a "continue at the start" record. */
	if (made->next_index + size + MADE_LIST_HEAD > MADE_TEXT) {
		memset(buffer + made->next_index, 0, MADE_LIST_HEAD);
		made->next_index = 0;
	}
	head = buffer + made->next_index;
	kx_write_le64(head, record->time_ns);
	kx_write_le16(head + 8, (u16)size);
	kx_write_le16(head + 10, (u16)record->text.size);
	kx_write_le16(head + 12, (u16)dict_size);
	head[14] = record->facility;
	head[15] = (u8)(record->level << 5 | 2);
	if (record->text.size)
		memcpy(head + MADE_LIST_HEAD, record->text.data,
		       record->text.size);
	memcpy(head + MADE_LIST_HEAD + record->text.size, dict, dict_size);
	made->next_index += size;
	kx_write_le32(symbols + 16, (u32)made->next_index);
}

void made_info(struct made *made, const char *name, const char *value)
{
	char old[sizeof(made->info)];
	size_t length = strlen(name);
	size_t size = 0;
	char *save = NULL;
	char *line;

	memcpy(old, made->info, sizeof(old));
	for (line = strtok_r(old, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (!strncmp(line, name, length) && line[length] == '=')
			continue;
		size += (size_t)sprintf(made->info + size, "%s\n", line);
	}
	if (value)
		size += (size_t)sprintf(made->info + size, "%s=%s\n", name,
					value);
	made->info_size = size;
}

static int read_made(void *data, u64 va, void *to, u64 size,
		     struct failure *failure)
{
	struct made *made = data;
	u64 start = va >= MADE_VA ? va - MADE_VA : va - MADE_DIRECT;

	if (start > MADE_MEMORY || size > MADE_MEMORY - start)
		return failure_set(failure, STATUS_ADDRESS,
				   "no memory at %#llx",
				   (unsigned long long)va);
	memcpy(to, made->memory + start, size);
	return 0;
}

struct log_memory made_log_memory(struct made *made)
{
	return (struct log_memory){
		.read = read_made,
		.data = made,
		.info = kx_bytes(made->info, made->info_size),
		.long_size = 8,
	};
}
