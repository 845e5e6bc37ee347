// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Options: one row each. Names, letters and meanings are those of kexec-tools,
 * because scripts depend on them. An option that kexec-tools accepts and that
 * is not needed here has a row that ignores it or, if ignoring it would boot
 * something else, refuses it.
 */
#include "tool/kexec/options.h"

#include <assert.h>
#include <getopt.h>
#include <stdbool.h>
#include <string.h>

#include "tool/kexec/combine.h"
#include "tool/kexec/given.h"
#include "tool/kexec/report.h"
#include "tool/kexec/suggest.h"
#include "tool/kexec/value.h"

/* These are done whatever options follow. */
#define FLAGS_AT_ONCE (FLAG_HELP | FLAG_VERSION | FLAG_CRASH_SIZE)

/* getopt_long() returns this plus the row's index for a long option. */
#define ROW_BASE 0x100
/* And this for a word that is not an option. */
#define OPERAND 1
/* Indentation of the second line of a help text. */
#define HELP_INDENT "                              "

struct row {
	const char *name;
	char letter;  /* '\0': none */
	int argument; /* no_argument or required_argument */
	int (*apply)(struct options *options, const struct row *row,
		     const char *value);
	unsigned int meaning; /* enum meaning, or-ed */
	unsigned int value;   /* what apply() sets */
	const char *help;     /* NULL: not in --help */
};

static int apply_flag(struct options *options, const struct row *row,
		      const char *value)
{
	(void)value;
	options->flags |= row->value;
	return 0;
}

/* As in kexec-tools, the last action wins, except that -u adds to others. */
static int apply_steps(struct options *options, const struct row *row,
		       const char *value)
{
	(void)value;
	options->steps &= STEP_UNLOAD;
	options->steps |= row->value;
	return 0;
}

static int apply_load(struct options *options, const struct row *row,
		      const char *value)
{
	options->flags |= FLAG_NORMAL;
	return apply_steps(options, row, value);
}

static int apply_panic(struct options *options, const struct row *row,
		       const char *value)
{
	options->flags |= FLAG_CRASH;
	return apply_steps(options, row, value);
}

static int apply_preserve(struct options *options, const struct row *row,
			  const char *value)
{
	options->flags |= FLAG_PRESERVE;
	return apply_steps(options, row, value);
}

static int apply_method(struct options *options, const struct row *row,
			const char *value)
{
	(void)value;
	options->method = row->value;
	return 0;
}

static int apply_type(struct options *options, const struct row *row,
		      const char *value)
{
	(void)row;
	/*
	 * The same files; kexec-tools enters them in another mode by that name.
	 */
	options->type = strcmp(value, "bzImage") ? value : "bzImage64";
	return 0;
}

static int apply_cmdline(struct options *options, const struct row *row,
			 const char *value)
{
	(void)row;
	options->cmdline = value;
	return 0;
}

static int apply_initrd(struct options *options, const struct row *row,
			const char *value)
{
	(void)row;
	if (options->nr_initrds == INITRDS_MAX) {
		fprintf(stderr, "kexec: more than %d initrds; join some\n",
			INITRDS_MAX);
		return -1;
	}
	options->initrds[options->nr_initrds++] = value;
	return 0;
}

static int apply_mem_min(struct options *options, const struct row *row,
			 const char *value)
{
	options->flags |= FLAG_WINDOW;
	options->mem_min_typed = value;
	return value_address(row->name, value, &options->mem_min);
}

/* The last byte that may be used; the library takes the one after it. */
static int apply_mem_max(struct options *options, const struct row *row,
			 const char *value)
{
	uint64_t last = 0;

	if (value_address(row->name, value, &last))
		return -1;
	options->flags |= FLAG_WINDOW;
	options->mem_max_typed = value;
	options->mem_end = last == UINT64_MAX ? last : last + 1;
	return 0;
}

static int apply_entry(struct options *options, const struct row *row,
		       const char *value)
{
	options->flags |= FLAG_ENTRY;
	return value_address(row->name, value, &options->entry);
}

