//! 提出状況: who has reported, how completely, and what was found.

use super::resubmission::resubmissions;
use super::{chapter, paragraph, plain_table};
use crate::subject::Subject;
use crate::{Align, Block, Chapter, ChapterKind, Emphasis, Media, NumberStyle, TableCell};
use compile::{CoverageState, WardCoverage};

pub(crate) fn coverage(subject: Subject<'_>) -> Chapter {
    let lines = &subject.compilation.coverage;
    let rows = lines.iter().map(|line| row(subject, line)).collect();
    let unit = &subject.nouns().unit;
    let mut table = plain_table(
        "coverage",
        &format!("{unit}ごとの提出状況"),
        &[
            ("番号", 5.0, Align::End),
            (unit.as_str(), 11.0, Align::Start),
            ("状況", 10.0, Align::Start),
            ("ファイル", 34.0, Align::Start),
            ("時点", 12.0, Align::Start),
            ("記入した欄", 10.0, Align::End),
            ("記入する欄", 10.0, Align::End),
            ("誤り", 6.0, Align::End),
            ("確認", 6.0, Align::End),
            ("参考", 6.0, Align::End),
        ],
        rows,
    );
    table.filter = true;
    table.notes.push(format!(
        "「記入する欄」は{}の必須の数値欄の数。",
        subject.year_label(subject.live_year())
    ));
    let missing: Vec<String> = lines
        .iter()
        .filter(|line| {
            matches!(
                line.state,
                CoverageState::NotSubmitted | CoverageState::Unread | CoverageState::Undecided
            )
        })
        .map(|line| format!("{}（{}）", subject.name(&line.ward), line.state.label()))
        .collect();
    let lead = if missing.is_empty() {
        format!("{}{unit}すべてから提出があった。", lines.len())
    } else {
        format!(
            "{}/{}{unit}を集計した。含まない{unit}：{}。",
            lines.len() - missing.len(),
            lines.len(),
            missing.join("、")
        )
    };
    let mut blocks = vec![paragraph(lead), Block::Table(table)];
    blocks.extend(resubmissions(subject));
    chapter(
        ChapterKind::Coverage,
        "coverage",
        "提出状況",
        Media::Both,
        blocks,
    )
}

fn row(subject: Subject<'_>, line: &WardCoverage) -> Vec<TableCell> {
    let number = subject.definitions.areas.order(&line.ward);
    let mut state = TableCell::text(line.state.label());
    if line.state != CoverageState::Submitted {
        state.emphasis = Emphasis::Strong;
    }
    let nothing = || TableCell::missing(line.state.label());
    let has_file = !line.files.is_empty();
    let files: Vec<&str> = line.files.iter().map(AsRef::as_ref).collect();
    let count = |value: usize| TableCell::number(value, NumberStyle::COUNT);
    vec![
        TableCell::number(number, NumberStyle::PLAIN),
        TableCell::head(subject.name(&line.ward)),
        state,
        if has_file {
            TableCell::text(files.join("、"))
        } else {
            nothing()
        },
        line.as_of
            .map_or_else(nothing, |as_of| TableCell::text(as_of.iso())),
        if has_file {
            TableCell::number(line.filled, NumberStyle::COUNT)
        } else {
            nothing()
        },
        TableCell::number(line.required, NumberStyle::COUNT),
        count(line.counts[0]),
        count(line.counts[1]),
        count(line.counts[2]),
    ]
}
