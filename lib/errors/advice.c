// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Advice about failures, in one table. A row fits a failure that has its cause,
 * its action, its errno and all of its facts; 0 fits any. The first row that
 * fits counts, so a row with more conditions stands above the others of its
 * cause. Only advice about files that are not kernels is elsewhere (kind.c).
 */
#include "lib/errors/advice.h"

#include <errno.h>

#define A(action)    KEXEC_ACTION_##action
#define C(cause)     KEXEC_CAUSE_##cause
#define R(remedy)    KEXEC_REMEDY_##remedy
#define ANY	     KEXEC_ACTION_NONE
#define AS_ROOT	     "run as root, outside of containers"
#define AGAIN	     "get the file again"
#define SIGN_AGAIN   "sign the file again"
#define GET_OR_SIGN  "get the file again, or sign it again"
#define USE_LOAD     "use kexec_load(2)"
#define USE_FILE     "use kexec_file_load(2)"
#define SMALLER	     "use a smaller initrd"
#define FREE_OR_LESS "free some memory, or use a smaller initrd"
#define FREE_OR_END  "free some memory, or end the window at a lower address"
#define MORE_MEMORY  "use a machine with more memory"
#define END_LOWER    "end the window at a lower address"
#define PLACE_OTHER  "set other memory aside: crashkernel=SIZE@ADDRESS"
#define RESERVE	     "reserve memory for the crash kernel"
#define LOAD_MODULE  "load kexec.ko (modprobe kexec)"
#define THEN_KERNEL  "load kexec.ko (modprobe kexec), then a kernel"
#define SEE_LOG	     "see the kernel log (dmesg)"
#define CRASH_DUMP   "use one that was built with CONFIG_CRASH_DUMP"
#define BOOT_ANOTHER \
	"boot a kernel with CONFIG_CRASH_DUMP, and with crashkernel=256M"
#define CHECK_PATH "check the path"
#define COMPARE	   "compare the plan with /proc/iomem"
#define KEEP_FILE  "get the file again, and let nobody change it meanwhile"

struct row {
	enum kexec_cause cause;
	enum kexec_action action;
	int errnum;
	unsigned int facts; /* enum kxl_fact, or-ed */
	const char *words;
	enum kexec_remedy remedy;
};

