#!/usr/bin/env python3
"""Beyond one machine, on an engine that is there already: Spark hands out the workbooks, the program reads each partition by itself,
Spark puts the Parquet together, and what comes of it is the same as that of a single run, on every figure and to the digit.

    country.py BINARY INBOX TEMPLATES WORK [PARTITIONS]

BINARY     the program
INBOX      a folder of workbooks; below it any folders
TEMPLATES  the definitions, as --templates takes them; its indicators.toml says what is a sum and what a ratio
WORK       a folder to work in; made anew
PARTITIONS 8 unless given

What is compared:
  1. `compile` of the collected Parquet, and of the partitions' own output folders, with the single run: figures.csv to the byte.
  2. Spark SQL over the facts with the figures of the single run: value, numerator, denominator and how many units are in it, of the
     whole and of every unit.
  3. DuckDB and polars over the same Parquet with Spark's sums.
Here Spark runs in local mode; on a cluster INBOX, TEMPLATES and WORK are on a file system that every worker sees, and the program is
given to them with `spark-submit --files`.
"""
import csv
import os
import shutil
import subprocess
import sys
import time
import tomllib
from decimal import ROUND_HALF_UP, Decimal, getcontext
from pathlib import Path

# Quotients of decimals with 18 digits behind the point are rounded once, at their end.
getcontext().prec = 80
ENDINGS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
REPORTED = "記入"


def workbooks(inbox):
    """The workbooks below a folder, by their names in it."""
    files = (path for path in inbox.rglob("*") if path.suffix.lower() in ENDINGS and not path.name.startswith("~$"))
    return sorted(str(path.relative_to(inbox)) for path in files)


def program(binary, templates, paths, out, *more):
    """One run of the program; 1 says that errors were found, and is done all the same."""
    command = [str(binary), "compile", *map(str, paths), "--out", str(out), "--templates", str(templates), "--quiet", *more]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}\nexit code {done.returncode}\n{done.stderr}")
    return done.returncode


def partition_reader(binary, inbox, templates, work):
    """What a partition does with its files: links them into a folder of its own, under their own names, and compiles that."""

    def read(number, names):
        names = list(names)
        if not names:
            return
        own = Path(work) / f"part-{number}"
        for name in names:
            link = own / "in" / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(Path(inbox) / name)
        # Only what the others need: the facts and the words. One thread each, for the partitions are the threads.
        program(binary, templates, [own / "in"], own / "out", "--parquet", "--only", "parquet", "--jobs", "1")
        yield str(own / "out"), len(names)

    return read


def roll_ups(templates):
    """How each indicator is carried upward, and to how many decimals, as the definitions say it."""
    catalogue = tomllib.loads((templates / "indicators.toml").read_text(encoding="utf-8"))
    return {one["id"]: (one.get("roll-up", "sum"), one.get("decimals", 0)) for one in catalogue["indicator"]}


# A fact of the unit itself; rows below it have a code or an indicator of their own.
WHOLE = "ward_code NOT RLIKE '-[0-9]+$' AND indicator NOT RLIKE '[#@]'"


def figure_queries(indicators):
    """For each indicator one query over `facts`: area, year, value, numerator, denominator, how many units; `{group}` is the area."""
    ratio = """
        WITH above AS (SELECT * FROM counted WHERE indicator = '{above}'),
             below AS ({below}),
             own   AS (SELECT * FROM counted WHERE indicator = '{id}'),
             parts AS (SELECT a.ward_code, a.fiscal_year, a.value AS above, b.value AS below
                       FROM above a JOIN below b USING (ward_code, fiscal_year)),
             alone AS (SELECT o.* FROM own o LEFT ANTI JOIN parts USING (ward_code, fiscal_year))
        SELECT {group} AS area, fiscal_year, NULL AS value, SUM(above) AS numerator, SUM(below) AS denominator, COUNT(*) AS reported
        FROM parts {where} GROUP BY {by} fiscal_year
    """
    queries = {}
    for name, (roll_up, _) in indicators.items():
        if roll_up == "sum":
            queries[name] = f"""
                SELECT {{group}} AS area, fiscal_year, SUM(value) AS value, NULL AS numerator, NULL AS denominator, COUNT(*) AS reported
                FROM counted WHERE indicator = '{name}' GROUP BY {{by}} fiscal_year
            """
        elif isinstance(roll_up, dict):
            above, below = roll_up["ratio"]
            # What stands beside a number of areas is the registry's number of them.
            areas = f"SELECT ward_code, fiscal_year, denominator AS value FROM counted WHERE indicator = '{above}'"
            other = f"SELECT ward_code, fiscal_year, value FROM counted WHERE indicator = '{below}'"
            # One ratio without its counts is enough that there is none of the whole.
            where = "" if below == "areas" else "WHERE {whole} OR fiscal_year NOT IN (SELECT fiscal_year FROM alone)"
            queries[name] = ratio.replace("{above}", above).replace("{id}", name).replace("{where}", where).replace(
                "{below}", areas if below == "areas" else other
            )
    return queries


