# Two commands do the work: `make run` (the study on the sample reports) and `make test`.
# Each creates .venv when needed and installs exactly what requirements.lock pins.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# compiled modules are kept, so that no process compiles them again
export PYTHONDONTWRITEBYTECODE :=
# one process a core, each with its own files, and no threads beside it
EACH   := -n auto --dist loadfile --no-loadscope-reorder --durations=10
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest $(EACH)

.PHONY: run test coverage slow wheels lint bench notebooks model docs receipt audit lock clean help

help:
	@echo "make run        the study on data/reports, result in results/index.html"
	@echo "make test       the tests, offline, and the slowest ten"
	@echo "make coverage   which lines of the package the tests run, the least covered modules first"
	@echo "make slow       the long simulations and more random texts as well"
	@echo "make wheels     install the wheel and a bundle into empty environments of each Python (needs the network)"
	@echo "make lint       lint, format and type checks"
	@echo "make bench      speed and memory on generated corpora, into benchmarks/results.md"
	@echo "make notebooks  execute the notebooks in place"
	@echo "make model      train the shipped classifier again and evaluate every component (minutes)"
	@echo "make docs       the documentation in build/docs/index.html, without network"
	@echo "make receipt    renew the committed receipt of the five reports, after results moved"
	@echo "make audit      known vulnerabilities of the pinned versions (needs the network and uv)"
	@echo "make lock       renew requirements.lock (needs the network and uv)"

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else f"Python {v[0]}.{v[1]} found; 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.12 …")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

run: $(STAMP)
	$(BIN)/fazhi run
	@echo "Open results/index.html"

test: $(STAMP)
	$(PYTEST)

coverage: $(STAMP)
	$(BIN)/python -m coverage erase
	OMP_NUM_THREADS=1 $(BIN)/python -m coverage run -m pytest $(EACH)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report

slow: $(STAMP)
	$(PYTEST) --hypothesis-profile=thorough -m "slow or not slow"

# one after the other: each fills an environment
wheels: $(STAMP)
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n0 -p no:randomly -m slow tests/test_install.py

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# one thread for each process, so that a core is a core
bench: $(STAMP)
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -W ignore -m benchmarks

notebooks: $(STAMP)
	$(BIN)/jupyter execute --inplace notebooks/*.ipynb

model: $(STAMP)
	rm -rf build/models
	$(BIN)/fazhi train --lang en --codes data/codes/final.csv --exemplars data/exemplars --models build/models --ablation
	rm -rf models/area-2015 && cp -r build/models/area-2015 models

docs: $(STAMP)
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet --builder html docs build/docs
	@echo "Open build/docs/index.html"

receipt: $(STAMP)
	$(BIN)/fazhi run --out build/receipt
	mkdir -p tests/study/receipt && rm -rf tests/study/receipt/*
	cp -r build/receipt/manifest.json build/receipt/tables tests/study/receipt
	$(BIN)/fazhi figures build/receipt --lang en --only strips --format png --out build/images
	cp build/images/strips.png docs/images

# needs the network and uv; fails too when a version could not be looked up
audit:
	uvx pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

lock:
	UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile pyproject.toml --all-extras --universal --generate-hashes --python-version 3.11 --output-file requirements.lock

clean:
	rm -rf $(VENV) results build dist .pytest_cache .mypy_cache .ruff_cache
