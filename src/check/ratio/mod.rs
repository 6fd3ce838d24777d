//! What a written percentage should be from its parts, and how exactly it was written. Tells nothing itself.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Context, Earlier};
use diagnostic::{Diagnostic, Place};
use model::{Denominator, Fact, FiscalYear, IndicatorId, Normalisation, Submission};

/// Numerator and denominator of a percentage, both usable.
pub(super) struct Parts {
    pub(super) numerator: Decimal,
    pub(super) denominator: Decimal,
    /// Where they stand on the form.
    pub(super) places: Vec<Place>,
}

impl Parts {
    /// The percentage, unrounded; nought where there is nothing to divide by.
    pub(super) fn percent(&self) -> Decimal {
        percent(self.numerator, self.denominator).unwrap_or_default()
    }

    /// Adds the places of the parts to a diagnostic about their percentage.
    pub(super) fn beside(&self, diagnostic: Diagnostic) -> Diagnostic {
        self.places
            .iter()
            .fold(diagnostic, |told, place| told.related(place.clone()))
    }

    /// `12÷16×100＝75.0`, with as many decimals as were written and at least one.
    pub(super) fn formula(&self, decimals: u32) -> String {
        format!(
            "{}÷{}×100＝{}",
            show(self.numerator),
            show(self.denominator),
            show_rate(self.percent(), decimals)
        )
    }
}

/// What is known about the parts of a percentage.
pub(super) enum Known {
    /// Both parts are usable numbers.
    Parts(Parts),
    /// A part is blamed for a fault of its own, which says enough; the numbers if there are any.
    Blamed(Option<Parts>),
    /// A part is not written, not registered or zero.
    Missing,
}

/// What a percentage is made of as the catalogue defines it.
pub(super) fn made_of<'a>(
    context: &Context<'a>,
    rate: &IndicatorId,
) -> Option<(&'a IndicatorId, &'a Denominator)> {
    context.definitions.indicator(rate)?.roll_up.ratio()
}

/// The two counts of the form that a percentage is made of.
pub(super) fn two_counts<'a>(
    context: &Context<'a>,
    rate: &IndicatorId,
) -> Option<[&'a IndicatorId; 2]> {
    match made_of(context, rate)? {
        (numerator, Denominator::Indicator(whole)) => Some([numerator, whole]),
        (_, Denominator::Areas) => None,
    }
}

/// Whether both counts of a percentage are numbers, from which it follows or cannot be told.
pub(super) fn counts_written(context: &Context<'_>, submission: &Submission, rate: &Fact) -> bool {
    let is_number = |id| {
        let count = submission.fact(id, rate.year);
        count.is_some_and(|count| count.value.number().is_some())
    };
    two_counts(context, &rate.indicator).is_some_and(|counts| counts.into_iter().all(is_number))
}

/// One number in percent of another, unrounded.
pub(super) fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)
}

/// The parts of a percentage with their numbers.
pub(super) fn parts(
    context: &Context<'_>,
    earlier: &Earlier,
    submission: &Submission,
    indicator: &IndicatorId,
    year: FiscalYear,
) -> Known {
    let Some((numerator, denominator)) = made_of(context, indicator) else {
        return Known::Missing;
    };
    let Some(above) = submission.fact(numerator, year) else {
        return Known::Missing;
    };
    let mut places = vec![Place::from(&above.provenance)];
    let mut blamed = earlier.withholds(above);
    let below = match denominator {
        Denominator::Areas => areas_used(context, submission, above),
        Denominator::Indicator(id) => submission.fact(id, year).and_then(|fact| {
            places.push(Place::from(&fact.provenance));
            blamed |= earlier.withholds(fact);
            fact.value.number()
        }),
    };
    let parts = match (above.value.number(), below) {
        // Over a denominator of next to nothing there is no percentage that a decimal could hold.
        (Some(numerator), Some(denominator))
            if denominator > Decimal::ZERO && percent(numerator, denominator).is_some() =>
        {
            Some(Parts {
                numerator,
                denominator,
                places,
            })
        }
        _ => None,
    };
    match parts {
        parts if blamed => Known::Blamed(parts),
        Some(parts) => Known::Parts(parts),
        None => Known::Missing,
    }
}

