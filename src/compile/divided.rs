//! The figures of indicators that were divided, of the years in which they were asked for.

use super::facts::Facts;
use super::former::{self, Divided};
use super::select::Selection;
use super::{Figure, Frame, roll_up};
use definition::FormDefinition;
use model::{FiscalYear, Indicator};

/// The indicators of earlier editions that were divided and of which anything was accepted, and their figures of those years.
pub(super) fn figures<'a>(
    frame: Frame<'a>,
    selection: &Selection<'_>,
    facts: &Facts,
    editions: &[&FormDefinition],
    years: &[FiscalYear],
) -> (Vec<&'a Indicator>, Vec<Figure>) {
    let (mut known, mut figures) = (Vec::new(), Vec::new());
    for Divided { indicator, until } in former::divided(frame, editions) {
        if !facts.has(indicator) {
            continue;
        }
        let mut before = years.to_vec();
        before.retain(|year| *year < until);
        let own = [indicator];
        figures.extend(roll_up::figures(
            frame,
            selection,
            facts,
            (&before, &own, &[]),
        ));
        known.push(indicator);
    }
    (known, figures)
}