/* As in kexec-tools, the last one counts. */
static int apply_elf64(struct options *options, const struct row *row,
		       const char *value)
{
	(void)row;
	(void)value;
	options->flags &= ~(unsigned int)FLAG_ELF32;
	return 0;
}

static int apply_on_damage(struct options *options, const struct row *row,
			   const char *value)
{
	static const struct {
		const char *word;
		enum kexec_on_damage on_damage;
	} actions[] = {
		{ "reboot", KEXEC_DAMAGE_REBOOT },
		{ "halt", KEXEC_DAMAGE_HALT },
		{ "start", KEXEC_DAMAGE_START },
	};
	size_t i;

	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strcmp(actions[i].word, value) != 0)
			continue;
		options->on_damage = actions[i].on_damage;
		options->flags |= FLAG_ON_DAMAGE;
		return 0;
	}
	return value_refuse(row->name, value,
			    "no action; give reboot, halt or start");
}

static int apply_refused(struct options *options, const struct row *row,
			 const char *value)
{
	(void)options;
	(void)value;
	fprintf(stderr,
		"kexec: --%s is not built yet, and leaving it out would "
		"do something else than you asked for\n",
		row->name);
	return -1;
}

/* What no build will have on this machine, in kexec-tools' words. */
static const char *const never[] = {
	"--reuseinitrd not implemented on this architecture: nothing says where "
	"the first initrd lies; give it again (--initrd)",
	"--load-live-update can only be used with xen: it replaces the "
	"hypervisor; leave it out",
	"--exec-live-update only works under xen: it replaces the hypervisor; "
	"leave it out",
};

static int apply_never(struct options *options, const struct row *row,
		       const char *value)
{
	(void)options;
	(void)value;
	fprintf(stderr, "%s\n", never[row->value]);
	return -1;
}

