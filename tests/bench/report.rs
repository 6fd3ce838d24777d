//! CPU time, size and peak memory of the PDF of `samples/r7` by itself, beside a named reference measured in the same run; then
//! of PDF and workbook of synthetic reports of 24 to 1,741 units: all should grow with the pages, or with the units, and no faster.
//!
//! Run with `cargo bench --bench report`. Prints; asserts nothing about speed, because machines differ.

#![expect(
    clippy::disallowed_methods,
    reason = "a bench reads what the system tells about the process"
)]
#![expect(clippy::print_stdout, reason = "a bench prints its measurements")]

#[path = "../suite/support/inputs.rs"]
mod inputs;
#[path = "../suite/support/real.rs"]
mod real;

use std::fs;
use std::io::Cursor;
use std::time::Instant;

use calamine::Reader as _;
use rust_decimal::Decimal;
use torimatome::definition::VolumeFormat;
use torimatome::model::Nouns;
use torimatome::render::{pdf, xlsx};
use torimatome::report::{
    Align, Block, Chapter, ChapterKind, Column, HeadCell, Media, NarrativeEntry, NarrativeSection,
    NumberStyle, Report, Row, RowKind, Table, TableCell,
};

const INDICATORS: usize = 17;
const SENTENCES: [&str; 3] = [
    "民生委員・児童委員と町会の役員を対象に見守り活動の研修を5回行い、普段の見守りと災害時の避難支援を結び付ける話し合いを進めた。",
    "見守り相談室と連携し、孤立のおそれのある世帯への訪問を月2回行い、延べ1,234件の相談に対応した。",
    "地域の会館を週3日開き、多世代が集う場とした。",
];

fn table(units: usize, year: usize) -> Table {
    let head = |text: String| HeadCell {
        text,
        col_span: 1,
        row_span: 1,
    };
    let mut columns = vec![Column {
        width: 12.0,
        align: Align::Start,
    }];
    columns.extend((0..INDICATORS).map(|_| Column {
        width: 9.5,
        align: Align::End,
    }));
    let mut heads = vec![head("団体".to_owned())];
    heads.extend((1..=INDICATORS).map(|number| head(format!("指標{number}（件）"))));
    let rows: Vec<Row> = (0..units)
        .map(|unit| {
            let mut cells = vec![TableCell::head(format!("第{unit}団体"))];
            cells.extend((0..INDICATORS).map(|number| {
                let value = (unit * 7919 + number * 104_729 + year) % 20_000;
                TableCell::number(Decimal::from(value as u64), NumberStyle::COUNT)
            }));
            Row {
                kind: RowKind::Body,
                cells,
            }
        })
        .collect();
    Table {
        id: format!("units-{year}"),
        caption: format!("{year}年度"),
        columns,
        head: vec![heads],
        row_keys: vec![None; rows.len()],
        rows,
        notes: Vec::new(),
        filter: false,
        tidy: false,
    }
}

fn narrative(units: usize) -> Vec<Block> {
    let section = |item: usize| {
        let entries = (0..units).flat_map(|unit| {
            (0..3).map(move |bullet| NarrativeEntry {
                ward: format!("第{unit}団体"),
                text: SENTENCES[(unit + item + bullet) % 3].to_owned(),
                file: format!("{unit:04}.xlsx"),
                sheet: "基本目標1".to_owned(),
                cell: format!("F{}", 12 + bullet),
                note: String::new(),
            })
        });
        Block::Narrative(NarrativeSection {
            title: format!("項目{item}"),
            year: "2025年度".to_owned(),
            sheet: "基本目標1".to_owned(),
            entries: entries.collect(),
            silent: Vec::new(),
        })
    };
    (1..=18).map(section).collect()
}

fn report(units: usize) -> Report {
    let chapter = |id: &str, title: &str, blocks: Vec<Block>| Chapter {
        kind: ChapterKind::Rows,
        id: id.to_owned(),
        title: title.to_owned(),
        media: Media::Both,
        blocks,
    };
    let tables = (2024..=2026).flat_map(|year| {
        let heading = Block::Heading {
            level: 2,
            text: format!("{year}年度"),
        };
        [heading, Block::Table(table(units, year))]
    });
    Report {
        title: "架空の報告書".to_owned(),
        subtitle: String::new(),
        organisation: String::new(),
        as_of_label: "令和8年3月末時点".to_owned(),
        as_of_iso: "2026-03-31".to_owned(),
        created: None,
        notices: Vec::new(),
        marks: vec!["架空".to_owned()],
        coverage_label: String::new(),
        nouns: Nouns::default(),
        generator: "bench".to_owned(),
        is_for_committee: false,
        is_loose: false,
        chapters: vec![
            chapter("tables", "一覧", tables.collect()),
            chapter("words", "自由記述", narrative(units)),
        ],
    }
}

/// Nanoseconds this thread has been on a processor, where the system tells it.
fn cpu() -> Option<u64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok()
}

/// Peak resident memory since the last reset, in MB.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

/// What making a file cost.
struct Cost {
    bytes: Vec<u8>,
    milliseconds: f64,
    peak: String,
}

