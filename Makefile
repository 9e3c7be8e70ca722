# Every target makes what it needs: python3 (3.11 or later), pip and a package index are all there has to be.

HOST ?= 127.0.0.1
PORT ?= 8000
# What `make test` runs, and with which options: make test TESTS=tests/server PYTEST_FLAGS="-x -q"
TESTS ?= tests
PYTEST_FLAGS ?=
BENCH_FLAGS ?=
# For so long `make fuzz` looks for requests that do harm.
FUZZ_SECONDS ?= 60
# The lowest branch coverage in per cent that `make cover` accepts.
COVERAGE ?= 95

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# The tools of make check-openapi: an environment of their own, and what npm brings.
OPENAPI_TOOLS := .openapi-tools
COMPAT := .compat/venv
COMPAT_PACKAGES := tests/compat/packages/requirements.txt
INTEROP := .interop/venv
INTEROP_PACKAGES := tests/interop/requirements.txt
# The test suite of make test-autobahn, which is written in Python 2, and the last pip that is.
AUTOBAHN := .autobahn
AUTOBAHN_PIP := pip-20.3.4-py2.py3-none-any.whl
AUTOBAHN_PACKAGES := tests/autobahn/requirements.txt
CODE := framework server tests benchmarks docs

# The first interpreter that is new enough; make PYTHON=/path/to/python3 chooses another one.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)

# Python 2.7, where there is one; pyenv may have it without showing it.
PYTHON2 ?= $(shell for name in python2.7 python2 $$(pyenv whence --path python2.7 2>/dev/null); do \
	"$$name" -c 'import sys; sys.exit(sys.version_info[:2] != (2, 7))' 2>/dev/null && echo "$$name" && break; done)

.DEFAULT_GOAL := help
.PHONY: help run install test test-browser test-compat test-autobahn check check-openapi format cover bench bench-micro bench-server docs docs-assets build clean fuzz test-interop

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 15

# The demo does not start without these; docs/examples/shop/README.md tells what they mean.
run: export SHOP_ADMIN_EMAIL ?= admin@example.com
run: export SHOP_ADMIN_PASSWORD ?= open sesame please
run: export SHOP_SECRET_KEY ?= $(shell $(BIN)/python -c 'import secrets; print(secrets.token_hex(32))')
run: $(INSTALLED) ## serve the demo shop; HOST and PORT choose where
	@echo 'The demo shop is at http://$(HOST):$(PORT)/docs (also /redoc, /openapi.json, /ready).'
	@echo 'Its administrator: $(SHOP_ADMIN_EMAIL), password: $(SHOP_ADMIN_PASSWORD). Stop it with Ctrl+C.'
	@exec $(BIN)/fw run shop.main:app --app-dir docs/examples --host $(HOST) --port $(PORT)

install: $(INSTALLED) ## make .venv with the project in editable form and the development tools

test: $(INSTALLED) ## run the tests; TESTS and PYTEST_FLAGS narrow them
	$(BIN)/pytest $(PYTEST_FLAGS) $(TESTS)

fuzz: $(INSTALLED) ## send spoilt requests to connections for FUZZ_SECONDS, others each time
	FUZZ_SECONDS=$(FUZZ_SECONDS) $(BIN)/pytest $(PYTEST_FLAGS) tests/fuzz

test-browser: docs-assets ## look at the documentation pages with a real browser (needs chromium and npm)
	$(BIN)/pytest $(PYTEST_FLAGS) tests/browser

test-compat: $(INSTALLED) $(COMPAT)/.installed ## run programs for packages where FastAPI is not installed (needs chromium, redis, postgresql)
	$(COMPAT)/bin/pytest $(PYTEST_FLAGS) tests/compat/packages

test-interop: $(INTEROP)/.installed ## serve other frameworks, to other clients, behind nginx (needs chromium, curl, nginx)
	$(INTEROP)/bin/python -m pytest $(PYTEST_FLAGS) tests/interop

test-autobahn: export PYTHON2 := $(PYTHON2)
test-autobahn: $(INSTALLED) $(AUTOBAHN)/.installed ## have the Autobahn suite try our WebSockets (needs Python 2.7)
	$(BIN)/pytest $(PYTEST_FLAGS) tests/autobahn

check: $(INSTALLED) ## format, lint, types and architecture, without changing a file
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/pytest --quiet tests/architecture

check-openapi: $(INSTALLED) $(OPENAPI_TOOLS)/.installed ## have other tools read our documents and ask our programs (needs npm and java)
	$(BIN)/pytest $(PYTEST_FLAGS) tests/openapi_tools

