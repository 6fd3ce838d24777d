//! よくある誤り: the year's findings by code, the commonest first, for next year's instructions.

use std::collections::{BTreeMap, BTreeSet};

use super::{chapter, heading, paragraph, plain_table};
use crate::subject::Subject;
use crate::{Align, Block, Chapter, ChapterKind, Emphasis, Media, NumberStyle, Table, TableCell};
use diagnostic::{Code, Diagnostic, Severity, TO_DO};
use model::{AreaCode, SourceFile, visible_lines};

/// How many fields are named; the rest is counted.
const FIELDS: usize = 3;

pub(crate) fn common(subject: Subject<'_>) -> Chapter {
    let groups = groups(subject);
    let (to_do, to_know): (Vec<Group>, Vec<Group>) = groups
        .into_iter()
        .partition(|group| group.severity != Severity::Note);
    let unit = &subject.nouns().unit;
    let mut blocks = vec![paragraph(format!(
        "今回の提出で多かった指摘を、{unit}の多い順に並べた。来年の記入要領と、配る前の説明に使うためのもの。\
         差し替えられたファイルの中の指摘は数えていない。",
    ))];
    let parts = [
        ("common", "誤りと確認", "直すか、確かめる指摘", to_do),
        ("common-notes", "参考", "知らせただけの指摘", to_know),
    ];
    for (id, title, caption, groups) in parts {
        blocks.push(heading(title));
        if groups.is_empty() {
            blocks.push(paragraph("実施した規則では、1件もなかった。"));
        } else {
            blocks.push(Block::Table(table(subject, (id, caption), &groups)));
        }
    }
    let skipped = super::findings::skipped(subject);
    if !skipped.is_empty() {
        let ids: Vec<&str> = skipped.iter().map(|code| code.id()).collect();
        blocks.push(paragraph(format!(
            "実施しなかった規則（{}）の誤りは、あってもここには出ない。理由は「点検結果」の「点検の項目」にある。",
            ids.join("、")
        )));
    }
    chapter(
        ChapterKind::CommonFindings,
        "common-findings",
        "よくある誤り",
        Media::Both,
        blocks,
    )
}

/// What was told under one code.
struct Group<'a> {
    code: Code,
    /// The gravest of its diagnostics.
    severity: Severity,
    told: Vec<&'a Diagnostic>,
    wards: BTreeSet<&'a AreaCode>,
}

/// By number of wards, then of diagnostics, then gravest first; superseded files are left out.
fn groups(subject: Subject<'_>) -> Vec<Group<'_>> {
    let mut by_code: BTreeMap<Code, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in subject.findings.diagnostics() {
        if !is_replaced(subject, diagnostic) {
            by_code.entry(diagnostic.code).or_default().push(diagnostic);
        }
    }
    let mut groups: Vec<Group<'_>> = by_code
        .into_iter()
        .map(|(code, told)| Group {
            code,
            severity: told
                .iter()
                .map(|d| d.severity)
                .min()
                .unwrap_or(code.entry().severity),
            wards: told.iter().filter_map(|d| d.ward.as_ref()).collect(),
            told,
        })
        .collect();
    groups.sort_by_key(|group| {
        let counts = (group.wards.len(), group.told.len());
        (std::cmp::Reverse(counts), group.severity, group.code)
    });
    groups
}

/// Whether it is about a file in whose place another one of the same ward counts.
fn is_replaced(subject: Subject<'_>, diagnostic: &Diagnostic) -> bool {
    let Some(name) = &diagnostic.place.file else {
        return false;
    };
    let file = subject.files.iter().find(|file| file.file == *name);
    file.is_some_and(|file| {
        let is_other = |other: &&SourceFile| other.used && other.ward == file.ward;
        !file.used && file.ward.is_some() && subject.files.iter().any(|other| is_other(&other))
    })
}

fn table(subject: Subject<'_>, (id, caption): (&str, &str), groups: &[Group<'_>]) -> Table {
    let wards = format!("{}数", subject.nouns().unit);
    let columns = [
        ("コード", 8.0, Align::Start),
        ("指摘", 22.0, Align::Start),
        ("重さ", 7.0, Align::Start),
        (wards.as_str(), 7.0, Align::End),
        ("件数", 7.0, Align::End),
        ("多い欄（件数）", 32.0, Align::Start),
        ("例", 46.0, Align::Start),
        ("直し方", 46.0, Align::Start),
    ];
    let rows = groups.iter().map(|group| row(subject, group)).collect();
    let mut table = plain_table(id, caption, &columns, rows);
    table.filter = true;
    table
}

fn row(subject: Subject<'_>, group: &Group<'_>) -> Vec<TableCell> {
    let mut severity = TableCell::text(group.severity.label());
    severity.emphasis = match group.severity {
        Severity::Error => Emphasis::Error,
        Severity::Warning => Emphasis::Warning,
        Severity::Note => Emphasis::None,
    };
    let count = |count: usize| TableCell::number(count, NumberStyle::COUNT);
    let fields = fields(subject, group);
    let explained = group.code.explained(subject.nouns());
    vec![
        TableCell::head(group.code.id()),
        TableCell::text(&explained.title),
        severity,
        if group.wards.is_empty() {
            TableCell::missing("全体")
        } else {
            count(group.wards.len())
        },
        count(group.told.len()),
        if fields.is_empty() {
            TableCell::missing("")
        } else {
            TableCell::text(fields)
        },
        TableCell::text(example(subject, group)),
        TableCell::text(explained.section(TO_DO).text()),
    ]
}

/// The fields most often concerned, with their counts.
fn fields(subject: Subject<'_>, group: &Group<'_>) -> String {
    let mut counts: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for diagnostic in &group.told {
        let (order, label) = match (&diagnostic.indicator, &diagnostic.field) {
            (Some(id), _) => {
                let label = &subject.indicator(id).short_label;
                (subject.definitions.indicator_order(id), label.clone())
            }
            (None, Some(field)) => (usize::MAX, field.clone()),
            (None, None) => continue,
        };
        *counts.entry((order, label)).or_default() += 1;
    }
    let mut counts: Vec<((usize, String), usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let named = counts.iter().take(FIELDS);
    let mut named: Vec<String> = named
        .map(|((_, label), count)| format!("{label}（{count}）"))
        .collect();
    if counts.len() > FIELDS {
        named.push(format!("ほか{}欄", counts.len() - FIELDS));
    }
    named.join("、")
}

/// The first of the gravest: who, where, what.
fn example(subject: Subject<'_>, group: &Group<'_>) -> String {
    let gravest = group.told.iter().find(|d| d.severity == group.severity);
    let Some(diagnostic) = gravest else {
        return String::new();
    };
    let place = match (&diagnostic.place.sheet, diagnostic.place.cell) {
        (Some(sheet), Some(cell)) => format!("{sheet}!{cell}"),
        (Some(sheet), None) => sheet.to_string(),
        (None, _) => String::new(),
    };
    let who = match (&diagnostic.ward, &diagnostic.place.file) {
        (Some(ward), _) => subject.name(ward),
        (None, Some(file)) => file.to_string(),
        (None, None) => "全体".to_owned(),
    };
    let said = match place.as_str() {
        // A message about no place often names who it is about.
        "" if diagnostic.message.contains(&who) => diagnostic.message.clone(),
        "" => format!("{who}：{}", diagnostic.message),
        place => format!("{who}　{place}：{}", diagnostic.message),
    };
    visible_lines(&said).into_owned()
}
