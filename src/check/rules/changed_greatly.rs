//! T504: a ward's count is many times that of its own year before, or a small part of it. Needs no other ward, so that a
//! ward alone is told of a digit too many.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::peers::{self, Own};
use crate::ratio::show;
use crate::rule::{REASON_HINT, parameter};
use crate::{Context, Rule, Sink, slip};
use definition::RuleInstance;
use diagnostic::{Code, Outcome};
use model::{Fact, Submission};

/// The rule.
pub(crate) struct ChangedGreatly;

impl Rule for ChangedGreatly {
    fn code(&self) -> Code {
        Code::CHANGED_GREATLY
    }

    fn check(
        &self,
        context: &Context<'_>,
        instance: &RuleInstance,
        sink: &mut Sink<'_>,
    ) -> Outcome {
        let times = parameter(instance, "times", 5);
        let at_least = parameter(instance, "at-least", 20);
        let mut compared = false;
        for (submission, fact) in context.due_facts(instance) {
            let is_live = context.live_year(submission) == Some(fact.year);
            let Some(now) = fact.value.number().filter(|_| is_live) else {
                continue;
            };
            let earlier = sink.earlier();
            let Some(own) = peers::own_before(context, earlier, submission, fact) else {
                continue;
            };
            compared = true;
            let (large, small) = (now.max(own.number), now.min(own.number));
            let is_told = earlier.mentions(fact)
                || peers::asks_about(earlier, fact)
                || peers::is_copied(earlier, submission, fact.year);
            if small >= Decimal::ZERO && large >= at_least && large >= small * times && !is_told {
                tell(context, sink, submission, fact, now, own);
            }
        }
        if !compared && !context.submissions.is_empty() {
            return Outcome::Skipped("比べられる前の年度の数がない".to_owned());
        }
        Outcome::Ran
    }
}

fn tell(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    fact: &Fact,
    now: Decimal,
    own: Own,
) {
    let before = own.number;
    let away = RoundingStrategy::MidpointAwayFromZero;
    let apart = peers::times(now, before).map(|apart| apart.round_dp_with_strategy(0, away));
    let (from, to) = (show(before), show(now));
    let how = match apart {
        Some(apart) if now > before => {
            format!("{from}から{to}へ、約{}倍に増えています", show(apart))
        }
        Some(apart) => format!("{from}から{to}へ、約{}分の1に減っています", show(apart)),
        None => format!("{from}でしたが、今回は{to}と書かれています"),
    };
    let joint = if apart.is_some() { "の" } else { "は" };
    let message = format!("{}年度{joint}{how}。", own.year);
    let other = if own.is_accepted {
        String::new()
    } else {
        format!(
            "{}年度の数のほうが違うときは、そちらを直してください。",
            own.year
        )
    };
    let slip = peers::slip_within(context, submission, fact, peers::about(before), "");
    let diagnostic = sink
        .on_fact(context, submission, fact, message)
        .related(own.place)
        .hint(format!(
            "桁や欄に間違いがないか確かめ、違っていれば直してください。{other}{REASON_HINT}"
        ));
    sink.push(slip::named(diagnostic, slip));
}
