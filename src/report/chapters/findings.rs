//! 点検結果: every diagnostic, and which rules ran.

use std::collections::BTreeSet;

use super::restatements::restatements;
use super::{chapter, heading, paragraph, plain_table};
use crate::subject::Subject;
use crate::{Align, Block, Chapter, ChapterKind, Emphasis, Media, Table, TableCell};
use diagnostic::{Code, Diagnostic, Outcome, Severity};
use model::visible_lines;

pub(crate) fn findings(subject: Subject<'_>) -> Chapter {
    let findings = subject.findings;
    let count = |severity: Severity| findings.count(severity);
    let mut blocks = vec![paragraph(format!(
        "誤り{}件、確認{}件、参考{}件。「誤り」の数値は集計に使わず、「確認」の数値は使って印を付けた。",
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note),
    ))];
    if findings.diagnostics().is_empty() {
        blocks.push(paragraph("指摘はない。"));
    } else {
        blocks.push(Block::Table(list(subject)));
    }
    if findings.accepted().next().is_some() {
        blocks.push(heading("理由を認めた確認"));
        blocks.push(paragraph(format!(
            "「確認」のうち、{}または取りまとめの担当が理由を示し、そのまま使うことにしたもの。参考に数えている。",
            subject.nouns().unit
        )));
        blocks.push(Block::Table(accepted(subject)));
    }
    if let Some(table) = restatements(subject) {
        blocks.push(heading("前年度までの数の訂正"));
        blocks.push(Block::Table(table));
    }
    blocks.push(heading("点検の項目"));
    blocks.push(Block::Table(rules(subject)));
    chapter(
        ChapterKind::Findings,
        "findings",
        "点検結果",
        Media::Both,
        blocks,
    )
}

/// The rules that did not run.
pub(super) fn skipped(subject: Subject<'_>) -> BTreeSet<Code> {
    let rules = subject.findings.rules().iter();
    rules
        .filter(|rule| matches!(rule.outcome, Outcome::Skipped(_)))
        .map(|rule| rule.code)
        .collect()
}

fn list(subject: Subject<'_>) -> Table {
    let rows = subject
        .findings
        .diagnostics()
        .iter()
        .map(|d| row(subject, d))
        .collect();
    let columns = [
        ("区分", 7.0, Align::Start),
        ("コード", 8.0, Align::Start),
        (subject.nouns().unit.as_str(), 11.0, Align::Start),
        ("場所", 30.0, Align::Start),
        ("項目", 30.0, Align::Start),
        ("内容", 50.0, Align::Start),
        ("どう直すか", 40.0, Align::Start),
    ];
    let mut table = plain_table("findings", "指摘の一覧", &columns, rows);
    table.filter = true;
    table
}

fn row(subject: Subject<'_>, d: &Diagnostic) -> Vec<TableCell> {
    let mut severity = TableCell::head(d.severity.label());
    severity.emphasis = match d.severity {
        Severity::Error => Emphasis::Error,
        Severity::Warning => Emphasis::Warning,
        Severity::Note => Emphasis::None,
    };
    let file = d.place.file.as_deref().unwrap_or("全体");
    let place = match (&d.place.sheet, d.place.cell) {
        (Some(sheet), Some(cell)) => format!("{file} › {sheet}!{cell}"),
        (Some(sheet), None) => format!("{file} › {sheet}"),
        _ => file.to_owned(),
    };
    let year = d
        .fiscal_year
        .map(|year| format!("（{year}年度）"))
        .unwrap_or_default();
    let field = d
        .field
        .as_deref()
        .map(|field| format!("{field}{year}"))
        .unwrap_or(year);
    vec![
        severity,
        TableCell::text(d.code.id()),
        d.ward.as_ref().map_or_else(
            || TableCell::missing(""),
            |ward| TableCell::text(subject.name(ward)),
        ),
        TableCell::text(place),
        if field.is_empty() {
            TableCell::missing("")
        } else {
            TableCell::text(field)
        },
        TableCell::text(visible_lines(&d.message)),
        TableCell::text(visible_lines(&d.hint)),
    ]
}

/// What was accepted, why, and who said so.
fn accepted(subject: Subject<'_>) -> Table {
    let rows = subject.findings.accepted().map(|(d, reason)| {
        let ward = d.ward.as_ref();
        let ward = ward.map_or_else(|| "全体".to_owned(), |ward| subject.name(ward));
        let field = d.field.clone().filter(|field| !field.is_empty());
        let field = field.or_else(|| d.place.sheet.as_ref().map(ToString::to_string));
        let cell = match (&d.place.sheet, d.place.cell) {
            (Some(sheet), Some(cell)) => format!("{sheet}!{cell}"),
            (Some(sheet), None) => sheet.to_string(),
            (None, _) => String::new(),
        };
        let written = |place: &diagnostic::Place| {
            let cell = place.cell.map(|cell| cell.to_string()).unwrap_or_default();
            let sheet = place.sheet.as_deref().unwrap_or_default();
            format!(
                "{} › {sheet}!{cell}",
                place.file.as_deref().unwrap_or_default()
            )
        };
        let text = |text: String| {
            if text.is_empty() {
                TableCell::missing("")
            } else {
                TableCell::text(text)
            }
        };
        vec![
            TableCell::head(ward),
            TableCell::text(d.code.id()),
            field.map_or_else(|| TableCell::missing(""), TableCell::text),
            text(
                d.fiscal_year
                    .map(|year| year.to_string())
                    .unwrap_or_default(),
            ),
            TableCell::text(&reason.text),
            TableCell::text(&reason.name),
            text(cell),
            TableCell::text(written(&reason.place)),
        ]
    });
    let columns = [
        (subject.nouns().unit.as_str(), 11.0, Align::Start),
        ("コード", 8.0, Align::Start),
        ("項目", 34.0, Align::Start),
        ("年度", 7.0, Align::Start),
        ("理由", 52.0, Align::Start),
        ("氏名", 13.0, Align::Start),
        ("セル", 15.0, Align::Start),
        ("理由の書かれた場所", 30.0, Align::Start),
    ];
    plain_table("accepted", "理由を認めた確認", &columns, rows.collect())
}

fn rules(subject: Subject<'_>) -> Table {
    let rows = subject
        .findings
        .rules()
        .iter()
        .map(|rule| {
            let (outcome, reason) = match &rule.outcome {
                Outcome::Ran => ("実施", String::new()),
                Outcome::Skipped(reason) => ("実施せず", reason.clone()),
            };
            let found = subject
                .findings
                .diagnostics()
                .iter()
                .filter(|d| d.code == rule.code)
                .count();
            vec![
                TableCell::head(rule.code.id()),
                TableCell::text(rule.code.title(subject.nouns())),
                TableCell::text(outcome),
                TableCell::number(found, crate::NumberStyle::COUNT),
                TableCell::text(reason),
            ]
        })
        .collect();
    let columns = [
        ("コード", 8.0, Align::Start),
        ("確かめたこと", 44.0, Align::Start),
        ("実施", 10.0, Align::Start),
        ("指摘", 7.0, Align::End),
        ("実施しなかった理由", 50.0, Align::Start),
    ];
    plain_table("rules", "点検の項目と実施の有無", &columns, rows)
}
