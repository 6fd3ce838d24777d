//! 数値の番号: the short numbers that a committee's volume prints, and which figure each of them is.

use std::collections::BTreeMap;

use super::{chapter, paragraph, plain_table};
use crate::subject::Subject;
use crate::{Align, Block, Chapter, ChapterKind, Media, NumberStyle, TableCell};

/// One row per number.
pub(crate) fn trace_index(subject: Subject<'_>, numbers: &BTreeMap<String, usize>) -> Chapter {
    let mut ids: Vec<(&str, usize)> = numbers.iter().map(|(id, at)| (id.as_str(), *at)).collect();
    ids.sort_by_key(|(_, at)| *at);
    let rows = ids.into_iter().map(|(id, at)| {
        vec![
            TableCell::number(at, NumberStyle::PLAIN),
            TableCell::text(named(subject, id)),
            TableCell::text(id),
        ]
    });
    let columns = [
        ("番号", 8.0, Align::End),
        ("数値", 60.0, Align::Start),
        ("たどる番号", 34.0, Align::Start),
    ];
    let table = plain_table(
        "trace-index",
        "委員会資料の数値の番号",
        &columns,
        rows.collect(),
    );
    let lead = "委員会資料の数値のそばの小さな番号は、次の数値を表す。「たどる番号」を torimatome trace に渡すと、もとのファイル・シート・セルが出る。";
    chapter(
        ChapterKind::TraceIndex,
        "trace-index",
        "数値の番号",
        Media::Pdf,
        vec![paragraph(lead), Block::Table(table)],
    )
}

/// `①… 2025年度 大阪市`, as far as the id says it.
fn named(subject: Subject<'_>, id: &str) -> String {
    let mut parts = id.split('/');
    let (Some(measure), Some(year), Some(place)) = (parts.next(), parts.next(), parts.next())
    else {
        return String::new();
    };
    let (indicator, row) = measure.split_once('#').unwrap_or((measure, ""));
    let indicator = subject
        .definitions
        .indicator(&model::IndicatorId::new(indicator));
    let label = indicator.map_or(measure, |one| one.short_label.as_str());
    let row = if row.is_empty() {
        String::new()
    } else {
        format!("（{row}）")
    };
    format!("{label}{row}　{year}年度　{place}")
}
