# Two commands from a fresh machine with python3, python3-venv and make: make demo, make test.

PYTHON ?= python3
BIN := .venv/bin
PIP_INSTALL := $(BIN)/pip install -qq --disable-pip-version-check
LINT := $(BIN)/ruff check --quiet && $(BIN)/ruff format --check --quiet
LOCKED := --require-hashes --only-binary :all: -r

.DEFAULT_GOAL := help
.PHONY: help setup demo check test format docs lock screens styles

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' Makefile

setup: .venv/.installed ## Install what Sevenfold runs on, into .venv

demo: setup ## Make the invented trust, serve it and print its address
	@$(BIN)/sevenfold demo

check: .venv/.tools ## Lint, then test on SQLite without a browser: under a minute
	@$(LINT)
	@$(BIN)/python -m tests.run --quick

test: .venv/.tools ## Lint, then test on SQLite and PostgreSQL, with a browser
	@$(LINT)
	@$(BIN)/python -m tests.run

format: .venv/.tools ## Lay out the source as check wants it
	@$(BIN)/ruff format --quiet

docs: .venv/.tools ## Write docs/reference.md from the code
	@$(BIN)/python docs/generate.py

screens: .venv/.tools ## Take the pictures of the documentation from the demonstration (needs Chromium)
	@$(BIN)/python docs/screens.py

styles: ## Compile the style sheet and scripts that are committed (needs Node)
	@sh frontend/build.sh

# One resolution for both: the second is held to the versions of the first.
lock: .venv-lock/bin/uv ## Resolve the dependencies again (UPGRADE=1: to the newest that fit)
	@$(UV_COMPILE) $(if $(UPGRADE),--upgrade) --all-extras -o requirements-dev.lock
	@$(UV_COMPILE) --extra build -c requirements-dev.lock -o requirements.lock

UV_COMPILE = UV_PYTHON_DOWNLOADS=never .venv-lock/bin/uv pip compile pyproject.toml --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command 'make lock'

.venv-lock/bin/uv:
	@$(PYTHON) -m venv .venv-lock
	@.venv-lock/bin/pip install -qq --disable-pip-version-check uv

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Sevenfold needs Python 3.11 or newer.")'
	@$(PYTHON) -m venv .venv

.venv/.installed: requirements.lock pyproject.toml | .venv/bin/pip
	@echo "Installing what Sevenfold needs into .venv (about half a minute)"
	@$(PIP_INSTALL) $(LOCKED) requirements.lock
	@$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.tools: requirements-dev.lock .venv/.installed
	@$(PIP_INSTALL) $(LOCKED) requirements-dev.lock
	@touch $@
