// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Unpacks the kernel of a bzImage at load time, by the rules of
 * core/format/unpack.c. What the decompressor would find wrong is found now,
 * and what only the decompressor can do leaves the kernel packed.
 */
#include "lib/image/vmlinux.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>

#include "core/format/bzimage.h"
#include "core/format/unpack.h"
#include "lib/image/progress.h"
#include "lib/image/request.h"
#include "lib/image/type.h"
#include "lib/machine/available.h"
#include "lib/machine/cpuid.h"
#include "lib/prepared/prepared.h"
#include "lib/text/cmdline.h"
#include "lib/text/proc.h"
#include "lib/text/text.h"
#include "lib/unpack/compression.h"

struct kxl_vmlinux {
	u8 *bytes; /* the payload, unpacked; a mapping */
	u64 size;
	struct kx_unpack unpack;
};

/* What is known before anything is unpacked. */
struct job {
	struct kexec_image *image;
	struct kx_unpack *unpack;
	const struct kxl_compression *compression;
	struct kx_packed why; /* it stays packed */
};

/*
 * Right after a boot there may be no good random numbers for seconds. Neither
 * does this wait for them, which may take longer than all that is saved, nor
 * take others (GRND_INSECURE): such a kernel stays packed. Its decompressor
 * draws later, with RDRAND, or time stamps of that moment.
 */
static bool draw(void *data, u64 *bits)
{
	const ssize_t size = sizeof(*bits);

	(void)data;
	return getrandom(bits, sizeof(*bits), GRND_NONBLOCK) == size;
}

static bool file_has(struct kexec_ctx *ctx, const char *path,
		     bool (*holds)(struct kx_bytes text))
{
	struct kx_bytes text;
	bool has;

	if (kxl_read(ctx, path, &text))
		return false;
	has = holds(text);
	kxl_text_free(text);
	return has;
}

static bool is_locked(struct kx_bytes text)
{
	return kxl_lockdown(text).size;
}

static bool is_on(struct kx_bytes text)
{
	return text.size && (text.data[0] == '1' || text.data[0] == 'Y');
}

/* SEV, SEV-ES and SEV-SNP in EAX (AMD's manual, volume 3: Fn8000_001F). */
#define CPUID_ENCRYPTION 0x8000001fU
#define CPUID_SEV	 0x1aU
/* In ECX (Intel's manual, volume 2A, CPUID). */
#define CPUID_FEATURES 7U
#define CPUID_LA57     (1U << 16)

/*
 * AMD's hosts have the flags as well; the decompressor has work in guests.
 * Linux drops the flags in a guest whose MSR_AMD64_SYSCFG is 0, as KVM has it
 * (early_detect_mem_encrypt() in arch/x86/kernel/cpu/amd.c).
 */
static bool is_encrypted(struct kx_bytes cpuinfo)
{
	if (kxl_cpu_has(cpuinfo, "tdx_guest"))
		return true;
	return kxl_cpu_has(cpuinfo, "hypervisor") &&
	       (kxl_cpuid(CPUID_ENCRYPTION).eax & CPUID_SEV ||
		kxl_cpu_has(cpuinfo, "sev") || kxl_cpu_has(cpuinfo, "sev_es") ||
		kxl_cpu_has(cpuinfo, "sev_snp"));
}

static bool hands_over(struct kx_bytes cmdline)
{
	return kxl_cmdline_has_start(cmdline, "kho=");
}

/*
 * Without kho=, CONFIG_KEXEC_HANDOVER_ENABLE_DEFAULT decides. The first file is
 * there while KHO is on (kho_init() in Linux kernel/liveupdate/
 * kexec_handover.c), if debugfs is mounted, the second one while live update
 * is, which needs KHO (luo_early_startup() in luo_core.c).
 */
#define KHO_FILE "/sys/kernel/debug/kho/out/scratch_len"
#define LUO_FILE "/sys/class/misc/liveupdate/dev"

static bool is_there(struct kx_bytes text)
{
	(void)text;
	return true;
}

