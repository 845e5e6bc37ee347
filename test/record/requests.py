# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""The requests that scripts/record makes, always the same ones in one order."""

import errno
import itertools
import os
import shlex
from dataclasses import dataclass, field

import inputs
from inputs import CPU, Chance, crash, iomem, kernel, memmap, pc, with_efi
import samples

NORMAL, CRASH = 0, 1
AUTO, LOAD, FILE_LOAD = 0, 1, 2
SKIP_CHECKS, DEBUG, ELF32, HOTPLUG, RETURNS, NO_EFI, NO_CMA = \
    (1 << bit for bit in range(7))
NO_END = (1 << 64) - 1
METHODS = (AUTO, LOAD, FILE_LOAD)


@dataclass
class Request:
    program: str  # "library", "kexec" or "vmcore-dmesg"
    name: str
    machine: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    steps: tuple = ()  # the library's
    words: tuple = ()  # a program's
    answers: str = ""
    # The purgatory is run with damage, too.
    is_damaged: bool = False

    def changes_machine(self):
        return any(step[0] in ("put", "remove", "shrink")
                   for step in self.steps)


def files(kernel_file=None, **more):
    return {"kernel": kernel() if kernel_file is None else kernel_file,
            "initrd": b"ramdisk", **more}


def library(name, machine, *steps, with_files=None, **more):
    return Request("library", name, machine, with_files or files(),
                   steps=steps, **more)


def plan(name, machine, *steps, **more):
    return library(name, machine, ("open", "kernel"), *steps, ("plan",),
                   **more)


def crash_plan(name, machine, *steps, **more):
    return plan(name, machine, ("slot", CRASH), *steps, **more)


RETURNING = (("options", RETURNS), ("window", 0, 0x10000000))


def returning_plan(name, machine, *steps, **more):
    return plan(name, machine, *RETURNING, *steps, **more)


KINDS_OF_PLAN = (("normal", plan, pc()), ("crash", crash_plan, crash()),
                 ("returning", returning_plan, pc()))

# ---- kernel files ----------------------------------------------------------

GOOD_KERNELS = {
    "standard": {}, "fixed address": {"relocatable": 0},
    "below 4 GiB": {"xloadflags": 1}, "above 4 GiB": {"xloadflags": 3},
    "takes EFI": {"xloadflags": 0x33}, "2.12": {"version": 0x20c},
    "2.14": {"version": 0x20e}, "one more sector": {"setup_sects": 4},
    "no setup_sects": {"setup_sects": 0}, "no syssize": {"syssize": 0},
    "small init_size": {"init_size": 0x1000},
    "large init_size": {"init_size": 0x4000000},
    "odd init_size": {"init_size": 0x812345},
    "no alignment": {"alignment": 0}, "odd alignment": {"alignment": 3},
    "a page": {"alignment": 0x1000}, "16 MiB": {"alignment": 0x1000000},
    "no pref_address": {"pref_address": 0},
    "low pref_address": {"pref_address": 0x100000},
    "high pref_address": {"pref_address": 0x40000000},
    "fixed and low": {"relocatable": 0, "pref_address": 0x100000},
    "fixed and nowhere": {"relocatable": 0, "pref_address": 0},
    "low initrd": {"xloadflags": 1, "initrd_addr_max": 0x37ffffff},
    "short line": {"cmdline_size": 255},
    "no payload": {"payload_offset": 0, "payload_length": 0},
    "no PE header": {"pe_offset": 0}, "signed": {"sealed": True},
    "no CRC": {"sealed": False}, "short header": {"jump": 0x62},
}
BAD_KERNELS = {
    "256 bytes": {"size": 0x100}, "no init_size": {"size": 0x262},
    "header alone": {"size": 0x264}, "1000 bytes": {"size": 1000},
    "setup alone": {"size": 2048}, "half": {"size": 4000},
    "a byte less": {"size": 6143}, "2.11": {"version": 0x20b},
    "2.00": {"version": 0x200}, "32-bit": {"xloadflags": 0},
    "zImage": {"loadflags": 0}, "no mark": {"boot_flag": 0},
    "no magic": {"magic": 0}, "long payload": {"payload_length": 0x10000},
    "payload behind": {"payload_offset": 0xfff, "payload_length": 2},
    "init_size too small": {"init_size": 0xfff},
    "no init": {"init_size": 0}, "setup_sects": {"setup_sects": 255},
    "syssize": {"syssize": 257}, "image of nothing": {"syssize": 1},
    "huge init_size": {"init_size": 0xffffffff},
    "pref beyond": {"pref_address": 0xffffffff00000000},
    "fixed beyond RAM": {"relocatable": 0, "pref_address": 0x200000000},
    "flipped setup": {"flip": 300}, "flipped image": {"flip": 6000},
    "flipped header": {"flip": 0x210}, "flipped CRC": {"flip": 6142},
    "no line": {"cmdline_size": 0}, "line of one": {"cmdline_size": 1},
}


def of_kernels():
    for (kind, make, machine), (name, changes) in itertools.product(
            KINDS_OF_PLAN, {**GOOD_KERNELS, **BAD_KERNELS}.items()):
        yield make(f"kernel, {kind}: {name}", machine, ("initrd", "initrd"),
                   ("cmdline", "root=/dev/x quiet"),
                   with_files=files(kernel(**changes)))
    for name, changes in BAD_KERNELS.items():
        for kind in ("bzImage64", "elf-x86_64"):
            yield plan(f"kernel as {kind}: {name}", pc(), ("type", kind),
                       with_files=files(kernel(**changes)))
    for name, size in (("empty", 0), ("one byte", 1)):
        yield plan(f"kernel: {name}", pc(), with_files=files(b"K" * size))
    for name, contents in samples.KINDS:
        yield plan(f"other kind: {name}", pc(), with_files=files(contents))
        yield library(f"as initrd: {name}", pc(), ("open", "kernel"),
                      ("initrd", "initrd"), ("cmdline", "x"), ("forewarn",),
                      with_files=files(initrd=contents))


