//! What speaks against a value although it reads as a number: struck text, a cell that is there twice, a formula that
//! nobody calculated.

use super::grid::Grid;
use super::pieces::Fragment;
use super::session::Session;
use super::value::{self, Parsed, Trouble};
use model::{CellRef, Indicator, Normalisation};
use rust_decimal::Decimal;
use workbook::{Cell, CellValue, Look, Run, Sheet, formula};

/// The parsed value, unless the cell says that it is none.
pub(super) fn doubt(
    session: &Session<'_>,
    grid: &Grid<'_>,
    fragment: &Fragment<'_>,
    indicator: &Indicator,
    parsed: Parsed,
) -> Parsed {
    let beside = &grid.sheet.beside;
    let (at, cell) = (fragment.at, fragment.cell);
    let Some(number) = parsed.value.number() else {
        return parsed;
    };
    if beside.twice.contains(&at) {
        return Parsed::unreadable(Trouble::Twice);
    }
    if beside.is_struck(at) {
        return Parsed::unreadable(Trouble::Struck);
    }
    if let Some(look) = mixed(beside.runs(at), fragment) {
        return Parsed::unreadable(Trouble::Mixed(look));
    }
    if let Some(printed) = beside.printed.get(&at)
        && value::parse_text(printed, indicator).value.number() != Some(number)
    {
        return Parsed::unreadable(Trouble::Printed(printed.clone()));
    }
    if !cell.is_formula {
        return parsed;
    }
    // Programs that do not calculate store a zero and leave the rest to whoever opens the workbook.
    if number.is_zero() && session.workbook.is_to_be_calculated {
        return Parsed::unreadable(Trouble::NotCalculated);
    }
    if let Some(now) = refuted(session, grid.sheet, at, cell) {
        return Parsed::unreadable(Trouble::Stale(now));
    }
    let mut parsed = parsed;
    parsed
        .normalisations
        .push(if beside.external.contains(&at) {
            Normalisation::OtherWorkbook
        } else {
            Normalisation::Formula
        });
    parsed.normalisations.sort_unstable();
    parsed
}

/// What a formula gives over the cells as they stand, where its stored result is another number.
pub(super) fn refuted(
    session: &Session<'_>,
    sheet: &Sheet,
    at: CellRef,
    cell: &Cell,
) -> Option<String> {
    let CellValue::Number(stored) = cell.value else {
        return None;
    };
    let now = formula::recomputed(session.workbook, sheet, at)?;
    let off = now.checked_sub(stored)?.abs();
    let is_other = off > Decimal::new(1, 9) * stored.abs().max(Decimal::ONE);
    let shown = if cell.is_percent {
        now.checked_mul(Decimal::ONE_HUNDRED)?
    } else {
        now
    };
    is_other.then(|| shown.round_dp(6).normalize().to_string())
}

/// How some digits of a number look, where the others look plain: a mark for a note may have been joined to it.
fn mixed(runs: &[Run], fragment: &Fragment<'_>) -> Option<Look> {
    let partly = runs.iter().filter(|run| run.to != usize::MAX);
    let mut partly = partly.peekable();
    partly.peek()?;
    let text = fragment.cell.shown();
    let from = if fragment.is_whole {
        0
    } else {
        text.find(fragment.text.as_str())?
    };
    let span = &text[from..from + text[from..].len().min(fragment.text.len())];
    let digits: Vec<usize> = span
        .char_indices()
        .filter(|(_, c)| c.is_numeric())
        .map(|(at, _)| from + at)
        .collect();
    partly
        .find(|run| {
            let held = digits.iter().filter(|at| (run.from..run.to).contains(*at));
            let held = held.count();
            held > 0 && (held < digits.len() || run.look == Look::Unseen)
        })
        .map(|run| run.look)
}
