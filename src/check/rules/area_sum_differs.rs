//! C321: the areas below a ward do not add up to what stands on its form.
//!
//! # Decisions
//! * Which side is wrong cannot be told, so the form's value is withheld, and compiling withholds the rows with it.
//! * A cell that cannot be read may be yes or no: the form is then only held to the range that this leaves.
//! * A blank on the form is no other number: it is told as such, and here only where nobody has.

use rust_decimal::Decimal;

use crate::ratio::show;
use crate::{Context, Rule, RuleSettings, Sink};
use definition::{AreaColumnKind, Fields};
use diagnostic::{Code, Outcome, Place, code};
use model::{AreaSheet, ColumnSum, Fact, IndicatorId, Nouns, Submission, Value};
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
            let Some(sheet) = &submission.area_sheet else {
                continue;
            };
            for year in context.due_years(submission) {
                for indicator in self.fields.iter() {
                    let Some(sum) = sheet.sum(indicator, year) else {
                        continue;
                    };
                    checked = true;
                    if let Some(fact) = submission.fact(indicator, year) {
                        compare(context, sink, submission, sheet, fact, sum);
                    }
                }
            }
        }
        if checked {
            Outcome::Ran
        } else {
            Outcome::Skipped(no_area_sheet(context))
        }
    }
}

/// Why nothing could be looked at: no ward filled in the sheet of its areas, which only some editions have.
pub(super) fn no_area_sheet(context: &Context<'_>) -> String {
    let Nouns { unit, part, .. } = context.nouns();
    let mut forms = context.definitions.forms.iter();
    let sheet = forms.find_map(|form| form.area_sheet.as_ref());
    match sheet {
        Some(sheet) => format!("「{}」のシートに記入した{unit}がない", sheet.name),
        None => format!("様式に、{part}ごとに書くシートがない"),
    }
}

fn compare(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    sheet: &AreaSheet,
    fact: &Fact,
    sum: ColumnSum,
) {
    let column = column(context, submission, &fact.indicator);
    let (written, is_blank) = match fact.value {
        Value::Number(number) if !fits(number, sum, column) => (show(number), false),
        Value::Blank if !sink.earlier().mentions(fact) => ("空欄".to_owned(), true),
        _ => return,
    };
    if sink.earlier().withholds(fact) {
        return;
    }
    let (range, total) = (sheet.range(&fact.indicator, fact.year), show(sum.sum));
    let unread = match sum.unknown {
        0 => String::new(),
        count => format!("（ほかに読めない欄が{count}）"),
    };
    let what = match column {
        AreaColumnKind::Mark => format!("印のある{}", context.nouns().part),
        AreaColumnKind::Count => "人数の合計".to_owned(),
    };
    let message = format!(
        "{}年度の値は、様式では{written}ですが、「{}」のシート（{range}）の{what}は{total}{unread}です。",
        fact.year, sheet.sheet
    );
    let hint = format!(
        "どちらが正しいか確かめて、もう一方を直してください。「{}」を使わない{}は、そのシートのこの列をすべて空欄にしてください。",
        sheet.sheet,
        context.nouns().unit
    );
    let mut diagnostic = sink
        .on_fact(context, submission, fact, message)
        .expected(total)
        .hint(hint);
    if is_blank {
        diagnostic = diagnostic.severity(sink.doubt());
    }
    let first = sheet.columns.get(&(fact.indicator.clone(), fact.year));
    if let Some((first, _)) = first {
        diagnostic = diagnostic.related(Place::cell(&sheet.file, &sheet.sheet, *first));
    }
    sink.push(diagnostic);
}

/// Whether the form's number is what the column says, as far as the column can be read.
fn fits(number: Decimal, sum: ColumnSum, column: AreaColumnKind) -> bool {
    match (sum.unknown, column) {
        (0, _) => number == sum.sum,
        (unknown, AreaColumnKind::Mark) => {
            (sum.sum..=sum.sum + Decimal::from(unknown)).contains(&number)
        }
        (_, AreaColumnKind::Count) => number >= sum.sum,
    }
}

fn column(
    context: &Context<'_>,
    submission: &Submission,
    indicator: &IndicatorId,
) -> AreaColumnKind {
    let definition = context.form_for(submission).area_sheet.as_ref();
    definition
        .and_then(|definition| definition.column(indicator))
        .map_or(AreaColumnKind::Count, |column| column.kind)
}
