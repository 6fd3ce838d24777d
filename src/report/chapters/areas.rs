//! 地域別: the areas below the wards that were reported, one table per fiscal year; no chapter where no ward reported any.

use super::{chapter, head_cell, heading, paragraph};
use crate::build::Subject;
use crate::view::style;
use crate::{
    Align, Block, Chapter, Column, Content, Emphasis, Media, Row, RowKind, Table, TableCell,
};
use compile::{CompiledArea, Figure};
use definition::{AreaColumn, AreaColumnKind, AreaSheetDefinition};
use model::{Area, FiscalYear, Nouns};

/// Stands for a mark.
const YES: &str = "○";
/// Stands where there is no mark.
const NO: &str = "―";

pub(crate) fn areas(subject: Subject<'_>) -> Option<Chapter> {
    let definition = subject.form.area_sheet.as_ref()?;
    if subject.compilation.areas.is_empty() {
        return None;
    }
    let Nouns { unit, part, .. } = subject.nouns();
    let mut blocks = vec![paragraph(format!(
        "「{}」のシートに記入した{unit}の、{part}ごとの報告。{YES}は当てはまる、{NO}は当てはまらない{part}。記入は任意で、\
         記入のない{unit}と年度はここにない（0ではない）。{part}ごとの合計は、{unit}が様式に書いた数と一致することを確かめた。",
        definition.name
    ))];
    for year in subject.compilation.years.iter().rev() {
        let areas = reported(subject, *year);
        if !areas.is_empty() {
            blocks.push(heading(subject.year_label(*year)));
            blocks.push(Block::Table(table(subject, definition, *year, &areas)));
        }
    }
    Some(chapter("areas", &definition.name, Media::Both, blocks))
}

/// The areas with anything reported in a fiscal year.
fn reported<'a>(subject: Subject<'a>, year: FiscalYear) -> Vec<&'a CompiledArea> {
    let compilation = subject.compilation;
    let is_in = |area: &&CompiledArea| {
        let mut facts = compilation.area_facts.iter();
        facts.any(|fact| fact.year == year && fact.ward == area.code)
    };
    compilation.areas.iter().filter(is_in).collect()
}

fn table(
    subject: Subject<'_>,
    definition: &AreaSheetDefinition,
    year: FiscalYear,
    areas: &[&CompiledArea],
) -> Table {
    let Nouns {
        whole, unit, part, ..
    } = subject.nouns();
    let mut rows = Vec::new();
    let mut wards = 0;
    for ward in subject.definitions.areas.wards() {
        let own: Vec<_> = areas.iter().filter(|area| area.ward == ward.code).collect();
        if own.is_empty() {
            continue;
        }
        wards += 1;
        rows.extend(own.iter().map(|area| Row {
            kind: RowKind::Body,
            cells: area_row(subject, definition, year, ward, area),
        }));
        rows.push(Row {
            kind: RowKind::Total,
            cells: ward_row(subject, definition, year, ward, own.len()),
        });
    }
    let mut columns = vec![column(11.0, Align::Start), column(18.0, Align::Start)];
    columns.extend(definition.column.iter().map(|_| column(15.0, Align::End)));
    columns.push(column(44.0, Align::Start));
    let mut head = vec![
        head_cell(unit, 1, 1),
        head_cell(&definition.name_header, 1, 1),
    ];
    head.extend(definition.column.iter().map(|one| {
        let indicator = subject.indicator(&one.indicator);
        head_cell(
            format!("{}（{}）", indicator.short_label, indicator.unit),
            1,
            1,
        )
    }));
    head.push(head_cell("ファイル・シート・セル", 1, 1));
    let registered = subject.registry.total(year);
    Table {
        id: format!("areas-{year}"),
        caption: format!("{}　{}", definition.name, subject.year_label(year)),
        columns,
        head: vec![head],
        row_keys: vec![None; rows.len()],
        rows,
        notes: vec![format!(
            "{wards}{unit}の{}{part}が記入した。登録の{part}数は全{whole}で{registered}。",
            areas.len()
        )],
        filter: false,
        tidy: false,
    }
}

fn column(width: f64, align: Align) -> Column {
    Column { width, align }
}

fn area_row(
    subject: Subject<'_>,
    definition: &AreaSheetDefinition,
    year: FiscalYear,
    ward: &Area,
    area: &CompiledArea,
) -> Vec<TableCell> {
    let mut cells = vec![TableCell::text(&ward.name), TableCell::head(&area.name)];
    for column in &definition.column {
        let figure = subject
            .compilation
            .figure(&area.code, year, &column.indicator);
        cells.push(match figure {
            Some(figure) => figure_cell(subject, column, figure, area),
            None => TableCell::new(Content::Missing("未記入".to_owned())),
        });
    }
    let mut facts = subject.compilation.area_facts.iter();
    let place = facts
        .find(|fact| fact.year == year && fact.ward == area.code)
        .and_then(|fact| fact.fact.as_ref())
        .map(|fact| &fact.provenance);
    cells.push(place.map_or_else(
        || TableCell::new(Content::Missing(String::new())),
        |place| TableCell::text(place.to_string()),
    ));
    cells
}

fn figure_cell(
    subject: Subject<'_>,
    column: &AreaColumn,
    figure: &Figure,
    area: &CompiledArea,
) -> TableCell {
    let indicator = subject.indicator(&column.indicator);
    let content = match (figure.value, column.kind) {
        (Some(value), AreaColumnKind::Count) => Content::Number(value, style(indicator)),
        (Some(value), AreaColumnKind::Mark) => {
            Content::Text(if value.is_zero() { NO } else { YES }.to_owned())
        }
        (None, _) => {
            let absent = figure.absent.first();
            let word = absent.map(|(_, absence)| absence.short_label(subject.nouns()));
            Content::Missing(word.unwrap_or_default())
        }
    };
    let mut cell = TableCell::new(content);
    cell.trace = Some(format!(
        "{}/{}/{}",
        indicator.id, figure.id.year, area.title
    ));
    cell
}

/// What the ward's form says.
fn ward_row(
    subject: Subject<'_>,
    definition: &AreaSheetDefinition,
    year: FiscalYear,
    ward: &Area,
    areas: usize,
) -> Vec<TableCell> {
    let mut cells = vec![
        TableCell::head(&ward.name),
        TableCell::text(format!("様式の値（{areas}{}）", subject.nouns().part)),
    ];
    for column in &definition.column {
        let indicator = subject.indicator(&column.indicator);
        let figure = subject
            .compilation
            .figure(&ward.code, year, &column.indicator);
        let mut cell = subject.figure_cell(figure, indicator, ward);
        cell.emphasis = Emphasis::Strong;
        cells.push(cell);
    }
    let fact = definition.column.first().and_then(|column| {
        subject
            .compilation
            .fact(&ward.code, year, &column.indicator)
    });
    let place = fact.and_then(|fact| fact.fact.as_ref());
    cells.push(place.map_or_else(
        || TableCell::new(Content::Missing(String::new())),
        |fact| TableCell::text(fact.provenance.to_string()),
    ));
    cells
}
