//! X414: a total that is declared for the whole is not the sum of what the units reported.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::peers;
use crate::ratio::show;
use crate::{Context, Rule, RuleSettings, Sink};
use definition::MadeRule;
use diagnostic::{Code, Outcome, code};
use model::{Fact, Nouns, RollUp, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("X414" "declared-total-differs" Warning "declared_total_differs.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct DeclaredTotalDiffers {}

impl RuleSettings for DeclaredTotalDiffers {
    const CODE: Code = CODE;

    const COMPARES: bool = true;

    const UNLISTED: Option<fn() -> MadeRule> = Some(|| Arc::new(Self {}));
}

impl Rule for DeclaredTotalDiffers {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let whole = context.whole.iter().copied();
        let counting = whole.filter(|one| context.choices.counts(&one.file));
        let mut compared = false;
        for submission in counting {
            for fact in submission.facts.values() {
                compared |= compare(context, sink, submission, fact);
            }
        }
        let whole = &context.nouns().whole;
        Outcome::skipped_if(
            !compared,
            format!(
                "{whole}全体の数の申告と、{}の数の両方がない",
                context.nouns().unit
            ),
        )
    }
}

/// Compares one declared number with the sum; whether there was anything to compare.
fn compare(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    fact: &Fact,
) -> bool {
    let known = context.definitions.indicator(&fact.indicator);
    let Some(indicator) = known.filter(|one| one.roll_up == RollUp::Sum) else {
        return false;
    };
    let number = fact.value.number();
    let Some(declared) = number.filter(|_| !sink.earlier().withholds(fact)) else {
        return false;
    };
    let entries = peers::entries(context, sink.earlier(), &fact.indicator, fact.year);
    if entries.is_empty() {
        return false;
    }
    let sum: Decimal = entries.iter().map(|entry| entry.number).sum();
    if sum == declared {
        return true;
    }
    let Nouns { whole, unit, .. } = context.nouns();
    let (count, wards) = (entries.len(), context.definitions.areas.wards().len());
    let missing = if count < wards {
        format!("数のない{unit}が{}あるためかもしれません。", wards - count)
    } else {
        String::new()
    };
    let message = format!(
        "「{}」の{}年度に{whole}全体の数として{}とありますが、{count}{unit}の合計は{}です。",
        indicator.short_label,
        fact.year,
        show(declared),
        show(sum),
    );
    let told = sink
        .on_fact(context, submission, fact, message)
        .expected(show(sum))
        .hint(format!(
            "取りまとめでは{unit}の合計を使います。{missing}{unit}の数と{whole}全体の数のどちらが正しいか確かめてください。{whole}全体の数を使うのは、どの{unit}にも数がないときだけです。"
        ));
    sink.push(told);
    true
}