/* clang-format off */
static const struct row rows[] = {
	{ "load", 'l', no_argument, apply_load, HAS_OWN, STEP_LOAD,
	  "load KERNEL, and leave it at that" },
	{ "exec", 'e', no_argument, apply_steps, HAS_OWN,
	  STEP_SYNC | STEP_NETWORK_DOWN | STEP_EXECUTE,
	  "start the loaded kernel now" },
	{ "force", 'f', no_argument, apply_steps, HAS_OWN,
	  STEP_LOAD | STEP_SYNC | STEP_NETWORK_DOWN | STEP_EXECUTE,
	  "load KERNEL and start it now, without shutdown(8)" },
	{ "check", '\0', no_argument, apply_flag, HAS_OWN, FLAG_CHECK,
	  "load nothing, say what would be loaded; with -p,\n"
	  HELP_INDENT "how much memory that needs" },
	{ "rehearse", '\0', no_argument, apply_steps, HAS_OWN, STEP_REHEARSE,
	  "try everything but the start, with kexec.ko" },
	{ "unload", 'u', no_argument, apply_steps, HAS_OWN, STEP_UNLOAD,
	  "unload what is loaded; with -p, the crash kernel" },
	{ "status", 'S', no_argument, apply_flag, HAS_OWN, FLAG_STATUS,
	  "exit with 1 if a crash kernel is loaded;\n"
	  HELP_INDENT "with -l, if a normal one is" },
	{ "load-panic", 'p', no_argument, apply_panic, HAS_OWN, STEP_LOAD,
	  "load KERNEL to start when this one panics; with\n"
	  HELP_INDENT "-u and -S: the crash kernel" },
	{ "load-preserve-context", '\0', no_argument, apply_preserve, HAS_OWN, STEP_LOAD,
	  "load KERNEL to be called by -e, and to return;\n"
	  HELP_INDENT "--mem-max says where its memory ends" },
	{ "load-jump-back-helper", '\0', no_argument, apply_steps, HAS_OWN, STEP_JUMP_BACK,
	  "in a kernel that was called: make -e return" },

	{ "kexec-file-syscall", 's', no_argument, apply_method, HAS_OWN, KEXEC_METHOD_FILE_LOAD,
	  "load with kexec_file_load(2) only" },
	{ "kexec-syscall", 'c', no_argument, apply_method, HAS_OWN, KEXEC_METHOD_LOAD,
	  "load with kexec_load(2) only" },
	{ "kexec-syscall-auto", 'a', no_argument, apply_method, HAS_OWN, KEXEC_METHOD_AUTO,
	  "try the one, then the other (default)" },

	{ "initrd", '\0', required_argument, apply_initrd, NEEDS_LOAD, 0,
	  "initial ramdisk; more are unpacked on top" },
	{ "ramdisk", '\0', required_argument, apply_initrd, NEEDS_LOAD, 0,
	  "the same" },
	{ "command-line", '\0', required_argument, apply_cmdline, NEEDS_LOAD, 0,
	  "kernel command line; the last one counts" },
	{ "append", '\0', required_argument, apply_cmdline, NEEDS_LOAD, 0,
	  "the same" },
	{ "reuse-cmdline", '\0', no_argument, apply_flag, NEEDS_LOAD, FLAG_REUSE_CMDLINE,
	  "begin with the running kernel's command line" },

	{ "type", 't', required_argument, apply_type, WANTS_LOAD, 0,
	  "KERNEL's format: bzImage64, or bzImage" },
	{ "no-checks", 'i', no_argument, apply_flag, WANTS_LOAD, FLAG_NO_CHECKS,
	  "load KERNEL although its checksum is wrong" },
	{ "mem-min", '\0', required_argument, apply_mem_min, WANTS_LOAD, 0,
	  "kexec_load(2): lowest address to use" },
	{ "mem-max", '\0', required_argument, apply_mem_max, WANTS_LOAD, 0,
	  "kexec_load(2): highest address to use" },
	{ "noefi", '\0', no_argument, apply_flag, NEEDS_LOAD, FLAG_NO_EFI,
	  "kexec_load(2): tell KERNEL nothing of EFI" },
	{ "no-cma", '\0', no_argument, apply_flag, WANTS_LOAD, FLAG_NO_CMA,
	  "kexec_file_load(2): keep out of CMA memory" },
	{ "entry", '\0', required_argument, apply_entry, HAS_OWN, 0,
	  "where to return to; default: /proc/cmdline says" },
	{ "if-damaged", '\0', required_argument, apply_on_damage, WANTS_LOAD, 0,
	  "crash kernel, kexec_load(2): reboot, halt or start" },
	{ "hotplug", '\0', no_argument, apply_flag, WANTS_LOAD, FLAG_HOTPLUG,
	  "crash kernel: keep its list of CPUs and memory" },
	{ "elf32-core-headers", '\0', no_argument, apply_flag, WANTS_LOAD, FLAG_ELF32,
	  "crash kernel, kexec_load(2): 32-bit headers" },
	{ "elf64-core-headers", '\0', no_argument, apply_elf64, WANTS_LOAD, 0,
	  "the same with 64-bit headers (default)" },
	{ "print-ckr-size", '\0', no_argument, apply_flag, HAS_OWN, FLAG_CRASH_SIZE,
	  "print the bytes that are set aside for it" },
	{ "no-ifdown", 'x', no_argument, apply_flag, HAS_OWN, FLAG_NO_IFDOWN,
	  "leave network interfaces up before the start" },
	{ "no-sync", 'y', no_argument, apply_flag, HAS_OWN, FLAG_NO_SYNC,
	  "don't sync file systems before the start" },
	{ "quiet", 'q', no_argument, apply_flag, HAS_OWN, FLAG_QUIET,
	  "leave out warnings; errors are still there" },
	{ "debug", 'd', no_argument, apply_flag, HAS_OWN, FLAG_DEBUG,
	  "say what is read and decided" },
	{ "help", 'h', no_argument, apply_flag, HAS_OWN, FLAG_HELP,
	  "print this" },
	{ "version", 'v', no_argument, apply_flag, HAS_OWN, FLAG_VERSION,
	  "print the version" },

	/*
	 * Always so: boot data is Linux's, and the screen's mode is passed on.
	 */
	{ "args-linux", '\0', no_argument, apply_flag, NEEDS_LOAD, 0, NULL },
	{ "reuse-video-type", '\0', no_argument, apply_flag, NEEDS_LOAD, 0, NULL },

	/*
	 * x86 has no device tree, but scripts pass one on every architecture.
	 */
	{ "dtb", '\0', required_argument, apply_flag, NEEDS_LOAD | HAS_NONE, 0, NULL },
	/* Output of kexec-tools' purgatory, and details of crash kernels. */
	{ "reset-vga", '\0', no_argument, apply_flag, WANTS_LOAD | HAS_NONE, 0, NULL },
	{ "serial", '\0', required_argument, apply_flag, WANTS_LOAD | HAS_NONE, 0, NULL },
	{ "serial-baud", '\0', required_argument, apply_flag, WANTS_LOAD | HAS_NONE, 0, NULL },
	{ "console-vga", '\0', no_argument, apply_flag, WANTS_LOAD | HAS_NONE, 0, NULL },
	{ "console-serial", '\0', no_argument, apply_flag, WANTS_LOAD | HAS_NONE, 0, NULL },
	{ "pass-memmap-cmdline", '\0', no_argument, apply_flag, NEEDS_LOAD | HAS_NONE, 0, NULL },

	{ "args-elf", '\0', no_argument, apply_refused, NEEDS_LOAD, 0, NULL },
	{ "args-none", '\0', no_argument, apply_refused, NEEDS_LOAD, 0, NULL },
	{ "real-mode", '\0', no_argument, apply_refused, NEEDS_LOAD, 0, NULL },
	{ "entry-32bit", '\0', no_argument, apply_refused, NEEDS_LOAD, 0, NULL },
	{ "force-dtb", '\0', no_argument, apply_refused, NEEDS_LOAD, 0, NULL },
	{ "module", '\0', required_argument, apply_refused, NEEDS_LOAD, 0, NULL },
	{ "reuseinitrd", '\0', no_argument, apply_never, NEEDS_LOAD, 0, NULL },
	{ "load-live-update", '\0', no_argument, apply_never, HAS_OWN, 1, NULL },
	{ "exec-live-update", '\0', no_argument, apply_never, HAS_OWN, 2, NULL },
};
/* clang-format on */

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))
static_assert(ROW_COUNT <= GIVEN_MAX, "room for each once");

