#!/usr/bin/env bash
# The promises of security and privacy at full size, on both engines: the tests with the mark "trust", which the suite
# runs at a size that it can carry. ARGS goes to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh dev
export RAPPORT_TRUST=full ARGS="-m trust ${ARGS:-}"
.venv/bin/python -m scripts.with_servers scripts/suites.sh
