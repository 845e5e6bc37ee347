// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Scripts of GRUB: the input is grub.cfg and, after a byte 0xff, what every
 * other file contains. A script ends, each entry has a place in a file and
 * paths that begin nowhere else, and a block reads the same when it is written
 * again.
 */
#include <errno.h>
#include <stdio.h>

#include "lib/entries/grub_block.h"
#include "lib/entries/grub_run.h"
#include "lib/entries/version.h"
#include "test/fuzz/fuzz.h"

struct scene {
	struct kx_bytes script;
	struct kx_bytes other;
	u32 warnings;
};

static int read_file(void *data, const char *path, struct kx_bytes *text)
{
	const struct scene *scene = data;
	u8 *copy = malloc(scene->other.size + 1);

	must(copy, "memory");
	if (!strcmp(path, "/none")) {
		free(copy);
		return -ENOENT;
	}
	if (scene->other.size)
		memcpy(copy, scene->other.data, scene->other.size);
	*text = kx_bytes(copy, scene->other.size);
	return 0;
}

static bool is_there(void *data, const char *path, char kind)
{
	(void)data;
	return kind != 'd' || path[0];
}

static bool is_device(void *data, bool is_label, const char *value)
{
	(void)data;
	return !is_label && *value;
}

static bool list(void *data, const char *path, struct kxl_pool *pool,
		 struct kxl_names *names)
{
	static const char *const all[] = { "a.conf", "b-1.conf", "c" };
	u32 i;

	(void)data;
	(void)path;
	names->list = kxl_pool_take(pool, sizeof(all));
	for (i = 0; names->list && i < 3; i++)
		names->list[names->count++] = all[i];
	return names->count;
}

static void warn(void *data, const char *path, u32 line, const char *what)
{
	struct scene *scene = data;

	must(path && *what, "a warning says where and why");
	must(line <= scene->script.size + scene->other.size + 1,
	     "it names a line of the file");
	scene->warnings++;
}

static u32 check_entries(const struct kxl_grub *grub,
			 const struct kxl_grub_entry *entry, u32 depth)
{
	u32 count = 0;
	u32 i;

	must(depth <= KXL_GRUB_DEPTH_MAX + 1, "submenus end");
	for (; entry; entry = entry->next) {
		count += 1 + check_entries(grub, entry->children, depth + 1);
		must(entry->id && entry->title && entry->path,
		     "an entry has a name and a place");
		must(!entry->children || entry->is_submenu,
		     "only a submenu has children");
		must(!entry->kernel || entry->cmdline, "a kernel has a line");
		must(!entry->kernel ||
			     !strncmp(entry->cmdline, "BOOT_IMAGE=", 11),
		     "which begins as GRUB's does");
		must(entry->nr_initrds <= KXL_GRUB_INITRDS_MAX,
		     "initrds have a limit");
		for (i = 0; i < entry->nr_initrds; i++)
			must(entry->initrds[i], "an initrd has a path");
	}
	return count;
}

static bool is_same(struct kx_bytes a, struct kx_bytes b)
{
	return a.size == b.size && (!a.size || !memcmp(a.data, b.data, a.size));
}

/* The next variable that is not called "a". */
static bool take_other(struct kx_bytes *rest,
		       struct kxl_grub_variable *variable)
{
	while (kxl_grub_block_next(rest, variable))
		if (!is_same(variable->name, kx_bytes("a", 1)))
			return true;
	return false;
}

/* A variable is set or removed, and the others stay. */
static void check_put(struct kx_bytes file, const char *value)
{
	u8 *block = malloc(file.size + 1);
	struct kxl_grub_variable variable;
	struct kxl_grub_variable other;
	struct kx_bytes rest;
	struct kx_bytes again;
	u32 found = 0;

	must(block, "memory");
	if (kxl_grub_block_put(file, "a", value, block)) {
		must(kxl_grub_block_open(file, &rest), "it was a block");
		must(kxl_grub_block_open(kx_bytes(block, file.size), &again),
		     "it still is one");
		while (take_other(&rest, &variable)) {
			must(take_other(&again, &other), "the others stay");
			must(is_same(other.name, variable.name) &&
				     is_same(other.value, variable.value),
			     "as they were");
		}
		must(!take_other(&again, &other), "and no others come");
		must(kxl_grub_block_open(kx_bytes(block, file.size), &again),
		     "it begins anew");
		while (kxl_grub_block_next(&again, &other))
			found += is_same(other.name, kx_bytes("a", 1));
		must(found == !!value, "it is there once, or gone");
	}
	free(block);
}

/* What a block says, written as another block. */
static void check_block(struct kx_bytes file)
{
	struct kxl_grub_variable variable;
	struct kxl_grub_variable other;
	struct kx_bytes rest;
	struct kx_bytes again;
	char *text;
	size_t size;
	FILE *to;

	if (!kxl_grub_block_open(file, &rest))
		return;
	again = rest;
	to = open_memstream(&text, &size);
	fprintf(to, "# GRUB Environment Block\n");
	while (kxl_grub_block_next(&again, &variable)) {
		fwrite(variable.name.data, 1, variable.name.size, to);
		fputc('=', to);
		fwrite(variable.value.data, 1, variable.value.size, to);
		fputc('\n', to);
	}
	fprintf(to, "####");
	fclose(to);
	must(kxl_grub_block_open(kx_bytes(text, size), &again),
	     "a block can be read again");
	while (kxl_grub_block_next(&rest, &variable)) {
		must(kxl_grub_block_next(&again, &other), "with all of it");
		must(other.name.size == variable.name.size &&
			     !memcmp(other.name.data, variable.name.data,
				     other.name.size) &&
			     other.value.size == variable.value.size &&
			     (!other.value.size ||
			      !memcmp(other.value.data, variable.value.data,
				      other.value.size)),
		     "and the same");
	}
	must(!kxl_grub_block_next(&again, &other), "and no more");
	free(text);
	check_put(file, "1");
	check_put(file, NULL);
}

static void run(struct scene *scene)
{
	const struct kxl_grub_host host = {
		.data = scene,
		.read = read_file,
		.is_there = is_there,
		.is_device = is_device,
		.list = list,
		.warn = warn,
		.compare = kxl_version_compare_names,
	};
	const struct kxl_grub_entry *next;
	struct kxl_pool pool = { 0 };
	struct kxl_grub grub = { .host = &host, .pool = &pool };

	kxl_grub_set(&grub, "root", KXL_GRUB_DEVICE);
	kxl_grub_set(&grub, "prefix", "(" KXL_GRUB_DEVICE ")/boot/grub");
	kxl_grub_run(&grub, "/grub.cfg", scene->script);
	kxl_grub_run_entries(&grub);
	must(grub.steps <= KXL_GRUB_STEPS_MAX + 1 + KXL_GRUB_ENTRIES_MAX,
	     "steps have a limit");
	must(check_entries(&grub, grub.menu, 0) <= KXL_GRUB_ENTRIES_MAX,
	     "entries have a limit");
	next = kxl_grub_next(&grub);
	must(!next || !next->is_submenu, "an entry starts, and no submenu");
	kxl_pool_free(&pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const u8 *end = size ? memchr(data, 0xff, size) : NULL;
	struct scene scene = {
		.script = kx_bytes(data, end ? (u64)(end - data) : size),
	};

	if (end)
		scene.other = kx_bytes(end + 1, (u64)(data + size - end - 1));
	run(&scene);
	check_block(scene.other);
	return 0;
}