/// The number of areas the ward worked with: its own where it wrote another than the registry's, which is then the
/// fault to tell (`denominator-differs`), else the registry's. The city's printed total is nobody's own number.
pub(super) fn areas_used(
    context: &Context<'_>,
    submission: &Submission,
    fact: &Fact,
) -> Option<Decimal> {
    let city = context.city_total(fact.year).map(Decimal::from);
    let beside = fact.denominator.as_ref().map(|written| written.value);
    let stated = submission
        .areas_written
        .get(&fact.year)
        .map(|written| written.value);
    beside
        .filter(|number| Some(*number) != city)
        .or(stated.filter(|number| Some(*number) != city))
        .or_else(|| context.area_count(submission, fact.year).map(Decimal::from))
}

/// How a written percentage stands to the exact one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// Equal within half a unit of the last digit written.
    Equal,
    /// Equal if the digits behind were cut off instead of rounded.
    CutOff,
    /// Another number.
    Differs,
}

/// Compares a written percentage with the exact one.
pub(super) fn fit(written: Decimal, decimals: u32, is_formula: bool, exact: Decimal) -> Fit {
    let half_unit = |decimals: u32| Decimal::new(5, decimals + 1);
    // A formula's result carries all digits or those its ROUND left; one decimal is what the form shows.
    let tolerance = if is_formula {
        half_unit(decimals.min(1))
    } else {
        half_unit(decimals)
    };
    if (written - exact).abs() <= tolerance {
        Fit::Equal
    } else if exact.trunc_with_scale(decimals) == written {
        Fit::CutOff
    } else {
        Fit::Differs
    }
}

/// Compares the percentage of a fact with the exact one.
pub(super) fn fit_of(fact: &Fact, written: Decimal, exact: Decimal) -> Fit {
    fit(written, decimals_written(fact), fact.is_formula, exact)
}

/// Whether a number looks like a share of one where percent was asked: 0.75 for 75.
pub(super) fn looks_like_share(fact: &Fact, written: Decimal) -> bool {
    written > Decimal::ZERO
        && written <= Decimal::ONE
        && !fact.normalisations.contains(&Normalisation::PercentFormat)
}

/// Whether a percentage lies between 0 and 100.
pub(super) fn in_range(written: Decimal) -> bool {
    written >= Decimal::ZERO && written <= Decimal::ONE_HUNDRED
}

/// Whether a written number can be compared as a percentage: `ratio-out-of-range` speaks about the others.
pub(super) fn is_percentage(fact: &Fact, written: Decimal, exact: Decimal) -> bool {
    in_range(written) && !is_share_of(fact, written, exact)
}

/// Whether a number is the exact percentage, written as a share of one.
pub(super) fn is_share_of(fact: &Fact, written: Decimal, exact: Decimal) -> bool {
    let decimals = decimals_written(fact).saturating_sub(2);
    let scaled = written * Decimal::ONE_HUNDRED;
    looks_like_share(fact, written)
        && fit_of(fact, written, exact) == Fit::Differs
        && fit(scaled, decimals, fact.is_formula, exact) != Fit::Differs
}

/// The whole number that a written percentage stands for, if exactly one does: 12 for 75.0 of 16.
pub(super) fn implied_numerator(fact: &Fact, denominator: Decimal) -> Option<Decimal> {
    let written = fact.value.number().filter(|written| in_range(*written))?;
    let near = (written * denominator / Decimal::ONE_HUNDRED).round();
    let fits = |numerator: Decimal| {
        percent(numerator, denominator)
            .is_some_and(|exact| fit_of(fact, written, exact) == Fit::Equal)
    };
    let alone = !fits(near - Decimal::ONE) && !fits(near + Decimal::ONE);
    (fits(near) && alone).then_some(near)
}

