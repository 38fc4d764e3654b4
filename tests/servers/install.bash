# shellcheck shell=bash
# What the two install scripts share.

# is_installed DIR INPUT…: DIR holds a complete installation made from these files. Sets STAMP, which end_install writes
# last: a cut installation has none, and one from other pins has another.
is_installed() {
  local dir=$1
  shift
  STAMP=$({
    "$PYTHON" --version
    cat "$@"
  } | sha256sum | cut -d' ' -f1)
  [ "$(cat "$dir/stamp" 2>/dev/null)" = "$STAMP" ]
}
begin_install() { # DIR NAME
  local dir=$1 name=$2
  if grep -qsF "$dir/venv/" /proc/[0-9]*/cmdline; then
    echo "servers: '$dir' holds another version of $name, and it is running: stop it first with tests/servers/down, or choose another SERVERS_APPS." >&2
    exit 1
  fi
  echo "$(date +%T) installing $name into $dir"
  mkdir -p "$dir"
  # only what an installation makes, should DIR be somebody's folder
  rm -rf "$dir/stamp" "$dir/venv" "$dir/engine" "$dir/cli"
  "$PYTHON" -m venv "$dir/venv"
  "$dir/venv/bin/pip" install -q --disable-pip-version-check uv==0.13.8
}
# --no-deps: the lists are complete, and nothing unpinned may come in. Compiled now, or each start would do it again
# where PYTHONDONTWRITEBYTECODE is set.
install_packages() { # DIR ARGUMENT…
  local dir=$1
  shift
  "$dir/venv/bin/uv" pip install -q --compile-bytecode --python "$dir/venv/bin/python" --no-deps "$@"
}
end_install() { echo "$STAMP" >"$1/stamp"; }
