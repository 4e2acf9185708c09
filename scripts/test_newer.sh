#!/usr/bin/env bash
# The suite on SQLite with a newer Python than .venv has, where one is found; it gets an environment of its own,
# which goes at the end. ARGS goes to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh dev

# A name on the path may be a shim that does not run, so each candidate is run.
is_newer() {
    "$1" -c "import sys; sys.exit(sys.version_info[:2] <= ($(.venv/bin/python -c 'import sys; print(*sys.version_info[:2], sep=",")')))" \
        >/dev/null 2>&1
}

newer=
for candidate in ${NEWER_PYTHON:-python3.13 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13.*/bin/python python3.14 python3.12}; do
    if is_newer "$candidate"; then
        newer=$candidate
        break
    fi
done
if [ -z "$newer" ]; then
    echo "No newer Python than that of .venv is found, so the suite runs with that one alone."
    exit 0
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo "On SQLite, with $("$newer" --version):"
.venv/bin/uv venv -q --python "$newer" "$folder/venv"
.venv/bin/uv pip install -q --python "$folder/venv/bin/python" --require-hashes --only-binary :all: --no-binary vokativ \
    -r requirements.txt -r requirements-dev.txt
# Continuous integration has half an hour; the slow tests and those of trust run with the other Python, on SQLite and
# PostgreSQL.
quick=()
[ "${CI:-}" != true ] || quick=(-m "not slow and not trust" --ignore tests/demo --ignore tests/test_translated.py)
# shellcheck disable=SC2086  # ARGS is a list of options
env -u DATABASE_URL -u REDIS_URL scripts/pytest.sh "$folder/venv/bin/python" \
    --ignore tests/bench --ignore tests/browser --ignore tests/crm/test_drill_outages.py \
    --ignore tests/outreach/test_drill_mail.py --ignore tests/test_deploy.py --ignore tests/tools ${quick[@]+"${quick[@]}"} ${ARGS:-}
