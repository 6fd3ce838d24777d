//! C325: a column of years or numbers does not go on from row to row as the form says.
//!
//! # Decisions
//! * A blank row counts as a step: what stands below it is held to what stands above it.

use crate::cells;
use crate::setting::Number;
use crate::{Context, Rule, RuleSettings, Sink};
use definition::FormDefinition;
use diagnostic::{Code, Outcome, Place, code};
use model::{FiscalYear, Provenance, Submission, narrow};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C325" "row-not-consecutive" Warning "row_not_consecutive.md");

/// Names of eras and the year before each.
const ERAS: [(&str, i64); 3] = [("令和", 2018), ("平成", 1988), ("昭和", 1925)];

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RowNotConsecutive {
    #[schemars(description = "くり返す行のシートの番号。")]
    rows: String,
    #[schemars(
        description = "年（元号でも西暦でもよい）か番号を書く列の番号。見分ける列は、その見出し。"
    )]
    column: String,
    #[schemars(description = "1行下がるごとにいくつ増えるか（1～100、書かなければ1）。")]
    #[serde(default)]
    step: Number<1, 100, 1>,
}

impl RuleSettings for RowNotConsecutive {
    const CODE: Code = CODE;
    const IS_STATED: bool = true;

    fn contradiction(&self, form: &FormDefinition) -> Option<String> {
        match cells::rows_of(form, &self.rows) {
            Ok(rows) => cells::fault(rows, &self.column),
            Err(fault) => Some(fault),
        }
    }
}

impl Rule for RowNotConsecutive {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let mut checked = false;
        for submission in context.subjects() {
            let form = context.form_for(submission);
            let Some(rows) = form.rows_block(&self.rows) else {
                continue;
            };
            let mut blocks = submission.rows.iter();
            let Some(block) = blocks.find(|block| block.block == rows.id) else {
                continue;
            };
            let cells = block.rows.iter();
            let cells = cells.filter_map(|row| cells::cell(rows, &self.column, row));
            let header = cells::heading(rows, &self.column);
            checked |= self.walk(sink, submission, header, cells);
        }
        context.ran_on_rows(checked)
    }
}

/// A row that can be compared with: its place among the rows, its number, its cell.
type Before<'a> = (i64, Written, &'a Provenance);

impl RowNotConsecutive {
    fn walk<'a>(
        &self,
        sink: &mut Sink<'_>,
        submission: &Submission,
        header: &str,
        cells: impl Iterator<Item = &'a Provenance>,
    ) -> bool {
        let mut before: Option<Before<'a>> = None;
        for (at, cell) in (0..)
            .zip(cells)
            .filter(|(_, cell)| !cell.text.trim().is_empty())
        {
            let Some(written) = Written::of(&cell.text) else {
                self.unread(sink, submission, header, cell);
                continue;
            };
            if let Some((row, last, above)) = before {
                let expected = last.number + (at - row) * i64::from(self.step.get());
                if written.number != expected {
                    self.tell(
                        sink,
                        submission,
                        header,
                        (above, cell),
                        written.like(expected),
                    );
                }
            }
            before = Some((at, written, cell));
        }
        before.is_some()
    }

    fn tell(
        &self,
        sink: &mut Sink<'_>,
        submission: &Submission,
        header: &str,
        (above, cell): (&Provenance, &Provenance),
        expected: String,
    ) {
        let message = format!(
            "「{}」（{}）の次が「{}」で、続いていません。",
            above.text, above.cell, cell.text
        );
        sink.push(
            sink.diagnostic(Place::from(cell), message)
                .ward(submission.ward.as_ref())
                .field(header.to_owned())
                .entered(cell.text.clone())
                .expected(expected)
                .related(Place::from(above))
                .hint(format!(
                    "{header}の書きまちがいや、抜けている行、2回書いた行がないか確かめてください。"
                )),
        );
    }

    fn unread(
        &self,
        sink: &mut Sink<'_>,
        submission: &Submission,
        header: &str,
        cell: &Provenance,
    ) {
        let message = format!("「{}」は、年や番号として読めません。", cell.text);
        let told = sink
            .diagnostic(Place::from(cell), message)
            .ward(submission.ward.as_ref())
            .field(header.to_owned())
            .entered(cell.text.clone())
            .expected("「令和6年」「2024年」か、番号")
            .hint(format!("{header}を、年か番号で書いてください。"));
        sink.push(told);
    }
}

/// A year or a number that stands in a cell.
#[derive(Clone, Copy)]
struct Written {
    number: i64,
    is_of_an_era: bool,
}

impl Written {
    fn of(text: &str) -> Option<Self> {
        let text: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(narrow)
            .collect();
        let era = ERAS
            .iter()
            .find_map(|(era, before)| Some((text.split_once(era)?.1, *before)));
        let (rest, before) = era.unwrap_or((&text, 0));
        let number = match rest.strip_prefix('元').filter(|_| era.is_some()) {
            Some(_) => 1,
            None => {
                let from = rest.find(|c: char| c.is_ascii_digit())?;
                let digits = &rest[from..];
                let end = digits.find(|c: char| !c.is_ascii_digit());
                digits[..end.unwrap_or(digits.len())].parse::<i64>().ok()?
            }
        };
        Some(Self {
            number: before + number,
            is_of_an_era: era.is_some(),
        })
    }

    /// Another number in the way in which this one is written.
    fn like(self, number: i64) -> String {
        let year = i32::try_from(number).ok().filter(|_| self.is_of_an_era);
        year.map_or_else(
            || number.to_string(),
            |year| FiscalYear(year).wareki().replace("年度", "年"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_in_either_calendar() {
        for (text, number) in [
            ("平成27年", 2015),
            ("平成３１年", 2019),
            ("令和元年", 2019),
            ("令和 6年度", 2024),
            ("2024年", 2024),
            ("第12回", 12),
        ] {
            assert_eq!(
                Written::of(text).map(|one| one.number),
                Some(number),
                "{text}"
            );
        }
        assert!(Written::of("元年").is_none() && Written::of("未定").is_none());
        let like = |text: &str, number| Written::of(text).expect(text).like(number);
        assert_eq!(like("令和2年", 2019), "令和元年");
        assert_eq!(like("3", 4), "4");
    }
}
