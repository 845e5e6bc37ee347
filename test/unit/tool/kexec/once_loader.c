// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "test/unit/tool/kexec/once_loader.h"

#include <string.h>
#include <unistd.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "tool/kexec/record.h"

void put_variable(const struct fixture *fixture, const char *path,
		  const char *value)
{
	u8 bytes[256] = { 7 };
	size_t i;

	for (i = 0; value[i]; i++)
		bytes[4 + 2 * i] = (u8)value[i];
	fixture_put(fixture, path, kx_bytes(bytes, 6 + 2 * i));
}

void loader_make(struct fixture *fixture, char *folder)
{
	const u8 features[12] = { 6, 0, 0, 0, 8 };
	struct bzimage image;

	fixture_make_pc(fixture);
	bzimage_make(&image);
	fixture_put(fixture, "/efi/k", bzimage_bytes(&image));
	fixture_text(fixture, "/efi/loader/entries/good.conf",
		     "version 1\nlinux /k\noptions good\n");
	fixture_text(fixture, "/efi/loader/entries/new.conf",
		     "version 2\nlinux /k\noptions new\n");
	put_variable(fixture, EFIVARS "LoaderInfo" VENDOR, "systemd-boot 259");
	fixture_put(fixture, EFIVARS "LoaderFeatures" VENDOR,
		    kx_bytes(features, sizeof(features)));
	fixture_text(fixture, "/sys/kernel/kexec_loaded", "1\n");
	fixture_path(fixture, "/state", folder);
	fake_state_folder = folder;
	fake_root = fixture->dir;
	recorder = (struct recorder){ 0 };
}

void loader_end(struct fixture *fixture)
{
	char path[192];

	record_remove(KEXEC_SLOT_NORMAL);
	snprintf(path, sizeof(path), "%s/once", fake_state_folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/alive", fake_state_folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/alive-watchdog", fake_state_folder);
	unlink(path);
	rmdir(fake_state_folder);
	fake_root = "";
	fixture_free(fixture);
}

void must_be_told(const struct fixture *fixture, const char *id)
{
	char path[128];
	char bytes[256];
	char text[128] = "";
	size_t got = 0;
	FILE *file;
	size_t i;

	fixture_path(fixture, ONE_SHOT, path);
	file = fopen(path, "r");
	assert_int_equal(!file, !id);
	if (!file)
		return;
	got = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	for (i = 4; i + 1 < got; i += 2)
		text[i / 2 - 2] = bytes[i];
	assert_string_equal(text, id);
}
