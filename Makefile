# CycleWise from a fresh clone: `make demo` shows it at work, `make test` checks all of it.

# A Python must run, be 3.11 or newer and be able to make environments. One with headers
# comes first, because durable-rules is compiled here. `make PYTHON=python3.13` overrides.
usable  := import sys, venv, ensurepip; assert sys.version_info >= (3, 11)
headers := import os, sysconfig as s; assert os.path.exists(s.get_path("include") + "/Python.h")
PYTHON ?= $(shell \
	for wanted in '$(usable); $(headers)' '$(usable)'; do \
		for candidate in python3.12 python3.11 python3.13 python3; do \
			if $$candidate -c "$$wanted" 2>/dev/null; then echo $$candidate; exit; fi; \
		done; \
	done)

bin     := .venv/bin
install := $(bin)/python -m pip -qq install -c constraints.txt
pinned  := --build-constraint constraints.txt

# What to install besides durable-rules, which may fail to compile without stopping the rest.
other_requirements := import tomllib; \
	needed = tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"]; \
	print(*(one for one in needed if not one.startswith("durable-rules")), sep="\n")

# durable-rules calls a function that Python 3.13 renamed; the second flag gives it the new name.
compiler_flags := import sys; \
	renamed = " -DPyEval_CallObject=PyObject_CallObject" if sys.version_info >= (3, 13) else ""; \
	print("-O2" + renamed)

# Tests that try cases at random: few of them every day, ten times as many in `make soak`.
searched := tests/reasons/test_counterfactual.py tests/advice/test_against_brute_force.py \
	tests/facts/test_against_reference.py tests/audit/test_narrowing.py \
	tests/audit/test_gathering.py tests/timeline/test_round_trip.py tests/timeline/test_table.py

.PHONY: help demo test style rules coverage distributed bench soak clean

help: ## show this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 14

demo: .venv/ready ## recommend a bundled patient's next cycle, with every reason
	@$(bin)/cyclewise demo

test: .venv/ready ## check style, types, layers and the bundled rules, then run every test
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target style rules
	$(bin)/pytest --numprocesses auto

style: .venv/ready ## check style, types and layers
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(bin)/lint-imports

rules: .venv/ready ## check the bundled rules, run their cases and prove their properties
	$(bin)/cyclewise rules check
	$(bin)/cyclewise rules test
	$(bin)/cyclewise rules prove

coverage: .venv/ready ## run the tests and say which branches none of them takes
	$(bin)/pytest --numprocesses auto --cov --cov-report=term

distributed: .venv/ready ## try the engines for many machines, Dask and Spark, with workers that are killed
	@$(install) -e '.[dask,spark]'
	@command -v java >/dev/null || echo "There is no Java here, so Spark is not tried."
	$(bin)/pytest tests/batches/test_engines.py tests/audit/test_engines.py tests/audit/test_arrow.py tests/cohort/test_engines.py

bench: .venv/ready ## measure speed and memory
	@$(install) --group bench || echo "numba cannot be installed here, so nothing is measured beside it."
	@$(bin)/python benchmarks/recommend.py
	@$(bin)/python benchmarks/audit.py
	@$(bin)/python benchmarks/report.py

soak: .venv/ready ## invent large cohorts and look whether an audit finds what is planted; try searches longer
	@$(bin)/python benchmarks/soak.py
	@CYCLEWISE_SOAK=10 $(bin)/pytest --numprocesses auto $(searched)

clean: ## remove everything that was made here
	rm -rf .venv dist build .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find engine cli tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "CycleWise needs Python 3.11 or newer with its venv module. Install one, or name it: make PYTHON=/path/to/python"; exit 1; }
	@echo "Making .venv with $(PYTHON) …"
	@$(PYTHON) -m venv --clear .venv
	@$(install) --upgrade pip
	@CPPFLAGS="$$($(bin)/python -c '$(compiler_flags)')" \
		$(install) $(pinned) --no-cache-dir durable-rules >.venv/durable-rules.log 2>&1 \
		&& $(bin)/python -c 'import durable_rules_engine' >>.venv/durable-rules.log 2>&1 \
		|| echo "durable-rules could not be built here (.venv/durable-rules.log says why). CycleWise works with its exact engine alone, and every answer says so."
	@$(bin)/python -c '$(other_requirements)' >.venv/requirements.txt
	@$(install) $(pinned) --group dev -r .venv/requirements.txt
	@$(install) $(pinned) --no-deps -e .
	@$(bin)/python -m compileall -q engine cli
	@touch $@
