#!/usr/bin/env bash
# The suite twice: on PostgreSQL with Redis, then on SQLite without. `python -m scripts.with_servers` names the servers;
# without them the first run is left out, or fails where nothing may be skipped. RAPPORT_SQLITE_PYTHON names another
# Python for the second run. ARGS goes to pytest.
set -uo pipefail
cd "$(dirname "$0")/.."

# These start an engine of their own choice, or none, so that a second time would show the same.
once=(
    tests/bench tests/browser tests/crm/test_drill_outages.py tests/crm/test_settings.py
    tests/outreach/test_drill_mail.py tests/outreach/test_processes.py tests/staff/test_limits_parallel.py
    tests/test_deploy.py tests/tools
)

# These walk over every page for every role, which takes minutes, and ask nothing of the engine: where there is PostgreSQL
# they run there alone. At full size (`make trust`) they run on both.
walks=(
    tests/test_translated.py tests/trust/test_canaries.py tests/trust/test_errors.py tests/trust/test_foreign_ids.py
    tests/trust/test_foreign_objects.py tests/trust/test_headers.py tests/trust/test_mass_assignment.py
    tests/trust/test_reading_changes_nothing.py tests/trust/test_shared_cache.py
)

suite() {
    # shellcheck disable=SC2086  # ARGS is a list of options
    scripts/pytest.sh "$@" ${ARGS:-}
}

on_postgresql() {
    if [ -z "${RAPPORT_POSTGRES:-}" ] || [ -z "${RAPPORT_REDIS:-}" ]; then
        echo "PostgreSQL or Redis is missing: the suite runs on SQLite alone."
        [ "${RAPPORT_REQUIRE_ALL:-}" != 1 ]
        return
    fi
    echo "On PostgreSQL, with Redis:"
    DATABASE_URL="$RAPPORT_POSTGRES/rapport_suite_$$" REDIS_URL=$RAPPORT_REDIS suite .venv/bin/python "${once[@]/#/--ignore=}"
    passed $?
}

# ARGS may name tests that run once only: then pytest finds nothing in the other run, which it calls 5.
found=0
passed() {
    [ "$1" != 0 ] || found=1
    [ "$1" = 0 ] || { [ "$1" = 5 ] && [ -n "${ARGS:-}" ]; }
}

on_sqlite() {
    local python=${RAPPORT_SQLITE_PYTHON:-.venv/bin/python} left=()
    echo "On SQLite, without Redis, with $("$python" --version):"
    if [ -n "${RAPPORT_POSTGRES:-}" ] && [ -n "${RAPPORT_REDIS:-}" ] && [ "${RAPPORT_TRUST:-}" != full ]; then
        left=("${walks[@]/#/--ignore=}")
    fi
    (unset DATABASE_URL REDIS_URL; suite "$python" ${left[@]+"${left[@]}"})
    passed $?
}

on_postgresql
postgresql=$?
on_sqlite
sqlite=$?
[ $postgresql = 0 ] && [ $sqlite = 0 ] && [ $found = 1 ]
