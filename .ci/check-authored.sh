#!/usr/bin/env bash
# Definitions as workbooks: opened and saved by openpyxl and by LibreOffice, they are still the same definitions.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${PROGRAM:-target/release/torimatome}
work=target/ci-authored
rm -rf "$work" && mkdir -p "$work"
definitions=(templates tests/two-forms tests/rows systems/nishinari systems/showa systems/kawanishi systems/functions)
books=()
for definition in "${definitions[@]}"; do
  book=$work/${definition//\//-}.xlsx
  "$program" form convert "$definition" --out "$book" --quiet
  books+=("$book")
done
for saver in openpyxl libreoffice; do
  python3 tests/outside/save_again.py "$saver" "$work/$saver" "$work/profile" "${books[@]}"
  for definition in "${definitions[@]}"; do
    name=${definition//\//-}
    "$program" form convert "$work/$saver/$name.xlsx" --out "$work/$saver/$name" --quiet
    python3 tests/outside/same_definition.py "$definition" "$work/$saver/$name"
  done
done
