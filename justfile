# `just` lists the recipes; https://just.systems. Each is a plain command that can be typed as well.

servers := env("SERVERS_DIR", justfile_directory() / ".servers")

_default:
    @just --list

# all that must hold before a change is merged, the real servers included
ci:
    bash .ci/run

# all tests that need no server
test *ARGS:
    cargo test --locked {{ ARGS }}

# clippy, with warnings as errors
lint:
    cargo clippy --all-targets --locked -- -D warnings

# format the code
fmt:
    cargo fmt

# the API documentation, with broken links as errors
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked

# licences, sources and duplicates of the dependencies
deny:
    cargo deny --locked check --hide-inclusion-graph bans licenses sources

# the console on the sandbox
demo *ARGS:
    cargo run --release --locked -- demo {{ ARGS }}

# the benchmarks
bench *ARGS:
    cargo bench --locked {{ ARGS }}

# run the tests and accept every changed snapshot; then read the diff
bless:
    INSTA_UPDATE=always cargo test --locked

# install (once) and start real LiteLLM and Open WebUI on loopback
servers-up:
    tests/servers/up {{ servers }}

# stop them; their data stays
servers-down:
    tests/servers/down {{ servers }}

# the contract suite against the real servers
contract: servers-up
    . {{ servers }}/env && \
    BURSAR_TEST_PROXY_URL=$PROXY_URL BURSAR_TEST_PROXY_KEY=$PROXY_KEY \
    BURSAR_TEST_WEBUI_URL=$WEBUI_URL BURSAR_TEST_WEBUI_KEY=$WEBUI_KEY \
    cargo test --locked --test it real:: -- --ignored --test-threads=1
