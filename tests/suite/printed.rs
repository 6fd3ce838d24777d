//! Every number that is printed is a figure that leads to its cells, or is known to be something else: nothing is left over.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Data, DataType, Range, Reader, Xlsx};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use torimatome::definition::{DefinitionSource, Definitions, FieldDefinition, ValueColumnKind};
use torimatome::ledger::{FactRow, FigureRow, Ledger, LedgerError};
use torimatome::model::{CellRef, FiscalYear, IndicatorId};
use torimatome::trace::{Tracer, figure, figure_text};

use crate::support::reckon::{Sheets, reckoned, sheets};
use crate::trace::{noted, parts};

fn definitions() -> Definitions {
    torimatome::check::load(&DefinitionSource::BuiltIn).expect("definitions")
}

fn ledger(folder: &Path) -> Ledger {
    let file = |name: &str| Ok::<_, LedgerError>(fs::read(folder.join(name)).expect("a file"));
    Ledger::read(definitions().areas.nouns(), file).expect("an output folder")
}

/// The folders that were compiled, with the workbooks that went in.
fn runs() -> [(PathBuf, PathBuf); 2] {
    let areas = crate::areas::outputs();
    let clean = crate::end_to_end::compiled().join("out");
    [
        (areas.join("with"), areas.join("in")),
        (clean, crate::end_to_end::samples("r7")),
    ]
}

/// Cells of the input workbooks, read by another way than the program's.
struct Inputs {
    folder: PathBuf,
    open: BTreeMap<(String, String), Range<Data>>,
}

impl Inputs {
    fn text(&mut self, fact: &FactRow) -> String {
        let key = (fact.file.clone(), fact.sheet.clone());
        let folder = &self.folder;
        let range = self.open.entry(key).or_insert_with(|| {
            let bytes = fs::read(folder.join(&fact.file)).expect("the input");
            let mut workbook = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
            workbook.worksheet_range(&fact.sheet).expect("the sheet")
        });
        let cell = fact.cell.expect("a cell");
        match range.get_value((cell.row, cell.col)) {
            None | Some(Data::Empty) => String::new(),
            Some(other) => other.to_string(),
        }
    }
}

/// Resolves an id; its cells, read again in the workbooks, must say what is added up.
fn resolves(tracer: &Tracer<'_>, inputs: &mut Inputs, id: &str) -> Option<Decimal> {
    let row = figure(tracer.ledger, id).unwrap_or_else(|error| panic!("{error}"));
    let trace = tracer.figure(row);
    assert!(trace.agrees(), "{}", figure_text(&trace, ""));
    for contribution in &trace.contributions {
        let base = contribution.base.as_ref();
        let parts = [
            (contribution.fact, Some(contribution.value)),
            (base.and_then(|base| base.fact), base.map(|base| base.value)),
        ];
        for (fact, value) in parts {
            let Some(fact) = fact else { continue };
            let written = inputs.text(fact);
            let says = |text: &str| text.parse::<f64>().ok().or((text == "○").then_some(1.0));
            let number = if written.is_empty() {
                // A blank mark of a filled column says no.
                assert!(fact.ward.ward().is_some(), "{id}: {}", fact.place());
                Some(0.0)
            } else {
                says(&written)
            };
            assert_eq!(says(&fact.text), says(&written), "{id}: {}", fact.place());
            assert_eq!(
                number,
                value.and_then(|v| v.to_f64()),
                "{id}: {}",
                fact.place()
            );
        }
    }
    row.value
}

fn close(value: Option<Decimal>, shown: f64) -> bool {
    let value = value.and_then(|value| value.to_f64());
    value.is_some_and(|value| (value - shown).abs() < 0.000_001)
}

/// The numbers on a sheet: zero-based row and column ▸ number.
fn numbers(range: &Range<Data>) -> BTreeMap<(u32, u32), f64> {
    let (top, left) = range.start().unwrap_or_default();
    let cells = range.used_cells().filter_map(|(row, col, cell)| {
        let at = (
            top + u32::try_from(row).expect("small"),
            left + u32::try_from(col).expect("small"),
        );
        matches!(cell, Data::Float(_) | Data::Int(_))
            .then(|| (at, cell.as_f64().expect("a number")))
    });
    cells.collect()
}

