#!/usr/bin/env bash
# An independent program recomputes every figure: the samples, read by openpyxl, and 50 invented cities as rough as real ones.
# Then as many cities that are filled in as they are meant: 0 errors and 0 warnings in each.
# check-oracle.sh [PROFILE [CITIES]]: "release" and 50 unless given.
set -euo pipefail
cd "$(dirname "$0")/.."
profile=${1:-release}
cities=${2:-50}
flags=()
[ "$profile" = debug ] || flags=(--profile "$profile")
# Each for itself: together their features, and so every crate, would be others than those of the program alone.
cargo build --locked --quiet "${flags[@]}" --bin torimatome ${TORIMATOME_PAGE_CORE:+--features page}
env -u CARGO_ENCODED_RUSTFLAGS cargo build --locked --quiet --example generate-samples
program=target/$profile/torimatome
work=target/ci-oracle
rm -rf "$work" && mkdir -p "$work"
started=$SECONDS

echo "- samples"
"$program" compile samples/r7 --previous samples/r6 --quiet --out "$work/r7"
python3 tests/oracle/oracle.py samples/r7 "$work/r7" --previous samples/r6
"$program" compile samples/r6 --quiet --out "$work/r6"
python3 tests/oracle/oracle.py samples/r6 "$work/r6" --reader plain

echo "- the same city as it really arrives, and with the areas below two wards"
status=0
"$program" compile samples/r7-real-life --previous samples/r6 --quiet --out "$work/real" || status=$?
[ "$status" -eq 1 ] || { echo "real life: exit code $status" >&2; exit 1; }
python3 tests/oracle/oracle.py samples/r7-real-life "$work/real" --reader any --previous samples/r6
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

echo "- a city that regroups its wards"
python3 tests/oracle/regrouped.py "$program" "$work/regrouped"

# One city after the other in as many processes as there are processors; the first that is wrong ends all.
export program profile work
each_city() { seq "$cities" | xargs -P "$(nproc)" -I{} bash -euo pipefail -c "$1 {}" | sort -V; }

rough_city() {
  folder=$work/city-$1
  target/debug/examples/generate-samples --city "$1" --out "$folder"
  status=0
  "$program" compile "$folder/in" --areas "$folder/areas.csv" --quiet --out "$folder/out" || status=$?
  [ "$status" -le 1 ] || { echo "city $1: exit code $status" >&2; exit 255; }
  reader=plain
  [ "$1" -gt 2 ] || reader=openpyxl
  result=$(python3 tests/oracle/oracle.py "$folder/in" "$folder/out" --areas "$folder/areas.csv" --reader "$reader") ||
    { echo "city $1: $result" >&2; exit 255; }
  echo "city $1: $result"
  rm -rf "$folder"
}
export -f rough_city
echo "- $cities cities"
each_city rough_city
echo "- done in $((SECONDS - started)) s"

right_city() {
  folder=$work/right-city-$1
  target/debug/examples/generate-samples --right-city "$1" --out "$folder"
  "$program" compile "$folder/in" --areas "$folder/areas.csv" --quiet --out "$folder/out" || { echo "right city $1: exit code $?" >&2; exit 255; }
  told=$folder/out/findings.json
  grep -q '"findings": \[\]' "$told" || { echo "right city $1: $(grep -A4 '"code"' "$told" | head -20)" >&2; exit 255; }
  used=$(grep -c '"used": true' "$told")
  [ "$used" -eq 24 ] || { echo "right city $1: $used of 24 wards" >&2; exit 255; }
  rm -rf "$folder"
}
export -f right_city
echo "- $cities cities in which nothing is wrong, and nothing may be told"
each_city right_city
echo "- done in $((SECONDS - started)) s"
