# Lagebild: each target's one-line meaning stands behind its name; `make help` prints them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK_FLAGS := --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

.PHONY: help setup demo test lint unit golden contracts contracts-update contracts-release integration faults soak fuzz bench lock \
	audit format clean

help: ## these lines
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

setup: $(STAMP) ## virtual environment from the lock; Java, Maven and Apache Kafka where they lack
	@$(BIN)/python -m infra.local.prerequisites

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "setup: Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "setup: Python's venv is missing. Install it: apt-get install python3-venv"; exit 1; }
	@echo "setup: installing requirements.lock into $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## the stack, the sample articles through the three services, the ledger
	@$(BIN)/lagebild demo

test: setup ## everything, on a real Kafka and a real PostgreSQL
	$(BIN)/pytest

lint: setup ## ruff, mypy --strict, import rules; no broker, no database
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## ruff format and its safe fixes
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

contracts-update: setup ## schemas and AsyncAPI anew from topics.yaml and the contract classes
	$(BIN)/python -m shared.contracts.generate

contracts-release: setup ## the present schemas as the next edition, never edited from then on
	$(BIN)/python -m shared.contracts.releases

unit: setup ## the cores and what else needs no broker and no database
	$(BIN)/pytest tests/unit -m "not kafka and not postgres"

golden: setup ## articles and conflicts with hand-written expectations
	$(BIN)/pytest tests/golden

contracts: setup ## topics, schemas and examples
	$(BIN)/pytest tests/contracts

integration: setup ## services and adapters on a real Kafka and a real PostgreSQL
	$(BIN)/pytest tests/integration

faults: setup ## the long form of tests/faults (an hour or two): every fault, many seeds, and the report
	$(BIN)/python -m tests.faults.long_runs $(FAULTS)

soak: setup ## half an hour of steady load: memory flat, nothing left, nothing lost
	$(BIN)/python -m tests.faults.long_runs --soak

fuzz: setup ## the extractor on 100,000 texts that no newspaper prints (some minutes)
	LAGEBILD_FUZZ_INPUTS=100000 $(BIN)/pytest tests/unit/services/extractor/core/test_properties.py

audit: setup ## locks: pinned, hashed, licences, nothing withdrawn; vulnerabilities where advisories can be fetched
	@test -x .cache/audit/bin/pip-audit || \
		{ $(PYTHON) -m venv .cache/audit && .cache/audit/bin/pip install -qq --disable-pip-version-check pip-audit==2.10.1; } || true
	@$(BIN)/python -m infra.audit

bench: setup ## throughput, measured and printed
	$(BIN)/python -m tests.bench.bench_extractor
	$(BIN)/pytest tests/bench -s

clean: ## the environment, caches and fetched jars; not your data
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info build

lock: ## both locks anew from pyproject.toml (needs uv): all of it, and what the image needs
	uv pip compile $(LOCK_FLAGS) --all-extras pyproject.toml -o requirements.lock
	uv pip compile $(LOCK_FLAGS) --constraint requirements.lock pyproject.toml infra/docker/build.in -o infra/docker/requirements.lock
