#!/usr/bin/env bash
# dump-outputs.sh OUT: the text of what was compiled, into samples/output/, for people to read and for git to compare.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$1
mkdir -p samples/output
{
  target/release/torimatome check samples/r7 --previous samples/r6
  printf '\n'
  target/release/torimatome check samples/r7-real-life --previous samples/r6 || [ $? -eq 1 ]
  for workbook in samples/faults/*.xlsx; do
    printf '\n'
    target/release/torimatome check "$workbook" --previous samples/r6 || [ $? -eq 1 ]
  done
} > samples/output/findings.txt
python3 .ci/dump_workbook.py "$out/report.xlsx" > samples/output/report.xlsx.txt
for volume in "$out"/*.pdf; do
  pdftotext -layout "$volume" "samples/output/$(basename "$volume").txt"
done
