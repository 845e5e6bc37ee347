// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Kernel files with a valid, missing, foreign or damaged signature, and the
 * result of kexec_file_load(2) for each. At the end the valid one is loaded and
 * started. The same rows run against Linux with UEFI Secure Boot, which
 * enforces signatures, so the table itself is checked.
 *
 * On kexec.ko nothing is enforced at first: it loads all of them, and logs
 * their errors. Then mode=lockdown or mode=enforce. With mode=insmod
 * enforcement is on from the beginning, on a kernel that cannot verify
 * anything.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GOOD	 "/signed" /* by a key that this kernel trusts */
#define OTHER	 "/other"  /* by another key */
#define CLOSED	 "/closed" /* the same as GOOD, then a gap removed */
#define CHANGED	 "/changed"
#define LOCKDOWN "/sys/kernel/security/lockdown"
#define ENFORCE	 "/sys/module/kexec/parameters/sig_enforce"
/* Linux's own; user space does not define it. */
#define ENOTSUPP 524

/* The part of a file that a change refers to. */
enum anchor {
	START,
	PE,	   /* its magic */
	OPTIONAL,  /* the optional header */
	HEADERS,   /* their end */
	MAGIC,	   /* of the kernel's header */
	LEAST,	   /* a shorter file is no kernel */
	DIRECTORY, /* the certificate table's entry: offset, size */
	TABLE,	   /* length, revision, type, message */
	DIGEST,	   /* the signed digest, in the message */
	MESSAGE_END,
	END,
};

enum change {
	NOTHING,
	FLIP, /* these bits of a byte */
	SET2, /* a number of two bytes */
	SET4,
	ADD4,
	CUT,  /* the file ends here */
	GROW, /* by as many bytes */
	MOVE, /* the table here, which the directory says */
	COPY, /* the table here; 1: the directory counts it */
};

struct edit {
	enum change change;
	enum anchor anchor;
	long offset;
	uint32_t value;
};

struct row {
	const char *name;
	int error; /* of the verification; ENOEXEC: it is not reached */
	bool runs; /* only its signature prevents a load */
	struct edit edits[2];
	int or_error;	/* occasionally; 0: never */
	bool breaks_pe; /* headers that kexec.ko reads if they are loaded */
};

