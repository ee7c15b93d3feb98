# SPDX-License-Identifier: GPL-2.0
# `make` alone explains itself. Everything built goes under build/.

BUILD ?= build
CC ?= gcc
LD ?= ld
CLANG_FORMAT ?= clang-format
WERROR ?= $(if $(CI),-Werror)
PREFIX ?= /usr/local
DESTDIR ?=
# Headers of an installed kernel, for `make kbuild`.
KDIR ?= /lib/modules/$(shell uname -r)/build

STAPX_SRC :=
include kmod/build.mk

WARN := $(KMOD_WARN)
CFLAGS ?= -O2 -g
SANITIZE ?=
USER_CFLAGS = -std=gnu11 $(CFLAGS) $(WARN) $(SANITIZE) -D_GNU_SOURCE \
	-Iinclude -Ilib -Idriver

KERNEL_CFLAGS = $(KMOD_CFLAGS) $(KMOD_WARN) $(KMOD_MITIGATIONS) \
	-Iinclude -Ilib -Ikmod

# Folders in the order in which a script passes them.
DRIVER_DIRS := base index btf elfread dwarf regex script sxx codegen debuginfo place target kload kernelsym session user view flame run top

LIB_SRCS    := $(sort $(wildcard lib/*.c))
DRIVER_SRCS := $(foreach d,$(DRIVER_DIRS),$(sort $(wildcard driver/$(d)/*.c)))
TEST_SRCS   := $(sort $(wildcard tests/unit/test_*.c))
TEST_HELP   := $(filter-out $(TEST_SRCS),$(sort $(wildcard tests/unit/*.c))) \
	tests/target/stop.c

USER_OBJS := $(patsubst %.c,$(BUILD)/user/%.o,$(LIB_SRCS) $(DRIVER_SRCS))
KMOD_OBJS := $(patsubst %.c,$(BUILD)/kernel/%.o,$(KMOD_SRCS))
TESTS     := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(TEST_SRCS))
DOC_TESTS := $(sort $(wildcard tests/docs/test-*))
PLACE_TESTS := tests/place/test-places
FLAME_TESTS := tests/flame/test-flame
HELP_OBJS := $(patsubst %.c,$(BUILD)/user/%.o,$(TEST_HELP))

# Programs that the lab's tests run in the guest: one file or several each.
TARGETS   := kbuild-tests/targets
LAB_BINS  := $(addprefix $(BUILD)/lab/,victim walker forge text_bytes reads \
	syscalls follow family marked)
LAB_LIBS  := $(addprefix $(BUILD)/lab/,follow-fixed libfollow.so \
	libfollow-traps.so)

lab_objs   = $(patsubst %.c,$(BUILD)/user/%.o,$(wildcard \
	$(TARGETS)/$(1).c $(TARGETS)/$(1)_*.c))
FUZZ_OBJS := $(patsubst %.c,$(BUILD)/user/%.o,$(LIB_SRCS) \
	$(sort $(wildcard driver/base/*.c driver/regex/*.c driver/user/*.c)) \
	tests/fuzz/fuzz_vm.c \
	$(addprefix tests/unit/,asm.c machine.c vm_fixture.c))
FUZZ_TEXT := $(addprefix $(BUILD)/,fuzz_script fuzz_sxx fuzz_flame)

FUZZ_REGEX_OBJS := $(patsubst %.c,$(BUILD)/user/%.o,$(sort $(wildcard \
	lib/regex*.c driver/base/*.c driver/regex/*.c)) tests/fuzz/fuzz_regex.c)

FUZZ_BTF_OBJS := $(patsubst %.c,$(BUILD)/user/%.o,tests/fuzz/fuzz_btf.c \
	$(addprefix tests/unit/,btf_maker.c btf_samples.c))

LIBS := -ldw -lelf -lz -lzstd -lZydis -lncursesw -ltinfo -lpthread -ldl

# `make V=1` shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-4s %s\n' $(1) $@)
# make without -j, for the recipes that build: as many jobs as CPUs.
MAKE_ALL = $(MAKE) --no-print-directory \
	$(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

.DELETE_ON_ERROR:
.PHONY: help all kmod kbuild driver install uninstall deps test-deps demo \
	test tests check check-asan check-ubsan check-stap check-btf check-layers \
	check-headers check-size check-format check-index fuzz-smoke fuzz lab \
	lab-all lab-debug soak lab-programs bench clean check-insns check-locations \
	check-flame FORCE

help: ## this list
	@awk -F ':.*## *' '/^[a-z][a-z -]*:.*##/ { \
		printf "  %-12s  %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

all: kmod driver ## the kernel object and the programs, under build/

kmod: $(BUILD)/stapx.ko.o ## the kernel object

driver: $(BUILD)/stapx $(BUILD)/stapx-top ## the programs

$(BUILD)/stapx.ko.o: $(KMOD_OBJS)
	$(call say,LD)
	$(Q)$(LD) -r -o $@ $^

# A tree of links: Kbuild leaves its objects beside the sources.
KBUILD_OUT = $(BUILD)/kbuild/$(shell scripts/kbuild-tree --release $(KDIR))

kbuild: ## the conventional module: KDIR=headers [FACTS=FILE], build/kbuild/
	$(Q)scripts/kbuild-tree $(KDIR) $(KBUILD_OUT)
	+$(Q)$(MAKE_ALL) -C $(KDIR) M=$(abspath $(KBUILD_OUT)) \
		FACTS=$(abspath $(FACTS)) modules

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

$(BUILD)/kernel/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,KCC)
	$(Q)$(CC) $(KERNEL_CFLAGS) $(EXTRA) $(WERROR) -MMD -MP -c -o $@ $<

$(BUILD)/user/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(USER_CFLAGS) $(EXTRA) $(WERROR) $(if $(filter tests/%,$<),-Itests -Itests/unit) \
		-MMD -MP -c -o $@ $<

$(TESTS): $(BUILD)/tests/%: $(BUILD)/user/tests/unit/%.o $(HELP_OBJS) \
		$(BUILD)/libstapx.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) -o $@ $^ $(LIBS) -lcmocka -lpthread -lutil -lm

# What of the kernel object knows no kernel is tested in user space. It reads
# flags by way of the stack.
STEP_OBJS := $(BUILD)/user/kmod/probe/direct_step.o $(BUILD)/user/kmod/probe/direct_emulate.o
$(STEP_OBJS): EXTRA = -Ikmod -mno-red-zone
$(BUILD)/user/tests/unit/test_step.o: EXTRA = -Ikmod
$(BUILD)/tests/test_step: $(STEP_OBJS)

# Makes programs for a test of the lab.
$(BUILD)/lab/access_script: $(addprefix $(BUILD)/user/tests/,target/access.o \
		unit/access_script.o) $(BUILD)/libstapx.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) -o $@ $^ $(LIBS) -lcmocka

# Programs whose returns are known, by both compilers at every level.
RETURNS_BINS := $(foreach c,gcc clang,$(foreach o,O0 O1 O2 O3,\
	$(BUILD)/lab/returns-$(c)-$(o)))
$(RETURNS_BINS): $(addprefix kbuild-tests/targets/returns,.c .h _throw.cc)
	@mkdir -p $(@D)
	$(call say,BUILD)
	$(Q)set -e; how=$(@F); level=$${how##*-}; cc=$${how#*-}; cc=$${cc%-*}; \
	t=$(@D)/tmp-$(@F); \
	$$cc -std=gnu11 -g -$$level -Wall -Wextra -c -o $$t.c.o $<; \
	g++ -g -$$level -c -o $$t.cc.o kbuild-tests/targets/returns_throw.cc; \
	g++ -o $@ $$t.c.o $$t.cc.o -lpthread; rm -f $$t.*

# Scripts on a process without the kernel object: tests/target/stop.h.
$(BUILD)/stop: $(addprefix $(BUILD)/user/tests/,target/main.o target/stop.o \
		unit/machine.o) $(BUILD)/libstapx.a
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) -o $@ $^ $(LIBS)

# One test asks the C library: <regex.h> must be its header, not lib's.
$(BUILD)/user/tests/unit/libc_regex.o: private USER_CFLAGS := \
	$(filter-out -Ilib,$(USER_CFLAGS))

$(BUILD)/lab/victim: $(call lab_objs,victim)
$(BUILD)/lab/walker: $(call lab_objs,walker) \
	$(BUILD)/user/$(TARGETS)/victim_functions.o
$(BUILD)/lab/forge: $(call lab_objs,forge)
$(BUILD)/lab/text_bytes: $(call lab_objs,text_bytes)
$(BUILD)/lab/reads: $(call lab_objs,reads)
$(BUILD)/lab/syscalls: $(call lab_objs,syscalls)
$(BUILD)/lab/follow: $(call lab_objs,follow)
$(BUILD)/lab/family: $(call lab_objs,family)
$(BUILD)/lab/marked: $(call lab_objs,marked)
$(LAB_BINS):
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) -o $@ $^ -lpthread

$(BUILD)/lab/follow-fixed: $(TARGETS)/follow.c
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) -no-pie $(USER_CFLAGS) -fno-pie -o $@ $< -lpthread
$(BUILD)/lab/libfollow-traps.so: private LIB_FLAGS := -DTRAPS
$(BUILD)/lab/libfollow.so $(BUILD)/lab/libfollow-traps.so: $(TARGETS)/follow_lib.S
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) -shared $(LIB_FLAGS) -o $@ $<

$(BUILD)/index_dump: $(BUILD)/user/tests/index/dump.o $(BUILD)/libstapx.a
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) -o $@ $^ $(LIBS)

# Real clicks in a browser: tests/flame/cdp.h.
$(BUILD)/flame_browser: $(addprefix $(BUILD)/user/tests/flame/,browser.o cdp.o) \
		$(BUILD)/libstapx.a
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) -o $@ $^ $(LIBS)

$(BUILD)/btf_layout: $(BUILD)/user/tests/tools/btf_layout.o \
		$(BUILD)/libstapx.a
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) -o $@ $^ $(LIBS)

$(BUILD)/insn_share: $(BUILD)/user/tests/tools/insn_share.o \
		$(BUILD)/libstapx.a
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) -o $@ $^ $(LIBS)

$(BUILD)/fuzz_vm: $(FUZZ_OBJS)
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) $(FUZZ_LINK) -o $@ $^ -lcmocka -lpthread

$(BUILD)/fuzz_regex: $(FUZZ_REGEX_OBJS)
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) $(FUZZ_LINK) -o $@ $^

$(BUILD)/fuzz_index: $(patsubst %.c,$(BUILD)/user/%.o,tests/fuzz/fuzz_index.c \
		tests/unit/index_ask.c tests/unit/index_sample.c) \
		$(BUILD)/libstapx.a
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) $(FUZZ_LINK) -o $@ $^ $(LIBS)

$(BUILD)/fuzz_btf: $(FUZZ_BTF_OBJS) $(BUILD)/libstapx.a
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) $(FUZZ_LINK) -o $@ $^ $(LIBS)

$(FUZZ_TEXT): $(BUILD)/%: $(BUILD)/user/tests/fuzz/%.o \
		$(BUILD)/user/tests/fuzz/fuzz_text.o $(BUILD)/libstapx.a
	$(call say,LINK)
	$(Q)$(CC) $(SANITIZE) $(FUZZ_LINK) -o $@ $^ $(LIBS)

# Each operation of the machine ends with a jump of its own.
$(BUILD)/kernel/lib/vm.o $(BUILD)/user/lib/vm.o: EXTRA = $(if \
	$(findstring clang,$(CC)),,-fno-crossjumping)

# What it takes in with .incbin is nothing that the compiler tells of.
$(BUILD)/user/driver/flame/svg_script.o: driver/flame/svg.js

# Another compiler or other flags make everything anew.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(USER_CFLAGS) $(KERNEL_CFLAGS)' >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

install: all ## programs, kernel object, tools, library, man pages: PREFIX=, DESTDIR=
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin lib/stapx \
		share/stapx/tapsets share/man/man1)
	install -m 755 $(BUILD)/stapx $(BUILD)/stapx-top $(DESTDIR)$(PREFIX)/bin
	ln -sf stapx $(DESTDIR)$(PREFIX)/bin/stap++
	install -m 644 $(BUILD)/stapx.ko.o $(DESTDIR)$(PREFIX)/lib/stapx
	install -m 644 tools/*.stp $(DESTDIR)$(PREFIX)/share/stapx
	install -m 644 tapsets/*.stp* $(DESTDIR)$(PREFIX)/share/stapx/tapsets
	install -m 644 docs/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1

uninstall: ## removes what install put there
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/bin/,stapx stapx-top stap++) \
		$(addprefix $(DESTDIR)$(PREFIX)/share/man/man1/,$(notdir \
		$(wildcard docs/man/*.1)))
	rm -rf $(DESTDIR)$(PREFIX)/lib/stapx $(DESTDIR)$(PREFIX)/share/stapx

deps: ## installs the Debian packages that building needs
	scripts/install-deps build

test-deps: ## installs the Debian packages that testing needs
	scripts/install-deps test

# A fresh tree has no packages yet: each step is a make of its own.
demo: ## nginx under load, traced live, on a kernel of the lab (or HOST=1)
	scripts/install-deps demo
	$(MAKE_ALL) all
	kbuild-tests/demo $(if $(HOST),--host)

test: ## everything that README.md promises, on real kernels too
	scripts/install-deps test
	$(MAKE_ALL) all tests lab-programs
	@BUILD=$(BUILD) tests/all $(TESTS) $(DOC_TESTS) $(PLACE_TESTS) \
		$(FLAME_TESTS) tests/flame/test-browser \
		tests/index/check-index tests/locations/check-locations

tests: $(TESTS) $(BUILD)/stop $(BUILD)/index_dump $(BUILD)/flame_browser ## builds the native tests

check: all tests ## native tests and checks of the tree: no root, no QEMU
	BUILD=$(BUILD) tests/run $(TESTS) $(DOC_TESTS) $(PLACE_TESTS) $(FLAME_TESTS)

check-asan: ## the native tests under AddressSanitizer
	$(MAKE_ALL) BUILD=$(BUILD)/asan CFLAGS="-O1 -g" \
		SANITIZE=-fsanitize=address tests
	tests/run $(patsubst $(BUILD)/%,$(BUILD)/asan/%,$(TESTS))

check-ubsan: ## the native tests under UndefinedBehaviorSanitizer
	$(MAKE_ALL) BUILD=$(BUILD)/ubsan CFLAGS="-O1 -g" \
		SANITIZE="-fsanitize=undefined -fno-sanitize-recover=all" tests
	tests/run $(patsubst $(BUILD)/%,$(BUILD)/ubsan/%,$(TESTS))

check-layers check-headers check-size check-format: check-%: ## one check alone
	tests/checks/$*.sh

check-stap: driver ## does SystemTap accept what stapx accepts? minutes
	BUILD=$(BUILD) tests/checks/stap-accepts
	BUILD=$(BUILD) tests/checks/stap-lists

check-index: driver tests ## indexes of big programs against pahole and readelf
	BUILD=$(BUILD) CC="$(CC)" tests/index/check-index --all

check-insns: tests $(BUILD)/insn_share ## instructions under breakpoints against the CPU: millions
	STEP_SEED=$$(date +%s) STEP_CASES=200000 $(BUILD)/tests/test_step
	$(BUILD)/insn_share $$(ldd $(BUILD)/stapx | sed -n 's/.*=> \([^ ]*\).*/\1/p')

check-locations: driver tests ## values of variables against gdb's, by many compilers
	BUILD=$(BUILD) tests/locations/check-locations --all

check-flame: driver $(BUILD)/flame_browser ## flame graphs, in a headless Chromium too
	BUILD=$(BUILD) tests/flame/test-flame
	BUILD=$(BUILD) tests/flame/test-browser

check-btf: driver $(BUILD)/btf_layout ## kernel types as pahole has them? lab's kernels
	BUILD=$(BUILD) tests/checks/btf-layouts

fuzz-smoke: ## a minute of damaged input through each fuzzer
	BUILD=$(BUILD) tests/fuzz/smoke

fuzz: $(BUILD)/fuzz_vm $(BUILD)/fuzz_regex $(BUILD)/fuzz_index $(BUILD)/fuzz_btf $(FUZZ_TEXT) ## builds what fuzz-smoke runs

lab: all lab-programs ## the lab tests on one kernel: make lab K=6.1 [T=test]
	kbuild-tests/suite $(if $(T),-t $(T)) $(or $(K),6.1)

lab-all: all lab-programs ## the lab tests on every kernel
	kbuild-tests/suite 5.10 6.1 6.1-rt 6.12 latest

# Such a kernel runs some ten times slower.
lab-debug: ## the lab tests on a kernel with KASAN, lockdep, ... (built once, half an hour)
	scripts/install-deps debug
	$(MAKE_ALL) all lab-programs
	STAPX_TEST_SECONDS=1800 STAPX_GUEST_SECONDS=14400 \
		kbuild-tests/suite $(if $(T),-t $(T)) 6.1-debug

soak: all lab-programs ## an hour of everything that disturbs: make soak [K=6.1] [SECONDS=N]
	STAPX_SOAK_SECONDS=$(or $(SECONDS),3600) \
	STAPX_TEST_SECONDS=$$(($(or $(SECONDS),3600) + 900)) \
	STAPX_GUEST_SECONDS=$$(($(or $(SECONDS),3600) + 1200)) \
		kbuild-tests/suite -t soak $(or $(K),6.1)

lab-programs: $(LAB_BINS) $(LAB_LIBS) $(RETURNS_BINS) \
	$(BUILD)/lab/access_script ## builds what the lab tests run in the guest

bench: ## what a hit, a start and a traced nginx cost, under QEMU
	scripts/install-deps bench
	$(MAKE_ALL) all
	bench/vm
	bench/regex
	bench/hits
	bench/startup
	bench/nginx
	bench/index

clean: ## removes build/
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