def of_payloads():
    """A CRC that is wrong: the payload decides, or the caller."""
    for name, payload in samples.PAYLOADS.items():
        for how, at in (("outside", 300), ("inside", 2048 + 0x200 + 20)):
            for options in (0, SKIP_CHECKS):
                yield plan(f"payload {name}, changed {how}, {options}", pc(),
                           ("options", options),
                           with_files=files(kernel(payload, at)))


# ---- machines --------------------------------------------------------------

MIB, GIB = 1 << 20, 1 << 30
LOW = (0x1000, 0x9fc00, "System RAM")
RAM_3G = (0x100000, 0xc0000000, "System RAM")
MAPS = {
    "hidden": "00000000-00000000 : System RAM\n", "empty": "",
    "nonsense": "hello\n", "half a line": "00100000-bfffffff : System RAM\nx",
    "no RAM": "00001000-0009fbff : Reserved\n",
    "turned": "bfffffff-00100000 : System RAM\n",
    "16 MiB": iomem(LOW, (0x100000, 0x1000000, "System RAM")),
    "1 GiB": iomem(LOW, (0x100000, GIB, "System RAM")),
    "6 GiB": iomem(LOW, RAM_3G, (4 * GIB, 7 * GIB, "System RAM")),
    "no low RAM": iomem(RAM_3G),
    "low RAM in two": iomem((0x1000, 0x50000, "System RAM"),
                            (0x60000, 0x9f000, "System RAM"), RAM_3G),
    "holes": iomem(LOW, (0x100000, 0x2000000, "System RAM"),
                   (0x2000000, 0x2100000, "Reserved"),
                   (0x2100000, 0x40000000, "System RAM"),
                   (0x50000000, 0x50001000, "ACPI Tables"),
                   (0x50001000, 0x50003000, "ACPI Non-volatile Storage"),
                   (0x60000000, 0xb0000000, "System RAM")),
    "taken inside": iomem(LOW, RAM_3G, (0x80000000, 0xbff00000, "Reserved", 1),
                          (0x70000000, 0x70100000, "GART", 1)),
    "other kinds": iomem(LOW, RAM_3G,
                         (4 * GIB, 5 * GIB, "Persistent Memory"),
                         (5 * GIB, 6 * GIB, "Persistent Memory (legacy)"),
                         (6 * GIB, 7 * GIB, "Soft Reserved"),
                         (7 * GIB, 8 * GIB, "Unusable memory")),
    "hot-plugged": iomem(LOW, RAM_3G, (4 * GIB, 5 * GIB, "System RAM"),
                         (4 * GIB, 4 * GIB + 128 * MIB,
                          "System RAM (virtio_mem)", 1)),
    "to the last byte": "00100000-bfffffff : System RAM\n"
                        "ffffffff00000000-ffffffffffffffff : System RAM\n",
    "terabytes": iomem(LOW, RAM_3G, (4 * GIB, 1 << 46, "System RAM"),
                       (1 << 46, 1 << 48, "System RAM")),
}
REGIONS = {
    "two": ((0x1000000, 0x9000000), (5 * GIB, 6 * GIB)),
    "high alone": ((5 * GIB, 6 * GIB),), "low": ((0x2000000, 0x6000000),),
    "unaligned": ((0xa0000001, 0xa8000000),), "a page": ((0xa0000000,
                                                          0xa0001000),),
    "no page": ((0xa0000001, 0xa0000fff),), "16 MiB": ((0xa0000000,
                                                        0xa1000000),),
    "1 MiB": ((0xa0000000, 0xa0100000),),
    "below the kernel's place": ((0x200000, 0x1000000),),
    "barely above it": ((0x200000, 0x1100000),),
    "beyond": ((1 << 46, (1 << 46) + (1 << 29)),),
    "13 MiB": ((0xa0000000, 0xa0d00000),), "none": (),
}
FIRMWARE = {
    "as iomem": memmap((0, 0x9fc00, "System RAM"),
                       (0x9fc00, 0x100000, "Reserved"),
                       (0x100000, 0xc0000000, "System RAM")),
    "less": memmap((0, 0x9fc00, "System RAM"),
                   (0x100000, 0x80000000, "System RAM")),
    "all types": memmap((0, 0x9fc00, "System RAM"),
                        (0x100000, 0x80000000, "System RAM"),
                        (0x80000000, 0x80100000, "ACPI Tables"),
                        (0x80100000, 0x80200000, "ACPI Non-volatile Storage"),
                        (0x80200000, 0x80300000, "Unusable memory"),
                        (0x80300000, 0x80400000, "Persistent Memory"),
                        (0x80400000, 0x80500000, "Soft Reserved"),
                        (0x80500000, 0x80600000, "device reserved"),
                        (0x80600000, 0x80700000, "Unknown E820 type"),
                        (0x80700000, 0x80800000, "what nobody knows"),
                        (0x80800000, 0xc0000000, "System RAM")),
    "128 and more": memmap(*((i << 12, (i + 1) << 12,
                              ("System RAM", "Reserved", "ACPI Tables")[i % 3])
                             for i in range(160)),
                           (0x100000, 0xc0000000, "System RAM")),
    "nonsense": {**memmap((0, 0x9fc00, "System RAM")),
                 "/sys/firmware/memmap/0/start": "x\n"},
    "no type": {"/sys/firmware/memmap/0/start": "0x0\n",
                "/sys/firmware/memmap/0/end": "0xfff\n"},
    "no RAM": memmap((0, 0xc0000000, "Reserved")),
}
FACTS = {
    "8 MiB": {"/proc/meminfo": "MemTotal: 8192 kB\n"},
    "24 MiB": {"/proc/meminfo": "MemTotal: 24576 kB\n"},
    "no MemTotal": {"/proc/meminfo": "MemFree: 1 kB\n"},
    "5-level": {"/proc/cpuinfo": "flags : fpu la57\n"},
    "short boot_params": {"/sys/kernel/boot_params/data": b"\0" * 100},
    "what is inherited": {"/sys/kernel/boot_params/data": bytes(
        (i * 31 + (i >> 8)) & 0xff for i in range(4096))},
    "came with initrd": {"/sys/kernel/boot_params/data": inputs.boot_params(
        x210=b"\x72", x218=b"\1", x21c=b"\1")},
    "ACPI below 1 MiB": {"/sys/kernel/boot_params/data": inputs.boot_params(
        x70=b"\x00\x00\x0f")},
    "ACPI high": {"/sys/kernel/boot_params/data": inputs.boot_params(
        x70=b"\x14\xe0\xb7\x7f")},
    "add_efi_memmap": {"/proc/cmdline": "add_efi_memmap\n",
                       **FIRMWARE["less"]},
    "crashkernel= in vain": {"/proc/cmdline": "crashkernel=256M\n"},
    "a second kernel": {"/proc/cmdline": "elfcorehdr=0x1000 quiet\n"},
}
DUMPS = {
    "CMA": {"/sys/kernel/kexec_crash_cma_ranges":
            "10000000-1fffffff\n30000000-37ffffff\n"},
    "CMA nonsense": {"/sys/kernel/kexec_crash_cma_ranges": "x\n"},
    "one CPU": {CPU + "/possible": "0\n"},
    "CPU list": {CPU + "/possible": "0,2-3,7\n"},
    "CPUs beyond": {CPU + "/possible": "0-99999\n"},
    "no CPU list": {CPU + "/possible": None},
    "no notes": {CPU + "/cpu0/crash_notes": None,
                 CPU + "/cpu2/crash_notes": None},
    "small notes": {CPU + "/cpu0/crash_notes_size": "8\n"},
    "no size": {CPU + "/cpu2/crash_notes_size": None},
    "notes above 4 GiB": {CPU + "/cpu0/crash_notes": "123456000\n"},
    "no vmcoreinfo": {"/sys/kernel/vmcoreinfo": None},
    "vmcoreinfo nonsense": {"/sys/kernel/vmcoreinfo": "x y\n"},
    "no kcore": {"/proc/kcore": None},
    "hotplug room": {"/sys/kernel/crash_elfcorehdr_size": "8192\n"},
    "hotplug nonsense": {"/sys/kernel/crash_elfcorehdr_size": "x\n"},
    "no crash kernels": {"/sys/kernel/kexec_crash_loaded": None},
    "no kexec": {"/sys/kernel/kexec_crash_loaded": None,
                 "/sys/kernel/kexec_loaded": None},
}


