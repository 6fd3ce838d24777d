//! C325: a column of years, months, days or numbers does not go on from row to row as the form says.
//!
//! # Decisions
//! * A blank row counts as a step: what stands below it is held to what stands above it.

use crate::cells;
use crate::setting::Number;
use crate::{Context, Rule, RuleSettings, Sink};
use chrono::{Datelike, NaiveDate};
use definition::{FormDefinition, RepeatedRows, WordKind};
use diagnostic::{Code, Outcome, Place, code};
use model::{FiscalYear, Provenance, Submission, narrow};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C325" "row-not-consecutive" Warning "row_not_consecutive.md");

/// Names of eras and the year before each.
const ERAS: [(&str, i64); 3] = [("令和", 2018), ("平成", 1988), ("昭和", 1925)];

/// Their letters, before a number.
const LETTERS: [(char, i64); 3] = [('R', 2018), ('H', 1988), ('S', 1925)];

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
    #[schemars(
        description = "何が増えるか。書かなければ、年月の列は月、日付の列は日、ほかは年や番号。"
    )]
    every: Option<Every>,
}

/// What goes on from row to row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(description = "何が増えるか。")]
enum Every {
    /// Years, or numbers.
    #[schemars(description = "年や番号。")]
    Year,
    /// Months.
    #[schemars(description = "月。")]
    Month,
    /// Days.
    #[schemars(description = "日。")]
    Day,
}

impl Every {
    /// What a column asks for.
    fn of(rows: &RepeatedRows, column: &str) -> Self {
        let mut texts = rows.text.iter();
        match texts.find(|text| text.id == column).map(|text| text.kind) {
            Some(WordKind::Month) => Self::Month,
            Some(WordKind::Date) => Self::Day,
            _ => Self::Year,
        }
    }

    /// What it is called, what is to be written, and how.
    fn words(self) -> [&'static str; 3] {
        match self {
            Self::Year => ["年や番号", "年か番号", "「令和6年」「2024年」か、番号"],
            Self::Month => ["年月", "年月", "「令和6年4月」「2024年4月」など"],
            Self::Day => ["日付", "日付", "「令和6年4月1日」「2024年4月1日」など"],
        }
    }
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
            let every = self.every.unwrap_or_else(|| Every::of(rows, &self.column));
            checked |= self.walk(sink, submission, (header, every), cells);
        }
        context.ran_on(checked, &self.rows)
    }
}

/// A row that can be compared with: its place among the rows, its number, its cell.
type Before<'a> = (i64, Written, &'a Provenance);