/* Offsets: Microsoft PE Format, PE32+. */
/* clang-format off */
static const struct row rows[] = {
	{ "as it was signed", 0, true, { { 0 } } },
	{ "PE checksum", 0, true, { { FLIP, OPTIONAL, 64, 0xff } } },
	{ "more padding", 0, true,
	  { { GROW, END, 0, 8 }, { ADD4, DIRECTORY, 4, 8 } } },

	{ "signature removed", ENODATA, true,
	  { { CUT, TABLE, 0, 0 }, { SET4, DIRECTORY, 0, 0 } } },
	{ "table without size", ENODATA, true, { { SET4, DIRECTORY, 4, 0 } } },

	{ "not MZ", ELIBBAD, true, { { FLIP, START, 0, 1 } } },
	{ "PE past the end", ELIBBAD, true, { { SET4, START, 0x3c, ~0U } }, .breaks_pe = true },
	{ "not PE", ELIBBAD, true, { { FLIP, PE, 0, 1 } }, .breaks_pe = true },
	{ "too many sections", ELIBBAD, true, { { SET2, PE, 6, 0xffff } }, .breaks_pe = true },
	{ "ROM image", ELIBBAD, true, { { SET2, OPTIONAL, 0, 0x107 } }, .breaks_pe = true },
	{ "no headers", ELIBBAD, true, { { SET4, OPTIONAL, 60, 0 } }, .breaks_pe = true },
	{ "long headers", ELIBBAD, true, { { SET4, OPTIONAL, 60, ~0U } }, .breaks_pe = true },
	{ "many directories", ELIBBAD, true, { { SET4, OPTIONAL, 108, ~0U } }, .breaks_pe = true },
	{ "table in the headers", ELIBBAD, true, { { SET4, DIRECTORY, 0, 8 } } },
	{ "table too long", ELIBBAD, true, { { ADD4, DIRECTORY, 4, 1 } } },
	{ "table very long", ELIBBAD, true, { { SET4, DIRECTORY, 4, ~0U } } },
	{ "table of 7 bytes", ELIBBAD, true, { { SET4, DIRECTORY, 4, 7 } } },

	{ "bit in the PE header", EKEYREJECTED, true, { { FLIP, PE, 8, 1 } } },
	{ "bit in the section table", EKEYREJECTED, true, { { FLIP, OPTIONAL, 161, 1 } } },
	{ "bit in the setup code", EKEYREJECTED, true, { { FLIP, START, 0x300, 1 } } },
	{ "bit in the kernel", EKEYREJECTED, true, { { FLIP, START, 0x6000, 8 } } },
	{ "bit further on", EKEYREJECTED, true, { { FLIP, START, 0x654321, 128 } } },
	{ "bit in the last byte", EKEYREJECTED, true, { { FLIP, TABLE, -1, 1 } } },
	{ "a byte more", EKEYREJECTED, true, { { GROW, END, 0, 1 } } },

	{ "half of the file", ELIBBAD, false, { { CUT, START, 0x654321, 0 } } },
	{ "cut before the table", ELIBBAD, true, { { CUT, TABLE, 0, 0 } } },
	{ "cut in the table", ELIBBAD, true, { { CUT, TABLE, 100, 0 } } },
	{ "a byte less", ELIBBAD, true, { { CUT, END, -1, 0 } } },
	{ "cut in the table, and said so", ELIBBAD, true,
	  { { CUT, TABLE, 100, 0 }, { SET4, DIRECTORY, 4, 100 } } },

	{ "certificate too long", ELIBBAD, true, { { SET4, TABLE, 0, 0x10000 } } },
	{ "certificate cut", ELIBBAD, true, { { SET4, TABLE, 0, 100 } } },
	{ "certificate empty", EKEYREJECTED, true, { { SET4, TABLE, 0, 11 } } },
	{ "certificate revision", ENOTSUPP, true, { { SET2, TABLE, 4, 0x100 } } },
	{ "certificate type", ENOTSUPP, true, { { SET2, TABLE, 6, 1 } } },
	{ "not DER", ELIBBAD, true, { { FLIP, TABLE, 8, 1 } } },
	{ "message of megabytes", EMSGSIZE, true, { { FLIP, TABLE, 9, 1 } } },
	{ "message of another kind", EINVAL, true, { { FLIP, TABLE, 22, 1 } } },
	{ "message broken", EBADMSG, true, { { FLIP, TABLE, 12, 8 } } },
	/* A digest that always leaves the table out would match. */
	{ "table after the headers", EKEYREJECTED, true, { { MOVE, HEADERS, 0xe00, 0 } } },
	{ "table in the kernel", EKEYREJECTED, true, { { MOVE, START, 0x654321, 0 } } },
	{ "table in the kernel, and longer", EKEYREJECTED, true,
	  { { COPY, END, 0, 1 }, { MOVE, START, 0x654321, 0 } } },
	{ "table before the last paragraph", EKEYREJECTED, true, { { MOVE, TABLE, -16, 0 } } },
	{ "table before the last 8 bytes", EKEYREJECTED, true, { { MOVE, TABLE, -8, 0 } } },
	{ "table before the last byte", EKEYREJECTED, true, { { MOVE, TABLE, -1, 0 } } },
	{ "two tables", 0, true, { { COPY, END, 0, 1 } } },
	{ "two tables, one in the directory", EKEYREJECTED, true, { { COPY, END, 0, 0 } } },
	{ "8 bytes more", EKEYREJECTED, true, { { GROW, END, 0, 8 } } },

	{ "another digest", EKEYREJECTED, true, { { FLIP, DIGEST, 0, 1 } } },
	/*
	 * The result is random, and the error is another one if it begins with
	 * a zero (pkcs1pad_verify_complete()).
	 */
	{ "another signature", EINVAL, true, { { FLIP, MESSAGE_END, -1, 1 } },
	  .or_error = EBADMSG },

	{ "no kernel", ENOEXEC, false, { { FLIP, MAGIC, 0, 1 } } },
	{ "too short to tell", ENOEXEC, false, { { CUT, LEAST, -1, 0 } } },
};
/* clang-format on */

/* The file that is edited. */
struct image {
	uint8_t *data;
	size_t size;
	size_t at[END + 1];
};

static unsigned int surprises;

static uint32_t get4(const struct image *image, size_t at)
{
	uint32_t number;

	memcpy(&number, image->data + at, sizeof(number));
	return number;
}

/* The DigestInfo of SHA-256, up to the digest. */
static const uint8_t digest_info[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60,
				       0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
				       0x01, 0x05, 0x00, 0x04, 0x20 };

static void image_open(struct image *image, const char *path)
{
	struct bytes file = map_file(path);
	const uint8_t *info;
	size_t table;

	/* No edit makes a file twice as long. */
	image->data = malloc(2 * file.size);
	image->size = file.size;
	memcpy(image->data, file.data, file.size);
	image->at[PE] = get4(image, 0x3c);
	image->at[OPTIONAL] = image->at[PE] + 24;
	image->at[HEADERS] = get4(image, image->at[OPTIONAL] + 60);
	image->at[MAGIC] = guest_machine.magic;
	image->at[LEAST] = guest_machine.least_kernel;
	image->at[DIRECTORY] = image->at[OPTIONAL] + 144;
	table = get4(image, image->at[DIRECTORY]);
	image->at[TABLE] = table;
	image->at[END] = file.size;
	info = memmem(image->data + table, file.size - table, digest_info,
		      sizeof(digest_info));
	if (!info)
		fail("%s has no signature of SHA-256", path);
	image->at[DIGEST] = (size_t)(info - image->data) + sizeof(digest_info);
	/* Its length is in bytes 2 and 3, highest first. */
	image->at[MESSAGE_END] = table + 8 + 4 +
				 ((size_t)image->data[table + 10] << 8 |
				  image->data[table + 11]);
}