fn cost(make: impl FnOnce() -> Vec<u8>) -> Cost {
    // Not told by every system; the figure is then of the whole process.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let (start, clock) = (cpu(), Instant::now());
    let bytes = make();
    let milliseconds = match (start, cpu()) {
        (Some(start), Some(end)) => (end - start) as f64 / 1e6,
        _ => clock.elapsed().as_secs_f64() * 1e3,
    };
    Cost {
        bytes,
        milliseconds,
        peak: peak().map_or_else(|| "?".to_owned(), |peak| peak.to_string()),
    }
}

/// Resident memory now, in MB.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

const ROUNDS: usize = 7;

/// The volumes of the sample city: what their PDFs cost, beside the limits set for one and a reference.
fn measure_real() {
    let (_, bound) = real::report();
    let before = resident();
    let printed = bound
        .iter()
        .filter(|(_, one)| one.format == VolumeFormat::Pdf);
    println!("the volumes of samples/r7 by themselves; limits of one: 600 kB, 150 ms, 64 MB");
    println!("  {VOLUMES}");
    let mut all = [0.0; 4];
    for (id, volume) in printed {
        let made = || cost(|| pdf::report(&volume.report).expect("a report"));
        let first = made();
        // The best of the others is the least disturbed one.
        let best = (0..ROUNDS)
            .map(|_| made().milliseconds)
            .fold(f64::MAX, f64::min);
        let again = || {
            let mut file = lopdf::Document::load_mem(&first.bytes).expect("a PDF that opens");
            let mut bytes = Vec::new();
            file.save_modern(&mut bytes).expect("it is written");
            bytes
        };
        let reference = (0..ROUNDS)
            .map(|_| cost(again).milliseconds)
            .fold(f64::MAX, f64::min);
        let file = lopdf::Document::load_mem(&first.bytes).expect("a PDF that opens");
        let (pages, kilobytes) = (file.get_pages().len(), first.bytes.len() as f64 / 1e3);
        let over = before.zip(first.peak.parse::<u64>().ok());
        let over = over.map_or_else(
            || "?".to_owned(),
            |(before, peak)| peak.saturating_sub(before).to_string(),
        );
        line(id, [pages as f64, kilobytes, best, reference], &over);
        for (sum, part) in all
            .iter_mut()
            .zip([pages as f64, kilobytes, best, reference])
        {
            *sum += part;
        }
    }
    line("together", all, "");
}

const VOLUMES: &str =
    "volume       pages      kB   CPU ms  reference ms  ratio  peak MB over what was resident";

/// A line of the volumes; the reference reads the file with lopdf and writes it again.
fn line(name: &str, [pages, kilobytes, best, reference]: [f64; 4], over: &str) {
    println!(
        "  {name:<11}  {pages:>5.0}  {kilobytes:>6.0}  {best:>7.1}  {reference:>12.1}  {:>5.1}  {over:>7}",
        best / reference
    );
}

fn main() {
    // Without the words that cargo adds.
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [kind, units] = &words[..] {
        return measure(kind, units.parse().expect("a number of units"));
    }
    measure_real();
    println!("synthetic reports, each in a process of its own");
    println!("  {HEAD}");
    for units in [24, 240, 1_741] {
        for kind in ["pdf", "xlsx"] {
            in_a_process(kind, units);
        }
    }
}

const HEAD: &str =
    "file  units  pages      kB   CPU ms  ms/page or unit  peak MB  of it the report itself";

/// What one process left in its memory would be counted to the next report.
fn in_a_process(kind: &str, units: usize) {
    let program = std::env::current_exe().expect("the bench itself");
    let status = std::process::Command::new(program)
        .args([kind, &units.to_string()])
        .status()
        .expect("the bench starts itself");
    assert!(status.success(), "{kind} of {units} units");
}

fn measure(kind: &str, units: usize) {
    // Fonts are loaded once in a process; that belongs to the first report only.
    std::hint::black_box(pdf::report(&report(1)).expect("a report"));
    let report = report(units);
    let itself = resident();
    let told = cost(|| match kind {
        "pdf" => pdf::report(&report).expect("a report"),
        _ => xlsx::report(report).expect("a report"),
    });
    if kind == "pdf" {
        let file = lopdf::Document::load_mem(&told.bytes).expect("a PDF that opens");
        let pages = file.get_pages().len();
        print("pdf", units, &pages.to_string(), pages, &told, itself);
    } else {
        opens(&told.bytes, units);
        print("xlsx", units, "-", units, &told, itself);
    }
}

/// The workbook opens, and every unit's row is there, within Excel's limits.
fn opens(bytes: &[u8], units: usize) {
    let mut workbook = calamine::Xlsx::new(Cursor::new(bytes)).expect("a workbook that opens");
    let tables = workbook.worksheet_range("一覧").expect("the tables");
    assert!(tables.height() > 3 * units && tables.height() <= 1_048_576);
    let words = workbook.worksheet_range("自由記述").expect("the words");
    assert!(words.height() > 18 * 3 * units && words.height() <= 1_048_576);
}

fn print(file: &str, units: usize, pages: &str, parts: usize, told: &Cost, itself: Option<u64>) {
    let (size, each) = (
        told.bytes.len() as f64 / 1e3,
        told.milliseconds / parts as f64,
    );
    let itself = itself.map_or_else(|| "?".to_owned(), |itself| itself.to_string());
    println!(
        "  {file:<4}  {units:>5}  {pages:>5}  {size:>6.0}  {:>7.0}  {each:>15.2}  {:>7}  {itself:>23}",
        told.milliseconds, told.peak
    );
}
