//! The formulas in the list of units: behind a ratio and a total, where what the list shows gives the figure.

use std::ops::RangeInclusive;

use rust_decimal::Decimal;

use crate::TableFormula;
use crate::subject::Subject;
use compile::Figure;
use model::{Area, Denominator, Indicator, IndicatorId, RollUp};

/// Columns before the first indicator: the ward, and its registered areas where the form counts them.
pub(super) fn leading(subject: Subject<'_>) -> usize {
    1 + usize::from(subject.form.counts_areas)
}

/// The live formula behind a ratio, where both its columns are in the table and give it.
pub(super) fn ratio_formula(
    subject: Subject<'_>,
    figure: &Figure,
    indicator: &Indicator,
    (first, wards): (usize, &[&Area]),
) -> Option<TableFormula> {
    let (numerator, denominator) = indicator.roll_up.ratio()?;
    figure.denominator?;
    let units = first..=(first + wards.len()).checked_sub(1)?;
    // What the table shows: of the units that have the ratio, both sides of it.
    let year = figure.id.year;
    let value =
        |ward: &Area, id: &IndicatorId| subject.compilation.figure(&ward.code, year, id)?.value;
    let (mut above, mut below) = (Decimal::ZERO, Decimal::ZERO);
    for ward in wards
        .iter()
        .filter(|ward| value(ward, &indicator.id).is_some())
    {
        above += value(ward, numerator)?;
        below += match denominator {
            Denominator::Areas => subject.registry.count(&ward.code, year)?.into(),
            Denominator::Indicator(id) => value(ward, id)?,
        };
    }
    // The figure is rounded from both sums; nothing else may stand behind the formula.
    let is_shown = figure.numerator == Some(above) && figure.denominator == Some(below);
    ratio_of_columns(subject, indicator, units).filter(|_| is_shown)
}

/// The columns above and below the line of a ratio, over some units, where both are in the table.
pub(super) fn ratio_of_columns(
    subject: Subject<'_>,
    indicator: &Indicator,
    units: RangeInclusive<usize>,
) -> Option<TableFormula> {
    let (numerator, denominator) = indicator.roll_up.ratio()?;
    let column = |id: &IndicatorId| {
        let mut shown = subject.compilation.indicators.iter();
        shown
            .position(|one| one.id == *id)
            .map(|at| leading(subject) + at)
    };
    let denominator = match denominator {
        Denominator::Areas => leading(subject) - 1,
        Denominator::Indicator(id) => column(id)?,
    };
    let (first, last) = units.into_inner();
    Some(TableFormula::RatioOfColumns {
        numerator: column(numerator)?,
        denominator,
        first,
        last,
        decimals: indicator.decimals,
    })
}

/// The live formula behind a sum, where the column gives it.
pub(super) fn sum_formula(
    subject: Subject<'_>,
    figure: &Figure,
    indicator: &Indicator,
    wards: &[&Area],
) -> Option<TableFormula> {
    let values = wards.iter().filter_map(|ward| {
        let figure = subject
            .compilation
            .figure(&ward.code, figure.id.year, &indicator.id);
        figure?.value
    });
    let is_shown = indicator.roll_up == RollUp::Sum && figure.value == Some(values.sum());
    is_shown.then_some(TableFormula::SumOfColumn {
        first: 0,
        last: wards.len() - 1,
    })
}
