//! The rows of `facts.csv`, `figures.csv` and `narrative.csv`: plain numbers or empty, never a text in their place.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::build::{SourceFile, Subject};
use diagnostic::{Findings, Severity};
use model::{AreaTree, Provenance};

/// A table of text: what a CSV file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataTable {
    /// Column names.
    pub header: &'static [&'static str],
    /// Rows, one text per column.
    pub rows: Vec<Vec<String>>,
}

impl DataTable {
    /// Tables with the same columns as one.
    pub fn joined(tables: impl Iterator<Item = Self>) -> Self {
        let join = |mut all: Self, mut next: Self| {
            all.rows.append(&mut next.rows);
            all
        };
        tables
            .reduce(join)
            .expect("internal error: there is a table for every form, and there is a form")
    }
}

const FACTS: &[&str] = &[
    "団体コード",
    "区名",
    "年度",
    "和暦",
    "時点",
    "指標",
    "指標名",
    "単位",
    "値",
    "分母",
    "状態",
    "ファイル",
    "シート",
    "セル",
    "記載",
];

const FIGURES: &[&str] = &[
    "団体コード",
    "団体名",
    "年度",
    "和暦",
    "時点",
    "指標",
    "指標名",
    "単位",
    "値",
    "分子",
    "分母",
    "報告区数",
    "対象区数",
    "状態",
];

const NARRATIVE: &[&str] = &[
    "団体コード",
    "区名",
    "年度",
    "和暦",
    "シート",
    "区分",
    "番号",
    "本文",
    "ファイル",
    "セル",
];

const RETURNS: &[&str] = &[
    "団体コード",
    "区名",
    "ファイル",
    "誤り",
    "確認",
    "参考",
    "返却用ファイル",
];

/// A number as plain text, without separators or trailing zeros.
fn plain(value: Option<Decimal>) -> String {
    value
        .map(|value| value.normalize().to_string())
        .unwrap_or_default()
}

/// A rate keeps its one decimal: `75.0`.
fn with_decimals(value: Option<Decimal>, decimals: u32) -> String {
    let places = usize::try_from(decimals).unwrap_or(0);
    match value {
        Some(value) if decimals > 0 => format!("{value:.places$}"),
        _ => plain(value),
    }
}

/// A label without its circled number, which machine-readable tables avoid.
pub(super) fn plain_label(label: &str) -> String {
    label.chars().filter(|c| !('①'..='⑳').contains(c)).collect()
}

/// One row = ward × fiscal year × indicator, as reported.
pub fn facts(subject: Subject<'_>) -> DataTable {
    let as_of = subject.compilation.as_of.iso();
    let mut rows = Vec::new();
    let compiled = subject.compilation;
    for fact in compiled.facts.iter().chain(&compiled.area_facts) {
        let indicator = subject.indicator(&fact.indicator);
        let place = fact.fact.as_ref().map(|read| &read.provenance);
        rows.push(vec![
            fact.ward.to_string(),
            subject.name(&fact.ward),
            fact.year.to_string(),
            fact.year.wareki(),
            as_of.clone(),
            fact.indicator.to_string(),
            plain_label(&indicator.label),
            indicator.unit.clone(),
            plain(fact.number()),
            plain(fact.denominator),
            fact.state.label().to_owned(),
            fact.file.to_string(),
            place
                .map(|place| place.sheet.to_string())
                .unwrap_or_default(),
            place
                .map(|place| place.cell.to_string())
                .unwrap_or_default(),
            place.map(|place| place.text.clone()).unwrap_or_default(),
        ]);
    }
    DataTable {
        header: FACTS,
        rows,
    }
}

/// One row = file with something to be told, and the copy that goes back to its ward.
pub fn returns(
    areas: &AreaTree,
    files: &[SourceFile],
    findings: &Findings,
    copies: &BTreeMap<Arc<str>, String>,
) -> DataTable {
    let mut rows = Vec::new();
    for file in files {
        let about = |severity: Severity| {
            let diagnostics = findings.diagnostics().iter();
            diagnostics
                .filter(|d| d.severity == severity && d.place.file.as_ref() == Some(&file.file))
                .count()
                .to_string()
        };
        let severities = [Severity::Error, Severity::Warning, Severity::Note];
        let counts: Vec<String> = severities.into_iter().map(about).collect();
        if counts.iter().all(|count| count == "0") {
            continue;
        }
        let ward = file.ward.as_ref();
        let known = ward.and_then(|ward| areas.get(ward));
        let mut row = vec![
            ward.map(ToString::to_string).unwrap_or_default(),
            known.map(|ward| ward.name.clone()).unwrap_or_default(),
            file.file.to_string(),
        ];
        row.extend(counts);
        row.push(copies.get(&file.file).cloned().unwrap_or_default());
        rows.push(row);
    }
    DataTable {
        header: RETURNS,
        rows,
    }
}

/// One row = area × fiscal year × indicator, as compiled: the city first, then the wards, then the areas below them that
/// were reported.
pub fn figures(subject: Subject<'_>) -> DataTable {
    let as_of = subject.compilation.as_of.iso();
    let areas = &subject.definitions.areas;
    let named = std::iter::once(areas.city())
        .chain(areas.wards())
        .map(|area| (&area.code, area.name.as_str()));
    let below = subject.compilation.areas.iter();
    let below = below.map(|area| (&area.code, area.title.as_str()));
    let mut rows = Vec::new();
    for (code, name) in named.chain(below) {
        for year in &subject.compilation.years {
            for indicator in &subject.compilation.indicators {
                let Some(figure) = subject.compilation.figure(code, *year, &indicator.id) else {
                    continue;
                };
                debug_assert!(*code == areas.city().code || figure.expected == 1);
                rows.push(vec![
                    code.to_string(),
                    name.to_owned(),
                    year.to_string(),
                    year.wareki(),
                    as_of.clone(),
                    indicator.id.to_string(),
                    plain_label(&indicator.label),
                    indicator.unit.clone(),
                    with_decimals(figure.value, indicator.decimals),
                    plain(figure.numerator),
                    plain(figure.denominator),
                    figure.reported.to_string(),
                    figure.expected.to_string(),
                    figure.standing.label().to_owned(),
                ]);
            }
        }
    }
    DataTable {
        header: FIGURES,
        rows,
    }
}

/// The cell; with its sheet where the sender's sheet has another name than the form's.
fn cell_in(sheet: &str, place: &Provenance) -> String {
    if *place.sheet == *sheet {
        place.cell.to_string()
    } else {
        format!("{}!{}", place.sheet, place.cell)
    }
}

/// One row = ward × fiscal year × section × bullet, in the ward's words.
pub fn narrative(subject: Subject<'_>) -> DataTable {
    let mut rows = Vec::new();
    for (ward, item) in &subject.compilation.narratives {
        let known = subject.narrative_block(&item.block);
        let Some((sheet, block)) = known else {
            continue;
        };
        rows.push(vec![
            ward.to_string(),
            subject.name(ward),
            item.year.to_string(),
            item.year.wareki(),
            sheet.name.clone(),
            block.label.clone(),
            item.number.to_string(),
            item.text.clone(),
            item.provenance.file.to_string(),
            cell_in(&sheet.name, &item.provenance),
        ]);
    }
    DataTable {
        header: NARRATIVE,
        rows,
    }
}
