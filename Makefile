# make audit   install and run the whole book of claims
# make test    every test, with coverage
# make lint    style and types
# make docs    the pages into site/, with every warning an error
# make tours   the notebooks anew from their text twins
# make bench   timings; not part of the tests
# make clean   forget the virtual environment and the caches

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ENGINE := $(wildcard audit/pseudo_kl/engine/*.[ch])
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: audit test lint docs tours bench clean

audit: $(VENV)/.stamp-audit
	$(BIN)/audit run

# Small matrices on several threads take three times as long where other processes want the cores, too.
test: export OPENBLAS_NUM_THREADS = 1
test: export OMP_NUM_THREADS = 1
test: $(VENV)/.stamp-test
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term

lint: $(VENV)/.stamp-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/.stamp-test
	$(BIN)/python -m mkdocs build --strict

tours: $(VENV)/.stamp-test
	for text in notebooks/*.py; do $(BIN)/python -m jupytext --quiet --to ipynb --update "$$text" || exit 1; done

bench: $(VENV)/.stamp-test
	$(BIN)/python -m pytest benchmarks --benchmark-only --benchmark-sort=mean

clean:
	rm -rf $(VENV) site .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.*

# The install is editable, so that only new requirements and the compiled engine call for a new one. The stamps are empty files.

$(VENV)/.stamp-venv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "audit needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.stamp-audit: $(VENV)/.stamp-venv pyproject.toml constraints.txt $(ENGINE)
	$(PIP) -e .
	touch $@

$(VENV)/.stamp-test: $(VENV)/.stamp-venv pyproject.toml constraints.txt $(ENGINE)
	$(PIP) -e '.[dev,torch]'
	touch $@ $(VENV)/.stamp-audit
