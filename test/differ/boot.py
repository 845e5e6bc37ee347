# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""What command lines of lines.tsv find: machines, kernels and initrds."""

import gzip
import struct
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "test/record"))

import inputs  # noqa: E402

def cpio(name, data):
    """An initrd of one file."""
    archive = b""
    for path, contents in ((name, data), ("TRAILER!!!", b"")):
        numbers = (1, 0o100644, 0, 0, 1, 0, len(contents), 0, 0, 0, 0,
                   len(path) + 1, 0)
        head = b"070701" + b"".join(b"%08x" % one for one in numbers)
        archive += head + path.encode() + b"\0"
        archive += bytes(-len(archive) % 4) + contents
        archive += bytes(-len(archive) % 4)
    return archive


LOADED = "/sys/kernel/kexec_loaded"
CRASH_LOADED = "/sys/kernel/kexec_crash_loaded"
CRASH_SIZE = "/sys/kernel/kexec_crash_size"
CMDLINE = "/proc/cmdline"
# State -> machine, and what of it is different; None: not there. What is
# loaded already, for one.
STATES = {
    "bios": ("bios", {}),
    "efi": ("efi", {}),
    "loaded": ("bios", {LOADED: b"1\n"}),
    "crash-loaded": ("bios", {CRASH_LOADED: b"1\n"}),
    "no-crash": ("bios", {CRASH_SIZE: b"0\n", CMDLINE: b"quiet\n"}),
    "no-sysfs": ("bios", {LOADED: None, CRASH_LOADED: None, CRASH_SIZE: None}),
    "hotplug": ("bios", {"/sys/kernel/crash_elfcorehdr_size": b"65536\n"}),
    "called": ("bios", {CMDLINE: b"kexec_jump_back_entry=0x1234000 quiet\n"}),
    "grub": ("bios", {CMDLINE: b"BOOT_IMAGE=/boot/vmlinuz root=/dev/vda1 ro "
                               b"quiet crashkernel=192M\n"}),
    "init-words": ("bios", {CMDLINE: b"root=/dev/vda1 -- single\n"}),
    "retains-initrd": ("bios", {CMDLINE: b"root=/dev/vda1 retain_initrd\n"}),
    "shows-initrd": ("bios", {CMDLINE: b"root=/dev/vda1 retain_initrd\n",
                              "/sys/firmware/initrd": cpio("init", b"kept\n")}),
}


def read_machine(name):
    """Path -> contents, out of machines/NAME.txt."""
    files, path, size = {}, None, None
    for text in (HERE / f"machines/{name}.txt").read_text(
            encoding="ascii").splitlines():
        if text.startswith("@ "):
            _, path, *sizes = text.split(" ")
            size = int(sizes[0]) if sizes else None
            files[path] = bytearray(size or 0)
        elif text.startswith("\t") and size is None:
            files[path] += text[1:].encode() + b"\n"
        elif text.startswith("\t"):
            at, data = text[1:].split(" ")
            at, data = int(at, 16), bytes.fromhex(data)
            files[path][at:at + len(data)] = data
    return {path: bytes(contents) for path, contents in files.items()}


def elf(machine, bits, entry, text, base=0):
    """An ELF executable of one segment, at its entry, mapped above a base."""
    is_64 = bits == 64
    ident = b"\x7fELF" + bytes([2 if is_64 else 1, 1, 1]).ljust(12, b"\0")
    head, row = (64, 56) if is_64 else (52, 32)
    rest = (head, 0, 0, head, row, 1, 0, 0, 0)
    if is_64:
        header = ident + struct.pack("<HHIQQQIHHHHHH", 2, machine, 1, entry,
                                     *rest)
        one = struct.pack("<IIQQQQQQ", 1, 7, 0x1000, base + entry, entry,
                          len(text), len(text), 0x1000)
    else:
        header = ident + struct.pack("<HHIIIIIHHHHHH", 2, machine, 1, entry,
                                     *rest)
        one = struct.pack("<8I", 1, 0x1000, entry, entry, len(text), len(text),
                          7, 0x1000)
    return (header + one).ljust(0x1000, b"\0") + text


def vmlinux():
    """Linux as an ELF file: where it is mapped, and its banner, say so."""
    return elf(62, 64, 0x1000000, b"\x90" * 256 +
               b"Linux version 6.1.0 (x@y) #1\n".ljust(4096 - 256, b"\x90"),
               base=0xffffffff80000000)


def multiboot(start=0x200000):
    return elf(3, 32, start, struct.pack(
        "<3I", 0x1badb002, 3, -0x1badb005 & 0xffffffff).ljust(4096, b"\x90"))


