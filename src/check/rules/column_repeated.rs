//! C317: the live year's numbers equal those of an earlier column of the same workbook, digit for digit.

use crate::rule::REASON_HINT;
use crate::setting::Number;
use crate::{Context, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, Place, code};
use model::{Fact, FiscalYear, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C317" "column-repeated" Warning "column_repeated.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct ColumnRepeated {
    #[schemars(description = "対象の指標。書かなければ、様式の欄すべて。")]
    fields: Option<Fields>,
    #[schemars(description = "0でない数がこれだけ同じなら知らせる（1～100、書かなければ6）。")]
    #[serde(default)]
    at_least: Number<1, 100, 6>,
}

impl RuleSettings for ColumnRepeated {
    const CODE: Code = CODE;
}

impl Rule for ColumnRepeated {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let at_least = self.at_least.count();
        context.each_with_earlier(|submission, live, earlier| {
            // The latest one that is equal is the one it was copied from.
            let repeated = earlier.iter().find_map(|year| {
                let equal = equal_counts(context, self.fields.as_ref(), submission, live, *year)?;
                (equal.iter().filter(|fact| is_above_zero(fact)).count() >= at_least)
                    .then_some((*year, equal))
            });
            if let Some((year, equal)) = repeated {
                tell(sink, submission, live, year, &equal);
            }
        })
    }
}

fn is_above_zero(fact: &Fact) -> bool {
    fact.value.number().is_some_and(|number| !number.is_zero())
}

/// The live counts that are filled in both columns, if all of them are equal.
fn equal_counts<'a>(
    context: &Context<'_>,
    fields: Option<&Fields>,
    submission: &'a Submission,
    live: FiscalYear,
    year: FiscalYear,
) -> Option<Vec<&'a Fact>> {
    let mut equal = Vec::new();
    for indicator in context.form_for(submission).reported_indicators() {
        let definition = context.definitions.indicator(&indicator);
        let is_count = definition.is_some_and(|definition| !definition.is_percent());
        let is_meant = fields.is_none_or(|fields| fields.contains(&indicator));
        if !is_count || !is_meant {
            continue;
        }
        let (Some(now), Some(then)) = (
            submission.fact(&indicator, live),
            submission.fact(&indicator, year),
        ) else {
            continue;
        };
        match (now.value.number(), then.value.number()) {
            (Some(a), Some(b)) if a != b => return None,
            (Some(_), Some(_)) => equal.push(now),
            _ => {}
        }
    }
    Some(equal)
}

fn tell(
    sink: &mut Sink<'_>,
    submission: &Submission,
    live: FiscalYear,
    year: FiscalYear,
    equal: &[&Fact],
) {
    let Some(first) = equal.first() else { return };
    let message = format!(
        "{live}年度の数が、{year}年度の数とすべて同じです（{}欄）。",
        equal.len()
    );
    let mut sheets: Vec<Place> = Vec::new();
    for fact in &equal[1..] {
        let place = Place::from(&fact.provenance);
        let is_new = place.sheet.as_ref() != Some(&first.provenance.sheet)
            && sheets.iter().all(|known| known.sheet != place.sheet);
        if is_new {
            sheets.push(place);
        }
    }
    let mut diagnostic = sink
        .diagnostic(Place::from(&first.provenance), message)
        .ward(submission.ward.as_ref())
        .year(live)
        .entered(first.provenance.text.clone())
        .expected(format!("{live}年度に数えた数"))
        .hint(format!(
            "{year}年度の列を写したまま書き換え忘れていないか確かめ、{live}年度の数に直してください。{REASON_HINT}"
        ));
    for place in sheets {
        diagnostic = diagnostic.related(place);
    }
    sink.push(diagnostic);
}