/* The table in the two forms that getopt takes. */
struct getopt_tables {
	char letters[2 * ROW_COUNT + 3];
	struct option names[ROW_COUNT + 1];
};

static void make_tables(struct getopt_tables *tables)
{
	char *letter = tables->letters;
	size_t i;

	memset(tables, 0, sizeof(*tables));
	*letter++ = '-'; /* in order: KERNEL, too, is returned */
	*letter++ = ':'; /* we print the errors */
	for (i = 0; i < ROW_COUNT; i++) {
		tables->names[i].name = rows[i].name;
		tables->names[i].has_arg = rows[i].argument;
		tables->names[i].val = ROW_BASE + (int)i;
		if (!rows[i].letter)
			continue;
		*letter++ = rows[i].letter;
		if (rows[i].argument == required_argument)
			*letter++ = ':';
	}
}

/* The row for a return value of getopt_long(); NULL for '?' and ':'. */
static const struct row *find_row(int got)
{
	size_t i;

	if (got >= ROW_BASE)
		return &rows[got - ROW_BASE];
	for (i = 0; i < ROW_COUNT; i++) {
		if (rows[i].letter && rows[i].letter == got)
			return &rows[i];
	}
	return NULL;
}

/* If the error is in --status, its row is in optopt. */
static bool asks_status(int got)
{
	const struct row *row = find_row(got == '?' ? optopt : got);

	return row && row->apply == apply_flag && row->value == FLAG_STATUS;
}

