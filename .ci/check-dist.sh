#!/usr/bin/env bash
# check-dist.sh: dist/ is whole, says what is inside, and works by itself as its manuals tell it. With --twice it is also built a
# second time, elsewhere, and must be the same to the byte; that takes as long as building everything anew.
set -euo pipefail
cd "$(dirname "$0")/.."
dist=$PWD/dist
echo "- every file is listed, and is as listed"
(cd "$dist" && sha256sum --check --quiet SHA256SUMS)
[ "$(find "$dist" -type f ! -name SHA256SUMS | wc -l)" -eq "$(wc -l < "$dist/SHA256SUMS")" ]
echo "- the sizes stand in README"
git diff --exit-code -- README.md
echo "- the bill of materials: its schema, its files, a licence text for every part"
python3 .ci/inventory.py check "$dist"
echo "- nothing of this machine is inside"
for file in "$dist"/torimatome*; do
  for path in "$PWD" "${CARGO_HOME:-$HOME/.cargo}" "$HOME/.rustup"; do
    if grep --quiet --text --fixed-strings "$path/" "$file"; then echo "$file: $path" >&2; exit 1; fi
  done
done
echo "- the manuals are tagged and archival"
bash .ci/verapdf/check.sh "$dist"/*.pdf
echo "- the office's year, from what is handed out alone"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$dist" "$work/desk"
python3 tests/outside/play_manual.py templates/manual/bureau.md "$work/desk"
echo "- the ward's clicks, from what is handed out alone"
CI_NODE="$PWD/target/ci-node" node tests/page/manual.mjs "$dist" templates/manual/ward.md
[ "${1:-}" = --twice ] || exit 0
echo "- built a second time in another folder"
mkdir "$work/elsewhere"
git ls-files -z --cached --others --exclude-standard | tar --create --null --files-from=- | tar --extract --directory="$work/elsewhere"
bash "$work/elsewhere/.ci/dist" > "$work/second.txt" 2>&1 || { tail -40 "$work/second.txt" >&2; exit 1; }
diff "$dist/SHA256SUMS" "$work/elsewhere/dist/SHA256SUMS"
