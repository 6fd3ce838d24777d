//! X409: every ward that reported has exactly the same count, as if it had been filled in before the form was sent out.
//! Small numbers may well be the same everywhere, so they are left alone.

use rust_decimal::Decimal;

use crate::peers::{self, Entry};
use crate::ratio::show;
use crate::setting::Number;
use crate::{Context, Rule, RuleSettings, Sink};
use diagnostic::{Code, Outcome, Place, code};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("X409" "same-in-every-ward" Warning "same_in_every_ward.md" Alike);

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct SameInEveryWard {
    #[schemars(
        description = "数を書いた団体がこれより少なければ、比べない（2～200、書かなければ8）。"
    )]
    #[serde(default)]
    wards: Number<2, 200, 8>,
    #[schemars(
        description = "これより小さな数は、同じでも知らせない（0～1000000、書かなければ5）。"
    )]
    #[serde(default)]
    at_least: Number<0, 1000000, 5>,
}

impl RuleSettings for SameInEveryWard {
    const CODE: Code = CODE;

    const COMPARES: bool = true;
}

impl Rule for SameInEveryWard {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let wards = self.wards.number();
        let at_least = self.at_least.number();
        let form = context.form;
        let live = context.as_of.map(|as_of| as_of.fiscal_year());
        let unit = &context.nouns().unit;
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
                let entries = peers::each(context, sink.earlier(), &indicator, column.year);
                let (entries, number) = same(entries, wards);
                if Decimal::from(entries.len()) < wards {
                    continue;
                }
                checked = true;
                let Some(number) = number.filter(|number| *number >= at_least) else {
                    continue;
                };
                let message = format!(
                    "「{}」の{}年度の数が、提出した{}{unit}すべてで同じ{}です。",
                    known.short_label,
                    column.year,
                    entries.len(),
                    show(number)
                );
                let mut diagnostic = sink
                    .diagnostic(Place::run(), message)
                    .year(column.year)
                    .field(form.field_label(&indicator))
                    .entered(show(number))
                    .hint("配った様式に初めから入っていた数や、記入例の数が残っていないか確かめてください。本当に同じであれば、そのままでかまいません。");
                for entry in &entries {
                    diagnostic = diagnostic.related(Place::from(&entry.fact.provenance));
                }
                sink.push(diagnostic);
            }
        }
        let why = format!("同じ欄に数を書いた{unit}が{}{unit}に満たない", show(wards));
        Outcome::skipped_if(!checked, why)
    }
}

/// The counts, and the number that all of them are. Where enough of them are not, what the others say makes no difference.
fn same<'a>(
    counts: impl Iterator<Item = Entry<'a>>,
    enough: Decimal,
) -> (Vec<Entry<'a>>, Option<Decimal>) {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    let mut number = None;
    for entry in counts {
        number = match entries.is_empty() {
            true => Some(entry.number),
            false => number.filter(|number| *number == entry.number),
        };
        entries.push(entry);
        if number.is_none() && Decimal::from(entries.len()) >= enough {
            break;
        }
    }
    (entries, number)
}
