#!/usr/bin/env bash
# Every cell of every workbook here as calamine, openpyxl and LibreOffice see it, in five formats.
# differential.sh [N [FOLDER...]]: LibreOffice and the copies in other formats for one workbook in N; all (1) take ten minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
every=${1:-1}
shift || true
[ "$#" -gt 0 ] || set -- samples tests/workbooks
# With the example in one build its features, and so every crate, would be others than those of the program alone: built twice over.
cargo build --locked --quiet --release --bin torimatome ${TORIMATOME_PAGE_CORE:+--features page}
env -u CARGO_ENCODED_RUSTFLAGS cargo build --locked --quiet --example calamine-cells
python3 tests/outside/differential.py target/release/torimatome target/debug/examples/calamine-cells "$@" --every "$every"
