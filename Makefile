# veto: GNU make. `make` builds build/veto; `make check` builds and runs the tests; `make bench` measures;
# `make fuzz` builds the libFuzzer targets; `make race` looks for races, in RACE_APPS="FILE..." too.
# CC, CFLAGS and BUILD may be set: BUILD=build-clang CC=clang make

BUILD ?= build
ifeq ($(origin CC),default)
CC = gcc
endif
ifndef V
Q = @echo "  $(@:$(BUILD)/%=%)";
endif
OPT ?= -O2
PKGS = libdeflate zlib libcrypto sqlite3 libseccomp expat

WARN = -Wall -Wextra -Wshadow -Wconversion -Wvla -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes \
       -Wpointer-arith -Wcast-qual -Wwrite-strings -Wundef -Werror
HARDEN = -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -fPIE
LINK_HARDEN = -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,pack-relative-relocs,--as-needed
CFLAGS ?= -g
DEFS = -std=gnu17 -D_GNU_SOURCE -Isrc -I$(BUILD)/gen

PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS))
PKG_LIBS := $(shell pkg-config --libs $(PKGS))

# Linked into veto where there is an archive, so that it starts sooner: what never sees a byte of an app. The others, and
# with STATIC= these too, are the system's, which keeps them up to date.
STATIC ?= sqlite3 seccomp
archive = $(findstring /,$(shell $(CC) -print-file-name=lib$(1).a))
comma = ,
VETO_LIBS := $(foreach l,$(PKG_LIBS),$(if $(and $(filter $(STATIC:%=-l%),$(l)),$(call archive,$(l:-l%=%))),\
                -Wl$(comma)-Bstatic $(l) -Wl$(comma)-Bdynamic,$(l))) -lm

