# Two commands on a fresh machine with Python 3.11, venv, make and git:
#   make run    the product with a demo network on http://localhost:8000
#   make test   everything that needs neither a browser nor PostgreSQL where these are missing

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PORT ?= 8000
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$(( n > 4 ? 4 : n )))
PYTEST ?= $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)
export DJANGO_SETTINGS_MODULE := tuyen.settings
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help env run two test coverage test-postgres check bench vendor demo docs lock messages clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

# A linked .venv belongs to somebody else and is taken as it is.
ifeq ($(shell test -L .venv && echo linked),linked)
RUN_ENV :=
DEV_ENV :=
else
RUN_ENV := .venv/.installed-base
DEV_ENV := .venv/.installed-dev
endif

env: $(DEV_ENV) ## the virtual environment .venv with the tuyen command

.venv/.installed-base: requirements/base.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked packages into .venv …"
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements/base.txt
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.installed-dev: requirements/dev.txt .venv/.installed-base
	@echo "Installing the packages of the gate …"
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements/dev.txt
	@touch $@

run: $(RUN_ENV) ## database, demo network, server; prints the address and the demo sign-ins
	@$(BIN)/python -m tuyen serve --migrate --demo --port $(PORT)

two: $(RUN_ENV) ## a hub and a station on this machine, joined, with a cable to pull out: work without a line tried out
	@$(BIN)/python -m tuyen two --port $(PORT)

demo: $(RUN_ENV) ## the demo network alone, without a server
	@$(BIN)/python -m tuyen migrate
	@$(BIN)/python -m tuyen demo

test: $(DEV_ENV) ## the suite; its last lines say what was skipped and why
	@$(PYTEST)

coverage: $(DEV_ENV) ## the suite with the share of lines and branches that it runs, the least covered files named
	@$(PYTEST) --cov=tuyen --cov-branch --cov-report=term:skip-covered

test-postgres: $(DEV_ENV) ## the suite on PostgreSQL; starts a throw-away server when none is given
	@tools/with-postgres $(PYTEST)

check: $(DEV_ENV) ## lint, format, types, floors, templates, migrations
	@tools/check

bench: $(DEV_ENV) ## speed, as JSON lines; prints how long it will take first
	@$(BIN)/python -m tuyen bench

schema: $(DEV_ENV) ## after synced tables changed: what is new, under which version (docs/releases.md)
	@$(BIN)/python -m tools.schema

docs: $(DEV_ENV) ## capabilities from the journeys that show them, nouns, NOTICE from the headers, entry times, pictures
	@$(BIN)/python tools/capabilities.py
	@$(BIN)/python tools/nouns.py
	@$(BIN)/python tools/notice.py
	@TUYEN_GUIDE=1 $(BIN)/python -m pytest -n 0 -k test_budgets tuyen/registry/persons tuyen/domains/clinic
	@TUYEN_GUIDE=1 $(BIN)/python -m pytest tests/guide tests/sync/test_two_on_screen.py

vendor: $(DEV_ENV) ## fetches the front-end libraries named in vendor.toml and checks their sums
	@$(BIN)/python tools/vendor.py

messages: $(DEV_ENV) ## collects the messages into locale/en and compiles them
	@mkdir -p tuyen/locale
	@$(BIN)/python -m django makemessages --no-obsolete --no-wrap --add-location file -l en \
		--ignore "tests/*" --ignore "*/tests/*" --ignore "var/*" --ignore "build/*" --ignore "tools/*"
	@$(BIN)/python -m django compilemessages -v 0 -l en --ignore .venv

COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-options \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra build
lock: ## the locked requirements, after a change of pyproject.toml
	@CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) -o requirements/base.txt pyproject.toml
	@CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) --extra dev -c requirements/base.txt \
		-o requirements/dev.txt pyproject.toml

clean: ## removes what was made, keeps the data folder
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build htmlcov *.egg-info
	@test -L .venv || rm -rf .venv
