cmd_/work/main/core/copylist.o := gcc -Wp,-MMD,/work/main/core/.copylist.o.d -nostdinc -I/root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include -I./arch/x86/include/generated -I/root/.cache/kexec/linux-source-6.1-6.1.192-2/include -I./include -I/root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/uapi -I./arch/x86/include/generated/uapi -I/root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi -I./include/generated/uapi -include /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/compiler-version.h -include /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/kconfig.h -include /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/compiler_types.h -D__KERNEL__ -fmacro-prefix-map=/root/.cache/kexec/linux-source-6.1-6.1.192-2/= -DKBUILD_EXTRA_WARN1 -Wall -Wundef -Werror=strict-prototypes -Wno-trigraphs -fno-strict-aliasing -fno-common -fshort-wchar -fno-PIE -Werror=implicit-function-declaration -Werror=implicit-int -Werror=return-type -Wno-format-security -std=gnu11 -mno-sse -mno-mmx -mno-sse2 -mno-3dnow -mno-avx -fcf-protection=branch -fno-jump-tables -m64 -falign-jumps=1 -falign-loops=1 -mno-80387 -mno-fp-ret-in-387 -mpreferred-stack-boundary=3 -mskip-rax-setup -mtune=generic -mno-red-zone -mcmodel=kernel -Wno-sign-compare -fno-asynchronous-unwind-tables -mindirect-branch=thunk-extern -mindirect-branch-register -mindirect-branch-cs-prefix -mfunction-return=thunk-extern -fno-jump-tables -fno-delete-null-pointer-checks -Wno-frame-address -Wno-format-truncation -Wno-format-overflow -Wno-address-of-packed-member -O2 -fno-allow-store-data-races -Wframe-larger-than=2048 -fno-stack-protector -Wno-main -Wno-unused-but-set-variable -Wno-unused-const-variable -Wno-dangling-pointer -ftrivial-auto-var-init=zero -fno-stack-clash-protection -pg -mrecord-mcount -mfentry -DCC_USING_FENTRY -Wvla -Wno-pointer-sign -Wcast-function-type -Wno-stringop-truncation -Wno-stringop-overflow -Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds -Wno-alloc-size-larger-than -Wimplicit-fallthrough=5 -fno-strict-overflow -fno-stack-check -fconserve-stack -Werror=date-time -Werror=incompatible-pointer-types -Werror=designated-init -fno-builtin-wcslen -Wno-packed-not-aligned -Wextra -Wunused -Wno-unused-parameter -Wmissing-declarations -Wmissing-format-attribute -Wmissing-prototypes -Wold-style-definition -Wmissing-include-dirs -Wunused-but-set-variable -Wunused-const-variable -Wpacked-not-aligned -Wstringop-truncation -Wno-missing-field-initializers -Wno-sign-compare -Wno-type-limits -Wno-shift-negative-value -I/work/main/core -I/work/main/port/linux -I/work/main/module -I/work/main/module/compat  -DMODULE  -DKBUILD_BASENAME='"copylist"' -DKBUILD_MODNAME='"kexec"' -D__KBUILD_MODNAME=kmod_kexec -c -o /work/main/core/copylist.o /work/main/core/copylist.c  

source_/work/main/core/copylist.o := /work/main/core/copylist.c

