//! The units' values of the year beside those of the year before, ranked: as they are, and for each unit of the level below,
//! where these are counted.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::subject::Subject;
use crate::view::style;
use crate::{ChangeChart, ChangeRow, NumberStyle, Sign};
use compile::unit_change;
use model::{Area, Denominator, FiscalYear, Indicator, RollUp};

/// More rows than this are no picture any more.
const MOST: usize = 40;

/// A unit's values of both years, or why there is none.
type Pair<'a> = (&'a Area, Option<Decimal>, Result<Decimal, String>);

/// The change of every unit; nothing where none may be compared, or where there are too few or too many for a picture.
pub(super) fn changes(subject: Subject<'_>, indicator: &Indicator) -> Option<ChangeChart> {
    let year = subject.live_year();
    let wards = subject.definitions.areas.wards();
    let is_picture = (2..=MOST).contains(&wards.len());
    let pairs = wards
        .iter()
        .map(|ward| pair(subject, ward, indicator, year));
    let pairs: Vec<Pair<'_>> = pairs.collect();
    if !is_picture || pairs.iter().all(|(_, before, _)| before.is_none()) {
        return None;
    }
    // A total beside single units would say nothing; a rate compares.
    let whole = indicator.is_percent().then(|| {
        let now = subject.city(year, &indicator.id)?.value?;
        Some((before_alike(subject, indicator, year), now))
    });
    let title = indicator.short_label.clone();
    let look = style(indicator);
    Some(chart(
        subject,
        indicator,
        (title, look),
        pairs,
        whole.flatten(),
    ))
}

/// The same divided by how many units of the level below there are; nothing where these are not counted, or where the form
/// asks for that ratio itself.
pub(super) fn per_part(subject: Subject<'_>, indicator: &Indicator) -> Option<ChangeChart> {
    let is_ratio_asked = subject.compilation.indicators.iter().any(|one| {
        matches!(&one.roll_up, RollUp::RatioOfSums { numerator, denominator: Denominator::Areas } if *numerator == indicator.id)
    });
    if !subject.form.counts_areas || indicator.is_percent() || is_ratio_asked {
        return None;
    }
    let year = subject.live_year();
    let count = |ward: &Area, year: FiscalYear| subject.registry.count(&ward.code, year);
    let each = |ward: &Area, value: Decimal, year: FiscalYear| {
        value.checked_div(Decimal::from(count(ward, year).filter(|count| *count > 0)?))
    };
    let wards = subject.definitions.areas.wards().iter();
    let pairs = wards.map(|ward| {
        let (_, before, now) = pair(subject, ward, indicator, year);
        let before = before.and_then(|value| each(ward, value, year.previous()));
        let now =
            now.and_then(|value| each(ward, value, year).ok_or_else(|| "算出不可".to_owned()));
        (ward, before, now)
    });
    let pairs: Vec<Pair<'_>> = pairs.collect();
    // The whole: over the units that have the value, so that both sides of the division hold the same units.
    let all = |year: FiscalYear| {
        let figure = subject.city(year, &indicator.id)?;
        let counts = subject.registry.sum(figure.wards(), year)?;
        figure.value?.checked_div(Decimal::from(counts))
    };
    let whole = all(year).map(|now| {
        let before = before_alike(subject, indicator, year);
        (before.and_then(|_| all(year.previous())), now)
    });
    let greatest = pairs.iter().filter_map(|(_, _, now)| now.as_ref().ok());
    let is_small = greatest.max().is_some_and(|most| *most < Decimal::TEN);
    let look = NumberStyle {
        decimals: 1 + u32::from(is_small),
        ..style(indicator)
    };
    let title = format!("{}　1{}あたり", indicator.short_label, subject.nouns().part);
    pairs
        .iter()
        .any(|(_, before, _)| before.is_some())
        .then(|| chart(subject, indicator, (title, look), pairs, whole))
}

