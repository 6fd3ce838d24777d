//! T501: the column of an earlier fiscal year holds another figure than was accepted last year.

use crate::check::ratio::show;
use crate::check::{Context, Rule, Sink};
use crate::definition::RuleInstance;
use crate::diagnostic::{Code, Outcome, Place};
use crate::model::{
    Denominator, Fact, FactId, FactState, IndicatorId, PreviousFact, PreviousFacts, RollUp,
    Submission, Value,
};

/// The rule.
pub(crate) struct EarlierYearRestated;

impl Rule for EarlierYearRestated {
    fn code(&self) -> Code {
        Code::EARLIER_YEAR_RESTATED
    }

    fn check(
        &self,
        context: &Context<'_>,
        instance: &RuleInstance,
        sink: &mut Sink<'_>,
    ) -> Outcome {
        let Some(previous) = context.previous else {
            return Outcome::Skipped("前年度の提出物（--previous）が指定されていない".to_owned());
        };
        let mut compared = false;
        for (submission, fact) in context.due_facts(instance) {
            if context
                .live_year(submission)
                .is_none_or(|live| fact.year >= live)
            {
                continue;
            }
            let Some(then) = accepted(previous, submission, fact) else {
                continue;
            };
            compared = true;
            if restated(fact, then)
                && !sink.earlier().withholds(fact)
                && !follows_from_parts(context, previous, submission, fact)
            {
                tell(context, sink, submission, fact, then);
            }
        }
        if !compared && !context.submissions.is_empty() {
            return Outcome::Skipped("前年度の提出物に、比べられる数がない".to_owned());
        }
        Outcome::Ran
    }
}

/// What was accepted last year: a number that counted.
fn accepted<'a>(
    previous: &'a PreviousFacts,
    submission: &Submission,
    fact: &Fact,
) -> Option<&'a PreviousFact> {
    let id = FactId {
        ward: submission.ward.clone()?,
        year: fact.year,
        indicator: fact.indicator.clone(),
    };
    previous
        .facts
        .get(&id)
        .filter(|then| then.state == FactState::Reported && then.value.number().is_some())
}

/// Whether something else stands there now. A blank or a 未集計 is told as such and not once more here.
fn restated(fact: &Fact, then: &PreviousFact) -> bool {
    match fact.value {
        Value::Number(now) => Some(now) != then.value.number(),
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
    let definition = context.definitions.indicator(&fact.indicator);
    let Some(RollUp::RatioOfSums {
        numerator,
        denominator,
    }) = definition.map(|definition| &definition.roll_up)
    else {
        return false;
    };
    let changed = |id: &IndicatorId| {
        submission.fact(id, fact.year).is_some_and(|part| {
            accepted(previous, submission, part).is_some_and(|then| restated(part, then))
        })
    };
    changed(numerator)
        || match denominator {
            Denominator::Areas => false,
            Denominator::Indicator(id) => changed(id),
        }
}

fn tell(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    fact: &Fact,
    then: &PreviousFact,
) {
    let now = match fact.value {
        Value::Number(number) => show(number),
        Value::NotApplicable | Value::Blank | Value::NotCollected | Value::Unreadable => {
            format!("「{}」", fact.provenance.text)
        }
    };
    let before = then.value.number().map(show).unwrap_or_default();
    let message = format!(
        "{}年度の数は前年度の提出では{before}でしたが、今回は{now}と書かれています。",
        fact.year
    );
    sink.push(
        sink.on_fact(context, submission, fact, message)
            .expected(before.clone())
            .related(Place::from(&then.provenance))
            .hint(format!(
                "{before}のままであれば、{before}に直してください。後から数が変わったのであれば、理由を添えてください。"
            )),
    );
}
