# Needs python3 (3.11 or newer) and make. Every target installs what it needs into .venv by itself.
PYTHON ?= python3
PYTEST_ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# A stamp per set of packages: the second `make test` starts at once.
BASE := .venv/installed-base
DEV := .venv/installed-dev
# What says which packages those are.
PINS := pyproject.toml constraints.txt

.PHONY: demo test prove lint ruff mypy bandit sqlfluff audit bench
.DELETE_ON_ERROR:

demo: $(BASE)
	@$(BIN)/intercom-elt demo

test: $(DEV)
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(PYTEST_ARGS)

# What takes minutes: kills a sync at fifty random moments, splits ten random histories into loads,
# tells random workspaces at 300 moments, and compares 20,000 conversations on both engines.
prove: $(DEV)
	@PYTEST_KILLS=50 $(BIN)/python -m pytest tests/acceptance/test_kills.py $(PYTEST_ARGS)
	@PYTEST_SEEDS=10 $(BIN)/python -m pytest tests/golden/test_incremental.py \
		-k any_split $(PYTEST_ARGS)
	@PYTEST_MOMENTS=300 $(BIN)/python -m pytest tests/test_sandbox_moments.py \
		-o faulthandler_timeout=3600 $(PYTEST_ARGS)
	@$(BIN)/python -m tests.engines

lint: ruff mypy bandit sqlfluff

ruff: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

mypy: $(DEV)
	$(BIN)/mypy

bandit: $(DEV)
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive sources pipelines transforms sandbox

# As Postgres reads it, and as DuckDB does.
sqlfluff: $(DEV)
	$(BIN)/sqlfluff lint --disable-progress-bar --processes 0 transforms
	$(BIN)/sqlfluff lint --disable-progress-bar --processes 0 --dialect duckdb transforms

# Asks a public service for known holes in the packages that constraints.txt pins.
audit: $(DEV)
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip

bench: $(DEV)
	@$(BIN)/python -m benchmarks

$(BASE): $(PINS) | $(BIN)/python
	@echo "Installing intercom-elt into .venv ..."
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(DEV): $(PINS) | $(BIN)/python
	@echo "Installing intercom-elt and its tools into .venv ..."
	@$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $(BASE) $@

# A venv that could not be finished is removed: the next try would take it for a good one.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "intercom-elt needs Python 3.11 or newer, and $(PYTHON) is not;" \
			"name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "$(PYTHON) cannot make a virtual environment;" \
			"on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
