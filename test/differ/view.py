# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""What a load hands to the next kernel, so that two programs compare.

A view is a dict: what it is -> bytes, text or a dict of fields. What does not
compare (addresses of buffers, the purgatory's code) is left out. Layouts are
those of Linux, Documentation/arch/x86/{boot,zero-page}.rst and elf(5).
"""

import hashlib
import re
import struct

HEADER = {
    0x1f1: ("setup_sects", 1), 0x1f2: ("root_flags", 2), 0x1f4: ("syssize", 4),
    0x1f8: ("ram_size", 2), 0x1fa: ("vid_mode", 2), 0x1fc: ("root_dev", 2),
    0x1fe: ("boot_flag", 2), 0x200: ("jump", 2), 0x202: ("header", 4),
    0x206: ("version", 2), 0x208: ("realmode_swtch", 4),
    0x20c: ("start_sys_seg", 2), 0x20e: ("kernel_version", 2),
    0x210: ("type_of_loader", 1), 0x211: ("loadflags", 1),
    0x212: ("setup_move_size", 2), 0x214: ("code32_start", 4),
    0x220: ("bootsect_kludge", 4), 0x224: ("heap_end_ptr", 2),
    0x226: ("ext_loader_ver", 1), 0x227: ("ext_loader_type", 1),
    0x22c: ("initrd_addr_max", 4), 0x230: ("kernel_alignment", 4),
    0x234: ("relocatable_kernel", 1), 0x235: ("min_alignment", 1),
    0x236: ("xloadflags", 2), 0x238: ("cmdline_size", 4),
    0x23c: ("hardware_subarch", 4), 0x240: ("hardware_subarch_data", 8),
    0x248: ("payload_offset", 4), 0x24c: ("payload_length", 4),
    0x258: ("pref_address", 8), 0x260: ("init_size", 4),
    0x264: ("handover_offset", 4), 0x268: ("kernel_info_offset", 4),
}
PARAMS = {
    0x000: ("screen_info", 64), 0x040: ("apm_bios_info", 20),
    0x058: ("tboot_addr", 8), 0x060: ("ist_info", 16),
    0x070: ("acpi_rsdp_addr", 8), 0x080: ("hd0_info", 16),
    0x090: ("hd1_info", 16), 0x0a0: ("sys_desc_table", 16),
    0x0b0: ("olpc_ofw_header", 16), 0x13c: ("cc_blob_address", 4),
    0x140: ("edid_info", 128), 0x1c0: ("efi_info", 16),
    0x1e0: ("alt_mem_k", 4), 0x1e9: ("eddbuf_entries", 1),
    0x1ea: ("edd_mbr_sig_buf_entries", 1), 0x1eb: ("kbd_status", 1),
    0x1ec: ("secure_boot", 1), 0x1ef: ("sentinel", 1),
    0x290: ("edd_mbr_sig_buffer", 64), 0xd00: ("eddbuf", 492),
}
SETUP_DATA = {1: "e820", 2: "dtb", 3: "pci", 4: "efi", 9: "seed"}
PARAMS_SIZE = 4096
E820_MAX = 128
DATA_MAX = 64


def number(data, at, width):
    return int.from_bytes(data[at:at + width], "little")


def digest(data):
    return hashlib.sha256(data).hexdigest()


def payload(file):
    """What of a bzImage gets loaded, and of an ELF file first; of another file,
    all."""
    if file[:5] == b"\x7fELF\2":
        return file[number(file, number(file, 0x20, 8) + 8, 8):]
    if file[0x202:0x206] != b"HdrS":
        return file
    return file[((file[0x1f1] or 4) + 1) * 512:]


class Memory:
    """Segments, (address, size, bytes), as memory of the next kernel."""

    def __init__(self, segments):
        self.segments = segments

    def read(self, address, size):
        for start, room, data in self.segments:
            if start <= address < start + room:
                part = data[address - start:address - start + size]
                room -= address - start
                return part + bytes(max(0, min(size, room) - len(part)))
        return b""

    def find_params(self, kernel):
        """Where boot_params are: they have the file's setup header, or any if
        it has none."""
        version = None
        if kernel[0x202:0x206] == b"HdrS":
            version = kernel[0x206:0x208]
        for start, _, data in self.segments:
            for found in re.finditer(rb"HdrS", data):
                at = found.start() - 0x202
                if at >= 0 and version in (
                        None, data[at + 0x206:at + 0x208]):
                    return start + at
        return None


def e820(params, memory):
    """The map, as words; what SETUP_E820_EXT adds is there as well."""
    count = min(params[0x1e8], E820_MAX)
    table = params[0x2d0:0x2d0 + count * 20] + b"".join(
        data for kind, data in setup_data(params, memory) if kind == 1)
    entries = sorted(struct.unpack("<QQI", table[at:at + 20])
                     for at in range(0, len(table) // 20 * 20, 20))
    return [f"{start:#x}-{start + size:#x}/{kind}"
            for start, size, kind in entries]


def setup_data(params, memory):
    at = number(params, 0x250, 8)
    for _ in range(DATA_MAX):
        head = memory.read(at, 16) if at else b""
        if len(head) < 16:
            return
        following, kind, size = struct.unpack("<QII", head)
        yield kind, memory.read(at + 16, size)
        at = following


def fields(data, table):
    return {name: data[at:at + width] for at, (name, width) in table.items()}


def dump(cmdline, memory):
    """What the crash kernel will find of the memory of the one that died."""
    found = re.search(rb"elfcorehdr=(0x[0-9a-fA-F]+|\d+)([KM]?)", cmdline)
    if not found:
        return {}
    unit = {b"": 1, b"K": 1024, b"M": 1 << 20}[found[2]]
    at = int(found[1], 0) * unit
    header = memory.read(at, 64)
    is_64 = header[4:5] == b"\2"
    count = number(header, 0x38 if is_64 else 0x2c, 2)
    offset, size = (64, 56) if is_64 else (52, 32)
    rows = {"class": header[4:5]}
    for row in range(count):
        one = memory.read(at + offset + row * size, size)
        kind, place, virtual, length = phdr(one, is_64)
        if kind == 4:
            rows.setdefault("notes", []).append(f"{place:#x} {length:#x}")
        else:
            rows.setdefault("memory", []).append(
                f"{place:#x} {length:#x} at {virtual:#x}")
    return {name: sorted(value) if isinstance(value, list) else value
            for name, value in rows.items()}


def efi_entries(table):
    """The firmware's map without the padding, which kexec-tools leaves to
    chance."""
    return sorted(struct.iter_unpack("<I4xQQQQ",
                                     table[:len(table) // 40 * 40]))


def phdr(data, is_64):
    """Type, physical and virtual address, size."""
    if is_64:
        kind, _, _, virtual, place, _, size, _ = struct.unpack("<IIQQQQQQ",
                                                               data)
    else:
        kind, _, virtual, place, _, size, _, _ = struct.unpack("<8I", data)
    return kind, place, virtual, size


def of_segments(segments, kernel):
    """The view of kexec_load(2)."""
    memory = Memory(segments)
    places = [f"{start:#x}+{size:#x}" for start, size, _ in segments]
    view = {"segments": f"{len(segments)}: {' '.join(places)}"}
    head = payload(kernel)[:256]
    for start, size, data in segments:
        if head and data[:256] == head:
            view["kernel"] = digest(data.rstrip(b"\0"))
            view["room"] = size
            break
    at = memory.find_params(kernel)
    if at is None:
        return view
    params = memory.read(at, PARAMS_SIZE).ljust(PARAMS_SIZE, b"\0")
    line = memory.read(number(params, 0x228, 4) |
                       number(params, 0xc8, 4) << 32, 4096)
    line = line.split(b"\0")[0]
    initrd = memory.read(number(params, 0x218, 4) |
                         number(params, 0xc0, 4) << 32,
                         number(params, 0x21c, 4) |
                         number(params, 0xc4, 4) << 32)
    data = list(setup_data(params, memory))
    efi_map = memory.read(number(params, 0x1d0, 4) |
                          number(params, 0x1d8, 4) << 32,
                          number(params, 0x1d4, 4))
    view.update({
        "efi": efi_entries(efi_map),
        # Where a dump's headers are is in "dump".
        "cmdline": re.sub(rb" ?elfcorehdr=\S+", b"", line).lstrip(b" "),
        "initrd": digest(initrd), "header": fields(params, HEADER),
        "params": fields(params, PARAMS), "map": e820(params, memory),
        # How much: the C library may ask Linux's vDSO, which none records.
        "data": {SETUP_DATA.get(kind, str(kind)):
                 len(value) if kind == 9 else value
                 for kind, value in data if kind != 1},
        "dump": dump(line, memory),
    })
    return view


def of_files(kernel, initrd, cmdline):
    """The view of kexec_file_load(2)."""
    return {"kernel": digest(payload(kernel).rstrip(b"\0")),
            "initrd": digest(initrd), "cmdline": cmdline.rstrip(b"\0")}


def compare(theirs, ours):
    """What differs, each in a word, of what both have."""
    for name in theirs.keys() & ours.keys():
        one, other = theirs[name], ours[name]
        if one == other:
            continue
        if isinstance(one, dict):
            yield name + ":" + ",".join(sorted(
                field for field in one.keys() | other.keys()
                if one.get(field) != other.get(field)))
        elif name == "cmdline":
            yield name + ":" + words(one.decode().split(),
                                     other.decode().split())
        elif name == "map":
            yield name + ":" + words(one, other)
        else:
            yield name


def words(theirs, ours):
    """Which of them are gone, and which are new."""
    changes = ["-" + word for word in theirs if word not in ours] + \
        ["+" + word for word in ours if word not in theirs]
    return ",".join(changes) or \
        ("blanks" if theirs == ours else "order")
