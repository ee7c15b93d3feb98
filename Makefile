# SPDX-License-Identifier: GPL-2.0
# `make` alone explains itself. Everything built goes under build/.

BUILD ?= build
CC ?= gcc
LD ?= ld
CLANG_FORMAT ?= clang-format
WERROR ?= $(if $(CI),-Werror)

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wvla -Wformat=2 -Wimplicit-fallthrough -fno-common \
	-Wno-format-nonliteral $(WERROR)
CFLAGS ?= -O2 -g
SANITIZE ?=
USER_CFLAGS = -std=gnu11 $(CFLAGS) $(WARN) $(SANITIZE) -D_GNU_SOURCE \
	-MMD -MP -Iinclude -Ilib -Idriver

# The kernel object: no header of any kernel, nothing that a kernel context
# forbids (vector registers, the red zone), mitigations left to the kernel.
KERNEL_CFLAGS = -std=gnu11 -O2 $(WARN) -ffreestanding -nostdinc \
	-mcmodel=kernel -mno-red-zone -mno-sse -mno-mmx -mno-sse2 -mno-80387 \
	-fno-pic -fno-pie -fno-stack-protector -fcf-protection=branch \
	-fno-asynchronous-unwind-tables -fno-unwind-tables -fno-strict-aliasing \
	-fno-jump-tables -fno-omit-frame-pointer -fno-delete-null-pointer-checks \
	-mindirect-branch=thunk-extern -mindirect-branch-register \
	-mindirect-branch-cs-prefix -mfunction-return=thunk-extern \
	-Wframe-larger-than=1024 -DSTAPX_KERNEL -MMD -MP \
	-Iinclude -Ilib -Ikmod

# Folders in the order in which a script passes them.
KMOD_DIRS   := kabi probe session context
DRIVER_DIRS := base script codegen debuginfo kload session view run top

# lib/ is compiled twice; these files serve the driver only.
LIB_USER_ONLY := lib/disasm.c lib/hist_text.c lib/format_record.c

LIB_SRCS    := $(sort $(wildcard lib/*.c))
KMOD_SRCS   := $(filter-out $(LIB_USER_ONLY),$(LIB_SRCS)) kmod/module.c \
	$(foreach d,$(KMOD_DIRS),$(sort $(wildcard kmod/$(d)/*.c)))
DRIVER_SRCS := $(foreach d,$(DRIVER_DIRS),$(sort $(wildcard driver/$(d)/*.c)))
TEST_SRCS   := $(sort $(wildcard tests/unit/test_*.c))
TEST_HELP   := $(filter-out $(TEST_SRCS),$(sort $(wildcard tests/unit/*.c)))

USER_OBJS := $(patsubst %.c,$(BUILD)/user/%.o,$(LIB_SRCS) $(DRIVER_SRCS))
KMOD_OBJS := $(patsubst %.c,$(BUILD)/kernel/%.o,$(KMOD_SRCS))
TESTS     := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(TEST_SRCS))
HELP_OBJS := $(patsubst %.c,$(BUILD)/user/%.o,$(TEST_HELP))

LIBS := -lelf -lZydis -lncursesw -ltinfo -lpthread

# `make V=1` shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-4s %s\n' $(1) $@)

.DELETE_ON_ERROR:
.PHONY: help all kmod driver deps test-deps test tests check check-asan \
	check-ubsan lab lab-all demo bench clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | \
		sed -E 's/^([a-z-]+):.*## */\1|/' | column -t -s '|'

all: kmod driver ## the kernel object and the programs, under build/

kmod: $(BUILD)/stapx.ko.o ## the kernel object

driver: $(BUILD)/stapx $(BUILD)/stapx-top ## the programs

$(BUILD)/stapx.ko.o: $(KMOD_OBJS)
	$(call say,LD)
	$(Q)$(LD) -r -o $@ $^

$(BUILD)/libstapx.a: $(USER_OBJS)
	$(call say,AR)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/stapx: $(BUILD)/user/driver/main.o $(BUILD)/libstapx.a
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) -o $@ $^ $(LIBS)

$(BUILD)/stapx-top: $(BUILD)/user/driver/stapx-top.o $(BUILD)/libstapx.a
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) -o $@ $^ $(LIBS)

$(BUILD)/kernel/%.o: %.c
	@mkdir -p $(@D)
	$(call say,KCC)
	$(Q)$(CC) $(KERNEL_CFLAGS) -c -o $@ $<

$(BUILD)/user/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(USER_CFLAGS) $(if $(filter tests/%,$<),-Itests/unit) -c -o $@ $<

$(BUILD)/tests/%: $(BUILD)/user/tests/unit/%.o $(HELP_OBJS) $(BUILD)/libstapx.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) -o $@ $^ $(LIBS) -lcmocka -lpthread -lutil

deps: ## the Debian packages that building needs
	scripts/install-deps build

test-deps:
	scripts/install-deps test

# A fresh tree has no packages yet: each step is a make of its own.
test: ## everything that README.md promises, on real kernels too
	scripts/install-deps test
	$(MAKE) all tests
	tests/all $(TESTS) $(SCRIPT_TESTS)

tests: $(TESTS)

check: all tests ## native tests and checks of the tree: no root, no QEMU
	tests/run $(TESTS) $(SCRIPT_TESTS)

check-asan: ## the native tests under AddressSanitizer
	$(MAKE) BUILD=build/asan CFLAGS="-O1 -g" SANITIZE=-fsanitize=address tests
	tests/run $(patsubst build/%,build/asan/%,$(TESTS))

check-ubsan: ## the native tests under UndefinedBehaviorSanitizer
	$(MAKE) BUILD=build/ubsan CFLAGS="-O1 -g" \
		SANITIZE="-fsanitize=undefined -fno-sanitize-recover=all" tests
	tests/run $(patsubst build/%,build/ubsan/%,$(TESTS))

check-layers check-headers check-size check-format: check-%:
	tests/checks/$*.sh

lab: all ## the lab tests on one kernel: make lab K=6.1 [T=test]
	kbuild-tests/suite $(if $(T),-t $(T)) $(or $(K),6.1)

lab-all: all ## the lab tests on every kernel
	kbuild-tests/suite 5.10 6.1 6.1-rt 6.12 latest

demo: ## nginx under load, traced live, on a kernel of the lab (or HOST=1)
	scripts/install-deps demo
	$(MAKE) all
	kbuild-tests/demo $(if $(HOST),--host)

clean: ## removes build/
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
