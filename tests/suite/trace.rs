//! Every figure that is printed leads to its cells, and the cells give the figure; and back from every cell.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use calamine::{Data, Reader, Xlsx};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use tempfile::TempDir;
use torimatome::definition::{DefinitionSource, Definitions};
use torimatome::diff::diff;
use torimatome::ledger::{Ledger, LedgerError};
use torimatome::model::{AsOf, FactState, FiscalYear, IndicatorId};
use torimatome::report::{Entry, WardValues, filled};
use torimatome::trace::{FigureTrace, Tracer, cell_facts, figure, figure_text};

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn definitions() -> Definitions {
    torimatome::check::load(&DefinitionSource::BuiltIn).expect("definitions")
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .args(arguments)
        .output()
        .expect("the program starts")
}

/// Two output folders: `clean` of the sample city, and `rough` of the same city as it may arrive.
pub(crate) fn outputs() -> &'static Path {
    static OUT: OnceLock<TempDir> = OnceLock::new();
    OUT.get_or_init(|| {
        let work = tempfile::tempdir().expect("a folder");
        let rough = work.path().join("in");
        rough_city(&rough);
        for (input, out, code) in [(samples().join("r7"), "clean", 0), (rough, "rough", 1)] {
            let out = work.path().join(out);
            let [input, out] = [&input, &out].map(|path| path.to_str().expect("UTF-8"));
            let output = run(&["compile", input, "--out", out]);
            assert_eq!(output.status.code(), Some(code), "{input}");
        }
        work
    })
    .path()
}

/// One ward missing, one with a withheld number, one with two different files, one with words, blanks and a ratio alone.
fn rough_city(folder: &Path) {
    fs::create_dir(folder).expect("a folder");
    for entry in fs::read_dir(samples().join("r7")).expect("samples") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if !["北区", "西成区", "港区"]
            .iter()
            .any(|ward| name.contains(ward))
        {
            fs::copy(&path, folder.join(name)).expect("a copy");
        }
    }
    let fault = samples().join("faults/C301-above-area-count.xlsx");
    fs::copy(fault, folder.join("西成区.xlsx")).expect("a copy");
    let definitions = definitions();
    let year = FiscalYear(2025);
    let mut values = WardValues::default();
    values.number(IndicatorId::new("2-6"), year, Decimal::new(805, 1));
    values.number(IndicatorId::new("1-4"), year, 0);
    let words = Entry::Text("未集計".to_owned());
    values.fields.insert((IndicatorId::new("1-2"), year), words);
    let text = Entry::Text("＝約３０件".to_owned());
    values.fields.insert((IndicatorId::new("1-5"), year), text);
    for (ward, name) in [("港区", "港区.xlsx"), ("福島区", "福島区2.xlsx")] {
        let ward = definitions.areas.ward_named(ward).expect("a ward");
        let as_of = AsOf::parse_iso("2026-03-31").expect("a date");
        let form = filled(
            &definitions,
            &definitions.forms[0],
            &definitions.registry,
            ward,
            as_of,
            &values,
        );
        let bytes = torimatome::render::xlsx::form(&form).expect("a workbook");
        fs::write(folder.join(name), bytes).expect("a file");
    }
}

fn ledger(name: &str) -> Ledger {
    let folder = outputs().join(name);
    Ledger::read(definitions().areas.nouns(), |file| {
        Ok::<_, LedgerError>(fs::read(folder.join(file)).expect("a file"))
    })
    .expect("an output folder")
}

/// Every part of a workbook that is text, by name.
pub(crate) fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = String::new();
        if part.read_to_string(&mut text).is_ok() {
            parts.insert(name, text);
        }
    }
    parts
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before)
        .skip(1)
        .filter_map(|rest| rest.split_once(after).map(|(inner, _)| inner))
        .collect()
}

/// Cell and trace id of every note of a sheet.
pub(crate) fn noted(parts: &BTreeMap<String, String>, sheet: &str) -> Vec<(String, String)> {
    let names = between(&parts["xl/workbook.xml"], "<sheet name=\"", "\"");
    let number = names
        .iter()
        .position(|name| *name == sheet)
        .expect("the sheet")
        + 1;
    let links = &parts[&format!("xl/worksheets/_rels/sheet{number}.xml.rels")];
    let target = between(links, "Target=\"../", "\"")
        .into_iter()
        .find(|target| target.starts_with("comments"))
        .expect("notes");
    let mut found = Vec::new();
    for note in between(&parts[&format!("xl/{target}")], "<comment ", "</comment>") {
        let cell = between(note, "ref=\"", "\"")[0];
        let words: String = between(
            &note.replace("<t xml:space=\"preserve\">", "<t>"),
            "<t>",
            "</t>",
        )
        .concat();
        if let Some((_, id)) = words.rsplit_once("番号 ") {
            found.push((cell.to_owned(), id.trim().to_owned()));
        }
    }
    found
}

