#!/usr/bin/env bash
# The same bytes whatever is around the program: check-determinism.sh [PROGRAM] [--full]. Without --full each change alone.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 tests/outside/determinism.py "${1:-target/release/torimatome}" "${@:2}"
