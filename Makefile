# Everything that is to be built, run and tested here. Plain `make` lists the targets.
# Needs Rust, Python 3.11 or newer, make and bash; `test-c` a C and a C++ compiler too. Python things live in .venv.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
CARGO ?= cargo
BIN := .venv/bin
OUT := build
PIP := $(BIN)/python -m pip --disable-pip-version-check
MODULE := python/src/partner_campaigns/_native.abi3.so
MODULE_SOURCES := $(shell find core/src readers/src python/rust -name '*.rs') \
	Cargo.toml core/Cargo.toml readers/Cargo.toml python/Cargo.toml python/pyproject.toml
export PYO3_PYTHON := $(abspath $(BIN)/python)

C_LIBRARY := $(or $(CARGO_TARGET_DIR),target)/release/libpartner_campaigns_ffi.so

# What `make demo` verifies.
DEMO := examples/export
DEMO_ORDERS := $(sort $(wildcard $(DEMO)/affiliate_orders_*.csv $(DEMO)/affiliate_orders_*.xlsx))
DEMO_TERMS := $(sort $(wildcard $(DEMO)/product_links_*.csv))

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
		|| sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1: \2/p' $(MAKEFILE_LIST)

# Setting up and building

.PHONY: setup build
setup: .venv/.ready ## make .venv with everything that building and testing needs
build: $(MODULE) ## compile the Python module, with optimisation, and install the command into .venv

