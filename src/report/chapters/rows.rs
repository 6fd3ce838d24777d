//! Repeated rows that were reported: a chapter per block, a table per fiscal year; no chapter where nobody reported any.

use super::word_rows::{self, place, texts};
use super::{chapter, head_cell, heading, paragraph};
use crate::subject::Subject;
use crate::view::style;
use crate::{
    Align, Block, Chapter, ChapterKind, Column, Content, Emphasis, Media, Row, RowKind, Table,
    TableCell,
};
use compile::{CompiledRow, Figure, FigureId};
use definition::{RepeatedRows, RowsKind, ValueColumn, ValueColumnKind};
use model::{Area, FiscalYear, IndicatorId};

/// Stands for a mark.
const YES: &str = "○";
/// Stands where there is no mark.
const NO: &str = "―";

pub(crate) fn rows(subject: Subject<'_>) -> Vec<Chapter> {
    let blocks = subject.form.rows.iter();
    blocks
        .filter_map(|block| of_block(subject, block))
        .collect()
}

fn of_block(subject: Subject<'_>, definition: &RepeatedRows) -> Option<Chapter> {
    let mut tables = Vec::new();
    if !definition.has_numbers() {
        tables.extend(word_rows::table(subject, definition).map(Block::Table));
    }
    for year in subject.compilation.years.iter().rev() {
        let rows = reported(subject, definition, *year);
        if !rows.is_empty() {
            tables.push(heading(subject.year_label(*year)));
            tables.push(Block::Table(table(subject, definition, *year, &rows)));
        }
    }
    if tables.is_empty() {
        return None;
    }
    if subject.is_public {
        tables.iter_mut().for_each(without_places);
    }
    let mut blocks = vec![paragraph(introduction(subject, definition))];
    blocks.append(&mut tables);
    let id = format!("rows-{}", definition.id);
    Some(chapter(
        ChapterKind::Rows,
        &id,
        &definition.name,
        Media::Both,
        blocks,
    ))
}

/// Takes the last column of a table away, which says where a row was read.
fn without_places(block: &mut Block) {
    if let Block::Table(table) = block {
        table.without_last(1);
    }
}

fn introduction(subject: Subject<'_>, definition: &RepeatedRows) -> String {
    let (name, noun) = (&definition.name, &definition.noun);
    let unit = &subject.nouns().unit;
    let is_marked = |column: &ValueColumn| column.kind == ValueColumnKind::Mark;
    let marks = if definition.column.iter().any(is_marked) {
        format!("{YES}は当てはまる、{NO}は当てはまらない{noun}。")
    } else {
        String::new()
    };
    let optional = if definition.required {
        String::new()
    } else {
        format!("記入は任意で、記入のない{unit}と年度はここにない（0ではない）。")
    };
    let form = subject.form;
    let has_field = |column: &ValueColumn| form.field(&column.indicator).is_some();
    let sum = if definition.column.iter().any(has_field) {
        format!("{noun}ごとの合計は、{unit}が様式に書いた数と一致することを確かめた。")
    } else {
        String::new()
    };
    if !definition.has_numbers() {
        return format!(
            "「{name}」のシートの、{noun}ごとの記入。ことばは記入のとおりで、足し合わせるものはない。"
        );
    }
    format!("「{name}」のシートに記入した{unit}の、{noun}ごとの報告。{marks}{optional}{sum}")
}

/// The rows with anything reported in a fiscal year; those with words alone stand in the newest.
fn reported<'a>(
    subject: Subject<'a>,
    definition: &RepeatedRows,
    year: FiscalYear,
) -> Vec<&'a CompiledRow> {
    let compilation = subject.compilation;
    let rows = compilation.rows.iter();
    let has_facts = |row: &CompiledRow, year: FiscalYear| {
        let mut facts = compilation.row_facts(row, year);
        facts.any(|fact| definition.column(&fact.indicator).is_some())
    };
    let has_none = |row: &CompiledRow| !compilation.years.iter().any(|year| has_facts(row, *year));
    let is_live = year == subject.live_year();
    rows.filter(|row| row.block == definition.id && definition.has_numbers())
        .filter(|row| has_facts(row, year) || (is_live && has_none(row)))
        .collect()
}

fn table(
    subject: Subject<'_>,
    definition: &RepeatedRows,
    year: FiscalYear,
    reported: &[&CompiledRow],
) -> Table {
    let mut rows = Vec::new();
    let mut wards = 0;
    for ward in subject.definitions.areas.wards() {
        let own: Vec<_> = reported
            .iter()
            .filter(|row| row.ward == ward.code)
            .collect();
        if own.is_empty() {
            continue;
        }
        wards += 1;
        rows.extend(own.iter().map(|row| Row {
            kind: RowKind::Body,
            cells: body_row(subject, definition, year, ward, row),
        }));
        rows.push(Row {
            kind: RowKind::Total,
            cells: ward_row(subject, definition, year, ward, own.len()),
        });
    }
    let listed = |row: &&model::Row| {
        let mut codes = definition.code.iter();
        codes.any(|code| row.key() == Some(&code.code))
    };
    let codes = subject.compilation.codes.iter().filter(listed);
    rows.extend(codes.map(|code| Row {
        kind: RowKind::Total,
        cells: whole_row(subject, definition, year, code),
    }));
    let (noun, nouns) = (&definition.noun, subject.nouns());
    let unit = &nouns.unit;
    let mut note = format!("{wards}{unit}の{}{noun}が記入した。", reported.len());
    if definition.rows == RowsKind::OnePerPart {
        let (whole, total) = (&nouns.whole, subject.registry.total(year));
        note.push_str(&format!("登録の{noun}数は全{whole}で{total}。"));
    }
    let (columns, head) = columns(subject, definition);
    Table {
        id: format!("rows-{}-{year}", definition.id),
        caption: format!("{}　{}", definition.name, subject.year_label(year)),
        columns,
        head: vec![head],
        row_keys: vec![None; rows.len()],
        rows,
        notes: vec![note],
        filter: false,
        tidy: false,
    }
}

