# What one does here, in a word each. `make setup` comes first.
python = .venv/bin/python
ifeq ($(OS),Windows_NT)
python = .venv/Scripts/python
endif

# Of the layers that most changes touch: 20 seconds on two cores.
quick_tests = tests/core/formulas tests/core/pricing tests/scenario/building tests/scenario/schema \
  tests/report tests/test_layers.py tests/test_public_api.py

.PHONY: help setup quick test lint types docs reference bench release all

help: ## list what there is
	@$(python) -c "import re; print(*('%-10s %s' % one for one in re.findall(r'(?m)^([a-z]+):.*?## (.+)', open('Makefile', encoding='utf-8').read())), sep=chr(10))"

setup: ## make .venv with all that is needed
	python3 -m venv .venv
	$(python) -m pip install --quiet --editable '.[dev,docs]'
	$(python) -m pre_commit install

quick: ## the quick tests
	$(python) -m pytest --quiet --numprocesses auto $(quick_tests)

test: ## all tests
	$(python) -m pytest --quiet --numprocesses auto

lint: ## style
	$(python) -m ruff check .
	$(python) -m ruff format --check .

types: ## types, strict
	$(python) -m mypy

docs: ## the site, strict, in build/docs
	$(python) docs/generate.py --check
	$(python) -m sphinx -q -W --keep-going -n -b html docs build/docs

reference: ## write the reference, and what the commands on the pages print
	$(python) docs/generate.py
	$(python) -m tests.support.pages
	$(python) -m tests.support.pictures

bench: ## print speeds; compare with a run of the commit before
	$(python) -m tests.benchmarks.speed

release: ## is this ready for the tag of its version?
	$(python) .ci/release_notes.py "v$$($(python) -c 'import omsrisk; print(omsrisk.__version__)')"

all: lint types test docs ## what must hold before a change lands; .ci/run asks for more
