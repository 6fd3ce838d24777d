//! C301: a number of areas is above the number of areas the registry has for the ward.

use rust_decimal::Decimal;

use crate::check::ratio::{self, show};
use crate::check::{Context, Rule, Sink};
use crate::definition::RuleInstance;
use crate::diagnostic::{Code, Outcome};
use crate::model::{Fact, Submission};

/// The rule.
pub(crate) struct AboveAreaCount;

impl Rule for AboveAreaCount {
    fn code(&self) -> Code {
        Code::ABOVE_AREA_COUNT
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
        if unregistered && !checked {
            return Outcome::Skipped(context.why_unregistered());
        }
        Outcome::Ran
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
    sink.push(ratio::with_impossible_rate(
        context, submission, fact, diagnostic,
    ));
}
