#!/usr/bin/env bash
# Run every check, also after one has failed, and say at the end which did.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH" DEBUG=0 DJANGO_SETTINGS_MODULE=tests.settings
failed=()

step() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        echo "ok       $name$(grep -h '^Skipped' <<<"$output" | sed 's/^/: /')"
    else
        echo "FAILED   $name"
        printf '%s\n' "$output" | sed 's/^/         /'
        failed+=("$name")
    fi
}

step "style"                ruff check .
step "format"               ruff format --check .
step "types"                mypy
step "templates"            djlint --lint --quiet templates
step "import order"         lint-imports
step "Django's own checks"  python manage.py check --fail-level WARNING
step "migrations"           python manage.py makemigrations --check --dry-run
step "translations"         python -m tools.check_translations
step "sizes"                python -m tools.check_sizes
step "vendored files"       python -m tools.check_vendored
step "secrets"              python -m tools.check_secrets

if [ ${#failed[@]} -gt 0 ]; then
    echo "Checks that failed: $(IFS=,; echo "${failed[*]}" | sed 's/,/, /g')"
    exit 1
fi
