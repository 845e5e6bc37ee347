// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * PID 1 of a crash kernel: the patterns of the crashed kernel must be in
 * /proc/vmcore.
 */
#include "test/boot/guest.h"

#include <elf.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test/boot/cases/crash/crash.h"

static struct {
	int fd;
	Elf64_Ehdr header;
	Elf64_Phdr *parts;
	uint8_t *notes;
	size_t notes_size;
} core;

static void read_at(void *to, size_t size, uint64_t offset)
{
	for (size_t done = 0; done < size;) {
		ssize_t got = pread(core.fd, (char *)to + done, size - done,
				    (off_t)(offset + done));

		if (got <= 0)
			fail("/proc/vmcore ends at %#" PRIx64, offset + done);
		done += (size_t)got;
	}
}

/* Both classes have the same first bytes. */
static bool is_32bit(void)
{
	return core.header.e_ident[EI_CLASS] == ELFCLASS32;
}

static void read_header(void)
{
	Elf32_Ehdr small;

	read_at(&core.header, sizeof(core.header), 0);
	if (memcmp(core.header.e_ident, ELFMAG, SELFMAG) ||
	    core.header.e_type != ET_CORE ||
	    core.header.e_machine != guest_machine.elf_machine)
		fail("/proc/vmcore is no core of this machine");
	if (is_32bit() != same_text(word("headers", ""), "elf32"))
		fail("/proc/vmcore is of another class");
	if (!is_32bit())
		return;
	read_at(&small, sizeof(small), 0);
	core.header.e_phnum = small.e_phnum;
	core.header.e_phoff = small.e_phoff;
}

static void read_part(unsigned int i, Elf64_Phdr *part)
{
	Elf32_Phdr small;

	if (!is_32bit()) {
		read_at(part, sizeof(*part),
			core.header.e_phoff + i * sizeof(*part));
		return;
	}
	read_at(&small, sizeof(small), core.header.e_phoff + i * sizeof(small));
	*part = (Elf64_Phdr){
		.p_type = small.p_type,
		.p_offset = small.p_offset,
		.p_paddr = small.p_paddr,
		.p_filesz = small.p_filesz,
	};
}

static void open_core(void)
{
	core.fd = open("/proc/vmcore", O_RDONLY | O_CLOEXEC);
	if (core.fd < 0)
		fail("there is no /proc/vmcore");
	read_header();
	core.parts = calloc(core.header.e_phnum, sizeof(*core.parts));
	for (unsigned int i = 0; i < core.header.e_phnum; i++)
		read_part(i, &core.parts[i]);
	for (unsigned int i = 0; i < core.header.e_phnum; i++) {
		const Elf64_Phdr *part = &core.parts[i];

		if (part->p_type == PT_LOAD)
			say("load %#lx of %#lx bytes at %#lx", part->p_paddr,
			    part->p_filesz, part->p_vaddr);
		if (part->p_type != PT_NOTE)
			continue;
		core.notes_size = part->p_filesz;
		core.notes = calloc(1, core.notes_size);
		read_at(core.notes, core.notes_size, part->p_offset);
	}
	if (!core.notes)
		fail("/proc/vmcore has no notes");
}

bool crash_next_note(size_t *at, Elf64_Nhdr *head, const char **name,
		     const uint8_t **desc)
{
	if (*at + sizeof(*head) > core.notes_size)
		return false;
	memcpy(head, core.notes + *at, sizeof(*head));
	if (!head->n_namesz)
		return false;
	*name = (const char *)core.notes + *at + sizeof(*head);
	*desc = (const uint8_t *)*name + (head->n_namesz + 3U) / 4 * 4;
	*at = (size_t)(*desc - core.notes) + (head->n_descsz + 3U) / 4 * 4;
	return *at <= core.notes_size;
}

/* From the memory at @start that a program header describes. */
static bool read_part_of(uint64_t address, uint64_t start,
			 const Elf64_Phdr *part, void *to, size_t size)
{
	uint64_t within = address - start;

	if (part->p_type != PT_LOAD || address < start ||
	    within >= part->p_filesz || part->p_filesz - within < size)
		return false;
	read_at(to, size, part->p_offset + within);
	return true;
}

bool crash_read_mapped(uint64_t address, void *to, size_t size)
{
	/* 32-bit headers have no room for the kernel's addresses. */
	for (unsigned int i = 0; i < core.header.e_phnum && !is_32bit(); i++)
		if (read_part_of(address, core.parts[i].p_vaddr, &core.parts[i],
				 to, size))
			return true;
	return false;
}

bool crash_read_physical(uint64_t address, void *to, size_t size)
{
	for (unsigned int i = 0; i < core.header.e_phnum; i++)
		if (read_part_of(address, core.parts[i].p_paddr, &core.parts[i],
				 to, size))
			return true;
	return false;
}