/* Each leaves the kernel packed. */
static const struct {
	const char *path;
	bool (*holds)(struct kx_bytes text);
	const char *reason;
} states[] = {
	{ "/sys/kernel/security/lockdown", is_locked,
	  "under lockdown files are loaded as they are" },
	{ "/sys/module/kexec/parameters/sig_enforce", is_on,
	  "kexec.ko checks signatures, which are of files" },
	{ "/proc/cpuinfo", is_encrypted,
	  "this guest's memory is encrypted, which the decompressor sets up" },
	{ "/proc/cmdline", hands_over, "this kernel hands memory over (KHO)" },
	{ KHO_FILE, is_there, "this kernel hands memory over (KHO)" },
	{ LUO_FILE, is_there, "this kernel hands memory over (KHO)" },
};

static bool stay(struct job *job, const char *text)
{
	job->why = (struct kx_packed){ .text = text };
	return false;
}

static bool check_machine(struct job *job)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(states); i++)
		if (file_has(job->image->ctx, states[i].path, states[i].holds))
			return stay(job, states[i].reason);
	return true;
}

static bool check_image(struct job *job)
{
	const struct kexec_image *image = job->image;
	struct kx_bytes file = kxl_image_kernel(image);

	/* Which ranges its decompressor avoids depends on that map. */
	if (image->options & KEXEC_OPTION_MEMMAP_CMDLINE)
		return stay(job, "its memory map is on its command line");
	if (!kx_unpack_find(job->unpack, file, &job->why))
		return false;
	job->compression = kxl_compression_of_payload(job->unpack->payload);
	if (!job->compression)
		return stay(job, "its compression is unknown");
	if (job->compression->unpack)
		return true;
	(void)stay(job, "this libkexec has no decoder for");
	job->why.word = kx_bytes(job->compression->name,
				 strlen(job->compression->name));
	return false;
}

/* CPUID: /proc/cpuinfo has la57 only where 5-level paging is on. */
static bool can_5level(void)
{
	return kxl_cpuid(CPUID_FEATURES).ecx & CPUID_LA57;
}

static bool check_line(struct job *job)
{
	const char *line = kxl_image_line(job->image);

	job->unpack->can_5level = can_5level();
	job->unpack->line.kaslr.random = (struct kx_random){ draw, NULL };
	return kx_unpack_read_line(job->unpack, kx_bytes(line, strlen(line)),
				   &job->why);
}