def of_spark(spark, indicators, whole):
    """Every figure that Spark SQL makes of the facts: (area, year, indicator) to value, numerator, denominator, units."""
    figures = {}
    for group, by, is_unit in ((f"'{whole}'", "", "false"), ("ward_code", "ward_code,", "true")):
        each = []
        for name, query in figure_queries(indicators).items():
            filled = query.replace("{group}", group).replace("{by}", by).replace("{whole}", is_unit)
            each.append(f"SELECT '{name}' AS indicator, * FROM ({filled})")
        for row in spark.sql(" UNION ALL ".join(each)).collect():
            value = row.value
            if row.numerator is not None and row.denominator:
                exact = row.numerator * 100 / row.denominator
                value = exact.quantize(Decimal(1).scaleb(-indicators[row.indicator][1]), rounding=ROUND_HALF_UP)
            if value is not None:
                figures[row.area, str(row.fiscal_year), row.indicator] = (value, row.numerator, row.denominator, row.reported)
    # A unit's ratio without its counts is a figure of its own.
    ratios = [name for name, (roll_up, _) in indicators.items() if isinstance(roll_up, dict)]
    for row in spark.sql("SELECT * FROM counted").collect():
        key = (row.ward_code, str(row.fiscal_year), row.indicator)
        if row.indicator in ratios and key not in figures:
            figures[key] = (row.value, None, None, 1)
    return figures


