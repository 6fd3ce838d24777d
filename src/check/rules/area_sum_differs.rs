//! C321: the rows below a field do not add up to what stands in it.
//!
//! # Decisions
//! * Which side is wrong cannot be told, so the field's value is withheld, and compiling withholds the rows with it.
//! * A cell that cannot be read may be yes or no: the field is then only held to the range that this leaves. A number that
//!   cannot be read is not in the form's own sum, which is then wrong.
//! * A blank in the field is no other number: it is told as such, and here only where nobody has.
//! * Where the number was typed and every row can be read, the one thing that would close the difference is asked about: in a
//!   row, or in the digits of a typed sum. Of a number of marks the digits tell nothing: such numbers are small and much alike.

use crate::form_formula::{self, fits_rows};
use crate::ratio::show;
use crate::slip::{Column, Doubt, Expected};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::{Fields, RepeatedRows, ValueColumn, ValueColumnKind};
use diagnostic::{Code, Diagnostic, Outcome, Place, code};
use model::{ColumnSum, Fact, RowsWritten, Submission, Value};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C321" "area-sum-differs" Error "area_sum_differs.md" Rows);

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct AreaSumDiffers {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for AreaSumDiffers {
    const CODE: Code = CODE;
}

impl Rule for AreaSumDiffers {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let mut checked = false;
        for submission in context.subjects() {
            let form = context.form_for(submission);
            for year in context.due_years(submission) {
                for indicator in self.fields.iter() {
                    let rows = submission.rows_of(indicator, year);
                    let sum = submission.sum(indicator, year);
                    let column = form.rows_column(indicator);
                    let (Some(rows), Some(sum), Some(column)) = (rows, sum, column) else {
                        continue;
                    };
                    checked = true;
                    if let Some(fact) = submission.fact(indicator, year) {
                        compare(context, sink, submission, (rows, column), fact, sum);
                    }
                }
            }
        }
        context.ran_on_rows(checked)
    }
}

fn compare(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    (rows, (definition, column)): (&RowsWritten, (&RepeatedRows, &ValueColumn)),
    fact: &Fact,
    sum: ColumnSum,
) {
    // The form's own sum passes over what is no number: then it is too small, whatever that was.
    let is_passed_over =
        column.kind == ValueColumnKind::Count && sum.unknown > 0 && fact.is_formula;
    let (written, is_blank) = match fact.value {
        Value::Number(number) if is_passed_over || !fits_rows(number, sum, column.kind) => {
            (show(number), false)
        }
        Value::Blank if !sink.earlier().mentions(fact) => ("空欄".to_owned(), true),
        _ => return,
    };
    if sink.earlier().withholds(fact) {
        return;
    }
    if is_passed_over && fact.value.number() == Some(sum.sum) {
        passed_over(context, sink, submission, (rows, fact), sum);
        return;
    }
    let (range, total) = (rows.range(&fact.indicator, fact.year), show(sum.sum));
    let unread = match sum.unknown {
        0 => String::new(),
        count => format!("（ほかに読めない欄が{count}）"),
    };
    let what = match column.kind {
        ValueColumnKind::Mark => format!("印のある{}", definition.noun),
        ValueColumnKind::Count => {
            let indicator = context.definitions.indicator(&fact.indicator);
            let unit = indicator.map_or("", |indicator| indicator.unit.as_str());
            format!("{unit}数の合計")
        }
    };
    let message = format!(
        "{}年度の値は、様式では{written}ですが、「{}」のシート（{range}）の{what}は{total}{unread}です。",
        fact.year, rows.sheet
    );
    let unused = if definition.required {
        String::new()
    } else {
        format!(
            "「{}」を使わない{}は、そのシートのこの列をすべて空欄にしてください。",
            rows.sheet,
            context.nouns().unit
        )
    };
    let replaced = form_formula::told(context, submission, fact);
    let mut diagnostic = sink
        .on_fact(context, submission, fact, message + &replaced)
        .expected(total)
        .hint(format!(
            "どちらが正しいか確かめて、もう一方を直してください。{unused}"
        ));
    if is_blank {
        diagnostic = diagnostic.severity(sink.doubt());
    }
    let doubt = doubt(context, submission, (rows, definition, column), fact, sum);
    sink.push_doubted(beside_rows(diagnostic, rows, fact), doubt);
}

/// What may be wrong: a row, or the digits of the field. What the form reckons follows its rows, and is nobody's slip.
fn doubt(
    context: &Context<'_>,
    submission: &Submission,
    (rows, definition, column): (&RowsWritten, &RepeatedRows, &ValueColumn),
    fact: &Fact,
    sum: ColumnSum,
) -> Doubt {
    if fact.is_formula || sum.unknown > 0 {
        return Doubt::default();
    }
    let below = Column {
        context,
        submission,
        rows: (rows, &definition.noun),
        kind: column.kind,
        field: fact,
    }
    .likeliest(sum.sum);
    match column.kind {
        ValueColumnKind::Mark => Doubt::default(),
        ValueColumnKind::Count => Doubt::about(fact, Expected::Exactly(sum.sum)),
    }
    .below(below)
}

/// Tells of the form's own sum that what it should add up is not all numbers.
fn passed_over(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    (rows, fact): (&RowsWritten, &Fact),
    sum: ColumnSum,
) {
    let (range, sheet) = (rows.range(&fact.indicator, fact.year), &rows.sheet);
    let message = format!(
        "{}年度の値{}は、「{sheet}」のシート（{range}）の読めない{}欄を数えていない合計です。",
        fact.year,
        show(sum.sum),
        sum.unknown
    );
    let diagnostic = sink
        .on_fact(context, submission, fact, message)
        .expected("すべての欄を数えた合計")
        .hint(format!(
            "「{sheet}」のシートの読めない欄を、数字だけに直してください。合計は自動で変わります。"
        ));
    sink.push(beside_rows(diagnostic, rows, fact));
}

/// Names the head of the column beside the field.
fn beside_rows(diagnostic: Diagnostic, rows: &RowsWritten, fact: &Fact) -> Diagnostic {
    match rows.columns.get(&(fact.indicator.clone(), fact.year)) {
        Some((first, _)) => diagnostic.related(Place::cell(&rows.file, &rows.sheet, *first)),
        None => diagnostic,
    }
}
