//! Ratios: the sum of numerators over the sum of denominators, never a mean of ratios.

use rust_decimal::{Decimal, RoundingStrategy};

use super::roll_up::{Source, finish};
use super::{Absence, Contribution, Figure, FigureId};
use model::{Area, Denominator, Indicator, IndicatorId};

/// 100 × numerator ÷ denominator, rounded half up; `None` over zero.
pub(super) fn percent(numerator: Decimal, denominator: Decimal, decimals: u32) -> Option<Decimal> {
    let exact = (numerator * Decimal::ONE_HUNDRED).checked_div(denominator)?;
    Some(exact.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero))
}

/// The ratio of an area over its wards. A ward is in it only with both sides; the denominator of the others is not.
pub(super) fn figure(
    source: Source<'_>,
    id: FigureId,
    wards: &[Area],
    indicator: &Indicator,
    numerator: &IndicatorId,
    denominator: &Denominator,
) -> Figure {
    let mut contributions = Vec::new();
    let mut absent = Vec::new();
    let mut ratio_only = Vec::new();
    for ward in wards {
        match sides(source, ward, &id, numerator, denominator) {
            Ok(contribution) => contributions.push(contribution),
            Err(absence) => {
                // The ward reported a ratio, but not the counts it was made from.
                if matches!(denominator, Denominator::Indicator(_))
                    && let Ok((value, provenance)) =
                        source.usable(&ward.code, id.year, &id.indicator)
                {
                    let ward = ward.code.clone();
                    ratio_only.push(Contribution {
                        ward,
                        value,
                        denominator: None,
                        provenance,
                    });
                }
                absent.push((ward.code.clone(), absence));
            }
        }
    }
    let expected = wards.len();
    if let ([only], 1) = (ratio_only.as_slice(), expected) {
        let value = Some(only.value);
        return finish(id, value, None, None, expected, ratio_only, Vec::new());
    }
    let top: Decimal = contributions.iter().map(|c| c.value).sum();
    let bottom: Decimal = contributions.iter().filter_map(|c| c.denominator).sum();
    // One ratio without counts is enough: leaving that ward out would shrink the base in silence.
    let value = if contributions.is_empty() || !ratio_only.is_empty() {
        None
    } else {
        percent(top, bottom, indicator.decimals)
    };
    let sides = value.map(|_| (top, bottom));
    finish(
        id,
        value,
        sides.map(|s| s.0),
        sides.map(|s| s.1),
        expected,
        contributions,
        absent,
    )
}

/// Both sides of one ward, or why there are none.
fn sides(
    source: Source<'_>,
    ward: &Area,
    id: &FigureId,
    numerator: &IndicatorId,
    denominator: &Denominator,
) -> Result<Contribution, Absence> {
    let (value, provenance) = source.usable(&ward.code, id.year, numerator)?;
    let denominator = match denominator {
        Denominator::Areas => {
            let count = source.frame.registry.count(&ward.code, id.year);
            Decimal::from(count.ok_or(Absence::NotRegistered)?)
        }
        Denominator::Indicator(other) => source.usable(&ward.code, id.year, other)?.0,
    };
    Ok(Contribution {
        ward: ward.code.clone(),
        value,
        denominator: Some(denominator),
        provenance,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_up() {
        assert_eq!(
            percent(Decimal::from(1), Decimal::from(16), 1),
            Some(Decimal::new(63, 1))
        );
        assert_eq!(
            percent(Decimal::from(287), Decimal::from(334), 1),
            Some(Decimal::new(859, 1))
        );
    }

    #[test]
    fn nothing_is_divided_by_zero() {
        assert_eq!(percent(Decimal::ZERO, Decimal::ZERO, 1), None);
    }
}
