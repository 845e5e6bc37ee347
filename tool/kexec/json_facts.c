// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The library's structures as JSON. The members are those of kexec-json(5);
 * test/json/run compares what is written with the schema.
 */
#include "tool/kexec/json_facts.h"

static const char *const signatures[] = {
	[KEXEC_SIGNATURE_NONE] = "none",
	[KEXEC_SIGNATURE_THERE] = "there",
	[KEXEC_SIGNATURE_BROKEN] = "broken",
};

static const char *const crash_uses[] = {
	[KEXEC_CRASH_USE_NONE] = "no",
	[KEXEC_CRASH_USE_FIXED] = "fixed",
	[KEXEC_CRASH_USE_ANY] = "any",
};

static void put_texts(struct json *json, const char *name,
		      const char *const *texts, unsigned int count)
{
	unsigned int i;

	json_open(json, name, '[');
	for (i = 0; i < count; i++)
		json_text(json, NULL, texts[i]);
	json_close(json);
}

static void put_ways(struct json *json, const struct kexec_facts *facts)
{
	unsigned int i;

	json_open(json, "ways", '[');
	for (i = 0; i < facts->nr_ways; i++) {
		json_open(json, NULL, '{');
		json_text(json, "mode", facts->ways[i]->mode);
		json_number(json, "offset", facts->ways[i]->offset);
		json_close(json);
	}
	json_close(json);
}

static void put_place(struct json *json, const struct kexec_facts *facts)
{
	json_open(json, "place", '{');
	json_number(json, "start", facts->place_start);
	json_number(json, "end", facts->place_end);
	json_number(json, "alignment", facts->alignment);
	json_close(json);
}

static void put_profile(struct json *json, const struct kexec_profile *profile)
{
	json_open(json, NULL, '{');
	json_bool(json, "broken", profile->is_broken);
	if (!profile->is_broken) {
		json_text(json, "id", *profile->id ? profile->id : NULL);
		json_text(json, "command_line", profile->cmdline);
		json_number(json, "initrd_size", profile->initrd_size);
		json_number(json, "microcode_size", profile->microcode_size);
	}
	json_close(json);
}

static void put_profiles(struct json *json, const struct kexec_facts *facts)
{
	unsigned int i;

	json_number(json, "profile_count", facts->nr_profiles);
	json_open(json, "profiles", '[');
	for (i = 0; i < facts->nr_listed; i++)
		put_profile(json, facts->profiles[i]);
	json_close(json);
}

void json_facts(struct json *json, const char *name,
		const struct kexec_facts *facts)
{
	static const char *const calls[] = { "kexec_load", "kexec_file_load" };

	json_open(json, name, '{');
	json_number(json, "file_size", facts->file_size);
	put_texts(json, "packed_in", facts->layers, facts->nr_layers);
	json_number(json, "kernel_size", facts->kernel_size);
	json_text(json, "type", facts->format);
	json_text(json, "boot_protocol", facts->protocol);
	json_text(json, "version", *facts->version ? facts->version : NULL);
	json_text(json, "architecture", facts->architecture);
	put_ways(json, facts);
	put_texts(json, "calls", calls, facts->is_file_load ? 2 : 1);
	put_place(json, facts);
	json_number(json, "memory", facts->memory);
	json_bool(json, "relocatable", facts->is_relocatable);
	json_text(json, "crash_kernel", crash_uses[facts->crash_use]);
	json_number(json, "initrd_end", facts->initrd_end);
	json_number(json, "command_line_max", facts->cmdline_max);
	json_bool(json, "takes_5level", facts->takes_5level);
	json_bool(json, "takes_efi", facts->takes_efi);
	json_text(json, "signature", signatures[facts->signature]);
	json_text(json, "kernel_signature",
		  signatures[facts->kernel_signature]);
	put_texts(json, "addons", facts->addons, facts->nr_addons);
	put_profiles(json, facts);
	json_close(json);
}

void json_estimate(struct json *json, const char *name,
		   const struct kexec_crash_estimate *sum)
{
	json_open(json, name, '{');
	json_number(json, "reserved", sum->reserved);
	json_number(json, "needed", sum->needed);
	json_number(json, "kernel", sum->kernel);
	json_number(json, "initrds", sum->initrds);
	json_number(json, "unpacked", sum->unpacked);
	json_bool(json, "unpacked_known", sum->is_unpacked_known);
	json_number(json, "rootfs", sum->rootfs);
	json_number(json, "pages", sum->pages);
	json_number(json, "cpus", sum->cpus);
	json_number(json, "tables", sum->tables);
	json_number(json, "bitmap", sum->bitmap);
	json_number(json, "other", sum->other);
	json_close(json);
}

void json_segments(struct json *json, const struct kexec_plan *plan)
{
	const struct kexec_segment *segment;
	unsigned int i;

	json_number(json, "entry", plan->entry);
	json_number(json, "flags", plan->flags);
	json_open(json, "segments", '[');
	for (i = 0; i < plan->nr_segments; i++) {
		segment = &plan->segments[i];
		json_open(json, NULL, '{');
		json_text(json, "name", plan->names[i]);
		json_number(json, "start", (uintptr_t)segment->mem);
		json_number(json, "end",
			    (uintptr_t)segment->mem + segment->memsz);
		json_number(json, "bytes", segment->bufsz);
		json_close(json);
	}
	json_close(json);
}

void json_ranges(struct json *json, const char *name,
		 const struct kexec_range *ranges, unsigned int count)
{
	unsigned int i;

	json_open(json, name, '[');
	for (i = 0; i < count; i++) {
		json_open(json, NULL, '{');
		json_number(json, "start", ranges[i].start);
		json_number(json, "end", ranges[i].end);
		json_text(json, "name", ranges[i].name);
		json_close(json);
	}
	json_close(json);
}

void json_passed(struct json *json, const char *name,
		 const struct kexec_passed *passed)
{
	json_open(json, name, '{');
	json_text(json, "command_line", passed->cmdline);
	json_ranges(json, "memory_map", passed->ranges, passed->nr_ranges);
	json_number(json, "acpi_root_pointer", passed->acpi_rsdp);
	json_number(json, "efi_memory_map_size", passed->efi_size);
	json_number(json, "device_tree_size", passed->dtb_size);
	json_number(json, "random_seed_size", passed->seed_size);
	json_number(json, "initrd_start", passed->initrd_start);
	json_number(json, "initrd_end", passed->initrd_end);
	json_close(json);
}