static bool check_room(struct job *job)
{
	struct kxl_vmlinux *vmlinux = job->image->vmlinux;
	u64 room = kxl_available(job->image->ctx);

	if (!kx_unpack_measure(job->unpack, room, &job->why))
		return false;
	vmlinux->bytes = mmap(NULL, job->unpack->size, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (vmlinux->bytes == MAP_FAILED) {
		vmlinux->bytes = NULL;
		return stay(job, "memory is too small");
	}
	vmlinux->size = job->unpack->size;
	/* Where the next kernel lies is in no core dump. */
	(void)madvise(vmlinux->bytes, vmlinux->size, MADV_DONTDUMP);
	return true;
}

/* With KEXEC_OPTION_SKIP_CHECKS it is the next kernel that finds it. */
static int judge_damaged(struct job *job)
{
	const struct kxl_failure failure = {
		.errnum = ENOEXEC,
		.cause = KEXEC_CAUSE_PAYLOAD_DAMAGED,
		.action = KEXEC_ACTION_PLAN,
		.object = job->image->kernel.name,
	};

	if (job->image->options & KEXEC_OPTION_SKIP_CHECKS) {
		(void)stay(job, "its payload is damaged");
		return 0;
	}
	return kxl_fail(job->image->ctx, &failure, "the %s payload is damaged",
			job->compression->name);
}

static int unpack(struct job *job)
{
	struct kxl_vmlinux *vmlinux = job->image->vmlinux;
	struct kxl_sink sink = { .limit = vmlinux->size, .to = vmlinux->bytes };
	struct kx_bytes stream = kx_unpack_stream(job->unpack->payload,
						  job->compression->has_size);
	enum kxl_unpacked unpacked;

	unpacked = job->compression->unpack(&stream, &sink);
	if (unpacked == KXL_UNPACK_MEMORY_LOW)
		(void)stay(job, "there is no memory to unpack it");
	else if (unpacked == KXL_UNPACKED && stream.size)
		(void)stay(job, "other bytes follow what is packed");
	else if (unpacked != KXL_UNPACKED || sink.size != vmlinux->size)
		return judge_damaged(job);
	return 0;
}

/* What the bytes are made of; false: nothing that could be kept. */
static bool make_key(const struct job *job, struct kxl_prepared_key *key)
{
	*key = (struct kxl_prepared_key){ .kind = KXL_PREPARED_KERNEL };
	return kxl_prepared_add(key, job->unpack->payload,
				job->image->kernel.fd);
}

/* False: unpack it into the room. */
static bool take_prepared(struct job *job)
{
	struct kxl_vmlinux *vmlinux = job->image->vmlinux;
	struct kxl_prepared_key key;
	struct kxl_prepared prepared;
	u8 *bytes;

	if (!kxl_prepared_is_any(job->image->ctx) || !make_key(job, &key) ||
	    !kxl_prepared_find(job->image->ctx, &key, &prepared))
		return false;
	if (prepared.header.size != vmlinux->size) {
		kxl_prepared_leave(&prepared, "its size is not the kernel's");
		return false;
	}
	if (!kxl_prepared_take(&prepared, &bytes))
		return false;
	munmap(vmlinux->bytes, vmlinux->size);
	vmlinux->bytes = bytes;
	return true;
}

static int decode(struct job *job)
{
	if (take_prepared(job))
		return 0;
	kxl_progress(job->image, KEXEC_STAGE_KERNEL, 0);
	return unpack(job);
}

static int prepare(struct job *job)
{
	static bool (*const checks[])(struct job * job) = {
		check_image,
		check_machine,
		check_line,
		check_room,
	};
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(checks); i++)
		if (!checks[i](job))
			return 0;
	err = decode(job);
	if (!err && !job->why.text)
		(void)!kx_unpack_relocate(
			job->unpack, job->image->vmlinux->bytes, &job->why);
	return err;
}

static void say_packed(struct kexec_image *image, const struct kx_packed *why)
{
	int shown = why->word.size < 32 ? (int)why->word.size : 32;
	char number[96] = "";

	if (why->what)
		snprintf(number, sizeof(number), "%s %#llx ", why->what,
			 (unsigned long long)why->value);
	kxl_log(image->ctx, KEXEC_LOG_DEBUG,
		"%s: it unpacks itself: %s%s%s%.*s", image->kernel.name, number,
		why->text, shown ? " " : "", shown,
		shown ? (const char *)why->word.data : "");
}

bool kxl_vmlinux_is_likely(struct kexec_image *image)
{
	struct kx_unpack unpack = { .packed = &image->facts };
	struct job job = { .image = image, .unpack = &unpack };

	return !(image->options & KEXEC_OPTION_KEEP_PACKED) &&
	       check_image(&job) && check_machine(&job);
}

int kxl_vmlinux_open(struct kexec_image *image,
		     const struct kx_machine *machine)
{
	struct job job = { .image = image };
	int err;

	kxl_vmlinux_close(image);
	if (image->options & KEXEC_OPTION_KEEP_PACKED || image->stays_packed)
		return 0;
	/* The others are unpacked by now, and there is nothing to say. */
	if (image->facts.format != &kx_format_bzimage)
		return 0;
	image->vmlinux = calloc(1, sizeof(*image->vmlinux));
	if (!image->vmlinux)
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_PLAN);
	job.unpack = &image->vmlinux->unpack;
	job.unpack->packed = &image->facts;
	job.unpack->machine = machine;
	err = prepare(&job);
	if (job.why.text)
		say_packed(image, &job.why);
	if (err || job.why.text)
		kxl_vmlinux_close(image);
	return err;
}

/* If the kernel is not understood, no load would use what is kept of it. */
static bool is_understood(struct job *job)
{
	struct kx_fault fault = { 0 };
	struct kx_unpacked unpacked;

	return !kx_unpacked_read(kx_bytes(job->image->vmlinux->bytes,
					  job->image->vmlinux->size),
				 &unpacked, &fault) ||
	       stay(job, "what is in it is not understood");
}

