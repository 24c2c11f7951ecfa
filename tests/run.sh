#!/usr/bin/env bash
# Runs every check of the project on a machine that has rustup, git and a C linker.
#
#   bash tests/run.sh               all steps, in order; stops at the first that fails
#   bash tests/run.sh clippy test   these steps alone
#   bash tests/run.sh --list        the names of the steps
#
# What it needs and does not find it installs below the target directory, and says so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

CARGO_DENY_VERSION=0.20.2
TOOLS=$(mkdir -p "${CARGO_TARGET_DIR:-target}" && cd "${CARGO_TARGET_DIR:-target}" && pwd)/tools
export PATH="$TOOLS/bin:$PATH"
STEPS=(fmt clippy fixture test embed doc deny)

say() { printf '\n== %s\n' "$*"; }

# The code is formatted.
step_fmt() { cargo fmt --all --check; }

# No lint of the workspace speaks up, in any target.
step_clippy() { cargo clippy --workspace --all-targets --locked -- -D warnings; }

# The Liuzhou history is what its generator makes, and its figures are what a model of its own says.
step_fixture() {
    if ! command -v python3 >/dev/null; then
        say "python3 is not there: this step is passed over, and in the suite the tests that read the log from
   Python. To run them, install it (Debian: apt-get install python3; others: https://www.python.org)"
        return
    fi
    local dir=fixtures/liuzhou-2020
    python3 -B "$dir/make.py" | cmp - "$dir/history.jsonl"
    python3 -B "$dir/model.py" --expected | cmp - "$dir/expected.json"
}

# Unit tests, the suite in tests/, documentation examples.
step_test() { cargo test --workspace --locked; }

# The example that shows how another tool embeds the registry.
step_embed() { cargo run --locked -p jiceng-core --example embed; }

# The documentation builds without a warning.
step_doc() { RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked; }

# Licences, bans and sources of the dependencies; see deny.toml for advisories.
step_deny() {
    provide_cargo_deny
    cargo deny --locked check licenses bans sources
}

provide_cargo_deny() {
    if [ "$(cargo deny --version 2>/dev/null)" != "cargo-deny $CARGO_DENY_VERSION" ]; then
        say "cargo-deny $CARGO_DENY_VERSION is not there: installing it into $TOOLS (a minute or two, once)"
        # Unoptimized: it builds sooner, and is quick enough.
        cargo install cargo-deny --locked --version "$CARGO_DENY_VERSION" --debug --root "$TOOLS"
    fi
}

known() {
    local step
    for step in "${STEPS[@]}"; do [ "$step" = "$1" ] && return 0; done
    return 1
}

if [ "${1:-}" = "--list" ]; then
    printf '%s\n' "${STEPS[@]}"
    exit 0
fi

[ $# -gt 0 ] && chosen=("$@") || chosen=("${STEPS[@]}")
for step in "${chosen[@]}"; do
    if ! known "$step"; then
        printf 'there is no step %s; the steps are: %s\n' "$step" "${STEPS[*]}" >&2
        exit 2
    fi
done
if ! command -v cargo >/dev/null; then
    printf 'cargo is not there; install Rust with rustup (https://rustup.rs), then run this again\n' >&2
    exit 1
fi

current=
trap '[ $? -eq 0 ] || printf "\n== FAILED in step %s; alone: bash tests/run.sh %s\n" "$current" "$current" >&2' EXIT
started=$SECONDS
for step in "${chosen[@]}"; do
    current=$step
    say "$step"
    before=$SECONDS
    "step_$step"
    printf '== %s: fine (%d s)\n' "$step" "$((SECONDS - before))"
done
say "all steps passed in $((SECONDS - started)) s: ${chosen[*]}"
