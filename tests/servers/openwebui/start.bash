# shellcheck shell=bash
# Sourced by `up` after LiteLLM's: starts Open WebUI unless it runs, waits for both, and sets WEBUI_KEY.

WEBUI_ADMIN_EMAIL=root@campus.example.edu
WEBUI_ADMIN_PASSWORD=Campus-root-1
start_webui() {
  STARTED+=(webui)
  (
    cd "$DIR/webui"
    clean_environment
    export DATA_DIR=$DIR/webui WEBUI_SECRET_KEY=only-for-tests-on-loopback CORS_ALLOW_ORIGIN="http://127.0.0.1:$WEBUI_PORT"
    export WEBUI_AUTH=true WEBUI_ADMIN_EMAIL WEBUI_ADMIN_PASSWORD WEBUI_ADMIN_NAME=Root
    export DEFAULT_USER_ROLE=user ENABLE_SIGNUP=false ENABLE_API_KEYS=true
    # chat goes to the proxy, with the user's e-mail in the headers
    export ENABLE_OPENAI_API=true OPENAI_API_BASE_URL="http://127.0.0.1:$PORT/v1" OPENAI_API_KEY=$PROXY_KEY
    export ENABLE_FORWARD_USER_INFO_HEADERS=true ENABLE_OLLAMA_API=false
    # slim: no torch, no vector database, nothing fetched at start
    export USE_SLIM_DOCKER=true OFFLINE_MODE=true HF_HUB_OFFLINE=1 ENABLE_VERSION_UPDATE_CHECK=false
    export RAG_EMBEDDING_ENGINE=openai BYPASS_EMBEDDING_AND_RETRIEVAL=true
    export ENABLE_PIP_INSTALL_FRONTMATTER_REQUIREMENTS=false SCARF_NO_ANALYTICS=true ANONYMIZED_TELEMETRY=false
    exec setsid "$APPS/openwebui/venv/bin/open-webui" serve --host 127.0.0.1 --port "$WEBUI_PORT"
  ) >"$DIR/webui.log" 2>&1 </dev/null &
  echo $! >"$DIR/webui.pid"
  launched webui_running
}
webui_ready() { get "http://127.0.0.1:$WEBUI_PORT/health" >/dev/null; }
# The key in DIR/env is kept while it works: a new one would take it from whoever uses it now.
known_key_works() {
  WEBUI_KEY=$(sed -n 's/^export WEBUI_KEY=//p' "$DIR/env" 2>/dev/null) && [ -n "$WEBUI_KEY" ] &&
    get -H "Authorization: Bearer $WEBUI_KEY" "http://127.0.0.1:$WEBUI_PORT/api/v1/users/all" | grep -q '"users"'
}

# both at once: each start keeps one core busy
if ! webui_running; then
  say "starting Open WebUI on 127.0.0.1:$WEBUI_PORT"
  start_webui
fi
wait_for LiteLLM proxy_running "$DIR/litellm/proxy.log" proxy_ready
say "LiteLLM answers"
wait_for "Open WebUI" webui_running "$DIR/webui.log" webui_ready
say "Open WebUI answers"
known_key_works ||
  WEBUI_KEY=$("$PYTHON" "$HERE/openwebui/api_key.py" "http://127.0.0.1:$WEBUI_PORT" "$WEBUI_ADMIN_EMAIL" "$WEBUI_ADMIN_PASSWORD") ||
  die "Open WebUI gave its administrator no API key."
