// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec_file_load(2): read the files, let core/ make a plan, then do what
 * kexec_load(2) does. The checks are in Linux's order (kernel/kexec_file.c).
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/load.h"

#include "core/arena.h"
#include "core/bytes.h"
#include "core/crash.h"
#include "core/err.h"
#include "core/part.h"
#include "core/plan.h"
#include "core/purpose.h"
#include "core/range.h"
#include "core/segment.h"
#include "module/arch.h"
#include "module/dump.h"
#include "module/image.h"
#include "module/kind.h"
#include "module/kxm.h"
#include "module/machine.h"
#include "module/oom.h"
#include "module/page.h"
#include "module/signature.h"
#include "module/timeline.h"
#include "module/tree.h"
#include "module/unpack.h"

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel_read_file.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

/* KEXEC_FILE_SIZE_MAX in Linux kernel/kexec_file.c. */
#define FILE_SIZE_MAX min_t(s64, 4LL << 30, LONG_MAX)

struct file_load {
	int kernel_fd;
	int initrd_fd;
	u64 cmdline_len;
	const char __user *cmdline_user;
	u64 flags;
	u64 began; /* the time-stamp counter */
	bool has_timeline;
	/* Owned; freed by free_files(). */
	void *kernel;
	size_t kernel_size;
	void *initrd;
	size_t initrd_size;
	char *cmdline;
};

static void free_files(struct file_load *load)
{
	kfree(load->cmdline);
	vfree(load->initrd);
	vfree(load->kernel);
}

/*
 * An allocation in kernel_read_file() could start the OOM killer. So it gets a
 * buffer that was allocated here, as large as the file. For a file that it
 * refuses because of its size, none is allocated. @buffer is untouched on
 * failure.
 */
static int read_all(struct file *file, enum kernel_read_file_id id,
		    void **buffer, size_t *size)
{
	loff_t length = i_size_read(file_inode(file));
	size_t limit = FILE_SIZE_MAX;
	void *room = NULL;
	ssize_t got;

	if (length > 0 && length <= FILE_SIZE_MAX) {
		limit = length;
		room = kxm_image_array(limit, 1);
		if (!room)
			return -ENOMEM;
	}
	got = kernel_read_file(file, 0, &room, limit, NULL, id);
	if (got < 0) {
		vfree(room);
		return got;
	}
	*buffer = room;
	*size = got;
	return 0;
}

/*
 * kernel_read_file() reads the size again, and returns EFBIG if the buffer is
 * smaller. So writes are denied before the size is read here. The checks have
 * the order of kernel_read_file().
 */
static int read_unwritten(struct file *file, enum kernel_read_file_id id,
			  void **buffer, size_t *size)
{
	int err;

	if (!S_ISREG(file_inode(file)->i_mode))
		return -EINVAL;
	err = deny_write_access(file);
	if (err)
		return err;
	err = read_all(file, id, buffer, size);
	allow_write_access(file);
	return err;
}

static int read_file(int fd, enum kernel_read_file_id id, void **buffer,
		     size_t *size)
{
	struct file *file = fget(fd);
	int err = -EBADF;

	if (!file)
		return err;
	if (file->f_mode & FMODE_READ)
		err = read_unwritten(file, id, buffer, size);
	fput(file);
	return err;
}

static int read_cmdline(struct file_load *load)
{
	char *cmdline;

	if (!load->cmdline_len)
		return 0;
	cmdline = kxm_copy_of_user(load->cmdline_user, load->cmdline_len);
	if (IS_ERR(cmdline))
		return PTR_ERR(cmdline);
	load->cmdline = cmdline;
	if (cmdline[load->cmdline_len - 1])
		return -EINVAL;
	return 0;
}

/* What is wrong with a file has one errno for all, that of the architecture. */
static int file_fault(int code, const struct kx_fault *fault)
{
	int err = kxm_fault("kexec_file_load", code, fault);

	return err == -ENOEXEC ? -kxm_arch->file_errno : err;
}

/*
 * Called before the initrd is read. A file that Linux can't load is ENOEXEC;
 * then the signature is checked (F12 and F13 of doc/calls.md, before F14). The
 * file's other faults are found when it is loaded.
 */
static int vet_kernel(struct file_load *load)
{
	struct kx_machine machine = { 0 };
	struct kx_request request = {
		.arch = kxm_arch,
		.kernel = kx_bytes(load->kernel, load->kernel_size),
		.flags = KX_VET_AS_PROBE,
		.machine = &machine,
	};
	struct kx_fault fault;
	int err;

	kxm_arch_facts(&machine);
	err = kx_plan_vet(&request, NULL, NULL, &fault);
	if (err)
		return file_fault(err, &fault);
	return kxm_vet_signature(load->kernel, &load->kernel_size);
}

