#!/usr/bin/env bash
# Make .venv with the pinned packages and compile the translations. `scripts/setup.sh dev` adds the tools
# for tests and checks. What is installed already is left alone, so a second run takes a moment.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.venv

say() { echo "$*" >&2; }
fail() { say "$*"; exit 1; }

# A name on the path may be a shim that does not run, so each candidate is run.
is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

pick_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14 python}; do
        if is_new_enough "$candidate"; then echo "$candidate"; return; fi
    done
    fail "Python 3.11 or newer is needed (found: $(python3 --version 2>&1 || echo none)). Install it, or name it: make PYTHON=/path/to/python3.11 $goal"
}

# Debian keeps ensurepip in a package of its own; without it venv leaves a broken folder behind.
require_ensurepip() {
    "$1" -c 'import ensurepip' 2>/dev/null && return
    local package
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Installing $package"
        apt-get install -yqq "$package" >/dev/null 2>&1 ||
            { apt-get update -qq && apt-get install -yqq "$package"; } >/dev/null 2>&1 || true
    fi
    "$1" -c 'import ensurepip' 2>/dev/null ||
        fail "Python's venv module is incomplete. Install it (on Debian or Ubuntu: sudo apt-get install $package) and try again."
}

make_venv() {
    if [ -x $venv/bin/python ] && is_new_enough $venv/bin/python; then return; fi
    local python
    python=$(pick_python)
    require_ensurepip "$python"
    say "Making $venv with $("$python" --version)"
    rm -rf $venv
    "$python" -m venv $venv
}

install_locked() {
    local lock=$1 stamp=$venv/installed-$1
    cmp -s "$lock" "$stamp" && return
    say "Installing $lock"
    [ -x $venv/bin/uv ] || $venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes \
        -r requirements-tools.txt || say "uv is not to be had here; pip does the work."
    # Wheels only, so no compiler is needed; vokativ is pure Python and publishes no wheel.
    local wanted=(--require-hashes --only-binary :all: --no-binary vokativ -r "$lock")
    { [ -x $venv/bin/uv ] && $venv/bin/uv pip install -q --python $venv/bin/python "${wanted[@]}"; } ||
        $venv/bin/python -m pip install -q --disable-pip-version-check "${wanted[@]}" ||
        fail "The packages of $lock could not be installed. Is there a connection to the package index?"
    cp "$lock" "$stamp"
}

goal=${1:+test}
goal=${goal:-setup}
make_venv
install_locked requirements.txt
[ "${1:-}" != dev ] || install_locked requirements-dev.txt
$venv/bin/python -m tools.compile_messages
