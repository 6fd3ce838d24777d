//! X409: every ward that reported has exactly the same count, as if it had been filled in before the form was sent out.
//! Small numbers may well be the same everywhere, so they are left alone.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::peers;
use crate::ratio::show;
use crate::rule::parameter;
use crate::{Context, Rule, Sink};
use definition::RuleInstance;
use diagnostic::{Code, Outcome, Place};

/// The rule.
pub(crate) struct SameInEveryWard;

impl Rule for SameInEveryWard {
    fn code(&self) -> Code {
        Code::SAME_IN_EVERY_WARD
    }

    fn compares(&self) -> bool {
        true
    }

    fn check(
        &self,
        context: &Context<'_>,
        instance: &RuleInstance,
        sink: &mut Sink<'_>,
    ) -> Outcome {
        let wards = parameter(instance, "wards", 8);
        let at_least = parameter(instance, "at-least", 5);
        let form = context.form;
        let live = context.as_of.map(|as_of| as_of.fiscal_year());
        let mut checked = false;
        for indicator in form.reported_indicators() {
            let known = context.definitions.indicator(&indicator);
            let Some(known) = known.filter(|known| !known.is_percent()) else {
                continue;
            };
            for column in &form.years {
                if live.is_some_and(|live| column.year > live) {
                    continue;
                }
                let entries = peers::entries(context, sink.earlier(), &indicator, column.year);
                if Decimal::from(entries.len()) < wards {
                    continue;
                }
                checked = true;
                let numbers: BTreeSet<Decimal> = entries.iter().map(|e| e.number).collect();
                let Some(number) = numbers.first().filter(|_| numbers.len() == 1) else {
                    continue;
                };
                if *number < at_least {
                    continue;
                }
                let message = format!(
                    "「{}」の{}年度の数が、提出した{}区すべてで同じ{}です。",
                    known.short_label,
                    column.year,
                    entries.len(),
                    show(*number)
                );
                let mut diagnostic = sink
                    .diagnostic(Place::run(), message)
                    .year(column.year)
                    .field(form.field_label(&indicator))
                    .entered(show(*number))
                    .hint("配った様式に初めから入っていた数や、記入例の数が残っていないか確かめてください。本当に同じであれば、そのままでかまいません。");
                for entry in &entries {
                    diagnostic = diagnostic.related(Place::from(&entry.fact.provenance));
                }
                sink.push(diagnostic);
            }
        }
        if checked {
            Outcome::Ran
        } else {
            Outcome::Skipped(format!("同じ欄に数を書いた区が{}区に満たない", show(wards)))
        }
    }
}
