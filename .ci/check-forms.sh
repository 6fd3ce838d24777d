#!/usr/bin/env bash
# Blank forms, filled by other programs than ours, read back value by value.
set -euo pipefail
cd "$(dirname "$0")/.."
program=target/release/torimatome
work=target/ci-forms
rm -rf "$work" && mkdir -p "$work/openpyxl" "$work/libreoffice"
"$program" template --as-of 2026-03-31 --out "$work/blank"
python3 tests/outside/form_opens.py "$work"/blank/*.xlsx
echo "- every blank form passes its own check without an error"
for form in "$work"/blank/*.xlsx; do "$program" check "$form" > /dev/null; done
blank=$(find "$work/blank" -name '271225_*.xlsx')
name=$(basename "$blank")
python3 tests/outside/make_values.py "$blank" "$work/values.json"
echo "- what is reckoned from the areas' sheet is what LibreOffice reckons"
python3 tests/outside/recalculate.py "$blank" samples/areas/*.xlsx
echo "- filled by openpyxl"
python3 tests/outside/fill_template.py "$blank" "$work/openpyxl/$name" "$work/values.json"
echo "- filled by LibreOffice"
/usr/bin/python3 tests/outside/fill_with_libreoffice.py "$blank" "$work/libreoffice/$name" "$work/values.json" "$work/profile"
for filler in openpyxl libreoffice; do
  status=0
  "$program" compile "$work/$filler" --out "$work/out-$filler" > "$work/$filler.txt" || status=$?
  # The years to come are filled on purpose, which is an error of its own; nothing else may be.
  [ "$status" -eq 1 ] || { cat "$work/$filler.txt"; echo "expected exit code 1, got $status" >&2; exit 1; }
  python3 tests/outside/compare_facts.py "$work/values.json" "$work/out-$filler"
done
