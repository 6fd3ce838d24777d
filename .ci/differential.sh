#!/usr/bin/env bash
# Every cell of every workbook here as calamine, openpyxl and LibreOffice see it, in five formats.
# differential.sh [N [FOLDER...]]: LibreOffice and the copies in other formats for one workbook in N; all (1) take ten minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
every=${1:-1}
shift || true
[ "$#" -gt 0 ] || set -- samples tests/workbooks
cargo build --locked --quiet --release --bin torimatome --example calamine-cells
python3 tests/outside/differential.py target/release/torimatome target/release/examples/calamine-cells "$@" --every "$every"
