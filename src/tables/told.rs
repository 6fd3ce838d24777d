//! What is told of a table: what cannot be read of it, what its own run told, and what nobody can look at any more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::given::{Frame, Given};
use super::group::Groups;
use super::rows::{Fault, Rows};
use definition::Definitions;
use diagnostic::{Code, Diagnostic, Place, Severity};
use ledger::{FindingRow, NarrativeRow};
use model::{AreaCode, AreaTree, FactId, Row, Submission};
use read::ReadResult;

/// Most lines, and most files, that are named in one message.
const MOST_NAMED: usize = 5;

/// Files of the table that cannot be read.
pub(super) fn refused(rows: &Rows) -> Vec<Diagnostic> {
    let refused = rows.refused.iter();
    let told = |(file, why): &(Arc<str>, String)| {
        let message = format!("この表は読めません。{why}");
        Diagnostic::new(Code::TABLE_UNREADABLE, Place::file(file), message).hint(
            "取りまとめ（compile）が書き出した facts.csv（表計算ソフトで保存し直したものも使えます）、Parquet、またはその出力フォルダを指定してください。",
        )
    };
    refused.map(told).collect()
}

/// A table that was made to be published says of no number where it stands.
pub(super) fn published(table: &Arc<str>) -> Diagnostic {
    let message = "公表するための表（--public）には、どのファイルのどのセルの数かが書かれていないため、取りまとめには使えません。";
    Diagnostic::new(Code::TABLE_UNREADABLE, Place::file(table), message)
        .hint("--public を付けずに書き出した出力フォルダを指定してください。")
}

/// Lines that cannot be read: each by itself where it is known what it is about, those that are wrong for the same cause together.
pub(super) fn faults(
    rows: &Rows,
    groups: &Groups<'_>,
    definitions: &Definitions,
) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    let mut by_cause: BTreeMap<(&Arc<str>, &str), Vec<usize>> = BTreeMap::new();
    let mut placed: BTreeSet<*const Fault> = BTreeSet::new();
    for ((ward, file), group) in &groups.all {
        for fault in &group.faults {
            placed.insert(std::ptr::from_ref::<Fault>(fault));
            told.push(of_line(fault, (ward, file), definitions));
        }
        let twice = group.twice.iter();
        told.extend(twice.map(|id| of_two(id, (ward, file), definitions)));
    }
    let is_placed = |fault: &&Fault| placed.contains(&std::ptr::from_ref::<Fault>(fault));
    for fault in rows.faults.iter().filter(|fault| !is_placed(fault)) {
        let cause = (&fault.file, fault.what.as_str());
        by_cause.entry(cause).or_default().push(fault.line);
    }
    told.extend(by_cause.into_iter().map(|((file, what), lines)| {
        let named = lines.iter().take(MOST_NAMED).map(usize::to_string);
        let named = named.collect::<Vec<_>>().join("・");
        let more = match lines.len().checked_sub(MOST_NAMED) {
            None | Some(0) => String::new(),
            Some(more) => format!("ほか{more}行"),
        };
        let message = format!("{named}行目{more}を読めません（{what}）。この行は使っていません。");
        line_told(Place::file(file), message)
    }));
    told
}

fn of_line(
    fault: &Fault,
    (ward, file): (&AreaCode, &str),
    definitions: &Definitions,
) -> Diagnostic {
    let message = format!(
        "「{}」の{}行目を読めません（{}）。この数は、読めなかったものとして扱います。",
        fault.file, fault.line, fault.what
    );
    let told = line_told(Place::file(&Arc::from(file)), message).ward(Some(ward));
    match &fault.about {
        Some((id, _)) => about(told, id, definitions),
        None => told,
    }
}

/// Files of one table that say two things of one fact.
fn of_two(id: &FactId, (ward, file): (&AreaCode, &str), definitions: &Definitions) -> Diagnostic {
    let message = format!(
        "表のファイルの中に、{}年度の{}の行が2つあり、値が違います。どちらも使っていません。",
        id.year,
        id.measure()
    );
    let told = line_told(Place::file(&Arc::from(file)), message).ward(Some(ward));
    about(told, id, definitions)
}

/// Says which fact it is; of a row, only of which year.
fn about(told: Diagnostic, id: &FactId, definitions: &Definitions) -> Diagnostic {
    if id.row != Row::Whole {
        return told.year(id.year);
    }
    let label = definitions.indicator(&id.indicator);
    let label = label.map_or_else(String::new, |known| known.short_label.clone());
    told.fact(&id.indicator, id.year, label)
}

fn line_told(place: Place, message: String) -> Diagnostic {
    Diagnostic::new(Code::TABLE_ROW_UNREADABLE, place, message)
        .hint("表を書き換えていないか確かめ、書き出したままの表か、もとのExcelを渡してください。")
}

/// A row of words that says no number or no cell.
pub(super) fn bullet(row: &NarrativeRow, file: &Arc<str>) -> Diagnostic {
    let message = format!(
        "表の「{}」の「{}」の文章は、様式にない場所のものか、番号かセルを読めません。この文章は使っていません。",
        row.sheet, row.section
    );
    line_told(Place::file(file), message)
        .year(row.year)
        .entered(row.text.clone())
}

