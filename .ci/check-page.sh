#!/usr/bin/env bash
# The offline page in Chromium against the program: the same findings and the same marked copies, to the byte.
# Usage: check-page.sh PAGE PROGRAM
set -euo pipefail
cd "$(dirname "$0")/.."
CI_NODE="$PWD/target/ci-node" node tests/page/page.mjs "$1" "$2" target/page/shots
