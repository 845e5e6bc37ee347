# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""Kernels, machines and numbers by chance for scripts/record.

They are those of the unit tests (make_bzimage.c, fixture.c) and of plan_fuzz.c,
made again: what is recorded must not depend on the tree that is recorded.
"""

import struct
import zlib

MASK = (1 << 64) - 1

# Offsets in a bzImage and their width (Linux Documentation/arch/x86/boot.rst).
FIELDS = {
    "pe_offset": (0x3c, 4), "pe": (0x40, 4), "pe_checksum": (0x98, 4),
    "pe_certs": (0xe8, 8), "setup_sects": (0x1f1, 1), "syssize": (0x1f4, 4),
    "boot_flag": (0x1fe, 2), "jump": (0x201, 1), "magic": (0x202, 4),
    "version": (0x206, 2), "loadflags": (0x211, 1),
    "code32_start": (0x214, 4),
    "initrd_addr_max": (0x22c, 4), "alignment": (0x230, 4),
    "relocatable": (0x234, 1), "xloadflags": (0x236, 2),
    "cmdline_size": (0x238, 4), "payload_offset": (0x248, 4),
    "payload_length": (0x24c, 4), "pref_address": (0x258, 8),
    "init_size": (0x260, 4),
}
STANDARD = {
    "pe_offset": 0x40, "pe": 0x4550, "pe_checksum": 0, "pe_certs": 0,
    "setup_sects": 3, "syssize": 256, "boot_flag": 0xaa55, "jump": 0x66,
    "magic": 0x53726448, "version": 0x20f, "loadflags": 1,
    "code32_start": 0x100000,
    "initrd_addr_max": 0x7fffffff, "alignment": 0x200000, "relocatable": 1,
    "xloadflags": 0x23, "cmdline_size": 2047, "payload_offset": 0x200,
    "payload_length": 0xc00, "pref_address": 0x1000000, "init_size": 0x800000,
}
SETUP_SIZE = 2048
IMAGE_SIZE = 4096


class Chance:
    """splitmix64: the same numbers with every Python."""

    def __init__(self, seed):
        self.state = seed

    def number(self):
        self.state = (self.state + 0x9e3779b97f4a7c15) & MASK
        z = self.state
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 & MASK
        z = (z ^ z >> 27) * 0x94d049bb133111eb & MASK
        return z ^ z >> 31

    def below(self, limit):
        return self.number() % limit

    def one(self, *choices):
        return choices[self.below(len(choices))]

    def happens(self, percent):
        return self.below(100) < percent

    def noise(self, size):
        return b"".join(struct.pack("<Q", self.number())
                        for _ in range(size // 8 + 1))[:size]


def seal(image):
    """Make the CRC-32 of the whole 0, as Linux's build does."""
    crc = zlib.crc32(bytes(image[:-4])) ^ 0xffffffff
    image[-4:] = struct.pack("<I", crc)
    return image


def put(image, field, value):
    offset, width = FIELDS[field]
    image[offset:offset + width] = \
        (value & (1 << 8 * width) - 1).to_bytes(width, "little")


def kernel(payload=None, flip=None, size=None, sealed=True, **fields):
    """The standard bzImage of the unit tests with other fields."""
    image = bytearray((i * 7 + (i >> 8) * 13 + 1) & 0xff
                      for i in range(SETUP_SIZE + IMAGE_SIZE))
    for field, value in {**STANDARD, **fields}.items():
        put(image, field, value)
    if payload is not None:
        start = SETUP_SIZE + STANDARD["payload_offset"]
        image[start:start + len(payload)] = payload
        put(image, "payload_length", len(payload))
    if sealed:
        seal(image)
    if flip is not None:
        image[flip] ^= 1
    return bytes(image[:size])


def iomem(*entries):
    """Lines of /proc/iomem: (start, end, name[, depth]); ends are exclusive."""
    return "".join(
        f"{'  ' * (rest[0] if rest else 0)}{start:08x}-{end - 1:08x} : {name}\n"
        for start, end, name, *rest in entries)


PC_IOMEM = (
    "00001000-0009fbff : System RAM\n"
    "0009fc00-000fffff : Reserved\n"
    "00100000-bfffffff : System RAM\n"
    "  01000000-02209987 : Kernel code\n"
    "fec00000-fec003ff : IOAPIC 0\n")
