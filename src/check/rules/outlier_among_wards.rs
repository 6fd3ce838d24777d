//! X411: a ward's count lies far from what the other wards have. Told only where the ward's own year before does not
//! show the same.
//!
//! # Decisions
//! * Exact ratios instead of logarithms: how many times a number is the median, or the median it. The median of these
//!   factors is the median absolute deviation on the log scale, without a floating-point number.
//! * Some counts grow with the number of areas, others do not. Wards are compared on the scale on which they differ less.
//! * A factor is far if it exceeds the spread (with a floor) to the power `powers`; generous, because wards do differ.

use std::collections::BTreeSet;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::peers::{self, Entry, Own};
use crate::ratio::show;
use crate::rule::REASON_HINT;
use crate::setting::Number;
use crate::slip::{Doubt, Expected};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, code};
use model::{FiscalYear, IndicatorId, Nouns, median};
use schemars::JsonSchema;
use serde::Deserialize;

use super::city_figure_suspected;

/// The code of this rule.
pub const CODE: Code = code!("X411" "outlier-among-wards" Warning "outlier_among_wards.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct OutlierAmongWards {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
    #[schemars(
        description = "数を書いた団体がこれより少なければ、比べない（2～200、書かなければ8）。"
    )]
    #[serde(default)]
    wards: Number<2, 200, 8>,
    #[schemars(
        description = "これより小さな数は、離れていても知らせない（1～1000000、書かなければ20）。"
    )]
    #[serde(default)]
    at_least: Number<1, 1000000, 20>,
    #[schemars(
        description = "団体の間のばらつきを、これより小さくはみない（％）（101～1000、書かなければ150）。"
    )]
    #[serde(default)]
    spread_floor_percent: Number<101, 1000, 150>,
    #[schemars(
        description = "ばらつきの何乗を超えたら離れているとみるか（1～20、書かなければ5）。"
    )]
    #[serde(default)]
    powers: Number<1, 20, 5>,
}

impl RuleSettings for OutlierAmongWards {
    const CODE: Code = CODE;

    const COMPARES: bool = true;
}

/// What counts as far.
struct Limits {
    wards: Decimal,
    at_least: Decimal,
    floor: Decimal,
    powers: u32,
}

/// One ward's count on the scale on which wards are compared.
struct Scaled<'a> {
    entry: Entry<'a>,
    /// What the count is divided by: the number of areas, or one.
    size: Decimal,
    value: Decimal,
}

impl Rule for OutlierAmongWards {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let limits = Limits {
            wards: self.wards.number(),
            at_least: self.at_least.number(),
            floor: self.spread_floor_percent.number() / Decimal::ONE_HUNDRED,
            powers: self.powers.get(),
        };
        let subjects = context.subjects();
        let years: BTreeSet<FiscalYear> = subjects
            .filter_map(|submission| context.live_year(submission))
            .collect();
        let mut checked = false;
        for indicator in self.fields.iter() {
            for year in &years {
                checked |= one(context, sink, &limits, indicator, *year);
            }
        }
        let (unit, wards) = (&context.nouns().unit, show(limits.wards));
        Outcome::skipped_if(
            !checked,
            format!("比べられる{unit}が{wards}{unit}に満たない"),
        )
    }
}

/// One indicator in one year; whether there were wards enough.
fn one(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    limits: &Limits,
    indicator: &IndicatorId,
    year: FiscalYear,
) -> bool {
    let mut entries = peers::entries(context, sink.earlier(), indicator, year);
    entries.retain(|entry| {
        entry.number > Decimal::ZERO && context.area_count(entry.submission, year) > Some(0)
    });
    if Decimal::from(entries.len()) < limits.wards {
        return false;
    }
    let per_area = Scale::of(context, &entries, year, true);
    let plain = Scale::of(context, &entries, year, false);
    let (Some(per_area), Some(plain)) = (per_area, plain) else {
        return false;
    };
    let (scale, other) = if plain.spread < per_area.spread {
        (plain, per_area)
    } else {
        (per_area, plain)
    };
    let spread = scale.spread.max(limits.floor);
    // A spread beyond all measure sets a limit that nothing exceeds.
    let limit = (0..limits.powers).try_fold(Decimal::ONE, |limit, _| limit.checked_mul(spread));
    let Some(limit) = limit else { return true };
    let middle = scale.middle;
    let is_far =
        |s: &Scaled<'_>| peers::times(s.value, middle).is_some_and(|factor| factor > limit);
    let (far, usual): (Vec<_>, Vec<_>) = scale.wards.into_iter().partition(is_far);
    for s in &far {
        if s.entry.number.max(middle * s.size) >= limits.at_least && other.agrees(s, middle, limits)
        {
            consider(context, sink, scale.is_per_area, s, &usual);
        }
    }
    true
}

