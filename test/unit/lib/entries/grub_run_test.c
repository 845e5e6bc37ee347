// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Scripts: what menu they make, which entry is next, and where they end. */
#include "lib/entries/grub_run.h"

#include <stdio.h>
#include <stdlib.h>

#include "test/unit/lib/entries/fake_grub.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define CFG "/boot/grub/grub.cfg"

/* The entries as ID:KERNEL, those of submenus in parentheses. */
static void put_menu(const struct kxl_grub_entry *entry, char *text,
		     size_t size)
{
	for (; entry; entry = entry->next) {
		snprintf(text + strlen(text), size - strlen(text), "%s%s%s ",
			 entry->id, entry->kernel ? ":" : "",
			 entry->kernel ? entry->kernel : "");
		if (!entry->is_submenu)
			continue;
		snprintf(text + strlen(text), size - strlen(text), "(");
		put_menu(entry->children, text, size);
		snprintf(text + strlen(text), size - strlen(text), ")");
	}
}

static void run(struct fake_grub *fake, const char *script)
{
	fake_grub_make(fake);
	kxl_grub_run(&fake->grub, CFG, view(script));
	kxl_grub_run_entries(&fake->grub);
}

#define A "menuentry a { linux /a }\n"
#define B "menuentry b { linux /b }\n"

static const struct {
	const char *script;
	const char *menu;
	const char *next; /* its ID; NULL: none */
	const char *log;
} rows[] = {
	{ "", "", NULL, "" },
	{ A B, "a:/a b:/b ", "a", "" },
	{ "menuentry 'A B' --class x --id i --unrestricted {\n linux /a\n}",
	  "i:/a ", "i", "" },
	{ "menuentry --id=i 'A' { linux /a; initrd /i }", "i:/a ", "i", "" },
	{ "menuentry a{linux /a}", "a:/a ", "a", "" },
	/* default */
	{ "set default=1\n" A B, "a:/a b:/b ", "b", "" },
	{ "set default=b\n" A B, "a:/a b:/b ", "b", "" },
	{ "set default=7\n" A B, "a:/a b:/b ", "a", "" },
	{ "set default=x\n" A B, "a:/a b:/b ", "a", "" },
	{ "set default=1b\n" A B, "a:/a b:/b ", "a", "" },
	{ "set default=0x1\n" A B, "a:/a b:/b ", "b", "" },
	{ A B "default=b\n", "a:/a b:/b ", "b", "" },
	{ "default=1\n" A "menuentry 1 { linux /1 }\n" B, "a:/a 1:/1 b:/b ",
	  "1", "" },
	/* submenus */
	{ A "submenu s { " B A "}\nset default='1>1'\n", "a:/a s (b:/b a:/a )",
	  "a", "" },
	{ A "submenu s { " B "}\nset default='s>b'\n", "a:/a s (b:/b )", "b",
	  "" },
	{ A "submenu s { " B "}\nset default=1\n", "a:/a s (b:/b )", "b", "" },
	{ A "submenu s { }\nset default=1\n", "a:/a s ()", NULL, "" },
	{ A "submenu 's>t' { " A B "}\nset default='s>>t>b'\n",
	  "a:/a s>t (a:/a b:/b )", "b", "" },
	{ "submenu 's>t' { " A B "}\nset default='s>>t>b'\n",
	  "s>t (a:/a b:/b )", "b", "" },
	{ "submenu s { submenu t { " B "} }\nset default='s>t>b'\n",
	  "s (t (b:/b ))", "b", "" },
	{ "x=1\ny=2\nexport y\nsubmenu s { menuentry c { linux /$x$y } }",
	  "s (c:/2 )", "c", "" },
	{ "x=1\nmenuentry c { linux /$x }\nx=2", "c:/2 ", "c", "" },
	{ "menuentry c { x=1; linux /$x }\nmenuentry d { linux /d$x }",
	  "c:/1 d:/d ", "c", "" },
	/* conditions */
	{ "if true; then " A "else " B "fi", "a:/a ", "a", "" },
	{ "if false; then " A "else " B "fi", "b:/b ", "b", "" },
	{ "if false; then " A "elif [ x = x ]; then " B "else\n" A "fi",
	  "b:/b ", "b", "" },
	{ "if false\nthen\n" A "fi\n" B, "b:/b ", "b", "" },
	{ "if false; then if true; then " A "fi; fi; " B, "b:/b ", "b", "" },
	{ "if [ -s $prefix/grubenv ]; then load_env; fi\n"
	  "if [ \"${next_entry}\" ]; then set default=\"${next_entry}\"\n"
	  "else set default=\"${saved_entry}\"; fi\n" A B,
	  "a:/a b:/b ", "b", "" },
	{ "if ! [ x = y ]; then " A "else " B "fi", "a:/a ", "a", "" },
	{ "if ! true; then " A "else " B "fi", "b:/b ", "b", "" },
	{ "if !; then " A "else " B "fi", "b:/b ", "b", "" },
	/* functions */
	{ "function f { set x=$1; return 1; set x=no }\n"
	  "if f yes; then " A "fi\nmenuentry b { linux /$x }",
	  "b:/yes ", "b", "" },
	{ "function f { linux /f$1 }\nmenuentry a { f 2 }", "a:/f2 ", "a", "" },
	{ "function f { f }\nf\n" A, "", NULL,
	  CFG ":1: commands are nested too deep\n" },
	{ "'if' true; then", "", NULL,
	  CFG ":1: a word that ends what has not begun\n" },
	/* other files */
	{ "source /more.cfg\n" B, "m:/m b:/b ", "m", "" },
	{ ". $prefix/../../more.cfg\n" B, "b:/b ", "b", "" },
	{ "source /none.cfg\n" B, "b:/b ", "b", "" },
	{ "source (hd1)/more.cfg\n" B, "b:/b ", "b", "" },
	{ A "configfile /more.cfg\n" B, "m:/m ", "m", "" },
	{ "source /self.cfg\n", "", NULL,
	  "/self.cfg:1: it is included by itself, or too deep\n" },
	{ "source /one.cfg\n" A, "", NULL,
	  "/one.cfg:1: it is included by itself, or too deep\n" },
	{ "menuentry c { configfile /more.cfg }", "c ", "c", "" },
	{ "source /broken.cfg\n" A, "x:/x ", NULL,
	  "/broken.cfg:3: a quote is not closed\n" },
	/* the end */
	{ A "for x in 1 2; do " B "done\n" B, "a:/a b:/b ", NULL,
	  CFG ":2: a loop is not followed\n" },
	{ A "\nwhile true; do done\n", "a:/a ", NULL,
	  CFG ":3: a loop is not followed\n" },
	{ A "menuentry 'b {\n", "a:/a ", NULL,
	  CFG ":3: a quote is not closed\n" },
	{ A "menuentry b\n", "a:/a ", NULL, CFG ":2: a block is missing: {\n" },
	{ A "menuentry b {\n", "a:/a ", NULL,
	  CFG ":3: a block is not closed\n" },
	{ A "if true; then\n", "a:/a ", NULL, CFG ":3: if without fi\n" },
	{ A "if true; fi\n", "a:/a ", NULL,
	  CFG ":2: a command is not complete: if, for or while\n" },
	{ A "fi\n" B, "a:/a ", NULL,
	  CFG ":2: a word that ends what has not begun\n" },
	{ A "}\n" B, "a:/a ", NULL,
	  CFG ":2: a word that ends what has not begun\n" },
	{ A "{ " B "}\n", "a:/a b:/b ", "a", "" },
	{ A "exit\n" B, "a:/a ", "a", "" },
	{ A "reboot\n" B, "a:/a b:/b ", "a", "" },
};

