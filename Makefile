# One command each; every one prepares what it needs first. Say `make` for the list.
ifndef PYTHON
PYTHON := $(shell for p in python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo $$p && break; done)
endif
ifeq ($(PYTHON),)
PYTHON := python3
endif
SETUP := @$(PYTHON) scripts/setup.py
BIN := .venv/bin
PY := $(BIN)/python
SOURCES := kpi_portal indicators submissions forms_templates scoring benchmarks tests scripts conftest.py manage.py

.DEFAULT_GOAL := help
.PHONY: help setup run test test-services check format bench screenshots lock clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 — /p' $(MAKEFILE_LIST)

setup: ## Prepare this folder without starting anything
	$(SETUP) runtime

run: ## Start the portal on HOST and PORT (127.0.0.1:8000); Ctrl-C stops it
	$(SETUP) runtime
	@exec $(PY) manage.py portal

test: ## Run the tests (SQLite, no servers)
	$(SETUP) test
	$(PY) -m pytest -n 2 --dist worksteal $(ARGS)

test-services: ## Run the tests on a throw-away PostgreSQL and Redis
	$(SETUP) services
	$(PY) scripts/test_on_services.py -n 2 --dist worksteal $(ARGS)

check: ## Style, types, layers, templates, migrations, deployment settings, translations
	$(SETUP) test
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy kpi_portal indicators submissions forms_templates scoring
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --check templates
	$(BIN)/djlint --quiet --lint templates
	DJANGO_SETTINGS_MODULE=kpi_portal.settings.test $(PY) manage.py makemigrations --check --dry-run
	$(PY) scripts/check_deployment.py
	$(PY) scripts/check_translations.py

format: ## Bring Python and templates into the house style
	$(SETUP) test
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)
	-$(BIN)/djlint --quiet --reformat templates

bench: ## Measure the bars of speed, as ratios in one run
	$(SETUP) test
	$(PY) -m benchmarks $(ARGS)

screenshots: ## Take the pictures of the guides from a running portal
	$(SETUP) test
	$(PY) scripts/screenshots.py $(ARGS)

lock: ## Renew the lock files after changing requirements/*.in or package.json
	$(SETUP) test
	$(PY) scripts/lock.py

clean: ## Remove what was built; the data in var/ stays
	rm -rf .venv node_modules build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