char *crash_vmcoreinfo(void)
{
	const uint8_t *desc;
	const char *name;
	Elf64_Nhdr head;
	size_t at = 0;

	while (crash_next_note(&at, &head, &name, &desc))
		if (same_text(name, "VMCOREINFO"))
			return strndup((const char *)desc, head.n_descsz);
	return NULL;
}

static void check_vmcoreinfo(void)
{
	const bool is_expected = !same_text(word("vmcoreinfo", ""), "none");
	char *text = crash_vmcoreinfo();

	if (text && !is_expected)
		fail("the dump has vmcoreinfo from nowhere");
	if (!text && is_expected)
		fail("the dump has no vmcoreinfo");
	if (!text)
		return;
	if (!strstr(text, "OSRELEASE=") || !strstr(text, "CRASHTIME="))
		fail("vmcoreinfo lacks OSRELEASE or CRASHTIME");
	verdict("crashtime", "%.10s",
		strstr(text, "CRASHTIME=") + strlen("CRASHTIME="));
	free(text);
}

static bool is_pattern(uint64_t offset)
{
	uint64_t want[CRASH_PAGE / sizeof(uint64_t)];
	uint64_t got[CRASH_PAGE / sizeof(uint64_t)];

	crash_pattern(want);
	read_at(got, sizeof(got), offset);
	return !memcmp(got, want, sizeof(got));
}

/* File offset of physical address @at; searches all of it if @at is 0. */
static bool find_pattern(uint64_t at)
{
	for (unsigned int i = 0; i < core.header.e_phnum; i++) {
		const Elf64_Phdr *part = &core.parts[i];

		if (part->p_type != PT_LOAD)
			continue;
		if (at && (at < part->p_paddr ||
			   at - part->p_paddr >= part->p_filesz))
			continue;
		if (at) {
			if (is_pattern(part->p_offset + at - part->p_paddr))
				return true;
			continue;
		}
		for (uint64_t page = 0; page < part->p_filesz;
		     page += CRASH_PAGE)
			if (is_pattern(part->p_offset + page))
				return true;
	}
	return false;
}

uint64_t crash_dumped_bytes(uint64_t start, uint64_t end)
{
	uint64_t bytes = 0;

	for (unsigned int i = 0; i < core.header.e_phnum; i++) {
		const Elf64_Phdr *part = &core.parts[i];
		uint64_t from = part->p_paddr > start ? part->p_paddr : start;
		uint64_t to = part->p_paddr + part->p_filesz;

		if (part->p_type != PT_LOAD)
			continue;
		to = to < end ? to : end;
		if (from < to)
			bytes += to - from;
	}
	return bytes;
}

/* The memory that was plugged or unplugged, as plug.c announced it. */
static void check_plugged(void)
{
	bool is_whole = same_text(word("dumped", ""), "whole");
	uint64_t start;
	uint64_t end;
	uint64_t bytes;

	if (sscanf(word("plugged", ""), "%" SCNx64 "-%" SCNx64, &start, &end) !=
	    2)
		return;
	bytes = crash_dumped_bytes(start, end);
	verdict("dumped", "%#" PRIx64 " of %#" PRIx64, bytes, end - start);
	if (bytes != (is_whole ? end - start : 0))
		fail("the dump has %#" PRIx64 " bytes of the DIMM", bytes);
	if (!same_text(word("plug", ""), "online"))
		return;
	for (uint64_t at = start; at < end; at += CRASH_PAGE)
		if (find_pattern(at))
			return;
	fail("the dump lacks a page of the DIMM");
}

/* The crashed kernel's contents of the memory where CPUs start. */
static void check_low_memory(void)
{
	size_t filled = (size_t)word_number("low", 0);
	size_t count = 0;

	if (!filled)
		return;
	for (uint64_t at = CRASH_LOW_START; at < CRASH_LOW_END;
	     at += CRASH_PAGE)
		count += find_pattern(at);
	verdict("low", "%zu of %zu pages", count, filled);
	/* What the kernel does not reserve it may take until the crash. */
	if (count < (filled == CRASH_LOW_PAGES ? filled : filled / 2))
		fail("the dump lacks low memory");
}

void case_crash_second(void)
{
	uint64_t pattern = strtoull(word("pattern", "0"), NULL, 0);
	long starts = word_number("starts", 1);
	char release[128];

	verdict("alive_tsc", "%llu", machine_ticks());
	report_facts("");
	if (sysconf(_SC_NPROCESSORS_ONLN) != starts)
		fail("%ld CPUs instead of %ld", sysconf(_SC_NPROCESSORS_ONLN),
		     starts);
	read_text("/proc/sys/kernel/osrelease", release, sizeof(release));
	open_core();
	crash_check_registers();
	check_vmcoreinfo();
	if (!find_pattern(pattern))
		fail("the dump lacks a page of a process");
	verdict("pattern", "%s", pattern ? "at its address" : "by search");
	check_plugged();
	check_low_memory();
	crash_check_cma();
	if (word_number("tools", 0))
		crash_tools();
	pass();
}
