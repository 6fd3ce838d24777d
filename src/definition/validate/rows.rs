//! What contradicts in the repeated rows of a form.

use diagnostic::Code;

use super::conditions::{all_listed, doubled};
use crate::codes;
use crate::document::no_such;
use crate::folded::folded;
use crate::form::FormDefinition;
use crate::repeated_rows::{RepeatedRows, RowsKind, ValueColumnKind};
use crate::row_words::{TextColumn, WordKind};
use crate::tell::Tell;
use model::{Indicator, IndicatorId};

/// What is wrong with the rows: marks that say both, codes that do not belong to the kind, columns that the form cannot
/// have, or the same one twice, here or in the rows before.
///
/// Without a catalogue nobody knows which columns there can be.
pub(super) fn check(form: &FormDefinition, known: Option<&[Indicator]>, tell: &mut Tell<'_>) {
    let signature = folded(&form.signature);
    let signed = |rows: &RepeatedRows| folded(&rows.title).contains(&signature);
    if form.sheets.is_empty() && !form.rows.is_empty() && !form.rows.iter().any(signed) {
        let message =
            "この文がどの表題にもありません。記入済みのファイルをこの様式だと見分けられません";
        tell.at(codes::TITLE, form.lines.of("signature"), message);
    }
    for (at, rows) in form.rows.iter().enumerate() {
        for column in &rows.text {
            words(column, tell);
            when(rows, column, tell);
        }
        let mut tell = |key: &str, code, message: String| {
            tell.at(code, rows.lines.of(key), message);
        };
        sheet(rows, &mut tell);
        let before = form.rows[..at].iter().flat_map(|rows| &rows.column);
        let before: Vec<&IndicatorId> = before.map(|column| &column.indicator).collect();
        columns(form, rows, &before, known, &mut tell);
    }
}

/// Most rows that can be printed.
const MOST_ROWS: u32 = 10_000;

/// How a fault of the rows is told: key, code and message.
type TellOfKey<'a> = dyn FnMut(&str, Code, String) + 'a;

/// What contradicts in the sheet as a whole.
fn sheet(rows: &RepeatedRows, tell: &mut TellOfKey<'_>) {
    if !rows.unnamed.contains("{number}") {
        let message = "番号の入るところ「{number}」がありません".to_owned();
        tell("unnamed", codes::TEXT, message);
    }
    let has_marks = rows.column.iter().any(|c| c.kind == ValueColumnKind::Mark);
    if has_marks && rows.yes.is_empty() {
        let message = "「該当する」の印が1つもありません".to_owned();
        tell("yes", codes::VALUE, message);
    }
    if rows.column.is_empty() && rows.text.is_empty() {
        tell("column", codes::VALUE, "列が1つもありません".to_owned());
    }
    if let Some(mark) = rows.yes.iter().find(|mark| rows.no.contains(mark)) {
        let message = format!("印「{mark}」がyesとnoの両方にあります");
        tell("no", codes::INCONSISTENT, message);
    }
    if (rows.rows == RowsKind::OnePerCode) == rows.code.is_empty() {
        let message = "codeは、one-per-codeのときに要り、ほかでは使いません".to_owned();
        tell("code", codes::INCONSISTENT, message);
    }
    let is_open = matches!(rows.rows, RowsKind::Free | RowsKind::OnePerEntry);
    if is_open && rows.min_rows.max(rows.spare_rows) == 0 {
        let message = "印刷する行の数（min-rows）が要ります".to_owned();
        tell("min-rows", codes::VALUE, message);
    }
    for (key, number) in [("min-rows", rows.min_rows), ("spare-rows", rows.spare_rows)] {
        if number > MOST_ROWS {
            let message = format!("印刷する行は{MOST_ROWS}までです");
            tell(key, codes::VALUE, message);
        }
    }
    let total = folded(&rows.total_label);
    let mut written = rows.code.iter().flat_map(|c| [&c.code, &c.label]);
    if let Some(word) = written.find(|word| folded(word) == total) {
        let message = format!("「{word}」は合計の行の見出しと同じで、見分けられません");
        tell("total-label", codes::INCONSISTENT, message);
    }
    headers(rows, tell);
    let columns = || rows.text.iter().map(|column| column.id.as_str());
    let printed = rows.code.iter().flat_map(|code| code.words.keys());
    for id in printed.filter(|id| !columns().any(|column| column == *id)) {
        tell(
            "code",
            codes::REFERENCE,
            no_such("ことばの列", id, columns()),
        );
    }
    let keys = rows.code.iter().map(|c| folded(&rows.bare_key(&c.code)));
    let keys: Vec<String> = keys.collect();
    if let Some(at) = (1..keys.len()).find(|at| keys[..*at].contains(&keys[*at])) {
        let message = format!("コード「{}」が2つあります", keys[at]);
        tell("code", codes::TWICE, message);
    }
}

