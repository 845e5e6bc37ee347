# SPDX-License-Identifier: GPL-2.0-only OR MIT
# The front door. The user side is built by Meson in build/user, the module by
# the kernel's own Kbuild in build/module; what you want is left in build/.

# The name of a cross compiler, without -gcc: aarch64-linux-gnu builds programs
# and library for arm64, in a folder of that name. SYSROOT: with the libraries
# below this folder, and not with those that Debian has installed.
CROSS ?=
SYSROOT ?=
BUILD ?= build$(if $(CROSS),/$(CROSS))
MODULE_BUILD ?= $(BUILD)/module
MODULE ?= $(BUILD)/kexec.ko
# The kernel that kexec.ko is for: its headers, or its build tree.
KDIR ?= /lib/modules/$(shell uname -r)/build
MODULE_SOURCES := Kbuild VERSION core include module port purgatory
# Where `make modules_install` puts it, below lib/modules/RELEASE.
INSTALL_MOD_DIR ?= updates
modules_path = $(or $(INSTALL_MOD_PATH),$(DESTDIR))
DEPMOD ?= depmod

.PHONY: all user headers module help demo demo-module check check-fast \
	check-all lint bench coverage fuzz mutants record install uninstall \
	modules_install modules_uninstall clean

all: user

user: $(BUILD)/user/build.ninja
	ninja -C $(BUILD)/user
	@cp -f $(BUILD)/user/lib/libkexec.so $(BUILD)/libkexec.so
	@ln -sf libkexec.so $(BUILD)/libkexec.so.0 # what programs ask for
	@for program in kexec kexec-static; do \
		if [ -f $(BUILD)/user/tool/$$program ]; then \
			cp -f $(BUILD)/user/tool/$$program $(BUILD)/; fi; done
	@for program in vmcore-dmesg vmcore-dmesg-static; do \
		if [ -f $(BUILD)/user/tool/vmcore_dmesg/$$program ]; then \
			cp -f $(BUILD)/user/tool/vmcore_dmesg/$$program $(BUILD)/; fi; done

# Where linker, loader and pkg-config look, by the compiler. Meson decides by
# programs that only packages' builds need, and would say lib64 on Debian.
COMPILER = $(if $(CROSS),$(CROSS)-gcc,$(CC))
LIBDIR ?= $(or $(patsubst ../%,%,$(filter ../%,$(shell \
	$(COMPILER) -print-multi-os-directory 2>/dev/null))),lib)

$(BUILD)/user/build.ninja:
	@for program in meson ninja $(firstword $(COMPILER)); do \
		command -v $$program >/dev/null || { \
		echo "make: no $$program: sudo scripts/setup build installs gcc, meson, ninja and pkg-config on Debian"; exit 2; }; done
	@mkdir -p $(BUILD)
	$(if $(CROSS),scripts/cross $(CROSS) $(SYSROOT) >$(BUILD)/cross.ini)
	meson setup $(if $(CROSS),--cross-file $(BUILD)/cross.ini) \
		-Dtests=false -Dlibdir=$(LIBDIR) $(BUILD)/user

headers:
	@test -f $(KDIR)/Makefile || { \
		echo "make: no kernel headers in $(KDIR): install them, or say make $(or $(MAKECMDGOALS),module) KDIR=DIR"; exit 2; }

# Kbuild leaves its objects beside the sources: it gets a copy of them.
module: headers
	@mkdir -p $(MODULE_BUILD)
	@cp -au $(MODULE_SOURCES) $(MODULE_BUILD)/
	@$(MAKE) -C $(KDIR) M=$(abspath $(MODULE_BUILD)) modules
	@cmp -s $(MODULE_BUILD)/kexec.ko $(MODULE) || \
		cp -f $(MODULE_BUILD)/kexec.ko $(MODULE)

help:
	@echo 'make              build/kexec, build/libkexec.so, build/vmcore-dmesg'
	@echo 'make CROSS=aarch64-linux-gnu   the same for arm64, in build/aarch64-linux-gnu;'
	@echo '                   SYSROOT= has libraries'
	@echo 'make module       build/kexec.ko for the running kernel; KDIR= for another'
	@echo "make demo         Debian's kernel jumps to another, in a guest"
	@echo 'make demo-module  a kernel without kexec does; compiles one, in minutes'
	@echo 'make check        everything that a change must pass'
	@echo 'make check-fast   lint and unit tests, in a minute'
	@echo 'make check-all    the full matrix, in hours'
	@echo 'make lint         scripts/lint NAME... runs single checks'
	@echo 'make bench        time and memory of loads, beside kexec-tools'
	@echo 'make coverage     lines of core/ and lib/ that the unit tests reach'
	@echo '                   scripts/coverage guests: lines of kexec.ko in guests'
	@echo 'make fuzz         SECONDS=60 for each target'
	@echo 'make mutants      plant MUTANTS=400 faults by SEED=1, perhaps in FOLDER='
	@echo '                   alone: how many do the unit tests notice?'
	@echo 'make record       what the programs answer, to compare with another commit:'
	@echo '                   COMMIT= is recorded instead of the tree'
	@echo 'make install      DESTDIR= as usual; prefix: meson configure build/user'
	@echo 'make uninstall    removes what install has put there'
	@echo 'make modules_install   build/kexec.ko to where modprobe finds it; KDIR=,'
	@echo '                   DESTDIR= and INSTALL_MOD_DIR= (updates) as usual'
	@echo 'make modules_uninstall removes it'
	@echo 'make clean        remove build/'

demo:
	scripts/demo

demo-module:
	scripts/demo module

check check-fast check-all:
	scripts/check $(@:check-%=%)

lint:
	scripts/lint

bench: user
	scripts/bench

coverage:
	scripts/coverage

fuzz:
	scripts/fuzz $(or $(SECONDS),60)

mutants: export MUTANTS := $(or $(MUTANTS),400)
mutants: export SEED := $(or $(SEED),1)
mutants:
	scripts/mutants $(FOLDER)

record:
	scripts/record $(COMMIT)

install: user
	@scripts/install $(BUILD)

# Removes what install has put there, and no file that came after it.
uninstall:
	@scripts/install $(BUILD) undo

# The release that modprobe looks for, and that Kbuild installs for. Kbuild's
# kernelrelease says another one with Debian's headers.
RELEASE = $(shell sed -n 's/^.*UTS_RELEASE "\(.*\)"$$/\1/p' \
	$(KDIR)/include/generated/utsrelease.h)
INSTALLED = $(modules_path)/lib/modules/$(RELEASE)/$(INSTALL_MOD_DIR)
# As in Linux: /sbin is not in every user's PATH.
depmod = PATH="$$PATH:/sbin" \
	$(DEPMOD) $(if $(modules_path),-b $(modules_path)) $(RELEASE)

# Kbuild installs, strips, compresses and signs as the kernel's configuration
# says. It leaves depmod out without a System.map, which headers don't have.
modules_install: module
	@$(MAKE) -C $(KDIR) M=$(abspath $(MODULE_BUILD)) modules_install \
		INSTALL_MOD_PATH=$(modules_path) \
		INSTALL_MOD_DIR=$(INSTALL_MOD_DIR)
	$(depmod)

modules_uninstall: headers
	rm -f $(INSTALLED)/kexec.ko*
	$(depmod)

clean:
	rm -rf $(BUILD)