/*
 * From here on the payload is a copy, which nobody writes to. What was found in
 * the file before counts for nothing.
 */
static bool take_copy(struct job *job, struct kxl_prepared_key *key)
{
	struct kx_bytes payload = job->unpack->payload;

	if (payload.size > kxl_available(job->image->ctx) ||
	    !kxl_prepared_copy(key, payload, job->image->kernel.fd))
		return stay(job, "memory is too small");
	job->unpack->payload = key->sources[0].bytes;
	job->compression = kxl_compression_of_payload(job->unpack->payload);
	return (job->compression && job->compression->unpack) ||
	       stay(job, "it has changed meanwhile");
}

static int store(struct job *job, struct kxl_prepared_key *key)
{
	const struct kxl_vmlinux *vmlinux = job->image->vmlinux;
	int err;

	if (!take_copy(job, key) || !check_room(job))
		return 0;
	kxl_progress(job->image, KEXEC_STAGE_KERNEL, 0);
	err = unpack(job);
	if (err || job->why.text || !is_understood(job))
		return err;
	return kxl_prepared_store(job->image->ctx, key,
				  kx_bytes(vmlinux->bytes, vmlinux->size));
}

static int check_and_store(struct job *job)
{
	struct kxl_prepared_key key = { .kind = KXL_PREPARED_KERNEL };
	int err = kxl_prepared_check(job->image->ctx, key.kind,
				     job->image->kernel.fd,
				     job->image->kernel.name);

	if (!err)
		err = store(job, &key);
	kxl_prepared_drop(&key);
	return err;
}

int kxl_vmlinux_prepare(struct kexec_image *image, const char **why)
{
	struct job job = { .image = image };
	int err = 0;

	kxl_vmlinux_close(image);
	image->vmlinux = calloc(1, sizeof(*image->vmlinux));
	if (!image->vmlinux)
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_PREPARE);
	job.unpack = &image->vmlinux->unpack;
	job.unpack->packed = &image->facts;
	if (image->options & KEXEC_OPTION_KEEP_PACKED)
		(void)stay(&job, "that was asked for");
	else if (check_image(&job))
		err = check_and_store(&job);
	if (job.why.text)
		say_packed(image, &job.why);
	*why = job.why.text;
	kxl_vmlinux_close(image);
	return err;
}

int kxl_vmlinux_plan(struct kexec_image *image, struct kx_request *request,
		     struct kx_plan *plan, struct kx_fault *fault)
{
	static const struct kx_packed no_place = {
		.text = "no place for all of it",
	};
	const char *type = kxl_type_format(image->type);

	if (image->vmlinux) {
		if (kx_unpack_plan(&image->vmlinux->unpack, request, type,
				   plan)) {
			kxl_log(image->ctx, KEXEC_LOG_DEBUG, "%s: unpacked",
				image->kernel.name);
			return 0;
		}
		say_packed(image, &no_place);
	}
	kxl_vmlinux_close(image);
	return kx_plan_make(request, type, plan, fault);
}

unsigned int kxl_vmlinux_extra(const struct kexec_image *image)
{
	return image->vmlinux ? image->vmlinux->unpack.kernel.nr_pieces - 1 : 0;
}

bool kxl_vmlinux_is_drawn(const struct kexec_image *image)
{
	return image->vmlinux && image->vmlinux->unpack.kernel.kaslr;
}

struct kx_bytes kxl_vmlinux_bytes(const struct kexec_image *image)
{
	return kx_bytes(image->vmlinux->bytes, image->vmlinux->size);
}

void kxl_vmlinux_close(struct kexec_image *image)
{
	struct kxl_vmlinux *vmlinux = image->vmlinux;

	if (!vmlinux)
		return;
	/* Every relocation is as good as the kernel's address. */
	if (vmlinux->bytes) {
		kx_unpack_wipe(&vmlinux->unpack, vmlinux->bytes);
		munmap(vmlinux->bytes, vmlinux->size);
	}
	explicit_bzero(vmlinux, sizeof(*vmlinux));
	free(vmlinux);
	image->vmlinux = NULL;
}