def of_program(folder):
    """Every figure of the single run that has a value, in the same shape; those of rows below a unit stay out."""
    number = lambda text: Decimal(text) if text else None
    figures, whole = {}, None
    with open(folder / "figures.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            whole = whole or row["団体コード"]
            is_below = "-" in row["団体コード"] or any(mark in row["指標"] for mark in "#@")
            if row["値"] and not is_below:
                reported = next(int(count) for name, count in row.items() if name.startswith("報告"))
                key = (row["団体コード"], row["年度"], row["指標"])
                figures[key] = (Decimal(row["値"]), number(row["分子"]), number(row["分母"]), reported)
    return figures, whole


def differing(one, other):
    """The figures that two do not share, to be read."""
    keys = sorted(set(one) | set(other))
    return [f"{key}: {one.get(key)} / {other.get(key)}" for key in keys if one.get(key) != other.get(key)]


def sums_elsewhere(facts):
    """The sums of the facts by year and indicator, as DuckDB and as polars make them of the same files."""
    import duckdb
    import polars

    files = f"{facts}/**/*.parquet"
    rows = duckdb.sql(
        f"""SELECT fiscal_year, indicator, SUM(value) FROM read_parquet('{files}', hive_partitioning = true)
            WHERE state = '{REPORTED}' AND NOT regexp_matches(ward_code, '-[0-9]+$') GROUP BY ALL"""
    ).fetchall()
    of_duckdb = {(str(year), name): value for year, name, value in rows}
    frame = polars.scan_parquet(files, hive_partitioning=True).filter(
        polars.col("state") == REPORTED, ~polars.col("ward_code").str.contains("-[0-9]+$")
    )
    frame = frame.group_by("fiscal_year", "indicator").agg(polars.col("value").sum()).collect()
    of_polars = {(str(year), name): value for year, name, value in frame.iter_rows()}
    return of_duckdb, of_polars


def main(binary, inbox, templates, work, partitions=8):
    binary, inbox, templates, work = (Path(path).resolve() for path in (binary, inbox, templates, work))
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    names = workbooks(inbox)
    clock = time.monotonic()

    def step(what):
        nonlocal clock
        now = time.monotonic()
        print(f"- {what} ({now - clock:.1f} s)", flush=True)
        clock = now

    print(f"{len(names)} workbooks, {partitions} partitions", flush=True)
    program(binary, templates, [inbox], work / "single", "--only", "facts.csv,figures.csv,narrative.csv")
    step("a single run of the program")

    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local[{min(partitions, os.cpu_count() or 1)}]").appName("country")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.ansi.enabled": "true",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        # A prefecture is a code: 01 is not 1.
        "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    step("Spark starts")

    read = partition_reader(binary, inbox, templates, work)
    # Handed out like cards, so that no partition has all the large ones.
    handed = [(at % partitions, name) for at, name in enumerate(names)]
    spread = spark.sparkContext.parallelize(handed, partitions).partitionBy(partitions, int)
    parts = spread.map(lambda pair: pair[1]).mapPartitionsWithIndex(read).collect()
    folders = sorted(folder for folder, _ in parts)
    assert sum(count for _, count in parts) == len(names) and len(folders) == min(partitions, len(names)), parts
    step(f"every partition reads its own files with the program: {len(folders)} output folders")

    # The fiscal year stands in the files; the prefecture is the first two digits of the code.
    for table in ("facts", "narrative"):
        found = [f"{folder}/data/parquet/{table}" for folder in folders]
        found = [folder for folder in found if os.path.isdir(folder)]
        frame = spark.read.option("recursiveFileLookup", "true").parquet(*found)
        frame = frame.withColumn("prefecture", frame.ward_code.substr(1, 2))
        frame.repartition(1).write.partitionBy("fiscal_year", "prefecture").parquet(str(work / "collected" / table))
    step("Spark collects the Parquet")

    program(binary, templates, [work / "collected"], work / "again", "--only", "facts.csv,figures.csv,narrative.csv")
    program(binary, templates, folders, work / "folders", "--only", "facts.csv,figures.csv,narrative.csv")
    step("the program compiles what was collected, and the output folders themselves")

    wrong = []
    for other in ("again", "folders"):
        for table in ("facts.csv", "figures.csv", "narrative.csv"):
            if (work / "single" / table).read_bytes() != (work / other / table).read_bytes():
                wrong.append(f"{other}/{table} is not that of the single run")

    facts = spark.read.parquet(str(work / "collected" / "facts"))
    facts.where(f"state = '{REPORTED}' AND {WHOLE}").createOrReplaceTempView("counted")
    spark.catalog.cacheTable("counted")
    expected, whole = of_program(work / "single")
    made = of_spark(spark, roll_ups(templates), whole)
    wrong += differing(made, expected)
    # A comparison that sees nothing would pass everything: one wrong digit must show.
    first = next(iter(expected))
    one_off = {**expected, first: (expected[first][0] + 1, *expected[first][1:])}
    assert len(differing(one_off, expected)) == 1
    step(f"Spark SQL makes {len(made)} figures of the facts")

    rows = spark.sql("SELECT fiscal_year, indicator, SUM(value) AS value FROM counted GROUP BY 1, 2").collect()
    sums = {(str(row.fiscal_year), row.indicator): row.value for row in rows}
    for engine, other in zip(("DuckDB", "polars"), sums_elsewhere(work / "collected" / "facts")):
        whole_only = {key: value for key, value in other.items() if key in sums}
        wrong += [f"{engine} {line}" for line in differing(whole_only, sums)]
    step(f"DuckDB and polars make the same {len(sums)} sums")
    spark.stop()

    if wrong:
        print("\n".join(wrong[:20]), f"{len(wrong)} differences", sep="\n", file=sys.stderr)
        return 1
    print(f"the same to the digit: {len(expected)} figures, {len(sums)} sums, three tables twice")
    return 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if len(arguments) not in (4, 5):
        sys.exit(__doc__)
    sys.exit(main(*arguments[:4], *map(int, arguments[4:])))
