#!/usr/bin/env bash
# The program for Windows under Wine says and writes what the program here does, to the byte: findings in every format, tables,
# workbooks, documents and copies; and what Windows alone has: its own paths, dropped files, folders nobody may write to.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=target/ci-windows
built=target/windows/x86_64-pc-windows-gnu/release/torimatome.exe
export WINEPREFIX=$root/target/ci-windows-wine WINEDEBUG=-all
fail() { printf 'check-windows: %s\n' "$*" >&2; exit 1; }

bash .ci/windows.sh
for place in "$root" "${CARGO_HOME:-$HOME/.cargo}"; do
  ! grep -qaF -e "$place" "$built" || fail "the program says where it was built: $place"
done
rm -rf "$work"
mkdir -p "$work/program" "$work/windows" "$work/here"
cp "$built" "$work/program/"
x86_64-w64-mingw32-gcc -shared -O1 -o "$work/program/bcryptprimitives.dll" tests/outside/bcryptprimitives.c -ladvapi32

# A folder that nobody may write to is none for root, but for the power to write everywhere. Wine's server opens the files.
plain=()
[ "$(id -u)" -ne 0 ] || plain=(setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search)
# The documents of the person under Wine are a folder of the person's here: not of the one who runs this.
mkdir -p "$work/home/Documents"
wine() { HOME=$root/$work/home "${plain[@]}" /usr/lib/wine/wine64 "$@"; }
stop() { /usr/lib/wine/wineserver64 -k 2> /dev/null || true; }
trap stop EXIT
stop
wine wineboot -i > "$work/wineboot.txt" 2>&1
# What sets up a new prefix ends what is started meanwhile.
/usr/lib/wine/wineserver64 -w

# ran SIDE NAME ARGUMENT...: what the program of a side says, on both streams, and how it ends.
ran() {
  local side=$1 name=$2 code; shift 2
  for _ in 1 2 3; do
    code=0
    case $side in
      windows) wine "$work/program/torimatome.exe" "$@" ;;
      here) target/release/torimatome "$@" ;;
    esac < /dev/null > "$work/$name.$side" 2> "$work/$name.$side-errors" || code=$?
    # Wine itself loses its server now and then, and says so: that is no answer of the program.
    grep -q '^wine client error' "$work/$name.$side-errors" || break
  done
  printf 'exit %s\n' "$code" >> "$work/$name.$side-errors"
}
same() {
  for stream in "" -errors; do
    cmp -s "$work/$1.windows$stream" "$work/$1.here$stream" && continue
    diff "$work/$1.windows$stream" "$work/$1.here$stream" | head -20 >&2
    fail "$1: what is said differs"
  done
}
# both NAME EXIT ARGUMENT...: the same words and the same end on both sides; {} is a folder of each side's own.
both() {
  local name=$1 code=$2; shift 2
  for side in windows here; do
    ran "$side" "$name" "${@//\{\}/$work/$side}"
    sed -i "s#$work/$side#{}#g" "$work/$name.$side" "$work/$name.$side-errors"
  done
  same "$name"
  grep -qx "exit $code" "$work/$name.here-errors" || { tail -5 "$work/$name.here-errors" >&2; fail "$name does not end with $code"; }
}
same_files() {
  [ -n "$(find "$work/here/$1" -type f)" ] || fail "$1: no file"
  diff -r "$work/windows/$1" "$work/here/$1" >&2 || fail "$1: files differ"
}

echo "- findings in every format, and copies"
both r6 0 check samples/r6 --format json
both r7 0 check samples/r7 --previous samples/r6 --format json
for format in text json jsonl sarif junit github; do
  both "real-life-$format" 1 check samples/r7-real-life --previous samples/r6 --format "$format"
  both "faults-$format" 1 check samples/faults --previous samples/r6 --format "$format"
done
both real-life-marked 1 check samples/r7-real-life --annotate {}/real-life-marked
same_files real-life-marked

echo "- compiled, traced, compared, handed out"
both compiled 0 compile samples/r7 --previous samples/r6 --out {}/compiled --each
same_files compiled
both real-life 1 compile samples/r7-real-life --previous samples/r6 --out {}/real-life --due R8.4.20
same_files real-life
both public 0 compile samples/r7 --out {}/public --public
same_files public
both traced 0 trace {}/compiled 1-2/2025/市
both diff 0 diff {}/compiled {}/real-life --out {}/corrections
same_files corrections
both handed-out 0 template --as-of 2026-03-31 --out {}/handed-out
same_files handed-out

echo "- how it ends"
both usage 2 check
both nothing 3 check samples/nothing-there
both unfinished 4 compile samples/r7 --out {}/fault --provoke-fault run

echo "- every workbook of the tests, with its copy"
count=0
while IFS= read -r workbook; do
  count=$((count + 1))
  for side in windows here; do
    ran "$side" one check "$workbook" --format json --annotate "$work/$side/one"
  done
  same one || fail "$workbook"
  for side in windows here; do [ ! -d "$work/$side/one" ] || mv "$work/$side/one" "$work/$side/one-$count"; done
done < <(find tests/workbooks -type f \( -name '*.xls[xmb]' -o -name '*.xls' -o -name '*.ods' -o -name '*.zip' \) | LC_ALL=C sort)
[ "$count" -gt 100 ] || fail "only $count workbooks"
diff -r <(cd "$work/windows" && find one-* -type f -exec sha256sum {} + | LC_ALL=C sort) <(cd "$work/here" && find one-* -type f -exec sha256sum {} + | LC_ALL=C sort) >&2 || fail "copies differ"
echo "  $count workbooks, $(find "$work"/here/one-* -type f | wc -l) copies"