/// A whole number by which the numerator gives the written percentage, if there is one: 40 for 34 at 85.
pub(super) fn implied_denominator(fact: &Fact, numerator: Decimal) -> Option<Decimal> {
    let written = fact.value.number().filter(|written| in_range(*written))?;
    let near = percent(numerator, written)?.round();
    let exact = percent(numerator, near)?;
    (fit_of(fact, written, exact) == Fit::Equal).then_some(near)
}

/// Whether one of two numbers is ten times the other.
pub(super) fn is_tenfold(one: Decimal, other: Decimal) -> bool {
    one == other * Decimal::TEN || other == one * Decimal::TEN
}

/// How many decimals the person wrote, told from the text: 1 for 75.0, 0 for 75.
pub(super) fn decimals_written(fact: &Fact) -> u32 {
    let Some(value) = fact.value.number() else {
        return 0;
    };
    let mut found = None;
    for (token, before_percent) in numbers_in(&fact.provenance.text) {
        let decimals = token.split_once('.').map_or(0, |(_, fraction)| {
            u32::try_from(fraction.len()).unwrap_or(0)
        });
        let Ok(number) = token.parse::<Decimal>() else {
            continue;
        };
        let decimals = if number == value {
            decimals
        } else if number * Decimal::ONE_HUNDRED == value {
            // Stored as a share under a percent format: two of its decimals stand before the point.
            decimals.saturating_sub(2)
        } else {
            continue;
        };
        if before_percent {
            return decimals;
        }
        found = Some(decimals);
    }
    found.unwrap_or_else(|| value.normalize().scale())
}

/// The numbers in a text after folding widths, without separators, and whether a percent sign follows each.
fn numbers_in(text: &str) -> Vec<(String, bool)> {
    let mut tokens: Vec<(String, bool)> = Vec::new();
    let mut open = false;
    for c in text.chars() {
        let c = match c {
            '０'..='９' => char::from(b'0' + u8::try_from(c as u32 - '０' as u32).unwrap_or(0)),
            '．' => '.',
            '％' => '%',
            '，' => ',',
            _ => c,
        };
        match c {
            '0'..='9' if open => {
                if let Some((token, _)) = tokens.last_mut() {
                    token.push(c);
                }
            }
            '0'..='9' => {
                tokens.push((c.to_string(), false));
                open = true;
            }
            '.' if open => {
                if let Some((token, _)) = tokens.last_mut() {
                    token.push(c);
                }
            }
            ',' if open => {}
            ' ' | '　' => open = false,
            '%' => {
                if let Some((_, before_percent)) = tokens.last_mut() {
                    *before_percent = true;
                }
                open = false;
            }
            _ => open = false,
        }
    }
    tokens
}

/// Adds the percentage beside a faulty count where it is below 0 or above 100: the same fault once more, not a second one.
pub(super) fn with_impossible_rate(
    context: &Context<'_>,
    submission: &Submission,
    fact: &Fact,
    diagnostic: Diagnostic,
) -> Diagnostic {
    let rate = context
        .form_for(submission)
        .field(&fact.indicator)
        .filter(|field| field.indicator == fact.indicator)
        .and_then(|field| submission.fact(field.rate.as_ref()?, fact.year));
    match rate {
        Some(rate) if rate.value.number().is_some_and(|number| !in_range(number)) => diagnostic
            .also(&rate.indicator)
            .related(Place::from(&rate.provenance)),
        _ => diagnostic,
    }
}

/// A number without needless zeros.
pub(super) fn show(number: Decimal) -> String {
    number.normalize().to_string()
}

/// A percentage rounded half up to the decimals written, at least one.
pub(super) fn show_rate(rate: Decimal, decimals: u32) -> String {
    let decimals = decimals.clamp(1, 4);
    let rounded = rate.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    let places = usize::try_from(decimals).unwrap_or(1);
    format!("{rounded:.places$}")
}

#[cfg(test)]
mod tests;
