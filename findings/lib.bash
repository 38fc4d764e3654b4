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
# stop PID: the leader of a process group that this script made.
stop() {
  kill "$1" 2>/dev/null || return 0
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
  # shellcheck disable=SC2034 # it is for the finding
  ID=$(pick 'b["id"]')
  sign_in "$2" Pass-of-one-1
}

# ---- LiteLLM
# with_litellm VERSION: installs and starts it over a PostgreSQL of its own; URL is its own, TOKEN its master key.
# Its Prisma's engine is the stand-in of tests/servers/litellm/engine; the proxy itself is as published.
with_litellm() {
  local version=$1 port pg_port extras as=()
  check_python
  { type -P node && type -P npm; } >/dev/null || cannot_run "Node.js 20 or newer with npm is needed."
  # shellcheck source=tests/servers/lib.bash
  PG_BIN=$(. "$SERVERS/lib.bash" && find_postgres && echo "$PG_BIN") ||
    cannot_run "PostgreSQL's server programs are needed: install them, or set PG_BIN to their folder."
  PYTHON=$PYTHON "$SERVERS/litellm/install" "$TEMP/litellm" >"$TEMP/install.log" 2>&1 || {
    tail -n 15 "$TEMP/install.log" >&2
    cannot_run "LiteLLM could not be installed; the end of its log is above."
  }
  "$TEMP/litellm/venv/bin/uv" pip install -q --python "$TEMP/litellm/venv/bin/python" --no-deps "litellm==$version" ||
    cannot_run "litellm==$version could not be installed."

  # PostgreSQL does not run as root
  if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=postgres --regid=postgres --clear-groups); fi
  install -d -m 700 ${as[0]:+-o postgres -g postgres} "$TEMP/pg"
  (cd "$TEMP" && "${as[@]}" "$PG_BIN/initdb" -D "$TEMP/pg" -U litellm -A trust -E UTF8 --no-locale --no-sync >/dev/null) ||
    cannot_run "PostgreSQL's initdb failed."
  pg_port=$(free_port)
  start "$TEMP/pg.log" "${as[@]}" "$PG_BIN/postgres" -D "$TEMP/pg" -p "$pg_port" -h 127.0.0.1 -k '' -c fsync=off
  wait_for PostgreSQL "$TEMP/pg.log" sql -d postgres -c 'create database litellm'
  extras=$("$TEMP/litellm/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')/litellm_proxy_extras
  cat "$extras"/migrations/*/migration.sql | sql -d litellm >/dev/null 2>&1 || cannot_run "LiteLLM's migrations failed."

  # A model that answers at once, and costs what the real one would. Who is asked about is read anew after two seconds.
  cat >"$TEMP/config.yaml" <<'END'
model_list:
  - model_name: gpt-4o-mini
    litellm_params: {model: openai/gpt-4o-mini, api_key: none, mock_response: "Hello"}
litellm_settings: {telemetry: false}
general_settings: {user_api_key_cache_ttl: 2}
END
  port=$(free_port)
  URL=http://127.0.0.1:$port
  TOKEN=sk-only-on-loopback-0
  start "$TEMP/litellm.log" env PATH="$TEMP/litellm/venv/bin:$PATH" \
    DATABASE_URL="postgresql://litellm@127.0.0.1:$pg_port/litellm" \
    DISABLE_SCHEMA_UPDATE=true PRISMA_QUERY_ENGINE_BINARY="$TEMP/litellm/engine/query-engine" \
    PRISMA_SCHEMA_ENGINE_BINARY="$TEMP/litellm/engine/query-engine" PRISMA_BINARY_CACHE_DIR="$TEMP/litellm/cli" \
    LITELLM_LOCAL_MODEL_COST_MAP=True LITELLM_MASTER_KEY=$TOKEN LITELLM_SALT_KEY=sk-salt-of-nothing-0 \
    litellm --config "$TEMP/config.yaml" --host 127.0.0.1 --port "$port" --telemetry False
  wait_for "LiteLLM $version" "$TEMP/litellm.log" ready
}
sql() { "$PG_BIN/psql" -q -X -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$pg_port" -U litellm "$@"; }
ready() { curl -sf -m 5 --noproxy '*' "$URL/health/readiness" | grep -q '"db":"connected"'; }
# chat KEY: one call of the mock model; sets STATUS and BODY.
chat() { TOKEN=$1 ask POST /v1/chat/completions '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}'; }

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
  "$dir/bin/pip" install -q --disable-pip-version-check uv==0.13.8 || cannot_run "uv could not be installed."
  "$dir/bin/uv" pip install -q --compile-bytecode --python "$dir/bin/python" --no-deps "$@" ||
    cannot_run "the packages could not be installed."
}
