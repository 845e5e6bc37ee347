// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Machines for tests: files below a temporary directory, which the context uses
 * as its root. Every failure in this file ends the test program, because it is
 * an error of the test and not of the tested code.
 */
#include "test/unit/lib/fixture.h"

#include <elf.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/errors/context.h"
#include "test/unit/core/make_bzimage.h"

#define EFI "/sys/firmware/efi"

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	abort();
}

/* Copies made by view(); they live as long as the test program. */
static struct copy {
	struct copy *next;
	u8 *bytes;
} * copies;

struct kx_bytes view(const char *text)
{
	struct copy *copy = malloc(sizeof(*copy));
	size_t size = strlen(text);

	must(copy, "malloc");
	*copy = (struct copy){ .next = copies, .bytes = malloc(size) };
	must(copy->bytes || !size, "malloc");
	memcpy(copy->bytes, text, size);
	copies = copy;
	return kx_bytes(copy->bytes, size);
}

static void keep_log(void *data, enum kexec_log_level level, const char *line)
{
	struct fixture *fixture = data;
	size_t used = strlen(fixture->log);

	snprintf(fixture->log + used, sizeof(fixture->log) - used, "%s%s\n",
		 level == KEXEC_LOG_WARNING ? "warning: " : "", line);
}

void fixture_path(const struct fixture *fixture, const char *name, char *path)
{
	snprintf(path, 128, "%s%s", fixture->dir, name);
}

static int find_free_fd(void)
{
	int fd = dup(STDERR_FILENO);

	must(fd >= 0 && !close(fd), "dup");
	return fd;
}

static void make_folders(char *path)
{
	char *slash;

	for (slash = path + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		(void)mkdir(path, 0755);
		*slash = '/';
	}
}

void fixture_put(const struct fixture *fixture, const char *path,
		 struct kx_bytes bytes)
{
	char full[128];
	FILE *file;

	fixture_path(fixture, path, full);
	make_folders(full);
	file = fopen(full, "w");
	must(file, full);
	must(!bytes.size || fwrite(bytes.data, bytes.size, 1, file) == 1, full);
	must(!fclose(file), full);
}

void fixture_text(const struct fixture *fixture, const char *path,
		  const char *text)
{
	fixture_put(fixture, path, kx_bytes(text, strlen(text)));
}

void fixture_remove(const struct fixture *fixture, const char *path)
{
	char full[128];

	fixture_path(fixture, path, full);
	must(!unlink(full), full);
}

static void put_files(struct fixture *fixture)
{
	struct bzimage image;

	bzimage_make(&image);
	fixture_put(fixture, "/kernel", bzimage_bytes(&image));
	fixture_text(fixture, "/initrd", "ramdisk");
	snprintf(fixture->kernel, sizeof(fixture->kernel), "%s/kernel",
		 fixture->dir);
	snprintf(fixture->initrd, sizeof(fixture->initrd), "%s/initrd",
		 fixture->dir);
}

void fixture_make(struct fixture *fixture)
{
	memset(fixture, 0, sizeof(*fixture));
	/* The first file that is opened has number 0, which is a number. */
	close(STDIN_FILENO);
	fixture->free_fd = find_free_fd();
	strcpy(fixture->dir, "/tmp/kexec-test-XXXXXX");
	must(mkdtemp(fixture->dir), "mkdtemp");
	must(!kexec_ctx_new(&fixture->ctx), "kexec_ctx_new");
	must(!kexec_ctx_set_root(fixture->ctx, fixture->dir), "set_root");
	/* An emulator of another architecture runs the tests as well. */
	fixture->ctx->arch = &kx_arch_x86_64;
	kexec_ctx_set_log(fixture->ctx, keep_log, fixture);
	put_files(fixture);
}

void fixture_make_pc(struct fixture *fixture)
{
	static const u8 boot_params[4096] = {
		[0x70] = 0x00, [0x71] = 0x40, [0x72] = 0x0f
	};

	fixture_make(fixture);
	fixture_text(fixture, "/proc/iomem",
		     "00001000-0009fbff : System RAM\n"
		     "0009fc00-000fffff : Reserved\n"
		     "00100000-bfffffff : System RAM\n"
		     "  01000000-02209987 : Kernel code\n"
		     "fec00000-fec003ff : IOAPIC 0\n");
	fixture_text(fixture, "/proc/meminfo",
		     "MemTotal:        3143724 kB\n"
		     "MemFree:         2000000 kB\n");
	fixture_text(fixture, "/proc/cpuinfo",
		     "processor\t: 0\nflags\t\t: fpu vme lm\n");
	fixture_text(fixture, "/proc/cmdline",
		     "BOOT_IMAGE=/vmlinuz root=/dev/sda1 quiet\n");
	fixture_text(fixture, "/proc/self/status",
		     "Name:\tkexec\nCapEff:\t000001ffffffffff\n");
	fixture_text(fixture, "/sys/kernel/notes", "");
	fixture_put(fixture, "/sys/kernel/boot_params/data",
		    kx_bytes(boot_params, sizeof(boot_params)));
}

