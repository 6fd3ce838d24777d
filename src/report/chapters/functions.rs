//! 機能別: the same figures by function of the support system; functions are never added up.

use super::{chapter, heading, paragraph, plain_table};
use crate::subject::Subject;
use crate::{Align, Block, Chapter, ChapterKind, Media, TableCell};
use definition::{FunctionDefinition, FunctionView, HistoryEntry, TextPlace};
use model::IndicatorId;

/// Nothing where no function has an indicator of the form.
pub(crate) fn functions(subject: Subject<'_>) -> Option<Chapter> {
    let view = subject.definitions.functions.as_ref()?;
    let is_own = |id: &IndicatorId| subject.is_own(id);
    let all = view
        .functions
        .iter()
        .flat_map(|one| one.primary.iter().chain(&one.also));
    all.clone().find(|id| is_own(id))?;
    let mut blocks = vec![paragraph(format!("{}。{}", view.title, view.note))];
    blocks.extend(history(view));
    if view.functions.iter().any(|one| one.new) && !view.new_note.is_empty() {
        blocks.push(paragraph(format!("{}は{}。", view.new_mark, view.new_note)));
    }
    for function in &view.functions {
        self::function(subject, view, function, &mut blocks);
    }
    let unplaced = view.unplaced.iter().filter(|id| is_own(id));
    let unplaced: Vec<String> = unplaced
        .map(|id| format!("{id}　{}", subject.indicator(id).short_label))
        .collect();
    if !unplaced.is_empty() {
        blocks.push(heading("どの機能にも当てはめていない指標"));
        blocks.push(Block::List(unplaced));
    }
    Some(chapter(
        ChapterKind::Functions,
        "functions",
        "機能別",
        Media::Both,
        blocks,
    ))
}

/// What led to it, with its dates.
fn history(view: &FunctionView) -> Vec<Block> {
    if view.history.is_empty() {
        return Vec::new();
    }
    let columns = [
        ("区分", 14.0, Align::Start),
        ("時期", 14.0, Align::Start),
        ("ことがら", 80.0, Align::Start),
    ];
    let row = |entry: &HistoryEntry| {
        vec![
            TableCell::head(&entry.group),
            TableCell::text(&entry.when),
            TableCell::text(&entry.what),
        ]
    };
    let rows = view.history.iter().map(row).collect();
    let table = plain_table("functions-history", "経過", &columns, rows);
    let mut blocks = vec![heading("経過"), Block::Table(table)];
    words(
        view.history.iter().flat_map(|entry| &entry.text),
        &mut blocks,
    );
    blocks
}

/// Each place that the municipality has filled, under its heading; and the headings of those that it has not.
fn words<'p>(places: impl Iterator<Item = &'p TextPlace>, blocks: &mut Vec<Block>) {
    let (filled, empty): (Vec<_>, Vec<_>) = places.partition(|place| !place.words.is_empty());
    for place in filled {
        blocks.push(paragraph(format!("【{}】", place.heading_line())));
        blocks.push(Block::List(place.words.clone()));
    }
    if !empty.is_empty() {
        let headings: Vec<String> = empty.iter().map(|place| place.heading_line()).collect();
        blocks.push(paragraph(format!(
            "本文の記入なし：{}。",
            headings.join("、")
        )));
    }
}

/// One function: what it is called, who and what belongs to it, and its figures.
fn function(
    subject: Subject<'_>,
    view: &FunctionView,
    function: &FunctionDefinition,
    blocks: &mut Vec<Block>,
) {
    let mark = if function.new {
        view.new_mark.as_str()
    } else {
        ""
    };
    let (number, name) = (&function.number, &function.name);
    blocks.push(heading(format!("{number}　{name}{mark}")));
    let table_name = Some(&function.table_name).filter(|name| !name.is_empty());
    let called = table_name.map_or_else(String::new, |name| format!("{name}："));
    let mut said = format!("{called}{}。", function.statute);
    let lists = [
        ("主な事業", &function.projects),
        ("図の中の事業", &function.pictured),
        ("担い手", &function.actors),
        ("話し合いの場", &function.places),
        ("参加する人", &function.participants),
    ];
    for (what, names) in lists.iter().filter(|(_, names)| !names.is_empty()) {
        said.push_str(&format!("{what}：{}。", names.join("、")));
    }
    blocks.push(paragraph(said));
    words(function.text.iter(), blocks);
    if function.primary.is_empty() && function.also.is_empty() {
        blocks.push(paragraph(format!(
            "この機能に当たる指標は、{}にない。",
            subject.form.name
        )));
    } else {
        blocks.push(Block::Table(table(subject, function)));
    }
}

fn table(subject: Subject<'_>, function: &FunctionDefinition) -> crate::Table {
    let years = &subject.compilation.years;
    let labels: Vec<String> = years.iter().map(|year| subject.year_label(*year)).collect();
    let share = format!("集計した{}", subject.nouns().unit);
    let mut columns = vec![
        ("指標", 44.0, Align::Start),
        ("対応", 10.0, Align::Start),
        ("単位", 7.0, Align::Start),
    ];
    columns.extend(
        labels
            .iter()
            .map(|label| (label.as_str(), 15.0, Align::End)),
    );
    columns.push((share.as_str(), 12.0, Align::End));
    let row = |id: &IndicatorId, place: &str| {
        let indicator = subject.indicator(id);
        let city = subject.definitions.areas.city();
        let mut cells = vec![
            TableCell::head(&indicator.short_label),
            TableCell::text(place),
            TableCell::text(&indicator.unit),
        ];
        cells.extend(
            years
                .iter()
                .map(|year| subject.figure_cell(subject.city(*year, id), indicator, city)),
        );
        let live = subject.city(subject.live_year(), id);
        cells.push(TableCell::text(
            live.map(|figure| subject.share(figure)).unwrap_or_default(),
        ));
        cells
    };
    let mut rows: Vec<Vec<TableCell>> = function.primary.iter().map(|id| row(id, "主")).collect();
    rows.extend(function.also.iter().map(|id| row(id, "関連")));
    plain_table(
        &format!("function-{}", function.number),
        &format!("{}　{}　指標", function.number, function.name),
        &columns,
        rows,
    )
}
