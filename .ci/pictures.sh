#!/usr/bin/env bash
# pictures.sh OUT: the pictures in README, from an output of the main job, and those in systems/README.md, from the samples there.
# Needs LibreOffice and poppler.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/install.sh
out=$1
to=samples/output/pictures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$to"
page() { # first page of a PDF whose text has a line like the pattern ▸ picture
  local pdf=$1 pattern=$2 name=$3 n
  for n in $(seq 1 "$(pdfinfo "$pdf" | awk '/^Pages:/ {print $2}')"); do
    if pdftotext -layout -f "$n" -l "$n" "$pdf" - | grep -E "$pattern" > /dev/null; then
      pdftoppm -r 60 -png -singlefile -f "$n" -l "$n" "$pdf" "$to/$name"
      return
    fi
  done
  echo "no page with $pattern" >&2
  exit 1
}
# The PDF's running head begins with the chapter and ends with the as-of date.
page "$out/report.pdf" "^ *概要 +.*令和.*時点$" report-pdf-summary
page "$out/report.pdf" "^ *基本目標1 +.*令和.*時点$" report-pdf-form
page "$out/wards.pdf" "^ *図 +.*令和.*時点$" report-pdf-map
soffice --headless "-env:UserInstallation=file://$LO_PROFILE" --convert-to pdf --outdir "$work" "$out/report.xlsx" > /dev/null
page "$work/report.pdf" "^ *区別一覧$" report-xlsx-by-ward
to=systems/pictures
mkdir -p "$to"
for picture in nishinari=連絡先一覧 showa=事業の進捗 kawanishi=行事 functions=経過・事業; do
  system=${picture%%=*}
  target/release/torimatome compile "systems/$system/samples" --templates "systems/$system" --out "$work/$system" > /dev/null
  page "$work/$system/report.pdf" "^ *${picture#*=} +.*令和.*時点$" "$system"
done
