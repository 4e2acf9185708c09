#!/usr/bin/env bash
# Start everything on this machine: database, web server, worker and scheduler. Ctrl-C stops it all.
#   PORT=8000      where the web server listens
#   DEMO=0         no demo world: the first page asks for your organisation instead
#   DATA_DIR=var   where the database, mail, uploads and the secret key live
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh
export PATH="$PWD/.venv/bin:$PATH" PYTHONUNBUFFERED=1
export PORT=${PORT:-8000} DATA_DIR=${DATA_DIR:-var}

python - "$PORT" <<'PY'
import socket, sys
port = sys.argv[1]
if not port.isdigit() or not 0 < int(port) < 65536:
    sys.exit(f"PORT must be a number from 1 to 65535, not {port}.")
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(port)))
    except OSError as error:
        sys.exit(f"Port {port} cannot be used ({error.strerror}). Choose another: make run PORT=8001")
PY

# A data folder stays what it was first started as, so the demo world never mixes with real data.
umask 077
mkdir -p "$DATA_DIR"
kind="$DATA_DIR/kind"
[ -s "$kind" ] || { [ "${DEMO:-1}" = 0 ] && echo own || echo demo; } >"$kind"
if [ "$(cat "$kind")" = demo ] && [ "${DEMO:-1}" = 0 ]; then
    echo "$DATA_DIR holds the demo world. Start your own beside it: make run DEMO=0 DATA_DIR=var/own" >&2
    exit 1
fi
demo=()
if [ "$(cat "$kind")" = demo ]; then
    demo=(--demo)
    # Whoever looks around in the demo world sets up no second factor, and is not asked twice who they are.
    export REQUIRE_TWO_FACTOR=${REQUIRE_TWO_FACTOR:-0} REQUIRE_STEP_UP=${REQUIRE_STEP_UP:-0}
fi
export DEBUG=${DEBUG:-0}
export PUBLIC_URL=${PUBLIC_URL:-http://127.0.0.1:$PORT}
export LOG_LEVEL=${LOG_LEVEL:-WARNING}

if [ -z "${SECRET_KEY:-}" ]; then
    key="$DATA_DIR/secret_key"
    [ -s "$key" ] || python -c 'import secrets; print(secrets.token_urlsafe(60))' >"$key"
    SECRET_KEY=$(cat "$key")
    export SECRET_KEY
fi

# The demo world is loaded in development mode, and served as customers would see it: no page shows a traceback.
DEBUG=$((DEBUG || ${#demo[@]})) python scripts/prepare.py ${demo[@]+"${demo[@]}"}
exec python -m honcho start -f Procfile --no-prefix
