//! A word in repeated rows, held to what its column asks for. What is written is kept as it stands whatever is found here.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

use super::date::{self, DateText};
use super::fold::{fold, fold_width};
use super::not_words::{self, NotWords};
use super::session::Session;
use definition::{RepeatedRows, TextColumn, WordKind};
use diagnostic::{Code, Diagnostic, Place, Severity, nearest};
use model::{CellRef, Provenance, Text};
use workbook::{CellValue, Sheet};

/// The days of the week, from Monday.
const WEEKDAYS: [char; 7] = ['月', '火', '水', '木', '金', '土', '日'];

/// Digits of a number for the whole country, such as 110 or 189.
const SHORT_DIGITS: usize = 3;
/// Digits of a telephone number without its area code.
const LOCAL_DIGITS: RangeInclusive<usize> = 6..=8;
/// Digits of a whole telephone number, which begins with nought: of a line, or of a mobile one.
const WHOLE_DIGITS: RangeInclusive<usize> = 10..=11;

/// What is wrong with a word.
struct Fault {
    /// The end of 「…」に「…」とあり、…
    what: String,
    expected: String,
    hint: String,
}

impl Fault {
    fn of(what: &str, expected: &str) -> Self {
        Self {
            what: what.to_owned(),
            expected: expected.to_owned(),
            hint: String::new(),
        }
    }
}

/// Tells of a word that is none, or is not what its column asks for; `key` is its row's. What is no word is taken away.
pub(super) fn look(
    session: &mut Session<'_>,
    sheet: &Sheet,
    column: &TextColumn,
    word: &mut Provenance,
    key: &Provenance,
) {
    let row = match key.text.as_str() {
        "" => String::new(),
        key => format!("「{key}」の行の"),
    };
    let subject = format!("{row}「{}」", column.header);
    if let Some(found) = no_word(sheet, column, word.cell) {
        let message = format!("{subject}のセル{}", found.what);
        session.push(
            Diagnostic::new(found.code, Place::from(&*word), message)
                .hint(found.hint)
                .field(column.header.clone())
                .entered(found.entered)
                .expected(column.header.clone()),
        );
        word.text = Text::default();
        return;
    }
    if sheet.beside.is_struck(word.cell) {
        let message = format!("{subject}に取り消し線の付いた文字があります。消さずに読みました。");
        session.push(
            Diagnostic::new(Code::TEXT_STRUCK, Place::from(&*word), message)
                .severity(Severity::Warning)
                .hint("消した文字を実際に削除してください。")
                .field(column.header.clone()),
        );
    }
    otherwise(session, column, word, &subject);
}

/// Tells of words in columns that are not asked for in this row; they are kept as they stand.
pub(super) fn not_asked(
    session: &mut Session<'_>,
    rows: &RepeatedRows,
    texts: &BTreeMap<String, Provenance>,
    key: &Provenance,
) {
    for column in &rows.text {
        let word = texts.get(&column.id).filter(|word| !word.text.is_empty());
        let (Some(word), Some((other, words))) = (word, rows.condition(column)) else {
            continue;
        };
        if rows.asks(column, texts) {
            continue;
        }
        let (header, other, words) = (&column.header, &other.header, words.join("」か「"));
        let message = format!(
            "「{}」の行の「{header}」に記入がありますが、「{other}」が「{words}」の行だけに書く欄です。",
            key.text
        );
        session.push(
            Diagnostic::new(Code::ROW_WORD_UNREADABLE, Place::from(word), message)
                .hint(format!(
                    "「{other}」を直すか、「{header}」の記入を消してください。"
                ))
                .field(header.clone())
                .entered(word.text.clone())
                .expected("空欄"),
        );
    }
}

/// What a cell holds instead of a word; a date is one where a date is asked for, and a bare number where no sentences are.
fn no_word(sheet: &Sheet, column: &TextColumn, at: CellRef) -> Option<NotWords> {
    let cell = sheet.cells.get(&at)?;
    let text = cell.text();
    if column.kind == WordKind::Lines && not_words::is_bare_number(text.trim()) {
        return Some(not_words::bare(text.trim()));
    }
    let is_date = matches!(cell.value, CellValue::Date { .. });
    if is_date && matches!(column.kind, WordKind::Date | WordKind::Month) {
        return None;
    }
    not_words::found(sheet, at, cell)
}

