#!/usr/bin/env bash
# Compile the requirements. ARGS=--upgrade takes newer versions; otherwise what is pinned stays.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
    # shellcheck disable=SC2086  # ARGS is a list of options
    .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
        ${ARGS:-} "$1.in" -o "$1.txt"
}
compile requirements
compile requirements-dev