/* clang-format off */
static const struct row rows[] = {
	/* Any file */
	{ C(NONE), ANY, EMFILE, KXL_ON_FILE, "close files, or raise the limit (ulimit -n)", R(NONE) },
	{ C(NONE), ANY, ENFILE, KXL_ON_FILE, "close files, or raise sysctl fs.file-max", R(NONE) },
	{ C(NONE), ANY, ENOMEM, KXL_ON_FILE, "free some memory, or raise the limit (ulimit -v)", R(NONE) },
	{ C(NONE), ANY, ENOSPC, KXL_ON_FILE, "free some memory", R(NONE) },
	{ C(NONE), ANY, ENODEV, KXL_ON_FILE, "files here can't be mapped: copy it to a disk", R(NONE) },
	{ C(NONE), ANY, EIO, KXL_ON_FILE, "copy it to a disk, or check the one it is on (dmesg)", R(NONE) },
	{ C(NONE), ANY, EFAULT, KXL_ON_FILE, "get the file again, and let nobody change it", R(NONE) },

	/* After the other call failed, too: memory, or any cause. */
	{ C(NO_KEXEC_LOAD), ANY, 0, KXL_IS_ALONE, "is a seccomp filter in the way?", R(NONE) },
	{ C(NONE), ANY, ENOMEM, KXL_IS_LAST, FREE_OR_LESS, R(NONE) },
	{ C(NONE), A(CALL_FILE_LOAD), 0, KXL_IS_LAST, SEE_LOG, R(NONE) },

	/* Arguments */
	{ C(ARGUMENT), ANY, 0, 0, "compare the versions of libkexec.h and the library", R(NONE) },
	{ C(UNKNOWN_TYPE), ANY, 0, 0, "name a known one, or leave it out", R(KNOWN_TYPE) },
	{ C(SEQUENCE), ANY, 0, 0, "set the slot first", R(NONE) },
	{ C(WINDOW), ANY, 0, 0, "give the lower address first", R(NONE) },
	{ C(NO_WINDOW_END), ANY, 0, 0, "give kexec_image_set_window() an end", R(WINDOW_END) },
	{ C(CRASH_RETURNS), ANY, 0, 0, "leave one of them out", R(NONE) },
	{ C(NO_JUMP_BACK_FILE), ANY, 0, 0, USE_LOAD, R(NONE) },
	{ C(NO_REAL_MODE_FILE), ANY, 0, 0, USE_LOAD, R(NONE) },

	/* Kernel file */
	{ C(FILE_ACCESS), ANY, 0, KXL_ON_LINK, "give the file itself, or set the link right", R(NONE) },
	{ C(FILE_ACCESS), ANY, ENOENT, 0, CHECK_PATH, R(NONE) },
	{ C(FILE_ACCESS), ANY, ENOTDIR, 0, "check the path: a part of it is no directory", R(NONE) },
	{ C(FILE_ACCESS), ANY, ENAMETOOLONG, 0, CHECK_PATH, R(NONE) },
	{ C(FILE_ACCESS), ANY, ELOOP, 0, "a link leads back to itself: give the file itself", R(NONE) },
	{ C(FILE_ACCESS), ANY, EACCES, 0, "check its permissions and its folders'", R(NONE) },
	{ C(FILE_ACCESS), ANY, 0, 0, "check the path and its permissions", R(NONE) },
	{ C(FILE_KIND), ANY, 0, 0, "give a regular file", R(NONE) },
	{ C(FILE_EMPTY), A(UNPACK), 0, 0, AGAIN, R(NONE) },
	{ C(FILE_EMPTY), ANY, 0, 0, "get the file again; files of /proc and /sys can't be given", R(NONE) },
	{ C(FILE_SHORT), ANY, 0, 0, "is it a kernel? get the file again", R(NONE) },
	{ C(FILE_FORMAT), ANY, 0, 0, "give a kernel: " KXL_INSTALLED_WORD ", or arch/x86/boot/bzImage of a build", R(NONE) },
	{ C(BOOT_PROTOCOL), ANY, 0, 0, "use a newer kernel", R(NONE) },
	{ C(NOT_64BIT), ANY, 0, 0, "use a 64-bit kernel", R(NONE) },
	{ C(REAL_MODE), ANY, 0, 0, "enter it in real mode if this machine has a BIOS", R(REAL_MODE) },
	{ C(NOT_REAL_MODE), ANY, 0, 0, "leave real mode out", R(NOT_REAL_MODE) },
	{ C(NO_BIOS), ANY, 0, 0, "leave real mode out, or start it by a boot loader", R(NOT_REAL_MODE) },
	{ C(NOT_32BIT), ANY, 0, 0, "enter it in 64-bit mode", R(NONE) },
	{ C(NOT_PVH), ANY, 0, 0, "leave the type out", R(NONE) },
	{ C(NO_CMDLINE), ANY, 0, 0, "leave the command line out, or pass ELF boot notes (--args-elf)", R(NONE) },
	{ C(NOT_ELF), ANY, 0, 0, "leave --args-elf or --args-none out", R(NONE) },
	{ C(BIG_ENDIAN), ANY, 0, 0, "use a little-endian kernel", R(NONE) },
	{ C(PAGE_SIZE), ANY, 0, 0, "use a kernel with pages of another size", R(NONE) },
	{ C(PURPOSE), ANY, EOPNOTSUPP, 0, "try it on a machine of x86_64", R(NONE) },
	{ C(PURPOSE), ANY, 0, KXL_RETURNS, "start it without a way back, or use a machine of x86_64", R(NONE) },
	{ C(NO_DTB), ANY, 0, 0, "give one (--dtb)", R(NONE) },
	{ C(NO_LIBFDT), ANY, 0, 0, "install libfdt-dev, and build it again", R(NONE) },
	{ C(NO_DTB_FILE), ANY, 0, 0, USE_LOAD, R(LOAD) },
	{ C(NO_PURGATORY), ANY, 0, 0, "install gcc-x86-64-linux-gnu, or clang and lld, and build it again", R(NONE) },
	{ C(NEEDS_EFI), ANY, 0, 0, "leave --noefi out; efi=noruntime on its command line keeps it from calling EFI", R(NONE) },
	{ C(NO_ENTRY_FILE), ANY, 0, 0, USE_LOAD, R(LOAD) },
	{ C(NOT_5LEVEL), ANY, 0, KXL_OF_LINUX, "use a kernel with CONFIG_X86_5LEVEL, or boot this machine with no5lvl first", R(NONE) },
	{ C(NOT_5LEVEL), ANY, 0, 0, "boot this machine with no5lvl first", R(NONE) },
	{ C(HEADER_FIELD), ANY, 0, 0, AGAIN, R(NONE) },
	{ C(FILE_TRUNCATED), ANY, 0, 0, AGAIN, R(NONE) },
	{ C(PAYLOAD_BOUNDS), ANY, 0, 0, AGAIN, R(NONE) },
	{ C(CHECKSUM), ANY, 0, 0, "get the file again, or skip the check", R(SKIP_CHECK) },
	{ C(PAYLOAD_DAMAGED), ANY, 0, 0, AGAIN, R(NONE) },

	/* Packed kernel files */
	{ C(UNPACK_DAMAGED), ANY, 0, 0, AGAIN, R(NONE) },
	{ C(UNPACK_TRUNCATED), ANY, 0, 0, AGAIN, R(NONE) },
	{ C(UNPACK_TRAILING), ANY, 0, 0, "get the file again, or cut them off", R(NONE) },
	{ C(UNPACK_LARGE), ANY, 0, 0, "give a kernel", R(NONE) },
	{ C(UNPACK_MEMORY), ANY, 0, 0, "pack it with a smaller dictionary, or unpack it", R(NONE) },
	{ C(UNPACK_DEPTH), ANY, 0, 0, "unpack it", R(NONE) },
	{ C(UNPACK_WRITE), ANY, 0, 0, "free some memory", R(NONE) },
	{ C(PACKED_JUDGED), ANY, 0, 0, "give the kernel itself, unpacked and signed", R(NONE) },
	{ C(UKI), ANY, 0, 0, AGAIN, R(NONE) },
	{ C(UKI_TWICE), ANY, 0, 0, "build it again: nothing says which one counts", R(NONE) },
	{ C(DTB), ANY, 0, 0, "give one as dtc -O dtb makes it, of at most 252 KiB (arm64: 2 MiB)", R(NONE) },
	{ C(PROFILE), ANY, 0, 0, "name one of its profiles, by number or ID, or none", R(NONE) },

	/* Multiboot kernels */
	{ C(MULTIBOOT), ANY, 0, 0, "start it by a boot loader", R(NONE) },
	{ C(NO_INITRD), ANY, 0, 0, "leave it out, or add it as a module if this is a Multiboot kernel", R(NONE) },
	{ C(NO_MODULES), ANY, 0, 0, "leave the modules out, or add them as initrds", R(NONE) },
	{ C(MODULE_SIZE), ANY, 0, 0, "use smaller modules", R(NONE) },
	{ C(ONLY_LINUX), ANY, 0, 0, "load it as a normal kernel, or give Linux", R(NONE) },

	/* Boot entries */
	{ C(BOOT_LOADER), ANY, 0, 0, "mount the partition that it boots from, or give the kernel itself", R(NONE) },
	{ C(BOOT_WRITABLE), ANY, 0, 0, "let root alone write to it, and to its folders", R(NONE) },
	{ C(BOOT_ENTRY), ANY, 0, 0, "mend it, choose another one, or give the kernel itself", R(NONE) },
	{ C(BOOT_ONCE), EBUSY, 0, 0, "have it forget that (bootctl set-oneshot '', grub-editenv - unset next_entry)", R(NONE) },
	{ C(BOOT_ONCE), ANY, 0, 0, "make an entry that works the boot loader's default", R(NONE) },
	{ C(BOOT_ENTRY_UNKNOWN), ANY, 0, 0, "list them (kexec --boot-entry), and give an ID", R(NONE) },

	/* What is kept unpacked */
	{ C(PREPARE_WRITABLE), ANY, 0, 0, "let root alone write to it", R(NONE) },
	{ C(PREPARE_FOLDER), ANY, 0, 0, "let it be a folder of root's alone (chown root, chmod 700), in folders that root alone may write to, or remove it (rm -r)", R(NONE) },
	{ C(PREPARE_EXPOSED), ANY, 0, 0, "mount an encrypted file system there", R(NONE) },
	{ C(PREPARE_JUDGED), ANY, 0, 0, "load it as it is", R(NONE) },
	{ C(PREPARE_NOTHING), ANY, 0, 0, "load it as it is", R(NONE) },
	{ C(PREPARE_FILE), ANY, EACCES, 0, "run as root", R(NONE) },
	{ C(PREPARE_FILE), ANY, ENOSPC, 0, "free some space there, or remove what is kept (kexec --prepare=none)", R(NONE) },
	{ C(PREPARE_FILE), ANY, ESTALE, 0, "run --prepare again", R(NONE) },
	{ C(PREPARE_FILE), ANY, EBUSY, 0, "try again when it has ended", R(NONE) },
	{ C(PREPARE_FILE), ANY, EFBIG, 0, "load it as it is", R(NONE) },
	{ C(PREPARE_FILE), ANY, 0, 0, "look at its file system, and try again", R(NONE) },

	/* Command line */
	{ C(CMDLINE_LONG), ANY, 0, KXL_ADDS_RSDP, "shorten the command line: acpi_rsdp=, which an old kernel needs here, comes on top", R(NONE) },
	{ C(CMDLINE_LONG), ANY, 0, 0, "shorten the command line", R(NONE) },
	{ C(CMDLINE_NUL), ANY, 0, 0, "remove the NUL", R(NONE) },
	{ C(FIPS), ANY, 0, 0, "let the next kernel make them", R(CRYPTO_TESTS) },
	{ C(CMDLINE_RUNNING), ANY, 0, 0, "mount /proc, or set a command line", R(NONE) },

	/* Memory and segments */
	{ C(MEMORY), A(CALL_LOAD), 0, KXL_ON_CALL | KXL_RETURNS, FREE_OR_END, R(SMALLER_WINDOW) },
	{ C(MEMORY), ANY, 0, KXL_ON_CALL, FREE_OR_LESS, R(NONE) },
	{ C(MEMORY), ANY, 0, 0, "free some memory", R(NONE) },
	{ C(MEMORY_SHORT), A(CALL_FILE_LOAD), 0, 0, "free some memory, or use kexec_load(2), which needs less", R(NONE) },
	{ C(MEMORY_SHORT), A(UNPACK), 0, 0, "free some memory", R(NONE) },
	{ C(MEMORY_SHORT), A(CALL_LOAD), 0, KXL_RETURNS, FREE_OR_END, R(NONE) },
	{ C(MEMORY_SHORT), ANY, 0, 0, FREE_OR_LESS, R(NONE) },
	{ C(NO_HOLE), A(CALL_FILE_LOAD), 0, 0, "use a smaller initrd, or kexec_load(2)", R(SMALLER_OR_LOAD) },
	{ C(NO_HOLE), ANY, 0, KXL_IN_WINDOW, "widen the window", R(NONE) },
	{ C(NO_HOLE), ANY, 0, KXL_OF_INITRD, SMALLER, R(NONE) },
	{ C(NO_HOLE), ANY, 0, 0, MORE_MEMORY, R(NONE) },
	{ C(SEGMENT_COUNT), ANY, 0, KXL_OF_KEPT, "choose a window with fewer holes", R(NONE) },
	{ C(SEGMENT_COUNT), ANY, 0, 0, "join some of the initrds", R(NONE) },
	{ C(SEGMENT_LARGE), ANY, 0, KXL_RETURNS, END_LOWER, R(LOWER_WINDOW) },
	{ C(SEGMENT_LARGE), ANY, 0, KXL_OF_INITRD, SMALLER, R(NONE) },
	{ C(SEGMENT_LARGE), ANY, 0, 0, MORE_MEMORY, R(NONE) },
	{ C(SEGMENTS_LARGE), ANY, 0, KXL_ON_CALL, SMALLER, R(NONE) },
	{ C(SEGMENTS_LARGE), ANY, 0, KXL_RETURNS, END_LOWER, R(LOWER_WINDOW) },
	{ C(SEGMENTS_LARGE), ANY, 0, 0, "use a smaller initrd, or a machine with more memory", R(NONE) },
	{ C(INITRD_SIZE), ANY, 0, 0, SMALLER, R(NONE) },

	/* Crash kernels */
	{ C(NO_CRASH_REGION), ANY, 0, KXL_LACKS_CRASH, BOOT_ANOTHER, R(NONE) },
	{ C(NO_CRASH_REGION), ANY, 0, KXL_HAS_MODULE, "unload kexec.ko, and load it again with crashkernel=256M; its log (dmesg) says if it can't", R(NONE) },
	{ C(NO_CRASH_REGION), ANY, 0, KXL_WAS_RESERVED, "the kernel was booted with crashkernel=, and its log (dmesg) says why that failed", R(NONE) },
	{ C(NO_CRASH_REGION), ANY, 0, 0, "boot with crashkernel=256M, or, on a kernel without kexec, insmod kexec.ko crashkernel=256M", R(NONE) },
	{ C(CRASH_REGION_HIGH), ANY, 0, 0, PLACE_OTHER, R(NONE) },
	{ C(CRASH_REGION_ADDRESS), ANY, 0, 0, PLACE_OTHER, R(NONE) },
	{ C(CRASH_REGION_SMALL), A(CALL_FILE_LOAD), 0, 0, "set more aside (crashkernel=), or use a smaller initrd", R(CRASH_SIZE) },
	{ C(CRASH_REGION_SMALL), ANY, 0, KXL_OF_PLACE, PLACE_OTHER, R(CRASH_PLACE) },
	{ C(CRASH_REGION_SMALL), ANY, 0, 0, "set more memory aside for it (crashkernel=), or use a smaller initrd", R(CRASH_SIZE) },
	{ C(CRASH_ADDRESS), ANY, 0, 0, "compare the plan with \"Crash kernel\" in /proc/iomem", R(NONE) },
	{ C(ELFCORE_NOTES), ANY, 0, 0, "use a kernel with CONFIG_CRASH_DUMP", R(NONE) },
	{ C(ENTRY_OUTSIDE), ANY, 0, 0, RESERVE, R(NONE) },
	{ C(NO_CRASH_KERNELS), A(SHRINK), 0, 0, "load kexec.ko with crashkernel=, or use a kernel with CONFIG_CRASH_DUMP", R(NONE) },
	{ C(NO_CRASH_KERNELS), ANY, 0, 0, CRASH_DUMP, R(NONE) },
	{ C(CRASH_LOADED), ANY, 0, 0, "unload it first", R(NONE) },
	{ C(CRASH_SIZE), ANY, 0, 0, "boot, or load kexec.ko, with a larger crashkernel=", R(NONE) },

	/* Errors from the kernel */
	{ C(NO_CAPABILITY), ANY, 0, 0, AS_ROOT, R(NONE) },
	{ C(LOAD_DISABLED), ANY, 0, 0, "reboot, and find out who sets it: it can't be set back", R(NONE) },
	{ C(LOAD_LIMIT), ANY, 0, 0, "reboot: it can't be raised", R(NONE) },
	{ C(LOCKDOWN), A(CALL_FILE_LOAD), 0, 0, "sign the kernel with a key that the running kernel trusts", R(NONE) },
	{ C(LOCKDOWN), A(CALL_LOAD), 0, 0, "use kexec_file_load(2) and a signed kernel", R(SIGNED_FILE_LOAD) },
	{ C(LOCKDOWN), ANY, 0, 0, "use kexec_file_load(2) and a signed kernel", R(NONE) },
	{ C(NOT_PERMITTED), A(SHRINK), 0, 0, AS_ROOT, R(NONE) },
	{ C(NOT_PERMITTED), ANY, 0, 0, SEE_LOG, R(NONE) },
	{ C(SECURITY_MODULE), ANY, 0, 0, "see the kernel log and the module's policy", R(NONE) },
	{ C(HOOKS_SHUT), ANY, EPERM, 0, "see the kernel log (dmesg), or open the hooks (kexec.ko(4))", R(NONE) },
	{ C(HOOKS_SHUT), ANY, 0, 0, "make /dev/kexec accessible, or open the hooks (kexec.ko(4))", R(NONE) },
	{ C(NO_KEXEC), A(CALL_UNLOAD), 0, 0, LOAD_MODULE, R(NOTHING_LOADED) },
	{ C(NO_KEXEC), A(CALL_REBOOT), 0, 0, THEN_KERNEL, R(NONE) },
	{ C(NO_KEXEC), A(READ), 0, 0, THEN_KERNEL, R(NONE) },
	{ C(NO_KEXEC), ANY, 0, 0, LOAD_MODULE, R(NONE) },
	{ C(NO_KEXEC_LOAD), A(CALL_JUMP_BACK), 0, 0, USE_FILE, R(NONE) },
	{ C(NO_KEXEC_LOAD), ANY, 0, 0, USE_FILE, R(FILE_LOAD) },
	{ C(NO_KEXEC_FILE), ANY, 0, KXL_IS_UNSEEN, "use kexec_load(2), or load kexec.ko (modprobe kexec)", R(LOAD) },
	{ C(NO_KEXEC_FILE), ANY, 0, 0, USE_LOAD, R(LOAD) },
	{ C(NO_JUMP_BACK), A(CALL_LOAD), 0, 0, "use one that was built with CONFIG_KEXEC_JUMP, or with kexec.ko instead of kexec", R(JUMP_KERNEL) },
	{ C(NO_JUMP_BACK), ANY, 0, 0, "use one that was built with CONFIG_KEXEC_JUMP, or with kexec.ko instead of kexec", R(NONE) },
	{ C(NO_REHEARSAL), ANY, ENOSYS, 0, "load kexec.ko (modprobe kexec), and a kernel through it", R(NONE) },
	{ C(NO_REHEARSAL), ANY, 0, 0, "use a newer one", R(NONE) },
	{ C(REHEARSAL), ANY, 0, 0, "see the kernel log (dmesg), and load it again", R(NONE) },
	{ C(SPIN_TABLE), ANY, 0, 0, "use firmware with PSCI, or boot this kernel with nr_cpus=1", R(NONE) },
	{ C(PROTECTED_KVM), ANY, 0, 0, "boot this kernel with kvm-arm.mode=nvhe or none", R(NONE) },
	{ C(CPU_STAYS), ANY, 0, 0, "have that CPU jump (write its number to /sys/kernel/reboot/cpu), or, if several have to stay, boot this kernel with nr_cpus=1", R(NONE) },
	{ C(CPU_OFFLINE), ANY, 0, 0, "try again; if it stays so, see the kernel log (dmesg), bring that CPU online, or boot this kernel without it", R(NONE) },
	{ C(BUSY), A(CALL_REBOOT), 0, 0, "try again, or see the kernel log (dmesg)", R(NONE) },
	{ C(BUSY), ANY, 0, 0, "try again", R(NONE) },
	{ C(NOTHING_LOADED), ANY, 0, 0, "load a kernel first", R(NONE) },
	{ C(ADDRESS), ANY, 0, 0, COMPARE, R(NONE) },
	{ C(ARGUMENTS), A(CALL_FILE_LOAD), 0, 0, "use kexec_load(2), which places and checks by itself", R(LOAD_PLACES) },
	{ C(ARGUMENTS), A(CALL_REBOOT), 0, 0, "call it from the first PID namespace", R(NONE) },
	{ C(ARGUMENTS), ANY, 0, 0, "see the kernel log, and compare the plan with /proc/iomem", R(NONE) },
	{ C(NOT_KERNEL), ANY, 0, 0, USE_LOAD, R(LOAD) },
	{ C(UNSIGNED), ANY, 0, 0, "sign it, or use a signed kernel", R(NONE) },
	{ C(UNKNOWN_KEY), ANY, 0, 0, "enrol the key, or use a kernel signed with a known one", R(NONE) },
	{ C(SIGNATURE), ANY, 0, 0, GET_OR_SIGN, R(NONE) },
	{ C(SIGNATURE_FORMAT), ANY, ELIBBAD, 0, GET_OR_SIGN, R(NONE) },
	{ C(SIGNATURE_FORMAT), ANY, EMSGSIZE, 0, "sign the file again, with fewer certificates", R(NONE) },
	{ C(SIGNATURE_FORMAT), ANY, 0, 0, SIGN_AGAIN, R(NONE) },
	{ C(SIGNATURE_ALGORITHM), ANY, 0, 0, "sign the file with another one", R(NONE) },
	{ C(UNSUPPORTED), ANY, 0, 0, USE_LOAD, R(LOAD) },
	{ C(FILE_BUSY), ANY, 0, 0, "wait until it is written", R(NONE) },
	{ C(FILE_LARGE), ANY, 0, 0, SMALLER, R(NONE) },
	{ C(FILE_READ), ANY, 0, 0, "check the disk (dmesg)", R(NONE) },
	{ C(FILE_CHANGED), ANY, 0, 0, KEEP_FILE, R(NONE) },
	{ C(FILE_DESCRIPTOR), ANY, 0, 0, "open it for reading", R(NONE) },
	{ C(SYSTEM_CALL), ANY, 0, 0, SEE_LOG, R(NONE) },

	/* /proc and /sys */
	{ C(MACHINE), ANY, EPERM, KXL_ON_IOMEM, AS_ROOT, R(NONE) },
	{ C(MACHINE), ANY, 0, KXL_ON_IOMEM, "is it this machine's?", R(NONE) },
	{ C(MACHINE), ANY, EBADMSG, 0, "report this file's contents", R(NONE) },
	{ C(MACHINE), ANY, 0, 0, "is the file system mounted? are you root?", R(NONE) },
	{ C(NO_TIMELINE), ANY, 0, 0, "load the next kernel with kexec -l --timeline, or with kexec.ko's parameter timeline", R(NONE) },
	{ C(TIMELINE), ANY, EACCES, 0, AS_ROOT, R(NONE) },
	{ C(TIMELINE), ANY, EPERM, 0, "only root with CAP_SYS_RAWIO can read it, and nobody under lockdown", R(NONE) },
	{ C(TIMELINE), ANY, ENOENT, 0, "start a kernel with CONFIG_DEVMEM", R(NONE) },
	{ C(TIMELINE), ANY, EIO, 0, "only the kexec that started this system can leave it there", R(NONE) },
	{ C(TIMELINE), ANY, 0, 0, "read it with the kexec that loaded this kernel", R(NONE) },
	{ C(TIMELINE_CLOCK), ANY, 0, 0, "the kernel log says why (dmesg)", R(NONE) },
	{ C(NO_SYSFS), ANY, 0, 0, "mount sysfs on /sys", R(NONE) },
	{ C(LOADED), ANY, 0, 0, "unload it, if this is the kernel that was called", R(UNLOAD) },
	{ C(JUMP_BACK_ENTRY), A(READ), 0, 0, "only a kernel that was loaded to preserve the context of another one is told where to return to", R(NONE) },
	{ C(JUMP_BACK_ENTRY), ANY, 0, 0, "give the address that kexec_jump_back_entry= has", R(JUMP_BACK_ENTRY) },
};
/* clang-format on */

static bool fits(const struct row *row, const struct kxl_failure *failure)
{
	return (!row->cause || row->cause == failure->cause) &&
	       (!row->action || row->action == failure->action) &&
	       (!row->errnum || row->errnum == failure->errnum) &&
	       (row->facts & failure->facts) == row->facts;
}

struct kxl_advice kxl_advice_find(const struct kxl_failure *failure)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (fits(&rows[i], failure))
			return (struct kxl_advice){ rows[i].words,
						    rows[i].remedy };
	return (struct kxl_advice){ "", KEXEC_REMEDY_NONE };
}
