//! X408: the wards' numbers of areas sum to more than the form prints for the city. C301 checks each ward against the
//! registry; this holds even where the registry lacks wards.

use rust_decimal::Decimal;

use crate::peers::{self, Entry};
use crate::ratio::show;
use crate::{Context, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, Place, code};
use model::{FiscalYear, IndicatorId, Nouns};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("X408" "city-sum-above-total" Error "city_sum_above_total.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct CitySumAboveTotal {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for CitySumAboveTotal {
    const CODE: Code = CODE;

    const COMPARES: bool = true;
}

impl Rule for CitySumAboveTotal {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let live = context.as_of.map(|as_of| as_of.fiscal_year());
        let mut checked = false;
        for indicator in self.fields.iter() {
            for column in &context.form.years {
                if live.is_some_and(|live| column.year > live) {
                    continue;
                }
                let entries = peers::entries(context, sink.earlier(), indicator, column.year);
                checked |= !entries.is_empty();
                let sum: Decimal = entries.iter().map(|entry| entry.number).sum();
                let Some(total) = context.city_total(column.year) else {
                    continue;
                };
                // A registry that is itself above the total is told by `registry-total-differs`.
                if sum > Decimal::from(total) && context.registry.total(column.year) <= total {
                    tell(context, sink, indicator, column.year, total, sum, &entries);
                }
            }
        }
        Outcome::skipped_if(!checked, "合計する数が、どの提出物にもない")
    }
}

/// Blames the one ward that the registry lacks; with several it cannot be told which, and the run is told.
fn tell(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    indicator: &IndicatorId,
    year: FiscalYear,
    total: u32,
    sum: Decimal,
    entries: &[Entry<'_>],
) {
    let Nouns { unit, part, .. } = context.nouns();
    let known = context.definitions.indicator(indicator);
    let label = known.map_or("", |known| known.short_label.as_str());
    let unverified: Vec<&Entry<'_>> = entries
        .iter()
        .filter(|entry| context.area_count(entry.submission, year).is_none())
        .collect();
    let named: Vec<String> = unverified
        .iter()
        .map(|entry| {
            let ward = context.ward_name(entry.submission.ward.as_ref());
            format!("{ward}の{}", show(entry.number))
        })
        .collect();
    let message = format!(
        "「{label}」の{year}年度の{}{unit}の合計は{}で、様式に印刷された全{total}{part}を超えています。登録に{part}数がなく確かめられないのは、{}です。",
        entries.len(),
        show(sum),
        named.join("、")
    );
    let mut diagnostic = if let [entry] = unverified[..] {
        sink.on_fact(context, entry.submission, entry.fact, message)
    } else {
        let label = context.form.field_label(indicator);
        sink.diagnostic(Place::run(), message)
            .year(year)
            .field(label)
            .entered(show(sum))
    };
    for entry in unverified.iter().filter(|_| unverified.len() > 1) {
        diagnostic = diagnostic.related(Place::from(&entry.fact.provenance));
    }
    sink.push(
        diagnostic
            .expected(format!("合計が{total}以下"))
            .hint(format!("挙げた{unit}の数に間違いがないか確かめ、{part}数登録にも{unit}の{part}数を加えてください。")),
    );
}
