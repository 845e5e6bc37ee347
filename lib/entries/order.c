// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The rules, in the order in which they count. */
#include "lib/entries/order.h"

#include <fnmatch.h>

#include "lib/entries/version.h"

static int sign(bool is_greater, bool is_less)
{
	return (int)is_greater - (int)is_less;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* An entry without is before one with. */
static int compare_texts(const char *a, const char *b)
{
	if (!a || !b)
		return sign(a, b);
	return strcmp(a, b);
}

static int compare_keys(const struct kxl_entry *a, const struct kxl_entry *b)
{
	int order = sign(!a->sort_key, !b->sort_key);

	if (order || !a->sort_key)
		return order;
	order = strcmp(a->sort_key, b->sort_key);
	if (!order)
		order = compare_texts(a->machine_id, b->machine_id);
	if (!order)
		order = kxl_version_compare(b->facts.version, a->facts.version);
	return order;
}

/* systemd-boot compares two counters only; without one, it is as it lists. */
static int compare_counters(const struct kexec_boot_entry *a,
			    const struct kexec_boot_entry *b)
{
	int order = sign(a->tries_left >= 0, b->tries_left >= 0);

	if (order || a->tries_left < 0)
		return order;
	order = sign(b->tries_left > a->tries_left,
		     b->tries_left < a->tries_left);
	if (!order)
		order = sign(a->tries_done > b->tries_done,
			     a->tries_done < b->tries_done);
	return order;
}

int kxl_order_compare(const void *a, const void *b)
{
	const struct kxl_entry *x = *(const struct kxl_entry *const *)a;
	const struct kxl_entry *y = *(const struct kxl_entry *const *)b;
	int order = sign(!x->facts.tries_left, !y->facts.tries_left);

	if (!order)
		order = compare_keys(x, y);
	if (!order)
		order = kxl_version_compare(or_empty(y->base),
					    or_empty(x->base));
	if (!order)
		order = sign(x->profile > y->profile, x->profile < y->profile);
	if (!order)
		order = compare_counters(&x->facts, &y->facts);
	/* qsort(3) keeps no order of its own. */
	return order ? order : strcmp(x->facts.place, y->facts.place);
}

static struct kxl_entry *find(struct kxl_entry *const *list, u32 count,
			      const struct kxl_wish *wish)
{
	u32 i;

	for (i = 0; wish->pattern && i < count; i++)
		if (!fnmatch(wish->pattern, list[i]->folded, 0) &&
		    (!wish->is_assessed || list[i]->facts.tries_left))
			return list[i];
	return NULL;
}

/* systemd-boot's own: Windows, the firmware's setup and so on. */
static bool is_automatic(const char *pattern)
{
	return pattern && !strncmp(pattern, "auto-", strlen("auto-"));
}

struct kxl_entry *kxl_order_choose(struct kxl_entry *const *list, u32 count,
				   const struct kxl_wish *wishes,
				   const struct kxl_wish **wish)
{
	struct kxl_entry *entry;

	for (; wishes->whose; wishes++) {
		if (wishes->doubt || is_automatic(wishes->pattern)) {
			*wish = wishes;
			return NULL;
		}
		entry = find(list, count, wishes);
		if (!entry)
			continue;
		*wish = wishes;
		return entry;
	}
	return count ? *list : NULL;
}
