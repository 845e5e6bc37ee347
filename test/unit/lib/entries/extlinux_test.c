// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Files as u-boot-menu 4.2.4 and syslinux have them. */
#include "lib/entries/extlinux.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

struct scene {
	struct kxl_pool pool;
	struct kxl_extlinux extlinux;
	char log[65536];
};

static int read_file(void *data, const char *path, struct kx_bytes *text)
{
	const char *found = NULL;
	u8 *copy;

	(void)data;
	if (!strcmp(path, "more.conf"))
		found = "label m\nkernel /m\n";
	if (!strcmp(path, "self.conf"))
		found = "include self.conf\n";
	if (!strcmp(path, "many.conf"))
		found = "include many.conf\ninclude many.conf\n"
			"include many.conf\ninclude many.conf\n"
			"include many.conf\ninclude many.conf\n"
			"include many.conf\ninclude many.conf\n"
			"include many.conf\ninclude many.conf\n";
	if (!strcmp(path, "shut.conf"))
		return -EACCES;
	if (!found)
		return -ENOENT;
	copy = malloc(strlen(found));
	memcpy(copy, found, strlen(found));
	*text = kx_bytes(copy, strlen(found));
	return 0;
}

static void warn(void *data, const char *path, u32 line, const char *what)
{
	struct scene *scene = data;
	size_t used = strlen(scene->log);

	snprintf(scene->log + used, sizeof(scene->log) - used, "%s:%u: %s\n",
		 path, line, what);
}

static struct kxl_extlinux_host host = { .read = read_file, .warn = warn };

static void parse(struct scene *scene, struct kx_bytes text)
{
	*scene = (struct scene){ .log = "" };
	host.data = scene;
	scene->extlinux = (struct kxl_extlinux){
		.host = &host,
		.pool = &scene->pool,
	};
	kxl_extlinux_parse(&scene->extlinux, "/e", text);
}

static const char u_boot_menu[] =
	"## /boot/extlinux/extlinux.conf\n"
	"##\n"
	"## IMPORTANT WARNING\n"
	"\n"
	"default l0\n"
	"menu title U-Boot menu\n"
	"prompt 0\n"
	"timeout 50\n"
	"\n"
	"\n"
	"label l0\n"
	"\tmenu label Debian GNU/Linux 12 (bookworm) 6.1.0-21-amd64\n"
	"\tlinux /boot/vmlinuz-6.1.0-21-amd64\n"
	"\tinitrd /boot/initrd.img-6.1.0-21-amd64\n"
	"\tfdtdir /usr/lib/linux-image-6.1.0-21-amd64/\n"
	"\t\n"
	"\tappend root=/dev/sda1 ro quiet\n"
	"\n"
	"label l0r\n"
	"\tmenu label Debian GNU/Linux 12 (bookworm) 6.1.0-21-amd64 (rescue "
	"target)\n"
	"\tlinux /boot/vmlinuz-6.1.0-21-amd64\n"
	"\tinitrd /boot/initrd.img-6.1.0-21-amd64\n"
	"\tfdtoverlays  \n"
	"\tappend root=/dev/sda1 ro single\n";

TEST(a_file_of_u_boot_menu_is_read)
{
	const struct kxl_extlinux_label *label;
	struct scene scene;
	const char *why;

	parse(&scene, view(u_boot_menu));
	assert_int_equal(scene.extlinux.nr_labels, 2);
	label = kxl_extlinux_next(&scene.extlinux, &why);
	assert_string_equal(why, "default names it");
	assert_string_equal(label->name, "l0");
	assert_string_equal(label->title,
			    "Debian GNU/Linux 12 (bookworm) 6.1.0-21-amd64");
	assert_string_equal(label->kernel, "/boot/vmlinuz-6.1.0-21-amd64");
	assert_int_equal(label->nr_initrds, 1);
	assert_string_equal(label->initrds[0],
			    "/boot/initrd.img-6.1.0-21-amd64");
	assert_string_equal(label->append, "root=/dev/sda1 ro quiet");
	assert_int_equal(label->line, 11);
	assert_null(label->devicetree);
	label = label->next;
	assert_string_equal(label->append, "root=/dev/sda1 ro single");
	assert_null(label->problem);
	assert_string_equal(scene.log, "");
	kxl_pool_free(&scene.pool);
}

/* A file, and its next label: NAME KERNEL [INITRD,...] APPEND. */
#define UNKNOWN	   "not known: a file that is included was left out"
#define SHUT(line) "/e:" #line ": the file that it includes can't be read\n"

