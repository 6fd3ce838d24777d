#!/usr/bin/env bash
# What the programs are made of: licences, bans, duplicates and sources of every crate (.deny.toml), for the programs and for the core
# of the page, and advisories where a copy of RustSec's database is at hand. With programs as arguments also what those import.
# check-supply.sh [PROGRAM...]
set -euo pipefail
cd "$(dirname "$0")/.."
deny=${CARGO_DENY:-cargo-deny}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "- the programs: licences, bans, sources"
"$deny" --locked check bans licenses sources
echo "- the core of the page: the same; it needs fewer licences and has fewer doubles"
"$deny" --locked --manifest-path src/exports/Cargo.toml --target wasm32-unknown-unknown --config .deny.toml check \
  --allow unmatched-skip --allow license-not-encountered --allow license-exception-not-encountered bans licenses sources

echo "- a planted crate, a planted double and a planted licence are seen"
planted() { # planted CHECK WORD SED
  sed "$3" .deny.toml > "$work/deny.toml"
  ! cmp -s .deny.toml "$work/deny.toml" || { echo "nothing was planted: $3" >&2; exit 1; }
  if "$deny" --locked --config "$work/deny.toml" check "$1" > "$work/said" 2>&1; then echo "passed: $3" >&2; exit 1; fi
  grep --quiet --fixed-strings "$2" "$work/said" || { cat "$work/said" >&2; exit 1; }
}
planted bans calamine 's/^    "curl",$/    "calamine",/'
planted bans winnow '/winnow@0.7/d'
planted licenses tiny-skia 's/"BSD-3-Clause", //'

# Where nobody has ever fetched one there is no folder either.
databases=${RUSTSEC_DB:-${CARGO_HOME:-$HOME/.cargo}/advisory-dbs}
database=$({ find "$databases" -mindepth 1 -maxdepth 1 -type d -name 'advisory-db*' 2>/dev/null || true; } | head -1)
if [ -n "$database" ]; then
  echo "- advisories, from $(git -C "$database" log -1 --format=%cs 2>/dev/null || echo "a copy without a date")"
  "$deny" --locked check --disable-fetch advisories
else
  echo "- advisories: NOT CHECKED, no copy of the database is at hand (cargo deny fetch db makes one, where there is a network)"
fi

[ "$#" -gt 0 ] || exit 0
echo "- nothing that is imported opens a way to the network"
python3 .ci/imports.py "$@"
echo "- a program that would ask for an address is seen"
cat > "$work/asks.c" <<'C'
#include <netdb.h>
int main(void) { struct addrinfo *found; return getaddrinfo("example.invalid", "80", 0, &found); }
C
cc "$work/asks.c" -o "$work/asks"
if python3 .ci/imports.py "$work/asks" > "$work/said"; then cat "$work/said" >&2; exit 1; fi
grep --quiet getaddrinfo "$work/said"
cat > "$work/asks.c" <<'C'
#include <winsock2.h>
int main(void) { WSADATA data; return WSAStartup(2, &data) || socket(AF_INET, SOCK_STREAM, 0); }
C
x86_64-w64-mingw32-gcc "$work/asks.c" -o "$work/asks.exe" -lws2_32
if python3 .ci/imports.py "$work/asks.exe" > "$work/said"; then cat "$work/said" >&2; exit 1; fi
grep --quiet WSAStartup "$work/said"
grep --quiet -i ws2_32 "$work/said"
printf '\0asm\1\0\0\0\1\4\1\140\0\0\2\7\1\1a\1b\0\0' > "$work/asks.wasm"
if python3 .ci/imports.py "$work/asks.wasm" > "$work/said"; then cat "$work/said" >&2; exit 1; fi

echo "- a whole run calls the system for nothing of the network, itself and its children, however it may ask"
program=$1
traced() { strace --follow-forks --quiet=all --signal=none --trace=%network --output="$work/trace" "$@"; }
reaches() { grep --quiet --extended-regexp 'AF_INET|AF_NETLINK|AF_PACKET|(connect|bind|listen|accept4?|sendto|recvfrom)\(' "$work/trace"; }
status=0
traced "$program" compile samples/r7-real-life --previous samples/r6 --out "$work/out" --quiet || status=$?
[ "$status" -eq 1 ] || { echo "exit code $status" >&2; exit 1; }
if reaches; then cat "$work/trace" >&2; exit 1; fi
traced python3 -c 'import socket; socket.socket().connect_ex(("127.0.0.1", 9))'
reaches || { echo "strace does not see a socket" >&2; exit 1; }
