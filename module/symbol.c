// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions that the kernel does not export. A kprobe resolves the name.
 * Without kprobes, the module walks through all functions of the kernel:
 * sprint_symbol() prints the name of the symbol at an address, the offset of
 * the address in it, and its size, so each symbol leads to the next one.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/symbol.h"

#include "module/kxm.h"

#include <linux/bug.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/sysfs.h>

/* A symbol of the kernel proper. */
struct symbol {
	char name[KSYM_SYMBOL_LEN];
	unsigned long start;
	unsigned long size;
};

/* The symbol at @address. False if there is none, or if it is a module's. */
static bool symbol_at(unsigned long address, struct symbol *symbol)
{
	unsigned long offset;
	char *plus;

	sprint_symbol(symbol->name, address);
	plus = strrchr(symbol->name, '+');
	if (!plus || strchr(plus, ' ') ||
	    sscanf(plus, "+%lx/%lx", &offset, &symbol->size) != 2)
		return false;
	*plus = '\0';
	symbol->start = address - offset;
	return symbol->size > offset;
}

/* Walk from sprint_symbol() itself, up or down to the end of the text. */
static unsigned long walk(const char *name, bool is_up)
{
	unsigned long at = (unsigned long)sprint_symbol;
	struct symbol symbol;

	while (symbol_at(at, &symbol) && strcmp(symbol.name, "_etext")) {
		if (!strcmp(symbol.name, name))
			return symbol.start;
		at = is_up ? symbol.start + symbol.size : symbol.start - 1;
		cond_resched();
	}
	return 0;
}

/* A kprobe resolves functions of modules, too, even our own. */
static bool is_module_text(unsigned long address)
{
	struct symbol symbol;

	sprint_symbol(symbol.name, address);
	return strchr(symbol.name, '[');
}

/*
 * A disabled kprobe resolves any text symbol. kallsyms_lookup_name() is not
 * exported any more (since Linux 5.7).
 */
static int find_by_kprobe(const char *name, unsigned long *address)
{
	struct kprobe probe = {
		.symbol_name = name,
		.flags = KPROBE_FLAG_DISABLED,
	};
	int err = register_kprobe(&probe);

	if (err)
		return err;
	*address = (unsigned long)probe.addr;
	unregister_kprobe(&probe);
	return 0;
}

static int ask_kprobe(const char *name, unsigned long *address)
{
	unsigned long found;
	int err = find_by_kprobe(name, &found);

	if (err)
		return err;
	if (is_module_text(found))
		return -ENOENT;
	*address = found;
	return 0;
}

/**
 * kxm_symbol - address of a function of the kernel
 * @name:    the symbol's name
 * @address: what to pass to kxm_call()
 *
 * Sleeps. Return: 0, -ENOENT if the kernel itself has no such function
 * (functions of modules don't count), or the error of the lookup.
 */
int kxm_symbol(const char *name, unsigned long *address)
{
	unsigned long found;

	if (IS_ENABLED(CONFIG_KPROBES))
		return ask_kprobe(name, address);
	found = walk(name, true) ?: walk(name, false);
	if (!found)
		return -ENOENT;
	*address = found;
	return 0;
}

static int find_helper(const struct kxm_helper *helper, unsigned long *address)
{
	int err = kxm_symbol(helper->name, address);

	if (err && err != -ENOMEM && helper->other_name)
		err = kxm_symbol(helper->other_name, address);
	return err;
}

static void note_missing(const struct kxm_helper *helper)
{
	pr_warn("this kernel has no %s(): %s\n", helper->name, helper->without);
	if (!WARN_ON(kxm.missing_count == KXM_MISSING_MAX))
		kxm.missing[kxm.missing_count++] = helper;
}

ssize_t kxm_missing_print(char *buf)
{
	ssize_t size = 0;
	unsigned int i;

	for (i = 0; i < kxm.missing_count; i++)
		size += sysfs_emit_at(buf, size, "%s: %s\n",
				      kxm.missing[i]->name,
				      kxm.missing[i]->without);
	return size;
}

int kxm_find_helpers(const struct kxm_helper *helpers, unsigned int count,
		     unsigned long *addresses)
{
	int result = 0;
	unsigned int i;

	for (i = 0; i < count; i++) {
		int err = 0;

		if (!helpers[i].is_needed || helpers[i].is_needed())
			err = find_helper(&helpers[i], &addresses[i]);
		/* Lack of memory says nothing about the kernel. */
		if (err == -ENOMEM)
			return err;
		if (err) {
			note_missing(&helpers[i]);
			result = -ENOENT;
		}
	}
	return result;
}
