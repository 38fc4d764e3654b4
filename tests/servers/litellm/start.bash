# shellcheck shell=bash
# Sourced by `up`: starts PostgreSQL and LiteLLM, each unless it runs. Sets PROXY_KEY and DATABASE_URL.

PROXY_KEY=sk-1234
DATABASE_URL=postgresql://litellm@127.0.0.1:$PG_PORT/litellm
start_postgres() {
  local data=$DIR/litellm/pg
  if [ ! -d "$data" ]; then
    # initdb elsewhere and renamed, so that a cut one is never taken for a cluster
    rm -rf "$data.new"
    mkdir "$data.new"
    [ "$(id -u)" != 0 ] || chown postgres "$data.new"
    as_postgres "$PG_BIN/initdb" -D "$data.new" -U litellm -A trust -E UTF8 --no-locale --no-sync >/dev/null
    mv "$data.new" "$data"
  fi
  # After a crash the pid in there may be somebody else's by now; PostgreSQL would take it for a running server.
  if [ -d "/proc/$(head -n 1 "$data/postmaster.pid" 2>/dev/null || echo none)" ]; then rm "$data/postmaster.pid"; fi
  STARTED+=(postgres)
  # test data: durability would only cost time
  as_postgres "$PG_BIN/pg_ctl" -D "$data" -l "$data/log" -w -t 60 \
    -o "-p $PG_PORT -h 127.0.0.1 -k '' -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start >/dev/null || {
    tail -n 10 "$data/log" >&2
    die "PostgreSQL did not start; the end of its log '$data/log' is above."
  }
}
sql() { "$PG_BIN/psql" -q -X -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PG_PORT" -U litellm "$@"; }
make_database() {
  local extras there
  there=$(sql -d postgres -Atc "select count(*) from pg_database where datname = 'litellm'")
  [ "$there" = 0 ] || return 0
  extras=$("$APPS/litellm/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')/litellm_proxy_extras
  # under another name until all migrations are in, so that a cut run is never taken for a database
  sql -d postgres -c 'set client_min_messages = warning' -c 'drop database if exists litellm_new' -c 'create database litellm_new'
  cat "$extras"/migrations/*/migration.sql | sql -d litellm_new >/dev/null 2>"$DIR/litellm/migrate.log" || {
    tail -n 5 "$DIR/litellm/migrate.log" >&2
    die "LiteLLM's migrations did not apply; the end of '$DIR/litellm/migrate.log' is above."
  }
  sql -d postgres -c 'alter database litellm_new rename to litellm'
}
start_proxy() {
  local apps=$APPS/litellm
  STARTED+=(proxy)
  # its own session: it outlives this shell and whatever terminal that has
  (
    cd "$DIR/litellm"
    clean_environment
    export PATH="$apps/venv/bin:$PATH" DATABASE_URL DISABLE_SCHEMA_UPDATE=true
    export PRISMA_QUERY_ENGINE_BINARY="$apps/engine/query-engine" PRISMA_SCHEMA_ENGINE_BINARY="$apps/engine/query-engine"
    export PRISMA_BINARY_CACHE_DIR="$apps/cli" LITELLM_LOCAL_MODEL_COST_MAP=True
    export LITELLM_MASTER_KEY=$PROXY_KEY LITELLM_SALT_KEY=sk-salt-1234 LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY=true
    exec setsid litellm --config "$CONFIG" --host 127.0.0.1 --port "$PORT" --telemetry False --num_workers 1
  ) >"$DIR/litellm/proxy.log" 2>&1 </dev/null &
  echo $! >"$DIR/litellm/proxy.pid"
  launched proxy_running
}
proxy_ready() { get "http://127.0.0.1:$PORT/health/readiness" | grep -q '"db":"connected"'; }

if ! postgres_running; then
  say "starting PostgreSQL on 127.0.0.1:$PG_PORT"
  start_postgres
fi
make_database
if ! proxy_running; then
  say "starting LiteLLM on 127.0.0.1:$PORT"
  start_proxy
fi
