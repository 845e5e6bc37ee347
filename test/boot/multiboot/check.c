// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A Multiboot kernel that says on the serial port what it was given. The host
 * compares it with what the guest's first kernel announced. The structures are
 * read by the specifications, not with the code under test.
 */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#define PORT	  0x3f8
#define LOADED	  0x2badb002
#define LOADED_2  0x36d76289
#define PROTECTED 1U	     /* in cr0 */
#define PAGING	  (1U << 31) /* the same */
#define INTERRUPT (1U << 9)  /* in the flags */
#define BSS	  100000

/* What a structure of either version says. */
struct facts {
	const char *line;
	const char *name;
	u32 base; /* 0: not said */
	u64 ram;  /* bytes */
	u32 ranges;
	u32 rsdp; /* bytes of the newest copy */
};

static volatile u8 zeroes[BSS];

static u32 get(u32 at)
{
	return *(const volatile u32 *)at;
}

static u64 get_long(u32 at)
{
	return get(at) | (u64)get(at + 4) << 32;
}

static void put(char c)
{
	u8 status = 0;

	while (!(status & 0x20))
		__asm__ volatile("inb %1, %0"
				 : "=a"(status)
				 : "d"((unsigned short)(PORT + 5)));
	__asm__ volatile("outb %0, %1" : : "a"(c), "d"((unsigned short)PORT));
}

static void print(const char *text)
{
	while (*text)
		put(*text++);
}

static void print_hex(u32 number)
{
	int shift;

	for (shift = 28; shift >= 0; shift -= 4)
		put("0123456789abcdef"[number >> shift & 15]);
}

static void print_fact(const char *what, u32 number)
{
	print("kx: ");
	print(what);
	print(" ");
	print_hex(number);
	print("\n");
}

static void print_text(const char *what, const char *text)
{
	print("kx: ");
	print(what);
	print(" \"");
	print(text);
	print("\"\n");
}

/* FNV-1a. */
static u32 sum(u32 start, u32 end)
{
	u32 hash = 2166136261;

	for (; start < end; start++)
		hash = (hash ^ *(const volatile u8 *)start) * 16777619;
	return hash;
}

static void print_module(u32 start, u32 end, const char *string)
{
	print_text("module", string);
	print_fact("module's size", end - start);
	print_fact("module's sum", sum(start, end));
	if (start & 4095)
		print("kx: FAULT: a module is not aligned\n");
}

static void add_memory(struct facts *facts, u64 size, u32 type)
{
	facts->ranges++;
	if (type == 1)
		facts->ram += size;
}

static void read_1(u32 info, struct facts *facts)
{
	u32 map = get(info + 48);
	u32 end = map + get(info + 44);
	u32 i;

	print_fact("flags", get(info));
	facts->line = (const char *)get(info + 16);
	facts->name = (const char *)get(info + 64);
	for (; map < end; map += get(map) + 4)
		add_memory(facts, get_long(map + 12), get(map + 20));
	for (i = 0; i < get(info + 20); i++) {
		u32 module = get(info + 24) + 16 * i;

		print_module(get(module), get(module + 4),
			     (const char *)get(module + 8));
	}
}

static void read_tag(u32 tag, struct facts *facts)
{
	u32 at;

	switch (get(tag)) {
	case 1:
		facts->line = (const char *)tag + 8;
		return;
	case 2:
		facts->name = (const char *)tag + 8;
		return;
	case 3:
		print_module(get(tag + 8), get(tag + 12),
			     (const char *)tag + 16);
		return;
	case 6:
		for (at = tag + 16; at < tag + get(tag + 4); at += get(tag + 8))
			add_memory(facts, get_long(at + 8), get(at + 16));
		return;
	case 14: /* ACPI's root pointer, of revision 0 */
	case 15: /* and of later ones */
		facts->rsdp = get(tag + 4) - 8;
		print_fact("RSDP's sum", sum(tag + 8, tag + get(tag + 4)));
		return;
	case 21:
		facts->base = get(tag + 8);
		return;
	default:
		return;
	}
}

static void read_2(u32 info, struct facts *facts)
{
	u32 end = info + get(info);
	u32 tag;

	for (tag = info + 8; tag < end && get(tag);
	     tag += (get(tag + 4) + 7) & ~7U)
		read_tag(tag, facts);
	if (tag + 8 != end)
		print("kx: FAULT: the last tag is not the end\n");
}

static void check_cpu(u32 flags, u32 cr0)
{
	if (!(cr0 & PROTECTED) || cr0 & PAGING || flags & INTERRUPT)
		print("kx: FAULT: the CPU is in another state\n");
}

static void check_bss(void)
{
	u32 i;

	for (i = 0; i < BSS; i++)
		if (zeroes[i])
			break;
	if (i < BSS)
		print("kx: FAULT: bss is not zero\n");
}

void check(u32 magic, u32 info, u32 flags, u32 cr0, u32 base)
{
	struct facts facts = { "", "", 0, 0, 0, 0 };

	print("\n");
	print_fact("Multiboot", magic);
	check_cpu(flags, cr0);
	check_bss();
	if (magic == LOADED)
		read_1(info, &facts);
	if (magic == LOADED_2)
		read_2(info, &facts);
	print_text("line", facts.line);
	print_text("loader", facts.name);
	print_fact("ranges", facts.ranges);
	print_fact("KiB of RAM", (u32)(facts.ram >> 10));
	print_fact("RSDP", facts.rsdp);
	if (facts.base && facts.base != base)
		print("kx: FAULT: it lies elsewhere\n");
	print("kx: end\n");
}
