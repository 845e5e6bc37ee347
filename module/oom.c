// SPDX-License-Identifier: GPL-2.0-only
/*
 * A load that takes most of memory, and the OOM killer. The module's
 * allocations fail without starting it (KXM_GFP). But an allocation of another
 * task, or a page fault of the loader, can start it. Then it kills the largest
 * process, which is usually the loader. So a load first allocates a reserve of
 * pages. When memory runs out, Linux first calls the notifiers of
 * register_oom_notifier(), and kills no process if they freed a page. The
 * notifier here frees the reserve. The load then fails with -ENOMEM at its next
 * allocation, and frees all its memory. A load that succeeds frees the reserve,
 * too, so that the machine has free pages.
 *
 * The notifier runs in the task whose allocation failed, under oom_lock and any
 * lock of that task (out_of_memory() in Linux mm/oom_kill.c). So it allocates
 * nothing. It takes one spinlock; under that lock the module does not allocate
 * or take another lock. It never waits. The task may be the loader, and an
 * allocation of the loader needs oom_lock, too, before it fails
 * (__alloc_pages_may_oom() in mm/page_alloc.c). That allocation is retried
 * while another task sleeps under oom_lock. Until the load has freed its
 * memory, the notifier reports one freed page for each call, so that the task
 * tries again. It does so for STOP_TIME only, since a load that hangs must not
 * disable the OOM killer for good. Registration takes the notifiers' semaphore;
 * no lock of the module is held then.
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
 * The time for a load to free its memory, once the reserve is gone. After that
 * the OOM killer runs. Freeing a page takes a microsecond.
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

/* Return: the number of pages that were freed. */
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

/* @freed: a count of pages. If it grows, Linux kills no process. */
static int on_oom(struct notifier_block *block, unsigned long unused,
		  void *freed)
{
	unsigned int count = free_reserve(&kxm.oom);

	/* The load is about to free its memory. */
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

/* If there is no memory for the reserve, the load fails by itself. */
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
