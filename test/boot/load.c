// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Shared by the cases that start a second kernel: get kexec into this kernel,
 * make an initrd and a command line, load, and jump.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MODULE_PATH "/kexec.ko"
#define INITRD_PATH "/initrd"

bool kexec_is_module(void)
{
	return word_number("insmod", 0);
}

bool kexec_loaded(void)
{
	char text[16];

	read_text("/sys/kernel/kexec_loaded", text, sizeof(text));
	if (!same_text(text, "0") && !same_text(text, "1"))
		fail("kexec_loaded reads '%s'", text);
	return text[0] == '1';
}

/* kx.hide=: a function that this kernel is to lack. */
static void hide_function(void)
{
	char parameter[96];
	int err;

	if (!word("hide", NULL))
		return;
	snprintf(parameter, sizeof(parameter), "name=%s", word("hide", ""));
	err = insert_module_with("/hide.ko", parameter);
	if (err)
		fail("insmod hide.ko: %s", strerror(-err));
}

/* kx.decoder=: one of Linux's decoders that this kernel was built without. */
static void insert_decoder(void)
{
	char path[32];
	int err;

	if (!word("decoder", NULL))
		return;
	snprintf(path, sizeof(path), "/%s.ko", word("decoder", ""));
	err = insert_module(path);
	if (err)
		fail("insmod %s: %s", path, strerror(-err));
}

/* Which hooks serve the calls, and that none did before kexec.ko. */
static void insert_kexec(void)
{
	const char *hook = word("hook", "auto");
	char parameters[96];
	long begin;
	int err;

	if (call_kexec_load(0, 0, NULL, 0) != -ENOSYS)
		fail("this kernel has kexec_load before insmod");
	if (call_kexec_file_load(-1, -1, 0, "", 0) != -ENOSYS)
		fail("this kernel has kexec_file_load before insmod");
	verdict("before_insmod", "ENOSYS");
	snprintf(parameters, sizeof(parameters), "hook=%s %s",
		 same_text(hook, "none") ? "auto" : hook,
		 word("parameters", ""));
	/* On a kernel's command line a comma stands for a space. */
	for (char *p = parameters; *p; p++) {
		if (*p == ',')
			*p = ' ';
	}
	begin = now_ms();
	err = insert_module_with(MODULE_PATH, parameters);
	if (err)
		fail("insmod kexec.ko %s: %s", parameters, strerror(-err));
	verdict("insmod_ms", "%ld", now_ms() - begin);
	if (same_text(hook, "device") || same_text(hook, "none")) {
		if (call_kexec_load(0, 0, NULL, 0) != -ENOSYS)
			fail("this kernel can be hooked");
		use_device();
	}
}

void kexec_arrive(void)
{
	int err;

	report_facts("first_");
	hide_function();
	insert_decoder();
	if (kexec_is_module())
		insert_kexec();
	err = call_kexec_load(0, 0, NULL, 0);
	if (err)
		fail("kexec_load(0, 0, NULL, 0): %s", strerror(-err));
	if (kexec_loaded())
		fail("kexec_loaded is 1 before anything was loaded");
	verdict("ready", "%ld", now_ms());
}

/* The setup header of x86 (Documentation/x86/boot.rst). */
static bool is_bzimage(struct bytes file)
{
	return !memcmp(file.data + 0x202, "HdrS", 4);
}

/* linux_banner (init/version.c), with a number; there are formats before it. */
static size_t banner_of(struct bytes file)
{
	static const char words[] = "Linux version ";
	const uint8_t *at = file.data;
	const uint8_t *end = at + file.size;

	while ((at = memmem(at, (size_t)(end - at), words, strlen(words)))) {
		at += strlen(words);
		if (at < end && *at >= '0' && *at <= '9')
			return (size_t)(at - file.data);
	}
	fail("a kernel has no version of Linux");
}

void kernel_release(const char *path, char *release, size_t size)
{
	struct bytes file = map_file(path);
	size_t offset;

	/* kernel_version of the setup header (Documentation/x86/boot.rst). */
	if (file.size < 0x210)
		fail("%s is no kernel", path);
	offset = 0x200 + (size_t)(file.data[0x20e] | file.data[0x20f] << 8);
	if (!is_bzimage(file))
		offset = banner_of(file);
	if (offset + 64 > file.size)
		fail("%s has no version", path);
	snprintf(release, size, "%.*s",
		 (int)strcspn((const char *)file.data + offset, " "),
		 (const char *)file.data + offset);
}

/* "40%" */
static bool is_share(const char *kind)
{
	return kind[strspn(kind, "0123456789")] == '%';
}

static size_t payload_size(const char *kind)
{
	if (same_text(kind, "1k") || is_share(kind))
		return 1024;
	if (same_text(kind, "57m"))
		return 57UL << 20;
	if (same_text(kind, "300m"))
		return 300UL << 20;
	fail("kx.initrd=%s: none, 1k, 57m, 300m, small, real or a share", kind);
}

static size_t share_of_memory(const char *kind)
{
	size_t percent = strtoul(kind, NULL, 10);

	return (size_t)memory_kib("MemTotal") * 1024 / 100 * percent;
}

void expect_payload(const char hex[SHA256_HEX_SIZE])
{
	verdict("expect_payload_sha256", "%s", hex);
}

