// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a command does to the variables, or to the entry whose body runs.
 * Nothing is started, and nothing is written: save_env is noted.
 */
#include "lib/entries/grub_command.h"

#include <limits.h>
#include <stdlib.h>

#include "lib/entries/grub_block.h"
#include "lib/entries/grub_bls.h"
#include "lib/entries/grub_condition.h"
#include "lib/machine/file.h"
#include "lib/text/text.h"

/* A command that is being carried out. */
struct call {
	struct kxl_grub *grub;
	const char *const *words;
	u32 count;
	const struct kxl_grub_text *text;
};

static int do_nothing(const struct call *call)
{
	(void)call;
	return 0;
}

static bool is_empty(struct kxl_grub *grub, const char *name)
{
	const char *value = kxl_grub_get(grub, name);

	return !value || !*value;
}

static int do_save_env(const struct call *call)
{
	u32 i;

	for (i = 1; i < call->count; i++)
		kxl_grub_note_saved(call->grub, call->words[i]);
	return 0;
}

static int do_count(const struct call *call)
{
	struct kxl_grub *grub = call->grub;
	const char *name = call->count > 1 ? call->words[1] : NULL;
	long number;

	if (!name || is_empty(grub, name))
		return 1;
	number = strtol(kxl_grub_get(grub, name), NULL, 0);
	number += *call->words[0] == 'i' ? number < LONG_MAX
					 : -(number > LONG_MIN);
	kxl_grub_set(grub, name, kxl_pool_print(grub->pool, "%ld", number));
	return 0;
}

static int do_fail(const struct call *call)
{
	(void)call;
	return 1;
}

/* NAME=VALUE */
static bool assign(struct kxl_grub *grub, const char *word)
{
	size_t size = strcspn(word, "=");

	if (!word[size] || !size)
		return false;
	kxl_grub_set(grub, kxl_pool_copy(grub->pool, kx_bytes(word, size)),
		     word + size + 1);
	return true;
}

static int do_set(const struct call *call)
{
	return call->count > 1 && !assign(call->grub, call->words[1]);
}

static int do_unset(const struct call *call)
{
	u32 i;

	for (i = 1; i < call->count; i++)
		kxl_grub_unset(call->grub, call->words[i]);
	return 0;
}

static int do_export(const struct call *call)
{
	u32 i;

	for (i = 1; i < call->count; i++)
		kxl_grub_export(call->grub, call->words[i]);
	return 0;
}

static int do_test(const struct call *call)
{
	u32 count = call->count - 1;

	if (*call->words[0] == '[') {
		if (!count || strcmp(call->words[count], "]") != 0)
			return 1;
		count--;
	}
	return !kxl_grub_is_true(call->grub, call->words + 1, count);
}

/* Among the words after @first, if there are any. */
static bool is_wanted(const struct call *call, u32 first, const char *name)
{
	u32 i;

	for (i = first; i < call->count; i++)
		if (!strcmp(call->words[i], name))
			return true;
	return first >= call->count;
}

static void set_all(const struct call *call, struct kx_bytes rest, u32 first)
{
	struct kxl_pool *pool = call->grub->pool;
	struct kxl_grub_variable variable;
	const char *value;
	const char *name;

	while (kxl_grub_block_next(&rest, &variable)) {
		name = kxl_pool_copy(pool, variable.name);
		if (!is_wanted(call, first, name))
			continue;
		value = kxl_grub_block_value(pool, variable.value);
		kxl_grub_set(call->grub, name, value);
		if (!strcmp(name, KXL_GRUB_COUNTER))
			call->grub->counter = value;
	}
}

static const char *block_path(const struct call *call, u32 *first)
{
	const char *file = NULL;

	for (*first = 1; *first < call->count; ++*first) {
		if (*call->words[*first] != '-')
			break;
		if (!strncmp(call->words[*first], "--file=", 7))
			file = call->words[*first] + 7;
		else if ((!strcmp(call->words[*first], "-f") ||
			  !strcmp(call->words[*first], "--file")) &&
			 *first + 1 < call->count)
			file = call->words[++*first];
	}
	if (!file && kxl_grub_get(call->grub, "prefix"))
		file = kxl_pool_print(call->grub->pool, "%s/grubenv",
				      kxl_grub_get(call->grub, "prefix"));
	return file ? kxl_grub_path(call->grub, file) : NULL;
}

