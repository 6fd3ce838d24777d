//! 区別カルテ: a page for each unit with its figures over the years, its place among the others, its own words and what is still
//! to be asked of it.

use std::cmp::Ordering;

use super::narrative;
use super::{chapter, paragraph, plain_table};
use crate::subject::Subject;
use crate::view::style;
use crate::{
    Align, Block, Chapter, ChapterKind, Emphasis, Media, NumberStyle, Table, TableCell, WordGroup,
};
use compile::{CoverageState, unit_change};
use diagnostic::Severity;
use model::{Area, FiscalYear, Indicator};

/// A chapter for each unit; none for a form without numbers, or where the whole reports itself.
pub(crate) fn cards(subject: Subject<'_>) -> Vec<Chapter> {
    let areas = &subject.definitions.areas;
    if !subject.form.has_numbers() || areas.is_one() {
        return Vec::new();
    }
    let wards = areas.wards().iter();
    wards.map(|ward| card(subject, ward)).collect()
}

fn card(subject: Subject<'_>, ward: &Area) -> Chapter {
    let year = subject.live_year();
    let mut lines = subject.compilation.coverage.iter();
    let state = lines.find(|line| line.ward == ward.code);
    let mut blocks = Vec::new();
    if let Some(state) = state.filter(|line| line.state != CoverageState::Submitted) {
        blocks.push(paragraph(format!(
            "この{}の提出は「{}」である。",
            subject.nouns().unit,
            state.state.label()
        )));
    }
    blocks.push(Block::Table(table(subject, ward, year)));
    let words = words(subject, ward, year);
    if !words.is_empty() {
        // No heading: in the contents it would stand once for every unit.
        blocks.push(paragraph(format!("{}の記載", subject.year_label(year))));
        blocks.push(Block::Words(words));
    }
    let questions = questions(subject, ward);
    if !questions.is_empty() {
        blocks.push(paragraph("確認していること"));
        blocks.push(Block::List(questions));
    }
    chapter(
        ChapterKind::Cards,
        &format!("card-{}", ward.code),
        &ward.name,
        Media::Pdf,
        blocks,
    )
}

/// The unit's figures: the years, the change, its place among all, and the whole beside it.
fn table(subject: Subject<'_>, ward: &Area, year: FiscalYear) -> Table {
    let years = &subject.compilation.years;
    let nouns = subject.nouns();
    let labels: Vec<String> = years.iter().map(|year| format!("{year}年度")).collect();
    let place = format!("{}の中の順位", nouns.unit);
    let whole = format!("{}全体", nouns.whole);
    let mut columns = vec![("指標", 40.0, Align::Start), ("単位", 7.0, Align::Start)];
    columns.extend(
        labels
            .iter()
            .map(|label| (label.as_str(), 13.0, Align::End)),
    );
    columns.push(("前年度からの増減", 22.0, Align::End));
    columns.push((place.as_str(), 12.0, Align::End));
    columns.push((whole.as_str(), 13.0, Align::End));
    let rows = subject
        .compilation
        .indicators
        .iter()
        .map(|indicator| row(subject, ward, year, indicator));
    let mut table = plain_table(&format!("card-{}", ward.code), "", &columns, rows.collect());
    table.notes.push(format!(
        "増減の↑は増、↓は減を表す（括弧内は前年度に対する割合。割合どうしの差はポイント）。順位は、値のある{}の大きい順で、同じ値は同じ順位とした。",
        nouns.unit
    ));
    table
}

fn row(
    subject: Subject<'_>,
    ward: &Area,
    year: FiscalYear,
    indicator: &Indicator,
) -> Vec<TableCell> {
    let mut cells = vec![
        TableCell::head(&indicator.short_label),
        TableCell::text(&indicator.unit),
    ];
    for year in &subject.compilation.years {
        let figure = subject.compilation.figure(&ward.code, *year, &indicator.id);
        cells.push(subject.figure_cell(figure, indicator, ward));
    }
    cells.push(change(subject, ward, year, indicator));
    cells.push(TableCell::text(place(subject, ward, year, indicator)));
    let city = subject.definitions.areas.city();
    let mut whole = subject.figure_cell(subject.city(year, &indicator.id), indicator, city);
    // What the whole's figure lacks stands in the tables of the whole.
    whole.note = None;
    whole.trace = None;
    cells.push(whole);
    cells
}

/// The change with a sign that is seen without colour.
fn change(subject: Subject<'_>, ward: &Area, year: FiscalYear, indicator: &Indicator) -> TableCell {
    let Some(change) = unit_change(subject.compilation, &ward.code, year, indicator) else {
        return TableCell::missing("比べない");
    };
    let arrow = match change.now.cmp(&change.before) {
        Ordering::Greater => "↑",
        Ordering::Less => "↓",
        Ordering::Equal => return TableCell::text("変わらない"),
    };
    let size = style(indicator).show(change.difference().abs());
    let text = if indicator.is_percent() {
        format!("{arrow}{size}ポイント")
    } else {
        let signed = NumberStyle {
            signed: true,
            ..NumberStyle::RATE
        };
        let rate = change.rate();
        let rate = rate.map_or_else(String::new, |rate| format!("（{}％）", signed.show(rate)));
        format!("{arrow}{size}{rate}")
    };
    let mut cell = TableCell::text(text);
    if change.now < change.before {
        cell.emphasis = Emphasis::Strong;
    }
    cell
}

/// `3/24`: the place of the unit's value among those that have one, the greatest first.
fn place(subject: Subject<'_>, ward: &Area, year: FiscalYear, indicator: &Indicator) -> String {
    let value = |ward: &Area| {
        let figure = subject
            .compilation
            .figure(&ward.code, year, &indicator.id)?;
        figure.value
    };
    let Some(own) = value(ward) else {
        return String::new();
    };
    let all = subject.definitions.areas.wards().iter().filter_map(value);
    let (mut above, mut count) = (0, 0);
    for other in all {
        above += usize::from(other > own);
        count += 1;
    }
    format!("{}/{count}", above + 1)
}

/// The unit's own words of the year, item by item.
fn words(subject: Subject<'_>, ward: &Area, year: FiscalYear) -> Vec<WordGroup> {
    let groups = narrative::blocks(subject)
        .into_iter()
        .map(|(sheet, block)| {
            let written = subject.compilation.narratives.iter();
            let own = written.filter(|(code, item)| {
                *code == ward.code && item.block == block.id && item.year == year
            });
            WordGroup {
                title: format!("{}　{}", sheet.name, block.label),
                items: own.map(|(_, item)| item.text.clone()).collect(),
            }
        });
    groups.filter(|group| !group.items.is_empty()).collect()
}

/// What is asked of the unit and not answered with a reason.
fn questions(subject: Subject<'_>, ward: &Area) -> Vec<String> {
    let told = subject.findings.diagnostics().iter();
    let own =
        told.filter(|one| one.ward.as_ref() == Some(&ward.code) && one.severity != Severity::Note);
    let place = |one: &diagnostic::Diagnostic| match (&one.place.sheet, one.place.cell) {
        (Some(sheet), Some(cell)) => format!("（{sheet} {cell}）"),
        _ => String::new(),
    };
    own.map(|one| format!("{}{}", one.message, place(one)))
        .collect()
}
