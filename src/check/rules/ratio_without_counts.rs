//! C313: a survey's percentage is written without the counts it was made of, so that it cannot be carried to the city.

use crate::{Context, Rule, Sink};
use definition::RuleInstance;
use diagnostic::{Code, Outcome, Place};
use model::{Denominator, Fact, RollUp, Submission};

use super::ratio_extreme;

/// The rule.
pub(crate) struct RatioWithoutCounts;

impl Rule for RatioWithoutCounts {
    fn code(&self) -> Code {
        Code::RATIO_WITHOUT_COUNTS
    }

    fn check(
        &self,
        context: &Context<'_>,
        instance: &RuleInstance,
        sink: &mut Sink<'_>,
    ) -> Outcome {
        for (submission, ratio) in context.due_facts(instance) {
            if ratio.value.number().is_none()
                || sink.earlier().withholds(ratio)
                || ratio_extreme::speaks_about(context, sink.earlier(), submission, ratio)
            {
                continue;
            }
            let blank = blank_counts(context, submission, ratio);
            let Some((first, rest)) = blank.split_first() else {
                continue;
            };
            let names: Vec<&str> = blank
                .iter()
                .map(|fact| context.short_label(&fact.indicator))
                .collect();
            let message = format!(
                "割合は{}と書かれていますが、{}が空欄です。",
                ratio.provenance.text.trim(),
                names.join("と")
            );
            let mut diagnostic = sink
                .on_fact(context, submission, ratio, message)
                .expected("割合のもとになった2つの数")
                .related(Place::from(&first.provenance))
                .hint("2つの数が分かれば書いてください。割合だけの区は、市全体の割合の計算に入りません。");
            for fact in rest {
                diagnostic = diagnostic.related(Place::from(&fact.provenance));
            }
            sink.push(diagnostic);
        }
        Outcome::Ran
    }
}

/// The counts below a percentage that the sheet has a field for, and that are blank.
fn blank_counts<'a>(
    context: &Context<'_>,
    submission: &'a Submission,
    ratio: &Fact,
) -> Vec<&'a Fact> {
    let definition = context.definitions.indicator(&ratio.indicator);
    let Some(RollUp::RatioOfSums {
        numerator,
        denominator: Denominator::Indicator(denominator),
    }) = definition.map(|definition| &definition.roll_up)
    else {
        return Vec::new();
    };
    [numerator, denominator]
        .into_iter()
        .filter_map(|id| submission.fact(id, ratio.year))
        .filter(|fact| fact.value.is_blank())
        .collect()
}