static int do_load_env(const struct call *call)
{
	const struct kxl_grub_host *host = call->grub->host;
	struct kxl_line_fault fault;
	struct kx_bytes text;
	struct kx_bytes rest;
	u32 first;
	const char *path = block_path(call, &first);

	if (!path || !kxl_grub_read(call->grub, path, &text))
		return 1;
	if (text.size <= KXL_GRUB_BLOCK_MAX && kxl_grub_block_open(text, &rest))
		set_all(call, rest, first);
	if (kxl_grub_block_fault(text, &fault))
		host->warn(host->data, path, fault.line, fault.what);
	kxl_text_free(text);
	return 0;
}

/* --set=root, --set root and -s root; the value of a search. */
struct search {
	char kind; /* 'f', 'l' or 'u' */
	const char *name;
	const char *variable; /* NULL: none */
};

static void take_option(const struct call *call, u32 *i, struct search *search)
{
	const char *word = call->words[*i];

	if (!strcmp(word, "--file") || !strcmp(word, "-f"))
		search->kind = 'f';
	else if (!strcmp(word, "--label") || !strcmp(word, "-l"))
		search->kind = 'l';
	else if (!strcmp(word, "--fs-uuid") || !strcmp(word, "-u"))
		search->kind = 'u';
	else if (!strncmp(word, "--set=", 6))
		search->variable = word + 6;
	else if (!strcmp(word, "--set") || !strcmp(word, "-s"))
		search->variable = "root";
	else if (!strcmp(word, "--hint"))
		++*i;
}

/* search.fs_uuid UUID VARIABLE HINT..., as in the first script of an ESP. */
static void take_short(const struct call *call, struct search *search)
{
	const char *end = call->words[0] + strlen("search.");

	search->kind = 'f';
	if (!strcmp(end, "fs_uuid"))
		search->kind = 'u';
	else if (!strcmp(end, "fs_label"))
		search->kind = 'l';
	search->name = call->count > 1 ? call->words[1] : NULL;
	search->variable = call->count > 2 ? call->words[2] : NULL;
}

static void take_long(const struct call *call, struct search *search)
{
	u32 i;

	for (i = 1; i < call->count; i++) {
		if (*call->words[i] == '-')
			take_option(call, &i, search);
		else if (!search->name)
			search->name = call->words[i];
	}
}

static bool is_here(const struct call *call, const struct search *search)
{
	const struct kxl_grub_host *host = call->grub->host;

	if (search->kind == 'f')
		return host->is_there(host->data, search->name, 'e');
	return host->is_device(host->data, search->kind == 'l', search->name);
}

static int do_search(const struct call *call)
{
	struct search search = { .kind = 'f' };
	bool is_found;

	if (call->words[0][strlen("search")])
		take_short(call, &search);
	else
		take_long(call, &search);
	if (!search.name)
		return 1;
	is_found = is_here(call, &search);
	/* Another device may well be there, for GRUB: it is not for us. */
	if (search.variable)
		kxl_grub_set(call->grub, search.variable,
			     is_found ? KXL_GRUB_DEVICE
				      : kxl_pool_print(call->grub->pool, "%s",
						       search.name));
	return !is_found && !search.variable;
}

static void problem(const struct call *call, const char *what)
{
	struct kxl_grub_entry *entry = call->grub->starting;

	if (entry && !entry->problem)
		entry->problem = what;
}

