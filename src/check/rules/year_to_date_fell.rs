//! T502: a count from 1 April on is smaller than it was earlier in the same fiscal year.

use rust_decimal::Decimal;

use crate::peers;
use crate::ratio::show;
use crate::rule::REASON_HINT;
use crate::slip::{Doubt, Expected};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, Place, code};
use model::{AsOf, Fact, Submission, ValueKind};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("T502" "year-to-date-fell" Warning "year_to_date_fell.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct YearToDateFell {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for YearToDateFell {
    const CODE: Code = CODE;
}

impl Rule for YearToDateFell {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let skipped = |reason: &str| Outcome::Skipped(reason.to_owned());
        let Some(previous) = context.previous else {
            return skipped("同じ年度の途中の提出物（--previous）が指定されていない");
        };
        let Some(then) = previous.as_of else {
            return skipped("--previousの提出物の時点が分からない");
        };
        let mut compared = false;
        for (submission, fact) in sink.due_facts(context, Some(&self.fields)) {
            let known = context.definitions.indicator(&fact.indicator);
            let is_live = context.live_year(submission) == Some(fact.year);
            let is_later = then.fiscal_year() == fact.year
                && context.as_of_for(submission).is_some_and(|now| then < now);
            if !is_live
                || !is_later
                || known.is_none_or(|known| known.kind != ValueKind::YearToDate)
            {
                continue;
            }
            let ward = submission.ward.as_ref();
            let accepted = previous.accepted(ward, &fact.indicator, fact.year);
            let (Some(now), Some((before, at))) = (fact.value.number(), accepted) else {
                continue;
            };
            compared = true;
            let earlier = sink.earlier();
            if now < before && !peers::is_told(earlier, submission, fact) {
                tell(
                    context,
                    sink,
                    submission,
                    fact,
                    then,
                    (now, before, Place::from(at)),
                );
            }
        }
        let why = format!(
            "--previousの提出物（{}時点）に、同じ年度の途中の数がない",
            then.wareki()
        );
        Outcome::skipped_if(!compared, why)
    }
}

fn tell(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    fact: &Fact,
    then: AsOf,
    (now, before, place): (Decimal, Decimal, Place),
) {
    let message = format!(
        "{}時点では{}でしたが、今回は{}に減っています。4月から数えていく数なので、減らないはずです。",
        then.wareki(),
        show(before),
        show(now)
    );
    let high = before * Decimal::from(3);
    let diagnostic = sink
        .on_fact(context, submission, fact, message)
        .expected(format!("{}以上", show(before)))
        .related(place)
        .hint(format!(
            "4月から今回の時点までの数になっているか確かめ、違っていれば直してください。{REASON_HINT}"
        ));
    sink.push_doubted(
        diagnostic,
        Doubt::about(fact, Expected::Within(before, high)),
    );
}