/// Tells of a word that is not of its column's kind.
fn otherwise(session: &mut Session<'_>, column: &TextColumn, word: &Provenance, subject: &str) {
    let text = word.text.trim();
    let is_open = |open: &String| fold(open) == fold(text);
    if text.is_empty() || column.open.iter().any(is_open) {
        return;
    }
    let Some(fault) = fault(column, text) else {
        return;
    };
    let instead = match &column.open[..] {
        [] => String::new(),
        open => format!(
            "分からないときは「{}」と書いてください。",
            open.join("」か「")
        ),
    };
    session.push(
        Diagnostic::new(
            Code::ROW_WORD_UNREADABLE,
            Place::from(word),
            format!("{subject}に「{text}」とあり、{}", fault.what),
        )
        .hint(format!(
            "{}{}に直してください。{instead}",
            fault.hint, fault.expected
        ))
        .field(column.header.clone())
        .entered(word.text.clone())
        .expected(fault.expected),
    );
}

fn fault(column: &TextColumn, text: &str) -> Option<Fault> {
    match column.kind {
        WordKind::Words | WordKind::Lines => None,
        WordKind::Choice => choice(column, text),
        WordKind::Date => day(text),
        WordKind::Month => month(text),
        WordKind::Phone => phone(text),
        WordKind::Mail => mail(text),
        WordKind::Organisation => organisation(column, text),
    }
}

/// One of the choices, or several where they may be.
fn choice(column: &TextColumn, text: &str) -> Option<Fault> {
    let separators: &[char] = if column.many {
        &['、', '，', ',', '\n']
    } else {
        &[]
    };
    let mut pieces = text.split(separators).map(str::trim);
    let is_one = |piece: &str| {
        column
            .choices
            .iter()
            .any(|choice| fold(choice) == fold(piece))
    };
    let other = pieces.find(|piece| !piece.is_empty() && !is_one(piece))?;
    let near = nearest(other, column.choices.iter().map(String::as_str));
    let (of_them, ending) = if column.many {
        (format!("「{other}」は"), "から選んだもの")
    } else {
        (String::new(), "のどれか")
    };
    Some(Fault {
        what: format!("{of_them}選べることばにありません。"),
        expected: format!("「{}」{ending}", column.choices.join("」「")),
        hint: near.map_or_else(String::new, |near| {
            format!("「{near}」のことではありませんか。")
        }),
    })
}

/// One day; with the day of the week that it is, where one is written.
fn day(text: &str) -> Option<Fault> {
    let date = match date::find(text) {
        DateText::Date(date) if !text.contains('末') => date.date(),
        _ => {
            return Some(Fault::of(
                "日付として読めません。",
                "「令和8年3月31日」か「2026/3/31」のような日付",
            ));
        }
    };
    let written = weekday_written(text)?;
    let is = WEEKDAYS[date.weekday().num_days_from_monday() as usize];
    (written != is).then(|| Fault {
        what: format!("日付と曜日が合いません（{}は{is}曜日です）。", wareki(date)),
        expected: "合う日付と曜日".to_owned(),
        hint: "日付と曜日のどちらが正しいか確かめて、".to_owned(),
    })
}

fn wareki(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// The day of the week in brackets behind a date, or before 曜.
fn weekday_written(text: &str) -> Option<char> {
    let chars: Vec<char> = fold(text).chars().collect();
    let mut triples = chars.windows(3);
    triples.find_map(|three| match three {
        ['(', day, ')' | '曜' | '・' | '祝'] if WEEKDAYS.contains(day) => Some(*day),
        [day, '曜', '日'] if WEEKDAYS.contains(day) => Some(*day),
        _ => None,
    })
}

fn month(text: &str) -> Option<Fault> {
    let is_day = matches!(date::find(text), DateText::Date(_));
    let what = match (is_day, date::meant(text)) {
        // A cell with a date in it, shown as a month, has a day as well.
        (true, _) if text.contains('日') => "日まで書かれています。",
        (true, _) | (false, Some(_)) => return None,
        (false, None) => "年月として読めません。",
    };
    Some(Fault::of(what, "「令和8年3月」か「2026/3」のような年月"))
}

/// Digits in groups, with hyphens or brackets between; an extension or a remark may follow in brackets.
fn phone(text: &str) -> Option<Fault> {
    let folded = fold(text);
    let number = match folded.rfind('(') {
        Some(at) if folded.ends_with(')') && folded[at..].chars().any(char::is_alphabetic) => {
            &folded[..at]
        }
        _ => &folded[..],
    };
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '(' | ')');
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let is_whole = digits.starts_with('0') && WHOLE_DIGITS.contains(&digits.len());
    let is_local = !digits.starts_with('0')
        && (LOCAL_DIGITS.contains(&digits.len()) || digits.len() == SHORT_DIGITS);
    let ends_well = number.ends_with(|c: char| c.is_ascii_digit()) && !number.starts_with('-');
    let fits = number.chars().all(is_part) && ends_well && (is_whole || is_local);
    (!fits).then(|| {
        Fault::of(
            "電話番号として読めません。",
            "「06-1234-5678」のような電話番号",
        )
    })
}