/* A path of the device; otherwise the entry has a problem. */
static const char *path_of(const struct call *call, const char *word)
{
	const char *path = kxl_grub_path(call->grub, word);
	const char *root = kxl_grub_get(call->grub, "root");

	if (!path)
		problem(call,
			kxl_pool_print(call->grub->pool,
				       "%s: it is on another file system than "
				       "grub.cfg, on %s",
				       word,
				       *word == '(' || !root ? "that" : root));
	return path;
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

/* Room for twice @word and two more bytes; returns the end. */
static char *quote(char *to, const char *word)
{
	bool has_blank = strchr(word, ' ');

	if (has_blank)
		*to++ = '"';
	for (; *word; word++) {
		if (strchr("\\'\"", *word) &&
		    !(word[0] == '\\' && word[1] == 'x' && is_hex(word[2]) &&
		      is_hex(word[3])))
			*to++ = '\\';
		*to++ = *word;
	}
	if (has_blank)
		*to++ = '"';
	return to;
}

/* As GRUB does: the file first, and quotes written anew (lib/cmdline.c). */
static const char *make_line(const struct call *call, const char *path)
{
	static const char image[] = "BOOT_IMAGE=";
	size_t room = sizeof(image) + 2 * strlen(path) + 3;
	char *line;
	char *to;
	u32 i;

	for (i = 2; i < call->count; i++)
		room += 2 * strlen(call->words[i]) + 3;
	line = kxl_pool_take(call->grub->pool, room);
	if (!line)
		return "";
	memcpy(line, image, sizeof(image));
	to = quote(line + strlen(image), path);
	for (i = 2; i < call->count; i++) {
		*to++ = ' ';
		to = quote(to, call->words[i]);
	}
	return line;
}

static int do_linux(const struct call *call)
{
	struct kxl_grub_entry *entry = call->grub->starting;
	const char *path;

	if (!entry || call->count < 2)
		return 1;
	path = path_of(call, call->words[1]);
	if (!path)
		return 1;
	entry->kernel = path;
	entry->cmdline = make_line(call, path);
	return 0;
}

static int do_initrd(const struct call *call)
{
	struct kxl_grub_entry *entry = call->grub->starting;
	const char *path;
	u32 i;

	if (!entry)
		return 1;
	entry->nr_initrds = 0;
	for (i = 1; i < call->count; i++) {
		if (!strncmp(call->words[i], "newc:", 5)) {
			problem(call, "newc: makes an initrd of a file, which "
				      "can't be done here");
			return 1;
		}
		if (i > KXL_GRUB_INITRDS_MAX) {
			problem(call, "it has more than 64 initrds");
			return 1;
		}
		path = path_of(call, call->words[i]);
		if (!path)
			return 1;
		entry->initrds[entry->nr_initrds++] = path;
	}
	return 0;
}

static int do_devicetree(const struct call *call)
{
	struct kxl_grub_entry *entry = call->grub->starting;
	const char *path;

	if (!entry || call->count < 2)
		return 1;
	path = path_of(call, call->words[1]);
	entry->devicetree = path;
	return !path;
}

static int do_other(const struct call *call)
{
	problem(call, kxl_pool_print(call->grub->pool,
				     "%s: what it starts is no Linux kernel, "
				     "or not that alone",
				     call->words[0]));
	return 0;
}

static int do_exit(const struct call *call)
{
	do_other(call);
	call->grub->is_ended = true;
	return 0;
}

static int do_return(const struct call *call)
{
	call->grub->is_returning = true;
	return call->count > 1 && strcmp(call->words[1], "0") != 0;
}

static int do_blscfg(const struct call *call)
{
	call->grub->has_bls = true;
	return kxl_grub_bls(call->grub, call->words, call->count, call->text);
}

static const struct {
	const char *name;
	int (*run)(const struct call *call);
} commands[] = {
	{ "set", do_set },
	{ "unset", do_unset },
	{ "export", do_export },
	{ "[", do_test },
	{ "test", do_test },
	{ "true", do_nothing },
	{ "false", do_fail },
	{ "load_env", do_load_env },
	{ "save_env", do_save_env },
	{ "search", do_search },
	{ "search.fs_uuid", do_search },
	{ "search.fs_label", do_search },
	{ "search.file", do_search },
	{ "linux", do_linux },
	{ "linux16", do_linux },
	{ "linuxefi", do_linux },
	{ "initrd", do_initrd },
	{ "initrd16", do_initrd },
	{ "initrdefi", do_initrd },
	{ "devicetree", do_devicetree },
	{ "blscfg", do_blscfg },
	{ "bls_import", do_blscfg },
	{ "return", do_return },
	{ "exit", do_exit },
	{ "chainloader", do_other },
	{ "multiboot", do_other },
	{ "multiboot2", do_other },
	{ "module", do_other },
	{ "module2", do_other },
	{ "xen_hypervisor", do_other },
	{ "xen_module", do_other },
	{ "fwsetup", do_other },
	{ "halt", do_other },
	{ "reboot", do_other },
	{ "insmod", do_nothing },
	{ "rmmod", do_nothing },
	{ "echo", do_nothing },
	{ "clear", do_nothing },
	{ "sleep", do_nothing },
	{ "play", do_nothing },
	{ "loadfont", do_nothing },
	{ "serial", do_nothing },
	{ "terminal", do_nothing },
	{ "terminal_input", do_nothing },
	{ "terminal_output", do_nothing },
	{ "background_image", do_nothing },
	{ "background_color", do_nothing },
	{ "keymap", do_nothing },
	{ "password", do_nothing },
	{ "password_pbkdf2", do_nothing },
	{ "increment", do_count },
	{ "decrement", do_count },
};

int kxl_grub_command(struct kxl_grub *grub, const char *const *words, u32 count,
		     const struct kxl_grub_text *text)
{
	const struct call call = { grub, words, count, text };
	size_t i;

	if (count == 1 && assign(grub, words[0]))
		return 0;
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, words[0]))
			return commands[i].run(&call);
	return 1;
}
