//! V211: a field that is asked for is blank. A sheet without any number is told once, and so is a year in which no sheet has one.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ratio;
use crate::{Context, Rule, RuleSettings, Sink};
use definition::{Applies, Fields, FormDefinition, RepeatedRows, SheetDefinition};
use diagnostic::{Code, Outcome, Place, code};
use model::{Fact, FiscalYear, IndicatorId, Provenance, RowWritten, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

use super::rate_without_count;

/// The code of this rule.
pub const CODE: Code = code!("V211" "required-value-blank" Warning "required_value_blank.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RequiredValueBlank {
    #[schemars(description = "対象の指標。書かなければ、様式の欄すべて。")]
    fields: Option<Fields>,
}

impl RuleSettings for RequiredValueBlank {
    const CODE: Code = CODE;
}

const HINT: &str = "数を書いてください。0件なら「0」、まだ数えていなければ「未集計」、当てはまらなければ「該当なし」と書いてください。";

impl Rule for RequiredValueBlank {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let why_not = "時点が分からず、どの年度を書くのか決められない";
        context.each_dated(why_not, |submission, _| {
            for year in context.due_years(submission) {
                self.year(context, sink, submission, year);
                let rows = context.form_for(submission).rows.iter();
                for rows in rows.filter(|rows| rows.required) {
                    self.rows_year(sink, submission, rows, year);
                }
            }
            let form = context.form_for(submission);
            for (rows, row) in form.missing_deciders(submission) {
                no_decider(sink, submission, rows, row);
            }
            for rows in &form.rows {
                words_of_rows(sink, submission, (form, rows));
                for year in context.due_years(submission) {
                    numbers_that_decide(sink, submission, (form, rows), year);
                }
            }
        })
    }
}

impl RequiredValueBlank {
    /// Looks at the sheets' columns of one fiscal year.
    fn year(
        &self,
        context: &Context<'_>,
        sink: &mut Sink<'_>,
        submission: &Submission,
        year: FiscalYear,
    ) {
        let sheets = &context.form_for(submission).sheets;
        let fields = self.fields.as_ref();
        let looked = sheets.iter().map(|sheet| {
            let (is_blank, blanks) = blanks(context, fields, sink, submission, sheet, year);
            // The numbers stand one column too far: `future-year-filled` asks for the right column.
            let is_later = is_blank && is_in_a_later_column(context, submission, sheet, year);
            (is_blank, is_later, blanks)
        });
        let looked: Vec<(bool, bool, Vec<&Fact>)> = looked.collect();
        let all: Vec<&Fact> = looked
            .iter()
            .flat_map(|(.., blanks)| blanks.iter().copied())
            .collect();
        let of_sheets = looked
            .iter()
            .filter(|(.., blanks)| !blanks.is_empty())
            .count();
        if of_sheets > 1
            && looked
                .iter()
                .all(|(is_blank, is_later, _)| *is_blank && !is_later)
        {
            let place = Place::file(&submission.file);
            let what = format!("{year}年度の数が、どのシートにも");
            nothing_written(sink, submission, (place, &what), &all, year);
            return;
        }
        for (is_blank, _, blanks) in looked.into_iter().filter(|(_, is_later, _)| !is_later) {
            sheet_year(context, sink, submission, (is_blank, blanks), year);
        }
    }

    /// Looks at the columns of repeated rows in one fiscal year; a sheet that is not there is told already.
    fn rows_year(
        &self,
        sink: &mut Sink<'_>,
        submission: &Submission,
        rows: &RepeatedRows,
        year: FiscalYear,
    ) {
        let mut written = submission.rows.iter();
        let Some(written) = written.find(|one| one.block == rows.id) else {
            return;
        };
        let fields = self.fields.as_ref();
        let is_meant = |id: &IndicatorId| fields.is_none_or(|fields| fields.contains(id));
        let is_filled = |id: &IndicatorId| written.columns.contains_key(&(id.clone(), year));
        let mut asked = rows.column.iter().map(|column| &column.indicator);
        if asked.clone().any(is_meant) && !asked.any(is_filled) {
            let message = format!(
                "シート「{}」の{year}年度の欄に、{}が1つも書かれていません。",
                written.sheet, rows.noun
            );
            let place = Place::sheet(&submission.file, &written.sheet);
            sink.push(
                sink.diagnostic(place, message)
                    .ward(submission.ward.as_ref())
                    .year(year)
                    .field(rows.name.clone())
                    .hint(format!(
                        "この年度の{}を書いて出し直してください。",
                        rows.noun
                    )),
            );
        }
    }
}

