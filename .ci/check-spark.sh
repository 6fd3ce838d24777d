#!/usr/bin/env bash
# Beyond one machine: Spark in local mode hands the workbooks out over 8 partitions, the program reads each, and what Spark collects gives the
# figures of a single run, by the program, by Spark SQL, by DuckDB and by polars. The sample city, then an invented country.
# check-spark.sh [PROFILE [UNITS]]: "release" and 240 units unless given.
set -euo pipefail
cd "$(dirname "$0")/.."
profile=${1:-release}
units=${2:-240}
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

if ! command -v java >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -q
  as_root apt-get install -y -q --no-install-recommends default-jre-headless
fi
engines="$PWD/target/ci-spark-python"
[ -d "$engines/pyspark" ] && [ -d "$engines/duckdb" ] && [ -d "$engines/polars" ] ||
  python3 -m pip install -q --target "$engines" 'pyspark==4.3.0' 'duckdb==2.0.1' 'polars==2.1.0'
export PYTHONPATH="$engines${PYTHONPATH:+:$PYTHONPATH}"
export PYSPARK_PYTHON=python3
for package in pyspark duckdb polars; do
  python3 -c "import $package" || { echo "missing: $package" >&2; exit 1; }
done

flags=()
[ "$profile" = debug ] || flags=(--profile "$profile")
cargo build --locked --quiet "${flags[@]}" --bin torimatome ${TORIMATOME_PAGE_CORE:+--features page}
program=target/$profile/torimatome
work=target/ci-spark
rm -rf "$work" && mkdir -p "$work"

echo "- the sample city"
python3 tests/spark/country.py "$program" samples/r7 templates "$work/city" 2>"$work/city.log" || { cat "$work/city.log" >&2; exit 1; }

echo "- an invented country of $units units"
python3 tests/bench/generate.py --units "$units" --out "$work/country"
python3 tests/spark/country.py "$program" "$work/country/inbox" "$work/country/templates" "$work/run" 2>"$work/run.log" || { cat "$work/run.log" >&2; exit 1; }
