#!/usr/bin/env bash
# The suite on SQLite with a newer Python than .venv has, where one is found; it gets an environment of its own,
# which goes at the end. ARGS goes to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh dev
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
newer=$(scripts/newer_python.sh "$folder/venv")
if [ -z "$newer" ]; then
    echo "No newer Python than that of .venv is found, so the suite runs with that one alone."
    exit 0
fi
echo "On SQLite, with $("$newer" --version):"
# shellcheck disable=SC2086  # ARGS is a list of options
env -u DATABASE_URL -u REDIS_URL scripts/pytest.sh "$newer" ${ARGS:-}
