# One entry point for people and machines. Needs GNU Make 3.81 or later, a POSIX shell and Python.
.DEFAULT_GOAL := help
.PHONY: help demo test test-fast lint format tables bench constraints clean venv

BIN := .venv/bin

# Compiled sources and tests are kept for the next start, also where the shell asks for none:
# rewriting the asserts of all tests takes as long as a fifth of the fast part.
unexport PYTHONDONTWRITEBYTECODE

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1 \2/p' Makefile | \
	while read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

demo: venv ## install what is needed into .venv, then show a first comparison
	@$(BIN)/mentorsim demo

test: lint ## everything that must hold: lint, then all tests with branch coverage
	@echo "== pytest, all tests, with coverage"
	@$(BIN)/pytest -n 2 --cov --cov-branch --cov-fail-under=90

test-fast: venv ## the tests that are not marked slow, with fewer examples, without coverage
	@$(BIN)/pytest -n 2 -m "not slow" --hypothesis-profile=fast

lint: venv ## ruff, mypy and the import contracts; changes nothing
	@echo "== ruff, mypy, lint-imports"
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: venv ## let ruff format the code and mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

tables: venv ## make the generated pages anew: ODD, network, README's picture and table of trials
	$(BIN)/mentorsim odd --out docs/ODD.md
	$(BIN)/python tools/network_table.py --out docs/network.md
	$(BIN)/mentorsim demo --out results/demo
	cp results/demo/overview.png docs/images/overview.png
	$(BIN)/python tools/trials_table.py

bench: venv ## measure speed against plain Mesa and the machine, and write benchmarks/README.md
	@$(BIN)/python -m benchmarks --write

constraints: venv ## resolve all dependencies anew and pin them in constraints.txt
	@$(BIN)/python -c "$$PIN_PY"

clean: ## remove caches and build leftovers; keeps .venv and results
	rm -rf build dist htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache
	find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +

venv: ## make or mend .venv; does nothing when it is up to date
	@sh -c "$$VENV_SH"

# --- .venv ---------------------------------------------------------------------------------------

# Each candidate is run, never only looked up: the shim of a version manager exists and still fails.
define VENV_SH
set -eu
minimum=$$(sed -n 's/^requires-python = ">=\([0-9.]*\)"$$/\1/p' pyproject.toml)
preferred=$$(cat .python-version)

stop() { printf '%s\n' "$$@" >&2; exit 1; }
new_enough() {
    "$$1" -c "import sys; sys.exit(sys.version_info < tuple(map(int, '$$minimum'.split('.'))))" \
        >/dev/null 2>&1
}
makes_venvs() { "$$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }
candidates() {
    pyenv=$${PYENV_ROOT:-$$HOME/.pyenv}/versions
    for version in "$$preferred" 3.14 3.13 3.12; do
        command -v "python$$version" || :
        ls -d "$$pyenv/$$version"*/bin/python 2>/dev/null || :
    done
    command -v python3 || :
    command -v python || :
    ls -d "$$pyenv"/3.1[2-9]*/bin/python 2>/dev/null || :
    if command -v uv >/dev/null; then uv python find ">=$$minimum" 2>/dev/null || :; fi
}
find_python() {
    candidates | while IFS= read -r candidate; do
        if new_enough "$$candidate" && { [ "$${1-}" = any ] || makes_venvs "$$candidate"; }; then
            printf '%s\n' "$$candidate"
            break
        fi
    done
}
stop_without_venv_module() {
    name=python$$("$$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    stop "$$1 is new enough, but cannot make virtual environments: its venv or ensurepip is missing." \
        "On Debian and Ubuntu: sudo apt install $$name-venv. Then run make again."
}
choose_python() {
    if [ -n "$${PYTHON:-}" ]; then
        new_enough "$$PYTHON" || stop "PYTHON=$$PYTHON does not run, or is older than Python $$minimum." \
            "Name another one, or leave PYTHON out and make looks for one."
        makes_venvs "$$PYTHON" || stop_without_venv_module "$$PYTHON"
        python=$$PYTHON
        return
    fi
    python=$$(find_python)
    [ -z "$$python" ] || return 0
    python=$$(find_python any)
    [ -z "$$python" ] || stop_without_venv_module "$$python"
    stop "No Python $$minimum or newer was found. Install one, then run make again:" \
        "  Debian, Ubuntu   sudo apt install python$$preferred python$$preferred-venv" \
        "  macOS            brew install python@$$preferred" \
        "  anywhere         uv python install $$preferred, or pyenv install $$preferred, or python.org" \
        "If you have one in an unusual place: make demo PYTHON=/path/to/python"
}
# The scripts in .venv name their interpreter by its full path, so a moved folder breaks them.
usable_venv() {
    new_enough .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null &&
        grep -qF "$$(pwd -P)/.venv/bin/" .venv/bin/pip
}

if [ -e .venv ] && ! usable_venv; then
    echo "The .venv here is broken, was moved, or has a Python older than $$minimum: making a new one."
    rm -rf .venv
fi
if [ ! -e .venv ]; then
    choose_python
    echo "Making .venv with $$("$$python" --version) ($$python)."
    "$$python" -m venv .venv
fi
wanted=$$(cat pyproject.toml constraints.txt | cksum)
if [ "$$(cat .venv/installed 2>/dev/null)" != "$$wanted" ]; then
    rm -f .venv/installed
    .venv/bin/python -c "$$INSTALL_PY"
    echo "$$wanted" > .venv/installed
fi
endef
export VENV_SH

define INSTALL_PY
import subprocess, sys
from collections import deque

command = [sys.executable, "-m", "pip", "install", "--progress-bar", "off"]
command += ["--disable-pip-version-check", "-c", "constraints.txt", "-e", ".[dev]"]
print("Installing mentorsim and its tools into .venv; the first time takes a minute or two.")
last, found = deque(maxlen=15), 0
with (
    open(".venv/install.log", "w", encoding="utf-8") as log,
    subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip,
):
    for line in pip.stdout:
        log.write(line)
        last.append(line)
        if line.startswith(("Collecting ", "Processing ")):
            found += 1
            if found % 10 == 0:
                print(f"  {found} packages found", flush=True)
        elif line.startswith("Installing collected packages"):
            print(f"  installing {line.count(',') + 1} packages", flush=True)
if pip.returncode:
    sys.exit(
        "".join(last)
        + "Installing failed; all of pip's words are in .venv/install.log.\n"
        + "Mend what pip names above (often: no network, or a package index that pip must be told), "
        + "then run make again."
    )
print("  done", flush=True)
endef
export INSTALL_PY

define PIN_PY
import json, pathlib, subprocess, sys

command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
command += ["--dry-run", "--ignore-installed", "--report", "-", "-e", ".[dev]"]
report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
found = [item["metadata"] for item in report["install"] if not item.get("is_direct")]
pins = sorted((f"{item['name']}=={item['version']}" for item in found), key=str.lower)
pathlib.Path("constraints.txt").write_text("\n".join(pins) + "\n", encoding="utf-8")
print(f"constraints.txt pins {len(pins)} packages; run make test before you commit it.")
endef
export PIN_PY
