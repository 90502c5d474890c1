# One command a chore. `make` alone lists them; `make run` and `make test` set up what they need.
#
# PYTHON=/path/to/python3.12   the Python to build .venv with (default: the first that is 3.11 or newer)
# WORKERS=4                    so many tests at once (default: two)
# ARGS="..."                   handed on to the command behind the chore, as in: make run ARGS="--demo"

VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/ready-to-run
DEV_READY := $(VENV)/ready-to-test
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest
WORKERS ?= 2
ARGS ?=

CANDIDATES := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
NEEDS := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
COMPILE := $(BIN)/python -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test recovery lint docs lock demo pictures calibration tables clean

help: ## say what each chore does
	@echo "Bowlby: make CHORE, where CHORE is one of"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-11s %s\n", $$1, $$2 }'

run: $(RUN_READY) ## open the companion in the browser
	@$(BIN)/bowlby open $(ARGS)

test: $(DEV_READY) ## run every quick test
	$(PYTEST) -n $(WORKERS) -m "not slow" $(ARGS)

recovery: $(DEV_READY) ## run the slow checks: simulated diaries must give back their parameters
	$(PYTEST) -n $(WORKERS) -m slow $(ARGS)

lint: $(DEV_READY) ## check style, layout and types
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m pyright

docs: $(DEV_READY) ## build the documentation, warnings as errors
	$(BIN)/python -m sphinx -W --keep-going -n -q -b html docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

lock: $(DEV_READY) ## pin the dependencies anew, with hashes
	$(COMPILE) --group build --output-file requirements.lock $(ARGS)
	$(COMPILE) --group build --group dev --constraints requirements.lock --output-file requirements-dev.lock $(ARGS)

demo: $(DEV_READY) ## make the demo diary and its fit anew
	$(BIN)/python scripts/make_demo.py $(ARGS)

pictures: $(DEV_READY) ## make the pictures of README and documentation anew
	$(BIN)/python scripts/make_pictures.py $(ARGS)
	$(PYTEST) -n $(WORKERS) -m "not slow" | $(BIN)/python scripts/picture_of_tests.py docs/pictures/make-test.svg

calibration: $(DEV_READY) ## learn the free parameters anew from the eight rows (slow; goes on where it was stopped)
	$(BIN)/python scripts/calibration_table.py --keep simulations.jsonl $(ARGS)

tables: $(DEV_READY) ## make the tables of the documentation anew: what a fit gives back, and the evidence (slow)
	$(BIN)/python scripts/recovery.py $(ARGS)
	$(BIN)/python benchmarks/robustness.py --out docs/tables/robustness.md
	$(BIN)/python scripts/evidence_table.py

clean: ## remove the environment and everything that was built
	rm -rf $(VENV) docs/_build docs/generated build dist .pytest_cache .ruff_cache .hypothesis
	find . -type d -name __pycache__ -prune -exec rm -rf {} +

# The last step of each set-up writes its stamp, so that a set-up cut short is taken up again.
$(RUN_READY): requirements.lock pyproject.toml | $(BIN)/pip
	@echo "Bowlby: installing what it runs on (once; some hundred megabytes)"
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_READY): requirements-dev.lock pyproject.toml | $(BIN)/pip
	@echo "Bowlby: installing what it runs on and is tested with (once; some hundred megabytes)"
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(RUN_READY)

$(BIN)/pip:
	@for python in $(CANDIDATES); do \
	    if "$$python" -c '$(NEEDS)' 2>/dev/null; then \
	        echo "Bowlby: making $(VENV) with $$("$$python" --version)"; \
	        "$$python" -m venv --clear $(VENV) && exit 0; \
	        rm -rf $(VENV); exit 1; \
	    fi; \
	done; \
	echo "Bowlby needs Python 3.11 or newer with its venv module; none of these has both: $(CANDIDATES)." >&2; \
	echo "Install one (Debian, Ubuntu: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python3.12" >&2; \
	exit 1
