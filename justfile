# Thin names for the steps of tests/run.sh, which works without just.

# All checks, as CI runs them.
check:
    bash tests/run.sh

# All tests.
test:
    bash tests/run.sh test

# Formats the code.
fmt:
    cargo fmt

# Formatting and lints, warnings as errors.
lint:
    bash tests/run.sh fmt clippy

# The documentation of the crates, warnings as errors.
doc:
    bash tests/run.sh doc

# Licences, bans and sources of the dependencies.
deny:
    bash tests/run.sh deny

# The coverage of Liuzhou on 30 June 2020.
demo:
    cargo run --release -p jiceng-cli -- demo