static int read_files(struct file_load *load)
{
	int err;

	err = read_file(load->kernel_fd, READING_KEXEC_IMAGE, &load->kernel,
			&load->kernel_size);
	if (err)
		return err;
	err = vet_kernel(load);
	if (err)
		return err;
	if (!(load->flags & KX_FILE_NO_INITRAMFS)) {
		err = read_file(load->initrd_fd, READING_KEXEC_INITRAMFS,
				&load->initrd, &load->initrd_size);
		if (err)
			return err;
	}
	return read_cmdline(load);
}

static void tell_segment(u32 number, const char *name,
			 const struct kx_segment *segment)
{
	pr_info("segment %u: %s: %#llx bytes at %#llx, %#llx in all\n", number,
		name, (u64)segment->bufsz, (u64)segment->mem,
		(u64)segment->memsz);
}

/*
 * KEXEC_FILE_DEBUG: log the plan. More than root may read the log, and a place
 * that was drawn is the next kernel's secret.
 */
static void tell_plan(const struct kx_plan *plan, bool is_drawn)
{
	u32 i;

	pr_info("entry %#llx, %u segments\n", plan->entry.address, plan->count);
	for (i = 0; i < plan->count; i++) {
		const struct kx_segment *segment = &plan->segments[i];
		const char *name = kx_part_name(plan->parts[i]);
		u64 size = segment->bufsz;

		if (is_drawn && plan->parts[i] == KX_PART_KERNEL)
			pr_info("segment %u: %s: %#llx bytes, random place\n",
				i, name, size);
		else
			tell_segment(i, name, segment);
	}
}

/*
 * Bytes after an early NUL count towards the limit, as in Linux. The final NUL
 * is counted elsewhere, even if there is no command line.
 */
static u32 reserve_in_line(const struct file_load *load, size_t shown)
{
	u64 size = kxm_arch->file_line_reserve + load->cmdline_len;

	return size > shown ? size - shown - 1 : 0;
}

static struct kx_request request_for(const struct file_load *load)
{
	size_t shown = load->cmdline ? strlen(load->cmdline) : 0;

	return (struct kx_request){
		.arch = kxm_arch,
		.kernel = kx_bytes(load->kernel, load->kernel_size),
		.cmdline = kx_bytes(load->cmdline, shown),
		.cmdline_reserve = reserve_in_line(load, shown),
		.flags = KX_WHOLE_FILE,
	};
}

static enum kxm_kind kind_of(const struct file_load *load)
{
	return load->flags & KX_FILE_ON_CRASH ? KXM_CRASH : KXM_REBOOT;
}

/* A request in progress. */
struct loading {
	const struct file_load *load;
	struct kx_request request;
	struct kxm_unpacked *unpacked; /* or NULL; owned */
	struct kx_plan *plan;
};

static enum kxm_tell tell_of(const struct file_load *load)
{
	return load->flags & KX_FILE_DEBUG ? KXM_TELL_LOG : KXM_TELL_NOBODY;
}

/* Frees the unpacked kernel, if there is one: the packed one is loaded. */
static void stay_packed(struct loading *loading)
{
	kxm_unpack_free(loading->unpacked);
	loading->unpacked = NULL;
	loading->request.unpacked = NULL;
	loading->request.arena->used = 0;
	/* Memory that ran out before may do without it. */
	kxm_oom_release();
	kxm_oom_hold();
}

static int make_plan(struct loading *loading)
{
	struct kx_fault fault = { 0 };
	int err;

	if (loading->unpacked &&
	    kxm_unpack_plan(loading->unpacked, &loading->request,
			    tell_of(loading->load), loading->plan))
		return 0;
	if (loading->unpacked)
		stay_packed(loading);
	err = kx_plan_make(&loading->request, NULL, loading->plan, &fault);
	return err ? file_fault(err, &fault) : 0;
}

static int load_once(struct loading *loading)
{
	const struct file_load *load = loading->load;
	struct kx_plan *plan = loading->plan;
	int err = make_plan(loading);
	bool is_drawn;

	if (err)
		return err;
	is_drawn = kxm_unpack_is_drawn(loading->unpacked);
	if (load->flags & KX_FILE_DEBUG)
		tell_plan(plan, is_drawn);
	kxm_timeline_write(plan->timeline, KX_STAMP_LOAD, load->began);
	return kxm_load_plan(plan->entry.address, kx_plan_segments(plan),
			     KXM_FROM_KERNEL, kind_of(load));
}

