//! The part of 提出状況 about wards that sent more than one file: which one counts, by which rule, and what was changed.

use super::{heading, paragraph, plain_table};
use crate::subject::Subject;
use crate::{Align, Block, Emphasis, NumberStyle, TableCell};
use compile::{ReceivedFile, Resubmission};
use model::{Difference, Provenance, Role};

/// Nothing where every ward sent one file.
pub(super) fn resubmissions(subject: Subject<'_>) -> Vec<Block> {
    let wards = &subject.compilation.resubmissions;
    if wards.is_empty() {
        return Vec::new();
    }
    let files = wards.iter().flat_map(|ward| files(subject, ward)).collect();
    let unit = subject.nouns().unit.as_str();
    let columns = [
        (unit, 11.0, Align::Start),
        ("ファイル", 36.0, Align::Start),
        ("時点", 12.0, Align::Start),
        ("保存日時（ファイルの中の記録）", 21.0, Align::Start),
        ("扱い", 16.0, Align::Start),
        ("決め方", 38.0, Align::Start),
    ];
    let mut blocks = vec![
        heading(format!("2つ以上届いた{unit}")),
        paragraph(format!(
            "同じ{unit}から内容の違うファイルが届いたときは、取りまとめ担当の指定、時点の新しさ、ファイルの中に記録された保存日時の新しさの順で\
             1つに決めた。どれでも決まらない{unit}は集計に入れていない。",
        )),
        Block::Table(plain_table(
            "resubmissions",
            &format!("2つ以上届いた{unit}と使ったファイル"),
            &columns,
            files,
        )),
    ];
    let changes: Vec<_> = wards
        .iter()
        .flat_map(|ward| changes(subject, ward))
        .collect();
    if !changes.is_empty() {
        let columns = [
            (unit, 10.0, Align::Start),
            ("項目", 26.0, Align::Start),
            ("年度", 7.0, Align::End),
            ("使わないファイルと場所", 30.0, Align::Start),
            ("記載", 27.0, Align::Start),
            ("使うファイルの場所", 17.0, Align::Start),
            ("記載", 27.0, Align::Start),
        ];
        let mut table = plain_table(
            "resubmission-changes",
            "差し替えで変わったところ",
            &columns,
            changes,
        );
        table.filter = true;
        table
            .notes
            .push("書き方だけが違う同じ数は並べていない。".to_owned());
        blocks.push(Block::Table(table));
    }
    blocks
}

fn files(subject: Subject<'_>, ward: &Resubmission) -> Vec<Vec<TableCell>> {
    let row = |received: &ReceivedFile| {
        let mut state = TableCell::text(received.role.label());
        if received.role == Role::Undecided {
            state.emphasis = Emphasis::Strong;
        }
        let why = match &received.role {
            Role::SupersededBy(chosen, rule) => format!("{chosen}を使う（{}）", rule.label()),
            Role::CopyOf(first) => format!("{first}と同じ"),
            Role::Undecided => "どの決め方でも決まらない".to_owned(),
            Role::Counts | Role::OtherDate => String::new(),
        };
        vec![
            TableCell::head(subject.name(&ward.ward)),
            TableCell::text(received.file.as_ref()),
            received.as_of.map_or_else(
                || TableCell::missing("不明"),
                |as_of| TableCell::text(as_of.iso()),
            ),
            received.saved.map_or_else(
                || TableCell::missing("記録なし"),
                |saved| TableCell::text(saved.to_string()),
            ),
            state,
            if why.is_empty() {
                TableCell::missing("")
            } else {
                TableCell::text(why)
            },
        ]
    };
    ward.files.iter().map(row).collect()
}

fn changes(subject: Subject<'_>, ward: &Resubmission) -> Vec<Vec<TableCell>> {
    let mut rows = Vec::new();
    for replacement in &ward.replacements {
        let form = subject.definitions.edition(&replacement.form);
        let item = |difference: &Difference| {
            form.map_or_else(String::new, |form| {
                subject.definitions.item_label(form, &difference.item)
            })
        };
        for difference in &replacement.differences {
            rows.push(vec![
                TableCell::head(subject.name(&ward.ward)),
                TableCell::text(item(difference)),
                TableCell::number(difference.year.0, NumberStyle::PLAIN),
                TableCell::text(
                    difference
                        .old
                        .as_ref()
                        .map_or_else(|| replacement.old.to_string(), ToString::to_string),
                ),
                text(difference.old.as_ref()),
                match &difference.new {
                    Some(new) => TableCell::text(format!("{}!{}", new.sheet, new.cell)),
                    None => TableCell::missing("記載なし"),
                },
                text(difference.new.as_ref()),
            ]);
        }
    }
    rows
}

fn text(provenance: Option<&Provenance>) -> TableCell {
    match provenance.map(|provenance| provenance.text.trim()) {
        None => TableCell::missing("記載なし"),
        Some("") => TableCell::missing("空欄"),
        Some(text) => TableCell::text(text),
    }
}