echo "- a Japanese path with a blank, longer than 260 characters"
long="提出 箱"
while [ "${#long}" -lt 300 ]; do long="$long/重層的支援体制整備事業 推進状況確認シート"; done
for side in windows here; do
  mkdir -p "$work/$side/$long"
  cp samples/faults/C301-above-area-count.xlsx "$work/$side/$long/西成区 R8.3末.xlsx"
done
both long 1 check "{}/$long" --format sarif --annotate "{}/$long/写し"
both long-compiled 1 compile "{}/$long/西成区 R8.3末.xlsx" --out "{}/$long/報告 書"
both long-dropped 1 "{}/$long/西成区 R8.3末.xlsx"
same_files "提出 箱"

echo "- dropped: the copy beside the file, a second time, and with the path that Explorer gives"
for side in windows here; do
  mkdir -p "$work/$side/dropped/下 の 箱"
  cp samples/faults/C301-above-area-count.xlsx "$work/$side/dropped/西成区.xlsx"
  cp tests/workbooks/told/signs.xls tests/workbooks/told/signs.ods tests/workbooks/cut-short.xlsx "$work/$side/dropped/下 の 箱/"
done
both dropped 1 {}/dropped
both dropped-again 1 {}/dropped
same_files dropped
[ -f "$work/windows/dropped/西成区_点検結果.xlsx" ] || fail "no copy beside the file"
absolute="Z:${root//\//\\}\\target\\ci-windows\\windows\\dropped\\西成区.xlsx"
ran windows explorer "$absolute"
grep -qF "写しは「${absolute%.xlsx}_点検結果.xlsx」です。" "$work/explorer.windows" || fail "it does not say where the copy lies"
ran windows verbatim "\\\\?\\$absolute"
grep -qF "写しは「${absolute%.xlsx}_点検結果.xlsx」です。" "$work/verbatim.windows" || fail "a path is told in the system's own spelling"

echo "- a folder that nobody may write to"
mkdir "$work/windows/sealed"
cp samples/faults/C301-above-area-count.xlsx "$work/windows/sealed/西成区.xlsx"
chmod 555 "$work/windows/sealed"
ran windows sealed "$work/windows/sealed/西成区.xlsx"
chmod 755 "$work/windows/sealed"
grep -q "もとのファイルのそばには書けなかったため" "$work/sealed.windows" || fail "a folder nobody may write to is not told"
place=$(sed -n 's/.*写しは「\(.*\)」に書きました。/\1/p' "$work/sealed.windows")
cmp "$(wine winepath -u "$place" | tr -d '\r')" "$work/windows/dropped/西成区_点検結果.xlsx" || fail "the copy is not at $place"
rm "$(wine winepath -u "$place" | tr -d '\r')"
[ "$(ls "$work/windows/sealed")" = 西成区.xlsx ] || fail "something was written where nothing may be"

echo "- its own window: the copy is opened and a key is waited for"
opened=$work/windows/opened.xlsx
wine reg add 'HKEY_CLASSES_ROOT\.xlsx' /ve /d torimatome.test /f > "$work/reg.txt" 2>&1
wine reg add 'HKEY_CLASSES_ROOT\torimatome.test\shell\open\command' /ve /d "cmd.exe /c copy \"%1\" \"Z:${root//\//\\}\\target\\ci-windows\\windows\\opened.xlsx\"" /f >> "$work/reg.txt" 2>&1
code=$(TERM=xterm "${plain[@]}" python3 tests/outside/own_window.py "$work/window.txt" /usr/lib/wine/wine64 "$work/program/torimatome.exe" "$absolute")
[ "$code" = 1 ] || fail "ends with $code in its own window"
for _ in $(seq 50); do cmp -s "$opened" "$work/windows/dropped/西成区_点検結果.xlsx" && break; sleep 0.2; done
cmp "$opened" "$work/windows/dropped/西成区_点検結果.xlsx" || fail "the copy was not opened"
code=$(TERM=xterm "${plain[@]}" python3 tests/outside/own_window.py "$work/no-file.txt" /usr/lib/wine/wine64 "$work/program/torimatome.exe")
[ "$code" = 2 ] || fail "ends with $code when it is started with nothing"

echo "- another run that goes on, and one that was ended"
mkfifo "$work/pipe"
wine "$work/program/torimatome.exe" read-one-stdin < "$work/pipe" > /dev/null 2>&1 &
exec 7> "$work/pipe"
for _ in $(seq 50); do
  process=$(wine winedbg --command "info proc" 2> /dev/null | tr -d '\r' | sed -n "s/^[= ]*\([0-9a-f]*\) .*torimatome.exe.*/\1/p" | head -1)
  [ -z "$process" ] || break
  sleep 0.2
done
[ -n "$process" ] || fail "the other run does not show"
living="$work/windows/parallel.書き出し中-$((16#$process))"
dead="$work/windows/parallel.書き出し中-99999996"
mkdir "$living" "$dead"
ran windows parallel compile samples/r7 --out "$work/windows/parallel" --only facts.csv --quiet
[ -d "$living" ] || fail "the folder of a run that goes on was taken for dead"
[ ! -d "$dead" ] || fail "the folder of a run that was ended is left"
exec 7>&-
ran windows parallel compile samples/r7 --out "$work/windows/parallel" --only facts.csv --quiet
[ ! -d "$living" ] || fail "the folder of a run that has ended is left"

printf '  torimatome.exe: %s bytes\n' "$(stat -c %s "$built")"
