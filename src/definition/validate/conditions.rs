//! What contradicts in the conditions of fields and blocks: places that the form does not have, places that are themselves
//! asked for under a condition, and values that cannot stand there.

use rust_decimal::Decimal;

use super::catalogue::Catalogue;
use crate::applies::Place;
use crate::codes;
use crate::condition::Condition;
use crate::document::no_such;
use crate::folded::folded;
use crate::form::FormDefinition;
use crate::repeated_rows::{RepeatedRows, RowsKind, ValueColumnKind};
use crate::row_words::{TextColumn, WordKind};
use crate::tell::Tell;
use diagnostic::Code;
use model::Indicator;

/// A fault, and the code under which it is told.
type Found = (Code, String);

/// Tells of what is wrong with the conditions of a form.
pub(super) fn check(form: &FormDefinition, catalogue: &Catalogue<'_>, tell: &mut Tell<'_>) {
    for block in form.sheets.iter().flat_map(|sheet| &sheet.blocks) {
        let own = block.when.iter();
        let own = own.map(|when| (when, block.lines.of("when")));
        let fields = block.fields.iter();
        let of_fields =
            fields.filter_map(|field| Some((field.when.as_ref()?, field.lines.of("when"))));
        for (condition, line) in own.chain(of_fields) {
            if let Some((code, message)) = fault(condition, form, catalogue) {
                tell.at(code, line, message);
            }
        }
    }
}

fn fault(condition: &Condition, form: &FormDefinition, catalogue: &Catalogue<'_>) -> Option<Found> {
    let Condition {
        field,
        rows,
        row,
        column,
        ..
    } = condition;
    let shape = (field, rows, row, column);
    if !matches!(
        shape,
        (Some(_), None, None, None) | (None, Some(_), Some(_), Some(_))
    ) {
        let message =
            "whenには、ほかの欄の番号（field）か、表の1つのセル（rowsとrowとcolumn）を書きます";
        return Some((codes::INCONSISTENT, message.to_owned()));
    }
    let Some(place) = condition.place(form) else {
        return Some((codes::REFERENCE, no_place(condition, form)));
    };
    let hangs = match place {
        Place::Field(id) => {
            let Some(field) = form.field(id) else {
                let known = form.fields().map(|(_, _, field)| field.indicator.as_str());
                return Some((codes::REFERENCE, no_such("欄", id.as_str(), known)));
            };
            !field.conditions.is_empty()
        }
        Place::Words(_, _, text) => text.when.is_some(),
        Place::Value(..) => false,
    };
    if hangs {
        let message =
            "whenには、いつも書くほかの欄を書きます（この欄も、条件のあるときだけ書く欄です）";
        return Some((codes::INCONSISTENT, message.to_owned()));
    }
    if let Some(message) = doubled(&condition.is) {
        return Some((codes::TWICE, message));
    }
    let by_row = match place {
        Place::Words(rows, row, _) | Place::Value(rows, row, ..) => no_row(rows, row),
        Place::Field(_) => None,
    };
    by_row.or_else(|| match place {
        Place::Field(id) => of_number(condition, catalogue.indicator(id)),
        Place::Value(_, _, id, ValueColumnKind::Count) => {
            of_number(condition, catalogue.indicator(id))
        }
        Place::Value(rows, _, _, ValueColumnKind::Mark) => of_mark(condition, rows),
        Place::Words(_, _, text) => of_words(condition, text),
    })
}

/// That there is no such sheet or no such column.
fn no_place(condition: &Condition, form: &FormDefinition) -> String {
    let id = condition.rows.as_deref().unwrap_or_default();
    let Some(rows) = form.rows_block(id) else {
        let known = form.rows.iter().map(|rows| rows.id.as_str());
        return no_such("くり返す行のシート", id, known);
    };
    let words = rows.text.iter().map(|text| text.id.as_str());
    let values = rows.column.iter().map(|column| column.indicator.as_str());
    let column = condition.column.as_deref().unwrap_or_default();
    no_such(
        &format!("「{}」の列", rows.name),
        column,
        words.chain(values),
    )
}

fn no_row(rows: &RepeatedRows, row: &str) -> Option<Found> {
    if rows.rows == RowsKind::Free {
        let message = format!(
            "「{}」は自由な行のシートで、行を名前で見分けられないので、whenに使えません",
            rows.name
        );
        return Some((codes::INCONSISTENT, message));
    }
    let known = rows.code.iter().map(|one| one.code.as_str());
    let message = || no_such(&format!("「{}」の行", rows.name), row, known);
    (!rows.may_have(row)).then(|| (codes::REFERENCE, message()))
}

