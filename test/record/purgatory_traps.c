// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Instructions that a process may not use: each is decoded as far as it
 * matters, and done on what was seen. Any encoding of them will do, since what
 * the purgatory is made of may change.
 */
#include "test/record/purgatory_traps.h"

#include <stdbool.h>
#include <string.h>

#define COM1	    0x3f8
#define COM1_STATUS 0x3fd

/* An instruction in parts, as far as they matter here. */
struct decoded {
	uint8_t rex;
	uint8_t opcode; /* of two bytes: the second one */
	bool is_long;	/* it had two */
	uint8_t reg, rm, mod;
	uint64_t address; /* of the operand in memory */
	uint64_t next;	  /* of what follows */
};

greg_t *purgatory_register(greg_t *registers, unsigned int number)
{
	static const int order[] = { REG_RAX, REG_RCX, REG_RDX, REG_RBX,
				     REG_RSP, REG_RBP, REG_RSI, REG_RDI,
				     REG_R8,  REG_R9,  REG_R10, REG_R11,
				     REG_R12, REG_R13, REG_R14, REG_R15 };

	return &registers[order[number & 15]];
}

static int32_t number_at(const uint8_t *at, unsigned int size)
{
	int32_t wide = 0;

	if (size == 1)
		return (int8_t)*at;
	memcpy(&wide, at, sizeof(wide));
	return wide;
}

/* mod, reg, r/m and what follows; addresses with an index are not built. */
static const uint8_t *decode_operand(const uint8_t *at, greg_t *registers,
				     struct decoded *to)
{
	uint8_t byte = *at++;
	uint8_t base = (uint8_t)((byte & 7) | (to->rex & 1) << 3);
	unsigned int size;

	to->mod = byte >> 6;
	to->reg = byte >> 3 & 7;
	to->rm = base;
	if (to->mod == 3)
		return at;
	if ((byte & 7) == 4)
		at++;
	size = to->mod == 1 ? 1 : to->mod == 2 ? 4 : 0;
	if (!to->mod && (byte & 7) == 5) {
		to->address = (uint64_t)(at + 4) + (uint64_t)number_at(at, 4);
		return at + 4;
	}
	to->address = (uint64_t)*purgatory_register(registers, base);
	if (size)
		to->address += (uint64_t)number_at(at, size);
	return at + size;
}

static void decode(greg_t *registers, struct decoded *to)
{
	const uint8_t *at = (const uint8_t *)registers[REG_RIP];

	memset(to, 0, sizeof(*to));
	while (*at == 0x66 || *at == 0xf2 || *at == 0xf3)
		at++;
	if ((*at & 0xf0) == 0x40)
		to->rex = *at++;
	to->is_long = *at == 0x0f;
	at += to->is_long;
	to->opcode = *at++;
	if (to->is_long ? to->opcode == 0x01
			: to->opcode == 0x8e || to->opcode == 0xff)
		at = decode_operand(at, registers, to);
	else if (!to->is_long && (to->opcode & 0xfd) == 0xe4)
		at++;
	to->next = (uint64_t)at;
}

static void write_port(uint16_t port, uint8_t value)
{
	if (port == COM1) {
		if (seen.length < TEXT_MAX - 1)
			seen.text[seen.length++] = (char)value;
	} else if (seen.nr_ports < PORTS_MAX) {
		seen.ports[seen.nr_ports] = port;
		seen.values[seen.nr_ports++] = value;
	}
}

static void do_port(greg_t *registers, const struct decoded *it)
{
	uint16_t port = it->opcode < 0xe8 ? ((const uint8_t *)it->next)[-1]
					  : (uint16_t)registers[REG_RDX];

	if (it->opcode & 2)
		write_port(port, (uint8_t)registers[REG_RAX]);
	else
		registers[REG_RAX] = (registers[REG_RAX] & ~0xffLL) |
				     (port == COM1_STATUS ? 0x60 : 0);
}

static void do_table(const struct decoded *it)
{
	uint64_t base;
	uint16_t limit;

	memcpy(&limit, (const void *)it->address, sizeof(limit));
	memcpy(&base, (const void *)(it->address + 2), sizeof(base));
	if (it->reg == 3)
		return; /* lidt, before an exception that is to be the last */
	seen.gdt_limit = limit;
	if (limit < sizeof(seen.gdt))
		memcpy(seen.gdt, (const void *)base, limit + 1U);
}

/* A far return or jump: where to, and the selector. */
static void do_far(greg_t *registers, const struct decoded *it)
{
	uint64_t to = it->address;
	uint64_t words[2] = { 0 };

	if (it->opcode == 0xcb) {
		to = (uint64_t)registers[REG_RSP];
		memcpy(words, (const void *)to, sizeof(words));
		registers[REG_RSP] += sizeof(words);
	} else if (it->rex & 8) {
		memcpy(words, (const void *)to, 10);
	} else {
		memcpy(&words[0], (const void *)to, 4);
		memcpy(&words[1], (const void *)(to + 4), 2);
	}
	seen.selectors[1] = (uint16_t)words[1];
	registers[REG_RIP] = (greg_t)words[0];
}

/* Does what trapped; false: nobody knows it. */
static bool step_one(greg_t *registers, const struct decoded *it)
{
	if (it->is_long) {
		if (it->opcode == 0x0b)
			seen.ending = RESET;
		else if (it->opcode == 0x01 && (it->reg & 6) == 2)
			do_table(it);
		/*
		 * A control register: what was entered leaves long mode for a
		 * 32-bit kernel. What comes after that needs a machine.
		 */
		else if ((it->opcode & 0xfd) == 0x20)
			seen.ending = ENTERED;
		else
			return false;
		return true;
	}
	switch (it->opcode) {
	case 0xfa: /* cli */
		return true;
	case 0xf4:
		seen.ending = HALTED;
		return true;
	case 0xe4: /* in and out, by number and by dx */
	case 0xe6:
	case 0xec:
	case 0xee:
		do_port(registers, it);
		return true;
	case 0x8e:
		seen.selectors[it->reg] =
			(uint16_t)*purgatory_register(registers, it->rm);
		return it->mod == 3;
	default:
		return false;
	}
}

static bool is_far(const struct decoded *it)
{
	return !it->is_long &&
	       (it->opcode == 0xcb || (it->opcode == 0xff && it->reg == 5));
}

void purgatory_step(greg_t *registers)
{
	struct decoded it;

	decode(registers, &it);
	if (is_far(&it))
		do_far(registers, &it);
	else if (step_one(registers, &it))
		registers[REG_RIP] = (greg_t)it.next;
	else
		seen.ending = LOST;
}
