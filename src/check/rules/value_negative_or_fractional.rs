//! V210: a count is zero or more, and a whole number where its indicator has no decimals. Percentages are left to `ratio-out-of-range`.

use rust_decimal::Decimal;

use crate::ratio::{self, show};
use crate::slip::{Doubt, Expected};
use crate::{Context, NumberKind, Rule, RuleSettings, Sink, peers};
use definition::Fields;
use diagnostic::{Code, Outcome, code};
use model::{Fact, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code =
    code!("V210" "value-negative-or-fractional" Error "value_negative_or_fractional.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct ValueNegativeOrFractional {
    #[schemars(description = "対象の指標。書かなければ、様式の欄すべて。")]
    fields: Option<Fields>,
}

impl RuleSettings for ValueNegativeOrFractional {
    const CODE: Code = CODE;

    const OF_WHOLE: bool = true;
}

impl Rule for ValueNegativeOrFractional {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let counts = sink.due_numbers_of(context, self.fields.as_ref(), NumberKind::Count);
        for (submission, fact, number) in counts {
            let Some(indicator) = context.definitions.indicator(&fact.indicator) else {
                continue;
            };
            if indicator.counts(number) || sink.earlier().withholds(fact) {
                continue;
            }
            let message = format!(
                "書かれている数は{}ですが、{}（{}）のはずです。",
                show(number),
                indicator.countable(),
                indicator.unit
            );
            let hint = match (number < Decimal::ZERO, indicator.decimals) {
                (true, _) => format!(
                    "前年度からの増減ではなく、この年度の数そのものを{}で書いてください。",
                    indicator.countable()
                ),
                (false, 0) => {
                    "割合や平均を書いていないか確かめ、数え直した整数を書いてください。".to_owned()
                }
                (false, decimals) => {
                    format!("小数は{decimals}けたまでにして書いてください。")
                }
            };
            let diagnostic = sink
                .on_fact(context, submission, fact, message)
                .expected(indicator.countable())
                .hint(hint);
            let diagnostic = ratio::with_impossible_rate(context, submission, fact, diagnostic);
            let expected = meant(context, submission, fact, number);
            sink.push_doubted(diagnostic, Doubt::about(fact, expected));
        }
        Outcome::Ran
    }
}

/// The number without a minus sign, unless another year speaks against it: then it may be the change since that year.
fn meant(context: &Context<'_>, submission: &Submission, fact: &Fact, number: Decimal) -> Expected {
    if number > Decimal::ZERO || !number.fract().is_zero() {
        return Expected::Unknown;
    }
    let (meant, three) = (-number, Decimal::from(3));
    match peers::in_other_year(context, submission, fact, |other| other > Decimal::ZERO) {
        Some(other) => Expected::Within(other / three, other * three),
        // A small number may be a change since last year as well.
        None => Expected::Within(Decimal::TEN.max(meant), meant),
    }
}
