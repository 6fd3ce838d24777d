//! C308: the count is written and the percentage beside it is blank. The percentage is calculated, and that is said.

use crate::ratio::{self, Known};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, code};
use schemars::JsonSchema;
use serde::Deserialize;

use super::formula_overwritten;

/// The code of this rule.
pub const CODE: Code = code!("C308" "rate-blank" Note "rate_blank.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RateBlank {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for RateBlank {
    const CODE: Code = CODE;
}

impl Rule for RateBlank {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let (mut checked, mut missing) = (false, false);
        for (submission, rate) in sink.due_facts(context, Some(&self.fields)) {
            if !rate.value.is_blank() || sink.earlier().mentions(rate) {
                continue;
            }
            let earlier = sink.earlier();
            // That nobody calculated the form's formula has been said, and what becomes of it.
            if rate.is_formula && earlier.tells(rate, Code::VALUE_NOT_CALCULATED) {
                checked = true;
                continue;
            }
            if formula_overwritten::speaks_about(context, earlier, submission, rate) {
                checked = true;
                continue;
            }
            let count = context
                .form_for(submission)
                .field(&rate.indicator)
                .and_then(|field| submission.fact(&field.indicator, rate.year));
            let known = ratio::parts(context, earlier, submission, &rate.indicator, rate.year);
            // The figures are made with the registry's number, which is what the message promises.
            let is_registered = context.area_count(submission, rate.year).is_some();
            match known {
                Known::Parts(parts) if is_registered => {
                    checked = true;
                    let formula = parts.formula(1);
                    let message = format!("％の欄が空欄なので、{formula}として扱います。");
                    let mut diagnostic = sink
                        .on_fact(context, submission, rate, message)
                        .expected(ratio::show_rate(parts.percent(), 1))
                        .hint("計算が正しければ、そのままでかまいません。");
                    for place in parts.places {
                        diagnostic = diagnostic.related(place);
                    }
                    sink.push(diagnostic);
                }
                Known::Blamed(_) => checked = true,
                Known::Parts(_) | Known::Missing => {
                    missing |= count.is_some_and(|count| count.value.number().is_some());
                }
            }
        }
        Outcome::skipped_if(missing && !checked, context.why_unregistered())
    }
}
