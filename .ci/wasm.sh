#!/usr/bin/env bash
# The stages that read and check build for wasm32 as they are, without a feature: what a page in a browser needs.
# Debian's compiler has the sources of its own std; a toolchain with the target installed needs neither.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_PROFILE_DEV_OPT_LEVEL=0 CARGO_PROFILE_DEV_DEBUG=false
packages=(-p torimatome-model -p torimatome-diagnostic -p torimatome-definition -p torimatome-workbook -p torimatome-read -p torimatome-check -p torimatome-compile -p torimatome-assemble)
cargo=(cargo build --locked --lib --target wasm32-unknown-unknown --target-dir target/wasm "${packages[@]}")
if [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
  "${cargo[@]}"
else
  RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 "${cargo[@]}" -Z build-std=std,panic_abort
fi
