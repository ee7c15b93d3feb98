# SPDX-License-Identifier: GPL-2.0
# What the kernel object is made of, and how it is compiled: no header of any
# kernel, nothing that a kernel context forbids (vector registers, the red
# zone). Included by the Makefile and by Kbuild, which say where the tree is
# (STAPX_SRC, with a slash at the end, or nothing).

KMOD_WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wvla -Wformat=2 -Wimplicit-fallthrough -fno-common \
	-Wno-format-nonliteral

KMOD_CFLAGS := -std=gnu11 -O2 -ffreestanding -nostdinc \
	-mcmodel=kernel -mno-red-zone -mno-sse -mno-mmx -mno-sse2 -mno-80387 \
	-fno-pic -fno-pie -fno-stack-protector -fno-asynchronous-unwind-tables \
	-fno-unwind-tables -fno-strict-aliasing -fno-jump-tables \
	-fno-omit-frame-pointer -fno-delete-null-pointer-checks \
	-Wframe-larger-than=1024 -DSTAPX_KERNEL

# Thunks and landing pads: left to each kernel by the loader.
KMOD_MITIGATIONS := -fcf-protection=branch -mindirect-branch=thunk-extern \
	-mindirect-branch-register -mindirect-branch-cs-prefix \
	-mfunction-return=thunk-extern

# Folders in the order in which a script passes them.
KMOD_DIRS := kabi probe session context

# lib/ is compiled twice; these files serve the driver only.
LIB_USER_ONLY := lib/disasm.c lib/hist_text.c lib/format_record.c

KMOD_SRCS := $(patsubst $(STAPX_SRC)%,%,$(sort \
	$(filter-out $(addprefix $(STAPX_SRC),$(LIB_USER_ONLY)), \
		$(wildcard $(STAPX_SRC)lib/*.c)))) kmod/module.c \
	$(foreach d,$(KMOD_DIRS),$(patsubst $(STAPX_SRC)%,%,$(sort \
		$(wildcard $(STAPX_SRC)kmod/$(d)/*.c))))
