#!/usr/bin/env bash
# check-outputs.sh OUT: outside programs judge the two reports.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$1
echo "- structure, fonts embedded and subset, PDF/UA-1 and PDF/A-2a"
for volume in "$out"/*.pdf; do bash .ci/verapdf/check.sh "$volume"; done
echo "- every figure and every bullet once in its chapter, and that a text with anything wrong would be found out"
python3 tests/outside/report_text.py --self-test "$out"
echo "- the sentences of the summary, recomputed from figures.csv alone"
python3 tests/oracle/verdict.py --self-test "$out"
echo "- the summary for Word: its words against figures.csv, its schema, and as LibreOffice prints it"
python3 tests/outside/summary_document.py --self-test "$out"
echo "- formulas recalculated by LibreOffice"
python3 tests/outside/recalculate.py "$out/report.xlsx"
echo "- the whole workbook printed by LibreOffice: few pages, A4 or A3, nothing too small to read"
python3 tests/outside/printed_pages.py --self-test 40 "$out/report.xlsx"
echo "- read by openpyxl"
python3 tests/outside/open_report.py "$out/report.xlsx" 概要 提出状況 基本目標1 基本目標2 参加支援 区別一覧 推移 機能別 自由記述 点検結果 よくある誤り 出典 指摘の説明 データ
echo "- the city as it really arrives, a run of one ward, one without a ward, and words that are hard to print"
rough=target/ci-rough
rm -rf "$rough"
mkdir -p "$rough/in-23"
cp samples/r7/*.xlsx "$rough/in-23"
rm "$rough/in-23/"*西成区.xlsx
ward=samples/r7/271225_西成区.xlsx
python3 tests/outside/hostile_words.py "$ward" "$rough/in-hostile/$(basename "$ward")" "$out/narrative.csv"
for run in "real-life:1:samples/r7-real-life" "one-ward:0:$ward" "23-wards:0:$rough/in-23" "hostile:0:$rough/in-hostile"; do
  IFS=: read -r name expected from <<< "$run"
  status=0
  target/release/torimatome compile "$from" --previous samples/r6 --out "$rough/$name" > /dev/null || status=$?
  [ "$status" -eq "$expected" ] || { echo "$from: expected exit code $expected, got $status" >&2; exit 1; }
  for volume in "$rough/$name"/*.pdf; do bash .ci/verapdf/check.sh "$volume"; done
  python3 tests/outside/report_text.py "$rough/$name"
  python3 tests/oracle/verdict.py "$rough/$name"
  python3 tests/outside/summary_document.py "$rough/$name"
  python3 tests/outside/recalculate.py "$rough/$name/report.xlsx"
done
echo "- the list of corrections: one ward's numbers and words typed anew"
python3 tests/outside/corrections.py make "$ward" "$rough/in-corrected" samples/r7
target/release/torimatome compile "$rough/in-corrected" --previous samples/r6 --out "$rough/corrected" > /dev/null
rm -rf "$rough/corrections"
target/release/torimatome diff "$out" "$rough/corrected" --out "$rough/corrections" > /dev/null
bash .ci/verapdf/check.sh "$rough/corrections/正誤表.pdf"
python3 tests/outside/corrections.py --self-test check "$out" "$rough/corrected" "$rough/corrections"
python3 tests/outside/open_report.py "$rough/corrections/diff.xlsx" 正誤表 集計値 記入 文章 指摘の増減
python3 tests/outside/printed_pages.py 6 "$rough/corrections/diff.xlsx"
echo "- what is published says nothing of the office"
target/release/torimatome compile samples/r7-real-life --previous samples/r6 --public --each --out "$rough/public" > /dev/null || [ $? -eq 1 ]
python3 tests/outside/published.py --self-test "$rough/real-life" "$rough/public"
echo "- the open-data bundle, read by the package csvw"
python3 tests/outside/open_data.py "$out" "$rough/real-life" "$rough/public"
for volume in "$rough/public"/*.pdf "$rough/public/wards/271225"_*.pdf; do bash .ci/verapdf/check.sh "$volume"; done
echo "- marked copies of every sample and test workbook"
python3 tests/outside/marked_copies.py target/release/torimatome target/ci-marked samples tests/workbooks
echo "- hostile text in every place, as the tests leave it"
bash .ci/verapdf/check.sh
