# placet: one file of commands. `make help` lists them.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
DATA   ?=

# Cargo would look for the job server of make, which it is not given.
CARGO  := MAKEFLAGS= cargo

# Everything a command needs is installed into $(VENV) by the command itself.
export PYO3_BUILD_EXTENSION_MODULE := 1

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip maturin

# One stamp per dependency group: installed again only when pyproject.toml changes.
$(VENV)/.group-%: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --group $*
	@touch $@

RUST_SOURCES := $(shell find src -name '*.rs') Cargo.toml Cargo.lock pyproject.toml
$(VENV)/.built: $(RUST_SOURCES) | $(BIN)/python
	MAKEFLAGS= VIRTUAL_ENV="$$(cd "$(VENV)" && pwd)" $(BIN)/maturin develop --release --quiet
	@touch $@

.PHONY: build
build: $(VENV)/.built ## build the release extension into the environment

.PHONY: demo
demo: $(VENV)/.group-demo build ## the main job on simulated data, or make demo DATA=survey.csv ARGS="--recommend ... --outcome ..."
	$(BIN)/python -m placet demo -o demo $(if $(DATA),"$(DATA)") $(ARGS)

.PHONY: test
test: ## everything that must hold: lints, types, Rust and Python tests
	@# Two processors stay busy: pip works on one, and so does the release build in the end, which leaves the other to what
	@# is checked and built for the tests of the core. Tests of the package begin as soon as it is built.
	$(MAKE) --jobs=2 $(VENV)/.group-test lint-rust
	$(MAKE) --jobs=4 build test-rust test-python lint-python

.PHONY: test-rust
test-rust: ## the core alone, with no Python in sight
	@! $(CARGO) tree --quiet --no-default-features --edges normal | grep -E 'pyo3|numpy' || (echo "Python reached the core" && false)
	$(CARGO) test --quiet --no-default-features

.PHONY: test-python
test-python: $(VENV)/.group-test build ## the package, or make test-python ARGS="--ignore=tests/engines"
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

.PHONY: test-engines
test-engines: $(VENV)/.group-engines $(VENV)/.group-test build ## data that stay where they are: every engine against the rows in memory
	$(BIN)/python -m pytest tests/engines --numprocesses auto --dist loadscope $(ARGS)

.PHONY: fuzz
fuzz: $(VENV)/.group-test build ## calls made at random until the time is over, or make fuzz ARGS="--seconds 600 --seed 7"
	PLACET_FUZZ_CALLS=200000 PLACET_FUZZ_SEED=$$(date +%s) $(BIN)/python -m pytest tests/test_core_fuzz.py
	$(BIN)/python tests/fuzz $(ARGS)

# The oldest Python and the oldest version of everything that pyproject.toml declares, with the extension as it is built.
OLDEST_PYTHON ?= python3.11
OLDEST        ?= .venv-oldest
$(OLDEST)/.installed: tests/oldest.txt
	$(OLDEST_PYTHON) -m venv --clear $(OLDEST)
	$(OLDEST)/bin/python -m pip install --quiet --requirement tests/oldest.txt
	@touch $@

.PHONY: test-oldest
test-oldest: $(OLDEST)/.installed build ## the package with the oldest versions of what it needs
	PYTHONPATH="$(CURDIR)/python" $(OLDEST)/bin/python -m pytest -W ignore::DeprecationWarning --ignore=tests/engines --numprocesses auto --dist worksteal $(ARGS)
	@# Engines as in `make test-engines`. Spark 4.0 leaves sockets open.
	PYTHONPATH="$(CURDIR)/python" $(OLDEST)/bin/python -m pytest -W ignore::DeprecationWarning -W ignore::ResourceWarning tests/engines --numprocesses auto --dist loadscope $(ARGS)

.PHONY: lint
lint: lint-rust lint-python ## formatting, lints, types, stub against module

.PHONY: lint-rust
lint-rust: ## formatting and lints of the core and the binding
	cargo fmt --check
	$(CARGO) clippy --quiet --no-default-features --all-targets -- -D warnings
	$(CARGO) clippy --quiet --all-features -- -D warnings

.PHONY: lint-python
lint-python: $(VENV)/.group-test build ## formatting, lints and types of the package, stub against module
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/python -m mypy.stubtest placet._core

.PHONY: format
format: $(VENV)/.group-test ## format all sources
	cargo fmt
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

.PHONY: stub
stub: build ## what type checkers and editors see of the public functions, into python/placet/__init__.pyi
	$(BIN)/python docs/make_stub.py

.PHONY: bench
bench: $(VENV)/.group-bench build ## speed beside the peers, into docs/benchmarks.md: a quarter of an hour; ARGS=--quick on small data, or --cases nps wls
	$(BIN)/python benches/run.py $(ARGS)

.PHONY: gallery
gallery: $(VENV)/.group-demo build ## every picture the package can draw, into docs/gallery
	$(BIN)/python docs/make_gallery.py

.PHONY: coverage
coverage: build ## how often intervals cover and tests reject, into docs/coverage.md: a quarter of an hour; ARGS=--quick writes nothing, or --part tests
	$(BIN)/python docs/coverage.py $(ARGS)

.PHONY: clean
clean: ## remove what the commands made
	rm -rf $(VENV) $(OLDEST) target demo dist .pytest_cache .ruff_cache .hypothesis
