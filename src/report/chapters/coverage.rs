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
    let (said, note) = counted(subject);
    let mut columns = vec![
        ("番号", 5.0, Align::End),
        (unit.as_str(), 11.0, Align::Start),
        ("状況", 10.0, Align::Start),
        ("ファイル", 34.0, Align::Start),
        ("時点", 12.0, Align::Start),
    ];
    columns.extend(said.iter().map(|said| (*said, 10.0, Align::End)));
    columns.extend(["誤り", "確認", "参考"].map(|what| (what, 6.0, Align::End)));
    let title = format!("{unit}ごとの提出状況");
    let mut table = plain_table("coverage", &title, &columns, rows);
    table.filter = true;
    table.notes.push(note);
    let missing: Vec<String> = lines
        .iter()
        .filter(|line| !line.state.is_in())
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

/// Heads of what is counted, and what is said of it below the table.
fn counted(subject: Subject<'_>) -> (&'static [&'static str], String) {
    let year = subject.year_label(subject.live_year());
    match Counted::of(&subject.compilation.coverage) {
        Counted::Fields => (
            &["記入した欄", "記入する欄"][..],
            format!(
                "「記入する欄」は{year}の必須の数値欄の数{}。",
                match has_conditions(subject) {
                    true => "（条件のあるときだけ書く欄のうち、条件に当てはまらない欄は数えない）",
                    false => "",
                }
            ),
        ),
        Counted::Words => (
            &["書いた行"][..],
            format!("「書いた行」は{year}の表の行と「・」のうち、ことばの書かれたものの数。"),
        ),
    }
}

/// Whether the form asks for any number under a condition.
fn has_conditions(subject: Subject<'_>) -> bool {
    let mut fields = subject.form.fields();
    fields.any(|(_, _, field)| !field.conditions.is_empty())
}

/// What the table counts: a form of words alone has no number that must be there.
#[derive(Clone, Copy)]
enum Counted {
    Fields,
    Words,
}

impl Counted {
    fn of(lines: &[WardCoverage]) -> Self {
        match lines.iter().all(|line| line.required == 0) {
            true => Self::Words,
            false => Self::Fields,
        }
    }
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
    let said = |value: u32| match has_file {
        true => TableCell::number(value, NumberStyle::COUNT),
        false => nothing(),
    };
    let said = match Counted::of(&subject.compilation.coverage) {
        Counted::Fields => vec![
            said(line.filled),
            TableCell::number(line.required, NumberStyle::COUNT),
        ],
        Counted::Words => vec![said(line.words)],
    };
    let mut cells = vec![
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
    ];
    cells.extend(said);
    cells.extend(line.counts.map(count));
    cells
}
