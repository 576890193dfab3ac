# Needs git, make and Python 3.11 or newer; everything else goes into .venv.
#
#   make demo          audit the good and the tampered sample
#   make test          linters, types and the whole test suite
#   make conformance   score the readers and the verifier against the shared corpus
#   make fuzz          fuzz every reader; SECONDS=60 for all of them together
#   make bench         measure against peers and rewrite benchmarks/README.md
#   make requirements  pin the dependencies again (needs uv)

PYTHON ?= python3
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

GOOD := samples/deliveries/gateway-2.4.0
TAMPERED := samples/deliveries/gateway-2.4.1-tampered
JUDGED := --policy samples/gateway.policy.toml --trust samples/trust.toml --at 2026-11-22T12:00:00Z

.PHONY: demo test conformance fuzz bench requirements clean

# Stamps: a second run installs nothing. The development set contains the runtime set at the same
# pins, so one environment serves both.
$(VENV)/made:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/runtime: $(VENV)/made requirements.txt pyproject.toml
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: $(VENV)/runtime requirements-dev.txt
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

# The fuzzer has wheels for some Pythons on Linux, so that nothing else needs it.
$(VENV)/fuzz: $(VENV)/dev requirements-fuzz.txt
	$(PIP) install --require-hashes -r requirements-fuzz.txt
	@touch $@

# Status 0 exactly when the good delivery passed (0) and the tampered one failed (1).
demo: $(VENV)/runtime
	@good=0; tampered=0; \
	$(BIN)/provenance audit $(GOOD) $(JUDGED) || good=$$?; \
	echo; \
	$(BIN)/provenance audit $(TAMPERED) $(JUDGED) || tampered=$$?; \
	echo; \
	echo "demo: good delivery ended $$good (0 expected), tampered delivery ended $$tampered (1 expected)"; \
	test $$good -eq 0 && test $$tampered -eq 1

test: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2

conformance: $(VENV)/dev
	$(BIN)/python tests/conformance/run.py

SECONDS ?= 60

fuzz: $(VENV)/fuzz
	$(BIN)/python tests/fuzz/fuzz_run.py $(SECONDS) $(TARGETS)

bench: $(VENV)/dev
	$(BIN)/python benchmarks/run.py $(BENCH)

COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command "make requirements"

requirements:
	$(COMPILE) pyproject.toml --group build -o requirements.txt
	$(COMPILE) pyproject.toml --all-extras --group build --group dev -c requirements.txt -o requirements-dev.txt
	$(COMPILE) pyproject.toml --group build --group fuzz -c requirements.txt -o requirements-fuzz.txt
	$(COMPILE) benchmarks/requirements-peers.in -o benchmarks/requirements-peers.txt

clean:
	rm -rf $(VENV) benchmarks/.data benchmarks/.peers
