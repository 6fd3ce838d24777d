#!/usr/bin/env bash
# Changes the program in one place and another, and sees whether a test notices: mutants.sh [K/N], the Kth of N parts of all changes,
# drawn evenly (0/8 unless told otherwise). cargo-mutants says what is changed, tests/outside/mutants.py builds and tries it, in a copy of
# what is committed (target/mutants); begun again, it goes on. What was missed, and why it may be: tests/mutants.md.
set -euo pipefail
cd "$(dirname "$0")/.."
part=${1:-0/8}
command -v cargo-mutants > /dev/null 2>&1 || cargo install --locked cargo-mutants
# How the release is built is no matter here.
unset CARGO_ENCODED_RUSTFLAGS
results=results-$(git rev-parse --short HEAD)-${part/\//-of-}.jsonl
rm -rf target/mutants/tree
mkdir -p target/mutants/tree
git archive HEAD | tar --extract --touch --directory target/mutants/tree
cd target/mutants
(cd tree && cargo mutants --config .ci/mutants.toml --workspace --list --json --shard "$part" --sharding round-robin) > list.json
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/build} CARGO_PROFILE_DEV_DEBUG=0 python3 -B tree/tests/outside/mutants.py list.json tree "$results"