static const struct {
	const char *text;
	const char *next; /* NULL: none */
	const char *why;
	const char *log;
} rows[] = {
	{ "", NULL, "the first of them", "" },
	{ "label a\nkernel k\nlabel b\n", "a k [] -", "the first of them", "" },
	{ "LABEL a\nLINUX /k\r\nINITRD /i,/j\nAPPEND x  y \nFDT /d\n",
	  "a /k [/i,/j] x  y", "the first of them", "" },
	{ "default vesamenu.c32\nlabel a\nlabel b\nmenu default\nkernel k\n",
	  "b k [] -", "menu default marks it", "" },
	{ "default a\nontimeout b\nlabel a\nmenu default\nlabel b\n",
	  "b - [] -", "ontimeout names it", "" },
	{ "default b\nontimeout c\nlabel a\nlabel b\n", NULL,
	  "ontimeout names none of them", "" },
	{ "default B\nlabel a\nlabel b\n", NULL, "default names none of them",
	  "" },
	{ "default b single\nlabel a\nlabel b\n", NULL,
	  "default names none of them", "" },
	{ "default x.c32y\nlabel a\n", NULL, "default names none of them", "" },
	{ "default /m/menu.C32 x\nlabel a\n", "a - [] -", "the first of them",
	  "" },
	{ "default\nlabel a\n", "a - [] -", "the first of them", "" },
	{ "append x\nlabel a\nkernel k\n", "a k [] x", "the first of them",
	  "" },
	{ "append x\nlabel a\nappend -\n", "a - [] -", "the first of them",
	  "" },
	{ "label a\nappend x initrd=/i,/j y\n", "a - [/i,/j] x initrd=/i,/j y",
	  "the first of them", "" },
	{ "label a\ninitrd /h\nappend initrd=/i\n", "a - [/h] initrd=/i",
	  "the first of them", "" },
	{ "label a\ninitrd /h,,/i,\n", "a - [/h,/i] -", "the first of them",
	  "" },
	{ "label a\ninitrd /h\ninitrd /i\n", "a - [/i] -", "the first of them",
	  "" },
	{ "include more.conf\n", "m /m [] -", "the first of them", "" },
	{ "menu include more.conf Title\n", "m /m [] -", "the first of them",
	  "" },
	{ "include none.conf\nlabel a\n", "a - [] -", "the first of them",
	  "/e:1: the file that it includes is not there\n" },
	{ "include shut.conf\nlabel a\n", NULL, UNKNOWN, SHUT(1) },
	{ "include shut.conf\ndefault a\nlabel a\n", NULL, UNKNOWN, SHUT(1) },
	{ "label a\nlabel b\nontimeout a\ninclude shut.conf\n", NULL, UNKNOWN,
	  SHUT(4) },
	{ "label a\nlabel b\ninclude shut.conf\nontimeout a\n", "a - [] -",
	  "ontimeout names it", SHUT(3) },
	{ "label a\nlabel b\ninclude shut.conf\nontimeout b\n", NULL, UNKNOWN,
	  SHUT(3) },
	{ "label a\nlabel b\ninclude shut.conf\nlabel c\nontimeout c\n", NULL,
	  UNKNOWN, SHUT(3) },
	{ "label a\ninclude self.conf\n", NULL, UNKNOWN,
	  "self.conf:1: it is included by itself, or too deep\n" },
	{ "kernel k\ninitrd i\nfdt d\nfdtoverlays x\nmenu label x\nlabel a\n",
	  "a - [] -", "the first of them", "/e:1: a kernel without a label\n" },
	{ "labels x\nkernelk\n#label y\n label a\n", "a - [] -",
	  "the first of them", "" },
};

static void put(const struct kxl_extlinux_label *label, char *text, size_t size)
{
	u32 i;

	snprintf(text, size, "%s %s [", label->name,
		 label->kernel ? label->kernel : "-");
	for (i = 0; i < label->nr_initrds; i++)
		snprintf(text + strlen(text), size - strlen(text), "%s%s",
			 i ? "," : "", label->initrds[i]);
	snprintf(text + strlen(text), size - strlen(text), "] %s",
		 label->append ? label->append : "-");
}

TEST(each_keyword_has_its_meaning)
{
	const struct kxl_extlinux_label *next;
	struct scene scene;
	char text[256];
	const char *why;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		parse(&scene, view(rows[i].text));
		next = kxl_extlinux_next(&scene.extlinux, &why);
		assert_row(rows[i].text, !!next, !!rows[i].next);
		if (next) {
			put(next, text, sizeof(text));
			assert_string_equal(text, rows[i].next);
		}
		assert_string_equal(why, rows[i].why);
		assert_string_equal(scene.log, rows[i].log);
		kxl_pool_free(&scene.pool);
	}
}

/* 10 times in each of 8 files: that would take all of the pool. */
TEST(a_file_that_includes_itself_often_ends)
{
	struct scene scene;

	parse(&scene, view("include many.conf\nlabel a\n"));
	assert_int_equal(scene.extlinux.nr_labels, 1);
	assert_non_null(
		strstr(scene.log, ": more than 64 files are included\n"));
	assert_true(strlen(scene.log) < sizeof(scene.log) - 1);
	kxl_pool_free(&scene.pool);
}

TEST(limits_are_kept)
{
	struct scene scene;
	char *text;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	unsigned int i;

	fprintf(to, "label a\ninitrd /i");
	for (i = 0; i < KXL_EXTLINUX_INITRDS_MAX; i++)
		fprintf(to, ",/i");
	for (i = 0; i < KXL_EXTLINUX_LABELS_MAX; i++)
		fprintf(to, "\nlabel x");
	fclose(to);
	parse(&scene, kx_bytes(text, size));
	assert_string_equal(scene.extlinux.labels->problem,
			    "it has more than 64 initrds");
	assert_int_equal(scene.extlinux.nr_labels, KXL_EXTLINUX_LABELS_MAX);
	assert_string_equal(scene.log,
			    "/e:1002: one label too many: 1000 are read\n");
	kxl_pool_free(&scene.pool);
	free(text);
	parse(&scene, kx_bytes("label a\0b\nlabel c\n", 18));
	assert_string_equal(scene.extlinux.labels->name, "c");
	assert_string_equal(scene.log, "/e:1: there is a NUL in it\n");
	kxl_pool_free(&scene.pool);
	parse(&scene, view("label a\nfdtoverlays /o\nfdt /d\n"));
	assert_string_equal(scene.extlinux.labels->problem,
			    "it changes its device tree by overlays");
	assert_string_equal(scene.extlinux.labels->devicetree, "/d");
	kxl_pool_free(&scene.pool);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_of_u_boot_menu_is_read),
		cmocka_unit_test(each_keyword_has_its_meaning),
		cmocka_unit_test(a_file_that_includes_itself_often_ends),
		cmocka_unit_test(limits_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
