//! The fragments of one part of a field ▸ what they say together: one value, or several places that are told.

use super::fold::fold;
use super::pieces::Fragment;
use super::value::{self, Parsed, Trouble};
use model::{CellRef, Indicator, Normalisation};
use workbook::CellValue;

/// The fragments that say something; a formula without result gives way to a number beside it.
pub(super) fn telling<'f, 'a>(
    fragments: &'f [Fragment<'a>],
    indicator: &Indicator,
) -> Vec<&'f Fragment<'a>> {
    let unit = fold(&indicator.unit);
    let all: Vec<&Fragment<'_>> = fragments
        .iter()
        .filter(|fragment| {
            let key = fold(&fragment.text);
            key != unit && (!key.is_empty() || fragment.cell.value == CellValue::Empty)
        })
        .collect();
    let with_value: Vec<&Fragment<'_>> = all
        .iter()
        .copied()
        .filter(|fragment| fragment.cell.value != CellValue::Empty)
        .collect();
    if with_value.is_empty() {
        all
    } else {
        with_value
    }
}

/// What the fragments of one part say together; several cells are told by `Err`.
pub(super) fn parse(
    fragments: &[&Fragment<'_>],
    indicator: &Indicator,
) -> Result<Parsed, Vec<CellRef>> {
    let Some(first) = fragments.first() else {
        return Ok(Parsed::blank());
    };
    let mut cells: Vec<CellRef> = fragments.iter().map(|fragment| fragment.at).collect();
    cells.dedup();
    if cells.len() > 1 {
        return Err(cells);
    }
    if fragments.len() > 1 {
        return Ok(Parsed::unreadable(Trouble::Composite));
    }
    if first.is_whole {
        return Ok(value::parse_cell(first.cell, indicator));
    }
    let mut parsed = value::parse_text(&first.text, indicator);
    if parsed.value.number().is_some() {
        // The blanks and the unit around it are print here, not typing.
        parsed
            .normalisations
            .retain(|kind| !matches!(kind, Normalisation::Blank | Normalisation::Unit));
        parsed.normalisations.push(Normalisation::PrintedText);
    }
    Ok(parsed)
}

/// Longest text that is a unit.
const MAX_UNIT: usize = 10;

/// A number with a text to its right that holds none and is no word for a value: that can only be its unit.
pub(super) fn with_other_unit(
    fragments: &[&Fragment<'_>],
    indicator: &Indicator,
) -> Option<Parsed> {
    let [number, unit] = fragments else {
        return None;
    };
    let is_beside = unit.at.row == number.at.row && unit.at.col > number.at.col;
    let parsed = parse(&[*number], indicator).ok()?;
    let says = value::parse_text(&unit.text, indicator);
    let is_unit = is_beside
        && parsed.value.number().is_some()
        && matches!(unit.cell.value, CellValue::Text(_))
        && says.trouble == Some(Trouble::Text)
        && !fold(&unit.text).contains(char::is_numeric)
        && unit.text.trim().chars().count() <= MAX_UNIT;
    is_unit.then(|| value::beside_unit(parsed, &unit.text, indicator))
}