format: $(INSTALLED) ## format the code and mend what the linter can mend
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

cover: $(INSTALLED) ## run the tests with branch coverage; fails below COVERAGE per cent
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(PYTEST_FLAGS) $(TESTS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=$(COVERAGE)

bench: $(INSTALLED) ## compare with other frameworks; BENCH_FLAGS chooses scenarios, see benchmarks/README.md
	$(BIN)/python -m benchmarks.compare $(BENCH_FLAGS)

bench-micro: $(INSTALLED) ## compare the core with Starlette's, concept by concept; see benchmarks/README.md
	$(BIN)/python -m benchmarks.micro.paired $(BENCH_FLAGS)

bench-server: $(INSTALLED) ## compare the server with others; see benchmarks/README.md
	$(BIN)/python -m benchmarks.server $(BENCH_FLAGS)

docs: $(INSTALLED) ## check that links and examples of the documentation lead somewhere
	$(BIN)/pytest --quiet tests/docs

docs-assets: $(INSTALLED) ## fetch what the pages at /docs and /redoc load, for networks without a way out (needs npm)
	$(BIN)/python docs/fetch_page_assets.py

build: $(INSTALLED) ## build the wheel and the source distribution into dist/
	$(BIN)/pip install --quiet build
	$(BIN)/python -m build

clean: ## remove what the other targets left, but .venv
	rm -rf build dist .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find $(CODE) -name __pycache__ -prune -exec rm -rf {} +

# Debian splits ensurepip off; there the outer pip puts pip into the new environment.
$(INSTALLED): pyproject.toml
	@test -n '$(PYTHON)' || { echo 'Fireweed needs Python 3.11 or later, and found none. Install it, or name it:' \
		'make PYTHON=/path/to/python3' >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --without-pip $(VENV) && \
		$(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/pip install --quiet --group dev --editable '.[test,examples,schemas,sessions,telemetry,templates,wsgi,dev]'
	@touch $@

# Installed without running scripts of packages; the lock file says what each archive must be.
$(OPENAPI_TOOLS)/.installed: pyproject.toml tests/openapi_tools/npm/package-lock.json
	@mkdir -p $(OPENAPI_TOOLS)
	cp tests/openapi_tools/npm/package.json tests/openapi_tools/npm/package-lock.json $(OPENAPI_TOOLS)
	npm ci --prefix $(OPENAPI_TOOLS) --ignore-scripts --no-audit --no-fund --silent
	@test -x $(OPENAPI_TOOLS)/venv/bin/python || $(BIN)/python -m venv --without-pip $(OPENAPI_TOOLS)/venv
	$(BIN)/pip --python $(OPENAPI_TOOLS)/venv/bin/python install --quiet --disable-pip-version-check --group openapi-tools
	@touch $@

# Everything is pinned and nothing resolved: what the packages depend on includes FastAPI and Starlette.
$(COMPAT)/.installed: pyproject.toml $(COMPAT_PACKAGES)
	@test -x $(COMPAT)/bin/python || $(BIN)/python -m venv --without-pip $(COMPAT)
	$(BIN)/pip --python $(COMPAT)/bin/python install --quiet --no-deps --requirement $(COMPAT_PACKAGES) --editable .
	@touch $@

# Frameworks of others themselves, which have no place in .venv.
$(INTEROP)/.installed: pyproject.toml $(INTEROP_PACKAGES)
	@test -x $(INTEROP)/bin/python || $(PYTHON) -m venv --without-pip $(INTEROP)
	$(PYTHON) -m pip --python $(INTEROP)/bin/python install --quiet --no-deps --requirement $(INTEROP_PACKAGES) --editable .
	@touch $@

# Not an environment, which Python 2.7 cannot make by itself: a folder that the interpreter is told of.
$(AUTOBAHN)/.installed: $(AUTOBAHN_PACKAGES) | $(INSTALLED)
	@test -n '$(PYTHON2)' || { echo 'The Autobahn test suite runs on Python 2.7, and there is none. Install it, say with' \
		'pyenv install 2.7.18, or name it: make test-autobahn PYTHON2=/path/to/python2.7' >&2; exit 1; }
	@rm -rf $(AUTOBAHN) && mkdir $(AUTOBAHN)
	$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --dest $(AUTOBAHN) pip==20.3.4
	PYTHONPATH=$(AUTOBAHN)/$(AUTOBAHN_PIP) $(PYTHON2) -m pip install --quiet --disable-pip-version-check \
		--no-python-version-warning --no-deps --target $(AUTOBAHN)/packages --requirement $(AUTOBAHN_PACKAGES)
	@touch $@
