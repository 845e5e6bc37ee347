// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Modules: each is a file and a string. The string begins with the file's name,
 * as kexec-tools passes it: Xen and others drop the first word of it, and of
 * the command line, unless the loader is GRUB 2.
 */
#include "lib/image/modules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/errors/advice.h"

static int make_string(const char *name, const char *string, char **made)
{
	bool has_more = string && *string;

	return asprintf(made, "%s%s%s", name, has_more ? " " : "",
			has_more ? string : "") < 0
		       ? -1
		       : 0;
}

/* Takes ownership of @file, also on failure. */
static int add_module(struct kexec_image *image, struct kxl_file *file,
		      const char *string)
{
	struct kxl_image_module *larger;
	char *made = NULL;

	larger = reallocarray(image->modules, image->nr_modules + 1,
			      sizeof(*larger));
	if (larger)
		image->modules = larger;
	if (!larger || make_string(file->name, string, &made)) {
		kxl_file_close(file);
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_OPEN_MODULE);
	}
	image->modules[image->nr_modules++] =
		(struct kxl_image_module){ *file, made };
	kxl_image_changed(image);
	return 0;
}

int kexec_image_add_module(struct kexec_image *image, const char *path,
			   const char *string)
{
	struct kxl_file file;
	int err;

	err = kxl_file_open(image->ctx, KEXEC_ACTION_OPEN_MODULE, path, &file);
	return err ? err : add_module(image, &file, string);
}

int kexec_image_add_module_fd(struct kexec_image *image, int fd,
			      const char *name, const char *string)
{
	struct kxl_file file;
	int err;

	err = kxl_file_adopt(image->ctx, KEXEC_ACTION_OPEN_MODULE, fd, name,
			     &file);
	return err ? err : add_module(image, &file, string);
}

int kxl_modules_give(const struct kexec_image *image,
		     struct kx_request *request, struct kx_module **modules)
{
	struct kx_module *list;
	unsigned int i;

	/* One more than needed: there may be none. */
	list = calloc(image->nr_modules + 1UL, sizeof(*list));
	if (!list)
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_PLAN);
	for (i = 0; i < image->nr_modules; i++) {
		const char *string = image->modules[i].string;

		list[i] = (struct kx_module){
			image->modules[i].file.bytes,
			kx_bytes(string, strlen(string)),
		};
	}
	request->modules = list;
	request->nr_modules = image->nr_modules;
	request->name =
		kx_bytes(image->kernel.name, strlen(image->kernel.name));
	*modules = list;
	return 0;
}
