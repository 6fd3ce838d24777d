#!/usr/bin/env bash
# One year of the office, played through with workbooks that other programs fill; what it sees at each step is as reviewed.
set -euo pipefail
cd "$(dirname "$0")/.."
work=target/ci-year
rm -rf "$work"
python3 tests/outside/year.py target/release/torimatome "$work" tests/year/transcript.md
git diff --exit-code -- tests/year
for volume in "$work"/correction/*.pdf; do bash .ci/verapdf/check.sh "$volume"; done
python3 tests/outside/open_report.py "$work/correction/diff.xlsx"
