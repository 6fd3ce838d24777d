#!/usr/bin/env bash
# An independent program recomputes every figure: the samples, read by openpyxl, and 50 invented cities as rough as real ones.
# check-oracle.sh [PROFILE [CITIES]]: "release" and 50 unless given.
set -euo pipefail
cd "$(dirname "$0")/.."
profile=${1:-release}
cities=${2:-50}
flags=()
[ "$profile" = debug ] || flags=(--profile "$profile")
cargo build --locked --quiet "${flags[@]}" --bin torimatome --example generate-samples
program=target/$profile/torimatome
work=target/ci-oracle
rm -rf "$work" && mkdir -p "$work"
started=$SECONDS

echo "- samples"
"$program" compile samples/r7 --previous samples/r6 --quiet --out "$work/r7"
python3 tests/oracle/oracle.py samples/r7 "$work/r7"
"$program" compile samples/r6 --quiet --out "$work/r6"
python3 tests/oracle/oracle.py samples/r6 "$work/r6" --reader plain

echo "- the same city as it really arrives, and with the areas below two wards"
status=0
"$program" compile samples/r7-real-life --previous samples/r6 --quiet --out "$work/real" || status=$?
[ "$status" -eq 1 ] || { echo "real life: exit code $status" >&2; exit 1; }
python3 tests/oracle/oracle.py samples/r7-real-life "$work/real" --reader any
cp -r samples/r7 "$work/areas-in" && cp samples/areas/*.xlsx "$work/areas-in/"
"$program" compile "$work/areas-in" --quiet --out "$work/areas"
python3 tests/oracle/oracle.py "$work/areas-in" "$work/areas"

echo "- the oracle sees one wrong digit, one wrong state and one lost row"
for change in '2s/,\([0-9]*\),,,24,24,/,9\1,,,24,24,/' 's/^271225,\(.*\),1,1,確定/271225,\1,0,1,確定/' '3d'; do
  rm -rf "$work/wrong" && cp -r "$work/r7" "$work/wrong"
  sed -i "$change" "$work/wrong/figures.csv"
  if python3 tests/oracle/oracle.py samples/r7 "$work/wrong" --reader plain > /dev/null; then
    echo "the oracle passes a wrong table: $change" >&2
    exit 1
  fi
done
for change in 's/^\(271225-01,.*,1-3,.*,人,\)72,/\173,/' '/^271225-16,.*,1-1,/d' 's/^\(271225-13,.*,1-1,.*,地域,\)0,/\1,/'; do
  rm -rf "$work/wrong" && cp -r "$work/areas" "$work/wrong"
  sed -i "$change" "$work/wrong/figures.csv"
  if python3 tests/oracle/oracle.py "$work/areas-in" "$work/wrong" --reader plain > /dev/null; then
    echo "the oracle passes wrong areas: $change" >&2
    exit 1
  fi
done

echo "- $cities cities"
for city in $(seq "$cities"); do
  folder=$work/city-$city
  "target/$profile/examples/generate-samples" --city "$city" --out "$folder"
  status=0
  "$program" compile "$folder/in" --areas "$folder/areas.csv" --quiet --out "$folder/out" || status=$?
  [ "$status" -le 1 ] || { echo "city $city: exit code $status" >&2; exit 1; }
  reader=plain
  [ "$city" -gt 2 ] || reader=openpyxl
  result=$(python3 tests/oracle/oracle.py "$folder/in" "$folder/out" --areas "$folder/areas.csv" --reader "$reader") ||
    { echo "city $city: $result" >&2; exit 1; }
  echo "city $city: $result"
  rm -rf "$folder"
done
echo "- done in $((SECONDS - started)) s"