def crash_iomem(regions):
    inside = [(*region, "Crash kernel", 1) for region in regions]
    return iomem(LOW, RAM_3G, *(one for one in inside if one[0] < 4 * GIB),
                 (4 * GIB, 8 * GIB, "System RAM"),
                 *(one for one in inside if one[0] >= 4 * GIB))


def of_machines():
    for (kind, make, machine), (name, text) in itertools.product(
            KINDS_OF_PLAN, MAPS.items()):
        yield make(f"map, {kind}: {name}", {**machine, "/proc/iomem": text},
                   ("initrd", "initrd"))
    for (kind, make, machine), (name, firmware) in itertools.product(
            KINDS_OF_PLAN, FIRMWARE.items()):
        yield make(f"firmware, {kind}: {name}", {**machine, **firmware})
    for (kind, make, machine), (name, facts) in itertools.product(
            KINDS_OF_PLAN, FACTS.items()):
        for flags in (0x23, 0x3):
            yield make(f"facts, {kind}: {name}, {flags:#x}",
                       {**machine, **facts},
                       with_files=files(kernel(xloadflags=flags,
                                               version=0x20e)))
    for kind, make, machine in KINDS_OF_PLAN:
        for path in sorted(machine):
            yield make(f"without {path}, {kind}",
                       inputs.changed(machine, {path: None}))
    for name, regions in REGIONS.items():
        yield crash_plan(f"region: {name}",
                         crash(**{"/proc/iomem": crash_iomem(regions)}),
                         ("initrd", "initrd"), ("cmdline", "root=/dev/x"))
        yield library(f"region's size: {name}",
                      crash(**{"/proc/iomem": crash_iomem(regions)}),
                      ("crash_size",), ("open", "kernel"), ("slot", CRASH),
                      ("estimate",), ("forewarn",))
    yield from of_random_numbers()


def of_random_numbers():
    for name, answers in (("there", ""), ("missing", "random=-11")):
        for kind, make, machine in KINDS_OF_PLAN:
            yield make(f"random numbers, {kind}: {name}", machine,
                       answers=answers)