/// The whole's value of the year before, where the same units are in it: otherwise the difference would be theirs.
fn before_alike(subject: Subject<'_>, indicator: &Indicator, year: FiscalYear) -> Option<Decimal> {
    let now = subject.city(year, &indicator.id)?;
    let before = subject.city(year.previous(), &indicator.id)?;
    let areas = &subject.definitions.areas;
    let is_alike = areas.is_alike(now.wards(), before.wards(), year);
    before.value.filter(|_| is_alike)
}

/// A unit's values; the one before only where both may be compared.
fn pair<'a>(
    subject: Subject<'_>,
    ward: &'a Area,
    indicator: &Indicator,
    year: FiscalYear,
) -> Pair<'a> {
    let areas = &subject.definitions.areas;
    let change = unit_change(subject.compilation, areas, &ward.code, year, indicator);
    let now = match subject.compilation.figure(&ward.code, year, &indicator.id) {
        Some(figure) => figure
            .value
            .ok_or_else(|| subject.missing_word(figure, ward)),
        None => Err("対象外".to_owned()),
    };
    (ward, change.map(|change| change.before), now)
}

fn chart(
    subject: Subject<'_>,
    indicator: &Indicator,
    (title, look): (String, NumberStyle),
    mut pairs: Vec<Pair<'_>>,
    whole: Option<(Option<Decimal>, Decimal)>,
) -> ChangeChart {
    // Greatest first, units without a value last; equal values keep the order of the whole.
    pairs.sort_by(|(_, _, a), (_, _, b)| match (a, b) {
        (Ok(a), Ok(b)) => b.cmp(a),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => Ordering::Equal,
    });
    let signed = NumberStyle {
        sign: Sign::PlusMinus,
        percent: false,
        ..look
    };
    let row = |label: &str, before: Option<Decimal>, now: Result<Decimal, String>, is_whole| {
        let both = before.zip(now.as_ref().ok());
        let change = both.map(|(before, now)| signed.show(*now - before));
        ChangeRow {
            label: label.to_owned(),
            before,
            change: change.unwrap_or_default(),
            now,
            is_whole,
        }
    };
    let alt = said(subject, &title, indicator, (&pairs, look));
    let city = &subject.definitions.areas.city().name;
    let whole = whole.map(|(before, now)| row(city, before, Ok(now), true));
    let units = pairs
        .into_iter()
        .map(|(ward, before, now)| row(&ward.name, before, now, false));
    let year = subject.live_year();
    ChangeChart {
        id: format!(
            "changes-{}-{}",
            indicator.id,
            u32::from(look != style(indicator))
        ),
        title,
        unit: indicator.unit.clone(),
        style: look,
        before: format!("{}年度", year.previous()),
        now: format!("{year}年度"),
        rows: whole.into_iter().chain(units).collect(),
        alt,
    }
}

/// What the picture says, for who does not see it.
fn said(
    subject: Subject<'_>,
    title: &str,
    indicator: &Indicator,
    (pairs, look): (&[Pair<'_>], NumberStyle),
) -> String {
    let unit = &subject.nouns().unit;
    let of = |direction: Ordering| {
        let both = pairs
            .iter()
            .filter_map(|(_, before, now)| Some((now.as_ref().ok()?, (*before)?)));
        both.filter(|(now, before)| (*now).cmp(before) == direction)
            .count()
    };
    let year = subject.live_year();
    let mut text = format!(
        "{title}の{unit}ごとの値と{}年度からの増減。多い順に並べた。増えた{unit}は{}、減った{unit}は{}、変わらない{unit}は{}。",
        year.previous(),
        of(Ordering::Greater),
        of(Ordering::Less),
        of(Ordering::Equal),
    );
    let known: Vec<(&str, Decimal)> = pairs
        .iter()
        .filter_map(|(ward, _, now)| Some((ward.name.as_str(), *now.as_ref().ok()?)))
        .collect();
    if let (Some(first), Some(last)) = (known.first(), known.last()) {
        let show = |value: Decimal| format!("{}{}", look.show(value), indicator.unit);
        text.push_str(&format!(
            "最も大きいのは{}の{}、最も小さいのは{}の{}。",
            first.0,
            show(first.1),
            last.0,
            show(last.1)
        ));
    }
    text
}
