//! 区別カルテ: a page for each unit with its figures over the years, its place among the others, its own words and what is still
//! to be asked of it.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use super::narrative;
use super::{chapter, paragraph, plain_table};
use crate::subject::Subject;
use crate::view::{rate_of_change, style};
use crate::{Align, Block, Chapter, ChapterKind, Emphasis, Media, Table, TableCell, WordGroup};
use compile::{CoverageState, unit_change};
use diagnostic::{Diagnostic, Severity};
use model::{Area, AreaCode, FiscalYear, Indicator, IndicatorId, NarrativeItem};
use rust_decimal::Decimal;

/// Whether units have pages of their own: where there are numbers, and more than one unit.
pub(super) fn are_made(subject: Subject<'_>) -> bool {
    subject.form.has_numbers() && !subject.definitions.areas.is_one()
}

/// A chapter for each unit.
pub(crate) fn cards(subject: Subject<'_>) -> Vec<Chapter> {
    if !are_made(subject) {
        return Vec::new();
    }
    let all = All::of(subject);
    let wards = subject.definitions.areas.wards().iter();
    wards.map(|ward| card(subject, &all, ward)).collect()
}

/// What is looked up for every unit, gathered once.
struct All<'a> {
    /// The values of the year by indicator, the greatest first.
    values: BTreeMap<&'a IndicatorId, Vec<Decimal>>,
    words: BTreeMap<&'a AreaCode, Vec<&'a NarrativeItem>>,
    questions: BTreeMap<&'a AreaCode, Vec<&'a Diagnostic>>,
    states: BTreeMap<&'a AreaCode, CoverageState>,
}

impl<'a> All<'a> {
    fn of(subject: Subject<'a>) -> Self {
        let (compilation, year) = (subject.compilation, subject.live_year());
        let wards = subject.definitions.areas.wards();
        let values = compilation.indicators.iter().map(|indicator| {
            let figures = wards.iter();
            let values = figures
                .filter_map(|ward| compilation.figure(&ward.code, year, &indicator.id)?.value);
            let mut values: Vec<Decimal> = values.collect();
            values.sort_by_key(|value| Reverse(*value));
            (&indicator.id, values)
        });
        let mut words: BTreeMap<&AreaCode, Vec<&NarrativeItem>> = BTreeMap::new();
        for one in compilation
            .narratives
            .iter()
            .filter(|one| one.item.year == year)
        {
            words.entry(&one.ward).or_default().push(&one.item);
        }
        let mut questions: BTreeMap<&AreaCode, Vec<&Diagnostic>> = BTreeMap::new();
        let told = subject.findings.diagnostics().iter();
        for one in told.filter(|one| one.severity != Severity::Note) {
            if let Some(ward) = &one.ward {
                questions.entry(ward).or_default().push(one);
            }
        }
        let lines = compilation.coverage.iter();
        Self {
            values: values.collect(),
            words,
            questions,
            states: lines.map(|line| (&line.ward, line.state)).collect(),
        }
    }
}

/// The identifier of a unit's chapter.
pub(crate) fn card_id(ward: &Area) -> String {
    format!("card-{}", ward.code)
}

fn card(subject: Subject<'_>, all: &All<'_>, ward: &Area) -> Chapter {
    let year = subject.live_year();
    let mut blocks = Vec::new();
    let state = all.states.get(&ward.code);
    if let Some(state) = state.filter(|state| **state != CoverageState::Submitted) {
        blocks.push(paragraph(format!(
            "この{}の提出は「{}」である。",
            subject.nouns().unit,
            state.label()
        )));
    }
    blocks.push(Block::Table(table(subject, all, ward, year)));
    let words = words(subject, all, ward);
    if !words.is_empty() {
        // No heading: in the contents it would stand once for every unit.
        blocks.push(paragraph(format!("{}の記載", subject.year_label(year))));
        blocks.push(Block::Words(words));
    }
    // What is being asked names cells, and is between the office and the unit.
    let questions = all.questions.get(&ward.code);
    if let Some(questions) = questions.filter(|_| !subject.is_public) {
        blocks.push(paragraph("確認していること"));
        blocks.push(Block::List(
            questions.iter().map(|one| question(one)).collect(),
        ));
    }
    chapter(
        ChapterKind::Cards,
        &card_id(ward),
        &ward.name,
        Media::Pdf,
        blocks,
    )
}

/// The unit's figures: the years, the change, its place among all, and the whole beside it.
fn table(subject: Subject<'_>, all: &All<'_>, ward: &Area, year: FiscalYear) -> Table {
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
        .map(|indicator| row(subject, all, ward, (year, indicator)));
    let mut table = plain_table(&format!("card-{}", ward.code), "", &columns, rows.collect());
    table.notes.push(format!(
        "増減の↑は増、↓は減を表す（括弧内は前年度に対する割合。割合どうしの差はポイント）。順位は、値のある{}の大きい順で、同じ値は同じ順位とした。",
        nouns.unit
    ));
    table
}

fn row(
    subject: Subject<'_>,
    all: &All<'_>,
    ward: &Area,
    (year, indicator): (FiscalYear, &Indicator),
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
    let own = subject.compilation.figure(&ward.code, year, &indicator.id);
    let own = own.and_then(|figure| figure.value);
    cells.push(TableCell::text(
        own.map_or_else(String::new, |own| place(all, indicator, own)),
    ));
    let city = subject.definitions.areas.city();
    // What the whole's figure lacks stands in the tables of the whole.
    cells.push(subject.bare_cell(subject.city(year, &indicator.id), indicator, city));
    cells
}

/// The change with a sign that is seen without colour.
fn change(subject: Subject<'_>, ward: &Area, year: FiscalYear, indicator: &Indicator) -> TableCell {
    let areas = &subject.definitions.areas;
    let Some(change) = unit_change(subject.compilation, areas, &ward.code, year, indicator) else {
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
        let rate = change.rate();
        let rate = rate.map_or_else(String::new, |rate| format!("（{}）", rate_of_change(rate)));
        format!("{arrow}{size}{rate}")
    };
    let mut cell = TableCell::text(text);
    if change.now < change.before {
        cell.emphasis = Emphasis::Strong;
    }
    cell
}

/// `3/24`: the place of a value among all that there are, the greatest first; equal ones have one place.
fn place(all: &All<'_>, indicator: &Indicator, own: Decimal) -> String {
    let values = all.values.get(&indicator.id).map_or(&[][..], Vec::as_slice);
    let above = values.partition_point(|value| *value > own);
    format!("{}/{}", above + 1, values.len())
}

/// The unit's own words of the year, item by item.
fn words(subject: Subject<'_>, all: &All<'_>, ward: &Area) -> Vec<WordGroup> {
    let own = all.words.get(&ward.code).map_or(&[][..], Vec::as_slice);
    let groups = narrative::blocks(subject)
        .into_iter()
        .map(|(sheet, block)| {
            let items = own.iter().filter(|item| item.block == block.id);
            WordGroup {
                title: format!("{}　{}", sheet.name, block.label),
                items: items.map(|item| item.text.to_string()).collect(),
            }
        });
    groups.filter(|group| !group.items.is_empty()).collect()
}

/// What is asked of the unit and not answered with a reason.
fn question(one: &Diagnostic) -> String {
    let place = match (&one.place.sheet, one.place.cell) {
        (Some(sheet), Some(cell)) => format!("（{sheet} {cell}）"),
        _ => String::new(),
    };
    format!("{}{place}", one.message)
}