/// No form asks for what a table says of a file.
pub(super) fn form_unknown(file: &Arc<str>, table: &str) -> Diagnostic {
    let message = format!(
        "「{table}」にあるこのファイルの数や文章を、みな聞いている様式が定義にありません。このファイルは使っていません。"
    );
    Diagnostic::new(Code::FORM_UNKNOWN, Place::file(file), message)
        .hint("表を作ったときの定義（--templates）を指定してください。")
}

/// A sender that is not there on the date of the table.
pub(super) fn not_of_date(
    areas: &AreaTree,
    submission: &Submission,
    told: &[Diagnostic],
) -> Option<Diagnostic> {
    let as_of = submission.as_of?;
    let ward = areas.get(submission.ward.as_ref()?)?;
    let mut told = told.iter();
    if ward.life.holds(as_of.date()) || told.any(|one| one.code == Code::WARD_NOT_OF_DATE) {
        return None;
    }
    let message = format!(
        "{}は{}で、{}時点にはありません。この提出物は集計に使いません。",
        ward.name,
        areas.span(ward),
        as_of.wareki()
    );
    let place = Place::file(&submission.file);
    let told = Diagnostic::new(Code::WARD_NOT_OF_DATE, place, message);
    Some(
        told.hint("どの時点の表かを確かめてください。")
            .ward(submission.ward.as_ref()),
    )
}

/// What reading told of each file when the table was made, word for word.
pub(super) fn by_file(given: &Given) -> BTreeMap<&str, Vec<Diagnostic>> {
    let mut told: BTreeMap<&str, Vec<Diagnostic>> = BTreeMap::new();
    for row in given.told.iter().flat_map(|told| &told.findings) {
        if let (Some(file), Some(one)) = (&row.place.file, again(row)) {
            told.entry(file).or_default().push(one);
        }
    }
    told
}

/// A finding as it was told, if it is one of reading: what rules find, they find again.
fn again(row: &FindingRow) -> Option<Diagnostic> {
    let code = Code::find_in(diagnostic::READING, &row.code)?;
    Some(Diagnostic {
        severity: row.severity,
        message: row.message.clone(),
        hint: row.hint.clone().unwrap_or_default(),
        ward: row.ward.clone(),
        indicator: row.indicator.clone(),
        fiscal_year: row.fiscal_year,
        related: row.related.clone(),
        entered: row.entered.clone(),
        expected: row.expected.clone(),
        ..Diagnostic::new(code, row.place.clone(), String::new())
    })
}

/// What [`carries`] looks at.
pub(super) struct Carries<'a> {
    pub(super) given: &'a Given,
    pub(super) frame: Frame<'a>,
    pub(super) results: &'a [ReadResult],
    pub(super) groups: &'a Groups<'a>,
    pub(super) is_as_written: bool,
}

/// What to do about anything that a table does not carry.
const SEE_THERE: &str = "表を作ったときの点検の結果で確かめてください。";

/// What a table carries and what it does not: once for each, so that silence still means checked.
pub(super) fn carries(of: &Carries<'_>) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    if !of.results.is_empty() {
        told.push(partial(of, not_carried(of)).hint(SEE_THERE));
    }
    let unused = of.given.told.iter().flat_map(|told| &told.submissions);
    let unused: Vec<&str> = unused
        .filter(|one| !one.used)
        .map(|one| &*one.file)
        .collect();
    if !unused.is_empty() {
        let more = match unused.len().checked_sub(MOST_NAMED) {
            None | Some(0) => String::new(),
            Some(more) => format!("、ほか{more}件"),
        };
        let named = unused.iter().take(MOST_NAMED);
        let named: Vec<String> = named.map(|file| format!("「{file}」")).collect();
        let message = format!(
            "表を作ったときに使われなかったファイル（{}{more}）の数と文章は、表にありません。",
            named.join("、")
        );
        told.push(partial(of, message).hint(SEE_THERE));
    }
    let carried = of.groups.carried;
    if carried > 0 {
        told.push(match of.frame.has_previous {
            true => partial(of, format!("前の年度から引き継がれた{carried}行は使わず、この取りまとめの --previous から改めて引き継ぎます。"))
                .hint(SEE_THERE),
            false => partial(of, format!("前の年度から引き継がれた{carried}行は、使っていません。"))
                .severity(Severity::Warning)
                .hint("前の年度の数も要るときは、--previous に前年度の提出か出力フォルダを指定してください。"),
        });
    }
    told
}

fn partial(of: &Carries<'_>, message: String) -> Diagnostic {
    Diagnostic::new(Code::TABLE_PARTIAL, Place::file(&of.given.name), message)
}

fn not_carried(of: &Carries<'_>) -> String {
    let nouns = of.frame.definitions.areas.nouns();
    let mut message = format!(
        "ほかで読み取った{}件のファイルの表です。表にないもの（数式、書式、欄の外の文字、記入された{}、理由）は点検していません。",
        of.results.len(),
        nouns.count
    );
    match (&of.given.told, &of.given.manifest) {
        (_, None) => message.push_str(
            "読み取ったときの指摘や、架空のデータかどうかは、表のそばに控えがなく分かりません。",
        ),
        (None, _) => message.push_str("読み取ったときの指摘は、表のそばになく分かりません。"),
        (Some(_), Some(_)) if !of.is_as_written => {
            message.push_str("表は、書き出されたあとで保存し直されています。");
        }
        (Some(_), Some(_)) => {}
    }
    message
}
