// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * vmcore-dmesg(8): from a dump's file to its memory, its log and lines. Each of
 * these steps is a separate file that does not know the next one; this file
 * connects them.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "tool/common/output.h"
#include "tool/vmcore_dmesg/address.h"
#include "tool/vmcore_dmesg/dump.h"
#include "tool/vmcore_dmesg/failure.h"
#include "tool/vmcore_dmesg/log.h"
#include "tool/vmcore_dmesg/options.h"
#include "tool/vmcore_dmesg/packed_file.h"
#include "tool/vmcore_dmesg/print.h"

static char output[1 << 16];

struct printing {
	const struct options *options;
	u64 since_ns;
	u64 last_ns;
};

static int read_memory(void *data, u64 va, void *to, u64 size,
		       struct failure *failure)
{
	return address_read(data, va, to, size, failure);
}

static int print_record(void *data, const struct log_record *record,
			struct failure *failure)
{
	const struct printing *printing = data;

	if (record->time_ns < printing->since_ns ||
	    !(printing->options->levels >> (record->level & 7) & 1))
		return STATUS_OK;
	if (printing->options->is_json)
		print_json(stdout, record);
	else
		print_text(stdout, record);
	if (ferror_unlocked(stdout))
		return failure_set(
			failure, STATUS_WRITE,
			"Failed to write out the dmesg log buffer: %s",
			strerror(errno));
	return STATUS_OK;
}

static int note_time(void *data, const struct log_record *record,
		     struct failure *failure)
{
	struct printing *printing = data;

	(void)failure;
	if (printing->last_ns < record->time_ns)
		printing->last_ns = record->time_ns;
	return STATUS_OK;
}

static int print_log(struct dump *dump, const struct options *options,
		     struct failure *failure)
{
	struct log_memory memory = {
		.read = read_memory,
		.data = dump,
		.info = dump->info,
		.long_size = dump->long_size,
	};
	struct printing printing = { .options = options };
	int err;

	printing.since_ns = options->since_ns;
	if (options->is_from_end) {
		/*
		 * An error that ends this pass also ends the next one, which
		 * prints it.
		 */
		err = log_read(&memory, note_time, &printing, failure);
		if (err == STATUS_MEMORY)
			return err;
		printing.since_ns = 0;
		if (printing.last_ns > options->since_ns)
			printing.since_ns =
				printing.last_ns - options->since_ns;
	}
	err = log_read(&memory, print_record, &printing, failure);
	if (fflush(stdout) && err != STATUS_WRITE)
		err = failure_set(
			failure, STATUS_WRITE,
			"Failed to write out the dmesg log buffer: %s",
			strerror(errno));
	return err;
}

static int print_dump(int fd, const struct options *options,
		      struct failure *failure)
{
	struct source file = source_of_file(fd);
	struct dump dump;
	int err;

	err = dump_open(&file, &dump, failure);
	if (err)
		return err;
	err = print_log(&dump, options, failure);
	dump_close(&dump);
	return err;
}

static int print_file(const struct options *options, struct failure *failure)
{
	int plain;
	int err;
	int fd;

	fd = open(options->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return failure_set(failure, STATUS_OPEN, "Cannot open: %s",
				   strerror(errno));
	err = packed_file_open(fd, &plain, failure);
	if (!err)
		err = print_dump(plain >= 0 ? plain : fd, options, failure);
	if (plain >= 0)
		close(plain);
	close(fd);
	return err;
}

/* Output of --help and --version. */
static int end_output(void)
{
	return output_end("vmcore-dmesg") ? STATUS_OK : STATUS_WRITE;
}

int main(int argc, char *argv[])
{
	struct options options;
	struct failure failure;
	int status;

	status = options_parse(argc, argv, &options);
	if (status)
		return status;
	if (options.action == ACTION_HELP) {
		options_usage(stdout);
		return end_output();
	}
	if (options.action == ACTION_VERSION) {
		printf("vmcore-dmesg (kexec %s)\n", KEXEC_VERSION);
		return end_output();
	}
	setvbuf(stdout, output, _IOFBF, sizeof(output));
	status = print_file(&options, &failure);
	if (status)
		fprintf(stderr, "vmcore-dmesg: %s: %s\n", options.path,
			failure.text);
	return status;
}
