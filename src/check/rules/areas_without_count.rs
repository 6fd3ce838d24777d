//! C311: nobody was given to the areas although the registry has areas that receive the list, or the other way round.

use crate::ratio::show;
use crate::rule::REASON_HINT;
use crate::{Context, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, code};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C311" "areas-without-count" Warning "areas_without_count.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct AreasWithoutCount {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for AreasWithoutCount {
    const CODE: Code = CODE;
}

impl Rule for AreasWithoutCount {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let (mut checked, mut unregistered) = (false, false);
        for (submission, fact, number) in sink.due_numbers(context, Some(&self.fields)) {
            let Some(areas) = context.area_count(submission, fact.year) else {
                unregistered = true;
                continue;
            };
            checked = true;
            if number.is_zero() == (areas == 0) || sink.earlier().mentions(fact) {
                continue;
            }
            let noun = &context.form_for(submission).area_noun;
            let label = context.short_label(&fact.indicator);
            let message = format!(
                "{label}は{}ですが、登録では{}の{}年度の{noun}は{areas}です。",
                show(number),
                context.ward_name(submission.ward.as_ref()),
                fact.year
            );
            let (expected, what) = if number.is_zero() {
                (
                    "1以上",
                    "数え忘れがないか確かめ、まだ数えていなければ「未集計」と書いてください。",
                )
            } else {
                (
                    "0",
                    "欄の取り違えがないか確かめてください。登録のほうが違うときは、取りまとめの担当に知らせてください。",
                )
            };
            let provisional = context.provisional(submission, fact.year);
            sink.push(
                sink.on_fact(context, submission, fact, message)
                    .expected(expected)
                    .hint(format!("{what}{REASON_HINT}{provisional}")),
            );
        }
        Outcome::skipped_if(unregistered && !checked, context.why_unregistered())
    }
}
