# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""Disks that start by a real boot loader: systemd-boot, or GRUB for UEFI or a
BIOS. Each has three entries, which are the same kernel with another kx.entry=;
cases/jump/loader.c knows their IDs.
"""

import struct
import subprocess

SECTOR = 512
# The EFI system partition, and that for /boot: first sector, sectors.
ESP = (2048, 192 << 11)
BOOT = (ESP[0] + ESP[1], 128 << 11)
UUID = "0a1b2c3d-1234-4321-8765-0123456789ab"
# UEFI, and its variables, which the guest changes.
OVMF = ("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd")
# Which is the next one is decided by the version, until its tries are used up.
BLS_ENTRIES = {"old.conf": ("1", "other"), "good.conf": ("2", "good"),
               "new+2.conf": ("3", "new")}
# As grub-mkconfig of Debian 12 writes it, without graphics.
GRUB_CFG = f"""serial --unit=0 --speed=115200
terminal_output serial
if [ -s $prefix/grubenv ]; then
  set have_grubenv=true
  load_env
fi
if [ "${{next_entry}}" ] ; then
   set default="${{next_entry}}"
   set next_entry=
   save_env next_entry
   set boot_once=true
else
   set default="0"
fi
if [ x"${{feature_menuentry_id}}" = xy ]; then
  menuentry_id_option="--id"
else
  menuentry_id_option=""
fi
export menuentry_id_option
if [ x$feature_timeout_style = xy ] ; then
  set timeout_style=menu
  set timeout=0
else
  set timeout=0
fi
menuentry 'Debian GNU/Linux' --class debian --class os \
$menuentry_id_option 'gnulinux-simple-{UUID}' {{
	FILES	linux	/vmlinuz root=UUID={UUID} ro LINE kx.entry=new
	initrd	/initrd
}}
submenu 'Advanced options for Debian GNU/Linux' \
$menuentry_id_option 'gnulinux-advanced-{UUID}' {{
	menuentry 'Debian GNU/Linux, with Linux 6.1' --class debian \
$menuentry_id_option 'gnulinux-6.1-advanced-{UUID}' {{
	FILES	linux	/vmlinuz root=UUID={UUID} ro LINE kx.entry=good
		echo	'Loading initial ramdisk ...'
		initrd	/initrd
	}}
	menuentry 'Debian GNU/Linux, with Linux 6.1 (recovery mode)' \
$menuentry_id_option 'gnulinux-6.1-recovery-{UUID}' {{
	FILES	linux	/vmlinuz root=UUID={UUID} ro single LINE kx.entry=other
		initrd	/initrd
	}}
}}
"""
# What each entry begins with; hints are for hardware.
GRUB_FILES = f"""insmod part_msdos
		insmod ext2
		search --no-floppy --fs-uuid --set=root {UUID}
	"""
GRUB_MODULES = ("part_msdos", "ext2", "fat", "normal", "linux", "search",
                "search_fs_uuid", "search_fs_file", "search_label",
                "configfile", "loadenv", "test", "echo", "serial", "terminal",
                "boot", "reboot")


def run(*command):
    subprocess.run([str(word) for word in command], check=True,
                   stdout=subprocess.DEVNULL)


def make_grub(kernel_folder, kind, path):
    """A core of GRUB's that reads /boot's partition. Return: where boot.img
    is."""
    tools = kernel_folder("grub") / "root"
    modules = kernel_folder("grub-efi" if kind == "efi" else "grub") \
        / "root/usr/lib/grub" / ("x86_64-efi" if kind == "efi" else "i386-pc")
    own = () if kind == "efi" else ("biosdisk",)
    run(next((tools / "lib64").glob("ld-*")), "--library-path",
        tools / "lib/x86_64-linux-gnu", tools / "usr/bin/grub-mkimage",
        "-d", modules, "-O", modules.name, "-p", "(hd0,msdos2)/grub",
        "-o", path, *GRUB_MODULES, *own)
    return modules / "boot.img"


def make_fat(kernel_folder, path, files):
    """A FAT file system with these files: name -> file or bytes."""
    mtools = kernel_folder("mtools") / "root/usr/bin/mtools"
    run(mtools, "-c", "mformat", "-i", path, "-C", "-T", ESP[1], "::")
    made = set()
    for name, source in files.items():
        parts = name.split("/")
        for i in range(1, len(parts)):
            folder = "/".join(parts[:i])
            if folder not in made:
                run(mtools, "-c", "mmd", "-i", path, f"::{folder}")
                made.add(folder)
        if isinstance(source, bytes):
            copy = path.with_suffix(".file")
            copy.write_bytes(source)
            source = copy
        run(mtools, "-c", "mcopy", "-i", path, source, f"::{name}")


def make_boot(folder, path, kernel, initrd, line):
    """What Debian has in /boot, as ext4."""
    root = folder / "boot-root"
    (root / "grub").mkdir(parents=True)
    (root / "vmlinuz").symlink_to("vmlinuz-6.1")
    (root / "vmlinuz-6.1").write_bytes(kernel.read_bytes())
    (root / "initrd").write_bytes(initrd.read_bytes())
    text = GRUB_CFG.replace("FILES", GRUB_FILES).replace("LINE", line)
    (root / "grub/grub.cfg").write_text(text, encoding="ascii")
    block = b"# GRUB Environment Block\n"
    (root / "grub/grubenv").write_bytes(block.ljust(1024, b"#"))
    run("/sbin/mke2fs", "-q", "-F", "-t", "ext4", "-U", UUID, "-d", root, path,
        f"{BOOT[1] // 2}k")


def bls_files(kernel_folder, kernel, initrd, line):
    """The files of systemd-boot, as `bootctl install` puts them."""
    loader = kernel_folder("systemd-boot") / \
        "root/usr/lib/systemd/boot/efi/systemd-bootx64.efi"
    files = {"EFI/BOOT/BOOTX64.EFI": loader,
             "EFI/systemd/systemd-bootx64.efi": loader,
             "loader/loader.conf": b"#timeout 3\n",
             "vmlinuz": kernel, "initrd": initrd}
    for name, (version, word) in BLS_ENTRIES.items():
        files[f"loader/entries/{name}"] = (
            f"title {word}\nsort-key debian\nversion {version}\n"
            f"linux /vmlinuz\ninitrd /initrd\n"
            f"options {line} kx.entry={word}\n").encode()
    return files


def partition(kind, place):
    """An entry of a master boot record's table, without cylinders."""
    return struct.pack("<B3sB3sII", 0, bytes(3), kind, bytes(3), *place)