def of_efi():
    changes = {
        "whole": {}, "no vendor": {"/sys/firmware/efi/fw_vendor": None},
        "no runtime": {"/sys/firmware/efi/runtime": None},
        "no table": {"/sys/firmware/efi/config_table": None},
        "no systab": {"/sys/firmware/efi/systab": None},
        "systab nonsense": {"/sys/firmware/efi/systab": "hello\n"},
        "ACPI 1": {"/sys/firmware/efi/systab": "ACPI=0x7fb7e000\n"},
        "range nonsense":
            {"/sys/firmware/efi/runtime-map/2/phys_addr": "x\n"},
        "range without pages":
            {"/sys/firmware/efi/runtime-map/2/num_pages": None},
        "no mark": {"/sys/kernel/boot_params/data": bytes(4096)},
        "no boot_params": {"/sys/kernel/boot_params/data": None},
        "more ranges": inputs.efi_range(30, 6, 0x70000000, 1 << 40, 16, 1),
    }
    for (kind, make, machine), (name, change), flags, options in \
            itertools.product(KINDS_OF_PLAN, changes.items(), (0x23, 0x33),
                              (0, NO_EFI)):
        if options and (name != "whole" or kind == "returning"):
            continue
        steps = () if kind == "returning" else (("options", options),)
        yield make(f"EFI, {kind}: {name}, {flags:#x}, {options}",
                   with_efi(machine, **change), *steps,
                   with_files=files(kernel(xloadflags=flags)))


# ---- images ----------------------------------------------------------------

def of_images():
    for (kind, make, machine), count in itertools.product(
            KINDS_OF_PLAN, (0, 1, 2, 5, 10, 11, 12, 13, 14, 40)):
        yield make(f"initrds, {kind}: {count}", machine,
                   *(("initrd", f"i{i % 3}") for i in range(count)),
                   with_files=files(i0=b"0123" * 1000, i1=b"", i2=b"x"))
    for (kind, make, machine), length in itertools.product(
            KINDS_OF_PLAN,
            (0, 1, 100, 1980, 1998, 2005, 2006, 2007, 2015, 2016, 2017, 2046,
             2047, 3000)):
        yield make(f"command line, {kind}: {length}", machine,
                   ("cmdline", "x" * length))
    for size in (1 << 20, 3 << 20, 33 << 20):
        for kind, make, machine in KINDS_OF_PLAN[:2]:
            yield make(f"large initrd, {kind}: {size}", machine,
                       ("initrd", "large"),
                       with_files=files(large=size))
    for size in (3 << 20, 5 << 20, 12 << 20):
        yield plan(f"24 MiB of memory, initrd of {size}", pc(**FACTS["24 MiB"]),
                   ("initrd", "large"), with_files=files(large=size))
    for start, end in ((0, 0x1000), (0, 0x100000), (0x1000000, 0x1800000),
                       (0x10000000, 0x14000000), (0x10000000, 0x10000000),
                       (0x10000001, 0x14000fff), (0, 0x80000000),
                       (0xb0000000, NO_END), (5 * GIB, 6 * GIB),
                       (0x2000, 0x1000)):
        yield plan(f"window {start:#x} {end:#x}", pc(), ("initrd", "initrd"),
                   ("window", start, end))
        yield crash_plan(f"window, crash, {start:#x} {end:#x}", crash(),
                         ("window", start + 0xa0000000, end + 0xa0000000
                          if end != NO_END else end))
        yield plan(f"window, returning, {start:#x} {end:#x}", pc(),
                   ("options", RETURNS), ("window", start, end))
    for end in range(0x2000000, 0x22000000, 0x1234000):
        yield plan(f"returning, up to {end:#x}", pc(), ("initrd", "initrd"),
                   ("cmdline", "single"), ("options", RETURNS),
                   ("window", 0, end))
    yield from of_wishes()


def of_wishes():
    for damage, options in itertools.product((0, 1, 2), (0, ELF32, HOTPLUG)):
        yield crash_plan(
            f"crash, damage {damage}, options {options}",
            crash(**DUMPS["hotplug room"]), ("initrd", "initrd"),
            ("options", options), ("damage", damage), is_damaged=not options)
    for name, change in DUMPS.items():
        for options in (0, ELF32, HOTPLUG):
            yield crash_plan(f"dump: {name}, options {options}",
                             crash(**change), ("options", options))
    yield crash_plan("crash and returns", crash(), ("options", RETURNS),
                     ("window", 0, GIB))
    yield plan("returns anywhere", pc(), ("options", RETURNS))
    for line in ("", "a=b", "quiet -- init words", "elfcorehdr=0x1 x"):
        for running in ("BOOT_IMAGE=/vmlinuz root=/dev/sda1 quiet\n",
                        "crashkernel=256M a -- b\n", "\n", "a  'b c' \"d e\"\n",
                        "kexec_jump_back_entry=0x1000 elfcorehdr=0x2 z\n"):
            for slot in (NORMAL, CRASH):
                yield library(f"reuse {line!r} {running!r} {slot}",
                              crash(**{"/proc/cmdline": running}),
                              ("open", "kernel"), ("slot", slot),
                              ("reuse", line or None), ("plan",))
    yield library("reuse, then another slot", crash(), ("open", "kernel"),
                  ("reuse", None), ("slot", CRASH))
    yield library("reuse without /proc", {}, ("open", "kernel"),
                  ("reuse", None))
    for step in (("options", 1 << 20), ("slot", 7), ("damage", 9),
                 ("load", 9), ("unload", 9, 0), ("unload", 0, 9),
                 ("status", 9)):
        yield library(f"argument {step}", pc(), ("open", "kernel"), step)
    for path in ("nothing", "machine", "kernel/x", "/dev/null", "n" * 300):
        yield library(f"open {path[:20]}", pc(), ("open", path))
        yield library(f"open initrd {path[:20]}", pc(), ("open", "kernel"),
                      ("initrd", path))
    yield library("open by descriptor", pc(), ("open_fd", "kernel", "a\nb"),
                  ("plan",))
    for root in ("/dev/sda1", "/dev/vdb", "UUID=1", "LABEL=x", "PARTUUID=2",
                 "/dev/nfs"):
        for more in ({}, {"/sys/class/block/sda1": ""},
                     {"/dev/disk/by-uuid/1": ""}):
            for steps in ((), (("initrd", "initrd"),)):
                yield library(f"root {root} {sorted(more)} {len(steps)}",
                              pc(**more), ("open", "kernel"), *steps,
                              ("cmdline", f"root={root}"), ("forewarn",))
    for name, contents in samples.INITRDS.items():
        for line in ("", "root=/dev/sda1", "nr_cpus=1"):
            yield library(f"estimate: {name}, {line}", crash(),
                          ("open", "kernel"), ("slot", CRASH),
                          ("initrd", "initrd"), ("cmdline", line),
                          ("estimate",), ("forewarn",),
                          with_files=files(initrd=contents))


