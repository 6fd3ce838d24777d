//! The differences for machines: `torimatome.diff/2`, structs of its own; absent values are null.

use serde::Serialize;

use super::{Change, Difference};
use ledger::{FactRow, FigureRow, FindingRow, NarrativeRow, plain, to_json};
use model::{AreaCode, CellRef};

#[derive(Serialize)]
struct DocumentV2<'a> {
    schema: &'static str,
    old: SideV2<'a>,
    new: SideV2<'a>,
    wards_submitted: Vec<WardV2<'a>>,
    wards_vanished: Vec<WardV2<'a>>,
    figures: Vec<FigureV2<'a>>,
    facts: Vec<FactV2<'a>>,
    denominators: Vec<FactV2<'a>>,
    findings_new: Vec<FindingV2<'a>>,
    findings_resolved: Vec<FindingV2<'a>>,
    narratives: Vec<NarrativeV2<'a>>,
}

#[derive(Serialize)]
struct SideV2<'a> {
    as_of: &'a str,
    form: &'a str,
}

#[derive(Serialize)]
struct WardV2<'a> {
    code: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct FigureV2<'a> {
    id: String,
    area: &'a str,
    area_name: &'a str,
    fiscal_year: i32,
    indicator: &'a str,
    indicator_name: &'a str,
    unit: &'a str,
    old: Option<FigureSideV2<'a>>,
    new: Option<FigureSideV2<'a>>,
    difference: Option<String>,
}

#[derive(Serialize)]
struct FigureSideV2<'a> {
    value: Option<String>,
    numerator: Option<String>,
    denominator: Option<String>,
    reported: u32,
    expected: u32,
    standing: &'a str,
}

#[derive(Serialize)]
struct FactV2<'a> {
    ward: &'a str,
    ward_name: &'a str,
    fiscal_year: i32,
    indicator: &'a str,
    indicator_name: &'a str,
    unit: &'a str,
    old: Option<FactSideV2<'a>>,
    new: Option<FactSideV2<'a>>,
}

#[derive(Serialize)]
struct FactSideV2<'a> {
    value: Option<String>,
    denominator: Option<String>,
    state: &'static str,
    file: &'a str,
    sheet: &'a str,
    cell: Option<CellRef>,
    text: &'a str,
}

#[derive(Serialize)]
struct FindingV2<'a> {
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
struct NarrativeV2<'a> {
    ward: &'a str,
    ward_name: &'a str,
    fiscal_year: i32,
    sheet: &'a str,
    section: &'a str,
    number: &'a str,
    old: Option<TextV2<'a>>,
    new: Option<TextV2<'a>>,
}

#[derive(Serialize)]
struct TextV2<'a> {
    text: &'a str,
    file: &'a str,
    cell: &'a str,
}

/// The whole comparison, pretty-printed, with a newline at the end.
pub fn json(difference: &Difference<'_>) -> String {
    let [old, new] = difference.sides.map(|ledger| SideV2 {
        as_of: &ledger.manifest.as_of,
        form: &ledger.manifest.form,
    });
    let document = DocumentV2 {
        schema: "torimatome.diff/2",
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
        denominators: difference.bases.iter().filter_map(fact).collect(),
        findings_new: difference.appeared.iter().map(|f| finding(f)).collect(),
        findings_resolved: difference.resolved.iter().map(|f| finding(f)).collect(),
        narratives: difference.narratives.iter().filter_map(narrative).collect(),
    };
    to_json(&document)
}

fn ward<'a>((code, name): &(&'a AreaCode, &'a str)) -> WardV2<'a> {
    WardV2 {
        code: code.as_str(),
        name,
    }
}

fn figure<'a>(difference: &Difference<'a>, change: &Change<&'a FigureRow>) -> Option<FigureV2<'a>> {
    let row = change.either()?;
    let side = |row: &'a FigureRow| FigureSideV2 {
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
    Some(FigureV2 {
        id: difference.figure_id(change),
        area: row.area.as_str(),
        area_name: &row.area_name,
        fiscal_year: row.year.0,
        indicator: row.indicator.as_str(),
        indicator_name: &row.label,
        unit: &row.unit,
        old: change.old.map(side),
        new: change.new.map(side),
        difference: by,
    })
}

fn fact<'a>(change: &Change<&'a FactRow>) -> Option<FactV2<'a>> {
    let row = change.either()?;
    let side = |row: &'a FactRow| FactSideV2 {
        value: row.value.map(plain),
        denominator: row.denominator.map(plain),
        state: row.state.label(),
        file: &row.file,
        sheet: &row.sheet,
        cell: row.cell,
        text: &row.text,
    };
    Some(FactV2 {
        ward: row.ward.as_str(),
        ward_name: &row.ward_name,
        fiscal_year: row.year.0,
        indicator: row.indicator.as_str(),
        indicator_name: &row.label,
        unit: &row.unit,
        old: change.old.map(side),
        new: change.new.map(side),
    })
}

fn narrative<'a>(change: &Change<&'a NarrativeRow>) -> Option<NarrativeV2<'a>> {
    let row = change.either()?;
    let side = |row: &'a NarrativeRow| TextV2 {
        text: &row.text,
        file: &row.file,
        cell: &row.cell,
    };
    Some(NarrativeV2 {
        ward: row.ward.as_str(),
        ward_name: &row.ward_name,
        fiscal_year: row.year.0,
        sheet: &row.sheet,
        section: &row.section,
        number: &row.number,
        old: change.old.map(side),
        new: change.new.map(side),
    })
}

fn finding(row: &FindingRow) -> FindingV2<'_> {
    FindingV2 {
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
