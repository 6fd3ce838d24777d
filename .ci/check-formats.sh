#!/usr/bin/env bash
# The machine formats of `check`, judged by the standards' own schemas and by other people's parsers.
set -euo pipefail
cd "$(dirname "$0")/.."
# OASIS' schema of SARIF 2.1.0, which the package `serde-sarif` (a dev-dependency) carries unchanged.
schema=$(cargo metadata --locked --format-version 1 | python3 -c '
import json, os, sys
packages = [p for p in json.load(sys.stdin)["packages"] if p["name"] == "serde-sarif"]
print(os.path.join(os.path.dirname(packages[0]["manifest_path"]), "src", "schema.json"))')
[ -f "$schema" ] || { echo "missing: the schema of SARIF" >&2; exit 1; }
python3 tests/outside/check_formats.py target/release/torimatome "$schema" samples/r7-real-life samples/faults samples/r7
