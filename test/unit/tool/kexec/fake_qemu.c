// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "test/unit/tool/kexec/fake_qemu.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/test.h"

char fake_qemu[64];
static char folder[] = "/tmp/try-XXXXXX";

int fake_qemu_set_up(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chmod(folder, 0755), 0);
	snprintf(fake_qemu, sizeof(fake_qemu), "%s/qemu", folder);
	return 0;
}

int fake_qemu_tear_down(void **state)
{
	(void)state;
	unlink(fake_qemu);
	rmdir(folder);
	return 0;
}

void fake_qemu_write(const char *script)
{
	FILE *file = fopen(fake_qemu, "w");

	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n%s\n", script);
	fclose(file);
	assert_int_equal(chmod(fake_qemu, 0755), 0);
}
