// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Replaces lib/load/syscall.c: the linker uses these functions instead of the
 * archive's object.
 */
#include "test/unit/lib/recorder.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct recorder recorder;

int kxl_sys_load(unsigned long entry, unsigned long nr_segments,
		 const struct kexec_segment *segments, unsigned long flags)
{
	/* Like the kernel, before any other check. */
	if (nr_segments > KX_SEGMENT_MAX) {
		recorder.questions++;
		return recorder.question_answer ? recorder.question_answer
						: -EINVAL;
	}
	recorder.loads++;
	usleep(recorder.load_ms * 1000);
	recorder.entry = entry;
	recorder.nr_segments = nr_segments;
	recorder.flags = flags;
	if (nr_segments)
		memcpy(recorder.segments, segments,
		       nr_segments * sizeof(*segments));
	return recorder.load_answer;
}

static bool is_bzimage(int fd)
{
	char magic[4] = "";

	return pread(fd, magic, sizeof(magic), 0x202) == sizeof(magic) &&
	       !memcmp(magic, "HdrS", sizeof(magic));
}

static int answer_question(const struct kxl_file_load *call)
{
	recorder.asked++;
	if (recorder.packed_answer && !is_bzimage(call->kernel_fd))
		return recorder.packed_answer;
	if (recorder.ask_answer)
		return recorder.ask_answer;
	if (call->initrd_fd < 0)
		return -EBADF;
	return recorder.initrd_answer ? recorder.initrd_answer : -EINVAL;
}

/* As Linux takes it: an initrd, or the command line's end, is missing. */
static bool is_question(const struct kxl_file_load *call)
{
	return !call->flags &&
	       (call->initrd_fd < 0 || call->cmdline[call->cmdline_len - 1]);
}

int kxl_sys_file_load(const struct kxl_file_load *call)
{
	sigset_t held;

	if (recorder.is_asked && is_question(call))
		return answer_question(call);
	recorder.file_loads++;
	sigprocmask(SIG_BLOCK, NULL, &held);
	recorder.is_held = sigismember(&held, SIGTERM) == 1;
	recorder.file = *call;
	if (call->cmdline)
		snprintf(recorder.cmdline, sizeof(recorder.cmdline), "%s",
			 call->cmdline);
	memset(recorder.initrd, 0, sizeof(recorder.initrd));
	recorder.initrd_size = pread(call->initrd_fd, recorder.initrd,
				     sizeof(recorder.initrd), 0);
	if (call->flags & KEXEC_FILE_FORCE_DTB && recorder.force_dtb_answer)
		return recorder.force_dtb_answer;
	if (call->flags & KEXEC_FILE_NO_CMA && recorder.no_cma_answer)
		return recorder.no_cma_answer;
	if (call->flags & KEXEC_FILE_DEBUG && recorder.debug_answer)
		return recorder.debug_answer;
	if (recorder.packed_answer && !is_bzimage(call->kernel_fd))
		return recorder.packed_answer;
	return recorder.file_answer;
}

void kxl_sys_note_call(u64 ticks)
{
	recorder.noted[recorder.notes++ % 2] = ticks;
}

int kxl_sys_execute(void)
{
	recorder.executes++;
	return recorder.execute_answer;
}

int kxl_sys_execute_noted(u64 ticks)
{
	recorder.executed_at = ticks;
	return kxl_sys_execute();
}

int kxl_sys_rehearse(void)
{
	recorder.rehearsals++;
	return recorder.rehearse_answer;
}
