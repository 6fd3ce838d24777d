//! T504: a ward's count is many times that of its own year before, or a small part of it. Needs no other ward, so that a
//! ward alone is told of a digit too many.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::peers::{self, Own};
use crate::ratio::show;
use crate::rule::REASON_HINT;
use crate::setting::Number;
use crate::slip::{Doubt, Expected};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, Severity, code};
use model::{Fact, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("T504" "changed-greatly" Warning "changed_greatly.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct ChangedGreatly {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
    #[schemars(
        description = "何倍に増えるか、何分の1に減れば知らせるか（2～100、書かなければ5）。"
    )]
    #[serde(default)]
    times: Number<2, 100, 5>,
    #[schemars(
        description = "2つの数の大きいほうがこれより小さければ、偶然の揺れを超えるときだけ参考として知らせる（1～1000000、書かなければ20）。"
    )]
    #[serde(default)]
    at_least: Number<1, 1000000, 20>,
}

impl RuleSettings for ChangedGreatly {
    const CODE: Code = CODE;
}

impl Rule for ChangedGreatly {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let times = self.times.number();
        let at_least = self.at_least.number();
        let mut compared = false;
        for (submission, fact) in sink.due_facts(context, Some(&self.fields)) {
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
            let is_small = large < at_least;
            let is_beyond = |surprise| surprise >= peers::BEYOND_CHANCE;
            if small >= Decimal::ZERO
                && large >= small * times
                && (!is_small || peers::surprise(now, own.number).is_some_and(is_beyond))
                && !peers::is_told(earlier, submission, fact)
            {
                tell(context, sink, submission, fact, (now, is_small), own);
            }
        }
        Outcome::skipped_if(!compared, "比べられる前の年度の数がない")
    }
}

fn tell(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    fact: &Fact,
    (now, is_small): (Decimal, bool),
    own: Own,
) {
    let before = own.number;
    let away = RoundingStrategy::MidpointAwayFromZero;
    let apart = peers::times(now, before).map(|apart| apart.round_dp_with_strategy(0, away));
    let (from, to) = (format!("{}{}", show(before), own.was), show(now));
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
    let (low, high) = peers::about(before);
    let right = if is_small {
        "正しければ、そのままでかまいません。"
    } else {
        REASON_HINT
    };
    let diagnostic = sink
        .on_fact(context, submission, fact, message)
        .related(own.place)
        .hint(format!(
            "桁や欄に間違いがないか確かめ、違っていれば直してください。{other}{right}"
        ));
    // Of a small count nothing is known by its digits, and nobody has to answer.
    if is_small {
        sink.push(diagnostic.severity(Severity::Note));
    } else {
        sink.push_doubted(diagnostic, Doubt::about(fact, Expected::Within(low, high)));
    }
}
