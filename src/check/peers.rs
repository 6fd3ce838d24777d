//! What the other wards and the ward's own year before say about a count. Tells nothing itself.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::counts::Counts;
use super::{Context, Earlier};
use diagnostic::{Place, Topic};
use model::{AreaCode, Fact, FiscalYear, IndicatorId, Submission, Value, ValueKind};

/// One ward's usable count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) submission: &'a Submission,
    pub(super) fact: &'a Fact,
    pub(super) number: Decimal,
}

/// The counts of an indicator and year of the submissions that count, without what an error withholds; in file order.
pub(super) fn each<'a>(
    context: &Context<'a>,
    earlier: &Earlier,
    indicator: &IndicatorId,
    year: FiscalYear,
) -> impl Iterator<Item = Entry<'a>> {
    debug_assert!(
        context.looks_at_others,
        "a rule that does not say so looks at others"
    );
    let submissions = context.submissions.iter().copied();
    let counting = submissions.filter(|submission| context.choices.counts(&submission.file));
    counting.filter_map(move |submission| {
        let fact = submission.fact(indicator, year)?;
        let number = fact.value.number().filter(|_| !earlier.withholds(fact))?;
        Some(Entry {
            submission,
            fact,
            number,
        })
    })
}

/// The same, all of them.
pub(super) fn entries<'a>(
    context: &Context<'a>,
    earlier: &Earlier,
    indicator: &IndicatorId,
    year: FiscalYear,
) -> Vec<Entry<'a>> {
    each(context, earlier, indicator, year).collect()
}

/// The same counts by file, found once for all the facts that a rule holds against them.
pub(super) fn counts(
    context: &Context<'_>,
    earlier: &Earlier,
    indicator: &IndicatorId,
    year: FiscalYear,
) -> Rc<Counts> {
    earlier.counts(indicator, year, || {
        let entries = each(context, earlier, indicator, year);
        let by_file = entries.map(|entry| (Arc::clone(&entry.submission.file), entry.number));
        Counts::of(by_file.collect())
    })
}

/// A unit's number that the compilation adds up: of its submission, else the one of a past year that was accepted before and
/// did not come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Added {
    pub(super) number: Decimal,
    /// It did not come again.
    pub(super) is_carried: bool,
}

/// Every unit and the submission of it that counts, the first in file order; in the order of the definitions.
pub(super) fn units<'a>(
    context: &Context<'a>,
) -> impl Iterator<Item = (&'a AreaCode, Option<&'a Submission>)> + use<'a> {
    debug_assert!(
        context.looks_at_others,
        "a rule that does not say so looks at others"
    );
    let mut counting: BTreeMap<&AreaCode, &Submission> = BTreeMap::new();
    for submission in context.submissions.iter().copied() {
        if let Some(ward) = &submission.ward
            && context.choices.counts(&submission.file)
        {
            counting.entry(ward).or_insert(submission);
        }
    }
    let wards = context.definitions.areas.wards().iter();
    wards.map(move |ward| (&ward.code, counting.get(&ward.code).copied()))
}

/// What the compilation adds up for a unit: whose submission counts says it anew, or leaves the number of a past year as it was.
pub(super) fn added(
    context: &Context<'_>,
    earlier: &Earlier,
    (ward, submission): (&AreaCode, Option<&Submission>),
    (indicator, year): (&IndicatorId, FiscalYear),
) -> Option<Added> {
    let fact = submission.and_then(|one| one.fact(indicator, year));
    let number = fact.and_then(|fact| fact.value.number().filter(|_| !earlier.withholds(fact)));
    if let Some(number) = number {
        return Some(Added {
            number,
            is_carried: false,
        });
    }
    let (previous, as_of) = (context.previous?, context.as_of?);
    let lasting = |id| previous.lasting(ward, id, (year, as_of));
    let is_said = |fact: &Fact| match fact.value {
        Value::Number(_) => !earlier.withholds(fact),
        Value::NotApplicable | Value::NotCollected => true,
        Value::Blank | Value::Unreadable => false,
    };
    // The parts of a ratio belong together.
    let is_anew = |id: &IndicatorId| {
        let fact = submission.and_then(|one| one.fact(id, year));
        let then = previous.accepted(Some(ward), id, year);
        fact.is_some_and(|fact| {
            is_said(fact) && fact.value.number() != then.map(|(number, _)| number)
        })
    };
    let mut related = context.definitions.in_ratios_with(indicator);
    if fact.is_some_and(is_said) || related.any(is_anew) {
        return None;
    }
    lasting(indicator).map(|(number, _)| Added {
        number,
        is_carried: true,
    })
}

