//! X414: a total that is declared for the whole is not the sum of what the units reported, or a ratio not that of their sums.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::peers::{self, Added};
use crate::ratio::{
    Fit, Known, decimals_written, fit_of, made_of, parts, percent, show, show_rate,
};
use crate::{Context, Earlier, Rule, RuleSettings, Sink};
use definition::MadeRule;
use diagnostic::{Code, Outcome, code};
use model::{AreaCode, Denominator, Fact, FiscalYear, IndicatorId, Nouns, RollUp, Submission};
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

/// What the units' own numbers make of an indicator.
struct Made {
    /// Whether it is what is declared.
    is_declared: bool,
    /// As it is told.
    shown: String,
    /// Units in it.
    units: usize,
    /// Of these, with a number that was accepted before and did not come again.
    carried: usize,
    /// What it is: the sum, or the ratio of the sums.
    what: &'static str,
}

/// Compares one declared number with what the units' make; whether there was anything to compare.
fn compare(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    fact: &Fact,
) -> bool {
    let Some(indicator) = context.definitions.indicator(&fact.indicator) else {
        return false;
    };
    let number = fact.value.number();
    let Some(declared) = number.filter(|_| !sink.earlier().withholds(fact)) else {
        return false;
    };
    let made = match indicator.roll_up {
        RollUp::Sum => sum(context, sink.earlier(), (fact, declared)),
        RollUp::RatioOfSums { .. } => {
            ratio_of_sums(context, sink.earlier(), submission, (fact, declared))
        }
        RollUp::None => None,
    };
    let Some(made) = made else {
        return false;
    };
    if made.is_declared {
        return true;
    }
    let Nouns { whole, unit, .. } = context.nouns();
    let (count, wards) = (made.units, context.definitions.areas.wards().len());
    let missing = if count < wards {
        format!("数のない{unit}が{}あるためかもしれません。", wards - count)
    } else {
        String::new()
    };
    let carried = match made.carried {
        0 => String::new(),
        carried => format!("（うち{carried}{unit}は前年度に受け付けた数）"),
    };
    let message = format!(
        "「{}」の{}年度に{whole}全体の数として{}とありますが、{count}{unit}{carried}の{}は{}です。",
        indicator.short_label,
        fact.year,
        show(declared),
        made.what,
        made.shown,
    );
    let told = sink
        .on_fact(context, submission, fact, message)
        .expected(&made.shown)
        .hint(format!(
            "取りまとめでは{unit}の{}を使います。{missing}{unit}の数と{whole}全体の数のどちらが正しいか確かめてください。{whole}全体の数を使うのは、どの{unit}にも数がないときだけです。",
            made.what
        ));
    sink.push(told);
    true
}

fn sum(
    context: &Context<'_>,
    earlier: &Earlier,
    (fact, declared): (&Fact, Decimal),
) -> Option<Made> {
    let of = (&fact.indicator, fact.year);
    let added: Vec<Added> = peers::units(context)
        .filter_map(|unit| peers::added(context, earlier, unit, of))
        .collect();
    let value: Decimal = added.iter().map(|one| one.number).sum();
    (!added.is_empty()).then(|| Made {
        is_declared: value == declared,
        shown: show(value),
        units: added.len(),
        carried: added.iter().filter(|one| one.is_carried).count(),
        what: "合計",
    })
}

/// Numerators over denominators of the units that have both. Where the whole declares the counts too, they are compared and
/// the ratio follows from them; where a unit has the ratio alone, there is none of the whole.
fn ratio_of_sums(
    context: &Context<'_>,
    earlier: &Earlier,
    submission: &Submission,
    (fact, declared): (&Fact, Decimal),
) -> Option<Made> {
    let (above, _) = made_of(context, &fact.indicator)?;
    let own = submission.fact(above, fact.year);
    if own.is_some_and(|own| own.value.number().is_some()) {
        return None;
    }
    let mut sides = Vec::new();
    let mut carried = 0;
    for unit in peers::units(context) {
        let of = (&fact.indicator, fact.year);
        match sides_of(context, earlier, unit, of) {
            Sides::Both(above, below, is_carried) => {
                carried += usize::from(is_carried);
                sides.push((above, below));
            }
            Sides::RatioAlone => return None,
            Sides::Nothing => {}
        }
    }
    let (above, below): (Vec<Decimal>, Vec<Decimal>) = sides.iter().copied().unzip();
    let value = percent(above.into_iter().sum(), below.into_iter().sum())?;
    Some(Made {
        is_declared: fit_of(fact, declared, value) != Fit::Differs,
        shown: show_rate(value, decimals_written(fact)),
        units: sides.len(),
        carried,
        what: "分子の合計÷分母の合計",
    })
}

/// What a unit has of a ratio.
enum Sides {
    /// Above and below the line, and whether any of it was accepted before and did not come again.
    Both(Decimal, Decimal, bool),
    /// The ratio without what it is made of.
    RatioAlone,
    /// Nothing that counts.
    Nothing,
}

fn sides_of(
    context: &Context<'_>,
    earlier: &Earlier,
    (ward, unit): (&AreaCode, Option<&Submission>),
    (ratio, year): (&IndicatorId, FiscalYear),
) -> Sides {
    if let Some(Known::Parts(parts)) = unit.map(|unit| parts(context, earlier, unit, ratio, year)) {
        return Sides::Both(parts.numerator, parts.denominator, false);
    }
    let added = |id| peers::added(context, earlier, (ward, unit), (id, year));
    let made = made_of(context, ratio).and_then(|(above, below)| {
        let above = added(above)?;
        let below = match below {
            Denominator::Areas => Added {
                number: context.registry.count(ward, year)?.into(),
                is_carried: false,
            },
            Denominator::Indicator(id) => added(id)?,
        };
        let is_carried = above.is_carried || below.is_carried;
        is_carried.then_some((above.number, below.number))
    });
    let alone = unit.and_then(|unit| unit.fact(ratio, year));
    let is_written = alone.is_some_and(|alone| alone.value.number().is_some());
    match made {
        Some((above, below)) => Sides::Both(above, below, true),
        None if is_written || added(ratio).is_some() => Sides::RatioAlone,
        None => Sides::Nothing,
    }
}