/// What is said of a blank on which it hangs what else is asked for.
const DECIDES: &str = "これによって、書く欄が決まります。";

/// Looks at the words that every row of a sheet must have, or on which it hangs what else is asked for.
fn words_of_rows(
    sink: &mut Sink<'_>,
    submission: &Submission,
    (form, rows): (&FormDefinition, &RepeatedRows),
) {
    let mut written = submission.rows.iter();
    let Some(written) = written.find(|one| one.block == rows.id) else {
        return;
    };
    for row in &written.rows {
        for column in rows.text.iter().filter(|one| rows.asks(one, &row.texts)) {
            let word = row.texts.get(&column.id);
            let Some(word) = word.filter(|word| word.text.is_empty()) else {
                continue;
            };
            let decides = form.is_decided_by_cell(rows, &row.key.text, &column.id);
            if !column.required && !decides {
                continue;
            }
            // What stood there and was no word is told.
            if sink.earlier().points_at(&Place::from(word)) {
                continue;
            }
            let header = &column.header;
            let instead = match &column.open[..] {
                [] => String::new(),
                open => format!(
                    "分からないとき、ないときは「{}」と書きます。",
                    open.join("」か「")
                ),
            };
            let decides = if decides { DECIDES } else { "" };
            let hint = format!("{header}を書いてください。{decides}{instead}");
            blank_cell(sink, submission, rows, (row, header, word), hint);
        }
    }
}

/// Tells that a row is not there on which it hangs what else is asked for.
fn no_decider(sink: &mut Sink<'_>, submission: &Submission, rows: &RepeatedRows, row: &str) {
    let mut written = submission.rows.iter();
    let Some(written) = written.find(|one| one.block == rows.id) else {
        return;
    };
    let message = format!("「{}」に「{row}」の行がありません。", written.sheet);
    sink.push(
        sink.diagnostic(Place::sheet(&submission.file, &written.sheet), message)
            .ward(submission.ward.as_ref())
            .field(rows.name.clone())
            .expected(row.to_owned())
            .hint(format!("「{row}」の行を書いてください。{DECIDES}")),
    );
}

/// Looks at the numbers of rows on which it hangs what else is asked for.
fn numbers_that_decide(
    sink: &mut Sink<'_>,
    submission: &Submission,
    (form, rows): (&FormDefinition, &RepeatedRows),
    year: FiscalYear,
) {
    let mut written = submission.rows.iter();
    let Some(written) = written.find(|one| one.block == rows.id) else {
        return;
    };
    for row in written.rows.iter().filter(|row| !row.key.text.is_empty()) {
        for column in &rows.column {
            let id = &column.indicator;
            let fact = submission.row_fact(&row.row, id, year);
            let Some(fact) = fact.filter(|fact| fact.value.is_blank()) else {
                continue;
            };
            if form.is_decided_by_cell(rows, &row.key.text, id.as_str()) {
                let hint = format!("{}の数を書いてください。{DECIDES}", year.wareki());
                blank_cell(
                    sink,
                    submission,
                    rows,
                    (row, &column.header, &fact.provenance),
                    hint,
                );
            }
        }
    }
}

/// Tells of a blank cell of a row.
fn blank_cell(
    sink: &mut Sink<'_>,
    submission: &Submission,
    rows: &RepeatedRows,
    (row, header, cell): (&RowWritten, &str, &Provenance),
    hint: String,
) {
    let message = format!("「{}」の行の「{header}」が空欄です。", row.name);
    sink.push(
        sink.diagnostic(Place::from(cell), message)
            .ward(submission.ward.as_ref())
            .field(rows.name.clone())
            .expected(header.to_owned())
            .hint(hint),
    );
}

