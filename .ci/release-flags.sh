# Sourced: `release_flags [FLAG...]` says how every build from there on is made, so that what CI tries is what is handed out. No folder of
# this machine stands in a program: the same sources give the same bytes wherever they lie.
release_flags() {
  export CARGO_ENCODED_RUSTFLAGS
  CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; flags=(
    "--remap-path-prefix=$PWD=/torimatome"
    "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
    "$@"
  ); printf '%s' "${flags[*]}")
}
