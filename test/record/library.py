# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""libkexec's public interface for scripts/record, by ctypes.

Runs a request's steps, each a function of include/libkexec.h, on the machine in
the folder "machine" and with the files in the current one. A plan goes to a
file, in the form that test/record/purgatory.c reads, to be looked at later.
"""

import ctypes
import os
import struct

c = ctypes


class Segment(c.Structure):
    _fields_ = [("buf", c.c_void_p), ("bufsz", c.c_size_t),
                ("mem", c.c_size_t), ("memsz", c.c_size_t)]


class Plan(c.Structure):
    _fields_ = [("entry", c.c_uint64), ("flags", c.c_ulong),
                ("nr_segments", c.c_uint), ("segments", c.POINTER(Segment)),
                ("names", c.POINTER(c.c_char_p))]


class Error(c.Structure):
    _fields_ = [("errnum", c.c_int)] + [
        (name, c.c_char_p) for name in
        ("name", "action", "object", "reason", "advice", "text")] + [
        ("segment", c.c_uint), ("other", c.c_uint), ("value", c.c_uint64),
        ("limit", c.c_uint64), ("is_load_worth", c.c_bool)]


ESTIMATE = ("reserved", "needed", "kernel", "initrds", "unpacked", "rootfs",
            "pages", "cpus", "tables", "bitmap", "other")


class Estimate(c.Structure):
    _fields_ = [(name, c.c_uint64) for name in ESTIMATE] + [
        ("is_unpacked_known", c.c_bool)]


LOG = c.CFUNCTYPE(None, c.c_void_p, c.c_int, c.c_char_p)


def text(value):
    return value.decode("utf-8", "backslashreplace")


def plan_bytes(entry, segments):
    """(mem, memsz, bytes) each."""
    return struct.pack("<QQ", entry, len(segments)) + b"".join(
        struct.pack("<QQQ", mem, memsz, len(data)) + data
        for mem, memsz, data in segments)


class Library:
    def __init__(self, path):
        self.lib = c.CDLL(path)
        self.lib.kexec_ctx_error.restype = c.POINTER(Error)
        self.lib.kexec_image_cmdline.restype = c.c_char_p
        self.plans = 0

    def run(self, steps, folder):
        """Yields ("text", line) and ("plan", file, flags, names)."""
        ctx = c.c_void_p()
        logged = []
        log = LOG(lambda data, level, line: logged.append(
            f"{('warning', 'debug')[level]}: {text(line)}"))
        if self.lib.kexec_ctx_new(c.byref(ctx)) or \
                self.lib.kexec_ctx_set_root(ctx, b"machine"):
            raise MemoryError
        self.lib.kexec_ctx_set_log(ctx, log, None)
        image = c.c_void_p()
        for name, *arguments in steps:
            step = getattr(self, "do_" + name)
            before = len(logged)
            err, results = step(ctx, image, folder, *arguments)
            yield "text", f"{name}: {err}"
            yield from results
            for line in logged[before:]:
                yield "text", f"  {line}"
            if err:
                yield "text", self.error(ctx)
            if name == "open" and err:
                break
        self.lib.kexec_image_close(image)
        self.lib.kexec_ctx_free(ctx)

    def error(self, ctx):
        error = self.lib.kexec_ctx_error(ctx).contents
        return "  error " + " | ".join(
            f"{name} {text(value) if isinstance(value, bytes) else value}"
            for name, value in ((field[0], getattr(error, field[0]))
                                for field in Error._fields_))

    def do_open(self, ctx, image, _folder, path):
        return self.lib.kexec_image_open(ctx, path.encode(),
                                         c.byref(image)), ()

    def do_open_fd(self, ctx, image, _folder, path, name):
        fd = os.open(path, os.O_RDONLY)
        err = self.lib.kexec_image_open_fd(ctx, fd, name.encode(),
                                           c.byref(image))
        os.close(fd)
        return err, ()

    def do_initrd(self, _ctx, image, _folder, path):
        return self.lib.kexec_image_add_initrd(image, path.encode()), ()

    def do_cmdline(self, _ctx, image, _folder, line):
        return self.lib.kexec_image_set_cmdline(image, line.encode()), ()

    def do_reuse(self, _ctx, image, _folder, append):
        err = self.lib.kexec_image_reuse_cmdline(
            image, None if append is None else append.encode())
        line = self.lib.kexec_image_cmdline(image)
        return err, [("text", f"  cmdline {text(line)}")]

    def do_type(self, _ctx, image, _folder, name):
        return self.lib.kexec_image_set_type(image, name.encode()), ()

    def do_options(self, _ctx, image, _folder, options):
        return self.lib.kexec_image_set_options(image, options), ()

    def do_slot(self, _ctx, image, _folder, slot):
        return self.lib.kexec_image_set_slot(image, slot), ()

    def do_damage(self, _ctx, image, _folder, action):
        return self.lib.kexec_image_set_on_damage(image, action), ()

    def do_window(self, _ctx, image, _folder, start, end):
        return self.lib.kexec_image_set_window(
            image, c.c_uint64(start), c.c_uint64(end)), ()

    def do_plan(self, _ctx, image, folder):
        plan = c.POINTER(Plan)()
        err = self.lib.kexec_image_plan(image, c.byref(plan))
        return err, () if err else [self.keep(plan.contents, folder)]

    def keep(self, plan, folder):
        segments = [(one.mem, one.memsz, c.string_at(one.buf, one.bufsz)
                     if one.bufsz else b"")
                    for one in plan.segments[:plan.nr_segments]]
        names = [text(name) for name in plan.names[:plan.nr_segments]]
        self.plans += 1
        path = f"{folder}/{self.plans}.plan"
        with open(path, "wb") as file:
            file.write(plan_bytes(plan.entry, segments))
        return "plan", path, plan.flags, names

    def do_load(self, _ctx, image, _folder, method):
        return self.lib.kexec_image_load(image, method), ()

    def do_forewarn(self, _ctx, image, _folder):
        bits = c.c_uint()
        err = self.lib.kexec_image_forewarn(image, c.byref(bits))
        return err, [("text", f"  warnings {bits.value:#x}")]

    def do_estimate(self, _ctx, image, _folder):
        estimate = Estimate()
        err = self.lib.kexec_crash_estimate(image, c.byref(estimate))
        return err, [("text", "  " + " ".join(
            f"{name} {getattr(estimate, name):#x}"
            for name in ESTIMATE + ("is_unpacked_known",)))]

    def do_unload(self, ctx, _image, _folder, method, slot):
        return self.lib.kexec_unload(ctx, method, slot), ()

    def do_execute(self, ctx, _image, _folder):
        return self.lib.kexec_execute(ctx), ()

    def do_rehearse(self, ctx, _image, _folder):
        return self.lib.kexec_rehearse(ctx), ()

    def do_status(self, ctx, _image, _folder, slot):
        loaded = c.c_bool()
        err = self.lib.kexec_status(ctx, slot, c.byref(loaded))
        return err, [("text", f"  loaded {loaded.value}")]

    def do_crash_size(self, ctx, _image, _folder):
        size = c.c_uint64()
        err = self.lib.kexec_crash_size(ctx, c.byref(size))
        return err, [("text", f"  bytes {size.value:#x}")]

    def do_shrink(self, ctx, _image, _folder, size):
        return self.lib.kexec_crash_set_size(ctx, c.c_uint64(size)), ()

    def do_entry(self, ctx, _image, _folder):
        entry = c.c_uint64()
        err = self.lib.kexec_jump_back_entry(ctx, c.byref(entry))
        return err, [("text", f"  entry {entry.value:#x}")]

    def do_jump_back(self, ctx, _image, _folder, entry):
        return self.lib.kexec_jump_back_load(ctx, c.c_uint64(entry)), ()

    @staticmethod
    def do_put(_ctx, _image, _folder, path, contents):
        """Not the library's: a file of the machine changes meanwhile."""
        with open("machine" + path, "w", encoding="utf-8") as file:
            file.write(contents)
        return 0, ()

    @staticmethod
    def do_remove(_ctx, _image, _folder, path):
        os.unlink("machine" + path)
        return 0, ()
