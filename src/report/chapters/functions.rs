//! 機能別: the same figures by function of the support system; functions are never added up.

use super::{chapter, heading, paragraph, plain_table};
use crate::subject::Subject;
use crate::{Align, Block, Chapter, Media, TableCell};
use definition::FunctionDefinition;
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
    for function in &view.functions {
        blocks.push(heading(format!("{}　{}", function.number, function.name)));
        blocks.push(paragraph(format!(
            "{}。主な事業：{}",
            function.statute,
            function.projects.join("、")
        )));
        for place in function.text.iter().filter(|place| !place.words.is_empty()) {
            blocks.push(paragraph(place.heading_line()));
            blocks.push(Block::List(place.words.clone()));
        }
        if function.primary.is_empty() && function.also.is_empty() {
            blocks.push(paragraph(format!(
                "この機能に当たる指標は、{}にない。",
                subject.form.name
            )));
        } else {
            blocks.push(Block::Table(table(subject, function)));
        }
    }
    Some(chapter("functions", "機能別", Media::Both, blocks))
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