# ---- calls -----------------------------------------------------------------

ANSWERS = ("EPERM", "EACCES", "ENOSYS", "EINVAL", "ENOEXEC", "ENOTSUP",
           "EBUSY", "EADDRNOTAVAIL", "ENOMEM", "ENODATA", "ENOKEY",
           "EKEYREJECTED", "ELIBBAD", "EBADMSG", "EMSGSIZE", "ENOPKG",
           "ETXTBSY", "EFBIG", "EIO", "EFAULT", "EBADF", "EINTR", "EDQUOT")
STATES = {
    "plain": {},
    "without CAP_SYS_BOOT":
        {"/proc/self/status": "CapEff:\t0000000000000000\n"},
    "switched off": {"/proc/sys/kernel/kexec_load_disabled": "1\n"},
    "limits": {"/proc/sys/kernel/kexec_load_limit_reboot": "0\n",
               "/proc/sys/kernel/kexec_load_limit_panic": "0\n"},
    "locked down": {"/sys/kernel/security/lockdown":
                    "none [integrity] confidentiality\n"},
    "no kexec": {"/sys/kernel/kexec_loaded": None,
                 "/sys/kernel/kexec_crash_loaded": None},
    "hooks shut": {"/sys/kernel/kexec_hooks": "kprobe shut\n"},
    "little memory": {"/proc/meminfo": "MemTotal: 8 kB\n"},
    "no number": {"/sys/kernel/kexec_loaded": "x\n",
                  "/sys/kernel/kexec_crash_loaded": "\n"},
    "a device": {"/dev/kexec": ""},
}


def number(name):
    return -getattr(errno, name)


def of_calls():
    for slot, method, count in itertools.product((NORMAL, CRASH), METHODS,
                                                 (0, 1, 2)):
        yield library(f"load {slot} {method} {count}", crash(),
                      ("open", "kernel"), ("slot", slot),
                      *[("initrd", "initrd")] * count, ("cmdline", "quiet"),
                      ("load", method))
    for method in METHODS:
        yield library(f"load to return {method}", crash(), ("open", "kernel"),
                      *RETURNING, ("load", method))
        for options in (DEBUG, NO_CMA, DEBUG | NO_CMA):
            for answers in ("", "nocma=-22", "debug=-22", "nocma=-22,debug=-22",
                            "nocma=-1", "file=-38"):
                yield library(f"load {method} {options} {answers}", crash(),
                              ("open", "kernel"), ("options", options),
                              ("load", method), answers=answers)
    for name in ANSWERS:
        err = number(name)
        for method in METHODS:
            yield library(f"refused {name} {method}", crash(),
                          ("open", "kernel"), ("load", method), ("slot", CRASH),
                          ("load", method),
                          answers=f"load={err},file={err}")
        yield library(f"file load refused {name}", crash(), ("open", "kernel"),
                      ("load", AUTO), ("load", FILE_LOAD), ("slot", CRASH),
                      ("load", AUTO), answers=f"file={err}")
        yield library(f"other calls refused {name}", crash(), ("execute",),
                      ("rehearse",), ("unload", AUTO, NORMAL),
                      ("unload", LOAD, NORMAL), ("unload", FILE_LOAD, CRASH),
                      ("jump_back", 0x1000),
                      answers=f"load={err},file={err},execute={err},"
                              f"rehearse={err},device={err}")
        yield library(f"returning refused {name}", crash(), ("open", "kernel"),
                      *RETURNING, ("load", LOAD), answers=f"load={err}")
    for (name, change), answer in itertools.product(
            STATES.items(), ("EPERM", "ENOSYS", "EINVAL", "EADDRNOTAVAIL")):
        err = number(answer)
        yield library(f"{name}: {answer}", crash(**change), ("open", "kernel"),
                      *(("load", method) for method in METHODS),
                      ("slot", CRASH), ("load", LOAD), ("load", FILE_LOAD),
                      ("unload", AUTO, CRASH), ("unload", LOAD, NORMAL),
                      ("execute",), ("rehearse",), ("status", NORMAL),
                      ("status", CRASH), ("jump_back", 0x1000),
                      answers=f"load={err},file={err},execute={err},"
                              f"question={err},rehearse={err}")
    for answers in ("load=-38,file=-38,execute=-22,device=-5",
                    "load=-38,file=-38,execute=-22,device=-25",
                    "load=-38,file=-38,execute=-22"):
        yield library(f"a device that says {answers}",
                      crash(**STATES["a device"]), ("open", "kernel"),
                      ("load", AUTO), ("load", LOAD), ("execute",),
                      ("rehearse",), ("unload", AUTO, NORMAL), answers=answers)
    for line in ("kexec_jump_back_entry=0x12345678 quiet\n", "quiet\n",
                 "kexec_jump_back_entry=0x0\n", "kexec_jump_back_entry=\n",
                 "kexec_jump_back_entry=0x1 kexec_jump_back_entry=0x2\n"):
        yield library(f"entry {line!r}", crash(**{"/proc/cmdline": line}),
                      ("entry",), ("jump_back", 0), ("jump_back", 0x123456000),
                      ("put", "/sys/kernel/kexec_loaded", "1\n"),
                      ("jump_back", 0x1000), ("status", NORMAL))
    yield library("shrink", crash(), ("shrink", 1 << 20), ("crash_size",),
                  ("remove", "/sys/kernel/kexec_crash_size"),
                  ("shrink", 1 << 20), ("put", "/proc/iomem", "0-0 : x\n"),
                  ("crash_size",))
    yield library("nothing to read", {}, ("status", NORMAL), ("status", CRASH),
                  ("crash_size",), ("entry",), ("open", "kernel"), ("plan",),
                  ("slot", CRASH), ("plan",), ("estimate",))