deps_/work/main/core/copylist.o := \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/compiler-version.h \
    $(wildcard include/config/CC_VERSION_TEXT) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/kconfig.h \
    $(wildcard include/config/CPU_BIG_ENDIAN) \
    $(wildcard include/config/BOOGER) \
    $(wildcard include/config/FOO) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/compiler_types.h \
    $(wildcard include/config/DEBUG_INFO_BTF) \
    $(wildcard include/config/PAHOLE_HAS_BTF_TAG) \
    $(wildcard include/config/HAVE_ARCH_COMPILER_H) \
    $(wildcard include/config/CC_HAS_ASM_INLINE) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/compiler_attributes.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/compiler-gcc.h \
    $(wildcard include/config/RETPOLINE) \
    $(wildcard include/config/GCC_ASM_GOTO_OUTPUT_WORKAROUND) \
    $(wildcard include/config/ARCH_USE_BUILTIN_BSWAP) \
    $(wildcard include/config/SHADOW_CALL_STACK) \
    $(wildcard include/config/KCOV) \
  /work/main/core/copylist.h \
  /work/main/port/linux/kx_port.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/build_bug.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/compiler.h \
    $(wildcard include/config/TRACE_BRANCH_PROFILING) \
    $(wildcard include/config/PROFILE_ALL_BRANCHES) \
    $(wildcard include/config/OBJTOOL) \
    $(wildcard include/config/64BIT) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/compiler_types.h \
  arch/x86/include/generated/asm/rwonce.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/rwonce.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/kasan-checks.h \
    $(wildcard include/config/KASAN_GENERIC) \
    $(wildcard include/config/KASAN_SW_TAGS) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/types.h \
    $(wildcard include/config/HAVE_UID16) \
    $(wildcard include/config/UID16) \
    $(wildcard include/config/ARCH_DMA_ADDR_T_64BIT) \
    $(wildcard include/config/PHYS_ADDR_T_64BIT) \
    $(wildcard include/config/ARCH_32BIT_USTAT_F_TINODE) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/linux/types.h \
  arch/x86/include/generated/uapi/asm/types.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/asm-generic/types.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/int-ll64.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/asm-generic/int-ll64.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/uapi/asm/bitsperlong.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/bitsperlong.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/asm-generic/bitsperlong.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/linux/posix_types.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/stddef.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/linux/stddef.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/posix_types.h \
    $(wildcard include/config/X86_32) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/uapi/asm/posix_types_64.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/asm-generic/posix_types.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/kcsan-checks.h \
    $(wildcard include/config/KCSAN) \
    $(wildcard include/config/KCSAN_WEAK_MEMORY) \
    $(wildcard include/config/KCSAN_IGNORE_ATOMICS) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/errno.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/linux/errno.h \
  arch/x86/include/generated/uapi/asm/errno.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/asm-generic/errno.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/asm-generic/errno-base.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/kernel.h \
    $(wildcard include/config/PREEMPT_VOLUNTARY_BUILD) \
    $(wildcard include/config/PREEMPT_DYNAMIC) \
    $(wildcard include/config/HAVE_PREEMPT_DYNAMIC_CALL) \
    $(wildcard include/config/HAVE_PREEMPT_DYNAMIC_KEY) \
    $(wildcard include/config/PREEMPT_) \
    $(wildcard include/config/DEBUG_ATOMIC_SLEEP) \
    $(wildcard include/config/SMP) \
    $(wildcard include/config/MMU) \
    $(wildcard include/config/PROVE_LOCKING) \
    $(wildcard include/config/TRACING) \
    $(wildcard include/config/FTRACE_MCOUNT_RECORD) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/stdarg.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/align.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/const.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/vdso/const.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/linux/const.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/array_size.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/limits.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/linux/limits.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/vdso/limits.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/linkage.h \
    $(wildcard include/config/ARCH_USE_SYM_ANNOTATIONS) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/stringify.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/export.h \
    $(wildcard include/config/MODVERSIONS) \
    $(wildcard include/config/HAVE_ARCH_PREL32_RELOCATIONS) \
    $(wildcard include/config/MODULES) \
    $(wildcard include/config/TRIM_UNUSED_KSYMS) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/linkage.h \
    $(wildcard include/config/X86_64) \
    $(wildcard include/config/X86_ALIGNMENT_16) \
    $(wildcard include/config/RETHUNK) \
    $(wildcard include/config/SLS) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/ibt.h \
    $(wildcard include/config/X86_KERNEL_IBT) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/container_of.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/err.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/bitops.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/bits.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/vdso/bits.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/typecheck.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/linux/kernel.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/linux/sysinfo.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/bitops/generic-non-atomic.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/barrier.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/alternative.h \
    $(wildcard include/config/MITIGATION_ITS) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/asm.h \
    $(wildcard include/config/KPROBES) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/extable_fixup_types.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/bug.h \
    $(wildcard include/config/GENERIC_BUG) \
    $(wildcard include/config/DEBUG_BUGVERBOSE) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/instrumentation.h \
    $(wildcard include/config/NOINSTR_VALIDATION) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/objtool.h \
    $(wildcard include/config/FRAME_POINTER) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/bug.h \
    $(wildcard include/config/BUG) \
    $(wildcard include/config/GENERIC_BUG_RELATIVE_POINTERS) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/once_lite.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/panic.h \
    $(wildcard include/config/PANIC_TIMEOUT) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/printk.h \
    $(wildcard include/config/MESSAGE_LOGLEVEL_DEFAULT) \
    $(wildcard include/config/CONSOLE_LOGLEVEL_DEFAULT) \
    $(wildcard include/config/CONSOLE_LOGLEVEL_QUIET) \
    $(wildcard include/config/EARLY_PRINTK) \
    $(wildcard include/config/PRINTK) \
    $(wildcard include/config/PRINTK_INDEX) \
    $(wildcard include/config/DYNAMIC_DEBUG) \
    $(wildcard include/config/DYNAMIC_DEBUG_CORE) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/init.h \
    $(wildcard include/config/STRICT_KERNEL_RWX) \
    $(wildcard include/config/STRICT_MODULE_RWX) \
    $(wildcard include/config/LTO_CLANG) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/kern_levels.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/ratelimit_types.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/linux/param.h \
  arch/x86/include/generated/uapi/asm/param.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/param.h \
    $(wildcard include/config/HZ) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/asm-generic/param.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/spinlock_types_raw.h \
    $(wildcard include/config/DEBUG_SPINLOCK) \
    $(wildcard include/config/DEBUG_LOCK_ALLOC) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/spinlock_types.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/qspinlock_types.h \
    $(wildcard include/config/NR_CPUS) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/qrwlock_types.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/uapi/asm/byteorder.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/byteorder/little_endian.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/linux/byteorder/little_endian.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/swab.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/linux/swab.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/uapi/asm/swab.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/byteorder/generic.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/lockdep_types.h \
    $(wildcard include/config/PROVE_RAW_LOCK_NESTING) \
    $(wildcard include/config/LOCKDEP) \
    $(wildcard include/config/LOCK_STAT) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/nops.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/barrier.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/bitops.h \
    $(wildcard include/config/X86_CMOV) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/rmwcc.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/bitops/sched.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/arch_hweight.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/cpufeatures.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/required-features.h \
    $(wildcard include/config/X86_MINIMUM_CPU_FAMILY) \
    $(wildcard include/config/MATH_EMULATION) \
    $(wildcard include/config/X86_PAE) \
    $(wildcard include/config/X86_CMPXCHG64) \
    $(wildcard include/config/X86_P6_NOP) \
    $(wildcard include/config/MATOM) \
    $(wildcard include/config/PARAVIRT_XXL) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/disabled-features.h \
    $(wildcard include/config/X86_UMIP) \
    $(wildcard include/config/X86_INTEL_MEMORY_PROTECTION_KEYS) \
    $(wildcard include/config/X86_5LEVEL) \
    $(wildcard include/config/PAGE_TABLE_ISOLATION) \
    $(wildcard include/config/CPU_UNRET_ENTRY) \
    $(wildcard include/config/INTEL_IOMMU_SVM) \
    $(wildcard include/config/X86_SGX) \
    $(wildcard include/config/INTEL_TDX_GUEST) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/bitops/const_hweight.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/bitops/instrumented-atomic.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/instrumented.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/kmsan-checks.h \
    $(wildcard include/config/KMSAN) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/bitops/instrumented-non-atomic.h \
    $(wildcard include/config/KCSAN_ASSUME_PLAIN_WRITES_ATOMIC) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/bitops/instrumented-lock.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/bitops/le.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/bitops/ext2-atomic-setbit.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/kstrtox.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/log2.h \
    $(wildcard include/config/ARCH_HAS_ILOG2_U32) \
    $(wildcard include/config/ARCH_HAS_ILOG2_U64) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/math.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/div64.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/asm-generic/div64.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/minmax.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/static_call_types.h \
    $(wildcard include/config/HAVE_STATIC_CALL) \
    $(wildcard include/config/HAVE_STATIC_CALL_INLINE) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/instruction_pointer.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/string.h \
    $(wildcard include/config/BINARY_PRINTF) \
    $(wildcard include/config/FORTIFY_SOURCE) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/overflow.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/uapi/linux/string.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/string.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/string_64.h \
    $(wildcard include/config/KASAN) \
    $(wildcard include/config/ARCH_HAS_UACCESS_FLUSHCACHE) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/jump_label.h \
    $(wildcard include/config/JUMP_LABEL) \
    $(wildcard include/config/HAVE_ARCH_JUMP_LABEL_RELATIVE) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/atomic.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/atomic.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/cmpxchg.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/cmpxchg_64.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/arch/x86/include/asm/atomic64_64.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/atomic/atomic-arch-fallback.h \
    $(wildcard include/config/GENERIC_ATOMIC64) \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/atomic/atomic-long.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/atomic/atomic-instrumented.h \
  /root/.cache/kexec/linux-source-6.1-6.1.192-2/include/linux/bug.h \
    $(wildcard include/config/BUG_ON_DATA_CORRUPTION) \
  /work/main/core/range.h \
  /work/main/core/segment.h \
  /work/main/core/err.h \

/work/main/core/copylist.o: $(deps_/work/main/core/copylist.o)

$(deps_/work/main/core/copylist.o):
