# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""Files for scripts/record: kinds that are no kernel, payloads, initrds.

The bytes are those of the unit tests (kind_test.c, packed.c): what is recorded
must not depend on the tree that is recorded.
"""

FILLER = b"\xee"


def file_of(size, *parts):
    """Of that size, with bytes (in hexadecimal) at offsets."""
    contents = bytearray(FILLER * size)
    for offset, part in parts:
        part = bytes.fromhex(part)[:size - offset]
        contents[offset:offset + len(part)] = part
    return bytes(contents)


KINDS = [
    ("a bzImage", file_of(
        0x264,
        (0x1fe, "55aa"),
        (0x202, "48647253"))),
    ("the beginning of a bzImage", file_of(
        0x263,
        (0x1fe, "55aa"),
        (0x202, "48647253"))),
    ("an EFI zboot image for arm64", file_of(
        0x200,
        (0x0, "4d5a"),
        (0x4, "7a696d67"),
        (0x18, "677a697000"),
        (0x3c, "400000005045000064aa0000"))),
    ("an arm64 Image", file_of(
        0x200,
        (0x38, "41524d64"),
        (0x0, "4d5a"),
        (0x3c, "400000005045000064aa0200"))),
    ("a RISC-V Image", file_of(
        0x200,
        (0x38, "52534305"),
        (0x0, "4d5a"),
        (0x30, "5249534356000000"))),
    ("an ARM zImage", file_of(
        0x200,
        (0x24, "18286f01"))),
    ("a unified kernel image (UKI)", file_of(
        0x400,
        (0x0, "4d5a"),
        (0x80, "50450000"),
        (0x1b0, "2e6c696e75780000"),
        (0x3c, "80000000"),
        (0x84, "64860200000000000000000000000000f000"))),
    ("a PE file for x86-64", file_of(
        0x200,
        (0x0, "4d5a"),
        (0x80, "50450000"),
        (0x3c, "80000000"),
        (0x84, "64860200000000000000000000000000f000"))),
    ("a PE file for arm64", file_of(
        0x200,
        (0x0, "4d5a"),
        (0x80, "50450000"),
        (0x3c, "80000000"),
        (0x84, "64aa0200000000000000000000000000f000"))),
    ("a PE file for machine 0x1234", file_of(
        0x200,
        (0x0, "4d5a"),
        (0x80, "50450000"),
        (0x3c, "80000000"),
        (0x84, "34120200000000000000000000000000f000"))),
    ("a Multiboot kernel", file_of(
        0x2328,
        (0x1000, "02b0ad1b"),
        (0x1004, "03000000fb4f52e4"),
        (0x0, "7f454c46010101000000000000000000"),
        (0x10, "0200030001000000"))),
    ("a Multiboot kernel", file_of(
        0x9c40,
        (0x7fe0, "d65052e8"),
        (0x7fe4, "00000000100000001aafad17"))),
    ("a 64-bit ELF executable for x86-64, as vmlinux is", file_of(
        0x400,
        (0x0, "7f454c460201"),
        (0x6, "01000000000000000000"),
        (0x10, "02003e0001000000"))),
    ("a 64-bit ELF program or library for x86-64", file_of(
        0x400,
        (0x0, "7f454c46"),
        (0x0, "7f454c46020101000000000000000000"),
        (0x10, "03003e0001000000"))),
    ("a 64-bit ELF object file for x86-64", file_of(
        0x400,
        (0x0, "7f454c46"),
        (0x0, "7f454c46020101000000000000000000"),
        (0x10, "01003e0001000000"))),
    ("a 64-bit ELF core (a dump) for x86-64", file_of(
        0x400,
        (0x0, "7f454c46"),
        (0x0, "7f454c46020101000000000000000000"),
        (0x10, "04003e0001000000"))),
    ("a 64-bit ELF program or library for arm64", file_of(
        0x400,
        (0x0, "7f454c46"),
        (0x0, "7f454c46020101000000000000000000"),
        (0x10, "0300b70001000000"))),
    ("a 32-bit ELF executable for i386", file_of(
        0x400,
        (0x0, "7f454c46"),
        (0x0, "7f454c46010101000000000000000000"),
        (0x10, "0200030001000000"))),
    ("a 64-bit ELF executable for s390", file_of(
        0x400,
        (0x0, "7f454c46"),
        (0x0, "7f454c46020201000000000000000000"),
        (0x10, "0002001600000001"))),
    ("a 64-bit ELF file for machine 4660", file_of(
        0x400,
        (0x0, "7f454c46"),
        (0x0, "7f454c46020101000000000000000000"),
        (0x10, "9999341201000000"))),
    ("gzip data", file_of(
        0x1b,
        (0x0, "1f8b08"),
        (0x3, "00000000000003cb4e2dca4bcde1020069ae8e7307000000"))),
    ("xz data", file_of(
        0x30,
        (0x0, "fd377a585a00"),
        (0x6,
         "0004e6d6b4460200210116000000742fe5a30100066b65726e656c0a"))),
    ("zstd data", file_of(
        0x14,
        (0x0, "28b52ffd"),
        (0x4, "24073900006b65726e656c0a9bc57a60"))),
    ("LZ4 data", file_of(
        0x1a,
        (0x0, "04224d18"),
        (0x4, "6440a7070000806b65726e656c0a0000000053e76213"))),
    ("LZ4 data (legacy)", file_of(
        0x10,
        (0x0, "02214c18"),
        (0x4, "08000000706b65726e656c0a"))),
    ("zstd or LZ4 data", file_of(
        0x40,
        (0x1, "2a4d18"),
        (0x0, "50"),
        (0x4, "04000000"))),
    ("bzip2 data", file_of(
        0x2d,
        (0x0, "425a68"),
        (0x4, "314159265359"),
        (0x3, "39"),
        (0xa, "93c7f430000001c1800010"))),
    ("bzip2 data", file_of(
        0xe,
        (0x0, "425a68"),
        (0x4, "177245385090"),
        (0x3, "39"),
        (0xa, "00000000"))),
    ("lzop data", file_of(
        0x40,
        (0x0, "894c5a4f000d0a1a0a"))),
    ("lzma data", file_of(
        0x1e,
        (0x0, "5d0000"),
        (0x3, "8000ffffffffffffffff0035994aaba2e2"))),
    ("an initrd (a cpio archive)", file_of(
        0x200,
        (0x0, "303730373031"),
        (0x6, "303041383035453930303030383141343030303030303030"),
        (0x6e, "6600"))),
    ("an initrd (a cpio archive)", file_of(
        0x200,
        (0x0, "303730373032"),
        (0x6, "303041383035453930303030383141343030303030303030"),
        (0x6e, "6600"))),
    ("a cpio archive of the old kind", file_of(
        0x200,
        (0x0, "303730373037"),
        (0x6, "313737303030303032373531313030363434"),
        (0x4c, "6600"))),
    ("a cpio archive of the old kind", file_of(
        0x200,
        (0x0, "c771"),
        (0x2, "00fee905a48100000000010000000b6b18cc0200000007006600"))),
    ("a U-Boot image (uImage)", file_of(
        0x200,
        (0x0, "27051956"))),
    ("a device tree, or a FIT image", file_of(
        0x200,
        (0x0, "d00dfeed"))),
    ("an Android boot image", file_of(
        0x200,
        (0x0, "414e44524f494421"))),
    ("a squashfs image", file_of(
        0x200,
        (0x0, "68737173"))),
    ("an ISO 9660 image", file_of(
        0x8100,
        (0x8001, "4344303031"))),
    ("an ext2, ext3 or ext4 image", file_of(
        0x800,
        (0x438, "53ef"),
        (0x418, "02000000"),
        (0x44c, "01000000"))),
    ("a disk image with a GPT", file_of(
        0x800,
        (0x200, "4546492050415254"))),
    ("a QEMU disk image (qcow)", file_of(
        0x200,
        (0x0, "514649fb"))),
    ("a tar archive", file_of(
        0x400,
        (0x101, "7573746172"),
        (0x0, "66000000"))),
    ("a zip archive", file_of(
        0x9f,
        (0x0, "504b0304"))),
    ("a Debian package", file_of(
        0x200,
        (0x0, "213c617263683e0a64656269616e2d62696e617279"))),
    ("an ar archive", file_of(
        0x200,
        (0x0, "213c617263683e0a"),
        (0x8, "662f20202020202020202020"))),
    ("an RPM package", file_of(
        0x200,
        (0x0, "edabeedb"))),
    ("a dump of makedumpfile's", file_of(
        0x200,
        (0x0, "4b44554d50202020"))),
    ("an HTML page", file_of(
        0x28,
        (0x0, "3c21"),
        (0x2,
         "444f43545950452068746d6c3e0a3c68746d6c3e3c686561643e3c2f686561643e"
         "3c2f68746d6c3e"))),
    ("an HTML page", file_of(
        0x28,
        (0x5, "3c"),
        (0x0, "efbbbf0d0a"),
        (0x6,
         "68546d4c206c616e673d64653e0a3c686561643e3c7469746c653e3430342078"))),
    ("an XML document", file_of(
        0x28,
        (0x0, "3c3f"),
        (0x2,
         "786d6c2076657273696f6e3d27312e30273f3e0a3c4572726f723e416363657373"
         "44656e696564"))),
    ("a Git LFS pointer", file_of(
        0x3c,
        (0x0, "76657273696f6e2068747470733a2f2f6769742d6c6673"),
        (0x17,
         "2e6578616d706c652f737065632f76310a6f6964207368613235363a3132333435"
         "36373839"))),
    ("a script", file_of(
        0x18,
        (0x0, "2321"),
        (0x2, "2f62696e2f73680a65786563206b65786563202d650a"))),
    ("a text file", file_of(
        0x12,
        (0x0, "726f6f743d2f6465762f7664613120726f0a"))),
    ("a text file", file_of(
        0x40,
        (0x0,
         "7b226572726f72223a20226e6f7420666f756e64222c2022737461747573223a20"
         "3430342c202270617468223a20222f766d6c696e757a2d362e312e302d39227d"))),
]

# The end of a payload is the size of what was packed.
PAYLOADS = {
    "xz": bytes.fromhex(
        "fd377a585a0000016922de360201040021010000da33ad03e000bc00305d00319849"
        "ee3762e158a82668da5b9137f0de88e8ad02f2d460531f6dcb046394a80ac5815824"
        "09ad9ff50ac6ff4af4c60000a0c3c8b4000148bd010000001cf7b5703e300d8b0200"
        "00000001595abd000000"),
    "gzip": bytes.fromhex(
        "1f8b08000000000002034b4eccc9513054c84f534854482bcd4b2ec9cccfe34a0609"
        "1a611334c62668824dd0149ba0193641736c8216d8042dd10401a0c3c8b4bd000000"),
    "zstd": bytes.fromhex(
        "28b52ffd0488850100e863616c6c2031206f6620612066756e6374696f6e0a323334"
        "35363738390920d0f39dd047335ad047335a466f1412133592b881bd000000"),
    "xz without a check": bytes.fromhex(
        "fd377a585a000000ff12d9410200210116000000742fe5a3e000bc00305d00319849"
        "ee3762e158a82668da5b9137f0de88e8ad02f2d460531f6dcb046394a80ac5815824"
        "09ad9ff50ac6ff4af4c60000000144bd0100000067377707a8000afc020000000000"
        "595abd000000"),
    "xz, dictionary of 1 GiB": bytes.fromhex(
        "fd377a585a0000016922de3602010400210124007cd245f2e000bc00305d00319849"
        "ee3762e158a82668da5b9137f0de88e8ad02f2d460531f6dcb046394a80ac5815824"
        "09ad9ff50ac6ff4af4c60000a0c3c8b4000148bd010000001cf7b5703e300d8b0200"
        "00000001595abd000000"),
    "zstd without a check": bytes.fromhex(
        "28b52ffd20bd9d0100e863616c6c2031206f6620612066756e6374696f6e0a323334"
        "35363738390900a013401fa019a005d00768066801f446613201bd000000"),
    "zstd, window of 2 GiB": bytes.fromhex(
        "28b52ffd04a84500000800010084d3032125b7323088130000"),
    "bzip2": bytes.fromhex(
        "425a6839314159265359486767190000245980001040003fe029258600200050a613"
        "4d01a62052aa1a0d0d9134de378cc6231e7d6befe7ddb1846633198e2348fd1c46f1"
        "a4731de398d6398fe2ee48a70a12090cece320bd000000"),
    "LZ4": bytes.fromhex(
        "02214c1846000000f10663616c6c2031206f6620612066756e6374696f6e0a15001f"
        "321500011f331500011f341500011f351500011f361500011f371500011f38150001"
        "163915005074696f6e0abd000000"),
    "LZMA": bytes.fromhex(
        "5d00008000ffffffffffffffff00319849ee3762e158a82668da5b9137f0de88e8ad"
        "02f2d460531f6dcb046394a80ac581582409ad9ff50ac6ff59d42303fff96a2000bd"
        "000000"),
    "LZO": bytes.fromhex(
        "894c5a4f000d0a1a0a00000000"),
    "noise": bytes.fromhex(
        "010203040506"),
    "nothing": bytes.fromhex(
        ""),
}


def cpio(*files):
    """A newc archive of (name, contents)."""
    archive = b""
    for number, (name, contents) in enumerate((*files, ("TRAILER!!!", b""))):
        fields = (number, 0o100644, 0, 0, 1, 0, len(contents), 0, 0, 0, 0,
                  len(name) + 1, 0)
        archive += b"070701" + b"".join(b"%08X" % field for field in fields)
        archive += name.encode() + b"\0"
        archive += b"\0" * (-len(archive) % 4) + contents
        archive += b"\0" * (-len(archive) % 4)
    return archive


INITRDS = {
    "text": b"ramdisk",
    "cpio": cpio(("init", b"#!/bin/sh\n" * 500), ("a", b"")),
    "two cpios": cpio(("a", b"x" * 9000)) + bytes(512) + cpio(("b", b"y")),
    "cpio, cut": cpio(("init", b"x" * 9000))[:2000],
    "early cpio, packed": cpio(("kernel/x86/microcode", b"m" * 5000)) +
    PAYLOADS["gzip"],
    **PAYLOADS,
}
