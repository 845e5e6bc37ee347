// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Two of its keys. The others are about the menu. */
#include "lib/entries/loader_conf.h"

#include "lib/entries/bls.h"
#include "lib/text/text.h"

struct kxl_loader_conf kxl_loader_conf_parse(struct kx_bytes text)
{
	struct kxl_loader_conf conf = { 0 };
	struct kxl_bls_line line;
	u32 number = 0;

	while (kxl_bls_next(&text, " \t", &number, &line)) {
		if (line.value.size && *line.value.data == '@' &&
		    !kxl_text_is(line.value, "@saved"))
			continue;
		if (kxl_text_is(line.key, "default")) {
			conf.standard = line.value;
			conf.standard_line = number;
		} else if (kxl_text_is(line.key, "preferred")) {
			conf.preferred = line.value;
			conf.preferred_line = number;
		}
	}
	return conf;
}
