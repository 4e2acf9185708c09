#!/usr/bin/env bash
# The promises of security and privacy at full size, on both engines: the tests with the mark "trust", which the suite
# runs at a size that it can carry. ARGS goes to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh dev
# A file of tests may take an hour at this size: its tests are shared out among the processes.
export RAPPORT_TRUST=full ARGS="-m trust --dist worksteal ${ARGS:-}"
.venv/bin/python -m scripts.with_servers scripts/suites.sh
