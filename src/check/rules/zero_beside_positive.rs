//! C310: counts are nought although a count that goes with them is not. The last field of the instance is the one above nought.

use crate::ratio::show;
use crate::rule::REASON_HINT;
use crate::{Context, Rule, Sink};
use definition::RuleInstance;
use diagnostic::{Code, Outcome, Place};
use model::{Fact, FiscalYear, Submission};

/// The rule.
pub(crate) struct ZeroBesidePositive;

impl Rule for ZeroBesidePositive {
    fn code(&self) -> Code {
        Code::ZERO_BESIDE_POSITIVE
    }

    fn check(
        &self,
        context: &Context<'_>,
        instance: &RuleInstance,
        sink: &mut Sink<'_>,
    ) -> Outcome {
        for (submission, year) in context.due_columns() {
            if let Some((zeros, positive)) = contradiction(instance, submission, year) {
                let mut all = zeros.iter().chain(std::iter::once(&positive));
                if !all.any(|fact| sink.earlier().mentions(fact)) {
                    tell(context, sink, submission, &zeros, positive);
                }
            }
        }
        Outcome::Ran
    }
}

/// Every field but the last is nought, and the last is not.
fn contradiction<'a>(
    instance: &RuleInstance,
    submission: &'a Submission,
    year: FiscalYear,
) -> Option<(Vec<&'a Fact>, &'a Fact)> {
    let (last, others) = instance.fields.split_last()?;
    let positive = submission.fact(last, year)?;
    let is_positive = |fact: &Fact| {
        let number = fact.value.number();
        number.is_some_and(|number| !number.is_zero() && number.is_sign_positive())
    };
    let zeros: Option<Vec<&Fact>> = others
        .iter()
        .map(|indicator| {
            let fact = submission.fact(indicator, year)?;
            fact.value.number().filter(|n| n.is_zero()).map(|_| fact)
        })
        .collect();
    is_positive(positive).then_some((zeros?, positive))
}

fn tell(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    zeros: &[&Fact],
    positive: &Fact,
) {
    let Some((first, rest)) = zeros.split_first() else {
        return;
    };
    let names: Vec<&str> = zeros
        .iter()
        .map(|fact| context.short_label(&fact.indicator))
        .collect();
    let all = match rest.len() {
        0 => "",
        1 => "どちらも",
        _ => "どれも",
    };
    let message = format!(
        "{}は{all}0ですが、{}は{}です。",
        names.join("と"),
        context.short_label(&positive.indicator),
        positive.value.number().map(show).unwrap_or_default()
    );
    let mut diagnostic = sink
        .on_fact(context, submission, first, message)
        .expected("1以上")
        .hint(format!(
            "数え忘れや欄の取り違えがないか確かめ、まだ数えていなければ「未集計」と書いてください。{REASON_HINT}"
        ));
    for fact in rest {
        diagnostic = diagnostic
            .also(&fact.indicator)
            .related(Place::from(&fact.provenance));
    }
    sink.push(diagnostic.related(Place::from(&positive.provenance)));
}