static void put4(struct image *image, size_t at, uint32_t number)
{
	memcpy(image->data + at, &number, sizeof(number));
}

/* Take the table from the end of the file, and insert it earlier. */
static void move_table(struct image *image, size_t to)
{
	size_t table = image->at[TABLE];
	size_t size = image->size - table;
	uint8_t *copy = malloc(size);

	memcpy(copy, image->data + table, size);
	memmove(image->data + to + size, image->data + to, table - to);
	memcpy(image->data + to, copy, size);
	free(copy);
	put4(image, image->at[DIRECTORY], (uint32_t)to);
}

static void copy_table(struct image *image, size_t to, bool is_counted)
{
	size_t table = image->at[TABLE];
	size_t size = image->at[END] - table;

	memcpy(image->data + to, image->data + table, size);
	image->size = to + size;
	if (is_counted)
		put4(image, image->at[DIRECTORY] + 4,
		     (uint32_t)(image->size - table));
}

static void image_edit(struct image *image, const struct edit *edit)
{
	size_t at = image->at[edit->anchor] + (size_t)edit->offset;
	uint32_t number = edit->value;

	switch (edit->change) {
	case NOTHING:
		break;
	case FLIP:
		image->data[at] ^= (uint8_t)number;
		break;
	case SET2:
		memcpy(image->data + at, &number, 2);
		break;
	case ADD4:
		number += get4(image, at);
		/* fall through */
	case SET4:
		put4(image, at, number);
		break;
	case CUT:
		image->size = at;
		break;
	case GROW:
		memset(image->data + at, 0, number);
		image->size += number;
		break;
	case MOVE:
		move_table(image, at);
		break;
	case COPY:
		copy_table(image, at, number);
		break;
	}
}

static void write_changed(const struct row *row)
{
	struct image image = { .size = 0 };

	image_open(&image, GOOD);
	for (size_t i = 0; i < ARRAY_SIZE(row->edits); i++)
		image_edit(&image, &row->edits[i]);
	write_file(CHANGED, (struct bytes){ image.data, image.size });
	free(image.data);
}

static void expect(const char *name, int got, int want)
{
	if (got == -want)
		return;
	surprises++;
	say("WRONG: %s: %d instead of %d", name, got, -want);
	verdict("wrong", "%s: %d instead of %d", name, got, -want);
}

/* Only lines that are logged from now on. */
static int open_log(void)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	lseek(log, 0, SEEK_END);
	return log;
}

/* The number that follows @words in kexec.ko's line, or 0; closes @log. */
static long number_in_log(int log, const char *words)
{
	char record[1024];
	ssize_t got;
	long number = 0;

	while ((got = read(log, record, sizeof(record) - 1)) > 0) {
		const char *found;

		record[got] = '\0';
		found = strstr(record, words);
		if (found)
			number = strtol(found + strlen(words), NULL, 0);
	}
	close(log);
	return number;
}

/* The expected error; if there are two, the one that was returned. */
static int expected(const struct row *row, int got)
{
	if (row->error == ENOEXEC)
		return guest_machine.file_errno;
	return row->or_error && got == -row->or_error ? row->or_error
						      : row->error;
}

static bool runs(const struct row *row)
{
	return row->runs && (guest_machine.has_setup || !row->breaks_pe);
}

/* Nothing is enforced: files without a valid signature load, and are logged. */
static void try_open(const char *name, const char *path, const struct row *row)
{
	int log = open_log();
	char title[96];
	int logged;
	int err;

	err = load_kernel_file(path);
	snprintf(title, sizeof(title), "%s, in the log", name);
	logged = (int)number_in_log(log, "no valid signature (");
	expect(title, logged,
	       row->error == ENOEXEC ? 0 : expected(row, logged));
	if (runs(row) || row->error == ENOEXEC)
		expect(name, err, runs(row) ? 0 : guest_machine.file_errno);
}

static void try_enforced(const char *name, const char *path,
			 const struct row *row)
{
	int err = load_kernel_file(path);

	expect(name, err, expected(row, err));
}

static void try_locked_down(const char *name, const char *path,
			    const struct row *row)
{
	expect(name, load_kernel_file(path),
	       row->error && row->error != ENOEXEC ? EPERM : expected(row, 0));
}