/// Whether a sheet's column of one fiscal year holds nothing, and the fields that are asked for and blank.
fn blanks<'a>(
    context: &Context<'_>,
    fields: Option<&Fields>,
    sink: &Sink<'_>,
    submission: &'a Submission,
    sheet: &SheetDefinition,
    year: FiscalYear,
) -> (bool, Vec<&'a Fact>) {
    let mut everything_blank = true;
    let mut blanks: Vec<&Fact> = Vec::new();
    let form = context.form_for(submission);
    for field in sheet.blocks.iter().flat_map(|block| &block.fields) {
        // Where nobody knows whether a field is asked for, what it hangs on is told.
        let is_asked = form.applies(&field.conditions, submission, year) == Applies::Yes;
        for indicator in std::iter::once(&field.indicator).chain(&field.rate) {
            let Some(fact) = submission.fact(indicator, year) else {
                continue;
            };
            if !fact.value.is_blank() {
                everything_blank = false;
            } else if (field.is_required || form.is_decided_by(indicator))
                && is_asked
                && field.indicator == *indicator
                && fields.is_none_or(|fields| fields.contains(indicator))
                && !sink.earlier().mentions(fact)
                && !context.is_declared(indicator, year)
                // A blank percentage is no gap where the counts it is made of are both written.
                && !ratio::counts_written(context, submission, fact)
                && !rate_without_count::speaks_about(context, submission, fact)
            {
                blanks.push(fact);
            }
        }
    }
    (everything_blank, blanks)
}

/// Tells of the blanks of one sheet's column of one fiscal year.
fn sheet_year(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    (everything_blank, blanks): (bool, Vec<&Fact>),
    year: FiscalYear,
) {
    if everything_blank && blanks.len() > 1 {
        let mut sheets: BTreeMap<&Arc<str>, Vec<&Fact>> = BTreeMap::new();
        for fact in blanks {
            sheets.entry(&fact.provenance.sheet).or_default().push(fact);
        }
        for (name, facts) in sheets {
            let place = Place::sheet(&submission.file, name);
            let what = format!("シート「{name}」の{year}年度の数が");
            nothing_written(sink, submission, (place, &what), &facts, year);
        }
        return;
    }
    for fact in blanks {
        let message = format!("{year}年度の欄が空欄です。");
        sink.push(
            sink.on_fact(context, submission, fact, message)
                .expected("数")
                .hint(HINT),
        );
    }
}

/// Whether the live year's numbers of a sheet were written under a year that has not begun.
fn is_in_a_later_column(
    context: &Context<'_>,
    submission: &Submission,
    sheet: &SheetDefinition,
    year: FiscalYear,
) -> bool {
    let indicators = sheet
        .blocks
        .iter()
        .flat_map(|block| &block.fields)
        .map(|field| &field.indicator);
    let is_filled = |indicator, later| {
        submission
            .fact(indicator, later)
            .is_some_and(|fact| fact.value.number().is_some() && !fact.is_formula)
    };
    let later: Vec<FiscalYear> = context
        .form_for(submission)
        .years
        .iter()
        .map(|column| column.year)
        .filter(|later| *later > year)
        .collect();
    context.live_year(submission) == Some(year)
        && indicators
            .into_iter()
            .any(|indicator| later.iter().any(|later| is_filled(indicator, *later)))
}

/// One message for a sheet, or for all of them, on which nothing is filled.
fn nothing_written(
    sink: &mut Sink<'_>,
    submission: &Submission,
    (place, what): (Place, &str),
    facts: &[&Fact],
    year: FiscalYear,
) {
    let message = format!("{what}1つも書かれていません（{}欄）。", facts.len());
    let mut diagnostic = sink
        .diagnostic(place, message)
        .ward(submission.ward.as_ref())
        .year(year)
        .expected("数")
        .hint("別の年度の列や別のファイルに書いていないか確かめ、この年度の列に数を書いて出し直してください。");
    for fact in facts {
        diagnostic = diagnostic.related(Place::from(&fact.provenance));
    }
    sink.push(diagnostic);
}
