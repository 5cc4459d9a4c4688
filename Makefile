# lineage_graph: `make demo` shows it, `make test` proves it. Both make what they need in .venv and nothing elsewhere
# but the per-user cache of the local Neo4j.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: help demo test check smoke package bench bench-large lock relock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

demo: $(VENV)/.installed  ## start the local Neo4j, load the example estate, show an impact report
	$(BIN)/lineage-graph demo

test: $(VENV)/.developed  ## run the tests against a real Neo4j that they start themselves
	$(BIN)/python -m pytest

check: $(VENV)/.developed  ## linters, types, and the one way through the code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

smoke: $(VENV)/.developed  ## a part of the tests on the newest Neo4j
	LINEAGE_GRAPH_TEST_NEO4J=2026 $(BIN)/python -m pytest -m smoke

package: $(VENV)/.developed  ## build the wheel and try it in an environment of its own
	$(BIN)/python .ci/try_package.py

bench: $(VENV)/.developed  ## measure, into benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks

bench-large: $(VENV)/.developed  ## measure a million runs, into their part of benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks large

lock: $(VENV)/.developed  ## pin the development dependencies anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --extra local --group dev --quiet --output-file requirements/development.lock

relock: $(VENV)/.developed  ## pin the local Neo4j anew: make relock NEO4J=5.26.31 BROWSER=5.24.0
	$(BIN)/python .ci/relock.py $(NEO4J) $(BROWSER)

clean:  ## remove what was built here; the local Neo4j and its data stay
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[local]'
	@touch $@

$(VENV)/.developed: $(VENV)/bin/python pyproject.toml requirements/development.lock
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/development.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@ $(VENV)/.installed
