//! A number as it stands somewhere on a form, where a check of the form looks for it: in a field, or in a cell of a table.

use rust_decimal::Decimal;

use crate::cells;
use crate::{Context, Sink};
use definition::{Field, FormDefinition};
use model::{FiscalYear, Provenance, Submission, narrow};
use schemars::JsonSchema;
use serde::Deserialize;

/// Where a number stands.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(
    description = "数のあるところ。指標の欄（field）か、くり返す行のシートの1つのセル（rows、row、column）。"
)]
pub(crate) struct Term {
    #[schemars(description = "指標の番号。年度ごとに確かめる。")]
    field: Option<Field>,
    #[schemars(description = "くり返す行のシートの番号。")]
    rows: Option<String>,
    #[schemars(description = "行の名前やコード。見分ける列に書かれたとおり。")]
    row: Option<String>,
    #[schemars(description = "ことばの列の番号。")]
    column: Option<String>,
    #[schemars(
        description = "数の後ろのことば（「名増」など）。文章の中から、このことばのすぐ前の数を読む。書かなければ、セルのはじめの数。"
    )]
    unit: Option<String>,
    #[schemars(
        description = "0と数えることば（配置なしなど）。セルにあるのがこのことばだけのとき。"
    )]
    #[serde(default)]
    zeros: Vec<String>,
}

/// A number of the form as it was found.
pub(crate) struct Found<'a> {
    /// The number.
    pub(crate) number: Decimal,
    /// Where.
    pub(crate) cell: &'a Provenance,
    /// What it is called in a sentence.
    pub(crate) label: String,
    /// The heading above or beside it.
    pub(crate) header: String,
    /// What stands behind it, where it was looked for by that.
    pub(crate) unit: String,
}

impl Term {
    /// Whether there is one for each fiscal year; a cell of words is there once for all.
    pub(crate) fn is_yearly(&self) -> bool {
        self.field.is_some()
    }

    /// What is wrong with it in a form.
    pub(crate) fn fault(&self, form: &FormDefinition) -> Option<String> {
        let (rows, row, column) = match (&self.field, &self.rows, &self.row, &self.column) {
            (Some(_), None, None, None) if self.unit.is_none() && self.zeros.is_empty() => {
                return None;
            }
            (None, Some(rows), Some(row), Some(column)) => (rows, row, column),
            _ => {
                let message = "数のあるところは、fieldか、rowsとrowとcolumnで書きます";
                return Some(message.to_owned());
            }
        };
        let rows = match cells::rows_of(form, rows) {
            Ok(rows) => rows,
            Err(fault) => return Some(fault),
        };
        let no_row = || format!("「{row}」という行は「{}」にありません", rows.name);
        cells::fault(rows, column).or_else(|| (!rows.may_have(row)).then(no_row))
    }

    /// The numbers that stand there; none where nothing is written, or a word in place of a number.
    pub(crate) fn find<'a>(
        &self,
        context: &Context<'_>,
        sink: &Sink<'_>,
        submission: &'a Submission,
        year: FiscalYear,
    ) -> Vec<Found<'a>> {
        if let Some(field) = &self.field {
            let fact = submission.fact(field, year);
            let fact = fact.filter(|fact| !sink.earlier().mentions(fact));
            let found = fact.and_then(|fact| {
                let header = context.field_label(submission, fact);
                Some(Found {
                    number: fact.value.number()?,
                    cell: &fact.provenance,
                    label: format!("「{header}」"),
                    header,
                    unit: String::new(),
                })
            });
            return found.into_iter().collect();
        }
        let form = context.form_for(submission);
        let rows = self.rows.as_ref().and_then(|id| form.rows_block(id));
        let (Some(rows), Some(row), Some(column)) = (rows, &self.row, &self.column) else {
            return Vec::new();
        };
        let is_it = |text: &str| rows.bare_key(text) == rows.bare_key(row);
        let written = cells::written(submission, rows).unwrap_or_default();
        let mut written = written.into_iter();
        let own = written.find(|one| is_it(&one.key.text));
        let Some(cell) = own.and_then(|own| cells::cell(rows, column, own)) else {
            return Vec::new();
        };
        let header = cells::heading(rows, column);
        let label = format!("「{row}」の行の「{header}」");
        let is_none = self
            .zeros
            .iter()
            .any(|word| plain(word) == plain(&cell.text));
        let numbers = match is_none {
            true => vec![Decimal::ZERO],
            false => numbers(&cell.text, self.unit.as_deref()),
        };
        let numbers = numbers.into_iter();
        let found = numbers.map(|number| Found {
            number,
            cell,
            label: label.clone(),
            header: header.to_owned(),
            unit: self.unit.clone().unwrap_or_default(),
        });
        found.collect()
    }
}

/// The numbers in a text that stand before a unit; without one, the first number.
fn numbers(text: &str, unit: Option<&str>) -> Vec<Decimal> {
    let text = plain(text);
    let is_number = |c: char| c.is_ascii_digit() || c == ',' || c == '.';
    let read = |digits: &str| digits.replace(',', "").parse::<Decimal>().ok();
    let Some(unit) = unit else {
        let runs = text.split(|c| !is_number(c));
        return runs.filter_map(read).take(1).collect();
    };
    let unit = plain(unit);
    let ends = text.match_indices(&unit).map(|(at, _)| &text[..at]);
    let before = ends.map(|before| {
        let from = before.rfind(|c| !is_number(c));
        let from = from.map_or(0, |at| {
            at + before[at..].chars().next().map_or(0, char::len_utf8)
        });
        &before[from..]
    });
    before.filter_map(read).collect()
}

/// Narrow and without blanks.
fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace());
    kept.map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_one_before_its_unit() {
        let of = |text, unit| {
            let all = numbers(text, unit).into_iter();
            all.map(|number| number.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(of("令和6年に１名増やし、7名になった", Some("名増")), ["1"]);
        assert_eq!(
            of("令和6年に1名増やし、7 名になった", Some("名になった")),
            ["7"]
        );
        assert_eq!(of("社協 7名 (CSW兼務)", None), ["7"]);
        assert_eq!(of("1,200人と30人", Some("人")), ["1200", "30"]);
        assert!(of("増えた名", Some("名")).is_empty() && of("兼務", None).is_empty());
    }
}
