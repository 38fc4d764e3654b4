# shellcheck shell=bash
# Is everything there that cannot be installed from PyPI or npm? Says all that is missing at once, one sentence each.
# Sets PYTHON and PG_BIN.

# Open WebUI 0.12 takes Python 3.11 and 3.12; the pinned versions were resolved for these.
python_fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; }

check_requirements() {
  local missing=() candidate version
  if [ -n "${PYTHON:-}" ]; then
    python_fits "$PYTHON" || missing+=("PYTHON names '$PYTHON', which is not a Python 3.11 or 3.12.")
  else
    for candidate in python3 python3.12 python3.11; do
      if python_fits "$candidate"; then
        PYTHON=$(type -P "$candidate")
        break
      fi
    done
    if [ -z "${PYTHON:-}" ]; then
      version=$(python3 --version 2>/dev/null || echo "none")
      missing+=("Python 3.11 or 3.12 is needed (python3 here: $version): install it, e.g. 'apt-get install python3.11 python3.11-venv', or set PYTHON to one.")
    fi
  fi
  if [ -n "${PYTHON:-}" ] && ! "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null; then
    missing+=("'$PYTHON' cannot make virtual environments: install its venv module, e.g. 'apt-get install python3-venv'.")
  fi

  if ! version=$(node -p process.versions.node 2>/dev/null); then
    missing+=("Node.js 20 or newer is needed and 'node' is not on PATH: install it from your distribution or https://nodejs.org.")
  elif [ "${version%%.*}" -lt 20 ]; then
    missing+=("Node.js 20 or newer is needed and this one is $version: install a newer one from https://nodejs.org.")
  fi
  type -P npm >/dev/null ||
    missing+=("'npm' is not on PATH: install it, e.g. 'apt-get install npm' (nodejs.org's Node.js brings it).")
  type -P curl >/dev/null || missing+=("'curl' is not on PATH: install it, e.g. 'apt-get install curl'.")
  type -P setsid >/dev/null && type -P flock >/dev/null ||
    missing+=("'setsid' and 'flock' are not on PATH: install util-linux.")
  find_postgres ||
    missing+=("PostgreSQL's server programs (initdb, pg_ctl, postgres, psql) are neither on PATH nor in /usr/lib/postgresql/*/bin: install them, e.g. 'apt-get install postgresql', or set PG_BIN to their folder.")
  if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 ||
      missing+=("PostgreSQL does not run as root and there is no user 'postgres' to run it: create one ('useradd --system postgres') or run this as an ordinary user.")
    type -P runuser >/dev/null || missing+=("'runuser' is not on PATH: install util-linux, or run this as an ordinary user.")
  fi

  [ ${#missing[@]} = 0 ] || {
    printf 'servers: %s\n' "${missing[@]}" >&2
    exit 1
  }
}
