# Lagebild: each target's one-line meaning stands behind its name.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: setup lock lint format unit contracts-update

setup: $(STAMP) ## the virtual environment, from the lock

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

lock: ## requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --all-extras pyproject.toml -o requirements.lock

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

unit: setup ## the cores, no broker, no database
	$(BIN)/pytest tests/unit tests/golden tests/contracts
