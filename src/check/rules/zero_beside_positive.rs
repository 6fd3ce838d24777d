//! C310: counts are nought although a count that goes with them is not. The form names both.

use crate::ratio::show;
use crate::rule::REASON_HINT;
use crate::{Context, Rule, RuleSettings, Sink};
use definition::{Field, Fields, FormDefinition};
use diagnostic::{Code, Outcome, Place, code};
use model::{Fact, FiscalYear, IndicatorId, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C310" "zero-beside-positive" Warning "zero_beside_positive.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct ZeroBesidePositive {
    #[schemars(description = "どれも0である指標。")]
    zeros: Fields,
    #[schemars(description = "0でない指標。")]
    positive: Field,
}

impl RuleSettings for ZeroBesidePositive {
    const CODE: Code = CODE;

    const OF_WHOLE: bool = true;

    fn contradiction(&self, _: &FormDefinition) -> Option<String> {
        let positive = &*self.positive;
        let is_both = self.zeros.contains(positive);
        is_both.then(|| format!("「{positive}」がzerosとpositiveの両方にあります"))
    }
}

impl Rule for ZeroBesidePositive {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let mut checked = false;
        for (submission, year) in context.due_columns() {
            checked |= is_written(submission, &self.positive, year);
            if let Some((zeros, positive)) = self.contradicts(submission, year) {
                let mut all = zeros.iter().chain(std::iter::once(&positive));
                if !all.any(|fact| sink.earlier().mentions(fact)) {
                    tell(context, sink, submission, &zeros, positive);
                }
            }
        }
        Outcome::skipped_if(!checked, "比べる数が、どの提出物にもない")
    }
}

fn is_written(submission: &Submission, indicator: &IndicatorId, year: FiscalYear) -> bool {
    let fact = submission.fact(indicator, year);
    fact.is_some_and(|fact| fact.value.number().is_some())
}

impl ZeroBesidePositive {
    /// Every one of the counts is nought, and the one that goes with them is not.
    fn contradicts<'a>(
        &self,
        submission: &'a Submission,
        year: FiscalYear,
    ) -> Option<(Vec<&'a Fact>, &'a Fact)> {
        let positive = submission.fact(&self.positive, year)?;
        let is_positive = |fact: &Fact| {
            let number = fact.value.number();
            number.is_some_and(|number| !number.is_zero() && number.is_sign_positive())
        };
        let zeros: Option<Vec<&Fact>> = self
            .zeros
            .iter()
            .map(|indicator| {
                let fact = submission.fact(indicator, year)?;
                fact.value.number().filter(|n| n.is_zero()).map(|_| fact)
            })
            .collect();
        is_positive(positive).then_some((zeros?, positive))
    }
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
