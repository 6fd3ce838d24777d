//! データ: the facts as a tidy, machine-readable sheet (総務省「統計表における機械判読可能なデータ作成に関する表記方法」):
//! one head row, one datum per cell, no merges, Western year beside the era year, codes as text, units stated.

use super::{chapter, plain_table};
use crate::data::{plain_label, with_row};
use crate::subject::Subject;
use crate::view::style;
use crate::{Align, Block, Chapter, ChapterKind, Media, NumberStyle, TableCell};
use compile::CompiledFact;

pub(crate) fn data(subject: Subject<'_>) -> Chapter {
    let name = format!("{}名", subject.nouns().unit);
    let columns = [
        ("団体コード", 11.0, Align::Start),
        (name.as_str(), 11.0, Align::Start),
        ("年度", 7.0, Align::End),
        ("年度（和暦）", 12.0, Align::Start),
        ("時点", 12.0, Align::Start),
        ("指標ID", 13.0, Align::Start),
        ("指標名", 50.0, Align::Start),
        ("値", 10.0, Align::End),
        ("単位", 7.0, Align::Start),
        ("分母", 8.0, Align::End),
        ("状態", 10.0, Align::Start),
        ("出典ファイル", 26.0, Align::Start),
        ("シート", 14.0, Align::Start),
        ("セル", 8.0, Align::Start),
    ];
    let rows = subject.compilation.facts.iter();
    let rows = rows.flat_map(CompiledFact::with_rejected);
    let rows = rows.map(|fact| row(subject, fact)).collect();
    let mut table = plain_table("data", "データ", &columns, rows);
    if subject.is_public {
        table.without_last(3);
    }
    table.filter = true;
    table.tidy = true;
    chapter(
        ChapterKind::Data,
        "data",
        "データ",
        Media::Workbook,
        vec![Block::Table(table)],
    )
}

/// One fact with its place.
fn row(subject: Subject<'_>, fact: &CompiledFact) -> Vec<TableCell> {
    let none = || TableCell::missing("");
    let id = fact.id();
    let indicator = subject.indicator(&fact.indicator);
    let place = fact.fact.as_ref().map(|read| &read.provenance);
    let plain = NumberStyle {
        grouping: false,
        ..style(indicator)
    };
    vec![
        TableCell::text(id.body().as_str()),
        TableCell::text(subject.body_name(&fact.ward, &fact.row)),
        TableCell::number(fact.year.0, NumberStyle::PLAIN),
        TableCell::text(fact.year.wareki()),
        TableCell::text(subject.compilation.as_of_fact(fact).iso()),
        TableCell::text(id.measure()),
        TableCell::text(with_row(plain_label(&indicator.label), &fact.row)),
        fact.number()
            .map_or_else(none, |value| TableCell::number(value, plain)),
        TableCell::text(&indicator.unit),
        fact.denominator
            .map_or_else(none, |value| TableCell::number(value, NumberStyle::PLAIN)),
        TableCell::text(fact.state.label()),
        TableCell::text(fact.file.as_ref()),
        place.map_or_else(none, |place| TableCell::text(place.sheet.as_ref())),
        place.map_or_else(none, |place| TableCell::text(place.cell.to_string())),
    ]
}
