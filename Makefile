# The commands of this project. `make` alone lists them.
.PHONY: help run test lint format bench lock setup setup-dev system

PORT ?= 8000
export PORT
# Where a machine forbids it, Python compiles every library anew at each start: three seconds each time.
unexport PYTHONDONTWRITEBYTECODE
PY := .venv/bin/python

help:
	@echo "make run     install, migrate, load the plan and start in sandbox mode (PORT=$(PORT))"
	@echo "make test    install what testing needs, then check and test everything"
	@echo "make lint    only the checks that read the code: ruff, mypy, import-linter"
	@echo "make format  mend what ruff can mend by itself"
	@echo "make bench   measure against a local stand-in provider; writes var/bench.json"
	@echo "make lock    write the locked requirements anew (UPGRADE=--upgrade to take newer versions)"

setup:
	@deploy/setup/python_env.sh run
	@deploy/setup/npm_packages.sh

setup-dev:
	@deploy/setup/python_env.sh dev
	@deploy/setup/npm_packages.sh

system: setup-dev
	@deploy/setup/system_packages.sh $$($(PY) -m tests.harness.programs)

run: setup
	@exec .venv/bin/beredskab run

lint: setup-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo

format: setup-dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

test: system lint
	$(PY) -m pytest --numprocesses logical --dist loadfile $(ARGS)

bench: system
	$(PY) -m tests.bench

lock:
	@deploy/setup/lock.sh $(UPGRADE)
