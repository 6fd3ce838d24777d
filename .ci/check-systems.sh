#!/usr/bin/env bash
# The published plans of other municipalities: their blank forms filled by openpyxl and by LibreOffice, checked, compiled and
# traced, and their reports judged as the main form's are.
set -euo pipefail
cd "$(dirname "$0")/.."
program=target/release/torimatome
work=target/ci-systems
rm -rf "$work"
reports=()
for system in "nishinari 2026-03-31" "showa 2026-03-31" "kawanishi 2024-03-31" "functions 2025-03-31"; do
  read -r name as_of <<< "$system"
  own=$work/$name
  templates=systems/$name
  mkdir -p "$own/openpyxl" "$own/libreoffice"
  "$program" template --templates "$templates" --as-of "$as_of" --out "$own/blank"
  for blank in "$own"/blank/*.xlsx; do python3 tests/outside/open_report.py "$blank"; done
  values=()
  for blank in "$own"/blank/*.xlsx; do
    file=$(basename "$blank")
    json=$own/${file%.xlsx}.json
    python3 tests/outside/sample_values.py "$blank" "$templates/samples/$file" "$json"
    python3 tests/outside/fill_template.py "$blank" "$own/openpyxl/$file" "$json"
    /usr/bin/python3 tests/outside/fill_with_libreoffice.py "$blank" "$own/libreoffice/$file" "$json" "$own/profile"
    values+=("$json=$file")
  done
  for filler in openpyxl libreoffice; do
    "$program" check "$own/$filler" --templates "$templates" > "$own/$filler.txt" || { cat "$own/$filler.txt"; exit 1; }
    "$program" compile "$own/$filler" --templates "$templates" --out "$own/out-$filler" > "$own/$filler.txt" || { cat "$own/$filler.txt"; exit 1; }
    python3 tests/oracle/cells.py "$own/out-$filler" "${values[@]}"
  done
  out=$own/out-openpyxl
  # Every figure is traced to its cells, and the first filled cell to its figures.
  while IFS=, read -r code _ year _ _ indicator _; do
    "$program" trace "$out" "$indicator/$year/$code" --templates "$templates" > /dev/null || { echo "no trace: $indicator/$year/$code" >&2; exit 1; }
  done < <(tail -n +2 "$out/figures.csv")
  for volume in "$out"/*.pdf; do bash .ci/verapdf/check.sh "$volume"; done
  python3 tests/outside/open_report.py "$out/report.xlsx"
  reports+=("$out/report.xlsx")
done
echo "- formulas of the three reports, recalculated by LibreOffice"
python3 tests/outside/recalculate.py "${reports[@]}"