/// The wards' counts, per area or as they are, with their median and spread.
struct Scale<'a> {
    is_per_area: bool,
    wards: Vec<Scaled<'a>>,
    middle: Decimal,
    /// The median of how many times each is the median, or the median it.
    spread: Decimal,
}

impl<'a> Scale<'a> {
    /// Whether a ward that is far on the other scale lies clearly on the same side on this one, and with a number that is
    /// not small on this one either: a small ward has few of everything, and a large one not always more of the rare.
    fn agrees(&self, far: &Scaled<'_>, middle: Decimal, limits: &Limits) -> bool {
        let floor = limits.floor;
        let file = &far.entry.submission.file;
        let own = self.wards.iter().find(|s| s.entry.submission.file == *file);
        own.is_some_and(|own| {
            let same_side = (own.value > self.middle) == (far.value > middle);
            let clearly = peers::times(own.value, self.middle)
                .is_some_and(|factor| factor > floor * floor * floor);
            let is_large = own.entry.number.max(self.middle * own.size) >= limits.at_least;
            same_side && clearly && is_large
        })
    }

    fn of(
        context: &Context<'_>,
        entries: &[Entry<'a>],
        year: FiscalYear,
        is_per_area: bool,
    ) -> Option<Self> {
        let scaled = entries.iter().filter_map(|entry| {
            let areas = context.area_count(entry.submission, year)?;
            let size = Decimal::from(if is_per_area { areas } else { 1 });
            let value = entry.number.checked_div(size)?;
            Some(Scaled {
                entry: *entry,
                size,
                value,
            })
        });
        let wards: Vec<Scaled<'_>> = scaled.collect();
        let middle = median(wards.iter().map(|s| s.value).collect())?;
        let factors = wards.iter().map(|s| peers::times(s.value, middle));
        let spread = median(factors.collect::<Option<_>>()?)?;
        Some(Self {
            is_per_area,
            wards,
            middle,
            spread,
        })
    }
}

fn consider(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    is_per_area: bool,
    s: &Scaled<'_>,
    usual: &[Scaled<'_>],
) {
    let Entry {
        submission,
        fact,
        number,
    } = s.entry;
    let earlier = sink.earlier();
    let is_told = peers::is_told(earlier, submission, fact)
        || city_figure_suspected::is_suspected(context, earlier, submission, fact);
    let own = peers::own_before(context, earlier, submission, fact);
    if is_told || is_always_so(s, own.as_ref()) {
        return;
    }
    let values = || usual.iter().map(|s| s.value);
    let (Some(low), Some(high)) = (values().min(), values().max()) else {
        return;
    };
    let Nouns {
        unit: wards, part, ..
    } = context.nouns();
    let unit = context
        .definitions
        .indicator(&fact.indicator)
        .map_or("", |known| known.unit.as_str());
    let (own_rate, per) = if is_per_area {
        (
            format!("{unit}（1{part}あたり{}）", rough(s.value)),
            format!("1{part}あたり"),
        )
    } else {
        (unit.to_owned(), String::new())
    };
    let message = format!(
        "書かれている数は{}{own_rate}ですが、ほかの{wards}では{per}およそ{}～{}{unit}です。",
        show(number),
        rough(low),
        rough(high)
    );
    let (low, high) = match &own {
        Some(own) => peers::about(own.number),
        None => (low * s.size, high * s.size),
    };
    let mut diagnostic = sink
        .on_fact(context, submission, fact, message)
        .hint(format!(
            "桁や欄に間違いがないか確かめ、違っていれば直してください。{REASON_HINT}"
        ));
    if let Some(own) = own {
        diagnostic = diagnostic.related(own.place);
    }
    sink.push_doubted(diagnostic, Doubt::about(fact, Expected::Within(low, high)));
}

/// Whether the ward's own year before is much the same: then it is the ward that is unusual, not the number.
fn is_always_so(s: &Scaled<'_>, own: Option<&Own>) -> bool {
    let three = Decimal::from(3);
    own.and_then(|own| peers::times(s.entry.number, own.number))
        .is_some_and(|times| times <= three)
}

/// A number to two digits, for people: 3.4, 34, 340.
fn rough(number: Decimal) -> String {
    let away = RoundingStrategy::MidpointAwayFromZero;
    if number < Decimal::TEN {
        return show(number.round_dp_with_strategy(1, away));
    }
    show(number.round_dp_with_strategy(0, away))
}
