# Sourced by ./run and ./test: the Python environment at .venv, filled from the hashed locks. Needs `root`; bash, Python >= 3.11, venv, pip.

say() { printf '\033[1m[%3ds] %s\033[0m\n' "$SECONDS" "$*" >&2; }
stop() {
    printf 'Diaphane: %s\n' "$*" >&2
    exit 1
}

# Prints the name of the first Python that is new enough.
find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    stop "Python 3.11 or newer is needed and was not found. On Debian or Ubuntu: apt-get install python3 python3-venv"
}

# Makes .venv with uv in it, where there is none that works here.
ensure_venv() {
    local python
    if ! "$root/.venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$(find_python)
        say "making the Python environment ($("$python" --version))"
        rm -rf "$root/.venv"
        "$python" -m venv "$root/.venv" ||
            stop "'$python -m venv' failed; its words are above. On Debian or Ubuntu: apt-get install python3-venv"
    fi
    if ! cmp -s "$root/requirements-uv.lock" "$root/.venv/.uv-lock" || ! "$root/.venv/bin/uv" --version >/dev/null 2>&1; then
        "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$root/requirements-uv.lock" ||
            stop "uv could not be installed from the Python package index; pip's words are above."
        cp "$root/requirements-uv.lock" "$root/.venv/.uv-lock"
    fi
}

# uv with certificates of the system (companies add their own there).
uv() { UV_SYSTEM_CERTS=1 "$root/.venv/bin/uv" --no-progress "$@"; }

# Installs a lock into .venv, every file checked against its hash. Adds and changes, never removes: ./run and ./test share .venv.
install_lock() {
    uv pip install --quiet --python "$root/.venv/bin/python" --require-hashes -r "$root/$1" ||
        stop "the packages of $1 could not be installed; uv's words are above."
}

# Installs Diaphane itself, in place; hatch_build.py builds the pages when they are stale.
install_product() {
    uv pip install --quiet --python "$root/.venv/bin/python" --no-deps --build-constraints "$root/requirements-build.lock" \
        --reinstall-package diaphane -e "$root" ||
        stop "the package could not be built; the words above say why. DIAPHANE_NO_WEB=1 builds it without pages."
}