static void fill(struct fake_grub *fake)
{
	*fake = (struct fake_grub){
		.files = {
			{ "/boot/grub/grubenv",
			  "# GRUB Environment Block\nsaved_entry=b\n" },
			{ "/more.cfg", "menuentry m { linux /m }" },
			{ "/self.cfg", "source /self.cfg" },
			{ "/one.cfg", "source /two.cfg" },
			{ "/two.cfg", "source /one.cfg" },
			{ "/broken.cfg", "menuentry x { linux /x }\n\n'" },
		},
	};
}

TEST(a_script_makes_a_menu)
{
	const struct kxl_grub_entry *next;
	struct fake_grub fake;
	char menu[256];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fill(&fake);
		run(&fake, rows[i].script);
		menu[0] = '\0';
		put_menu(fake.grub.menu, menu, sizeof(menu));
		if (strcmp(menu, rows[i].menu) != 0)
			fprintf(stderr, "script: %s\n", rows[i].script);
		assert_string_equal(menu, rows[i].menu);
		next = kxl_grub_next(&fake.grub);
		assert_row(rows[i].script, !!next, !!rows[i].next);
		if (next)
			assert_string_equal(next->id, rows[i].next);
		assert_string_equal(fake.log, rows[i].log);
		fake_grub_free(&fake);
	}
}

