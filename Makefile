# Everything is done from here. Needs Python 3.11 or newer and make.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
PY := $(VENV)/bin/python
PIP_INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
# Named by the lock's checksum: a changed lock installs again, an unchanged one never asks the network.
RUN_STAMP := $(VENV)/.run-$(firstword $(shell cksum requirements/run.txt))
TEST_STAMP := $(VENV)/.test-$(firstword $(shell cksum requirements/test.txt))

.DEFAULT_GOAL := help
.PHONY: help run test coverage check faults deploy-check secrets backup restore fix messages bench lock clean

help:  ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1 \t/p' Makefile

run: $(RUN_STAMP)  ## start the system with its own PostgreSQL; PORT=8000, DEMO=0 for an empty one
	@exec $(PY) -m cica.run

test: $(TEST_STAMP)  ## every check, then the tests on every PostgreSQL at hand; ON=embedded, installed or given for one
	@exec $(PY) -m tests.run $(if $(ON),--on $(ON))

coverage: $(TEST_STAMP)  ## the checks and the tests on the embedded PostgreSQL, and which lines and branches they run
	@exec $(PY) -m tests.run --on embedded --coverage

check: $(TEST_STAMP)  ## the checks without the tests
	@exec $(PY) -m tests.run --checks-only

faults: $(TEST_STAMP)  ## break a running system in every way; SEED=7 KILLS=200 EVENTS=10000 MINUTES=90
	@exec $(PY) -m faults $(foreach option,seed rounds kills events minutes,$(call faults_option,$(option)))

# SEED=7 of the command line becomes --seed 7.
faults_option = $(if $($(shell echo $(1) | tr a-z A-Z)),--$(1) $($(shell echo $(1) | tr a-z A-Z)))

deploy-check: $(TEST_STAMP)  ## rehearse an installation: proxy, two nodes, Redis, backup, restore, upgrade; LIMIT=240 seconds
	@exec $(PY) -m deploy.check $(if $(LIMIT),--limit $(LIMIT))

secrets:  ## make the secrets of docker-compose.yml as files, where they are missing
	@$(PYTHON) -m deploy.secret_files

backup: $(RUN_STAMP)  ## write the whole record into a new folder under TO= (var/backups)
	@$(PY) manage.py backup $(TO)

restore: $(RUN_STAMP)  ## fill an empty database from the backup FROM=, prove it, enter what is lost; HEAD=NUMBER:HASH ISSUED=
	@$(PY) manage.py restore $(FROM) $(if $(HEAD),--head $(HEAD)) $(if $(ISSUED),--issued $(ISSUED))

fix: $(TEST_STAMP)  ## format, and mend what ruff can mend
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

messages: $(RUN_STAMP)  ## bring the translation catalogues up to the sources
	$(PY) manage.py update_translations

bench: $(RUN_STAMP)  ## measure the pages and the API beside a bare view; BESIDE=COMMIT to compare with earlier code
	@exec $(PY) -m bench $(if $(BESIDE),--beside $(BESIDE))

lock: $(TEST_STAMP)  ## pin the newest allowed versions with their hashes
	$(PY) -m uv pip compile $(LOCK_OPTIONS) pyproject.toml -o requirements/run.txt
	$(PY) -m uv pip compile $(LOCK_OPTIONS) -c requirements/run.txt pyproject.toml --group test -o requirements/test.txt

LOCK_OPTIONS := --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url

clean:  ## remove the environment and the demonstration's data
	rm -rf $(VENV) var

$(VENV)/bin/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): | $(VENV)/bin/pip
	$(PIP_INSTALL) -r requirements/run.txt
	@touch $@

$(TEST_STAMP): | $(VENV)/bin/pip
	$(PIP_INSTALL) -r requirements/test.txt
	@touch $@