/// Resolves an id as a person would type it; the contributions must give the printed value.
fn resolved<'a>(tracer: &Tracer<'a>, id: &str) -> FigureTrace<'a> {
    let row = figure(tracer.ledger, id).unwrap_or_else(|error| panic!("{error}"));
    let trace = tracer.figure(row);
    assert_eq!(trace.id, id);
    assert!(trace.agrees(), "{id}: {}", figure_text(&trace, ""));
    let wards = usize::try_from(row.expected).expect("a count");
    assert_eq!(
        trace.contributions.len() + trace.absent.len(),
        wards,
        "{id}"
    );
    for contribution in &trace.contributions {
        let fact = contribution.fact.expect("the relation is known");
        assert_eq!(fact.state, FactState::Reported);
        assert!(
            fact.cell.is_some() && !fact.file.is_empty() && !fact.text.is_empty(),
            "{id}"
        );
    }
    trace
}

#[test]
fn every_number_printed_in_the_excel_report_is_the_sum_of_the_cells_it_leads_to() {
    let definitions = definitions();
    for name in ["clean", "rough"] {
        let ledger = ledger(name);
        let tracer = Tracer::new(&ledger, &definitions);
        let bytes = fs::read(outputs().join(name).join("report.xlsx")).expect("the report");
        let parts = parts(&bytes);
        let mut workbook = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let mut ids = BTreeSet::new();
        for sheet in [
            "概要",
            "基本目標1",
            "基本目標2",
            "参加支援",
            "区別一覧",
            "推移",
            "機能別",
        ] {
            let cells = workbook.worksheet_range(sheet).expect("the sheet");
            for (cell, id) in noted(&parts, sheet) {
                let trace = resolved(&tracer, &id);
                let cell = cell
                    .parse::<torimatome::model::CellRef>()
                    .expect("an address");
                let shown = cells.get_value((cell.row, cell.col));
                if let Some(Data::Float(number)) = shown {
                    let value = trace.figure.value.and_then(|value| value.to_f64());
                    assert!(
                        value.is_some_and(|value| (value - number).abs() < 0.000_001),
                        "{name} {sheet} {id}: {number}"
                    );
                } else if sheet == "区別一覧" {
                    assert_eq!(trace.figure.value, None, "{name} {sheet} {id}");
                }
                ids.insert(id);
            }
        }
        let all: BTreeSet<String> = ledger
            .figures
            .iter()
            .map(|row| ledger.trace_id(row))
            .collect();
        assert_eq!(ids, all, "{name}: every figure is printed with its number");
    }
}

/// The numbers that stand alone in square brackets.
fn numbers_in_brackets(text: &str) -> BTreeSet<usize> {
    let parts = text.split('[').skip(1);
    let inner = parts.filter_map(|part| part.split_once(']').map(|(inner, _)| inner));
    inner.filter_map(|inner| inner.parse().ok()).collect()
}

#[test]
fn every_trace_id_printed_in_the_pdf_report_resolves() {
    let definitions = definitions();
    for name in ["clean", "rough"] {
        let ledger = ledger(name);
        let tracer = Tracer::new(&ledger, &definitions);
        let text = |volume: &str| {
            let path = outputs().join(name).join(volume);
            let file = lopdf::Document::load(path).expect("a PDF");
            let pages: Vec<u32> = file.get_pages().keys().copied().collect();
            file.extract_text(&pages).expect("text")
        };
        let short = numbers_in_brackets(&text("report.pdf"));
        let text = text("annex.pdf");
        let known: BTreeMap<String, &IndicatorId> = ledger
            .figures
            .iter()
            .map(|row| (ledger.trace_id(row), &row.indicator))
            .collect();
        // Whatever looks like an id must be one: letters of an id around a year between strokes.
        let mut found = BTreeSet::new();
        for year in ["/2024/", "/2025/", "/2026/"] {
            for (at, _) in text.match_indices(year) {
                let before: String = text[..at]
                    .chars()
                    .rev()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                    .collect();
                let before: String = before.chars().rev().collect();
                let after = &text[at + year.len()..];
                let end = after
                    .find(['市', '区'])
                    .map_or(after.len(), |end| end + '市'.len_utf8());
                let after = &after[..end];
                found.insert(format!("{before}{year}{after}"));
            }
        }
        assert!(found.len() >= 25, "{name}: {found:?}");
        // The committee's short numbers run from 1 to as many as the annex explains.
        let last = short.last().copied().unwrap_or(0);
        assert_eq!(short, (1..=last).collect::<BTreeSet<_>>(), "{name}");
        assert!(
            found.len() >= last,
            "{name}: {} ids for {last} numbers",
            found.len()
        );
        for id in &found {
            assert!(known.contains_key(id), "{name}: {id}");
            resolved(&tracer, id);
        }
    }
}

