#!/usr/bin/env bash
# Every check, then every test on both engines. What this machine lacks is skipped with its reason;
# with CI=true or RAPPORT_REQUIRE_ALL=1 it is a failure. ARGS goes to pytest.
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh dev || exit 1
if [ "${CI:-}" = true ]; then export RAPPORT_REQUIRE_ALL=1; fi

scripts/check.sh
checks=$?
.venv/bin/python -m scripts.with_servers scripts/suites.sh
tests=$?
[ $checks = 0 ] && [ $tests = 0 ]