# ---- command lines ---------------------------------------------------------

def kexec(line, machine, name="", answers="", **more):
    return Request("kexec", f"kexec {line} {name} {answers}".strip(), machine,
                   files(**more), words=tuple(shlex.split(line)),
                   answers=answers)


LOADS = ("-l", "-c -l", "-s -l", "-p", "-c -p", "-s -p", "--check",
         "--check -p", "--check -c",
         "--load-preserve-context --mem-max=0xfffffff", "-f", "-f -x -y",
         "-u -l", "-u -p")
OPTIONS = (
    "", "--initrd=initrd", "--initrd=initrd --ramdisk=initrd", "--append=quiet",
    "--command-line='a b' --append=c", "--reuse-cmdline",
    "--reuse-cmdline --append='x -- y'", "-t bzImage", "-t bzImage64",
    "-t elf-x86_64", "-i", "--mem-min=0x20000000", "--mem-max=0x1fffffff",
    "--mem-min=0x10000000 --mem-max=0x1fffffff", "--noefi", "--no-cma",
    "--entry=0x1000", "--if-damaged=reboot", "--if-damaged=halt",
    "--if-damaged=start", "--hotplug", "--elf32-core-headers",
    "--elf64-core-headers", "-x", "-y", "-q", "-d", "-q -d", "--args-linux",
    "--reuse-video-type", "--dtb=x", "--reset-vga", "--serial=ttyS0",
    "--serial-baud=9600", "--console-vga", "--console-serial",
    "--pass-memmap-cmdline", "--args-elf", "--args-none", "--real-mode",
    "--entry-32bit", "--force-dtb", "--module=x", "--reuseinitrd",
    "--load-live-update", "--exec-live-update", "--initrd=nothing",
    "--append=root=/dev/sda1 --initrd=initrd")


def command_lines(folder):
    with open(folder + "/lines", encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file if line[0] != "#")
    for load, option in itertools.product(LOADS, OPTIONS):
        yield f"{load} {option} kernel"
    for load, path in itertools.product(LOADS, ("initrd", "nothing", "machine",
                                                "''")):
        yield f"{load} {path}"


def of_command_lines(folder):
    for line in command_lines(folder):
        yield kexec(line, crash())
    for load, machine in itertools.product(LOADS, (pc(), {})):
        yield kexec(f"{load} kernel", machine,
                    "on a PC" if machine else "without /proc")
    loads = ("-l kernel", "-c -l kernel", "-s -l kernel", "-a -l kernel",
             "-c -p kernel", "-s -p kernel", "-p kernel",
             "--load-preserve-context --mem-max=0xfffffff kernel")
    for line, name in itertools.product(loads, ANSWERS):
        err = number(name)
        yield kexec(line, crash(), answers=f"load={err},file={err}")
    for line, name in itertools.product(("-l kernel", "-s -l kernel"), ANSWERS):
        yield kexec(line, crash(), answers=f"file={number(name)}")
    others = ("-u", "-c -u", "-s -u", "-u -p", "-e", "-e -x -y", "--rehearse",
              "-f kernel", "--load-jump-back-helper --entry=0x1000", "kernel")
    loaded = {"/sys/kernel/kexec_loaded": "1\n"}
    for line, name in itertools.product(
            others, ("EPERM", "ENOSYS", "EINVAL", "EBUSY", "EIO", "ENOMEM")):
        err = number(name)
        yield kexec(line, crash(**loaded if "-e" in line else {}),
                    answers=f"load={err},file={err},execute={err},"
                            f"rehearse={err}")
    for (name, change), line in itertools.product(
            STATES.items(), ("-l kernel", "-c -l kernel", "-e", "-S", "-S -l",
                             "--check -p kernel", "--print-ckr-size")):
        yield kexec(line, crash(**change), name,
                    "load=-38,file=-38" if name == "no kexec" else
                    "load=-1,file=-1")
    yield kexec("-e", crash(**loaded), answers="capable=0")
    for line in ("-l kernel", "-c -l kernel", "-e", "--rehearse", "-u"):
        for answers in ("", "device=-25", "device=-1", "load=-22,file=-22"):
            yield kexec(line, crash(**loaded, **{"/dev/kexec": ""}),
                        "with a device", answers)


# ---- by chance -------------------------------------------------------------