#[test]
fn every_figure_and_every_cell_lead_to_each_other() {
    let definitions = definitions();
    for name in ["clean", "rough"] {
        let ledger = ledger(name);
        let tracer = Tracer::new(&ledger, &definitions);
        let mut pairs = BTreeSet::new();
        for row in ledger.figures.iter().filter(|row| row.value.is_some()) {
            let trace = resolved(&tracer, &ledger.trace_id(row));
            for contribution in &trace.contributions {
                let base = contribution.base.as_ref().and_then(|base| base.fact);
                for fact in contribution.fact.into_iter().chain(base) {
                    pairs.insert((
                        fact.file.clone(),
                        fact.place(),
                        fact.indicator.clone(),
                        trace.id.clone(),
                    ));
                }
            }
        }
        let mut back = BTreeSet::new();
        for fact in &ledger.facts {
            let found = cell_facts(&ledger, &fact.file, Some(&fact.place())).expect("the cell");
            assert!(found.contains(&fact));
            let trace = tracer.fact(fact);
            let states = [FactState::Withheld, FactState::Unreadable];
            assert_eq!(
                trace.feeds.is_empty(),
                fact.state != FactState::Reported
                    || fact.indicator.as_str().ends_with("-rate")
                    || is_lone_part(&ledger, fact),
                "{name} {}",
                fact.place()
            );
            assert!(
                !states.contains(&fact.state) || !trace.findings.is_empty(),
                "{name} {}: no reason",
                fact.place()
            );
            for feed in trace.feeds {
                back.insert((
                    fact.file.clone(),
                    fact.place(),
                    fact.indicator.clone(),
                    feed.id,
                ));
            }
        }
        assert_eq!(pairs, back, "{name}");
    }
}

/// A reported ratio beside its two counts is only compared with them.
fn is_lone_part(ledger: &Ledger, fact: &torimatome::ledger::FactRow) -> bool {
    fact.unit == "％"
        && ledger
            .figure(&fact.ward, fact.year, &fact.indicator)
            .is_some_and(|figure| figure.numerator.is_some())
}

#[test]
fn what_is_left_out_says_why() {
    let definitions = definitions();
    let ledger = ledger("rough");
    let tracer = Tracer::new(&ledger, &definitions);
    let why = |id: &str| -> BTreeMap<String, (String, Vec<String>)> {
        let trace = resolved(&tracer, id);
        trace
            .absent
            .iter()
            .map(|absent| {
                let codes = absent.findings.iter().map(|f| f.code.clone()).collect();
                (absent.ward.to_owned(), (absent.reason.clone(), codes))
            })
            .collect()
    };
    let shares = why("1-2/2025/市");
    assert_eq!(
        shares["北区"],
        ("未提出".to_owned(), vec!["X402".to_owned()])
    );
    assert_eq!(shares["西成区"].0, "保留");
    assert!(shares["西成区"].1.contains(&"C301".to_owned()));
    assert_eq!(shares["港区"].0, "未集計");
    assert!(
        shares["福島区"].0.contains("福島区2.xlsx"),
        "{:?}",
        shares["福島区"]
    );
    assert_eq!(shares.len(), 4);
    assert_eq!(why("1-3/2025/市")["港区"].0, "未記入");
    assert_eq!(why("1-5/2025/市")["港区"].0, "読取不能");
    let zero = resolved(&tracer, "1-4/2025/市");
    assert!(
        zero.contributions
            .iter()
            .any(|c| c.ward == "港区" && c.value.is_zero())
    );
    let ratio = resolved(&tracer, "2-6/2025/市");
    assert_eq!((ratio.figure.value, ratio.recomputed), (None, None));
    assert!(why("2-6/2025/市")["港区"].0.starts_with("割合だけ"));
    let own = resolved(&tracer, "2-6/2025/港区");
    assert_eq!(own.recomputed, Some(Decimal::new(805, 1)));
}