/* In gzip: pack_initrd() in run has made it. */
static const char *ready_initrd(const char *kind)
{
	static char path[32];
	char hex[SHA256_HEX_SIZE];

	snprintf(path, sizeof(path), "/initrds/%s.sha256", kind);
	read_text(path, hex, sizeof(hex));
	expect_payload(hex);
	snprintf(path, sizeof(path), "/initrds/%s.gz", kind);
	return path;
}

const char *make_initrd(const char *kind)
{
	char hex[SHA256_HEX_SIZE];
	struct cpio cpio;

	if (same_text(kind, "none"))
		return NULL;
	if (same_text(kind, "small") || same_text(kind, "real"))
		return ready_initrd(kind);
	say("making an initrd with a payload of %s", kind);
	cpio_create(&cpio, INITRD_PATH);
	cpio_add_file(&cpio, "init", "/init");
	if (word_number("tools", 0))
		cpio_add_below(&cpio, "/tools");
	if (is_share(kind))
		cpio_add_gap(&cpio, share_of_memory(kind));
	cpio_add_payload(&cpio, payload_size(kind),
			 (uint64_t)word_number("seed", 1), hex);
	cpio_close(&cpio);
	expect_payload(hex);
	return INITRD_PATH;
}

const char *second_cmdline(const char *name, const char *words)
{
	static char cmdline[2048];
	char *extra = strdup(word("extra", ""));
	char devices[512];

	/* On a command line for the host a comma stands for a space. */
	for (char *p = extra; *p; p++) {
		if (*p == ',')
			*p = ' ';
	}
	micro_words(devices, sizeof(devices));
	/* A program that splits and rejoins this line changes it. */
	snprintf(
		cmdline, sizeof(cmdline),
		"%s kx.case=%s %s %s %s kx.note=\"two  spaces\"   kx.odd='a=b',$c\\d ",
		guest_machine.words, name, words, extra, devices);
	free(extra);
	return cmdline;
}

void offline_from_words(void)
{
	char *cpus = strdup(word("offline", ""));
	char offline[32];
	char path[64];

	if (!*cpus)
		return;
	for (char *cpu = strtok(cpus, ","); cpu; cpu = strtok(NULL, ",")) {
		snprintf(path, sizeof(path),
			 "/sys/devices/system/cpu/cpu%s/online", cpu);
		if (write_text(path, "0"))
			fail("CPU %s stays on line", cpu);
	}
	read_text("/sys/devices/system/cpu/offline", offline, sizeof(offline));
	verdict("offline", "%s", offline);
	free(cpus);
}

/* The second kernel, as its package has it. */
static void name_target(char *path, size_t size)
{
	snprintf(path, size, "/boot/vmlinuz-%s", word("target", "cloud"));
}

void load_from_words(struct load *load)
{
	static char kernel[128];
	static char call[4];

	snprintf(call, sizeof(call), "-%s", word("call", "c"));
	name_target(kernel, sizeof(kernel));
	if (*word("zboot", ""))
		snprintf(kernel, sizeof(kernel), "/zboot/%s",
			 word("zboot", ""));
	if (*word("elf", ""))
		snprintf(kernel, sizeof(kernel), "/vmlinux/%s",
			 word("elf", ""));
	*load = (struct load){
		.client = same_text(word("client", "ours"), "stock")
				  ? "/sbin/kexec"
				  : "/kexec",
		.call = call,
		.kernel = kernel,
	};
}

void load_kernel(const struct load *load, struct tool_result *result)
{
	char cmdline[2200];
	char initrd[256];
	char type[32];
	const char *argv[12] = { load->client, load->call, "-l", load->kernel };
	unsigned int count = 4;

	snprintf(cmdline, sizeof(cmdline), "--command-line=%s", load->cmdline);
	argv[count++] = cmdline;
	if (load->initrd) {
		snprintf(initrd, sizeof(initrd), "--initrd=%s", load->initrd);
		argv[count++] = initrd;
	}
	if (same_text(word("mode", ""), "real"))
		argv[count++] = "--real-mode";
	if (*word("type", "")) {
		snprintf(type, sizeof(type), "--type=%s", word("type", ""));
		argv[count++] = type;
	}
	if (word_number("entry", 64) == 32)
		argv[count++] = "--entry-32bit";
	if (word_number("timeline", 0))
		argv[count++] = "--timeline";
	if (same_text(word("crypto", ""), "untested"))
		argv[count++] = "--no-crypto-tests";
	verdict("load", "%s %s -l %s: %zu bytes", load->client, load->call,
		load->kernel, map_file(load->kernel).size);
	run_tool(argv, result);
	if (result->status)
		fail("%s %s -l: exit status %d: %s", load->client, load->call,
		     result->status, result->output);
	if (!kexec_loaded())
		fail("kexec_loaded is 0 after a load");
	verdict("load_ms", "%ld", result->wall_ms);
}

void jump(const struct load *load)
{
	const char *const argv[] = { load->client, "-e", NULL };
	struct tool_result result;
	char kernel[128];
	char release[128];

	/* Nothing shows which release is in a zboot file. */
	name_target(kernel, sizeof(kernel));
	kernel_release(*word("zboot", "") ? kernel : load->kernel, release,
		       sizeof(release));
	verdict("expect_release", "%s", release);
	verdict("expect_cmdline", "%s%s", load->cmdline,
		same_text(word("crypto", ""), "untested") ? " cryptomgr.notests"
							  : "");
	coverage_save();
	verdict("jump", "%ld", now_ms());
	say("jump");
	run_tool(argv, &result);
	fail("kexec -e came back with exit status %d: %s", result.status,
	     result.output);
}