fn columns(subject: Subject<'_>, definition: &RepeatedRows) -> (Vec<Column>, Vec<crate::HeadCell>) {
    let column = |width, align| Column { width, align };
    let mut columns = vec![column(11.0, Align::Start), column(18.0, Align::Start)];
    let mut head = vec![
        head_cell(&subject.nouns().unit, 1, 1),
        head_cell(&definition.key_header, 1, 1),
    ];
    for (width, header) in word_rows::columns(definition) {
        columns.push(column(width, Align::Start));
        head.push(head_cell(header, 1, 1));
    }
    for one in &definition.column {
        let indicator = subject.indicator(&one.indicator);
        let words = format!("{}（{}）", indicator.short_label, indicator.unit);
        columns.push(column(15.0, Align::End));
        head.push(head_cell(words, 1, 1));
    }
    columns.push(column(44.0, Align::Start));
    head.push(head_cell("ファイル・シート・セル", 1, 1));
    (columns, head)
}

fn body_row(
    subject: Subject<'_>,
    definition: &RepeatedRows,
    year: FiscalYear,
    ward: &Area,
    row: &CompiledRow,
) -> Vec<TableCell> {
    let mut cells = vec![TableCell::text(&ward.name), TableCell::head(&row.name)];
    cells.extend(texts(definition, row));
    for column in &definition.column {
        let figure = subject.compilation.row_figure(row, year, &column.indicator);
        cells.push(match figure {
            Some(figure) => figure_cell(subject, column, figure, row),
            None => TableCell::missing("未記入"),
        });
    }
    let mut facts = subject.compilation.row_facts(row, year);
    let first = facts.find(|fact| definition.column(&fact.indicator).is_some());
    let first = first.and_then(|fact| fact.fact.as_ref());
    cells.push(place(first.map(|fact| &fact.provenance)));
    cells
}

fn figure_cell(
    subject: Subject<'_>,
    column: &ValueColumn,
    figure: &Figure,
    row: &CompiledRow,
) -> TableCell {
    let indicator = subject.indicator(&column.indicator);
    let content = match (figure.value, column.kind) {
        (Some(value), ValueColumnKind::Count) => Content::Number(value, style(indicator)),
        (Some(value), ValueColumnKind::Mark) => {
            Content::Text(if value.is_zero() { NO } else { YES }.into())
        }
        (None, _) => {
            let absent = figure.absent.first();
            let word = absent.map(|(_, absence)| absence.short_label(subject.nouns()));
            Content::Missing(word.unwrap_or_default().into())
        }
    };
    let mut cell = TableCell::new(content);
    let id = figure.id.fact();
    let body = subject.body_name(&row.ward, &row.row);
    cell.set_trace(Some(format!("{}/{}/{body}", id.measure(), id.year)));
    cell
}

/// What the ward's form says, or what its rows come to where the form asks in rows alone.
fn ward_row(
    subject: Subject<'_>,
    definition: &RepeatedRows,
    year: FiscalYear,
    ward: &Area,
    rows: usize,
) -> Vec<TableCell> {
    let form = subject.form;
    let has_field = |id: &IndicatorId| form.field(id).is_some();
    let mut ids = definition.column.iter().map(|column| &column.indicator);
    let what = if ids.any(has_field) {
        "様式の値"
    } else {
        "合計"
    };
    let mut cells = vec![
        TableCell::head(&ward.name),
        TableCell::text(format!("{what}（{rows}{}）", definition.noun)),
    ];
    cells.extend(definition.text.iter().map(|_| TableCell::missing("")));
    for column in &definition.column {
        let indicator = subject.indicator(&column.indicator);
        let figure = subject
            .compilation
            .figure(&ward.code, year, &column.indicator);
        let mut cell = subject.figure_cell(figure, indicator, ward);
        cell.emphasis = Emphasis::Strong;
        cells.push(cell);
    }
    let first = definition.column.first();
    let fact = first.and_then(|column| {
        subject
            .compilation
            .fact(&ward.code, year, &column.indicator)
    });
    let fact = fact.and_then(|fact| fact.fact.as_ref());
    cells.push(place(fact.map(|fact| &fact.provenance)));
    cells
}

/// What the units' rows of a code come to.
fn whole_row(
    subject: Subject<'_>,
    definition: &RepeatedRows,
    year: FiscalYear,
    code: &model::Row,
) -> Vec<TableCell> {
    let city = subject.definitions.areas.city();
    let name = code.key().unwrap_or_default();
    let mut cells = vec![TableCell::head(&city.name), TableCell::text(name)];
    cells.extend(definition.text.iter().map(|_| TableCell::missing("")));
    for column in &definition.column {
        let id = FigureId {
            row: code.clone(),
            ..FigureId::whole(city.code.clone(), year, column.indicator.clone())
        };
        let figure = subject.compilation.figures.get(&id);
        let indicator = subject.indicator(&column.indicator);
        let mut cell = subject.figure_cell(figure, indicator, city);
        cell.emphasis = Emphasis::Strong;
        cells.push(cell);
    }
    cells.push(place(None));
    cells
}
