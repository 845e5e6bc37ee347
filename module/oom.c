// SPDX-License-Identifier: GPL-2.0-only
/*
 * A load that takes most of memory, and the OOM killer. An allocation of ours
 * fails without it (KXM_GFP). But a page that another task needs meanwhile, or
 * the loader itself in a page fault, starts it, and it kills the largest
 * process: the loader, most often. So a load begins by taking a reserve of
 * pages. When memory runs out, Linux first asks the notifiers of
 * register_oom_notifier(), and kills nobody if they have freed a page: ours
 * frees the reserve, and the load gives up with -ENOMEM at its next allocation,
 * which frees all that it has collected. A load that comes to its end gives
 * the reserve back, so the machine is not left without a free page.
 *
 * The notifier runs in the task whose allocation has failed, under oom_lock
 * and whatever locks that task holds (out_of_memory() in Linux mm/oom_kill.c).
 * So it allocates nothing, and takes one spinlock, under which nothing is
 * allocated and no other lock is taken. It never waits: that task may be the
 * loader, and an allocation of the loader's that is about to fail needs
 * oom_lock, too (__alloc_pages_may_oom() in mm/page_alloc.c): it would be
 * repeated for as long as somebody sleeps under it. Until the load has freed
 * its memory the notifier claims one page for each call, which has that task
 * try again; it does so for STOP_TIME, for a load that can't go on must not
 * stop the OOM killer for good. Registering takes the notifiers' semaphore,
 * with no lock of ours held.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/oom.h"

#include "module/kxm.h"
#include "module/page.h"

#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/notifier.h>
#include <linux/oom.h>
#include <linux/sizes.h>

#define RESERVE_PAGES (SZ_1M / PAGE_SIZE)
/*
 * After the reserve is gone: how long a load may take to free its memory until
 * the OOM killer runs all the same. A page goes in a microsecond.
 */
#define STOP_TIME HZ

static unsigned int free_all(struct list_head *pages)
{
	unsigned int count = 0;
	struct page *page;

	list_for_each_entry(page, pages, lru)
		count++;
	kxm_free_pages(pages);
	return count;
}

/* Return: how many pages that were. */
static unsigned int free_reserve(struct kxm_oom *oom)
{
	LIST_HEAD(pages);

	spin_lock(&oom->lock);
	if (oom->is_held && !oom->must_stop) {
		WRITE_ONCE(oom->must_stop, true);
		oom->stop_by = jiffies + STOP_TIME;
		list_splice_init(&oom->pages, &pages);
	}
	spin_unlock(&oom->lock);
	return free_all(&pages);
}

static bool is_stopping(struct kxm_oom *oom)
{
	bool is_late;

	spin_lock(&oom->lock);
	is_late = !oom->is_held || time_after(jiffies, oom->stop_by);
	spin_unlock(&oom->lock);
	return !is_late;
}

/* @freed: a count of pages; if it grows no process is killed. */
static int on_oom(struct notifier_block *block, unsigned long unused,
		  void *freed)
{
	unsigned int count = free_reserve(&kxm.oom);

	/* What the load has collected is about to be free. */
	if (!count && is_stopping(&kxm.oom))
		count = 1;
	*(unsigned long *)freed += count;
	return NOTIFY_OK;
}

static struct notifier_block oom_block = { .notifier_call = on_oom };

int kxm_oom_open(void)
{
	int err = register_oom_notifier(&oom_block);

	if (err)
		pr_err("not loaded: OOM notifier: error %d\n", err);
	return err;
}

void kxm_oom_close(void)
{
	unregister_oom_notifier(&oom_block);
}

/* A load for which there is not even that will fail by itself. */
void kxm_oom_hold(void)
{
	struct kxm_oom *oom = &kxm.oom;
	struct page *page;
	LIST_HEAD(pages);
	unsigned int i;

	for (i = 0; i < RESERVE_PAGES; i++) {
		page = alloc_page(KXM_GFP);
		if (!page)
			break;
		list_add(&page->lru, &pages);
	}
	spin_lock(&oom->lock);
	list_splice(&pages, &oom->pages);
	oom->is_held = true;
	spin_unlock(&oom->lock);
}

void kxm_oom_release(void)
{
	struct kxm_oom *oom = &kxm.oom;
	LIST_HEAD(pages);

	spin_lock(&oom->lock);
	list_splice_init(&oom->pages, &pages);
	oom->is_held = false;
	WRITE_ONCE(oom->must_stop, false);
	spin_unlock(&oom->lock);
	kxm_free_pages(&pages);
}
