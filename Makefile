# Ringtrace: `make demo` and `make test` are all a newcomer needs; each sets up what it uses.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: demo run test test-all check bench clean clean-state

demo: .venv/.product
	@RINGTRACE_VAR=$${RINGTRACE_VAR:-var/demo} RINGTRACE_MODELS=$${RINGTRACE_MODELS:-var} $(BIN)/python manage.py demo $(ARGS)

run: .venv/.product
	@$(BIN)/python manage.py up $(ARGS)

test: .venv/.dev
	@$(BIN)/pytest -m "not slow" $(ARGS)

test-all: .venv/.dev
	@$(BIN)/pytest $(ARGS)

check: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

bench: .venv/.dev
	@RINGTRACE_VAR=$${RINGTRACE_VAR:-var/bench} RINGTRACE_MODELS=$${RINGTRACE_MODELS:-var} $(BIN)/python manage.py bench $(ARGS)

clean:
	rm -rf .venv

clean-state:
	@$(PYTHON) config/engines/removal.py $${RINGTRACE_VAR:-var}

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Ringtrace needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	@echo "Making .venv"
	@$(PYTHON) -m venv .venv

.venv/.product: .venv/bin/pip pyproject.toml constraints.txt
	@echo "Installing Ringtrace and its engines into .venv (about 1.5 GB; once, a few minutes)"
	@$(BIN)/pip install --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

.venv/.dev: .venv/.product
	@echo "Installing the tools for tests and checks"
	@$(BIN)/pip install --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	@touch $@
