#!/usr/bin/env bash
# The program for Windows, cross-built: target/windows/x86_64-pc-windows-gnu/release/torimatome.exe. The same sources give the same
# bytes in any folder: nothing of where they lay and when they were built is in it. With the core of the page inside, where
# .ci/page.sh has made one. Debian's compiler has the sources of its own std; a toolchain with the target installed needs neither.
set -euo pipefail
cd "$(dirname "$0")/.."
target=x86_64-pc-windows-gnu
compiler=rustc
extra=()
if [ ! -d "$(rustc --print sysroot)/lib/rustlib/$target" ]; then
  compiler=/usr/bin/rustc
  extra=(-Z build-std=std,panic_unwind,panic_abort)
  export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
fi
std=$(realpath -m "$("$compiler" --print sysroot)/lib/rustlib/src/rust")
. .ci/release-flags.sh
release_flags "--remap-path-prefix=$std=/std" -Clink-arg=-Wl,--no-insert-timestamp
cargo build --locked --release --bin torimatome ${TORIMATOME_PAGE_CORE:+--features page} --target "$target" \
  --target-dir target/windows "${extra[@]}"
