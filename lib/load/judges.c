// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Policies about kernel files, a row each: the file that shows the policy, and
 * the text in it that means enforced. A policy whose file can't be read counts
 * as not enforced: the kernel itself still refuses files that it does not
 * trust.
 */
#include "lib/load/judges.h"

#include <string.h>

#include "lib/machine/file.h"
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

static const struct {
	const char *path;
	bool (*holds)(struct kx_bytes text);
	const char *name;
} rows[] = {
	{ "/sys/kernel/security/lockdown", is_locked, "kernel lockdown" },
	{ "/sys/module/kexec/parameters/sig_enforce", is_on,
	  "kexec.ko's sig_enforce" },
	{ "/proc/sys/kernel/loadpin/enforce", is_on, "LoadPin" },
	{ "/sys/kernel/security/ipe/enforce", is_on, "IPE" },
	{ "/sys/kernel/security/ima/policy", has_appraisal, "IMA" },
};

const char *kxl_judge_find(struct kexec_ctx *ctx)
{
	struct kx_bytes text;
	const char *name = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows) && !name; i++) {
		if (kxl_read(ctx, rows[i].path, &text))
			continue;
		if (rows[i].holds(text))
			name = rows[i].name;
		kxl_text_free(text);
	}
	return name;
}
