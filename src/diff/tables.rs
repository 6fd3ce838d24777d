//! The tables of the list of corrections: each kind of thing that can change, wrong value and right one side by side.

use super::behind::Behind;
use super::words::{self, NOTHING};
use super::{Change, Difference};
use ledger::{FactRow, FigureRow, FindingRow, NarrativeRow};
use model::{AreaCode, FactState, visible_lines};
use report::{Align, NumberStyle, Table, TableCell, plain_table};

/// The figures, the city's first.
pub(super) fn figures<'a>(difference: &'a Difference<'a>, behind: &Behind<'a>) -> Option<Table> {
    let row = |change: &Change<&'a FigureRow>| {
        let row = change.either()?;
        let cells = vec![
            TableCell::head(difference.figure_id(change)),
            TableCell::text(&row.area_name),
            TableCell::text(row.year.wareki()),
            TableCell::text(measure(&row.label, &row.unit)),
            figure(change.old),
            figure(change.new),
            text(behind.lines(change).join("\n")),
        ];
        difference
            .is_told(&row.area, change, |row| row.value.is_some())
            .then_some(cells)
    };
    let columns = [
        ("番号", 21.0, Align::Start),
        ("団体", 11.0, Align::Start),
        ("年度", 11.0, Align::Start),
        ("指標（単位）", 38.0, Align::Start),
        ("誤（前の値）", 12.0, Align::End),
        ("正（後の値）", 12.0, Align::End),
        ("どこが変わったか（セル）", 50.0, Align::Start),
    ];
    let rows = difference.figures.iter().filter_map(row).collect();
    table("corrected-figures", &columns, rows)
}

/// What the wards reported.
pub(super) fn facts(difference: &Difference<'_>) -> Option<Table> {
    let row = |change: &Change<&FactRow>| {
        let row = change.either()?;
        let least = difference.decimals(&row.indicator);
        let mut cells = vec![
            TableCell::head(&row.ward_name),
            TableCell::text(row.year.wareki()),
            TableCell::text(format!(
                "{}　{}",
                row.indicator,
                measure(&row.label, &row.unit)
            )),
        ];
        for side in [change.old, change.new] {
            cells.push(fact(side, least));
            cells.push(side.map_or_else(nothing, |side| text(written(side))));
        }
        difference
            .is_told(&row.ward, change, |_| true)
            .then_some(cells)
    };
    let unit = &difference.sides[1].nouns.unit;
    let columns = [
        (unit.as_str(), 11.0, Align::Start),
        ("年度", 11.0, Align::Start),
        ("指標（単位）", 41.0, Align::Start),
        ("誤（前の値）", 12.0, Align::End),
        ("誤の記載とセル", 34.0, Align::Start),
        ("正（後の値）", 12.0, Align::End),
        ("正の記載とセル", 34.0, Align::Start),
    ];
    let rows = difference.facts.iter().filter_map(row).collect();
    table("corrected-facts", &columns, rows)
}

/// What they are of.
pub(super) fn bases(difference: &Difference<'_>) -> Option<Table> {
    let base = |row: &FactRow| {
        let base = row.denominator;
        base.map_or_else(nothing, |base| TableCell::number(base, NumberStyle::COUNT))
    };
    let row = |change: &Change<&FactRow>| {
        let (old, new) = change.old.zip(change.new)?;
        let label = format!("{}　{}", new.indicator, new.label);
        Some(vec![
            TableCell::head(&new.ward_name),
            TableCell::text(new.year.wareki()),
            TableCell::text(label),
            base(old),
            base(new),
        ])
    };
    let unit = &difference.sides[1].nouns.unit;
    let columns = [
        (unit.as_str(), 11.0, Align::Start),
        ("年度", 11.0, Align::Start),
        ("指標", 50.0, Align::Start),
        ("誤（前の分母）", 15.0, Align::End),
        ("正（後の分母）", 15.0, Align::End),
    ];
    let rows = difference.bases.iter().filter_map(row).collect();
    table("corrected-denominators", &columns, rows)
}