fn text_at(range: &Range<Data>, row: u32, col: u32) -> String {
    range
        .get_value((row, col))
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// A chart's own little table: the caption over the picture above it says which indicator, its first column which year.
fn of_chart(
    ledger: &Ledger,
    definitions: &Definitions,
    range: &Range<Data>,
    (row, col): (u32, u32),
) -> Option<Decimal> {
    let first = (0..col)
        .rev()
        .find(|left| text_at(range, row, *left).ends_with("年度"))?;
    let year = text_at(range, row, first);
    let year: i32 = year.strip_suffix("年度")?.parse().ok()?;
    let head = (0..row)
        .rev()
        .find(|above| text_at(range, *above, first) == "年度")?;
    if !text_at(range, head, col).starts_with("値（") {
        return None;
    }
    let captions = (0..head).rev();
    let captions = captions.map(|above| text_at(range, above, first).replace('\n', ""));
    let title = captions
        .into_iter()
        .find(|text| text.contains("（単位："))?;
    let indicator = definitions
        .indicators
        .iter()
        .find(|known| title == format!("{}（単位：{}）", known.short_label, known.unit))?;
    ledger
        .figure(ledger.city()?, FiscalYear(year), &indicator.id)?
        .value
}

/// A row of 出典 or データ: the fact it speaks of, by the heads of its columns.
fn of_fact<'a>(
    ledger: &'a Ledger,
    range: &Range<Data>,
    (row, col): (u32, u32),
) -> Option<(&'a FactRow, String)> {
    let width = range.end().map_or(0, |(_, last)| last + 1);
    let is_head = |row: &u32| (0..width).any(|col| text_at(range, *row, col) == "状態");
    let head = (0..row).rev().find(is_head)?;
    let under = |names: &[&str]| {
        let col = (0..width).find(|col| names.contains(&text_at(range, head, *col).as_str()))?;
        Some(text_at(range, row, col))
    };
    let (ward, year) = (under(&["区", "区名"])?, under(&["年度"])?.parse().ok()?);
    let indicator = IndicatorId::new(under(&["指標", "指標ID"])?);
    let fact = ledger.facts.iter().find(|fact| {
        fact.ward_name == ward && fact.year == FiscalYear(year) && fact.indicator == indicator
    })?;
    Some((fact, text_at(range, head, col)))
}

/// The registry's numbers: 区別一覧 has them in its second column, 出典 under the years of its table.
fn of_registry(
    definitions: &Definitions,
    range: &Range<Data>,
    (row, col): (u32, u32),
    number: f64,
) -> bool {
    let name = (0..col)
        .map(|left| text_at(range, row, left))
        .find(|text| text.ends_with('区') || text.ends_with('計'));
    let Some(name) = name else { return false };
    let years = definitions.forms[0].years.iter().map(|column| column.year);
    let mut counts = years.map(|year| match definitions.areas.ward_named(&name) {
        Some(ward) => definitions.registry.count(&ward.code, year),
        None => Some(definitions.registry.total(year)),
    });
    counts.any(|count| count.map(f64::from) == Some(number))
}

/// Sheets that count files, findings and words, and show no figure.
const COUNTS_ONLY: [&str; 5] = [
    "提出状況",
    "点検結果",
    "自由記述",
    "よくある誤り",
    "指摘の説明",
];