/* A kernel that can't verify rejects every key. */
static void try_unverified(const char *name, const char *path,
			   const struct row *row)
{
	expect(name, load_kernel_file(path),
	       row->error == ENOEXEC ? expected(row, 0) : EKEYREJECTED);
}

typedef void try_function(const char *name, const char *path,
			  const struct row *row);

static void try_all(const char *when, try_function *try)
{
	static const struct row other_key = { "", ENOKEY, true, { { 0 } } };
	/* As if only the table had changed since it was signed. */
	static const struct row closed = { "", EKEYREJECTED, false, { { 0 } } };
	char title[96];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		write_changed(&rows[i]);
		snprintf(title, sizeof(title), "%s: %s", when, rows[i].name);
		try(title, CHANGED, &rows[i]);
		unlink(CHANGED);
	}
	snprintf(title, sizeof(title), "%s: another key", when);
	try(title, OTHER, &other_key);
	snprintf(title, sizeof(title), "%s: gap that was closed", when);
	try(title, CLOSED, &closed);
	if (!kexec_loaded() && try != try_unverified)
		fail("%s: nothing is loaded any more", when);
}

/* Bytes of a verified file that no digest covers are not loaded. */
static void expect_loaded(const char *name, const char *path, size_t end)
{
	int kernel = open(path, O_RDONLY | O_CLOEXEC);
	int log = open_log();
	struct bytes file = map_file(path);
	long setup = guest_machine.has_setup ? (file.data[0x1f1] + 1) * 512 : 0;
	long loaded;

	expect(name,
	       call_kexec_file_load(kernel, -1, 0, NULL,
				    KEXEC_FILE_NO_INITRAMFS | KEXEC_FILE_DEBUG),
	       0);
	loaded = number_in_log(log, "segment 0: kernel: ");
	expect(name, (int)(setup + loaded), -(int)end);
	close(kernel);
}

static void try_ends(void)
{
	static const struct row two_tables = {
		"", 0, true, { { COPY, END, 0, 1 } }
	};
	struct image image = { .size = 0 };

	image_open(&image, GOOD);
	expect_loaded("end of a good one", GOOD, image.at[TABLE]);
	expect_loaded("end of one by another key", OTHER, map_file(OTHER).size);
	write_changed(&two_tables);
	expect_loaded("end with two tables", CHANGED, image.at[TABLE]);
	unlink(CHANGED);
	free(image.data);
}

/* The parameter cannot be cleared, and the module cannot be removed then. */
static void enforce(void)
{
	char text[8];

	expect("kexec_load before", call_kexec_load(0, 0, NULL, 0), 0);
	expect("enforce", -write_text(ENFORCE, "1"), 0);
	expect("enforce twice", -write_text(ENFORCE, "Y"), 0);
	expect("enforce no more", -write_text(ENFORCE, "0"), EROFS);
	read_text(ENFORCE, text, sizeof(text));
	if (!same_text(text, "Y"))
		fail("sig_enforce reads %s", text);
	expect("rmmod", remove_module("kexec"), EAGAIN);
	expect("kexec_load", call_kexec_load(0, 0, NULL, 0), 0);
}

static void lock_down(void)
{
	int good = open(GOOD, O_RDONLY | O_CLOEXEC);
	int other = open(OTHER, O_RDONLY | O_CLOEXEC);

	expect("lockdown", -write_text(LOCKDOWN, "integrity"), 0);
	expect("kexec_load", call_kexec_load(0, 0, NULL, 0), EPERM);
	expect("the signature before the initrd",
	       call_kexec_file_load(other, -1, 0, "", 0), EPERM);
	expect("the initrd after the signature",
	       call_kexec_file_load(good, -1, 0, "", 0), EBADF);
	close(good);
	close(other);
}

static void run_mode(const char *mode)
{
	if (same_text(mode, "insmod")) {
		enforce();
		try_all(mode, try_unverified);
		return;
	}
	try_all("open", try_open);
	try_ends();
	if (same_text(mode, "enforce")) {
		enforce();
		try_all(mode, try_enforced);
	} else {
		lock_down();
		try_all(mode, try_locked_down);
	}
}

void case_signatures(void)
{
	struct tool_result result;
	struct load load;

	if (kexec_is_module()) {
		kexec_arrive();
		run_mode(word("mode", "lockdown"));
	} else {
		report_facts("first_");
		/* IMA's errno: there is no file to check a signature of. */
		expect("kexec_load", call_kexec_load(0, 0, NULL, 0), EACCES);
		try_all("Linux", try_enforced);
	}
	verdict("rows", "%zu", ARRAY_SIZE(rows) + 2);
	if (surprises)
		fail("%u answers were wrong", surprises);
	load_from_words(&load);
	load.kernel = GOOD;
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("second", "");
	load_kernel(&load, &result);
	jump(&load);
}