static void put_range(const struct fixture *fixture, unsigned int number,
		      const char *const values[5])
{
	static const char *const names[] = { "type", "phys_addr", "virt_addr",
					     "num_pages", "attribute" };
	char path[96];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), EFI "/runtime-map/%u/%s", number,
			 names[i]);
		fixture_text(fixture, path, values[i]);
	}
}

void fixture_efi(const struct fixture *fixture)
{
	static const char *const first[] = { "0x5\n", "0x7e000000\n",
					     "0xfffffffeff800000\n", "0x80\n",
					     "0x800000000000000f\n" };
	static const char *const second[] = { "0xb\n", "0xffc00000\n", "0x1\n",
					      "0x400\n", "0x1\n" };
	struct bzimage image;
	u8 boot_params[4096] = { 0 };

	put_range(fixture, 10, second);
	put_range(fixture, 2, first);
	fixture_text(fixture, EFI "/fw_vendor", "0x7fed1018\n");
	fixture_text(fixture, EFI "/runtime", "0x7e04eb98\n");
	fixture_text(fixture, EFI "/config_table", "0x7f9ee018\n");
	fixture_text(fixture, EFI "/systab",
		     "ACPI20=0x7fb7e014\nACPI=0x7fb7e000\n"
		     "SMBIOS3=0x7f000000\nSMBIOS=0x7f9cc000\n");
	memcpy(boot_params + 0x1c0, "EL64", 4);
	fixture_put(fixture, "/sys/kernel/boot_params/data",
		    kx_bytes(boot_params, sizeof(boot_params)));
	bzimage_make(&image);
	bzimage_put(&image, BZ_XLOADFLAGS, 2, 0x33);
	bzimage_seal(&image);
	fixture_put(fixture, "/kernel", bzimage_bytes(&image));
}

void fixture_kcore(const struct fixture *fixture)
{
	struct {
		Elf64_Ehdr header;
		Elf64_Phdr phdrs[4];
	} kcore = {
		.header = { .e_ident = ELFMAG,
			    .e_phoff = sizeof(Elf64_Ehdr),
			    .e_phentsize = sizeof(Elf64_Phdr),
			    .e_phnum = 4 },
		.phdrs = { { .p_type = PT_NOTE },
			   { .p_type = PT_LOAD,
			     .p_vaddr = 0xffffffff9c200000,
			     .p_paddr = 0x1000000,
			     .p_memsz = 0x2830000 },
			   /* Memory of vmalloc(), at any address. */
			   { .p_type = PT_LOAD,
			     .p_vaddr = 0xffffb20640000000,
			     .p_paddr = UINT64_MAX,
			     .p_memsz = 0x1fffffffffff },
			   { .p_type = PT_LOAD,
			     .p_vaddr = 0xffff88dc80001000,
			     .p_paddr = 0x1000,
			     .p_memsz = 0x9e000 } },
	};

	kcore.header.e_ident[EI_CLASS] = ELFCLASS64;
	fixture_put(fixture, "/proc/kcore", kx_bytes(&kcore, sizeof(kcore)));
}

void fixture_make_crash(struct fixture *fixture)
{
	fixture_make_pc(fixture);
	fixture_text(fixture, "/proc/iomem",
		     "00001000-0009fbff : System RAM\n"
		     "0009fc00-000fffff : Reserved\n"
		     "00100000-bfffffff : System RAM\n"
		     "  01000000-02209987 : Kernel code\n"
		     "  02400000-02c26fff : Kernel rodata\n"
		     "  03600000-037fffff : Kernel bss\n"
		     "  a0000000-afffffff : Crash kernel\n"
		     "fec00000-fec003ff : IOAPIC 0\n");
	fixture_text(fixture, "/sys/devices/system/cpu/possible", "0-3\n");
	fixture_text(fixture, "/sys/devices/system/cpu/cpu0/crash_notes",
		     "be639400\n");
	fixture_text(fixture, "/sys/devices/system/cpu/cpu0/crash_notes_size",
		     "368\n");
	fixture_text(fixture, "/sys/devices/system/cpu/cpu2/crash_notes",
		     "be739400\n");
	fixture_text(fixture, "/sys/devices/system/cpu/cpu2/crash_notes_size",
		     "368\n");
	fixture_text(fixture, "/sys/kernel/vmcoreinfo",
		     "0x00000000011e8000 1024\n");
	fixture_text(fixture, "/sys/kernel/kexec_loaded", "0\n");
	fixture_text(fixture, "/sys/kernel/kexec_crash_loaded", "0\n");
	fixture_text(fixture, "/sys/kernel/kexec_crash_size", "268435456\n");
	fixture_kcore(fixture);
}

static int remove_one(const char *path, const struct stat *status, int type,
		      struct FTW *ftw)
{
	(void)status;
	(void)type;
	(void)ftw;
	return remove(path);
}

void fixture_free(struct fixture *fixture)
{
	kexec_ctx_free(fixture->ctx);
	must(find_free_fd() == fixture->free_fd, "a file was left open");
	must(!nftw(fixture->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS), "nftw");
}