/// A ward's own count of the fiscal year before.
#[derive(Clone, Debug)]
pub(super) struct Own {
    pub(super) number: Decimal,
    pub(super) year: FiscalYear,
    pub(super) place: Place,
    /// It was accepted last year; else it stands in this form's column.
    pub(super) is_accepted: bool,
    /// What it was reported as, in brackets, where it went by other names then.
    pub(super) was: String,
}

/// The ward's own number of the year before, if the two may be compared: what was accepted, else the form's own column.
/// A count from April to the middle of a year is not compared with a whole year.
pub(super) fn own_before(
    context: &Context<'_>,
    earlier: &Earlier,
    submission: &Submission,
    fact: &Fact,
) -> Option<Own> {
    let year = fact.year.previous();
    let kind = context.definitions.indicator(&fact.indicator)?.kind;
    let grows = kind != ValueKind::Stock;
    if grows && !context.as_of_for(submission)?.is_year_end() {
        return None;
    }
    let accepted = context
        .previous
        .filter(|previous| !grows || previous.speaks_for_whole(year))
        .and_then(|previous| previous.accepted(submission.ward.as_ref(), &fact.indicator, year))
        .map(|(number, provenance)| Own {
            number,
            year,
            place: Place::from(provenance),
            is_accepted: true,
            was: was(context, submission, fact, year),
        });
    accepted.or_else(|| {
        let column = submission.fact(&fact.indicator, year)?;
        let number = column.value.number()?;
        let is_good = !earlier.mentions(column) && !asks_about(earlier, column);
        (is_good && number >= Decimal::ZERO).then(|| Own {
            number,
            year,
            place: Place::from(&column.provenance),
            is_accepted: false,
            was: String::new(),
        })
    })
}

/// What a number accepted before was reported as, in brackets; empty where it had the name that it has now.
pub(super) fn was(
    context: &Context<'_>,
    submission: &Submission,
    fact: &Fact,
    year: FiscalYear,
) -> String {
    let ward = submission.ward.as_ref();
    let previous = context.previous;
    let was = previous.and_then(|previous| previous.was(ward, &fact.indicator, year));
    was.map_or_else(String::new, |was| format!("（{was}）"))
}

/// Whether this number was already asked about from another cell, such as the percentage beside it, or because it is the
/// same in every ward.
pub(super) fn asks_about(earlier: &Earlier, fact: &Fact) -> bool {
    let place = Place::from(&fact.provenance);
    earlier.names(&fact.provenance.file).any(|(told, related)| {
        let names_slip = told.slip.is_some() && told.place.file == place.file;
        let asks = names_slip || told.code.entry().topic == Topic::Alike;
        asks && related == Some(&place)
    })
}

/// Whether a doubt about this number was already told: of itself, from another cell, or of its whole column.
pub(super) fn is_told(earlier: &Earlier, submission: &Submission, fact: &Fact) -> bool {
    earlier.mentions(fact) || asks_about(earlier, fact) || is_copied(earlier, submission, fact.year)
}

/// The number of this ward, year and indicator that was accepted before.
pub(super) fn accepted(
    context: &Context<'_>,
    submission: &Submission,
    fact: &Fact,
) -> Option<Decimal> {
    let ward = submission.ward.as_ref();
    let (number, _) = context
        .previous?
        .accepted(ward, &fact.indicator, fact.year)?;
    Some(number)
}

/// A sentence for the hint of a percentage that does not fit its count: the count accepted before does fit it. Empty where
/// that is not so. With it, the rule on restated numbers need not speak about the count once more.
pub(super) fn accepted_fits(
    context: &Context<'_>,
    submission: &Submission,
    count: &Fact,
    then: Decimal,
) -> String {
    let is_it = is_restated(context, submission, count)
        && accepted(context, submission, count) == Some(then);
    if !is_it {
        return String::new();
    }
    format!(
        "前に受け付けた「{}」は{}で、割合はその数に合っています。",
        context.short_label(&count.indicator),
        super::ratio::show(then)
    )
}

/// Whether an earlier column holds what was accepted before: then it is hardly the number that is wrong.
pub(super) fn is_as_accepted(context: &Context<'_>, submission: &Submission, fact: &Fact) -> bool {
    let live = context.live_year(submission);
    let then = accepted(context, submission, fact);
    live.is_some_and(|live| fact.year < live) && then.is_some() && then == fact.value.number()
}

