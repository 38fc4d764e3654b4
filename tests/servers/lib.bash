# shellcheck shell=bash
# What `up` and `down` share: saying what is wrong, finding PostgreSQL, and knowing our own processes again.

die() {
  echo "servers: $*" >&2
  exit 1
}
say() { echo "$(date +%T) $*"; }

# PG_BIN: one folder that holds all the server programs. Debian keeps them off PATH.
find_postgres() {
  local dir on_path
  on_path=$(type -P initdb || true)
  for dir in "${PG_BIN:-}" "${on_path:+$(dirname "$(readlink -f "$on_path")")}" \
    $(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin | sort -rV); do
    if [ -n "$dir" ] && [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && [ -x "$dir/postgres" ] && [ -x "$dir/psql" ]; then
      PG_BIN=$dir
      return 0
    fi
  done
  return 1
}

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else (cd / && "$@"); fi
}

# running PIDFILE FOLDER WORD: the process is alive, works in FOLDER and has WORD in its command line.
# A pid alone proves nothing: after a crash or a reboot it may be somebody else's.
running() {
  local pid cmdline
  pid=$(head -n 1 "$1" 2>/dev/null) && [[ $pid =~ ^[0-9]+$ ]] || return 1
  [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" = "$2" ] || return 1
  # a zombie has no command line
  cmdline=$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") && [[ $cmdline == *"$3"* ]]
}
proxy_running() { running "$DIR/litellm/proxy.pid" "$DIR/litellm" "litellm "; }
webui_running() { running "$DIR/webui.pid" "$DIR/webui" "open-webui "; }
postgres_running() { running "$DIR/litellm/pg/postmaster.pid" "$DIR/litellm/pg" "postgres "; }

# stop NAME PIDFILE IS_RUNNING: ask, wait for the exit, and insist only if it does not come.
stop() {
  local pid
  if $3; then
    pid=$(head -n 1 "$2")
    kill "$pid" 2>/dev/null || true
    for _ in {1..150}; do
      $3 || break
      sleep 0.2
    done
    if $3; then
      say "$1 did not stop within 30 s, killing its process group"
      kill -KILL -- "-$pid" 2>/dev/null || true
      for _ in {1..25}; do
        $3 || break
        sleep 0.2
      done
    fi
    ! $3 || die "$1 (process $pid) cannot be stopped."
    say "$1 stopped"
  fi
  rm -f "$2"
}
stop_webui() { stop "Open WebUI" "$DIR/webui.pid" webui_running; }
stop_proxy() { stop "LiteLLM" "$DIR/litellm/proxy.pid" proxy_running; }
stop_postgres() {
  postgres_running || return 0
  find_postgres || die "PostgreSQL runs in '$DIR', but its pg_ctl is no longer found."
  as_postgres "$PG_BIN/pg_ctl" -D "$DIR/litellm/pg" -m fast -w -t 60 stop >/dev/null ||
    die "PostgreSQL in '$DIR/litellm/pg' did not stop within 60 s."
  say "PostgreSQL stopped"
}
