//! C307: the percentage beside a count is written, and the count itself is not.

use rust_decimal::Decimal;

use crate::ratio::{self, show};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, Place, code};
use model::{Fact, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C307" "rate-without-count" Warning "rate_without_count.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RateWithoutCount {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for RateWithoutCount {
    const CODE: Code = CODE;
}

impl Rule for RateWithoutCount {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let rates = sink.due_facts(context, Some(&self.fields));
        let mut checked = rates.is_empty();
        for (submission, rate) in rates {
            let field = context.form_for(submission).field(&rate.indicator);
            checked |= field.is_some_and(|field| field.indicator != rate.indicator);
            let Some((count, written)) = count_beside(context, submission, rate) else {
                continue;
            };
            if sink.earlier().mentions(rate) || sink.earlier().mentions(count) {
                continue;
            }
            let label = context.short_label(&count.indicator);
            let message = format!(
                "％の欄は{}ですが、{label}（{}）が空欄です。",
                show(written),
                count.provenance.cell
            );
            sink.push(
                sink.on_fact(context, submission, count, message)
                    .also(&rate.indicator)
                    .related(Place::from(&rate.provenance))
                    .expected("数")
                    .hint(hint(context, submission, count, written)),
            );
        }
        Outcome::skipped_if(!checked, "割合ともとの数の並ぶ欄が、どの提出物にもない")
    }
}

/// The blank count of a written percentage, and the percentage. What a formula gives was written by nobody.
fn count_beside<'a>(
    context: &Context<'_>,
    submission: &'a Submission,
    rate: &Fact,
) -> Option<(&'a Fact, Decimal)> {
    let written = rate.value.number().filter(|_| !rate.is_formula)?;
    let field = context.form_for(submission).field(&rate.indicator)?;
    let count = submission.fact(&field.indicator, rate.year)?;
    let is_beside = count.indicator != rate.indicator && count.value.is_blank();
    is_beside.then_some((count, written))
}

/// Whether this rule speaks about a blank count, so that `required-value-blank` need not.
pub(super) fn speaks_about(context: &Context<'_>, submission: &Submission, count: &Fact) -> bool {
    let form = context.form_for(submission);
    let rate = form
        .field(&count.indicator)
        .and_then(|field| field.rate.as_ref())
        .filter(|rate| {
            let mut rules = context.uses::<RateWithoutCount>(submission);
            rules.any(|(_, rule)| rule.fields.contains(rate))
        })
        .and_then(|rate| submission.fact(rate, count.year));
    rate.is_some_and(|rate| count_beside(context, submission, rate).is_some())
}

/// What to write; the count that the percentage leads to is named where there is exactly one.
fn hint(context: &Context<'_>, submission: &Submission, count: &Fact, written: Decimal) -> String {
    let areas = ratio::areas_used(context, submission, count);
    let from_rate = areas
        .map(|areas| (areas, areas * written / Decimal::ONE_HUNDRED))
        .filter(|(areas, exact)| *exact >= Decimal::ZERO && exact <= areas);
    match from_rate {
        Some((areas, exact)) => format!(
            "数えた数を書いてください（{}の{}％は{}です）。％だけでは集計に入りません。",
            show(areas),
            show(written),
            show(exact.round_dp(1))
        ),
        None => "数えた数を書いてください。％だけでは集計に入りません。".to_owned(),
    }
}
