#!/usr/bin/env bash
# check-outputs.sh OUT: outside programs judge the two reports.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$1
echo "- qpdf"
qpdf --check "$out/report.pdf"
echo "- fonts embedded and subset"
pdffonts "$out/report.pdf" | awk 'NR > 2 { if ($(NF-4) != "yes" || $(NF-3) != "yes") { print "not embedded or not subset: " $0; bad = 1 } } END { exit bad || NR < 3 }'
echo "- PDF/UA-1 and PDF/A-2a"
bash .ci/verapdf/check.sh "$out/report.pdf"
echo "- formulas recalculated by LibreOffice"
python3 tests/outside/recalculate.py "$out/report.xlsx"
echo "- read by openpyxl"
python3 tests/outside/open_report.py "$out/report.xlsx" 概要 提出状況 基本目標1 基本目標2 参加支援 区別一覧 推移 機能別 自由記述 点検結果 出典 データ
echo "- a run with 23 wards, one of them with errors, and one unreadable"
rough=target/ci-rough
rm -rf "$rough" && mkdir -p "$rough/in"
cp samples/r7/*.xlsx "$rough/in/"
first=$(find "$rough/in" -name '*.xlsx' | sort | sed -n 1p)
second=$(find "$rough/in" -name '*.xlsx' | sort | sed -n 2p)
rm "$first"
head -c 4000 "$second" > "$second.part" && mv "$second.part" "$second"
status=0
target/release/torimatome compile "$rough/in" --out "$rough/out" > /dev/null || status=$?
[ "$status" -eq 1 ] || { echo "expected exit code 1, got $status" >&2; exit 1; }
qpdf --check "$rough/out/report.pdf" > /dev/null
bash .ci/verapdf/check.sh "$rough/out/report.pdf"
python3 tests/outside/recalculate.py "$rough/out/report.xlsx"
