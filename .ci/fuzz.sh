#!/usr/bin/env bash
# Fuzzes every target, or those named, for so many seconds each: fuzz.sh SECONDS [TARGET...]. Takes cargo-fuzz, and the compiler that is there.
# Inputs grow in target/fuzz/corpus, from the seeds that tests/fuzz/seed.py makes of the samples; what fails is put into
# target/fuzz/crashes and belongs into tests/fuzz/crashes with a fix, where `cargo test` keeps it from coming back.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds="${1:?SECONDS}"
shift
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(values dates grid definitions draft package workbook binary page folder tables)
# How the release is built is no matter here.
unset CARGO_ENCODED_RUSTFLAGS
command -v cargo-fuzz >/dev/null 2>&1 || cargo install --locked cargo-fuzz
program="${PROGRAM:-target/release/torimatome}"
grown=target/fuzz
python3 tests/fuzz/seed.py "$program" "$grown/seeds"
failed=0
for target in "${targets[@]}"; do
  mkdir -p "$grown/corpus/$target" "$grown/crashes/$target"
  printf '\n=== %s\n' "$target"
  # No sanitizer: none of the code is `unsafe`, and without one ten times as many inputs are tried.
  cargo fuzz run --fuzz-dir tests/fuzz --sanitizer none --target-dir "$grown/build" "$target" \
    "$grown/corpus/$target" "$grown/seeds/$target" "tests/fuzz/corpus/$target" -- \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -max_len=65536 -print_final_stats=1 \
    -dict=tests/fuzz/words.dict -artifact_prefix="$grown/crashes/$target/" 2>&1 | tail -n 25 || failed=1
done
exit "$failed"
