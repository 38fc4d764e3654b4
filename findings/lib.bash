# shellcheck shell=bash
# What the findings share: a temporary folder that goes away, pinned packages in it, servers on loopback, questions to
# them, and the verdict. Source it with FINDING set to the script's name.
set -euo pipefail
REPOSITORY=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SERVERS=$REPOSITORY/tests/servers
VERDICT=
CHANGED=0
STARTED=()
PYTHON=${PYTHON:-}

# ---- the verdict: 0 as described, 1 changed, 2 when it was never reached
cannot_run() {
  echo "$FINDING cannot be run: $*" >&2
  VERDICT=2
  exit 2
}
# saw WHAT VALUE DESCRIBED: says what was seen, and whether that is what the header describes.
saw() {
  printf '%s: %s\n' "$1" "$2"
  [ "$2" = "$3" ] || {
    printf '    CHANGED, it was: %s\n' "$3"
    CHANGED=1
  }
}
conclude() {
  VERDICT=$CHANGED
  if [ "$CHANGED" = 0 ]; then echo "as described"; else echo "the behaviour has changed"; fi
  exit "$CHANGED"
}

# ---- the folder, and what runs in it
TEMP=$(mktemp -d "${TMPDIR:-/tmp}/finding.XXXXXXXX")
chmod 711 "$TEMP" # the database's user walks through
# stop PID: the leader of a process group that this script made. PostgreSQL takes INT as "now, but in order".
stop() {
  kill -INT "$1" 2>/dev/null || return 0
  for _ in {1..100}; do
    kill -0 "$1" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL -- "-$1" 2>/dev/null || true
}
clean() {
  local i
  trap - EXIT
  for ((i = ${#STARTED[@]} - 1; i >= 0; i--)); do stop "${STARTED[i]}"; done
  rm -rf "$TEMP"
  [ -n "$VERDICT" ] || {
    echo "$FINDING did not come to its end, so it says nothing about the behaviour." >&2
    exit 2
  }
  exit "$VERDICT"
}
trap clean EXIT
trap 'exit 130' INT TERM HUP

# start LOG COMMAND…: in the background, as the leader of its own group, with nothing of the caller's environment but this.
start() {
  local log=$1
  shift
  env -i PATH="$PATH" HOME="$TEMP" TMPDIR="$TEMP" LANG=C.UTF-8 TZ=UTC PYTHONUNBUFFERED=1 DO_NOT_TRACK=true \
    NO_PROXY=127.0.0.1 no_proxy=127.0.0.1 setsid "$@" >"$log" 2>&1 </dev/null &
  STARTED+=($!)
}
# wait_for NAME LOG COMMAND…: until COMMAND succeeds, 5 minutes at most.
wait_for() {
  local name=$1 log=$2 deadline=$((SECONDS + 300))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ! kill -0 "${STARTED[-1]}" 2>/dev/null || [ $SECONDS -ge $deadline ]; then
      tail -n 15 "$log" >&2
      cannot_run "$name did not start; the end of its log is above."
    fi
    sleep 0.3
  done
}
free_port() { "$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# ---- questions: URL says where, TOKEN who asks
# ask METHOD PATH [JSON]: sets STATUS and BODY.
ask() {
  local answer
  answer=$(curl -s -m 60 --noproxy '*' -w '\n%{http_code}' -X "$1" -H "Authorization: Bearer ${TOKEN:-}" \
    -H 'Content-Type: application/json' ${3:+-d "$3"} "$URL$2") || cannot_run "the server did not answer $1 $2."
  STATUS=${answer##*$'\n'}
  BODY=${answer%$'\n'*}
}
# want METHOD PATH [JSON]: the same for what has to work for the finding to be about anything.
want() {
  ask "$@"
  [ "$STATUS" = 200 ] || cannot_run "$1 $2 answered $STATUS: ${BODY:0:300}"
}
# pick EXPRESSION: of the last answer, which is called b.
pick() { "$PYTHON" -c 'import json, sys; b = json.loads(sys.argv[1]); print(eval(sys.argv[2]))' "$BODY" "$1"; }

# ---- Open WebUI
# with_openwebui VERSION [NAME=VALUE…]: installs and starts it; URL is its own, TOKEN its administrator's.
with_openwebui() {
  local version=$1 port
  shift
  check_python
  install_python "$TEMP/openwebui" -r "$SERVERS/openwebui/requirements.txt" "open-webui==$version"
  mkdir "$TEMP/data"
  port=$(free_port)
  URL=http://127.0.0.1:$port
  start "$TEMP/openwebui.log" env DATA_DIR="$TEMP/data" WEBUI_SECRET_KEY=only-on-loopback WEBUI_ADMIN_EMAIL=root@example.edu \
    WEBUI_ADMIN_PASSWORD=Root-of-all-1 WEBUI_ADMIN_NAME=Root ENABLE_SIGNUP=false ENABLE_OLLAMA_API=false \
    USE_SLIM_DOCKER=true OFFLINE_MODE=true HF_HUB_OFFLINE=1 ENABLE_VERSION_UPDATE_CHECK=false RAG_EMBEDDING_ENGINE=openai \
    BYPASS_EMBEDDING_AND_RETRIEVAL=true ANONYMIZED_TELEMETRY=false "$@" \
    "$TEMP/openwebui/bin/open-webui" serve --host 127.0.0.1 --port "$port"
  wait_for "Open WebUI $version" "$TEMP/openwebui.log" curl -sf -m 5 --noproxy '*' "$URL/ready"
  want GET /api/version
  [ "$(pick 'b["version"]')" = "$version" ] || cannot_run "the server says it is $BODY"
  sign_in root@example.edu Root-of-all-1
  TOKEN=$SESSION
}
# sign_in EMAIL PASSWORD: sets SESSION.
sign_in() {
  want POST /api/v1/auths/signin "{\"email\":\"$1\",\"password\":\"$2\"}"
  SESSION=$(pick 'b["token"]')
}
# account NAME EMAIL: makes one of role user; sets ID and SESSION.
account() {
  want POST /api/v1/auths/add "{\"name\":\"$1\",\"email\":\"$2\",\"password\":\"Pass-of-one-1\",\"role\":\"user\"}"
  ID=$(pick 'b["id"]')
  sign_in "$2" Pass-of-one-1
}

# ---- installing
check_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.12 python3.11}; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; then
      PYTHON=$(type -P "$candidate")
      break
    fi
    PYTHON=
  done
  [ -n "$PYTHON" ] || cannot_run "Python 3.11 or 3.12 with venv is needed: install it, or set PYTHON to one."
  type -P curl >/dev/null || cannot_run "curl is needed."
}
# install_python DIR ARGUMENT…: exactly these packages, nothing they ask for besides.
install_python() {
  local dir=$1
  shift
  "$PYTHON" -m venv "$dir"
  "$dir/bin/pip" install -q --disable-pip-version-check uv==0.13.8 &&
    "$dir/bin/uv" pip install -q --compile-bytecode --python "$dir/bin/python" --no-deps "$@" ||
    cannot_run "the packages could not be installed."
}