/// Both texts, each whole.
pub(super) fn narratives(difference: &Difference<'_>) -> Option<Table> {
    let said = |row: Option<&NarrativeRow>| match row {
        Some(row) => TableCell::text(&row.text),
        None => nothing(),
    };
    let row = |change: &Change<&NarrativeRow>| {
        let row = change.either()?;
        let cells = vec![
            TableCell::head(&row.ward_name),
            TableCell::text(row.year.wareki()),
            TableCell::text(words::section(row)),
            said(change.old),
            said(change.new),
            text(format!("{} {}", row.file, row.cell).trim().to_owned()),
        ];
        difference
            .is_told(&row.ward, change, |_| true)
            .then_some(cells)
    };
    let unit = &difference.sides[1].nouns.unit;
    let columns = [
        (unit.as_str(), 11.0, Align::Start),
        ("年度", 11.0, Align::Start),
        ("区分（番号）", 22.0, Align::Start),
        ("誤（前の文章）", 46.0, Align::Start),
        ("正（後の文章）", 46.0, Align::Start),
        ("セル", 19.0, Align::Start),
    ];
    let rows = difference.narratives.iter().filter_map(row).collect();
    table("corrected-texts", &columns, rows)
}

/// The findings that came and went.
pub(super) fn findings(difference: &Difference<'_>) -> Option<Table> {
    let row = |what: &str, told: &FindingRow| {
        let place = &told.place;
        let cell = place
            .cell
            .map(|cell| format!("!{cell}"))
            .unwrap_or_default();
        let sheet = place.sheet.as_deref().unwrap_or_default();
        let place = format!(
            "{} {sheet}{cell}",
            place.file.as_deref().unwrap_or_default()
        );
        vec![
            TableCell::head(what),
            TableCell::text(&told.code),
            text(
                difference
                    .name(told.ward.as_ref().map(whole).as_ref())
                    .to_owned(),
            ),
            text(place.trim().to_owned()),
            TableCell::text(visible_lines(&told.message)),
        ]
    };
    let gone = difference.resolved.iter();
    let gone = gone.map(|told| row("なくなった", told));
    let come = difference.appeared.iter();
    let come = come.map(|told| row("新しい", told));
    let unit = &difference.sides[1].nouns.unit;
    let columns = [
        ("増減", 11.0, Align::Start),
        ("コード", 8.0, Align::Start),
        (unit.as_str(), 11.0, Align::Start),
        ("場所", 34.0, Align::Start),
        ("内容", 60.0, Align::Start),
    ];
    table("changed-findings", &columns, come.chain(gone).collect())
}

/// The ward of an area below one.
fn whole(code: &AreaCode) -> AreaCode {
    code.ward().unwrap_or_else(|| code.clone())
}

/// A heading stands over each, or the name of its sheet, so that it needs none of its own.
fn table(id: &str, columns: &[(&str, f64, Align)], rows: Vec<Vec<TableCell>>) -> Option<Table> {
    let mut table = plain_table(id, "", columns, rows);
    table.filter = true;
    (!table.rows.is_empty()).then_some(table)
}

/// A name with its unit, which the cells of the table do without.
fn measure(label: &str, unit: &str) -> String {
    match unit {
        "" => label.to_owned(),
        unit => format!("{label}（{unit}）"),
    }
}

fn figure(row: Option<&FigureRow>) -> TableCell {
    let Some(row) = row else {
        return nothing();
    };
    match row.value {
        Some(value) => TableCell::number(value, words::style(value, &row.unit, 0)),
        None => TableCell::missing(words::no_value(row)),
    }
}

fn fact(row: Option<&FactRow>, least: u32) -> TableCell {
    let Some(row) = row else {
        return nothing();
    };
    match (row.value, row.state) {
        (Some(value), FactState::Reported) => {
            TableCell::number(value, words::style(value, &row.unit, least))
        }
        _ => TableCell::missing(words::fact(row, least)),
    }
}

/// The text as written, and where.
fn written(row: &FactRow) -> String {
    let place = words::place(row);
    match row.text.as_str() {
        "" => place,
        text => format!("「{}」{place}", visible_lines(text)),
    }
}

fn nothing() -> TableCell {
    TableCell::missing(NOTHING)
}

fn text(text: String) -> TableCell {
    if text.is_empty() {
        TableCell::missing("")
    } else {
        TableCell::text(text)
    }
}