/* An unpacked kernel needs more memory. It is no reason to fail. */
static int load_request(struct loading *loading)
{
	bool had_memory = !kxm_oom_must_stop();
	int err = kxm_unpack(&loading->request, tell_of(loading->load),
			     &loading->unpacked);

	if (!loading->unpacked && had_memory && kxm_oom_must_stop())
		stay_packed(loading);
	if (!err)
		err = load_once(loading);
	if (err == -ENOMEM && loading->unpacked) {
		stay_packed(loading);
		err = load_once(loading);
	}
	kxm_unpack_free(loading->unpacked);
	return err;
}

/* Where an unpacked kernel lies is in both allocations. */
static int load_files(struct loading *loading)
{
	struct kx_arena arena = {
		.size = kx_plan_arena_size(&loading->request),
	};
	int err = -ENOMEM;

	loading->plan = kzalloc(sizeof(*loading->plan), KXM_GFP);
	if (!loading->plan)
		return err;
	arena.base = kvmalloc(arena.size, KXM_GFP);
	if (!arena.base)
		goto free_plan;
	loading->request.arena = &arena;
	err = load_request(loading);
	if (!err && loading->request.crash)
		WRITE_ONCE(kxm.hotplug_updates, true);
	kvfree_sensitive(arena.base, arena.size);
free_plan:
	kfree_sensitive(loading->plan);
	return err;
}

static int load_on(const struct file_load *load,
		   const struct kx_machine *machine,
		   const struct kx_crash *crash)
{
	struct kx_bytes initrd = kx_bytes(load->initrd, load->initrd_size);
	struct loading loading = {
		.load = load,
		.request = request_for(load),
	};
	struct kx_request *request = &loading.request;
	struct kxm_tree tree = { 0 };
	int err = 0;

	request->initrds = &initrd;
	request->nr_initrds = load->initrd ? 1 : 0;
	request->within = (struct kx_range){ 0, ~0ULL };
	request->machine = machine;
	request->purpose = crash ? KX_PURPOSE_CRASH : KX_PURPOSE_NORMAL;
	request->crash = crash;
	if (load->has_timeline)
		request->flags |= KX_TIMELINE;
	if (KXM_HAS_TREE)
		err = kxm_tree_build(request, &tree);
	if (!err)
		err = load_files(&loading);
	if (KXM_HAS_TREE)
		kxm_tree_free(&tree);
	return err;
}

static int plan_and_load(const struct file_load *load)
{
	/* Without a region there is no place; the plan reports that. */
	bool is_crash =
		kind_of(load) == KXM_CRASH && !kx_range_is_empty(kxm.region);
	struct kxm_machine running = {
		.kind = kind_of(load),
		.has_timeline = load->has_timeline,
	};
	struct kxm_dump dump = { 0 };
	int err;

	err = kxm_machine_get(&running);
	if (err)
		return err;
	if (is_crash)
		err = kxm_dump_get(&dump);
	if (!err)
		err = load_on(load, &running.machine,
			      is_crash ? &dump.crash : NULL);
	if (is_crash)
		kxm_dump_put(&dump);
	kxm_machine_put(&running);
	return err;
}

static int load_locked(struct file_load *load)
{
	int err;

	if (load->flags & KX_FILE_UNLOAD) {
		kxm_unload(kind_of(load));
		return 0;
	}
	kxm_oom_hold();
	err = read_files(load);
	if (!err)
		err = plan_and_load(load);
	free_files(load);
	kxm_oom_release();
	return err;
}

int kxm_kexec_file_load(int kernel_fd, int initrd_fd, u64 cmdline_len,
			const char __user *cmdline, u64 flags)
{
	struct file_load load = {
		.kernel_fd = kernel_fd,
		.initrd_fd = initrd_fd,
		.cmdline_len = cmdline_len,
		.cmdline_user = cmdline,
		.flags = flags,
		.began = kxm_timeline_now(),
		.has_timeline =
			READ_ONCE(kxm.timeline) && !(flags & KX_FILE_ON_CRASH),
	};
	int err;

	err = kxm_may_load(kind_of(&load));
	if (err)
		return err;
	if (flags & ~KXM_FILE_FLAGS)
		return -EINVAL;
	if (!kxm_trylock())
		return -EBUSY;
	err = load_locked(&load);
	kxm_unlock();
	return err;
}
