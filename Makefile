# What a newcomer and CI call. Everything happens in .venv; nothing outside the checkout is changed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
EXAMPLE := example.lbug

.PHONY: demo test check bench lint lint-js types install clean

install: $(STAMP)

$(STAMP): setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -qq --upgrade pip
	$(BIN)/python -m pip install -qq --editable '.[dev]'
	touch $@

demo: $(STAMP)
	$(BIN)/kg build examples/efficient-ml.jsonl --graph $(EXAMPLE)
	$(BIN)/kg map --graph $(EXAMPLE) --output example.html
	@echo "Open $(CURDIR)/example.html in a browser; ask it: $(BIN)/kg query --graph $(EXAMPLE) top-concepts"

test: $(STAMP)
	scripts/services.sh
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m kg.lexicon

types: $(STAMP)
	$(BIN)/mypy

lint-js:
	scripts/lint_js.sh

check: lint types lint-js

bench: $(STAMP)
	$(BIN)/python -m pip install -qq --editable '.[bench]'
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf node_modules build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis example.lbug example.html
