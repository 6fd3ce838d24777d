//! The figures of indicators that were divided, of the years in which they were asked for.

use super::facts::Facts;
use super::former::{self, Divided};
use super::lists::Gathered;
use super::select::Selection;
use super::{Frame, roll_up};
use definition::FormDefinition;
use model::{FiscalYear, Indicator};

/// The indicators of earlier editions that were divided and of which anything was accepted; gathers their figures of those years.
pub(super) fn figures<'a>(
    frame: Frame<'a>,
    selection: &Selection<'_>,
    facts: &Facts,
    (editions, years): (&[&FormDefinition], &[FiscalYear]),
    figures: &mut Gathered,
) -> Vec<&'a Indicator> {
    let mut known = Vec::new();
    for Divided { indicator, until } in former::divided(frame, editions) {
        if !facts.has(indicator) {
            continue;
        }
        let mut before = years.to_vec();
        before.retain(|year| *year < until);
        let own = [indicator];
        roll_up::figures(frame, selection, facts, (&before, &own, &[]), figures);
        known.push(indicator);
    }
    known
}