#[test]
fn every_number_in_the_excel_report_resolves_or_is_known_to_be_no_figure() {
    let definitions = definitions();
    for (out, folder) in runs() {
        let ledger = ledger(&out);
        let tracer = Tracer::new(&ledger, &definitions);
        let mut inputs = Inputs {
            folder,
            open: BTreeMap::new(),
        };
        let bytes = fs::read(out.join("report.xlsx")).expect("the report");
        let parts = parts(&bytes);
        let mut workbook = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let all = sheets(&mut workbook);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for sheet in workbook.sheet_names() {
            let range = workbook.worksheet_range(&sheet).expect("the sheet");
            let mut left = numbers(&range);
            let has_notes = !COUNTS_ONLY.contains(&sheet.as_str())
                && !["出典", "データ"].contains(&sheet.as_str());
            let notes = has_notes.then(|| noted(&parts, &sheet));
            for (cell, id) in notes.into_iter().flatten() {
                let value = resolves(&tracer, &mut inputs, &id);
                let at = cell.parse::<CellRef>().expect("an address");
                match left.remove(&(at.row, at.col)) {
                    Some(number) => assert!(close(value, number), "{cell} {id}: {number}"),
                    None => shown_as_text(&text_at(&range, at.row, at.col), value, &id),
                }
                *counts.entry("figure").or_default() += 1;
            }
            // Files, findings and words are counted there; no figure is.
            if COUNTS_ONLY.contains(&sheet.as_str()) {
                continue;
            }
            for (at, number) in left {
                if ["誤り", "確認", "参考"].contains(&text_at(&range, at.0, 0).as_str()) {
                    continue;
                }
                let kind = if of_chart(&ledger, &definitions, &range, at)
                    .is_some_and(|value| close(Some(value), number))
                {
                    "chart"
                } else if let Some((fact, column)) = of_fact(&ledger, &range, at) {
                    fact_number(&mut inputs, fact, &column, number)
                } else if of_registry(&definitions, &range, at, number) {
                    "registry"
                } else {
                    follows(&all, &sheet, at, number);
                    "reckoned"
                };
                *counts.entry(kind).or_default() += 1;
            }
        }
        for kind in ["figure", "chart", "fact", "registry"] {
            assert!(counts[kind] >= 10, "{counts:?}");
        }
        assert!(
            counts["figure"] > 900 && counts["fact"] >= ledger.facts.len(),
            "{counts:?}"
        );
    }
}

/// A number without an id of its own, such as a change, follows by its formula from numbers that have one.
fn follows(sheets: &Sheets, sheet: &str, at: (u32, u32), number: f64) {
    let (_, formulas) = &sheets[sheet];
    let formula = formulas.get_value(at).map_or("", String::as_str);
    let told = format!("{sheet} {at:?}: {number}");
    assert!(!formula.is_empty(), "{told} leads nowhere");
    let value = reckoned(sheets, sheet, formula);
    assert!(close(value, number), "{told} is not {formula}");
}

/// A figure printed as words: a count with its unit, a mark, or why there is none.
fn shown_as_text(text: &str, value: Option<Decimal>, id: &str) {
    let plain: String = text
        .chars()
        .filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-'))
        .collect();
    let expected = value.map(|value| value.normalize().to_string());
    let is_mark = matches!(
        (text, expected.as_deref()),
        ("○", Some("1")) | ("―", Some("0"))
    );
    let is_number = plain
        .parse::<Decimal>()
        .ok()
        .map(|n| n.normalize().to_string())
        == expected;
    assert!(
        is_mark || is_number || value.is_none(),
        "{id}: 「{text}」 {value:?}"
    );
}

/// A number in the row of a fact is its year, its value or its denominator.
fn fact_number(inputs: &mut Inputs, fact: &FactRow, column: &str, number: f64) -> &'static str {
    match column {
        "年度" => assert!((number - f64::from(fact.year.0)).abs() < 0.1),
        "値" => {
            assert!(close(fact.value, number), "{}: {number}", fact.place());
            assert_eq!(
                inputs.text(fact).is_empty(),
                fact.text.is_empty(),
                "{}",
                fact.place()
            );
            return "fact";
        }
        "分母" => return "base",
        "記載" => assert!(close(fact.text.parse().ok(), number), "{}", fact.place()),
        other => panic!("{}: {number} under {other}", fact.place()),
    }
    "year"
}

/// The chapters that print figures.
const CHAPTERS: [&str; 9] = [
    "概要",
    "基本目標1",
    "基本目標2",
    "参加支援",
    "区別一覧",
    "地域別",
    "図",
    "推移",
    "機能別",
];

/// Of these, the sheets of the official form.
const FORM: [&str; 3] = ["基本目標1", "基本目標2", "参加支援"];

/// The lines of a page that carries figures, without the furniture; `None` for any other page.
fn figure_page(text: &str) -> Option<(&str, Vec<&str>)> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    // The head of a page is the last that is drawn: the chapter, the marks in brackets, the date.
    let date = lines.iter().rposition(|line| *line == "令和8年3月末時点")?;
    let head = lines[..date].iter().rev();
    let name = head.copied().find(|line| !line.starts_with('［'))?;
    CHAPTERS.contains(&name).then_some((name, lines))
}

