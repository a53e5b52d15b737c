# Two commands matter: `make demo` shows the product, `make test` proves it. Everything runs in .venv,
# which is built from requirements.lock alone, with every file's hash checked.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# A caller's Python settings must not reach into our environment.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONDONTWRITEBYTECODE PYTHONUNBUFFERED PIP_USER PIP_TARGET PIP_PREFIX

# The interpreter that .venv is made from: `make demo PYTHON=/path/to/python3` names another.
ifndef PYTHON
PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
endif
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
# One more than two cores: tests wait for routers. Four gained nothing.
PARALLEL := -n 3 --dist worksteal
PYTEST_ARGS ?=
UNIT := $(PYTEST) -m "not ssh and not slow" --quiet
# Halves that take alike long: for tests this short, what pytest-xdist's workers report costs as much as the tests.
FIRST := tests/unit/facts tests/unit/ios tests/unit/checks tests/unit/tickets tests/sections tests/stores tests/errors
SECOND := $(filter-out $(FIRST:%=%/),$(wildcard tests/unit/*/)) $(wildcard tests/unit/test_*.py) \
  tests/docs

.PHONY: help venv demo test unit check format docs figures certificates wheel witnesses benchmarks lock clean

help:  ## what each target does
	@sed -nE 's/^([a-z]+):.*## (.*)/\1\	\2/p' Makefile | expand -t 14

venv:  ## .venv with everything in it; does nothing where it stands already
	@contrib/make-venv "$(PYTHON)"

demo: venv  ## the whole path, on two simulated headends
	@$(PY) contrib/demo.py

test: venv  ## all tests (PYTEST_ARGS=--cov adds the floor under branch coverage)
	@$(PYTEST) $(PARALLEL) $(PYTEST_ARGS)

unit: venv  ## the domain, the sections and the stores, without network: under 10 seconds
	@export HYPOTHESIS_PROFILE=quick; \
	$(UNIT) $(SECOND) $(PYTEST_ARGS) & other=$$!; $(UNIT) $(FIRST) $(PYTEST_ARGS); code=$$?; wait $$other && exit $$code

check: venv  ## ruff, mypy --strict, import-linter
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo

format: venv  ## rewrite the sources as `check` wants them
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

docs: venv  ## what docs/ and README.md hold that the code knows: schemas, errors, checks, output
	@$(PY) contrib/docs.py
	@$(PY) contrib/consoles.py README.md

figures: venv  ## docs/architecture.md: rooms, arrows and circles of the code, before and now
	@$(PY) contrib/figures.py

certificates: venv  ## docs/certificates.md: every kind on every release, renewal under load (some minutes)
	@$(PY) contrib/certificates.py

wheel: venv  ## dist/*.whl
	$(PY) -m build --wheel --no-isolation --outdir dist .

witnesses: venv  ## other people's tools against the simulated headends
	$(PY) -m tests.witnesses

benchmarks: venv  ## side by side with what a user would pick instead
	$(PY) benchmarks/run.py

lock: venv  ## requirements.lock anew from pyproject.toml, for every Python that is supported
	$(PY) -m pip --disable-pip-version-check install --quiet 'uv>=0.8'
	$(PY) -m uv pip compile --quiet --universal --upgrade --no-strip-extras --python-version 3.11 --generate-hashes \
	  --extra lab --extra dev --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command 'make lock' --output-file requirements.lock pyproject.toml

clean:  ## what builds and tests left, .venv too
	rm -rf .venv build dist .demo .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
