// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kexec-tools' vmcore-dmesg takes a file and no options. The options are our
 * own, with the names that dmesg(1) uses.
 */
#include "tool/vmcore_dmesg/options.h"

#include <getopt.h>

#include "tool/vmcore_dmesg/failure.h"

#define NS_PER_S 1000000000ULL

static const char *const level_names[] = {
	"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug",
};

/* The level named by @length bytes at @word, or a digit; -1: neither. */
static int find_level(const char *word, size_t length)
{
	size_t i;

	if (length == 1 && *word >= '0' && *word <= '7')
		return *word - '0';
	for (i = 0; i < ARRAY_SIZE(level_names); i++) {
		if (strlen(level_names[i]) == length &&
		    !memcmp(level_names[i], word, length))
			return (int)i;
	}
	return -1;
}

/* "err,info", "err+" for err and more severe levels, "3". */
static bool parse_levels(const char *text, u8 *levels)
{
	unsigned int mask = 0;
	size_t length;
	bool is_worse;
	int level;

	for (;; text += length + 1) {
		length = strcspn(text, ",");
		is_worse = length && text[length - 1] == '+';
		level = find_level(text, length - is_worse);
		if (level < 0)
			return false;
		mask |= is_worse ? (2U << level) - 1 : 1U << level;
		if (!text[length])
			break;
	}
	*levels = (u8)mask;
	return true;
}

/* Up to nine digits after the point, in nanoseconds. */
static const char *parse_fraction(const char *text, u64 *ns)
{
	u64 unit = NS_PER_S / 10;

	for (; *text >= '0' && *text <= '9'; text++, unit /= 10)
		*ns += (u64)(*text - '0') * unit;
	return text;
}

/* "12.5": seconds since boot. "-30": the last 30 seconds of the log. */
static bool parse_since(const char *text, struct options *options)
{
	bool is_from_end = *text == '-';
	u64 seconds = 0;
	u64 ns;

	text += is_from_end;
	if (*text < '0' || *text > '9')
		return false;
	for (; *text >= '0' && *text <= '9'; text++) {
		seconds = seconds * 10 + (u64)(*text - '0');
		if (seconds > UINT32_MAX)
			return false;
	}
	ns = seconds * NS_PER_S;
	if (*text == '.')
		text = parse_fraction(text + 1, &ns);
	if (*text)
		return false;
	options->is_from_end = is_from_end;
	options->since_ns = ns;
	return true;
}

static int bad_value(const char *option, const char *value, const char *advice)
{
	fprintf(stderr, "vmcore-dmesg: --%s=%s: %s\n", option, value, advice);
	return STATUS_USAGE;
}

static const struct option names[] = {
	{ "since", required_argument, NULL, 's' },
	{ "level", required_argument, NULL, 'l' },
	{ "json", no_argument, NULL, 'J' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'v' },
	{ NULL, 0, NULL, 0 },
};

static int apply(int letter, const char *value, struct options *options)
{
	switch (letter) {
	case 's':
		return parse_since(value, options)
			       ? STATUS_OK
			       : bad_value("since", value,
					   "no time; give seconds since boot, "
					   "or -30 for the last 30");
	case 'l':
		return parse_levels(value, &options->levels)
			       ? STATUS_OK
			       : bad_value(
					 "level", value,
					 "no level; give names like err,warn, "
					 "or err+ for err and worse");
	case 'J':
		options->is_json = true;
		return STATUS_OK;
	case 'h':
		options->action = ACTION_HELP;
		return STATUS_OK;
	case 'v':
		options->action = ACTION_VERSION;
		return STATUS_OK;
	default: /* getopt_long() has printed why */
		return STATUS_USAGE;
	}
}

int options_parse(int argc, char *const argv[], struct options *options)
{
	int letter;

	*options = (struct options){ .levels = 0xff };
	optind = 0; /* glibc: start over, also for a second command line */
	while ((letter = getopt_long(argc, argv, "s:l:Jhv", names, NULL)) !=
	       -1) {
		if (apply(letter, optarg, options))
			return STATUS_USAGE;
		if (options->action != ACTION_PRINT)
			return STATUS_OK;
	}
	if (argc - optind != 1) {
		fprintf(stderr, "usage: vmcore-dmesg [OPTION]... "
				"<kernel core file>; \"vmcore-dmesg --help\" "
				"lists the options\n");
		return STATUS_USAGE;
	}
	options->path = argv[optind];
	return STATUS_OK;
}

void options_usage(FILE *to)
{
	fprintf(to,
		"Usage: vmcore-dmesg [OPTION]... FILE\n"
		"Print the log of a kernel that died, from its memory in FILE: "
		"/proc/vmcore,\na saved copy, or a dump of makedumpfile.\n\n"
		" -s, --since=SECONDS  from then on, since boot; -30: the last "
		"30 seconds\n"
		" -l, --level=LIST     only these levels: err,warn; err+: err "
		"and worse\n"
		" -J, --json           an object a line\n"
		" -h, --help           print this\n"
		" -v, --version        print the version\n\n"
		"Exit status: 0 done, 1 usage error, others in man 8 "
		"vmcore-dmesg.\n");
}
