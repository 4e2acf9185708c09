#!/usr/bin/env bash
# Run every check, also after one has failed, and say at the end which did.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH" DEBUG=0 DJANGO_SETTINGS_MODULE=tests.settings
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
names=()

# All at once: most of them use one core.
step() {
    local file=$folder/${#names[@]}
    names+=("$1")
    shift
    { "$@" >"$file" 2>&1; echo $? >"$file.code"; } &
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

wait
failed=()
for number in "${!names[@]}"; do
    file=$folder/$number name=${names[$number]}
    if [ "$(cat "$file.code")" = 0 ]; then
        echo "ok       $name$(grep -h '^Skipped' "$file" | sed 's/^/: /')"
    else
        echo "FAILED   $name"
        sed 's/^/         /' "$file"
        failed+=("$name")
    fi
done

if [ ${#failed[@]} -gt 0 ]; then
    echo "Checks that failed: $(IFS=,; echo "${failed[*]}" | sed 's/,/, /g')"
    exit 1
fi
