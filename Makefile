# The two commands are `make run` and `make test`. They need python3, its venv and make.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/django.po)

.PHONY: run install test lint bench messages locks clean
.DEFAULT_GOAL := run

run: $(VENV)/run.stamp $(VENV)/catalogues.stamp
	@exec $(BIN)/python manage.py serve --host "$(HOST)" --port "$(PORT)"

# The libraries and the catalogues alone, for who runs the hub by docs/operate.md.
install: $(VENV)/run.stamp $(VENV)/catalogues.stamp

test: $(VENV)/test.stamp $(VENV)/catalogues.stamp
	@bash tests/run

bench: $(VENV)/test.stamp $(VENV)/catalogues.stamp
	@$(BIN)/python -m bench

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/mypy config hub practices discussions search

# Reads every string out of the code and the templates into the six catalogues.
messages: $(VENV)/test.stamp
	$(BIN)/python manage.py messages

# Compiles the two locks anew from pyproject.toml.
locks: $(VENV)/test.stamp
	$(BIN)/python -m tests.locks --write

clean:
	rm -rf $(VENV) var

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing:  apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "GCM Hub needs Python 3.11 or later; this is $$($(PYTHON) --version). Set PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing:  apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# The stamp holds the lock's hash: a start with the same lock installs nothing.
$(VENV)/run.stamp: requirements.lock | $(VENV)/bin/python
	@sum=$$(sha256sum < requirements.lock); \
	if [ "$$sum" != "$$(cat $@ 2>/dev/null)" ]; then \
	  echo "Installing the libraries …"; \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock || exit 1; \
	  echo "$$sum" > $@; \
	else touch $@; fi

$(VENV)/test.stamp: $(VENV)/run.stamp requirements-dev.lock
	@sum=$$(cat requirements.lock requirements-dev.lock | sha256sum); \
	if [ "$$sum" != "$$(cat $@ 2>/dev/null)" ]; then \
	  echo "Installing what tests need …"; \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock || exit 1; \
	  echo "$$sum" > $@; \
	else touch $@; fi

$(VENV)/catalogues.stamp: $(CATALOGUES) | $(VENV)/run.stamp
	@for po in $(CATALOGUES); do \
	  $(BIN)/pybabel -q compile -i "$$po" -o "$${po%.po}.mo" -l "$$(basename $$(dirname $$(dirname $$po)))" || exit 1; \
	done
	@touch $@
