//! 概要: what the reader needs on one page.

use super::changes::changes;
use super::filled::filled;
use super::verdict::verdict;
use super::{chapter, heading, paragraph};
use crate::change::{Shown, points};
use crate::subject::Subject;
use crate::view::style;
use crate::{Block, Chapter, ChapterKind, KeyFigure, KeyNumbers, Media, TrendChart};
use model::{Indicator, Nouns};

/// The pages show how every unit changed, the workbook, which has a sheet for the units, how the whole did.
pub(crate) fn summary(subject: Subject<'_>, media: Media) -> Chapter {
    let year = subject.live_year();
    let mut blocks = vec![paragraph(lead(subject))];
    if !subject.layout.key_indicators.is_empty() {
        blocks.push(heading(format!("主な指標　{}", subject.year_label(year))));
        blocks.push(Block::KeyFigures(key_figures(subject)));
    }
    if subject.form.has_numbers() {
        blocks.push(heading("この1年の動き"));
        blocks.push(verdict(subject));
    } else {
        blocks.push(heading("記入の状況"));
        blocks.push(filled(subject));
    }
    let charts: Vec<Block> = subject
        .layout
        .summary_charts
        .iter()
        .map(|id| {
            let changes = changes(subject, subject.indicator(id));
            match changes.filter(|_| media == Media::Pdf) {
                Some(chart) => Block::Changes(chart),
                None => Block::Trend(trend_chart(subject, id, "summary")),
            }
        })
        .collect();
    let unit = &subject.nouns().unit;
    if charts.iter().any(|one| matches!(one, Block::Changes(_))) {
        blocks.push(heading(format!("{unit}ごとの前年度からの増減")));
    } else if !charts.is_empty() {
        blocks.push(heading("年度の推移"));
    }
    blocks.extend(charts);
    if !subject.layout.notes.is_empty() {
        blocks.push(heading("この報告書の数の読み方"));
        blocks.push(Block::List(subject.layout.notes.clone()));
    }
    chapter(ChapterKind::Summary, "summary", "概要", media, blocks)
}

fn lead(subject: Subject<'_>) -> String {
    let wards = subject.definitions.areas.wards().len();
    let year = subject.live_year();
    let Nouns { unit, part, .. } = subject.nouns();
    let over = if subject.form.counts_areas {
        let (total, noun) = (subject.registry.total(year), &subject.form.area_noun);
        match areas_submitted(subject) {
            Some(own) => format!("（{own}{part}）、対象は全{total}{part}（{noun}）"),
            None => format!("、対象は{total}{part}（{noun}）"),
        }
    } else {
        String::new()
    };
    format!(
        "{}時点の{}（{}）を取りまとめた。提出は{}/{wards}{unit}{over}である。",
        subject.compilation.as_of.wareki(),
        subject.form.name,
        subject.form.edition_name,
        subject.compilation.submitted(),
    )
}

/// How many areas the units that submitted have, where some did not.
fn areas_submitted(subject: Subject<'_>) -> Option<u32> {
    let lines = subject.compilation.coverage.iter();
    let (came, missing): (Vec<_>, Vec<_>) = lines.partition(|line| line.state.is_in());
    let year = subject.live_year();
    let came = came.into_iter().map(|line| &line.ward);
    let sum = subject.registry.sum(came, year);
    sum.filter(|_| !missing.is_empty())
}

fn key_figures(subject: Subject<'_>) -> Vec<KeyFigure> {
    let year = subject.live_year();
    let city = subject.definitions.areas.city();
    let ids = subject.layout.key_indicators.iter();
    ids.map(|id| {
        let indicator = subject.indicator(id);
        let figure = subject.city(year, id);
        let change = subject.change(year, indicator);
        KeyFigure {
            label: indicator.short_label.clone(),
            value: subject.value_text(figure, indicator),
            coverage: figure
                .map(|figure| subject.share_with_areas(figure))
                .unwrap_or_default(),
            change: match change.words(indicator, subject.nouns()) {
                text if text.is_empty() => text,
                text => format!("前年度比 {text}"),
            },
            trace: subject.trace(id, year, city),
            numbers: key_numbers(subject, indicator, change),
        }
    })
    .collect()
}

/// The value of the year and its change as numbers.
fn key_numbers(subject: Subject<'_>, indicator: &Indicator, change: Shown) -> Option<KeyNumbers> {
    let figure = subject.city(subject.live_year(), &indicator.id)?;
    let (mut difference, mut rate, mut over) = (None, None, String::new());
    if let Shown::By(change) = change {
        let unit = points(indicator).unwrap_or_default();
        difference = Some(("前年度比 ".to_owned(), change.difference, unit.to_owned()));
        let percent = |rate| ("（".to_owned(), rate, "％）".to_owned());
        rate = change.rate.map(percent);
        if let Some(units) = change.over {
            over = format!("前年度比は{units}{}", subject.nouns().unit);
        }
    }
    figure.value.is_some().then(|| KeyNumbers {
        value: subject.figure_cell(Some(figure), indicator, subject.definitions.areas.city()),
        unit: indicator.unit.clone(),
        difference,
        rate,
        over,
    })
}

/// Columns per fiscal year for one indicator of the city.
pub(super) fn trend_chart(
    subject: Subject<'_>,
    id: &model::IndicatorId,
    prefix: &str,
) -> TrendChart {
    let indicator = subject.indicator(id);
    let mut points = Vec::new();
    let mut said = Vec::new();
    for year in &subject.compilation.years {
        let figure = subject.city(*year, id);
        let label = format!("{year}年度");
        said.push(format!(
            "{label}は{}",
            subject.value_text(figure, indicator)
        ));
        let value = figure
            .and_then(|figure| figure.value)
            .ok_or_else(|| "算出不可".to_owned());
        let partial =
            figure.is_some_and(|figure| !figure.absent.is_empty() && figure.value.is_some());
        // What must be known of a column to hold it against the others.
        let share = figure
            .filter(|_| partial)
            .map(|figure| subject.share(figure));
        let carried = figure.and_then(|figure| subject.carried_share(figure));
        let until = subject.until(*year, indicator);
        let known: Vec<String> = share.into_iter().chain(carried).chain(until).collect();
        let label = if known.is_empty() {
            label
        } else {
            format!("{label}（{}）", known.join("、"))
        };
        points.push((label, value));
    }
    let city = subject.definitions.areas.city();
    let traces = subject.compilation.years.iter();
    let traces = traces.map(|year| subject.trace(id, *year, city));
    TrendChart {
        traces: traces.collect(),
        id: format!("{prefix}-{id}"),
        title: indicator.short_label.clone(),
        unit: indicator.unit.clone(),
        style: style(indicator),
        is_under_way: subject
            .until(subject.live_year(), indicator)
            .is_some_and(|_| subject.compilation.years.last() == Some(&subject.live_year())),
        points,
        alt: format!(
            "{}の年度別の値。{}。",
            indicator.short_label,
            said.join("、")
        ),
    }
}