/* A body that is not followed to its end: its initrd may be missing. */
TEST(an_entry_that_is_not_followed_has_a_problem)
{
	struct fake_grub fake;

	fill(&fake);
	run(&fake,
	    A "menuentry c { linux /c; for x in 1; do initrd /$x; done }\n"
	      "menuentry d { linux /d; fi; initrd /i }\n");
	assert_null(fake.grub.menu->problem);
	assert_string_equal(fake.grub.menu->next->problem,
			    "a loop is not followed");
	assert_string_equal(fake.grub.menu->next->next->problem,
			    "a word that ends what has not begun");
	assert_string_equal(kxl_grub_next(&fake.grub)->id, "a");
	fake_grub_free(&fake);
}

TEST(a_nul_is_refused)
{
	static const char script[] = A "set default=1\n\0\n" B;
	struct fake_grub fake;

	fake_grub_make(&fake);
	kxl_grub_run(&fake.grub, CFG,
		     kx_bytes((const u8 *)script, sizeof(script) - 1));
	assert_null(fake.grub.menu);
	assert_null(kxl_grub_next(&fake.grub));
	assert_string_equal(fake.log, CFG ":3: there is a NUL in it\n");
	fake_grub_free(&fake);
}

/* Each body has its own; those of the script are too many at some time. */
TEST(variables_that_do_not_fit_leave_a_doubt)
{
	struct fake_grub fake;
	char *script;
	size_t size;
	unsigned int i;
	FILE *to;

	to = open_memstream(&script, &size);
	for (i = 0; i < 900; i++)
		fprintf(to, "menuentry %u { x=%u; y=1; linux /$x }\n", i, i);
	fclose(to);
	fill(&fake);
	run(&fake, script);
	assert_non_null(kxl_grub_next(&fake.grub));
	assert_null(fake.grub.menu->problem);
	fake_grub_free(&fake);
	free(script);

	to = open_memstream(&script, &size);
	for (i = 0; i < 1000; i++)
		fprintf(to, "x%u=1\n", i);
	fputs("set default=1\n" A B, to);
	fclose(to);
	fill(&fake);
	run(&fake, script);
	assert_null(kxl_grub_next(&fake.grub));
	fake_grub_free(&fake);
	free(script);
}

TEST(an_entry_knows_its_line)
{
	struct fake_grub fake;

	fill(&fake);
	run(&fake, "\n# x\nmenuentry \\\n a {\n linux /a root=1\n}\n"
		   "submenu s {\n\n" B "}\n");
	assert_int_equal(fake.grub.menu->line, 4);
	assert_string_equal(fake.grub.menu->path, CFG);
	assert_string_equal(fake.grub.menu->cmdline, "BOOT_IMAGE=/a root=1");
	assert_int_equal(fake.grub.menu->next->children->line, 9);
	assert_ptr_equal(fake.grub.menu->next->children->parent,
			 fake.grub.menu->next);
	fake_grub_free(&fake);
}

/* Scripts that grow: each ends, and says why. */
static const struct {
	const char *head;
	const char *repeated;
	unsigned int times;
	const char *log;
} hostile[] = {
	{ "a=0123456789abcdef\n", "a=$a$a\n", 40,
	  ": a word is longer than 8 KiB\n" },
	{ "", "if true; then\n", 100, ": commands are nested too deep\n" },
	{ "", "{", 5000, ": commands are nested too deep\n" },
	{ "", "menuentry x { }\n", 1100, ": more than 1000 entries\n" },
	{ "", "true\n", 50010, ": the script is too long: 50000 commands\n" },
	{ "", "submenu s {\n", 400, ": a block is not closed\n" },
};

TEST(a_script_that_grows_ends)
{
	struct fake_grub fake;
	char *script;
	size_t size;
	size_t i;
	unsigned int j;
	FILE *to;

	for (i = 0; i < ARRAY_SIZE(hostile); i++) {
		to = open_memstream(&script, &size);
		fputs(hostile[i].head, to);
		for (j = 0; j < hostile[i].times; j++)
			fputs(hostile[i].repeated, to);
		fclose(to);
		fill(&fake);
		run(&fake, script);
		if (!strstr(fake.log, hostile[i].log))
			assert_string_equal(fake.log, hostile[i].log);
		free(script);
		fake_grub_free(&fake);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_script_makes_a_menu),
		cmocka_unit_test(an_entry_that_is_not_followed_has_a_problem),
		cmocka_unit_test(a_nul_is_refused),
		cmocka_unit_test(variables_that_do_not_fit_leave_a_doubt),
		cmocka_unit_test(an_entry_knows_its_line),
		cmocka_unit_test(a_script_that_grows_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