/// A number as it is printed, with or without its unit.
fn number_of(line: &str, units: &BTreeSet<&str>) -> Option<Decimal> {
    let bare = units
        .iter()
        .find_map(|unit| line.strip_suffix(unit))
        .unwrap_or(line);
    let is_plain = bare.starts_with(|c: char| c.is_ascii_digit())
        && bare
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    is_plain.then(|| bare.replace(',', "").parse().ok())?
}

/// What a number on a page may be, by what stands around it; empty where nothing is known.
struct Around<'a> {
    ledger: &'a Ledger,
    rows: &'a BTreeMap<String, &'a FigureRow>,
    definitions: &'a Definitions,
    chapter: &'a str,
    lines: &'a [&'a str],
}

impl Around<'_> {
    /// The ids that the number at a line may be printed for: its own if it carries one, else those of its row.
    fn ids(&self, at: usize) -> Vec<String> {
        let below = self.lines.iter().skip(at + 1).take(2);
        let known = |line: &&&str| self.rows.contains_key(**line);
        if let Some(id) = below.clone().find(known)
            && self.lines[at + 1].contains('/')
        {
            return vec![(*id).to_owned()];
        }
        let years = self.definitions.forms[0]
            .years
            .iter()
            .map(|column| column.year);
        if FORM.contains(&self.chapter) {
            return self.of_field(at);
        }
        let mut ids = Vec::new();
        let wards = self.ledger.wards();
        for line in self.lines[..at].iter().rev().take(40) {
            // The wards with the largest and smallest values are listed in running text, broken before the number.
            let is_list = line.contains('、') && self.chapter == "図";
            let ward = wards
                .iter()
                .filter(|(_, name)| name == line || is_list && line.ends_with(*name))
                .max_by_key(|(_, name)| name.len());
            let area = self.ledger.facts.iter().find(|fact| {
                fact.ward.ward().is_some() && fact.ward_name.ends_with(&format!(" {line}"))
            });
            // Of a label broken over two lines the first may begin more than one label.
            let mut indicators = self.definitions.indicators.iter().filter(|known| {
                line.starts_with(known.short_label.as_str())
                    || known.short_label.starts_with(*line) && line.chars().count() > 7
            });
            let indicator = indicators.next();
            let place = match (ward, area, indicator, *line) {
                (_, Some(area), ..) => area.ward_name.clone(),
                (Some((_, name)), ..) => (*name).to_owned(),
                (.., "大阪市　計") => "市".to_owned(),
                (.., Some(first), _) => {
                    for indicator in std::iter::once(first).chain(indicators) {
                        let of_city = |year| format!("{}/{year}/市", indicator.id);
                        ids.extend(years.clone().map(of_city));
                    }
                    return ids;
                }
                _ => continue,
            };
            for year in years.clone() {
                for indicator in &self.definitions.indicators {
                    ids.push(format!("{}/{year}/{place}", indicator.id));
                }
            }
            return ids;
        }
        ids
    }

    /// On the form a number belongs to the field whose label stands before it, in one of its years.
    fn of_field(&self, at: usize) -> Vec<String> {
        let form = &self.definitions.forms[0];
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        // In the lines of the form, or in as many as a narrower column makes of it.
        let labelled = |start: usize| {
            let text = bare(&self.lines[start..at].concat());
            let own = |(.., field): &(_, _, &FieldDefinition)| {
                let mut parts = field.label.lines();
                parts.any(|part| part.trim() == self.lines[start])
                    || text.starts_with(&bare(&field.label))
            };
            form.fields().find(own).map(|(.., field)| field)
        };
        let Some(field) = (0..at).rev().find_map(labelled) else {
            return Vec::new();
        };
        let indicators = std::iter::once(&field.indicator).chain(&field.rate);
        let years = form.years.iter().map(|column| column.year);
        indicators
            .flat_map(|id| years.clone().map(move |year| format!("{id}/{year}/市")))
            .collect()
    }

    /// The figures that a number may be; empty for what is known to be no figure, `None` for what leads nowhere.
    fn found(&self, at: usize, number: Decimal) -> Option<Vec<String>> {
        let mut found = self.ids(at);
        found.retain(|id| {
            self.rows
                .get(id)
                .is_some_and(|row| row.value == Some(number))
        });
        let before = at.checked_sub(1).map_or("", |before| self.lines[before]);
        // How many findings there are, and the number of the goal down the side of the form.
        let is_other = ["誤り", "確認", "参考"].contains(&before)
            || FORM.contains(&self.chapter) && before == "標";
        (!found.is_empty() || is_other || self.is_registered(at, number)).then_some(found)
    }

    /// The figures that the marks after an area's name stand for.
    fn marked(&self, at: usize) -> Option<Vec<String>> {
        let mut found = Vec::new();
        let name = (at > 0 && self.chapter == "地域別")
            .then(|| format!("{} {}", self.lines[at - 1], self.lines[at]));
        let columns = self.definitions.forms[0]
            .rows
            .iter()
            .flat_map(|rows| &rows.column);
        for (column, shown) in columns.zip(self.lines.iter().skip(at + 1)) {
            let of = |row: &&&FigureRow| {
                Some(&row.area_name) == name.as_ref() && row.indicator == column.indicator
            };
            let Some(row) = self.rows.values().find(of) else {
                continue;
            };
            let value = row.value.map(|value| value.normalize().to_string());
            if column.kind == ValueColumnKind::Mark {
                let mark = if value.as_deref() == Some("1") {
                    "○"
                } else {
                    "―"
                };
                assert_eq!(*shown, mark, "{name:?}");
                found.push(self.ledger.trace_id(row));
            }
        }
        Some(found)
    }

    /// The row's number of areas, as the registry has it.
    fn is_registered(&self, at: usize, number: Decimal) -> bool {
        let Some(before) = at.checked_sub(1).map(|before| self.lines[before]) else {
            return false;
        };
        let mut years = self.definitions.forms[0].years.iter();
        years.any(|column| {
            let count = match self.definitions.areas.ward_named(before) {
                Some(ward) => self.definitions.registry.count(&ward.code, column.year),
                None if before == "大阪市　計" => {
                    Some(self.definitions.registry.total(column.year))
                }
                None => None,
            };
            count.map(Decimal::from) == Some(number)
        })
    }
}

