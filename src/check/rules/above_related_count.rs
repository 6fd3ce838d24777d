//! C312: a count is above another that is usually the larger one. The form names both.
//!
//! # Decisions
//! * Where several counts are above the larger one, or it is nought, that one is most likely too small: one message, at
//!   its cell.
//! * An earlier column that is not as it was accepted is left to the rule on that: it knows which of the two was changed.

use rust_decimal::Decimal;

use crate::peers;
use crate::ratio::show;
use crate::rule::REASON_HINT;
use crate::slip::{Doubt, Expected};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::{Field, Fields, FormDefinition};
use diagnostic::{Code, Outcome, Place, code};
use model::{Fact, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C312" "above-related-count" Warning "above_related_count.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct AboveRelatedCount {
    #[schemars(description = "ふつうは小さいはずの指標。")]
    smaller: Fields,
    #[schemars(description = "上限となる、ふつうは大きいはずの指標。")]
    larger: Field,
}

impl RuleSettings for AboveRelatedCount {
    const CODE: Code = CODE;

    const OF_WHOLE: bool = true;

    fn contradiction(&self, _: &FormDefinition) -> Option<String> {
        let larger = &*self.larger;
        let is_both = self.smaller.contains(larger);
        is_both.then(|| format!("「{larger}」がsmallerとlargerの両方にあります"))
    }
}

impl Rule for AboveRelatedCount {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let mut checked = false;
        for (submission, year) in context.due_columns() {
            let is_usable = |fact: &&Fact| {
                !sink.earlier().mentions(fact) && !peers::is_restated(context, submission, fact)
            };
            let Some(larger) = submission.fact(&self.larger, year).filter(is_usable) else {
                continue;
            };
            let Some(limit) = larger.value.number() else {
                continue;
            };
            let smaller = self.smaller.iter();
            let smaller: Vec<&Fact> = smaller
                .filter_map(|indicator| submission.fact(indicator, year))
                .filter(|fact| fact.value.number().is_some())
                .filter(is_usable)
                .collect();
            checked |= !smaller.is_empty();
            let above: Vec<&Fact> = smaller
                .into_iter()
                .filter(|fact| fact.value.number().is_some_and(|number| number > limit))
                .collect();
            match above.as_slice() {
                [] => {}
                [one] if !limit.is_zero() => one_above(context, sink, submission, one, larger),
                several => several_above(context, sink, submission, several, larger),
            }
        }
        Outcome::skipped_if(!checked, "比べる数が、どの提出物にもない")
    }
}

fn number_of(fact: &Fact) -> String {
    fact.value.number().map(show).unwrap_or_default()
}

fn one_above(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    above: &Fact,
    larger: &Fact,
) {
    let (name, limit) = (context.short_label(&larger.indicator), number_of(larger));
    let message = format!(
        "{}は{}で、{name}の{limit}を超えています。",
        context.short_label(&above.indicator),
        number_of(above)
    );
    let doubt = doubt(context, sink, submission, above, larger).unwrap_or_default();
    let diagnostic = sink
        .on_fact(context, submission, above, message)
        .also(&larger.indicator)
        .related(Place::from(&larger.provenance))
        .expected(format!("{limit}以下"))
        .hint(format!(
            "2つの数を書く欄が逆になっていないか、桁の間違いがないか確かめてください。{REASON_HINT}"
        ));
    sink.push_doubted(diagnostic, doubt);
}

/// A doubt about the one of the two counts that is unlike the ward's own year before.
fn doubt(
    context: &Context<'_>,
    sink: &Sink<'_>,
    submission: &Submission,
    above: &Fact,
    larger: &Fact,
) -> Option<Doubt> {
    let usual = |fact| usual(context, sink, submission, fact);
    let ((low, high), of_larger) = (usual(above)?, usual(larger)?);
    let (number, limit) = (above.value.number()?, larger.value.number()?);
    let is_unlike = |number, (low, high)| number < low || number > high;
    match (is_unlike(number, (low, high)), is_unlike(limit, of_larger)) {
        (true, false) => {
            let expected = Expected::Within(low, high.min(limit));
            Some(Doubt::about(above, expected))
        }
        (false, true) => {
            let expected = Expected::Within(of_larger.0.max(number), of_larger.1);
            Some(Doubt::about(larger, expected))
        }
        _ => None,
    }
}

/// What the ward's own year before lets expect.
fn usual(
    context: &Context<'_>,
    sink: &Sink<'_>,
    submission: &Submission,
    fact: &Fact,
) -> Option<(Decimal, Decimal)> {
    let own = peers::own_before(context, sink.earlier(), submission, fact)?;
    Some(peers::about(own.number))
}

fn several_above(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    above: &[&Fact],
    larger: &Fact,
) {
    let numbers: Vec<String> = above
        .iter()
        .map(|fact| {
            format!(
                "{}（{}）",
                context.short_label(&fact.indicator),
                number_of(fact)
            )
        })
        .collect();
    let than = if above.len() == 1 {
        "より"
    } else {
        "のどれよりも"
    };
    let message = format!(
        "{}は{}で、{}{than}少なくなっています。",
        context.short_label(&larger.indicator),
        number_of(larger),
        numbers.join("、")
    );
    let least = above.iter().filter_map(|fact| fact.value.number()).max();
    let doubt = usual(context, sink, submission, larger)
        .zip(least)
        .map(|((low, high), least)| Doubt::about(larger, Expected::Within(low.max(least), high)));
    let mut diagnostic = sink
        .on_fact(context, submission, larger, message)
        .expected(format!("{}以上", least.map(show).unwrap_or_default()))
        .hint(format!(
            "桁の間違いや数え忘れがないか確かめてください。{REASON_HINT}"
        ));
    for fact in above {
        diagnostic = diagnostic
            .also(&fact.indicator)
            .related(Place::from(&fact.provenance));
    }
    sink.push_doubted(diagnostic, doubt.unwrap_or_default());
}
