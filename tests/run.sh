#!/usr/bin/env bash
# Runs every check of the project on a machine that has rustup, git and a C linker.
#
#   bash tests/run.sh               all steps, in order; stops at the first that fails
#   bash tests/run.sh clippy test   these steps alone
#   bash tests/run.sh --list        the names of the steps
#   bash tests/run.sh advisories    a step that needs what not everybody has; so are fuzz and trust
#
# What it needs and does not find it installs below the target directory, and says so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

CARGO_DENY_VERSION=0.20.2
TOOLS=$(mkdir -p "${CARGO_TARGET_DIR:-target}" && cd "${CARGO_TARGET_DIR:-target}" && pwd)/tools
export PATH="$TOOLS/bin:$PATH"
STEPS=(fmt clippy fixture test embed doc deny)
# Run only when they are named.
MORE=(advisories fuzz trust)

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

# Licences, bans and sources of the dependencies, those of the fuzz package too.
step_deny() {
    provide_cargo_deny
    cargo deny --locked check licenses bans sources
    lock_fuzz
    cargo deny --manifest-path tests/fuzz/Cargo.toml check licenses bans sources
}

# Known vulnerabilities and abandoned crates among the dependencies. The RustSec advisory database comes over the
# network; who has a git clone of it names it: JICENG_ADVISORY_DB=/path/to/advisory-db bash tests/run.sh advisories
step_advisories() {
    provide_cargo_deny
    if [ -z "${JICENG_ADVISORY_DB:-}" ]; then
        cargo deny --locked check advisories && return
        say "advisories found, or no database to look in: see above. Without a network that reaches it, name a git clone:
   JICENG_ADVISORY_DB=/path/to/advisory-db bash tests/run.sh advisories
   发现安全公告，或没有公告库可查（见上）。网络不通时，请指定公告库的 git 克隆，如上"
        return 1
    fi
    local dir
    dir=$(mktemp -d)
    # cargo-deny looks for a clone under a name that it makes of the database's usual address.
    if ! git clone --quiet "$JICENG_ADVISORY_DB" "$dir/advisory-db-3157b0e258782691"; then
        rm -rf "$dir"
        say "$JICENG_ADVISORY_DB is no git clone of the RustSec advisory database (不是公告库的 git 克隆)"
        return 1
    fi
    git -C "$dir/advisory-db-3157b0e258782691" log -1 --format='the database is of %cs'
    sed "s#^\[advisories\]#&\ndb-path = \"$dir\"#" deny.toml >"$dir/deny.toml"
    local found=0
    cargo deny --config "$dir/deny.toml" --locked --offline check advisories || found=$?
    rm -rf "$dir"
    return "$found"
}

# The fuzz package has what the workspace has, in the same versions, and libFuzzer.
lock_fuzz() { cp Cargo.lock tests/fuzz/Cargo.lock; }

# Each fuzz target for JICENG_FUZZ_SECONDS, 60 by default, with a nightly Rust; see tests/fuzz/README.md.
step_fuzz() {
    if ! command -v cargo-fuzz >/dev/null || ! cargo +nightly --version >/dev/null 2>&1; then
        say "cargo-fuzz and a nightly Rust are needed: rustup toolchain install nightly; cargo install cargo-fuzz"
        return 1
    fi
    lock_fuzz
    local target
    for target in $(cd tests/fuzz && cargo +nightly fuzz list); do
        mkdir -p "tests/fuzz/corpus/$target"
        cargo +nightly fuzz run --fuzz-dir tests/fuzz "$target" "tests/fuzz/corpus/$target" "fixtures/fuzz/$target" -- \
            -max_total_time="${JICENG_FUZZ_SECONDS:-60}" -max_len=16384 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1
    done
}

# All of docs/trust.md at its numbers, and its table written anew: some hours, for the night. What follows are words of filters:
# JICENG_TRUST="log::pairs power_cuts" bash tests/run.sh trust
step_trust() { python3 -B tests/trust.py ${JICENG_TRUST:-}; }

provide_cargo_deny() {
    if [ "$(cargo deny --version 2>/dev/null)" != "cargo-deny $CARGO_DENY_VERSION" ]; then
        say "cargo-deny $CARGO_DENY_VERSION is not there: installing it into $TOOLS (a minute or two, once)"
        # Unoptimized: it builds sooner, and is quick enough.
        cargo install cargo-deny --locked --version "$CARGO_DENY_VERSION" --debug --root "$TOOLS"
    fi
}

known() {
    local step
    for step in "${STEPS[@]}" "${MORE[@]}"; do [ "$step" = "$1" ] && return 0; done
    return 1
}

if [ "${1:-}" = "--list" ]; then
    printf '%s\n' "${STEPS[@]}"
    printf '%s (only when named)\n' "${MORE[@]}"
    exit 0
fi

[ $# -gt 0 ] && chosen=("$@") || chosen=("${STEPS[@]}")
for step in "${chosen[@]}"; do
    if ! known "$step"; then
        printf 'there is no step %s; the steps are: %s\n' "$step" "${STEPS[*]} ${MORE[*]}" >&2
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
