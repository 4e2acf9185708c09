#!/usr/bin/env bash
# Make an environment in FOLDER with a newer Python than .venv has, where one is found, and print the path of its Python;
# print nothing where none is found. NEWER_PYTHON names one.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1

# A name on the path may be a shim that does not run, so each candidate is run.
is_newer() {
    "$1" -c "import sys; sys.exit(sys.version_info[:2] <= ($(.venv/bin/python -c 'import sys; print(*sys.version_info[:2], sep=",")')))" \
        >/dev/null 2>&1
}

for candidate in ${NEWER_PYTHON:-python3.13 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13.*/bin/python python3.14 python3.12}; do
    is_newer "$candidate" || continue
    .venv/bin/uv venv -q --python "$candidate" "$folder"
    .venv/bin/uv pip install -q --python "$folder/bin/python" --require-hashes --only-binary :all: --no-binary vokativ \
        -r requirements.txt -r requirements-dev.txt
    echo "$folder/bin/python"
    exit 0
done
