//! 推移: every indicator of the city over the fiscal years, with change and rate of change.

use super::summary::trend_chart;
use super::{chapter, heading, paragraph, plain_table};
use crate::change::Shown;
use crate::subject::Subject;
use crate::{Align, Block, Chapter, ChapterKind, Media, Table, TableCell};
use model::{FiscalYear, Indicator, Nouns};

/// Years at least that make a line of them worth a picture where the units' own changes are shown elsewhere.
const YEARS: usize = 3;

pub(crate) fn trend(subject: Subject<'_>, media: Media) -> Chapter {
    let whole = &subject.nouns().whole;
    let mut blocks = vec![
        paragraph(format!("{whole}の数値を年度の順に並べた。")),
        Block::Table(table(subject, media)),
    ];
    let (areas, years) = (&subject.definitions.areas, &subject.compilation.years);
    let is_drawn = media == Media::Workbook || areas.is_one() || years.len() >= YEARS;
    let drawn = subject.layout.map_indicators.iter();
    let mut drawn = drawn.filter(|_| is_drawn).peekable();
    if drawn.peek().is_some() {
        blocks.push(heading("図"));
    }
    for id in drawn {
        blocks.push(Block::Trend(trend_chart(subject, id, "trend")));
    }
    chapter(ChapterKind::Trend, "trend", "推移", media, blocks)
}

fn table(subject: Subject<'_>, media: Media) -> Table {
    let years = &subject.compilation.years;
    let labels: Vec<String> = years.iter().map(|year| subject.year_label(*year)).collect();
    let Nouns { whole, unit, .. } = subject.nouns();
    let changes = years.iter().skip(1);
    let changes: Vec<(String, f64)> = match media {
        Media::Workbook => changes
            .flat_map(|year| {
                [
                    (format!("{year}年度の増減"), 12.0),
                    (format!("{year}年度の増減率（％）"), 12.0),
                    (format!("比べた{unit}"), 12.0),
                ]
            })
            .collect(),
        Media::Both | Media::Pdf => changes
            .map(|year| (format!("{year}年度の増減"), 22.0))
            .collect(),
    };
    let share = format!("集計した{unit}");
    let mut columns = vec![("指標", 44.0, Align::Start), ("単位", 7.0, Align::Start)];
    columns.extend(
        labels
            .iter()
            .map(|label| (label.as_str(), 15.0, Align::End)),
    );
    columns.extend(
        changes
            .iter()
            .map(|(label, width)| (label.as_str(), *width, Align::End)),
    );
    columns.push((share.as_str(), 12.0, Align::End));
    let rows = subject
        .shown_indicators()
        .map(|indicator| row(subject, indicator, media))
        .collect();
    let mut table = plain_table("trend", &format!("年度ごとの{whole}の数値"), &columns, rows);
    table.notes.push(format!(
        "増減は前年度との差と、その前年度に対する割合。割合どうしの差はポイント。報告した{unit}が年度で異なるときは、両方の年度に数のある{unit}だけを比べ、その数を添えた。年度途中の累計は比較しない。"
    ));
    let changes = years
        .iter()
        .filter_map(|year| subject.registry_change(*year));
    table.notes.extend(changes);
    let units = years.iter().flat_map(|year| subject.unit_notes(*year));
    table.notes.extend(units);
    table
}

fn row(subject: Subject<'_>, indicator: &Indicator, media: Media) -> Vec<TableCell> {
    let years = &subject.compilation.years;
    let city = subject.definitions.areas.city();
    let figure = |year: &FiscalYear| subject.city(*year, &indicator.id);
    let mut cells = vec![
        TableCell::head(&indicator.short_label),
        TableCell::text(&indicator.unit),
    ];
    cells.extend(
        years
            .iter()
            .map(|year| subject.figure_cell(figure(year), indicator, city)),
    );
    for year in years.iter().skip(1) {
        match media {
            Media::Workbook => cells.extend(change(subject, *year, indicator)),
            Media::Both | Media::Pdf => {
                cells.push(TableCell::text(subject.change_text(*year, indicator)));
            }
        }
    }
    let shares: Vec<String> = years
        .iter()
        .filter_map(figure)
        .map(|f| subject.share(f))
        .collect();
    let same = shares.windows(2).all(|pair| pair[0] == pair[1]);
    let share = if same {
        shares.first().cloned().unwrap_or_default()
    } else {
        shares.join("→")
    };
    cells.push(TableCell::text(share));
    cells
}

/// The change as numbers, and over how many units it is taken; or why it is not.
fn change(subject: Subject<'_>, year: FiscalYear, indicator: &Indicator) -> [TableCell; 3] {
    let nothing = || TableCell::missing("");
    match subject.change(year, indicator) {
        Shown::Nothing => [nothing(), nothing(), nothing()],
        Shown::Not(reason) => [
            TableCell::missing("比較しない"),
            nothing(),
            TableCell::missing(reason),
        ],
        Shown::By(change) => {
            let unit = &subject.nouns().unit;
            let all = subject.definitions.areas.wards().len();
            let own = subject.city(year, &indicator.id);
            let own = own.map(|figure| subject.share(figure));
            let over = change.over.map(|over| format!("{over}/{all}{unit}"));
            [
                change.difference,
                change.rate.unwrap_or_else(nothing),
                TableCell::text(over.or(own).unwrap_or_default()),
            ]
        }
    }
}