impl RowNotConsecutive {
    fn walk<'a>(
        &self,
        sink: &mut Sink<'_>,
        submission: &Submission,
        (header, every): (&str, Every),
        cells: impl Iterator<Item = &'a Provenance>,
    ) -> bool {
        let mut before: Option<Before<'a>> = None;
        for (at, cell) in (0..)
            .zip(cells)
            .filter(|(_, cell)| !cell.text.trim().is_empty())
        {
            let Some(written) = Written::of(&cell.text, every) else {
                unread(sink, submission, (header, every), cell);
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
}

fn unread(
    sink: &mut Sink<'_>,
    submission: &Submission,
    (header, every): (&str, Every),
    cell: &Provenance,
) {
    // A date that is none is told by whoever read it.
    if sink.earlier().points_at(&Place::from(cell)) {
        return;
    }
    let [what, write, expected] = every.words();
    let message = format!("「{}」は、{what}として読めません。", cell.text);
    let told = sink
        .diagnostic(Place::from(cell), message)
        .ward(submission.ward.as_ref())
        .field(header.to_owned())
        .entered(cell.text.clone())
        .expected(expected)
        .hint(format!("{header}を、{write}で書いてください。"));
    sink.push(told);
}

/// A year, a month, a day or a number that stands in a cell, counted so that the next one is one more.
#[derive(Clone, Copy)]
struct Written {
    number: i64,
    every: Every,
    is_of_an_era: bool,
}

impl Written {
    fn of(text: &str, every: Every) -> Option<Self> {
        let text: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(narrow)
            .collect();
        let era = ERAS
            .iter()
            .find_map(|(era, before)| Some((text.split_once(era)?.1, *before)));
        let by_letter = LETTERS.iter().find_map(|(letter, before)| {
            let rest = text.strip_prefix(*letter)?;
            let is_year = rest.starts_with(|c: char| c.is_ascii_digit());
            is_year.then_some((rest, *before))
        });
        let era = era.or(by_letter);
        let (rest, before) = era.unwrap_or((&text, 0));
        let first = rest.replacen('元', "1", usize::from(era.is_some()));
        let runs = first.split(|c: char| !c.is_ascii_digit());
        let mut numbers = runs.filter_map(|run| run.parse::<i64>().ok());
        let year = before + numbers.next()?;
        let mut next = || numbers.next().and_then(|number| u32::try_from(number).ok());
        let number = match every {
            Every::Year => year,
            Every::Month => {
                let month = next().filter(|month| (1..=12).contains(month))?;
                year * 12 + i64::from(month) - 1
            }
            Every::Day => {
                let date = (i32::try_from(year).ok()?, next()?, next()?);
                let date = NaiveDate::from_ymd_opt(date.0, date.1, date.2)?;
                i64::from(date.num_days_from_ce())
            }
        };
        Some(Self {
            number,
            every,
            is_of_an_era: era.is_some(),
        })
    }

    /// Another number in the way in which this one is written.
    fn like(self, number: i64) -> String {
        let year = |number: i64| {
            let year = i32::try_from(number).ok().filter(|_| self.is_of_an_era);
            let of_era = year.map(|year| FiscalYear(year).wareki().replace("年度", "年"));
            of_era.unwrap_or_else(|| match self.every {
                Every::Year => number.to_string(),
                Every::Month | Every::Day => format!("{number}年"),
            })
        };
        match self.every {
            Every::Year => year(number),
            Every::Month => {
                let (whole, month) = (number.div_euclid(12), number.rem_euclid(12));
                format!("{}{}月", year(whole), month + 1)
            }
            Every::Day => {
                let days = i32::try_from(number).ok();
                let date = days.and_then(NaiveDate::from_num_days_from_ce_opt);
                date.map_or_else(String::new, |date| {
                    let own = year(i64::from(date.year()));
                    format!("{own}{}月{}日", date.month(), date.day())
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_months_and_days_are_read_in_either_calendar() {
        let number = |text, every| Written::of(text, every).map(|one| one.number);
        for (text, expected) in [
            ("平成27年", 2015),
            ("平成３１年", 2019),
            ("令和元年", 2019),
            ("令和 6年度", 2024),
            ("2024年", 2024),
            ("第12回", 12),
        ] {
            assert_eq!(number(text, Every::Year), Some(expected), "{text}");
        }
        assert!(number("元年", Every::Year).is_none() && number("未定", Every::Year).is_none());
        assert_eq!(number("令和元年5月", Every::Month), Some(2019 * 12 + 4));
        assert_eq!(
            number("2019/5", Every::Month),
            number("令和元年5月", Every::Month)
        );
        assert_eq!(number("令和7年13月", Every::Month), None);
        assert_eq!(number("令和7年", Every::Month), None);
        let day = |text| number(text, Every::Day).expect(text);
        assert_eq!(day("令和8年3月1日（日）") - day("令和8年2月28日（土）"), 1);
        assert_eq!(day("2026-03-07") - day("令和8年2月28日"), 7);
        assert_eq!(number("令和8年2月29日", Every::Day), None);
        assert_eq!(day("R8.3.1"), day("令和8年3月1日"));
        let like = |text: &str, every, step| {
            let one = Written::of(text, every).expect(text);
            one.like(one.number + step)
        };
        assert_eq!(like("令和2年", Every::Year, -1), "令和元年");
        assert_eq!(like("3", Every::Year, 1), "4");
        assert_eq!(like("令和7年12月", Every::Month, 1), "令和8年1月");
        assert_eq!(like("2025年12月", Every::Month, 1), "2026年1月");
        assert_eq!(like("令和8年1月29日（木）", Every::Day, 7), "令和8年2月5日");
    }
}