/// Columns of words whose choices are missing, useless or there twice.
fn words(column: &TextColumn, tell: &mut Tell<'_>) {
    let line = |key| column.lines.of(key);
    let chooses = matches!(column.kind, WordKind::Choice | WordKind::Organisation);
    if chooses == column.choices.is_empty() {
        let message = "choicesは、choiceとorganisationのときに要り、ほかでは使いません";
        tell.at(codes::INCONSISTENT, line("choices"), message);
    }
    if column.many && column.kind != WordKind::Choice {
        let message = "manyは、choiceのときに使います";
        tell.at(codes::INCONSISTENT, line("many"), message);
    }
    let all = column.choices.iter().chain(&column.open);
    let line = line("choices").max(line("open"));
    tell.unique("選ぶことば", all.map(|word| (folded(word), line)));
}

/// A column that hangs on none, on itself, or on a word that cannot stand there.
fn when(rows: &RepeatedRows, column: &TextColumn, tell: &mut Tell<'_>) {
    let Some(when) = &column.when else { return };
    let line = column.lines.of("when");
    let Some((other, words)) = rows.condition(column) else {
        let known = rows.text.iter().map(|text| text.id.as_str());
        let message = no_such("ことばの列", &when.column, known);
        tell.at(codes::REFERENCE, line, message);
        return;
    };
    if other.id == column.id || other.when.is_some() {
        let message = "whenには、いつも書くほかの列を書きます";
        tell.at(codes::INCONSISTENT, line, message);
    }
    if words.is_empty() {
        let message = "whenのisが空です。ことばを1つは書いてください";
        tell.at(codes::VALUE, line, message);
    }
    if let Some(message) = doubled(words) {
        tell.at(codes::TWICE, line, message);
    }
    if all_listed(other, words) {
        let message = "whenに、選べることばがすべて並んでいるので、どの行にも書くことになります";
        tell.at(codes::INCONSISTENT, line, message);
    }
    let known = || other.choices.iter().chain(&other.open);
    let is_known = |word: &&String| known().any(|one| folded(one) == folded(word));
    let strange = words.iter().find(|word| !is_known(word));
    if let Some(word) = strange.filter(|_| other.kind == WordKind::Choice) {
        let message = no_such("ことば", word, known().map(String::as_str));
        tell.at(codes::REFERENCE, line, message);
    }
}

/// Headings by which no column can be told from another.
fn headers(rows: &RepeatedRows, tell: &mut TellOfKey<'_>) {
    let fixed = [&rows.number_header, &rows.key_header].into_iter();
    let words = rows.text.iter().map(|column| &column.header);
    let values = rows.column.iter().map(|column| &column.header);
    let mut seen: Vec<String> = Vec::new();
    for header in fixed.chain(words).chain(values) {
        let plain = folded(header);
        if seen.contains(&plain) {
            let message = format!("列の見出し「{header}」が2つあります");
            tell("key-header", codes::TWICE, message);
        }
        seen.push(plain);
    }
}

/// Columns that the form cannot have, and one that stands there twice.
fn columns(
    form: &FormDefinition,
    rows: &RepeatedRows,
    before: &[&IndicatorId],
    known: Option<&[Indicator]>,
    tell: &mut TellOfKey<'_>,
) {
    for (at, column) in rows.column.iter().enumerate() {
        let id = &column.indicator;
        // A column without a field of its own is asked in rows alone.
        let is_known = known.is_none_or(|known| known.iter().any(|known| known.id == *id));
        let field = form.field(id);
        let is_other = field.is_some_and(|field| field.indicator != *id || !field.is_required);
        // Where a field asks for what nobody knows, the field is told.
        if (!is_known && field.is_none()) || is_other {
            let fields = form.fields().map(|(_, _, field)| field.indicator.as_str());
            let message = no_such("指標の欄", id.as_str(), fields);
            tell(
                "column",
                codes::REFERENCE,
                format!("{}の列: {message}", rows.name),
            );
        }
        let mut others = rows.column[..at].iter().map(|other| &other.indicator);
        if before.contains(&id) || others.any(|other| other == id) {
            let message = format!("指標「{id}」の列が2つあります");
            tell("column", codes::TWICE, message);
        }
    }
}
