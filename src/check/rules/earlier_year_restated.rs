//! T501: the column of an earlier fiscal year holds another figure than was accepted last year.

use rust_decimal::Decimal;

use crate::peers;
use crate::rate;
use crate::ratio::{self, Known, show};
use crate::rule::REASON_HINT;
use crate::slip::{Doubt, Expected};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Diagnostic, Outcome, Place, code};
use model::{Denominator, Fact, IndicatorId, PreviousFacts, Provenance, Submission, Value};
use schemars::JsonSchema;
use serde::Deserialize;

use super::ratio_differs_from_counts;

use super::rate_differs;

/// The code of this rule.
pub const CODE: Code =
    code!("T501" "earlier-year-restated" Warning "earlier_year_restated.md" Restatement);

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct EarlierYearRestated {
    #[schemars(description = "対象の指標。書かなければ、様式の欄すべて。")]
    fields: Option<Fields>,
}

impl RuleSettings for EarlierYearRestated {
    const CODE: Code = CODE;
}

impl Rule for EarlierYearRestated {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let Some(previous) = context.previous else {
            return Outcome::Skipped("前年度の提出物（--previous）が指定されていない".to_owned());
        };
        let mut compared = false;
        for (submission, fact) in sink.due_facts(context, self.fields.as_ref()) {
            if context
                .live_year(submission)
                .is_none_or(|live| fact.year >= live)
            {
                continue;
            }
            let ward = submission.ward.as_ref();
            let accepted = previous.accepted(ward, &fact.indicator, fact.year);
            let Some((then, at)) = accepted else {
                continue;
            };
            compared = true;
            if restated(fact, then)
                && !sink.earlier().mentions(fact)
                && !follows_from_parts(context, previous, submission, fact)
                && !is_named_by_rate(context, sink, submission, fact, then)
            {
                tell(context, sink, submission, fact, (then, at));
            }
        }
        Outcome::skipped_if(!compared, "前年度の提出物に、比べられる数がない")
    }
}

/// Whether something else stands there now. A blank or a 未集計 is told as such and not once more here.
fn restated(fact: &Fact, then: Decimal) -> bool {
    match fact.value {
        Value::Number(now) => now != then,
        Value::NotApplicable => true,
        Value::Blank | Value::NotCollected | Value::Unreadable => false,
    }
}

/// A percentage changes with its counts; the counts are told instead.
fn follows_from_parts(
    context: &Context<'_>,
    previous: &PreviousFacts,
    submission: &Submission,
    fact: &Fact,
) -> bool {
    let Some((numerator, denominator)) = ratio::made_of(context, &fact.indicator) else {
        return false;
    };
    let changed = |id: &IndicatorId| {
        let then = previous.accepted(submission.ward.as_ref(), id, fact.year);
        let part = submission.fact(id, fact.year);
        part.zip(then)
            .is_some_and(|(part, (then, _))| restated(part, then))
    };
    changed(numerator)
        || match denominator {
            Denominator::Areas => false,
            Denominator::Indicator(id) => changed(id),
        }
}

/// The percentage beside a count has already told what was meant, and it is what was accepted: one fault, one message.
fn is_named_by_rate(
    context: &Context<'_>,
    sink: &Sink<'_>,
    submission: &Submission,
    fact: &Fact,
    then: Decimal,
) -> bool {
    let place = Place::from(&fact.provenance);
    let names_it = |(told, related): &(&Diagnostic, Option<&Place>)| {
        [rate_differs::CODE, ratio_differs_from_counts::CODE].contains(&told.code)
            && *related == Some(&place)
    };
    let earlier = sink.earlier();
    let told = earlier.names(&submission.file).filter(names_it);
    told.filter_map(|(told, _)| submission.fact(told.indicator.as_ref()?, fact.year))
        .any(|rate| {
            let known = ratio::parts(context, earlier, submission, &rate.indicator, rate.year);
            let (Known::Parts(parts) | Known::Blamed(Some(parts))) = known else {
                return false;
            };
            let implied = rate::implied(context, submission, rate, &parts);
            implied.contains(&(fact, then))
        })
}

fn tell(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    fact: &Fact,
    (then, at): (Decimal, &Provenance),
) {
    let now = match fact.value {
        Value::Number(number) => show(number),
        Value::NotApplicable | Value::Blank | Value::NotCollected | Value::Unreadable => {
            format!("「{}」", fact.provenance.text)
        }
    };
    let before = show(then);
    let which = if is_same_year(context, submission) {
        "前回"
    } else {
        "前年度"
    };
    let was = peers::was(context, submission, fact, fact.year);
    let message = format!(
        "{}年度の数は{which}の提出では{before}{was}でしたが、今回は{now}と書かれています。",
        fact.year
    );
    let diagnostic = sink
        .on_fact(context, submission, fact, message)
        .expected(before.clone())
        .related(Place::from(at))
        .hint(format!(
            "{before}のままであれば、{before}に直してください。{REASON_HINT}"
        ));
    sink.push_doubted(diagnostic, Doubt::about(fact, Expected::Accepted(then)));
}

/// Whether the facts given were collected earlier in the same fiscal year.
fn is_same_year(context: &Context<'_>, submission: &Submission) -> bool {
    let previous = context.previous.and_then(|previous| previous.as_of);
    previous.is_some_and(|as_of| Some(as_of.fiscal_year()) == context.live_year(submission))
}
