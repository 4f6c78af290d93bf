# Sampan's everyday commands; "make help" lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
PIP := $(BIN)/python -m pip install --disable-pip-version-check --no-input -c constraints.txt
# The release that Sampan is tested with; without a pin pip takes the newest for graphics cards.
TORCH := 2.13.0
Q ?= When did the Commercial Data Interchange open?

.DEFAULT_GOAL := help
.PHONY: help ask test fuzz check docs figures ablation peers written load faults pins clean

help:  ## list these targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

ask: $(READY)  ## set up, index the starter corpus and answer: make ask Q="..."
	@$(BIN)/sampan index
	@$(BIN)/sampan ask "$$QUESTION"
ask: export QUESTION = $(Q)

test: $(READY_DEV)  ## set up and run the whole test suite
	$(BIN)/python -m pytest -n $(or $(JOBS),4) --dist loadscope --no-loadscope-reorder

fuzz: $(READY_DEV)  ## try FUZZ_EXAMPLES hostile inputs (20000) on each fuzz target
	PYTHONPATH=.:tests $(BIN)/python -m fuzz.engine $(or $(FUZZ_STRINGS),100000)
	PYTHONPATH=.:tests FUZZ_PUMPS=25 $(BIN)/python -m fuzz.patterns
	PYTHONPATH=.:tests $(BIN)/python -m fuzz.run

check: $(READY_DEV) docs  ## ruff, its format check, mypy, and the documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(READY_DEV)  ## make a site of the documentation in build/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

figures: $(READY_DEV)  ## measure quality, speed and memory again
	$(BIN)/python -m benchmarks.figures

ablation: $(READY_DEV)  ## measure what each means of search and reading is worth
	$(BIN)/sampan index
	$(BIN)/python -m benchmarks.ablation
	$(BIN)/python -m benchmarks.reading

peers: $(READY_DEV)  ## measure five other libraries on the same articles and questions
	$(BIN)/python -m benchmarks.peers

written: $(READY_DEV)  ## measure what the language model at SAMPAN_LLM_URL writes
	$(BIN)/python -m benchmarks.written

load: $(READY_DEV)  ## measure the bot under load, against a simulated Discord
	$(BIN)/python -m benchmarks.discord_load

faults: $(READY_DEV)  ## kill it, damage its files, fill its disk: many times, with a table
	FAULT_ROUNDS=$(or $(FAULT_ROUNDS),70) $(BIN)/python -m pytest -q -s tests/faults

pins:  ## pin all packages in constraints.txt to what is newest today
	rm -rf build/pins
	$(PYTHON) -m venv build/pins
	build/pins/bin/python -m pip install --quiet --disable-pip-version-check torch==$(TORCH) '.[dev]'
	build/pins/bin/python -m pip freeze --exclude sampan | sed 's/+cpu$$//' > build/pins/frozen.txt
	sed -n '/^#/p' constraints.txt | cat - build/pins/frozen.txt > build/pins/constraints.txt
	mv build/pins/constraints.txt constraints.txt

clean:  ## remove the virtual environment and what tools left behind
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) -e .
	@touch $@

$(READY_DEV): $(READY)
	$(PIP) -e '.[dev]'
	@touch $@
