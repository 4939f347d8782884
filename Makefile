# Everything that is done often, by name. `make help` lists it.
PYTHON ?= python3
BIN := $(CURDIR)/.venv/bin
export PATH := $(BIN):$(PATH)
LAB ?= sigmoid_fit
# Seconds
FUZZ ?= 120
# JupyterLab refuses to run as root, which is who one is in many containers, unless told.
JUPYTERLAB := jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root)

.DEFAULT_GOAL := help
.PHONY: help setup demo clean-demo lab formgrader release kit wheel contract constructs test check answers steady fuzz \
	security bench bench-scaling lint format lock

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: .venv/installed  ## Make .venv with everything in it (the other targets do this by themselves)

.venv/installed: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; make PYTHON=... names one")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[grading,dev]'
	@touch $@

demo: setup  ## Grade a sample class on lab 1 and show the points
	nbgrader generate_assignment sigmoid_fit --force --log-level ERROR
	python answers/sample_class.py
	examiner autograde sigmoid_fit --students 'sample_*' --force
	examiner feedback sigmoid_fit --students 'sample_*'
	examiner scores sigmoid_fit --students 'sample_*'
	@echo
	@echo "Feedback for each student is in feedback/. To open"
	@echo "  the lab as a student sees it:      make lab"
	@echo "  formgrader, with the sample class: make formgrader"
	@echo "To take the sample class out again:  make clean-demo"

clean-demo: setup  ## Take the sample class out again
	python answers/sample_class.py --remove

lab: setup  ## Open a lab in JupyterLab (LAB=sigmoid_fit)
	$(JUPYTERLAB) release/$(LAB)/$(LAB).ipynb

formgrader: setup  ## Open formgrader
	$(JUPYTERLAB) --LabApp.default_url=/formgrader

release: setup  ## Generate the student templates in release/ from source/
	@for lab in source/*/; do nbgrader generate_assignment $$(basename $$lab) --force --log-level ERROR || exit 1; done

kit: setup release  ## Write dist/LAB.zip for each lab: what students get
	examiner kit $(notdir $(wildcard source/*))

wheel: setup  ## Write a wheel of the package descent alone, for the hubs on which students work, to dist/
	uv build --quiet --wheel --out-dir dist packaging/descent

contract: setup  ## Write docs/contract.md: what each lab must have, and which cell has it
	PYTHONPATH=tests python tests/labs/contract.py

constructs: setup  ## Write the table of docs/constructs.md: which tests of existing courses are judged where
	PYTHONPATH=tests:tests/foreign python tests/foreign/page.py

# Tests marked `alone` have a browser, or time limits that a busy machine would break: nothing runs beside them.
test: setup lint  ## Run all tests; .ci/run calls this
	pytest -n 2 --dist loadfile --no-loadscope-reorder -m 'not alone'
	pytest -m 'alone and not by_hand'

check: setup lint  ## Run the fast tests, in less than two minutes
	pytest -n 2 --dist loadfile --no-loadscope-reorder -m 'not slow'

answers: setup  ## Try the answer bank and the mutants of all labs, and renew the table of docs/answers.md
	examiner answers $(notdir $(wildcard source/*)) --table docs/answers.md

steady: setup  ## Grade the answer banks with nothing and with 24 busy processes beside, for docs/time.md (an hour)
	pytest -m by_hand --times 3
	PYTHONPATH=tests:tests/batch python benchmarks/steady.py

fuzz: setup  ## Throw made-up bytes, messages, files and folders at all that reads them (FUZZ=120)
	PYTHONPATH=tests:tests/batch python -W ignore tests/fuzz.py --seconds $(FUZZ)

security: setup  ## Grade the hostile bank here and on stock nbgrader, and write docs/security.md's table (an hour)
	python benchmarks/security.py

bench: setup  ## Measure grading (docs/performance.md) and the explorers (docs/explorers.md), each beside others (an hour)
	python benchmarks/throughput.py
	python benchmarks/parts.py
	python benchmarks/explorers.py

bench-scaling: setup  ## Grade a class of 1,000 beside one of 50, for docs/performance.md (20 minutes)
	python benchmarks/throughput.py --scaling 1000

lint: setup  ## Check style, format and types of the code, which room imports which, and the structure of the labs
	ruff check .
	ruff format --check .
	lint-imports --no-logo
	mypy
	examiner check source/*/*.ipynb

format: setup  ## Format the code
	ruff check --fix .
	ruff format .

lock: setup  ## Write the newest versions that fit pyproject.toml into requirements.lock
	uv pip compile pyproject.toml --extra grading --extra dev --universal --upgrade --no-header --output-file requirements.lock