CRASH_IOMEM = (
    "00001000-0009fbff : System RAM\n"
    "0009fc00-000fffff : Reserved\n"
    "00100000-bfffffff : System RAM\n"
    "  01000000-02209987 : Kernel code\n"
    "  02400000-02c26fff : Kernel rodata\n"
    "  03600000-037fffff : Kernel bss\n"
    "  a0000000-afffffff : Crash kernel\n"
    "fec00000-fec003ff : IOAPIC 0\n")
CPU = "/sys/devices/system/cpu"


def boot_params(**bytes_at):
    """A boot_params page; keys are x and an offset in hexadecimal."""
    page = bytearray(4096)
    for offset, value in bytes_at.items():
        start = int(offset[1:], 16)
        page[start:start + len(value)] = value
    return bytes(page)


def pc(**changes):
    """fixture_make_pc(): 3 GiB of RAM and no kexec in the kernel."""
    machine = {
        "/proc/iomem": PC_IOMEM,
        "/proc/meminfo": "MemTotal:        3143724 kB\n"
                         "MemFree:         2000000 kB\n",
        "/proc/cpuinfo": "processor\t: 0\nflags\t\t: fpu vme lm\n",
        "/proc/cmdline": "BOOT_IMAGE=/vmlinuz root=/dev/sda1 quiet\n",
        "/proc/self/status": "Name:\tkexec\nCapEff:\t000001ffffffffff\n",
        "/sys/kernel/notes": "",
        "/sys/kernel/boot_params/data": boot_params(x70=b"\x00\x40\x0f"),
    }
    return changed(machine, changes)


def changed(machine, changes):
    """The machine with other files; None removes one."""
    machine = {**machine, **changes}
    return {path: text for path, text in machine.items() if text is not None}


def kcore():
    """A /proc/kcore that has text and memory."""
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2", 0, 0, 0, 0, 64, 0,
                         0, 0, 56, 4, 0, 0, 0)
    phdrs = ((4, 0, 0, 0),
             (1, 0xffffffff9c200000, 0x1000000, 0x2830000),
             (1, 0xffffb20640000000, MASK, 0x1fffffffffff),
             (1, 0xffff88dc80001000, 0x1000, 0x9e000))
    return header + b"".join(
        struct.pack("<IIQQQQQQ", kind, 0, 0, va, pa, 0, size, 0)
        for kind, va, pa, size in phdrs)


def crash(**changes):
    """fixture_make_crash(): 256 MiB are set aside, two of four CPUs there."""
    machine = pc()
    machine.update({
        "/proc/iomem": CRASH_IOMEM,
        CPU + "/possible": "0-3\n",
        CPU + "/cpu0/crash_notes": "be639400\n",
        CPU + "/cpu0/crash_notes_size": "368\n",
        CPU + "/cpu2/crash_notes": "be739400\n",
        CPU + "/cpu2/crash_notes_size": "368\n",
        "/sys/kernel/vmcoreinfo": "0x00000000011e8000 1024\n",
        "/sys/kernel/kexec_loaded": "0\n",
        "/sys/kernel/kexec_crash_loaded": "0\n",
        "/sys/kernel/kexec_crash_size": "268435456\n",
        "/proc/kcore": kcore(),
    })
    return changed(machine, changes)


def efi_range(number, *values):
    names = ("type", "phys_addr", "virt_addr", "num_pages", "attribute")
    return {f"/sys/firmware/efi/runtime-map/{number}/{name}": f"{value:#x}\n"
            for name, value in zip(names, values)}


def with_efi(machine, **changes):
    """fixture_efi(): what EFI left behind."""
    folder = "/sys/firmware/efi"
    machine = {
        **machine,
        **efi_range(10, 0xb, 0xffc00000, 1, 0x400, 1),
        **efi_range(2, 5, 0x7e000000, 0xfffffffeff800000, 0x80,
                    0x800000000000000f),
        folder + "/fw_vendor": "0x7fed1018\n",
        folder + "/runtime": "0x7e04eb98\n",
        folder + "/config_table": "0x7f9ee018\n",
        folder + "/systab": "ACPI20=0x7fb7e014\nACPI=0x7fb7e000\n"
                            "SMBIOS3=0x7f000000\nSMBIOS=0x7f9cc000\n",
        "/sys/kernel/boot_params/data": boot_params(x1c0=b"EL64"),
    }
    return changed(machine, changes)


def memmap(*entries):
    """/sys/firmware/memmap of (start, end, type)."""
    files = {}
    for number, (start, end, kind) in enumerate(entries):
        folder = f"/sys/firmware/memmap/{number}"
        files[folder + "/start"] = f"{start:#x}\n"
        files[folder + "/end"] = f"{end - 1:#x}\n"
        files[folder + "/type"] = kind + "\n"
    return files
