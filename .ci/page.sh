#!/usr/bin/env bash
# The checking core of the offline page: target/page/core.wasm.gz, for `torimatome page --core` and for a program built with
# `--features page`. Debian's compiler has the sources of its own std; so the std is built small as well. Equal every time.
set -euo pipefail
cd "$(dirname "$0")/.."
host="$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/^host: //p')"
export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$host/bin/rust-lld"
std="$($RUSTC --print sysroot)/lib/rustlib/src/rust"
# What the page is made of may take a gigabyte, and then ends with a word.
. .ci/release-flags.sh
release_flags "--remap-path-prefix=$std=/std" -Clink-arg=--max-memory=1073741824 -Clink-arg=-zstack-size=4194304
cargo rustc --locked --profile page -p torimatome-exports --lib --crate-type cdylib --target wasm32-unknown-unknown \
  -Z build-std=std,panic_abort -Z build-std-features=optimize_for_size --target-dir target/wasm
built=target/wasm/wasm32-unknown-unknown/page/torimatome_exports.wasm
mkdir -p target/page
# Made of what was built: nothing to be done.
if [ target/page/core.wasm.gz -nt "$built" ]; then exit 0; fi
features=(--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals --enable-reference-types --enable-multivalue)
# What libraries would ask a browser for, and nothing here reaches, goes: only what the page calls is a root.
python3 - > target/page/roots.json <<'P'
import json
calls = "start alloc begin put check view copy sha256 place running remember provoke memory".split()
roots = [{"name": "page", "root": True, "reaches": ["of-" + call for call in calls]}]
print(json.dumps(roots + [{"name": "of-" + call, "export": call} for call in calls]))
P
wasm-metadce "${features[@]}" -f target/page/roots.json "$built" -o target/page/reached.wasm > target/page/dropped.txt
# What is left of that the core has in itself, so that it asks for nothing: the clock, asked before a copy is given its date, stands
# still; nothing calls the rest while it runs, and a call ends the run.
wasm-dis "${features[@]}" target/page/reached.wasm -o target/page/reached.wat
sed -i -E -e 's/^ \(import "__wbindgen[a-z_]*" "__wbg_now_[0-9a-f]*" (\(func .*)\)\)$/ \1 (f64.const 0))/' -e 's/^ \(import "__wbindgen[a-z_]*" "[^"]*" (\(func .*)\)\)$/ \1 (unreachable))/' target/page/reached.wat
wasm-opt "${features[@]}" -Oz --strip-producers --strip-debug target/page/reached.wat -o target/page/core.wasm
zopfli --i5 -c target/page/core.wasm > target/page/core.wasm.gz.new
mv target/page/core.wasm.gz.new target/page/core.wasm.gz
wc -c target/page/core.wasm target/page/core.wasm.gz