/// Whether an earlier column holds another number than was accepted before, which the rule on that will tell.
pub(super) fn is_restated(context: &Context<'_>, submission: &Submission, fact: &Fact) -> bool {
    let mut codes = context.definitions.codes.iter();
    let rule = codes.find(|code| code.is_about_restatements());
    let looked_for = rule.is_some_and(|code| context.selection.why_not(*code).is_none());
    let live = context.live_year(submission);
    looked_for
        && live.is_some_and(|live| fact.year < live)
        && accepted(context, submission, fact)
            .is_some_and(|then| fact.value.number().is_some_and(|now| now != then))
}

/// Whether this column was already told to be another ward's: then nothing more is made of its numbers.
pub(super) fn is_copied(earlier: &Earlier, submission: &Submission, year: FiscalYear) -> bool {
    let mut told = earlier.names(&submission.file);
    told.any(|(told, _)| told.code.entry().topic == Topic::Copy && told.fiscal_year == Some(year))
}

/// The ward's own number in another year, the first that fits.
pub(super) fn in_other_year(
    context: &Context<'_>,
    submission: &Submission,
    fact: &Fact,
    fits: impl Fn(Decimal) -> bool,
) -> Option<Decimal> {
    let years = context.form_for(submission).years.iter();
    let mut numbers = years
        .filter(|column| column.year != fact.year)
        .filter_map(|column| {
            submission
                .fact(&fact.indicator, column.year)?
                .value
                .number()
        });
    numbers.find(|number| fits(*number))
}

/// Whether the ward's own count in another year is much the same as this number.
pub(super) fn is_usual(
    context: &Context<'_>,
    submission: &Submission,
    count: &Fact,
    number: Decimal,
) -> bool {
    let is_like = |other| times(other, number).is_some_and(|apart| apart <= Decimal::from(3));
    in_other_year(context, submission, count, is_like).is_some()
}

/// From two thirds of a number to one and a half of it: what the same ward may have a year later.
pub(super) fn about(number: Decimal) -> (Decimal, Decimal) {
    let half_more = Decimal::new(15, 1);
    (number / half_more, number * half_more)
}

/// Two counts whose surprise is no less are further apart than chance moves a count. The root of a count that comes about by
/// chance (Poisson) spreads by one half whatever its size, so the roots of two that mean the same differ by less than three
/// times √½ in 997 of 1,000 pairs.
pub(super) const BEYOND_CHANCE: Decimal = Decimal::from_parts(45, 0, 0, false, 1);

/// How far two counts are apart, beside what chance alone moves a count: (√a − √b)², told to a thousandth. `None` of what is
/// no count.
pub(super) fn surprise(one: Decimal, other: Decimal) -> Option<Decimal> {
    if one.is_sign_negative() || other.is_sign_negative() {
        return None;
    }
    // 2√ab of whole numbers, in thousandths.
    let square = one
        .checked_mul(other)?
        .checked_mul(Decimal::from(4_000_000))?;
    let root = u128::try_from(square.round()).ok()?.isqrt();
    let double = Decimal::try_from_i128_with_scale(i128::try_from(root).ok()?, 3).ok()?;
    Some(one + other - double)
}

/// How many times the larger of two positive numbers is the smaller.
pub(super) fn times(one: Decimal, other: Decimal) -> Option<Decimal> {
    one.max(other).checked_div(one.min(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_times_does_not_ask_which_is_larger() {
        let (two, ten) = (Decimal::TWO, Decimal::TEN);
        assert_eq!(times(two, ten), times(ten, two));
        assert_eq!(times(two, ten), Some(Decimal::from(5)));
        assert_eq!(times(Decimal::ZERO, ten), None);
    }

    #[test]
    fn counts_are_beyond_chance_where_chance_does_not_move_them_so_far() {
        let is_beyond = |one: u32, other: u32| {
            surprise(one.into(), other.into()).expect("two counts") >= BEYOND_CHANCE
        };
        assert!(is_beyond(12, 1) && is_beyond(5, 0) && is_beyond(16, 2) && is_beyond(100, 150));
        assert!(!is_beyond(4, 0) && !is_beyond(8, 1) && !is_beyond(10, 2) && !is_beyond(100, 140));
    }

    #[test]
    fn surprise_is_the_square_of_the_difference_of_the_roots() {
        let of = |one: u32, other: u32| surprise(one.into(), other.into());
        assert_eq!(of(25, 4), Some(Decimal::from(9)));
        assert_eq!(of(4, 25), of(25, 4));
        assert_eq!(of(7, 7), Some(Decimal::ZERO));
        assert_eq!(surprise(Decimal::NEGATIVE_ONE, Decimal::TWO), None);
        assert_eq!(surprise(Decimal::MAX, Decimal::MAX), None);
    }
}