.venv/.ready: python/requirements-dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not there: install Python 3.11 or newer, or say make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$$($(PYTHON) --version) is too old: Python 3.11 or newer is needed (make PYTHON=python3.11 takes another)" >&2; exit 1; }
	@command -v $(CARGO) >/dev/null || { echo "$(CARGO) is not there: install Rust first" >&2; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { echo "$(PYTHON) cannot make a virtual environment: some systems have that in a package of its own, as python3-venv" >&2; exit 1; }
	$(PIP) install --quiet -r python/requirements-dev.txt
	@touch $@

$(MODULE): .venv/.ready $(MODULE_SOURCES)
	cd python && VIRTUAL_ENV="$(abspath .venv)" ../$(BIN)/maturin develop --release
	@touch $@

# The main job

.PHONY: demo
demo: build ## verify the shipped export, and compare the report with what was planted in it
	@mkdir -p $(OUT) && rm -f $(OUT)/demo-report.json
	@status=0; $(BIN)/partner-campaigns verify $(DEMO_ORDERS:%=--orders %) $(DEMO_TERMS:%=--terms %) \
		--currency IDR --json $(OUT)/demo-report.json || status=$$?; \
		echo; echo "partner-campaigns verify ended with status $$status; its report is $(OUT)/demo-report.json"
	$(BIN)/python $(DEMO)/check_answers.py $(OUT)/demo-report.json

# Tests. Each door prints how many shared vectors it ran into a log, which `counts` compares with the files.

.PHONY: test test-rust test-c test-python counts
test: test-rust test-c test-python counts ## run all tests that need no system packages

test-rust: .venv/.ready ## format, lints, and the tests of the Rust crates
	@mkdir -p $(OUT)
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --quiet -- -D warnings
	$(CARGO) test --workspace --exclude partner-campaigns-python --quiet
	$(CARGO) test --package partner-campaigns-tests --test vectors --quiet -- --nocapture | tee $(OUT)/vectors-rust.log

test-c: .venv/.ready ## the C header and library, by compiled C and C++ programs
	@mkdir -p $(OUT)
	PYTHON="$(abspath $(BIN)/python)" sh tests/c/run.sh | tee $(OUT)/vectors-c.log

test-python: build ## the Python module, its types and stubs, the readers and the command line
	@mkdir -p $(OUT)
	cd python && ../$(BIN)/ruff check --quiet && ../$(BIN)/ruff format --check --quiet
	cd python && ../$(BIN)/python -m pytest -q | tee ../$(OUT)/vectors-python.log
	cd python && ../$(BIN)/python -m mypy
	cd python && MYPYPATH=src ../$(BIN)/python -m mypy.stubtest partner_campaigns._native

counts: test-rust test-c test-python
	@want=$$($(BIN)/python -c 'import json, pathlib; print(sum(len(json.loads(one.read_bytes())["cases"]) for one in pathlib.Path("tests/vectors").glob("*.json")))'); \
	for door in rust c python; do \
		ran=$$(sed -n "s/^$$door: \([0-9]*\) cases$$/\1/p" $(OUT)/vectors-$$door.log | sort -u | paste -sd ' '); \
		[ "$$ran" = "$$want" ] || { echo "tests/vectors has $$want cases, but $$door ran '$$ran'" >&2; exit 1; }; \
	done; echo "vectors: rust, c and python each ran all $$want cases"

.PHONY: test-system system-packages
test-system: ## the C tests again under valgrind and clang (see system-packages)
	PYTHON="$(abspath $(BIN)/python)" sh tests/c/run_system.sh

system-packages: ## install what test-system needs, through apt-get
	@if command -v valgrind >/dev/null && echo 'int main(void){return 0;}' \
		| clang -fsanitize=address,undefined -x c - -o /dev/null 2>/dev/null; then echo "clang and valgrind are there"; \
	else sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; $$sudo apt-get update -qq && \
		$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		clang libclang-rt-dev valgrind; fi

# The rest

.PHONY: bench fmt clean
bench: build ## measure the bulk split against the machine and its peers; writes benches/RESULTS.md
	@mkdir -p $(OUT)
	$(PIP) install --quiet -r benches/peers/requirements.txt
	$(CARGO) bench --quiet --package partner-campaigns-benches --bench bars -- --json $(abspath $(OUT))/bars.json
	$(CARGO) build --quiet --release --package partner-campaigns-ffi
	$(BIN)/python benches/peers/run.py $(OUT)/peers.json --library $(C_LIBRARY)
	$(CARGO) bench --quiet --package partner-campaigns-benches --bench campaign -- --json $(abspath $(OUT))/campaign.json
	$(BIN)/python benches/peers/verify_run.py $(OUT)/verify.json
	$(BIN)/python benches/report.py $(OUT)/bars.json $(OUT)/peers.json $(OUT)/verify.json $(OUT)/campaign.json

fmt: .venv/.ready ## format the Rust and the Python sources
	$(CARGO) fmt --all
	$(BIN)/ruff format python

clean: ## remove everything that was made here, .venv too
	$(CARGO) clean --quiet
	rm -rf .venv $(OUT) $(MODULE) python/.pytest_cache python/.mypy_cache python/.ruff_cache .hypothesis python/.hypothesis
	find python examples tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Every benchmark once, a hundred million random rows of the bulk split, and what callgrind counts.

.PHONY: bench-test differential count-instructions
bench-test: build ## run every benchmark once, and compare a hundred million random rows with 128-bit whole numbers
	@mkdir -p $(OUT)
	$(CARGO) bench --quiet --package partner-campaigns-benches --bench split -- --test
	$(CARGO) bench --quiet --package partner-campaigns-benches --bench verify -- --test
	$(CARGO) bench --quiet --package partner-campaigns-benches --bench campaign -- --test
	$(CARGO) bench --quiet --package partner-campaigns-benches --bench json_memory -- --test
	$(CARGO) bench --quiet --package partner-campaigns-benches --bench bars -- --quick
	$(CARGO) bench --quiet --package partner-campaigns-benches --bench differential -- 100_000_000
	$(PIP) install --quiet -r benches/peers/requirements.txt
	$(CARGO) build --quiet --release --package partner-campaigns-ffi
	$(BIN)/python benches/peers/run.py $(OUT)/peers-once.json --quick --library $(C_LIBRARY)
	$(BIN)/python benches/peers/verify_run.py $(OUT)/verify-once.json --quick

.PHONY: soak
MINUTES ?= 10
soak: build ## a mixed load of threads for MINUTES=10, whose memory must stay flat
	$(BIN)/python benches/soak.py --minutes $(MINUTES)

differential: ## compare a billion random rows with 128-bit whole numbers (about a minute)
	$(CARGO) bench --quiet --package partner-campaigns-benches --bench differential -- 1_000_000_000 $(SEED)

test-system: count-instructions
count-instructions:
	$(CARGO) build --quiet --release --package partner-campaigns-benches --bin count-instructions
	$(PYTHON) benches/count.py $${CARGO_TARGET_DIR:-target}/release/count-instructions