#[test]
fn a_folder_compared_with_itself_has_no_difference_and_a_change_is_told_on_both_sides() {
    let (clean, rough) = (ledger("clean"), ledger("rough"));
    assert!(diff(&clean, &clean).is_empty());
    let there = diff(&clean, &rough);
    let back = diff(&rough, &clean);
    let names = |wards: &[(&torimatome::model::AreaCode, &str)]| -> Vec<String> {
        wards.iter().map(|(_, name)| (*name).to_owned()).collect()
    };
    assert_eq!(names(&there.vanished), ["北区", "福島区"]);
    assert_eq!(names(&back.submitted), ["北区", "福島区"]);
    assert_eq!(there.figures.len(), back.figures.len());
    assert_eq!(there.facts.len(), back.facts.len());
    assert_eq!(there.appeared, back.resolved);
    // Every figure is told if and only if its row is another one.
    let changed = |old: &Ledger, new: &Ledger| {
        new.figures
            .iter()
            .filter(|row| old.figure(&row.area, row.year, &row.indicator) != Some(row))
            .count()
    };
    assert_eq!(there.figures.len(), changed(&clean, &rough));
}

#[test]
fn an_altered_table_is_told() {
    let work = tempfile::tempdir().expect("a folder");
    for file in torimatome::ledger::NEEDED {
        let from = outputs().join("clean").join(file);
        fs::copy(from, work.path().join(file)).expect("a copy");
    }
    let facts = work.path().join("facts.csv");
    let text = fs::read_to_string(&facts).expect("facts");
    let line = text
        .lines()
        .find(|line| line.contains(",2025,") && line.contains(",1-4,"))
        .expect("a row");
    let mut cells: Vec<&str> = line.split(',').collect();
    cells[8] = "99999";
    fs::write(&facts, text.replace(line, &cells.join(","))).expect("a change");
    let folder = work.path().to_str().expect("UTF-8");
    let output = run(&["trace", folder, "1-4/2025/市"]);
    let shown = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(0));
    assert!(
        shown.starts_with("注意: ") && shown.contains("facts.csv"),
        "{shown}"
    );
    assert!(shown.contains("値と一致しない"), "{shown}");
}

/// A folder of a form that this program does not know: the sums still hold, and nothing is said about what a rate is made of.
#[test]
fn another_form_is_traced_as_far_as_its_own_tables_go() {
    let definitions = definitions();
    for name in ["clean", "rough"] {
        let mut ledger = ledger(name);
        ledger.manifest.form = "another/1999".to_owned();
        let tracer = Tracer::new(&ledger, &definitions);
        assert!(!tracer.knows_relations());
        for row in &ledger.figures {
            let trace = tracer.figure(row);
            assert!(trace.agrees(), "{name}: {}", figure_text(&trace, ""));
            let text = figure_text(&trace, "登録");
            let says = text.contains("another/1999");
            assert_eq!(
                says,
                row.numerator.is_some() || (row.unit == "％" && row.value.is_none()),
                "{text}"
            );
            assert!(!text.contains("分子「"), "{text}");
        }
    }
}

#[test]
fn an_id_is_found_however_it_is_typed() {
    let ledger = ledger("clean");
    let city = figure(&ledger, "1-2/2025/市").expect("the figure");
    for typed in [
        "番号 1-2/2025/市",
        "出典番号 1-2/2025/市",
        "１－２／２０２５／市",
        "1-2/2025/271004",
        "1-2/2025/大阪市",
        " 1-2/2025/市 ",
    ] {
        assert_eq!(figure(&ledger, typed), Ok(city), "{typed}");
    }
    let ward = figure(&ledger, "1-2-rate/2024/西成区").expect("the figure");
    assert_eq!(figure(&ledger, "1-2-rate/2024/271225"), Ok(ward));
    for typed in [
        "",
        "1-2",
        "1-2/2025",
        "1-2/2025/",
        "1-2/2023/市",
        "市",
        "1-2/2025/西成",
    ] {
        let error = figure(&ledger, typed).expect_err(typed).to_string();
        assert!(
            error.contains("近い番号: ") && !error.contains('\n'),
            "{error}"
        );
    }
    let file = "271225_西成区.xlsx";
    let facts = cell_facts(&ledger, file, Some("基本目標1!H16")).expect("the cell");
    for cell in ["'基本目標1'!H16", "基本目標１!h16", "'基本目標1'!$H$16"] {
        assert_eq!(
            cell_facts(&ledger, file, Some(cell)),
            Ok(facts.clone()),
            "{cell}"
        );
    }
    assert_eq!(
        cell_facts(&ledger, &format!("提出/{file}"), Some("基本目標1!H16")),
        Ok(facts)
    );
    assert!(
        cell_facts(&ledger, file, None)
            .expect("all of the file")
            .len()
            > 20
    );
    assert!(cell_facts(&ledger, file, Some("H16")).is_ok());
    for cell in ["基本目標1!A1", "なし!H16", "H", "!"] {
        let error = cell_facts(&ledger, file, Some(cell))
            .expect_err(cell)
            .to_string();
        assert!(
            error.contains('!') && error.contains("近いセル: "),
            "{error}"
        );
    }
}
