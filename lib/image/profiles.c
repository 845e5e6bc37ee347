// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What each profile of a UKI would start, read without starting it. The list is
 * for programs and people; a load reads its profile by itself.
 */
#include "lib/image/profiles.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/wrap/uki.h"

/* A profile, and the strings that it has. */
struct profile {
	struct kexec_profile facts;
	char *id;
	char *cmdline;
};

int kxl_profiles_line(struct kx_bytes text, char **line)
{
	char *copy;
	u64 i;

	if (!text.data) {
		*line = NULL;
		return 0;
	}
	while (text.size && text.data[text.size - 1] <= ' ')
		text.size--;
	while (text.size && *text.data <= ' ')
		text = kx_bytes(text.data + 1, text.size - 1);
	copy = malloc(text.size + 1);
	if (!copy)
		return -ENOMEM;
	for (i = 0; i < text.size; i++)
		copy[i] = (char)(text.data[i] < ' ' ? ' ' : text.data[i]);
	copy[i] = '\0';
	*line = copy;
	return 0;
}

static int copy_strings(const struct kx_uki *uki, struct profile *profile)
{
	struct kx_bytes id = kx_uki_id(uki->parts[KX_UKI_PROFILE]);

	profile->id = strndup(id.data ? (const char *)id.data : "", id.size);
	if (!profile->id)
		return -ENOMEM;
	return kxl_profiles_line(uki->parts[KX_UKI_CMDLINE], &profile->cmdline);
}

static void free_profile(struct profile *profile)
{
	free(profile->id);
	free(profile->cmdline);
	free(profile);
}

static int make_profile(struct kx_bytes file, u32 number,
			const struct kexec_profile **made)
{
	struct profile *profile = calloc(1, sizeof(*profile));
	struct kx_uki uki = { 0 };
	bool is_broken;

	if (!profile)
		return -ENOMEM;
	is_broken = kx_uki_read(file, number, &uki, NULL);
	if (copy_strings(&uki, profile)) {
		free_profile(profile);
		return -ENOMEM;
	}
	profile->facts = (struct kexec_profile){
		.id = profile->id,
		.cmdline = profile->cmdline,
		.initrd_size = uki.parts[KX_UKI_INITRD].size,
		.microcode_size = uki.parts[KX_UKI_UCODE].size,
		.is_broken = is_broken,
	};
	*made = &profile->facts;
	return 0;
}

/* The number of profiles, from the first one that can be read. */
static u32 count_profiles(struct kx_bytes file)
{
	struct kx_uki uki = { 0 };
	u32 number;

	for (number = 0; number < KXL_PROFILES_MAX; number++)
		if (!kx_uki_read(file, number, &uki, NULL))
			break;
	return uki.nr_profiles ? uki.nr_profiles : 1;
}

int kxl_profiles_read(struct kx_bytes file, struct kxl_profiles *profiles)
{
	struct kxl_profiles fresh = { .count = count_profiles(file) };
	u32 most =
		fresh.count < KXL_PROFILES_MAX ? fresh.count : KXL_PROFILES_MAX;
	int err = 0;

	while (fresh.nr_listed < most && !err) {
		err = make_profile(file, fresh.nr_listed,
				   &fresh.list[fresh.nr_listed]);
		fresh.nr_listed += !err;
	}
	if (err) {
		kxl_profiles_free(&fresh);
		return err;
	}
	*profiles = fresh;
	return 0;
}

void kxl_profiles_free(struct kxl_profiles *profiles)
{
	unsigned int i;

	/* The facts are the first member of a struct profile. */
	for (i = 0; i < profiles->nr_listed; i++)
		free_profile((void *)(uintptr_t)profiles->list[i]);
	*profiles = (struct kxl_profiles){ 0 };
}
