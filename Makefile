# gongkai: make run | make test | make check | make bench | make setup | make ocr
# Needs Python 3.11 or later with its venv module, nothing else. PYTHON=… chooses another interpreter.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
RUN := $(BIN)/python -m gongkai
# A mirror configured for pip (pip config, PIP_INDEX_URL) is used for everything.
UV = UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(BIN)/pip config get global.index-url 2>/dev/null)}}" UV_LINK_MODE=copy VIRTUAL_ENV="$(CURDIR)/.venv" $(BIN)/uv

.PHONY: setup ocr run test check bench lock clean

setup: .venv/base

# Reading scanned pages and pictures (OCR), for those who want it.
ocr: .venv/base
	$(UV) pip install --quiet --require-hashes -r requirements/ocr.txt

run: .venv/base
	@$(RUN) migrate --verbosity 0
	@$(RUN) demo --if-empty
	@exec $(RUN) run --port $(PORT)

test: .venv/dev
	$(BIN)/pytest $(ARGS)

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy gongkai
	$(BIN)/djlint --lint --quiet gongkai
	$(RUN) makemigrations --check --dry-run
	$(RUN) check --fail-level WARNING

bench: .venv/dev
	$(BIN)/python -m bench

# Lock files with hashes, from pyproject.toml, for every platform.
lock: .venv/dev
	$(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -o requirements/base.txt
	$(UV) pip compile pyproject.toml --extra ocr --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -o requirements/ocr.txt
	$(UV) pip compile pyproject.toml --extra ocr --group dev --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -o requirements/dev.txt

clean:
	rm -rf .venv build *.egg-info

.venv/uv:
	@$(PYTHON) -c 'import sys; sys.exit("需要 Python 3.11 或更高版本，现在是 %s。可用 make PYTHON=python3.11 指定。" % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo '缺少 venv 模块，请先安装：sudo apt-get install python3-venv'; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

# Exactly the locked packages and this project; dev is base, OCR and the tools of the tests.
.venv/base: .venv/uv requirements/base.txt pyproject.toml
	$(UV) pip sync --quiet --require-hashes requirements/base.txt
	$(UV) pip install --quiet --no-deps -e .
	@rm -f .venv/dev
	@touch $@

.venv/dev: .venv/uv requirements/dev.txt pyproject.toml
	$(UV) pip sync --quiet --require-hashes requirements/dev.txt
	$(UV) pip install --quiet --no-deps -e .
	@touch .venv/base $@