def movable(image):
    """The same position-independent."""
    return image[:16] + b"\3\0" + image[18:]


def multiboot2():
    """Relocatable, as Xen is."""
    tags = struct.pack("<HHI4I", 10, 0, 24, 0x200000, 0xffffffff, 0x200000, 2)
    tags += struct.pack("<HHI", 0, 0, 8)
    header = struct.pack("<3I", 0xe85250d6, 0, 16 + len(tags))
    header += struct.pack("<I", -sum(struct.unpack("<3I", header)) & 0xffffffff)
    return elf(3, 32, 0x200000, (header + tags).ljust(4096, b"\x90"))


def uki(**sections):
    """A PE file with sections of these names; a point stands before each."""
    head = b"MZ".ljust(0x3c, b"\0") + struct.pack("<I", 0x80)
    head = head.ljust(0x80, b"\0") + b"PE\0\0" + struct.pack(
        "<HHIIIHH", 0x8664, len(sections), 0, 0, 0, 240, 0x22)
    optional = bytearray(struct.pack("<H", 0x20b).ljust(240, b"\0"))
    struct.pack_into("<I", optional, 60, 0x400)
    struct.pack_into("<I", optional, 108, 16)
    head += optional
    at, body = 0x400, b""
    for name, data in sections.items():
        room = -len(data) % 0x200 + len(data)
        head += struct.pack("<8sIIIIIIHHI", b"." + name.encode(), len(data),
                            0x1000 + at, room, at, 0, 0, 0, 0, 0x40000040)
        body += data.ljust(room, b"\0")
        at += room
    return head.ljust(0x400, b"\0") + body


def kernel(**changes):
    """A small one. What its header has no value for is 0, as in a real one;
    the window is small: kexec-tools takes a digest of all of it."""
    changes = {"init_size": 0x100000, **changes}
    flip = changes.pop("flip", None)
    image = bytearray(inputs.kernel(**changes))
    known = {at for at, width in inputs.FIELDS.values()
             for at in range(at, at + width)}
    for at in set(range(0x1f1, 0x268)) - known:
        image[at] = 0
    inputs.seal(image)
    if flip is not None:
        image[flip] ^= 1
    return bytes(image)


def kernels():
    """Path -> contents."""
    image = kernel()
    initrd = cpio("init", b"#!/bin/sh\n" * 100)
    real = subprocess.run([ROOT / "test/kernels/build", "cloud"], check=True,
                          stdout=subprocess.PIPE, text=True).stdout.strip()
    return {
        "/boot/vmlinuz": image,
        "/boot/vmlinuz-real": Path(real) / "vmlinuz",
        "/boot/initrd.img": initrd,
        "/boot/initrd-2.img": cpio("etc/more", b"more\n"),
        "/boot/initrd.gz": gzip.compress(initrd, mtime=0),
        "/boot/low": kernel(xloadflags=0x1),
        "/boot/fixed": kernel(relocatable=0),
        "/boot/32-bit": kernel(xloadflags=0),
        "/boot/protocol-2.10": kernel(version=0x20a, xloadflags=0),
        "/boot/damaged": kernel(flip=3000),
        "/boot/cut": image[:4000],
        "/boot/setup-alone": image[:2048],
        "/boot/no-window": kernel(init_size=0),
        "/boot/vmlinuz.gz": gzip.compress(image, mtime=0),
        "/boot/vmlinux": vmlinux(),
        "/boot/vmlinux.gz": gzip.compress(vmlinux(), mtime=0),
        "/boot/elf": elf(62, 64, 0x1000000, b"\x90" * 4096),
        "/boot/xen": multiboot(),
        "/boot/xen2": multiboot2(),
        "/boot/memtest": movable(multiboot(0)),
        "/boot/program": movable(elf(3, 32, 0, b"\x90" * 4096)),
        "/boot/uki.efi": uki(osrel=b"ID=x\n", cmdline=b"quiet", linux=image,
                             initrd=initrd),
        "/boot/empty": b"",
        "/boot/text": b"This is no kernel.\n",
        "/boot/board.dtb": bytes.fromhex("d00dfeed00000040").ljust(64, b"\0"),
    }


class States:
    """The files of each state, made once."""

    def __init__(self):
        self.machines = {name: read_machine(name) for name in ("bios", "efi")}
        self.kernels = kernels()

    def of(self, state):
        machine, changes = STATES[state]
        files = {**self.machines[machine], **changes, **self.kernels}
        if state == "no-crash":
            files["/proc/iomem"] = b"".join(
                text for text in files["/proc/iomem"].splitlines(True)
                if b"Crash kernel" not in text)
        return {path: contents for path, contents in files.items()
                if contents is not None}
