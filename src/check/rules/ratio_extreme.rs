//! C314: a survey's percentage is 0 or 100, and no counts confirm it.

use rust_decimal::Decimal;

use crate::ratio::{self, Known, show};
use crate::rule::REASON_HINT;
use crate::{Context, Earlier, NumberKind, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, code};
use model::{Fact, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C314" "ratio-extreme" Warning "ratio_extreme.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RatioExtreme {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for RatioExtreme {
    const CODE: Code = CODE;

    const OF_WHOLE: bool = true;
}

impl Rule for RatioExtreme {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let percents = sink.due_numbers_of(context, Some(&self.fields), NumberKind::Percent);
        for (submission, fact, _) in percents {
            let earlier = sink.earlier();
            let Some(written) = unconfirmed(context, earlier, submission, fact) else {
                continue;
            };
            let message = format!(
                "割合が{}と書かれていますが、もとになった2つの数がなく、確かめられません。",
                show(written)
            );
            let hint = if written.is_zero() {
                "調査をまだしていなければ「未集計」と書いてください。調査をしたのであれば、下の欄に答えた数を書いてください。"
            } else {
                "書き間違いがないか確かめ、下の欄に答えた数を書いてください。"
            };
            sink.push(
                sink.on_fact(context, submission, fact, message)
                    .expected("割合のもとになった2つの数")
                    .hint(format!("{hint}{REASON_HINT}")),
            );
        }
        Outcome::Ran
    }
}

/// The percentage if it is 0 or 100 and its counts do not say so.
fn unconfirmed(
    context: &Context<'_>,
    earlier: &Earlier,
    submission: &Submission,
    fact: &Fact,
) -> Option<Decimal> {
    let written = fact.value.number()?;
    let is_extreme = written.is_zero() || written == Decimal::ONE_HUNDRED;
    if !is_extreme || earlier.mentions(fact) {
        return None;
    }
    let known = ratio::parts(context, earlier, submission, &fact.indicator, fact.year);
    // Nobody answered, and that explains the percentage.
    let is_open =
        matches!(known, Known::Missing) && !ratio::counts_written(context, submission, fact);
    is_open.then_some(written)
}

/// Whether this rule speaks about a percentage, so that `ratio-without-counts` need not.
pub(super) fn speaks_about(
    context: &Context<'_>,
    earlier: &Earlier,
    submission: &Submission,
    fact: &Fact,
) -> bool {
    context
        .uses::<RatioExtreme>(submission)
        .any(|(_, rule)| rule.fields.contains(&fact.indicator))
        && unconfirmed(context, earlier, submission, fact).is_some()
}
