# Every command there is. `just` lists them; ./test and CI call only these.

set positional-arguments

python := justfile_directory() / ".venv/bin/python"
export PATH := justfile_directory() / ".venv/bin:" + env("PATH")

# list the commands
_default:
    @just --list --unsorted

# --- before every commit ---

# everything that needs no running program: format, lint, walls, types, house rules (under a minute)
check: format-check lint walls types house

# put right what can be put right by machine
fix:
    ruff check --fix --quiet . || true
    ruff format --quiet .

# is everything formatted?
format-check:
    ruff format --check --quiet --diff .

# ruff, every rule
lint:
    ruff check --quiet .

# who may import whom
walls:
    lint-imports

# mypy, strict
types:
    mypy

# rules of the house: sizes, docstrings, names, documents
house *arguments:
    {{ python }} -m pytest -q tests/house "$@"

# --- tests ---

# all tests but the browser's (arguments go to pytest: `just test tests/seal -x`)
test *arguments:
    {{ python }} -m pytest -q -m "not e2e and not soak" "$@"

# the running product, driven as a person would
e2e *arguments:
    {{ python }} -m pytest -q -m "e2e and not soak" "$@"

# many rounds of kill -9 and the like (long)
soak *arguments:
    {{ python }} -m pytest -q -m soak --timeout=0 "$@"

# --- pages ---

# packages of the pages, exactly as locked
pages-install:
    #!/usr/bin/env bash
    set -euo pipefail
    cd web
    lock=$(sha256sum package-lock.json | cut -d' ' -f1)
    if [ "$(cat node_modules/.lock-digest 2>/dev/null)" != "$lock" ]; then
        ../tools/npm ci --ignore-scripts --no-audit --no-fund
        echo "$lock" >node_modules/.lock-digest
    fi

# types, lint, unit tests and size of the pages (arguments go to vitest)
web *arguments: pages-install
    #!/usr/bin/env bash
    set -euo pipefail
    cd web
    ../tools/npm run --silent check
    ../tools/npm run --silent lint
    ../tools/npm run --silent test -- "$@"
    ../tools/npm run --silent budget

# build the pages into src/diaphane/static if they are stale
pages:
    uv pip install --quiet --no-deps --build-constraints requirements-build.lock --reinstall-package diaphane -e .

# --- run and measure ---

# start the product from this checkout
run *arguments:
    ./run "$@"

# a measurement with its peer in the same run: `just bench ingest`
bench name *arguments:
    #!/usr/bin/env bash
    set -euo pipefail
    shift
    exec {{ python }} bench/{{ name }}.py "$@"

# --- upkeep ---

# write the hashed locks from pyproject.toml (`just lock --upgrade` for newer versions)
lock *arguments:
    tools/lock "$@"

# install the development environment again after a change of the locks
sync:
    uv pip install --quiet --require-hashes -r requirements-dev.lock

# write the pages that are made from code (settings)
docs:
    {{ python }} tools/settings_page.py
    {{ python }} tools/picture_table.py

# write the colour maps and 3D presets of the server for the pages
looks:
    {{ python }} tools/looks.py

# write contract/openapi.json from the routes
contract:
    {{ python }} tools/openapi.py