fn mail(text: &str) -> Option<Fault> {
    let folded = fold_width(text);
    let is_address = folded.is_ascii()
        && !folded.contains(char::is_whitespace)
        && folded.split_once('@').is_some_and(|(name, host)| {
            let mut parts = host.split('.');
            !name.is_empty()
                && !host.contains('@')
                && host.contains('.')
                && parts.all(|part| !part.is_empty())
        });
    (!is_address).then(|| {
        Fault::of(
            "メールアドレスとして読めません。",
            "「fukushi@example.jp」のようなメールアドレス",
        )
    })
}

/// 社協 5名（兼務）: one of the organisations, how many people, and a remark or none.
fn organisation(column: &TextColumn, text: &str) -> Option<Fault> {
    let folded = fold(text);
    let mut choices: Vec<String> = column.choices.iter().map(|choice| fold(choice)).collect();
    // The longest first: one name may begin like another.
    choices.sort_by_key(|choice| std::cmp::Reverse(choice.len()));
    let rest = choices
        .iter()
        .find_map(|choice| folded.strip_prefix(choice.as_str()));
    let is_heads = |rest: &str| {
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let after = unit.strip_prefix(['名', '人']);
        let is_remark =
            |note: &str| note.is_empty() || note.starts_with('(') && note.ends_with(')');
        unit.len() < rest.len() && after.is_some_and(is_remark)
    };
    let example = format!(
        "「{} 2名」のように、組織（{}）と人数",
        column.choices[0],
        column.choices.join("、")
    );
    match rest {
        None => Some(Fault::of("どの組織か分かりません。", &example)),
        Some(rest) if !is_heads(rest) => Some(Fault::of("人数が読めません。", &example)),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_right(kind: WordKind, text: &str) -> bool {
        let mut column = TextColumn::default();
        column.kind = kind;
        column.many = true;
        column.choices = ["市", "社協", "社協支部"].map(str::to_owned).to_vec();
        fault(&column, text).is_none()
    }

    #[test]
    fn what_a_column_asks_for_is_taken_in_any_common_spelling() {
        for (kind, text) in [
            (WordKind::Date, "令和6年1月29日"),
            (WordKind::Date, "令和６年１月29日（月）"),
            (WordKind::Date, "2024/1/29"),
            (WordKind::Date, "R6.1.29 月曜日"),
            (WordKind::Month, "令和6年1月"),
            (WordKind::Month, "2024/1"),
            (WordKind::Phone, "06-1234-5678"),
            (WordKind::Phone, "０６（１２３４）５６７８"),
            (WordKind::Phone, "0120-01-7285"),
            (WordKind::Phone, "6656-0080（代表）"),
            (WordKind::Phone, "189"),
            (WordKind::Mail, "fukushi@example.jp"),
            (WordKind::Choice, "市、社協"),
            (WordKind::Organisation, "社協 5名 (CSW兼務)"),
            (WordKind::Organisation, "社協支部２人"),
            (WordKind::Words, "なんでも"),
        ] {
            assert!(is_right(kind, text), "{kind:?}: {text}");
        }
    }

    #[test]
    fn what_a_column_does_not_ask_for_is_told() {
        for (kind, text) in [
            (WordKind::Date, "令和6年1月29日（火）"),
            (WordKind::Date, "令和6年2月30日"),
            (WordKind::Date, "令和6年1月末"),
            (WordKind::Date, "未定"),
            (WordKind::Month, "春ごろ"),
            (WordKind::Month, "令和8年4月1日"),
            (WordKind::Phone, "06-1234-567"),
            (WordKind::Phone, "1234-56789-0"),
            (WordKind::Phone, "06-1234-56O8"),
            (WordKind::Phone, "なし"),
            (WordKind::Mail, "fukushi＠example"),
            (WordKind::Mail, "福祉@example.jp"),
            (WordKind::Choice, "市、県"),
            (WordKind::Organisation, "NPO 2名"),
            (WordKind::Organisation, "社協 数名"),
            (WordKind::Organisation, "社協 2名 兼務"),
        ] {
            assert!(!is_right(kind, text), "{kind:?}: {text}");
        }
    }
}
