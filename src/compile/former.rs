//! Indicators of earlier editions that were divided: their numbers are of the years before, and are compared with the sum of
//! what they were divided into.

use rust_decimal::Decimal;

use super::{Compilation, Frame, change};
use definition::FormDefinition;
use model::{AreaCode, FiscalYear, Indicator, IndicatorId};

/// An indicator that was divided.
#[derive(Clone, Copy)]
pub(super) struct Divided<'a> {
    pub(super) indicator: &'a Indicator,
    /// The first fiscal year in which its parts are asked for instead.
    pub(super) until: FiscalYear,
}

/// What was divided into indicators of these editions, in catalogue order; not what one of them still asks for.
pub(super) fn divided<'a>(frame: Frame<'a>, editions: &[&FormDefinition]) -> Vec<Divided<'a>> {
    let known = &frame.definitions.indicators;
    let asked = |id: &IndicatorId| editions.iter().any(|form| form.asks(id));
    let former = known.iter().filter(|former| !asked(&former.id));
    former
        .filter_map(|indicator| {
            let is_part =
                |one: &&Indicator| one.split_from.as_ref() == Some(&indicator.id) && asked(&one.id);
            let until = known.iter().filter(is_part).filter_map(|one| one.from);
            until.min().map(|until| Divided { indicator, until })
        })
        .collect()
}

/// The sum of the parts of a divided indicator in the first year of the parts, and what was divided in the year before; nothing
/// where one of them has no value, where other units are in one, or where the year is not over for what is counted in it.
pub fn divided_change(
    compilation: &Compilation,
    area: &AreaCode,
    year: FiscalYear,
    former: &IndicatorId,
) -> Option<(Decimal, Decimal)> {
    let before = compilation.figure(area, year.previous(), former)?;
    let value = before.value?;
    let mut now = Decimal::ZERO;
    let indicators = compilation.indicators.iter();
    for part in indicators.filter(|one| one.split_from.as_ref() == Some(former)) {
        let figure = compilation.figure(area, year, &part.id)?;
        let is_alike = figure.wards().eq(before.wards());
        if !is_alike || change::is_in_progress(compilation, part, year) {
            return None;
        }
        now = now.checked_add(figure.value?)?;
    }
    Some((now, value))
}