/* The first word that is not an option is KERNEL; a second is an error. */
static void take_operand(struct options *options, const char **extra,
			 const char *word)
{
	if (!options->kernel)
		options->kernel = word;
	else if (!*extra)
		*extra = word;
}

static int apply_row(struct options *options, const struct row *row, int at)
{
	given_add(options, row->name, row->meaning);
	if (row->apply == apply_method)
		options->method_at = at;
	return row->apply(options, row, optarg);
}

/* Reports the first error; -S counts wherever it stands. */
static int parse_options(struct options *options,
			 const struct getopt_tables *tables, const char **extra)
{
	const struct row *row;
	int err = 0;
	int got;
	int at; /* the word that is being parsed */

	optind = 0; /* glibc: start over, also for a second command line */
	for (;;) {
		at = optind ? optind : 1;
		got = getopt_long(options->argc, options->argv, tables->letters,
				  tables->names, NULL);
		if (got == -1)
			break;
		if (got == OPERAND) {
			take_operand(options, extra, optarg);
			continue;
		}
		if (asks_status(got))
			options->flags |= FLAG_STATUS;
		row = find_row(got);
		if (!err)
			err = row ? apply_row(options, row, at)
				  : suggest_mistake(got, options->argv[at],
						    tables->names);
		if (!err && options->flags & FLAGS_AT_ONCE)
			break;
	}
	/* Words after "--". */
	for (at = optind; at < options->argc; at++)
		take_operand(options, extra, options->argv[at]);
	return err;
}

int options_parse(int argc, char *const argv[], struct options *options)
{
	struct getopt_tables tables;
	const char *extra = NULL;
	int err;

	make_tables(&tables);
	*options = (struct options){
		.argc = argc,
		.argv = argv,
		.steps = STEP_LOAD | STEP_SYNC | STEP_SHUTDOWN,
		.method = KEXEC_METHOD_AUTO,
		.mem_end = UINT64_MAX,
	};
	err = parse_options(options, &tables, &extra);
	if (!err && options->flags & FLAGS_AT_ONCE)
		return EXIT_OK;
	if (!err && extra)
		err = suggest_extra(extra, tables.names);
	/* 1 would mean "loaded" to a caller that asked for the status. */
	if (err)
		return options->flags & FLAG_STATUS ? EXIT_FAILED : EXIT_USAGE;
	err = options_check(options);
	if (!err)
		err = given_check(options);
	if (err)
		return err;
	if (options->flags & FLAG_NO_SYNC)
		options->steps &= ~(unsigned int)STEP_SYNC;
	if (options->flags & FLAG_NO_IFDOWN)
		options->steps &= ~(unsigned int)STEP_NETWORK_DOWN;
	return EXIT_OK;
}

static void print_row(FILE *to, const struct row *row)
{
	const char *value = row->argument == required_argument ? "=X" : "";
	int width = 22 - (int)strlen(value);

	if (row->letter)
		fprintf(to, " -%c, ", row->letter);
	else
		fprintf(to, "     ");
	fprintf(to, "--%s%s%*s %s\n", row->name, value,
		width - (int)strlen(row->name), "", row->help);
}

void options_usage(FILE *to)
{
	size_t i;

	fprintf(to, "Usage: kexec [OPTION]... [KERNEL]\n"
		    "Load a kernel into the running one, and start it.\n"
		    "Without an action (-l -e -f -u -S -p): "
		    "load KERNEL, then shutdown -r now.\n\n");
	for (i = 0; i < ROW_COUNT; i++) {
		if (rows[i].help)
			print_row(to, &rows[i]);
	}
	fprintf(to, "\nExit status: 0 done, 1 usage error, 255 failed, "
		    "253 kexec_file_load(2) can't.\nMore: man 8 kexec\n");
}
