#!/bin/sh
# Regenerates the sample workbooks and has LibreOffice save every second one again, as an office program would.
# Needs LibreOffice (soffice). The generated half is the same byte for byte on every machine; the other half is LibreOffice's.
set -eu
cd "$(dirname "$0")/.."
rm -rf samples/r6 samples/r7 samples/faults samples/areas systems/*/samples
cargo run --quiet --example generate-samples
cargo run --quiet --example generate-samples -- --areas samples/areas
cargo run --quiet --example generate-samples -- --systems systems
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for folder in r6 r7 areas; do
  mkdir "$work/$folder"
  n=0
  for file in samples/"$folder"/*.xlsx; do
    n=$((n + 1))
    if [ $((n % 2)) -eq 0 ]; then cp "$file" "$work/$folder/"; fi
  done
  soffice --headless "-env:UserInstallation=file://$work/profile" \
    --convert-to "xlsx:Calc MS Excel 2007 XML" --outdir "samples/$folder" "$work/$folder"/*.xlsx >/dev/null
done
