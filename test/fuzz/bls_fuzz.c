// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Entries of the Boot Loader Specification: the input is the file. What was
 * read lies in the file, on one line, and reads the same when it is written
 * again in another order; names with counters can be put together again.
 */
#include <stdio.h>

#include "lib/entries/bls.h"
#include "lib/entries/counter.h"
#include "lib/entries/loader_conf.h"
#include "test/fuzz/fuzz.h"

static void check_value(struct kx_bytes file, struct kx_bytes value)
{
	if (!value.data)
		return;
	must(value.data >= file.data &&
		     value.data + value.size <= file.data + file.size,
	     "a value lies in the file");
	must(!value.size || (!memchr(value.data, '\n', value.size) &&
			     !memchr(value.data, 0, value.size)),
	     "a value is on one line");
}

static void put(FILE *to, const char *key, struct kx_bytes value)
{
	if (value.data)
		fprintf(to, "%s \"%.*s\"\n", key, (int)value.size,
			(const char *)value.data);
}

static bool is_same(struct kx_bytes a, struct kx_bytes b)
{
	return !a.data == !b.data && a.size == b.size &&
	       (!a.size || !memcmp(a.data, b.data, a.size));
}

static void check_again(const struct kxl_bls *bls)
{
	static const char *const starts[] = { "", "linux", "uki", "uki-url",
					      "efi" };
	struct kxl_line_fault fault;
	struct kxl_bls again;
	char *text;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	u32 i;

	put(to, starts[bls->starts], bls->kernel);
	for (i = 0; i < bls->nr_options; i++)
		put(to, "options", bls->options[i]);
	for (i = 0; i < bls->nr_initrds; i++)
		put(to, "initrd", bls->initrds[i]);
	put(to, "version", bls->version);
	put(to, "sort-key", bls->sort_key);
	put(to, "title", bls->title);
	fclose(to);
	if (size > KXL_BLS_FILE_MAX)
		return;
	must(!kxl_bls_parse(kx_bytes(text, size), KXL_BLS_SYSTEMD_BOOT, &again,
			    &fault),
	     "it can be read again");
	must(again.nr_options == bls->nr_options &&
		     again.nr_initrds == bls->nr_initrds &&
		     is_same(again.kernel, bls->kernel) &&
		     is_same(again.version, bls->version) &&
		     is_same(again.sort_key, bls->sort_key) &&
		     is_same(again.title, bls->title),
	     "it reads the same again");
	for (i = 0; i < bls->nr_options; i++)
		must(is_same(again.options[i], bls->options[i]),
		     "options read the same again");
	free(text);
}

static u32 count_lines(struct kx_bytes file)
{
	u32 lines = 1;
	u64 i;

	for (i = 0; i < file.size; i++)
		lines += file.data[i] == '\n';
	return lines;
}

static void check(struct kx_bytes file, enum kxl_bls_reader reader)
{
	struct kxl_line_fault fault = { 0 };
	struct kxl_bls bls;
	u32 i;

	if (kxl_bls_parse(file, reader, &bls, &fault)) {
		must(fault.what && fault.line <= count_lines(file),
		     "a fault is in a line");
		return;
	}
	must(bls.starts && bls.kernel.data, "there is a kernel");
	must(bls.kernel_line && bls.kernel_line <= count_lines(file),
	     "it is in a line");
	check_value(file, bls.kernel);
	check_value(file, bls.title);
	check_value(file, bls.profile);
	check_value(file, bls.devicetree);
	for (i = 0; i < bls.nr_initrds; i++)
		check_value(file, bls.initrds[i]);
	for (i = 0; i < bls.nr_options; i++)
		check_value(file, bls.options[i]);
	if (reader == KXL_BLS_SYSTEMD_BOOT)
		check_again(&bls);
}

static void check_name(struct kx_bytes name)
{
	struct kxl_counter counter;
	struct kxl_counter again;
	char text[600];

	/* No file has another name. */
	if (!name.size || name.size > 255 || memchr(name.data, 0, name.size) ||
	    !kxl_counter_parse(name, ".conf", &counter))
		return;
	must(counter.stem.size + 5 <= name.size, "the stem is a part");
	if (counter.left < 0)
		return;
	snprintf(text, sizeof(text), "%.*s+%d-%d.conf", (int)counter.stem.size,
		 (const char *)counter.stem.data, counter.left, counter.done);
	must(kxl_counter_parse(kx_bytes(text, strlen(text)), ".conf", &again) &&
		     again.left == counter.left && again.done == counter.done &&
		     is_same(again.stem, counter.stem),
	     "a name reads the same again");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kx_bytes file = kx_bytes(data, size);
	struct kxl_loader_conf conf = kxl_loader_conf_parse(file);

	must(conf.standard_line <= count_lines(file), "a default is in a line");
	check(file, KXL_BLS_SYSTEMD_BOOT);
	check(file, KXL_BLS_GRUB);
	check_name(file);
	return 0;
}
