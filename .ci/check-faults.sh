#!/usr/bin/env bash
# Every call to the file system that a command makes fails once: check-faults.sh [STRIDE] [PROGRAM].
# Without a stride every one does, which is for `.ci/soak`; `.ci/run` takes one in 40 of each command. FAULTS_OFFSET tells which.
set -euo pipefail
cd "$(dirname "$0")/.."
stride="${1:-1}"
program="${2:-target/release/torimatome}"
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }
command -v strace >/dev/null 2>&1 || { as_root apt-get update -q && as_root apt-get install -y -q --no-install-recommends strace; }
command -v cc >/dev/null 2>&1 || { echo "missing: cc" >&2; exit 1; }
python3 tests/outside/faults.py "$program" --stride "$stride" --offset "${FAULTS_OFFSET:-0}"
