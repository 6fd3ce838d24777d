//! C301: a number of areas is above the number of areas the registry has for the ward.

use rust_decimal::Decimal;

use crate::ratio::{self, show};
use crate::slip::{Doubt, Expected};
use crate::{Context, Rule, RuleSettings, Sink, peers};
use definition::Fields;
use diagnostic::{Code, Outcome, code};
use model::{Fact, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C301" "above-area-count" Error "above_area_count.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct AboveAreaCount {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for AboveAreaCount {
    const CODE: Code = CODE;

    const OF_WHOLE: bool = true;
}

impl Rule for AboveAreaCount {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let (mut checked, mut unregistered) = (false, false);
        for (submission, fact, number) in sink.due_numbers(context, Some(&self.fields)) {
            let Some(count) = context.area_count(submission, fact.year) else {
                unregistered = true;
                continue;
            };
            checked = true;
            // A ward that counts more areas than the registry has is told by `denominator-differs`.
            let fits_own_count =
                ratio::areas_used(context, submission, fact).is_some_and(|own| number <= own);
            if number > Decimal::from(count) && !fits_own_count && !sink.earlier().withholds(fact) {
                tell(context, sink, submission, fact, number, count);
            }
        }
        Outcome::skipped_if(unregistered && !checked, context.why_unregistered())
    }
}

fn tell(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    fact: &Fact,
    number: Decimal,
    count: u32,
) {
    let form = context.form_for(submission);
    let message = format!(
        "書かれている数は{}で、{}の{}年度の{}{count}を超えています。",
        show(number),
        context.ward_name(submission.ward.as_ref()),
        fact.year,
        form.area_noun
    );
    let hint = format!(
        "数え間違いや欄の取り違えがないか確かめ、{count}以下の数に直してください。{count}のほうが違うときは、取りまとめの担当に知らせてください。{}",
        context.provisional(submission, fact.year)
    );
    let diagnostic = sink
        .on_fact(context, submission, fact, message)
        .expected(format!("{count}以下"))
        .hint(hint);
    let diagnostic = ratio::with_impossible_rate(context, submission, fact, diagnostic);
    let expected = meant(context, submission, fact, Decimal::from(count));
    sink.push_doubted(diagnostic, Doubt::about(fact, expected));
}

/// What was meant, told from the percentage beside the count where there is one, else from the ward's own other years.
fn meant(context: &Context<'_>, submission: &Submission, fact: &Fact, areas: Decimal) -> Expected {
    let form = context.form_for(submission);
    let rate = form
        .field(&fact.indicator)
        .and_then(|field| submission.fact(field.rate.as_ref()?, fact.year));
    let implied = rate.and_then(|rate| ratio::implied_numerator(rate, areas));
    let two = Decimal::TWO;
    let is_possible = |number| number > Decimal::ZERO && number <= areas;
    let own = || peers::in_other_year(context, submission, fact, is_possible);
    if let Some(implied) = implied {
        Expected::Exactly(implied)
    } else if let Some(own) = own() {
        Expected::Within(own / two, areas.min(own * two))
    } else {
        Expected::Bounds(areas / Decimal::from(3), areas)
    }
}