#[test]
fn every_number_in_the_pdf_report_is_a_figure_of_its_row() {
    let definitions = definitions();
    let units: BTreeSet<&str> = definitions
        .indicators
        .iter()
        .map(|i| i.unit.as_str())
        .collect();
    for (out, folder) in runs() {
        let ledger = ledger(&out);
        let tracer = Tracer::new(&ledger, &definitions);
        let mut inputs = Inputs {
            folder,
            open: BTreeMap::new(),
        };
        let file = lopdf::Document::load(out.join("report.pdf")).expect("a PDF");
        let rows = ledger.figures.iter();
        let by_id: BTreeMap<String, &FigureRow> =
            rows.map(|row| (ledger.trace_id(row), row)).collect();
        let (mut resolved, mut left) = (BTreeSet::new(), Vec::new());
        for page in file.get_pages().into_keys() {
            let text = file.extract_text(&[page]).expect("text");
            let Some((chapter, lines)) = figure_page(&text) else {
                continue;
            };
            let around = Around {
                ledger: &ledger,
                rows: &by_id,
                definitions: &definitions,
                chapter,
                lines: &lines,
            };
            for (at, line) in lines.iter().enumerate() {
                let candidates = match number_of(line, &units) {
                    Some(number) => around.found(at, number),
                    None => around.marked(at),
                };
                let Some(found) = candidates else {
                    left.push(format!(
                        "{chapter}: {} > {line}",
                        lines[at.saturating_sub(1)]
                    ));
                    continue;
                };
                for id in found {
                    if resolved.insert(id.clone()) {
                        resolves(&tracer, &mut inputs, &id);
                    }
                }
            }
        }
        assert!(left.is_empty(), "{left:?}");
        let printed = ledger.figures.iter().filter(|row| row.value.is_some());
        let printed: BTreeSet<String> = printed.map(|row| ledger.trace_id(row)).collect();
        assert_eq!(resolved, printed, "every figure is printed");
    }
}