/// That a word is listed twice, as the reader compares words.
pub(super) fn doubled(words: &[String]) -> Option<String> {
    let mut seen = std::collections::BTreeSet::new();
    let twice = words.iter().find(|word| !seen.insert(folded(word)))?;
    Some(format!("isに「{twice}」が2回あります"))
}

fn inconsistent(message: &str) -> Option<Found> {
    Some((codes::INCONSISTENT, message.to_owned()))
}

/// A number is compared with numbers that it can be.
fn of_number(condition: &Condition, indicator: Option<&Indicator>) -> Option<Found> {
    let (least, most) = (condition.at_least, condition.at_most);
    if (least.is_some() || most.is_some()) != condition.is.is_empty() {
        return inconsistent("数の欄のwhenには、at-leastとat-mostか、isのどちらかを書きます");
    }
    if least.zip(most).is_some_and(|(least, most)| least > most) {
        return inconsistent("whenのat-leastがat-mostより大きくなっています");
    }
    if (least, most) == (Some(0), None) {
        return inconsistent("whenのat-least = 0は、どの数にも当てはまります");
    }
    let is_percent = indicator.is_some_and(Indicator::is_percent);
    let hundred = Decimal::ONE_HUNDRED;
    let can_be = |number: Decimal| match is_percent {
        true => number >= Decimal::ZERO && number <= hundred,
        false => indicator.map_or(number.is_integer(), |one| one.counts(number)),
    };
    let words = condition
        .is
        .iter()
        .map(|word| (word.clone(), word.parse().ok()));
    let bounds = least.iter().chain(&most);
    let bounds = bounds.map(|bound| (bound.to_string(), Some(Decimal::from(*bound))));
    let mut all = words.chain(bounds);
    let (strange, _) = all.find(|(_, number)| !number.is_some_and(can_be))?;
    let what = match indicator {
        _ if is_percent => "0から100までの数".to_owned(),
        Some(indicator) => indicator.countable(),
        None => "0以上の整数".to_owned(),
    };
    let message = format!("whenの「{strange}」は、その欄に書ける数（{what}）ではありません");
    Some((codes::VALUE, message))
}

/// A mark is compared with marks.
fn of_mark(condition: &Condition, rows: &RepeatedRows) -> Option<Found> {
    if let Some(found) = words_alone(condition, "印の列") {
        return Some(found);
    }
    let known = || rows.yes.iter().chain(&rows.no);
    let strange = condition
        .is
        .iter()
        .find(|word| !known().any(|one| one == *word));
    let Some(strange) = strange else {
        let sides = [&rows.yes, &rows.no];
        let holds_always = sides
            .iter()
            .all(|side| condition.is.iter().any(|word| side.contains(word)));
        return holds_always.then(always).flatten();
    };
    let message = no_such("印", strange, known().map(String::as_str));
    Some((codes::REFERENCE, message))
}

fn of_words(condition: &Condition, column: &TextColumn) -> Option<Found> {
    if let Some(found) = words_alone(condition, "ことばの列") {
        return Some(found);
    }
    let known = || column.choices.iter().chain(&column.open);
    let is_known = |word: &&String| known().any(|one| folded(one) == folded(word));
    if column.kind != WordKind::Choice {
        return None;
    }
    let mut strange = condition.is.iter().filter(|word| !is_known(word));
    let Some(strange) = strange.next() else {
        return all_listed(column, &condition.is).then(always).flatten();
    };
    let message = no_such("ことば", strange, known().map(String::as_str));
    Some((codes::REFERENCE, message))
}

/// Whether every choice of a column is listed.
pub(super) fn all_listed(column: &TextColumn, words: &[String]) -> bool {
    let is_listed = |choice: &String| words.iter().any(|word| folded(word) == folded(choice));
    column.kind == WordKind::Choice && column.choices.iter().all(is_listed)
}

/// That a condition holds whatever is written.
fn always() -> Option<Found> {
    inconsistent("whenに、書けるものがすべて並んでいるので、いつも当てはまります")
}

/// Words are compared with words, one at least.
fn words_alone(condition: &Condition, what: &str) -> Option<Found> {
    if condition.at_least.is_some() || condition.at_most.is_some() {
        return inconsistent(&format!(
            "{what}のwhenには、at-leastやat-mostでなく、isを書きます"
        ));
    }
    let message = "whenのisが空です。1つは書いてください".to_owned();
    condition.is.is_empty().then_some((codes::VALUE, message))
}
