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
echo "- the workbook for the whole, filled by openpyxl and by LibreOffice, beside the wards'"
"$program" compile samples/r7 --out "$work/out-wards" > /dev/null
"$program" template --city --compiled "$work/out-wards" --as-of 2026-03-31 --out "$work/whole" > /dev/null
whole=$(find "$work/whole" -name '271004_*.xlsx')
"$program" check "$whole" > /dev/null
cat > "$work/whole.json" <<'END'
{"TM_goal_1_actions_2025_1": "架空：見守りの進め方を話し合う会を全区で開いた。", "TM_goal_1_actions_2025_2": "架空：2つ目の項目。",
 "TM_goal_2_issues_2025_1": "架空：<研修> の回数 & 内容を見直す。", "TM_participation_outcomes_2024_1": "架空：前の年度の成果。",
 "TM_3_1_2025": 1300, "TM_2_1_2024": 1968}
END
mkdir -p "$work/in-whole-openpyxl" "$work/in-whole-libreoffice"
python3 tests/outside/fill_template.py "$whole" "$work/in-whole-openpyxl/市.xlsx" "$work/whole.json"
/usr/bin/python3 tests/outside/fill_with_libreoffice.py "$whole" "$work/in-whole-libreoffice/市.xlsx" "$work/whole.json" "$work/profile"
for filler in openpyxl libreoffice; do
  "$program" compile samples/r7 "$work/in-whole-$filler" --out "$work/out-whole-$filler" > "$work/whole-$filler.txt"
  python3 tests/outside/whole_workbook.py "$work/whole.json" "$work/out-whole-$filler"
  python3 tests/outside/recalculate.py "$work/out-whole-$filler/report.xlsx"
done
for volume in "$work/out-whole-openpyxl"/*.pdf; do bash .ci/verapdf/check.sh "$volume"; done