# The folders in order of dependency; tests/layers checks that nobody includes upwards.
FOLDERS = base jail read code fact judge ledger fleet web cmd net
SRC := $(sort $(filter-out src/net/%,$(wildcard $(FOLDERS:%=src/%/*.c))))
LIB_SRC := $(filter-out src/cmd/%,$(SRC))
GEN_SRC := $(BUILD)/gen/packs.c $(BUILD)/gen/platform.c $(BUILD)/gen/rows.c $(BUILD)/gen/criteria.c

OBJ = $(SRC:src/%.c=$(BUILD)/obj/%.o) $(GEN_SRC:$(BUILD)/%.c=$(BUILD)/obj/%.o)
LIB_OBJ = $(filter-out $(BUILD)/obj/cmd/main.o,$(OBJ))

.PHONY: all always check bench clean fuzz install race testable torture

# Programs of their own that veto runs: what needs libcurl, where it is.
NET = $(if $(shell pkg-config --exists libcurl && echo yes),$(BUILD)/veto-fetch $(BUILD)/veto-patch $(BUILD)/veto-push)

all: $(BUILD)/veto $(NET)

$(BUILD)/veto: $(OBJ)
	$(Q)$(CC) $(CFLAGS) $(OPT) $(LINK_HARDEN) -o $@ $^ $(VETO_LIBS)

$(BUILD)/veto-%: $(BUILD)/obj/net/%.o $(BUILD)/obj/net/http.o $(BUILD)/obj/libveto.a
	$(Q)$(CC) $(CFLAGS) $(OPT) $(LINK_HARDEN) -o $@ $^ $(PKG_LIBS) $$(pkg-config --libs libcurl)

$(BUILD)/obj/libveto.a: $(filter-out $(BUILD)/obj/cmd/%,$(OBJ))
	@rm -f $@
	$(Q)ar rcs $@ $^

.SECONDARY: $(patsubst src/%.c,$(BUILD)/obj/%.o,$(wildcard src/net/*.c))

COMPILE = $(CC) $(DEFS) $(PKG_CFLAGS) $(WARN) $(HARDEN) $(CFLAGS) $(OPT) -MMD -MP -c

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@ $<

$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@ $<

# The packs become part of the program, that of the platform as tables (below). Their list is a file of its own, so that one more or one less counts as a change.
PACKS := $(shell find packs -type f ! -path 'packs/platform/*' ! -name README.md ! -name '.*' | LC_ALL=C sort)

$(BUILD)/tools/%: tools/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(DEFS) $(WARN) -O1 -o $@ $< -lcrypto

$(BUILD)/gen/packs.list: always
	@mkdir -p $(@D)
	@echo '$(PACKS)' | cmp -s - $@ || echo '$(PACKS)' > $@

$(BUILD)/gen/packs.c: $(BUILD)/tools/embed $(BUILD)/gen/packs.list $(PACKS)
	$(Q)$< $@ packs $(PACKS)

# The platform's classes as tables that nobody needs to parse.
$(BUILD)/gen/platform.c: $(BUILD)/tools/platform packs/platform/classes.tsv
	$(Q)$< $@ packs/platform/classes.tsv

# Rows of packs that every evaluation asks, taken apart by the code that reads and sorts them.
ROWS_SRC = $(addprefix src/,base/arena.c base/bytes.c base/pages.c base/tsv.c code/keys_add.c)
ROWS_PACKS = $(addprefix packs/,capabilities/android.tsv permissions/api.tsv permissions/providers.tsv sdks/index.tsv \
               packers/packers.tsv)

$(BUILD)/tools/rows: tools/rows.c $(ROWS_SRC) $(addprefix src/code/,keys.h packer.h rows.h sign.h)
	@mkdir -p $(@D)
	$(Q)$(CC) $(DEFS) $(PKG_CFLAGS) $(WARN) -O1 -o $@ tools/rows.c $(ROWS_SRC)

$(BUILD)/gen/rows.c: $(BUILD)/tools/rows $(ROWS_PACKS)
	$(Q)$< $@ packs

# What the built-in criteria say and read, found out by the program's own code.
$(BUILD)/tools/criteria: tools/criteria.c $(filter-out $(BUILD)/obj/gen/criteria.o $(BUILD)/obj/cmd/%,$(OBJ))
	@mkdir -p $(@D)
	$(Q)$(CC) $(DEFS) $(PKG_CFLAGS) $(WARN) -O1 -o $@ $^ $(PKG_LIBS)

$(BUILD)/gen/criteria.c: $(BUILD)/tools/criteria
	$(Q)$< $@

# Tests and fuzz regressions run the same sources under sanitizers.
SAN = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SAN_FLAGS = $(DEFS) $(PKG_CFLAGS) $(WARN) $(CFLAGS) -O1 $(SAN)
SAN_OBJ = $(LIB_OBJ:$(BUILD)/obj/%=$(BUILD)/san/%)
SAN_LIB = $(BUILD)/san/libveto.a
UNIT := $(sort $(wildcard tests/unit/*.c))
UNIT_BIN = $(UNIT:tests/unit/%.c=$(BUILD)/unit/%)
CORPUS := $(sort $(wildcard tests/corpus/*.c))
CORPUS_BIN = $(CORPUS:tests/corpus/%.c=$(BUILD)/corpus/%)
FUZZ := $(filter-out fuzz/run.c,$(sort $(wildcard fuzz/*.c)))
FUZZ_RUN = $(FUZZ:fuzz/%.c=$(BUILD)/fuzz-run/%)
FUZZ_BIN = $(FUZZ:fuzz/%.c=$(BUILD)/fuzz/%)

$(BUILD)/san/%.o: src/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(SAN_FLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/san/gen/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(SAN_FLAGS) -MMD -MP -c -o $@ $<

$(SAN_LIB): $(SAN_OBJ)
	@rm -f $@
	$(Q)ar rcs $@ $^

$(BUILD)/unit/%: tests/unit/%.c $(SAN_LIB)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SAN_FLAGS) -Itests -MMD -MP -MF $@.d -o $@ $< $(SAN_LIB) -lcmocka $(PKG_LIBS)

comma := ,
PLAIN_OBJ = $(filter-out $(BUILD)/obj/cmd/%,$(LIB_OBJ))

# Calls that fail when the test says so, in the ledger's own code.
$(BUILD)/unit/faults: tests/unit/faults.c $(PLAIN_OBJ)
	@mkdir -p $(@D)
	$(Q)$(CC) $(DEFS) $(PKG_CFLAGS) $(WARN) $(CFLAGS) -O1 -Itests -MMD -MP -MF $@.d \
	    $(foreach f,malloc calloc realloc write read fsync rename mkdir unlink getrandom,-Wl$(comma)--wrap=$(f)) \
	    -o $@ $< $(PLAIN_OBJ) -lcmocka $(PKG_LIBS)

# Tests with jailed or killed children: a sanitizer's address space fits under no limit, and it wants system calls of its own.
JAILED = $(patsubst %,$(BUILD)/unit/%,jail kills rollout)
$(BUILD)/unit/kills: WRAP = -Wl,--wrap=frame_stage,--wrap=frame_next,--wrap=arena_init
$(BUILD)/unit/rollout: WRAP = $(foreach f,fsync rename unlink write sqlite3_step sqlite3_exec posix_spawn,-Wl$(comma)--wrap=$(f))
$(JAILED): $(BUILD)/unit/%: tests/unit/%.c $(PLAIN_OBJ)
	@mkdir -p $(@D)
	$(Q)$(CC) $(DEFS) $(PKG_CFLAGS) $(WARN) $(CFLAGS) -O1 -Itests -MMD -MP -MF $@.d $(WRAP) -o $@ $< $(PLAIN_OBJ) -lcmocka $(PKG_LIBS)

# Programs that the scripts of tests/corpus run.
$(BUILD)/corpus/%: tests/corpus/%.c $(SAN_LIB)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SAN_FLAGS) -Itests -MMD -MP -MF $@.d -o $@ $< $(SAN_LIB) $(PKG_LIBS)

# A fuzz target without an engine: runs files, truncations and bit flips given by tests/sweeps.
$(BUILD)/fuzz-run/%: fuzz/%.c fuzz/run.c $(SAN_LIB)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SAN_FLAGS) -o $@ $< fuzz/run.c $(SAN_LIB) $(PKG_LIBS)

# The same target under libFuzzer: make fuzz, then build/fuzz/zip -dict=fuzz/zip.dict CORPUS fuzz/seeds/zip
FUZZ_SRC = $(filter-out src/cmd/%,$(LIB_SRC)) $(GEN_SRC)
FUZZ_FLAGS = $(DEFS) $(PKG_CFLAGS) -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
$(BUILD)/fuzz/%: fuzz/%.c $(FUZZ_SRC)
	@mkdir -p $(@D)
	$(Q)clang $(FUZZ_FLAGS) -o $@ $< $(FUZZ_SRC) $(PKG_LIBS)

fuzz: $(FUZZ_BIN)

# Whether the two threads that read an app and ask about it race: the target that reads it whole and the test of a
# child's words, watched by ThreadSanitizer.
$(BUILD)/race/app: fuzz/app.c fuzz/run.c $(FUZZ_SRC)
	@mkdir -p $(@D)
	$(Q)clang $(DEFS) $(PKG_CFLAGS) -g -O1 -fsanitize=thread -o $@ fuzz/app.c fuzz/run.c $(FUZZ_SRC) $(PKG_LIBS)

$(BUILD)/race/judging: tests/unit/judging.c $(filter-out src/cmd/%,$(SRC)) $(GEN_SRC)
	@mkdir -p $(@D)
	$(Q)clang $(DEFS) $(PKG_CFLAGS) -g -O1 -fsanitize=thread -o $@ $< $(filter-out src/cmd/%,$(SRC)) $(GEN_SRC) $(PKG_LIBS) -lcmocka

race: $(BUILD)/race/app $(BUILD)/race/judging
	TSAN_OPTIONS=halt_on_error=1 $(BUILD)/race/app samples/*.apk $(RACE_APPS)
	TSAN_OPTIONS=halt_on_error=1 $(BUILD)/race/judging

# The floor that evaluations are measured against, and the table of doc/benchmarks.md.
$(BUILD)/bench/%: bench/%.c $(BUILD)/obj/base/bytes.o $(BUILD)/obj/base/hash.o
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@.o $< && $(CC) $(CFLAGS) $(OPT) $(LINK_HARDEN) -o $@ $@.o $(filter %.o,$^) $(PKG_LIBS)

$(BUILD)/bench/graph: bench/graph.c $(filter-out $(BUILD)/obj/cmd/%,$(LIB_OBJ))
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@.o $< && $(CC) $(CFLAGS) $(OPT) $(LINK_HARDEN) -o $@ $@.o $(filter %.o,$^) $(PKG_LIBS)

$(BUILD)/bench/ledger: bench/ledger.c $(filter-out $(BUILD)/obj/cmd/%,$(LIB_OBJ))
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@.o $< && $(CC) $(CFLAGS) $(OPT) $(LINK_HARDEN) -o $@ $@.o $(filter %.o,$^) $(PKG_LIBS)

$(BUILD)/bench/import: bench/import.c $(filter-out $(BUILD)/obj/cmd/%,$(LIB_OBJ))
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@.o $< && $(CC) $(CFLAGS) $(OPT) $(LINK_HARDEN) -o $@ $@.o $(filter %.o,$^) $(PKG_LIBS)

bench: all $(BUILD)/bench/floor $(BUILD)/bench/graph $(BUILD)/bench/ledger $(BUILD)/bench/import
	bench/run $(BUILD) --write
	bench/fleet $(BUILD) --devices 1000,10000,100000,300000,1000000 --apps 15 --write
	bench/fleet $(BUILD) --devices 100000 --apps 150
	$(BUILD)/bench/ledger
	bench/html $(BUILD)
	$(BUILD)/bench/import $(BUILD)/veto

# What the suite runs; tests/run builds it first.
testable: all $(UNIT_BIN) $(FUZZ_RUN) $(CORPUS_BIN) $(BUILD)/bench/import

# What takes longer than a suite may: every bit of a log of 1,000 entries and of a dossier, 10,000 kills of writers.
torture: $(BUILD)/unit/store $(BUILD)/unit/publish $(BUILD)/unit/dossier
	VETO_TORTURE=1 $(BUILD)/unit/dossier
	VETO_TORTURE=1 VETO_KILLS=10000 $(BUILD)/unit/store
	VETO_TORTURE=1 $(BUILD)/unit/publish

check:
	tests/run $(BUILD)

# The program, those it runs, the manual, and what runs it on a timer. The store is nobody's to install: veto init makes one.
PREFIX ?= /usr/local
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/doc/veto \
	    $(DESTDIR)$(PREFIX)/lib/systemd/system $(DESTDIR)$(PREFIX)/lib/sysusers.d
	install -m 755 $(BUILD)/veto $(NET) $(DESTDIR)$(PREFIX)/bin
	install -m 644 man/veto.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 systemd/routine.conf $(DESTDIR)$(PREFIX)/share/doc/veto
	install -m 644 systemd/veto.timer $(DESTDIR)$(PREFIX)/lib/systemd/system
	install -m 644 systemd/veto.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/veto.conf
	sed 's|@PREFIX@|$(PREFIX)|' systemd/veto.service >$(BUILD)/veto.service
	install -m 644 $(BUILD)/veto.service $(DESTDIR)$(PREFIX)/lib/systemd/system

clean:
	rm -rf $(BUILD)

-include $(OBJ:.o=.d) $(patsubst src/%.c,$(BUILD)/obj/%.d,$(wildcard src/net/*.c)) $(SAN_OBJ:.o=.d) $(UNIT_BIN:=.d) $(CORPUS_BIN:=.d)
