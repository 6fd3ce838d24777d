//! C311: nobody was given to the areas although the registry has areas that receive the list, or the other way round.

use crate::ratio::show;
use crate::rule::REASON_HINT;
use crate::{Context, Rule, Sink};
use definition::RuleInstance;
use diagnostic::{Code, Outcome};

/// The rule.
pub(crate) struct AreasWithoutCount;

impl Rule for AreasWithoutCount {
    fn code(&self) -> Code {
        Code::AREAS_WITHOUT_COUNT
    }

    fn check(
        &self,
        context: &Context<'_>,
        instance: &RuleInstance,
        sink: &mut Sink<'_>,
    ) -> Outcome {
        let (mut checked, mut unregistered) = (false, false);
        for (submission, fact) in context.due_facts(instance) {
            let Some(number) = fact.value.number() else {
                continue;
            };
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
        if unregistered && !checked {
            return Outcome::Skipped(context.why_unregistered());
        }
        Outcome::Ran
    }
}
