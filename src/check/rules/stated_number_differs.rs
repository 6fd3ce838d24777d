//! C327: a number that stands somewhere in the form is not what other cells of it come to: a whole and its parts, or a
//! number within a sentence and the cells of a table.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::cells;
use crate::ratio::show;
use crate::{Context, Rule, RuleSettings, Sink};
use definition::{Field, FormDefinition};
use diagnostic::{Code, Outcome, Place, code};
use model::{FiscalYear, Provenance, Submission, narrow};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C327" "stated-number-differs" Warning "stated_number_differs.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct StatedNumberDiffers {
    #[schemars(description = "確かめる数のあるところ。")]
    stated: Term,
    #[schemars(description = "足して、確かめる数になるはずの数のあるところ。")]
    equals: Vec<Term>,
    #[schemars(description = "そこから引く数のあるところ。")]
    #[serde(default)]
    minus: Vec<Term>,
}

/// Where a number stands.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(
    description = "数のあるところ。指標の欄（field）か、くり返す行のシートの1つのセル（rows、row、column）。"
)]
struct Term {
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
}

/// A number of the form as it was found.
struct Found<'a> {
    number: Decimal,
    cell: &'a Provenance,
    label: String,
    /// The heading above or beside it.
    header: String,
    /// What stands behind it, where it was looked for by that.
    unit: String,
}

impl Term {
    fn fault(&self, form: &FormDefinition) -> Option<String> {
        let (rows, row, column) = match (&self.field, &self.rows, &self.row, &self.column) {
            (Some(_), None, None, None) if self.unit.is_none() => return None,
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
        let is_it = |code: &str| rows.bare_key(code) == rows.bare_key(row);
        let has_row = rows.code.is_empty() || rows.code.iter().any(|one| is_it(&one.code));
        let no_row = || format!("「{row}」という行は「{}」にありません", rows.name);
        cells::fault(rows, column).or_else(|| (!has_row).then(no_row))
    }

    /// The numbers that stand there; none where nothing is written, or a word in place of a number.
    fn find<'a>(
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
        let numbers = numbers(&cell.text, self.unit.as_deref()).into_iter();
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

impl RuleSettings for StatedNumberDiffers {
    const CODE: Code = CODE;
    const IS_STATED: bool = true;

    fn contradiction(&self, form: &FormDefinition) -> Option<String> {
        if self.equals.is_empty() {
            return Some("equalsが空です。数のあるところを1つは書いてください".to_owned());
        }
        let mut terms = self.terms();
        terms.find_map(|term| term.fault(form))
    }
}

impl Rule for StatedNumberDiffers {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let mut checked = false;
        let is_yearly = self.terms().any(|term| term.field.is_some());
        for submission in context.subjects() {
            let mut years = context.due_years(submission);
            if !is_yearly {
                // Cells of words are there once for all years.
                years.drain(..years.len().saturating_sub(1));
            }
            for year in years {
                checked |= self.compare(context, sink, submission, year);
            }
        }
        Outcome::skipped_if(!checked, "比べる数が、どの提出物にもない")
    }
}

impl StatedNumberDiffers {
    fn terms(&self) -> impl Iterator<Item = &Term> {
        let parts = self.equals.iter().chain(&self.minus);
        std::iter::once(&self.stated).chain(parts)
    }

    /// Whether every number was there to be compared.
    fn compare(
        &self,
        context: &Context<'_>,
        sink: &mut Sink<'_>,
        submission: &Submission,
        year: FiscalYear,
    ) -> bool {
        let stated = self.stated.find(context, sink, submission, year);
        let mut sum = Decimal::ZERO;
        let mut parts: Vec<Found<'_>> = Vec::new();
        let signs = self.equals.iter().map(|term| (term, Decimal::ONE));
        let signs = signs.chain(self.minus.iter().map(|term| (term, Decimal::NEGATIVE_ONE)));
        for (term, sign) in signs {
            let found = term
                .find(context, sink, submission, year)
                .into_iter()
                .next();
            let Some(found) = found else {
                return false;
            };
            sum += sign * found.number;
            parts.push(found);
        }
        for one in stated.iter().filter(|one| one.number != sum) {
            self.tell(sink, submission, one, (&parts, sum));
        }
        !stated.is_empty()
    }

    fn tell(
        &self,
        sink: &mut Sink<'_>,
        submission: &Submission,
        stated: &Found<'_>,
        (parts, sum): (&[Found<'_>], Decimal),
    ) {
        let terms = parts.iter().enumerate().map(|(at, part)| {
            let sign = match at {
                0 => "",
                at if at < self.equals.len() => "＋",
                _ => "－",
            };
            format!("{sign}{}の{}", part.label, show(part.number))
        });
        let number = format!("{}{}", show(stated.number), stated.unit);
        let sum = show(sum);
        let comes_to = match parts {
            [_] => String::new(),
            _ => format!("＝{sum}"),
        };
        let message = format!(
            "{}には「{number}」とありますが、{}{comes_to}と合いません。",
            stated.label,
            terms.collect::<String>()
        );
        let mut diagnostic = sink
            .diagnostic(Place::from(stated.cell), message)
            .ward(submission.ward.as_ref())
            .field(stated.header.clone())
            .entered(number)
            .expected(sum)
            .hint("どちらが正しいか確かめて、もう一方を直してください。");
        let mut seen = BTreeSet::from([(&stated.cell.sheet, stated.cell.cell)]);
        for part in parts {
            if seen.insert((&part.cell.sheet, part.cell.cell)) {
                diagnostic = diagnostic.related(Place::from(part.cell));
            }
        }
        sink.push(diagnostic);
    }
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