def make_disk(kernel_folder, folder, loader, files):
    """Return: QEMU's options. @files: the kernel, the initrd, and the words of
    the command line."""
    kernel, initrd, line = files
    disk, esp, boot, core = (folder / name for name in (
        "loader-disk", "loader-esp", "loader-boot", "loader-core"))
    record, gap = bytes(440), b""
    if loader == "systemd-boot":
        make_fat(kernel_folder, esp, bls_files(kernel_folder, *files))
        boot.write_bytes(b"")
    else:
        kind = loader.removeprefix("grub-")
        image = make_grub(kernel_folder, kind, core)
        make_fat(kernel_folder, esp, {"EFI/BOOT/BOOTX64.EFI": core}
                 if kind == "efi" else {})
        make_boot(folder, boot, kernel, initrd, line)
        if kind == "pc":
            # It reads sector 1, where what follows says how long it is.
            record, gap = image.read_bytes()[:440], core.read_bytes()
    with open(disk, "wb") as out:
        out.write(record + bytes(6) + partition(0xef, ESP)
                  + partition(0x83, BOOT) + bytes(32) + b"\x55\xaa" + gap)
        for place, path in ((ESP, esp), (BOOT, boot)):
            out.seek(place[0] * SECTOR)
            out.write(path.read_bytes())
        out.truncate((BOOT[0] + BOOT[1]) * SECTOR)
    options = ["-drive", f"file={disk},format=raw,if=virtio"]
    if loader != "grub-pc":
        variables = folder / "loader-variables"
        with open(OVMF[1], "rb") as fresh:
            variables.write_bytes(fresh.read())
        options += ["-drive", "if=pflash,format=raw,readonly=on,file="
                    + OVMF[0],
                    "-drive", f"if=pflash,format=raw,file={variables}"]
    return options
