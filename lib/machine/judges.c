// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Policies about kernel files, a row each: the file that shows the policy, and
 * the text in it that means enforced. A policy whose file can't be read counts
 * as not enforced: the kernel itself still refuses files that it does not
 * trust.
 */
#include "lib/machine/judges.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/machine/file.h"
#include "lib/text/cmdline.h"
#include "lib/text/proc.h"
#include "lib/text/text.h"

static bool is_locked(struct kx_bytes text)
{
	return kxl_lockdown(text).size;
}

static bool is_on(struct kx_bytes text)
{
	return text.size && (text.data[0] == '1' || text.data[0] == 'Y');
}

/*
 * Documentation/ABI/testing/ima_policy in Linux: one rule per line, the action
 * first. A rule without func= applies to all reads.
 */
static bool appraises_kernels(struct kx_bytes rule)
{
	return !memmem(rule.data, rule.size, "func=", strlen("func=")) ||
	       kxl_text_has_word(rule, "func=KEXEC_KERNEL_CHECK");
}

static bool has_appraisal(struct kx_bytes text)
{
	struct kx_bytes after;
	struct kx_bytes rule;

	while (kxl_text_line(&text, &rule)) {
		if (kxl_text_after(rule, "appraise ", &after) &&
		    appraises_kernels(after))
			return true;
	}
	return false;
}

#define IPE "/sys/kernel/security/ipe"

static bool is_active(struct kexec_ctx *ctx, const char *policy)
{
	struct kx_bytes text;
	bool active = true;
	char *path;

	if (asprintf(&path, IPE "/policies/%s/active", policy) < 0)
		return true;
	if (!kxl_read(ctx, path, &text)) {
		active = is_on(text);
		kxl_text_free(text);
	}
	free(path);
	return active;
}

/*
 * IPE enforces by default, but without an active policy it allows everything
 * (ipe_evaluate_event() in Linux security/ipe/eval.c). Not known: it has one.
 */
static bool has_active_policy(struct kexec_ctx *ctx)
{
	bool found = false;
	struct dirent *entry;
	char *full;
	DIR *dir;

	if (asprintf(&full, "%s" IPE "/policies", ctx->root) < 0)
		return true;
	dir = opendir(full);
	free(full);
	if (!dir)
		return true;
	errno = 0;
	while (!found && (entry = readdir(dir))) {
		found = entry->d_name[0] != '.' &&
			is_active(ctx, entry->d_name);
		errno = 0;
	}
	found |= errno != 0;
	closedir(dir);
	return found;
}

static const struct {
	const char *path;
	bool (*holds)(struct kx_bytes text);
	const char *name;
	bool (*acts)(struct kexec_ctx *ctx); /* NULL: if it holds */
} rows[] = {
	{ "/sys/kernel/security/lockdown", is_locked, "kernel lockdown", NULL },
	{ "/sys/module/kexec/parameters/sig_enforce", is_on,
	  "kexec.ko's sig_enforce", NULL },
	{ "/proc/sys/kernel/loadpin/enforce", is_on, "LoadPin", NULL },
	{ IPE "/enforce", is_on, "IPE", has_active_policy },
	{ "/sys/kernel/security/ima/policy", has_appraisal, "IMA", NULL },
};

const char *kxl_judge_find(struct kexec_ctx *ctx)
{
	struct kx_bytes text;
	const char *name = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows) && !name; i++) {
		if (kxl_read(ctx, rows[i].path, &text))
			continue;
		if (rows[i].holds(text) && (!rows[i].acts || rows[i].acts(ctx)))
			name = rows[i].name;
		kxl_text_free(text);
	}
	return name;
}

#define IMA "/sys/kernel/security/ima"

/* Also what is appraised is recorded: rows[] has those rules. */
static bool is_about_kexec(struct kx_bytes rule)
{
	static const char *const hooks[] = {
		"func=KEXEC_KERNEL_CHECK",
		"func=KEXEC_INITRAMFS_CHECK",
		"func=KEXEC_CMDLINE",
	};
	size_t i;

	if (!memmem(rule.data, rule.size, "func=", strlen("func=")))
		return true;
	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		if (kxl_text_has_word(rule, hooks[i]))
			return true;
	return false;
}

static bool has_rule(struct kx_bytes text)
{
	struct kx_bytes after;
	struct kx_bytes rule;

	while (kxl_text_line(&text, &rule)) {
		if (rule.size && !kxl_text_after(rule, "dont_", &after) &&
		    is_about_kexec(rule))
			return true;
	}
	return false;
}

/* Parameters that choose a policy (Linux security/integrity/ima). */
static bool chooses_policy(struct kexec_ctx *ctx)
{
	struct kx_bytes text;
	bool chooses;

	if (kxl_read(ctx, "/proc/cmdline", &text))
		return true;
	chooses = kxl_cmdline_has_start(text, "ima_policy=") ||
		  kxl_cmdline_has_start(text, "ima_tcb") ||
		  kxl_cmdline_has_start(text, "ima_appraise_tcb");
	kxl_text_free(text);
	return chooses;
}

/* Without CONFIG_IMA_WRITE_POLICY the file goes when a policy is loaded. */
static bool has_recorder(struct kexec_ctx *ctx)
{
	struct kx_bytes text;
	bool has;

	if (!kxl_exists(ctx, IMA "/policy"))
		return true;
	if (kxl_read(ctx, IMA "/policy", &text))
		return chooses_policy(ctx);
	has = has_rule(text);
	kxl_text_free(text);
	return has;
}

const char *kxl_judge_record(struct kexec_ctx *ctx)
{
	u64 count = 0;

	if (!kxl_exists(ctx, IMA))
		return NULL;
	/* The first one is about the boot, and each kernel makes it. */
	if (kxl_read_number(ctx, IMA "/runtime_measurements_count", 10,
			    &count) ||
	    count > 1 || has_recorder(ctx))
		return "IMA";
	return NULL;
}
