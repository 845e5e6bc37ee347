# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""What differs between guests of different architectures: a row each.

A row of matrix.tsv is for the platform whose name its first kernel's name in
test/kernels/build begins with, and otherwise for a PC.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


# Case files for arm64 alone end in this.
ARM64_ENDING = "_arm64.c"
# What else runs there.
ARM64_CASES = (
    "crash/crash", "crash/crash_busy", "crash/crash_cma",
    "crash/crash_registers", "crash/crash_second", "crash/crash_tools",
    "crash/crash_walk", "crash/plug", "jump/chain", "jump/jump",
    "jump/rehearse", "jump/second", "jump/timeline", "load/bad_input",
    "load/bad_tool", "load/downtime", "load/tree", "load/unload",
    "module/hooks", "module/refuse", "module/status", "oracle/descriptors",
    "oracle/oracle",
    "oracle/oracle_caller", "oracle/oracle_compat", "oracle/oracle_crash",
    "oracle/oracle_crash_load",
    "oracle/oracle_file",
    "oracle/oracle_load", "oracle/oracle_state", "oracle/oracle_sweep",
    "oracle/random", "oracle/random_calls", "oracle/random_load",
    "oracle/random_numbers", "returns/returns_load",
    "returns/returns_memory", "signatures/signatures")


def pc_cases():
    return sorted(path for path in HERE.glob("cases/*/*.c")
                  if not path.name.endswith(ARM64_ENDING))


def arm64_cases():
    return [HERE / f"cases/{name}.c" for name in ARM64_CASES] + \
        sorted(HERE.glob(f"cases/*/*{ARM64_ENDING}"))


@dataclass(frozen=True)
class Platform:
    """A machine of QEMU's, and what PID 1 and the clients for it are."""
    name: str
    emulator: str
    compiler: tuple
    # A folder of test/kernels/build for --sysroot=, or None.
    libraries: str
    # The sources of PID 1 that are not everybody's.
    sources: Callable
    # What make is told when it builds modules.
    module_words: tuple
    # The folders of test/kernels/build with kexec-tools, and with what reads
    # dumps.
    tools: str
    readers: tuple
    # Where below build/ `make` has left our programs.
    build: str
    console: str
    cpu: str  # None: QEMU's default
    firmware: str  # UEFI
    # Row and folder -> QEMU's machine, with a second serial port for the
    # verdict, and a driver with DMA in progress until the jump.
    machine: Callable


def micro_devices(folder):
    """virtio devices without PCI. The verdict goes to a disk."""
    return ["-drive", f"file={folder}/verdict,format=raw,if=none,id=verdict",
            "-device", "virtio-blk-device,drive=verdict",
            "-device", "virtio-rng-device"]


def pc(row, folder):
    """A micro VM has neither PCI nor ACPI."""
    verdict = f"file:{folder}/verdict"
    if row.word("machine") != "microvm":
        return ["-serial", verdict, "-device", "virtio-rng-pci"]
    if row.word("verdict") == "disk":
        return ["-machine", "microvm,acpi=off", *micro_devices(folder)]
    return ["-machine", "microvm,acpi=off", "-device", "virtio-rng-device",
            "-chardev", f"file,id=verdict,path={folder}/verdict",
            "-device", "isa-serial,index=1,chardev=verdict"]


def virt(row, folder):
    """The second of its own serial ports is for the secure world alone."""
    machine = ["-machine", f"virt,gic-version={row.word('gic', '2')},"
               f"its={row.word('its', 'on')},"
               f"virtualization={row.word('virtualization', 'off')}"]
    if row.word("verdict") == "disk":
        return [*machine, *micro_devices(folder)]
    return [*machine,
            "-chardev", f"file,id=verdict,path={folder}/verdict",
            "-device", "pci-serial,chardev=verdict",
            "-device", "virtio-rng-pci"]


PC = Platform(
    name="x86_64", emulator="qemu-system-x86_64", compiler=("gcc",),
    libraries=None, sources=pc_cases, module_words=(), tools="stock-tools",
    readers=("makedumpfile", "stock-vmcore-dmesg"), build=".",
    console="ttyS0", cpu=None, firmware="/usr/share/ovmf/OVMF.fd", machine=pc)

ARM64 = Platform(
    name="arm64", emulator="qemu-system-aarch64",
    compiler=("aarch64-linux-gnu-gcc",), libraries="arm64-libraries",
    sources=arm64_cases, module_words=(
        "ARCH=arm64", "CROSS_COMPILE=aarch64-linux-gnu-"),
    tools="arm64-tools",
    readers=("arm64-makedumpfile", "arm64-vmcore-dmesg"), build="arm64",
    console="ttyAMA0", cpu="cortex-a57",
    firmware="/usr/share/qemu-efi-aarch64/QEMU_EFI.fd", machine=virt)


def platform_of(kernel):
    """By the name of a kernel."""
    return ARM64 if kernel.startswith(ARM64.name) else PC
