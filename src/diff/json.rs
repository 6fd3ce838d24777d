//! The differences for machines: `torimatome.diff/1`, structs of its own; absent values are null.

use serde::Serialize;

use super::text::figure_id;
use super::{Change, Difference};
use ledger::{FactRow, FigureRow, FindingRow, plain, to_json};
use model::{AreaCode, CellRef};

#[derive(Serialize)]
struct DocumentV1<'a> {
    schema: &'static str,
    old: SideV1<'a>,
    new: SideV1<'a>,
    wards_submitted: Vec<WardV1<'a>>,
    wards_vanished: Vec<WardV1<'a>>,
    figures: Vec<FigureV1<'a>>,
    facts: Vec<FactV1<'a>>,
    findings_new: Vec<FindingV1<'a>>,
    findings_resolved: Vec<FindingV1<'a>>,
    narratives: Vec<NarrativeV1<'a>>,
}

#[derive(Serialize)]
struct SideV1<'a> {
    as_of: &'a str,
    form: &'a str,
}

#[derive(Serialize)]
struct WardV1<'a> {
    code: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct FigureV1<'a> {
    id: String,
    area: &'a str,
    fiscal_year: i32,
    indicator: &'a str,
    old: Option<FigureSideV1<'a>>,
    new: Option<FigureSideV1<'a>>,
    difference: Option<String>,
}

#[derive(Serialize)]
struct FigureSideV1<'a> {
    value: Option<String>,
    numerator: Option<String>,
    denominator: Option<String>,
    reported: u32,
    expected: u32,
    standing: &'a str,
}

#[derive(Serialize)]
struct FactV1<'a> {
    ward: &'a str,
    fiscal_year: i32,
    indicator: &'a str,
    old: Option<FactSideV1<'a>>,
    new: Option<FactSideV1<'a>>,
}

#[derive(Serialize)]
struct FactSideV1<'a> {
    value: Option<String>,
    state: &'static str,
    file: &'a str,
    sheet: &'a str,
    cell: Option<CellRef>,
    text: &'a str,
}

#[derive(Serialize)]
struct FindingV1<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    ward: Option<&'a str>,
    indicator: Option<&'a str>,
    fiscal_year: Option<i32>,
    file: Option<&'a str>,
    sheet: Option<&'a str>,
    cell: Option<CellRef>,
}

#[derive(Serialize)]
struct NarrativeV1<'a> {
    ward: &'a str,
    changed: usize,
}

/// The whole comparison, pretty-printed, with a newline at the end.
pub fn json(difference: &Difference<'_>) -> String {
    let [old, new] = difference.sides.map(|ledger| SideV1 {
        as_of: &ledger.manifest.as_of,
        form: &ledger.manifest.form,
    });
    let document = DocumentV1 {
        schema: "torimatome.diff/1",
        old,
        new,
        wards_submitted: difference.submitted.iter().map(ward).collect(),
        wards_vanished: difference.vanished.iter().map(ward).collect(),
        figures: difference
            .figures
            .iter()
            .filter_map(|change| figure(difference, change))
            .collect(),
        facts: difference.facts.iter().filter_map(fact).collect(),
        findings_new: difference.appeared.iter().map(|f| finding(f)).collect(),
        findings_resolved: difference.resolved.iter().map(|f| finding(f)).collect(),
        narratives: difference
            .narratives
            .iter()
            .map(|(ward, changed)| NarrativeV1 {
                ward,
                changed: *changed,
            })
            .collect(),
    };
    to_json(&document)
}

fn ward<'a>((code, name): &(&'a AreaCode, &'a str)) -> WardV1<'a> {
    WardV1 {
        code: code.as_str(),
        name,
    }
}

fn figure<'a>(difference: &Difference<'a>, change: &Change<&'a FigureRow>) -> Option<FigureV1<'a>> {
    let row = change.new.or(change.old)?;
    let side = |row: &'a FigureRow| FigureSideV1 {
        value: row.value.map(|value| value.to_string()),
        numerator: row.numerator.map(plain),
        denominator: row.denominator.map(plain),
        reported: row.reported,
        expected: row.expected,
        standing: &row.standing,
    };
    let values = (
        change.old.and_then(|row| row.value),
        change.new.and_then(|row| row.value),
    );
    let by = match values {
        (Some(old), Some(new)) => Some(plain(new - old)),
        _ => None,
    };
    Some(FigureV1 {
        id: figure_id(difference, change),
        area: row.area.as_str(),
        fiscal_year: row.year.0,
        indicator: row.indicator.as_str(),
        old: change.old.map(side),
        new: change.new.map(side),
        difference: by,
    })
}

fn fact<'a>(change: &Change<&'a FactRow>) -> Option<FactV1<'a>> {
    let row = change.new.or(change.old)?;
    let side = |row: &'a FactRow| FactSideV1 {
        value: row.value.map(plain),
        state: row.state.label(),
        file: &row.file,
        sheet: &row.sheet,
        cell: row.cell,
        text: &row.text,
    };
    Some(FactV1 {
        ward: row.ward.as_str(),
        fiscal_year: row.year.0,
        indicator: row.indicator.as_str(),
        old: change.old.map(side),
        new: change.new.map(side),
    })
}

fn finding(row: &FindingRow) -> FindingV1<'_> {
    FindingV1 {
        code: &row.code,
        severity: row.severity.key(),
        message: &row.message,
        ward: row.ward.as_ref().map(AreaCode::as_str),
        indicator: row.indicator.as_ref().map(|id| id.as_str()),
        fiscal_year: row.fiscal_year.map(|year| year.0),
        file: row.place.file.as_deref(),
        sheet: row.place.sheet.as_deref(),
        cell: row.place.cell,
    }
}
