/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Records system calls instead of making them. */
#ifndef TEST_UNIT_LIB_RECORDER_H
#define TEST_UNIT_LIB_RECORDER_H

#include <sys/types.h>

#include "core/segment.h"
#include "lib/load/syscall.h"

/* One per program; zero it before each test. */
struct recorder {
	/* Results of the calls: negative errnos or 0. */
	int load_answer;
	unsigned int load_ms; /* how long kexec_load(2) takes */
	int question_answer;  /* for too many segments; 0: EINVAL */
	int file_answer;
	int packed_answer; /* for a file that is not a bzImage; 0: same */
	/* Whether a load that can't succeed is counted as a question. */
	bool is_asked;
	int ask_answer;	   /* about a bzImage; 0: it is accepted */
	int initrd_answer; /* about an initrd, after that; 0: likewise */
	/* For file loads with these flags, if not 0. */
	int force_dtb_answer;
	int no_cma_answer;
	int debug_answer;
	int execute_answer;
	int rehearse_answer;
	/* Recorded calls. */
	unsigned int loads;
	unsigned int questions;
	unsigned int asked;
	unsigned int file_loads;
	bool is_held; /* SIGTERM waits for the last of these */
	unsigned int executes;
	u64 executed_at;    /* with a timeline */
	unsigned int notes; /* of the call, and the last two */
	u64 noted[2];
	unsigned int rehearsals;
	unsigned long entry;
	unsigned long nr_segments;
	unsigned long flags;
	struct kexec_segment segments[KX_SEGMENT_MAX];
	struct kxl_file_load file;
	char cmdline[256];
	char initrd[256];    /* first bytes of the initrd's file */
	ssize_t initrd_size; /* its size; -1: no such file */
};

extern struct recorder recorder;

#endif