def chance_map(chance, is_crash):
    """/proc/iomem with what real ones have, the crash kernel's memory too."""
    low = chance.one(0x9f000, 0x9fc00, 0xa0000)
    top = chance.one(64, 128, 512, 2048, 3072) * MIB
    entries = [(0x1000, low, "System RAM"), (low, 0x100000, "Reserved")]
    start = 0x100000
    for _ in range(chance.below(4)):
        end = start + (1 + chance.below(top // 8192)) * 0x1000
        entries.append((start, end, "System RAM"))
        hole = 0x1000 * (1 + chance.below(300))
        entries.append((end, end + hole,
                        chance.one("Reserved", "ACPI Tables", "Soft Reserved",
                                   "ACPI Non-volatile Storage")))
        start = end + hole
    end = start + top
    entries.append((start, end, "System RAM"))
    if is_crash:
        size = chance.one(1, 16, 32, 128, 256) * MIB
        at = start + chance.below(max(1, (end - start - size) >> 12)) * 0x1000
        entries.append((at, min(at + size, end), "Crash kernel", 1))
    if chance.happens(50):
        entries.append((4 * GIB, (5 + chance.below(60)) * GIB, "System RAM"))
        if is_crash and chance.happens(30):
            entries.append((4 * GIB + 256 * MIB, 4 * GIB + 512 * MIB,
                            "Crash kernel", 1))
    return iomem(*entries), (end + (4 * GIB if chance.happens(50) else 0)) >> 10


def chance_kernel(chance):
    fields = {
        "version": chance.one(0x20c, 0x20d, 0x20e, 0x20f),
        "xloadflags": chance.one(1, 3, 0x23, 0x33, 0x43, 0x63),
        "relocatable": chance.one(1, 1, 1, 0),
        "alignment": chance.one(0x1000, 0x200000, 0x1000000, 3),
        "init_size": 0x1000 + chance.below(chance.one(0x1000, 0x4000000)),
        "pref_address": chance.one(0x100000, 0x1000000, 0x2000000, 0),
        "initrd_addr_max": chance.one(0x37ffffff, 0x7fffffff),
        "cmdline_size": chance.one(255, 2047, 4096),
    }
    if chance.happens(10):
        fields[chance.one(*inputs.FIELDS)] = chance.number()
    return kernel(**fields)


def chance_request(index):
    chance = Chance(index)
    kind, make, machine = KINDS_OF_PLAN[index % 3]
    text, kib = chance_map(chance, kind == "crash")
    machine = {**machine, "/proc/iomem": text,
               "/proc/meminfo": f"MemTotal: {kib} kB\n"}
    if chance.happens(30):
        machine["/sys/kernel/boot_params/data"] = chance.noise(4096)
    if chance.happens(30):
        machine.update(chance.one(*FIRMWARE.values()))
    if chance.happens(15):
        machine["/proc/cpuinfo"] = "flags : la57\n"
    if chance.happens(20):
        machine = with_efi(machine)
    if kind == "crash" and chance.happens(40):
        machine = inputs.changed(machine, chance.one(*DUMPS.values()))
    count = chance.below(4)
    images = {f"i{i}": chance.noise(chance.below(20000)) for i in range(count)}
    steps = [("initrd", name) for name in images]
    steps.append(("cmdline", "x" * chance.below(chance.one(100, 2100))))
    if kind == "crash":
        steps += [("options", chance.one(0, ELF32, HOTPLUG, NO_EFI)),
                  ("damage", chance.below(3))]
    elif kind == "returning":
        start = chance.one(0, 0, 0x1000000, chance.below(1 << 28))
        steps.append(("window", start, start + (8 + chance.below(400)) * MIB))
    elif chance.happens(30):
        start = chance.below(1 << 30)
        steps.append(("window", start, start + chance.below(1 << 31)))
    return make(f"by chance {index}, {kind}", machine, *steps,
                with_files={"kernel": chance_kernel(chance), **images})


def of_chance(count=300):
    return map(chance_request, range(count))


# ---- what fuzzers start with, and have found -------------------------------

class Input:
    """take() and take_bytes() of test/fuzz/fuzz.h."""

    def __init__(self, data):
        self.data = data

    def take(self, width):
        got, self.data = self.data[:width], self.data[width:]
        return int.from_bytes(got, "little")

    def bytes(self, size):
        got, self.data = self.data[:size], self.data[size:]
        return got


TYPES = ("Unknown E820 type", "System RAM", "Reserved", "ACPI Tables",
         "ACPI Non-volatile Storage", "Unusable memory", "Persistent Memory")


def fuzz_map(data, count):
    entries = []
    for _ in range(count):
        start = data.take(5) << data.take(1) % 16
        size = data.take(4) << data.take(1) % 16
        is_ram = data.take(1) % 4
        if not size:
            break
        entries.append((start, start + size,
                        *(("System RAM",) if is_ram else ("Reserved", 1))))
    return entries


def fuzz_crash(data, machine, entries):
    """The region, and what of a crash kernel public options reach."""
    start = data.take(4) << 12
    size = data.take(3) << 12
    options = data.take(1)
    if size:
        entries.append((start, start + size, "Crash kernel", 1))
    if not options & 1:
        return 0, 0
    size = min(size, 32 * MIB)
    low = data.take(2) << 12
    if options & 8:
        entries.insert(0, (low, low + 0x7000, "Crash kernel", 1))
    if options & 16:
        machine["/sys/kernel/crash_elfcorehdr_size"] = f"{data.take(3)}\n"
    damage = data.take(1) % 3
    entries.extend(fuzz_map(data, data.take(1) % 16))
    count = data.take(1) % 64
    machine[CPU + "/possible"] = f"0-{max(count, 1) - 1}\n"
    for i in range(count):
        machine[f"{CPU}/cpu{i}/crash_notes"] = f"{data.take(4):x}\n"
        machine[f"{CPU}/cpu{i}/crash_notes_size"] = "356\n"
    return ELF32 * bool(options & 4) | HOTPLUG * bool(options & 16), damage


def fuzz_kernel(data, options):
    count = data.take(1) % 8
    if options & 1:
        return data.data
    image = bytearray(kernel())
    for _ in range(count):
        offset = data.take(2) % 0x268
        width = 1 + data.take(1) % 8
        image[offset:offset + width] = data.take(width).to_bytes(width,
                                                                 "little")
    return bytes(inputs.seal(image) if options & 2 else image)


def of_plan_input(name, contents):
    """take_scene() of plan_fuzz.c, on a machine that the library reads."""
    data = Input(contents)
    options = data.take(2)
    is_crash, returns = options & 16, options & 256
    machine = crash() if is_crash else pc()
    entries = fuzz_map(data, data.take(1) % 16)
    count, step = data.take(2) % 300, data.take(4) + 1
    firmware = memmap(*((i * step, (i + 1) * step, TYPES[(step + i) % 7])
                        for i in range(count)))
    if not options & 128:
        machine["/proc/meminfo"] = f"MemTotal: {data.take(4) * 4} kB\n"
    wishes, damage = fuzz_crash(data, machine, entries) if is_crash else (0, 0)
    if options & 4:
        machine["/proc/cpuinfo"] = "flags : la57\n"
    if options & 32:
        params = data.bytes(data.take(2) % 4097)
        data.take(1), data.take(1)
        machine["/sys/kernel/boot_params/data"] = params.ljust(4096, b"\0")
    if options & 64:
        data.take(2)
    # The library wants an end where core/ does not.
    window = (0, 1 << 46 if returns else NO_END)
    if options & 8:
        start = data.take(5)
        window = (start, start + data.take(5))
    sizes = [data.take(4) >> data.take(1) % 32
             for _ in range(data.take(1) % 20)]
    data.take(1)
    line = data.bytes(data.take(1)).replace(b"\0", b"?")
    machine["/proc/iomem"] = iomem(*entries)
    if not options & 512:
        machine.update(firmware)
    images = {f"i{i}": min(size, 65536) for i, size in enumerate(sizes)
              if size}
    steps = [("initrd", one) for one in images]
    steps += [("cmdline", line.decode("latin-1")),
              ("options", wishes | RETURNS * bool(returns) |
               SKIP_CHECKS * (not options & 2)),
              ("slot", CRASH if is_crash else NORMAL), ("damage", damage),
              ("window", *window)]
    return plan(name, machine, *steps, with_files={
        "kernel": fuzz_kernel(data, options), **images})


def of_bzimage_input(name, contents):
    machine = pc(**{"/proc/iomem": MAPS["6 GiB"],
                    "/proc/meminfo": "MemTotal: 6291456 kB\n"})
    options = contents[0] if contents else 0
    if options & 2:
        machine["/proc/cpuinfo"] = "flags : la57\n"
    return plan(name, machine, ("initrd", "initrd"), ("cmdline", "quiet"),
                ("options", 0 if options & 1 else SKIP_CHECKS),
                ("type", "bzImage64"), with_files=files(contents[1:]))


DUMP_LINES = ("dump", "-J dump", "-l err dump", "-l warn+ dump", "-s 1 dump",
              "--since=-0.5 dump", "-l 6 -s 2 dump", "-s 99999 dump")
DUMP_MISTAKES = (
    "", "a b", "--bogus dump", "--help", "-v", "--version", "-l 8 dump",
    "-l +err dump", "--level= dump", "--level=loud dump", "-s yesterday dump",
    "-s 1.x dump", "-s 4294967296 dump", "--since= dump", "-s -1 dump",
    "nothing", ".", "/dev/null", "-- -J", "-l")


def dump_request(name, contents, line):
    return Request("vmcore-dmesg", f"vmcore-dmesg {line}: {name}",
                   files={"dump": contents}, words=tuple(shlex.split(line)))


def damaged(contents, index):
    """Cut, or with some bytes changed, by chance."""
    chance = Chance(index)
    contents = bytearray(contents)
    if not index % 4:
        return bytes(contents[:chance.below(len(contents))])
    for _ in range(1 + chance.below(3)):
        # Headers come first.
        at = chance.below(min(len(contents), chance.one(64, 1024, 1 << 20)))
        contents[at] ^= chance.one(1, 2, 0x80, 0xff, 1 + chance.below(255))
    return bytes(contents)


def of_damage(title, target, contents):
    for i in range(40):
        name = f"{title}, damaged {i}"
        if target == "bzimage":
            yield of_bzimage_input(name, damaged(contents, i))
        elif target == "vmcore":
            yield dump_request(name, damaged(contents, i), "dump")


def of_folder(folder, prefix):
    """Of a folder with one a fuzz target in it, as scripts/fuzz has them."""
    makers = {"bzimage": of_bzimage_input, "plan": of_plan_input}
    for target in ("bzimage", "plan", "vmcore"):
        path = os.path.join(folder, target)
        for name in sorted(os.listdir(path)) if os.path.isdir(path) else ():
            with open(os.path.join(path, name), "rb") as file:
                contents = file.read()
            title = f"{prefix} {target}/{name}"
            if prefix == "seed":
                yield from of_damage(title, target, contents)
            if target in makers:
                yield makers[target](title, contents)
                continue
            for line in DUMP_LINES if prefix == "seed" else DUMP_LINES[:2]:
                yield dump_request(title, contents, line)


def everything(own, seeds, corpus):
    """All requests: own is this file's folder, the others are fuzzers'."""
    yield from of_kernels()
    yield from of_payloads()
    yield from of_machines()
    yield from of_efi()
    yield from of_images()
    yield from of_calls()
    yield from of_command_lines(own)
    yield from of_chance()
    yield from of_folder(seeds, "seed")
    for line in DUMP_MISTAKES:
        yield dump_request("mistakes", b"no dump", line)
    if corpus:
        yield from of_folder(corpus, "corpus")
