//! V210: a count is a whole number, zero or more. Percentages are left to `ratio-out-of-range`.

use rust_decimal::Decimal;

use crate::check::ratio::{self, show};
use crate::check::{Context, Rule, Sink};
use crate::definition::RuleInstance;
use crate::diagnostic::{Code, Outcome};

/// The rule.
pub(crate) struct ValueNegativeOrFractional;

impl Rule for ValueNegativeOrFractional {
    fn code(&self) -> Code {
        Code::VALUE_NEGATIVE_OR_FRACTIONAL
    }

    fn check(
        &self,
        context: &Context<'_>,
        instance: &RuleInstance,
        sink: &mut Sink<'_>,
    ) -> Outcome {
        for (submission, fact) in context.due_facts(instance) {
            let Some(indicator) = context.definitions.indicator(&fact.indicator) else {
                continue;
            };
            let Some(number) = fact.value.number() else {
                continue;
            };
            let is_whole = number.fract().is_zero();
            if indicator.is_percent()
                || (is_whole && number >= Decimal::ZERO)
                || sink.earlier().withholds(fact)
            {
                continue;
            }
            let message = format!(
                "書かれている数は{}ですが、0以上の整数（{}）のはずです。",
                show(number),
                indicator.unit
            );
            let hint = if number < Decimal::ZERO {
                "前年度からの増減ではなく、この年度の数そのものを0以上の整数で書いてください。"
            } else {
                "割合や平均を書いていないか確かめ、数え直した整数を書いてください。"
            };
            let diagnostic = sink
                .on_fact(context, submission, fact, message)
                .expected("0以上の整数")
                .hint(hint);
            sink.push(ratio::with_impossible_rate(
                context, submission, fact, diagnostic,
            ));
        }
        Outcome::Ran
    }
}
