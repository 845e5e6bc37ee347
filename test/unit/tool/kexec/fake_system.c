// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Replaces tool/kexec/system.c, so that the machine under test stays up. */
#include "test/unit/tool/kexec/fake_system.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "tool/kexec/system.h"

char fake_steps[16];
int fake_may_start;
bool fake_had_network;
void (*fake_on_step)(char letter);

static void step(const char *letter)
{
	strncat(fake_steps, letter,
		sizeof(fake_steps) - strlen(fake_steps) - 1);
	if (fake_on_step)
		fake_on_step(*letter);
}

int system_may_start(const char **reason)
{
	if (fake_may_start)
		*reason = "a reason";
	return fake_may_start;
}

void system_sync(void)
{
	step("s");
}

void system_network_down(void)
{
	step("n");
}

bool system_network_up(void)
{
	step("u");
	return fake_had_network;
}

int system_shutdown(void)
{
	step("S");
	return -ENOENT;
}

const char *fake_state_folder = "/dev/null/none";

const char *system_state_folder(void)
{
	return fake_state_folder;
}

const char *fake_root = "";
bool fake_is_root = true;
unsigned int fake_uptime;

const char *system_root(void)
{
	return fake_root;
}

bool system_is_root(void)
{
	return fake_is_root;
}

unsigned int system_uptime(void)
{
	return fake_uptime;
}

unsigned int fake_busy;

int system_open_watchdog(const char *path)
{
	int fd;

	if (fake_busy) {
		fake_busy--;
		return -EBUSY;
	}
	fd = open(path, O_WRONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

void system_wait(void)
{
	fake_uptime++;
	step("w");
}

int system_restart(void)
{
	step("R");
	return -EPERM;
}

bool fake_is_restarting;
const char *fake_wish;

bool system_is_restarting(void)
{
	return fake_is_restarting;
}

const char *system_take_wish(void)
{
	return fake_wish;
}
