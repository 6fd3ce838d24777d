//! Key figures: ready to print, and as numbers for the workbook, which reckons with them.

use super::cell::TableCell;

/// One key figure.
#[derive(Clone, Debug)]
pub struct KeyFigure {
    /// Label.
    pub label: String,
    /// Value with its unit, ready to print, or the reason there is none.
    pub value: String,
    /// `24/24区`.
    pub coverage: String,
    /// Change against the year before, ready to print; empty if there is none.
    pub change: String,
    /// Trace id.
    pub trace: String,
    /// The same as numbers, where there are any: the workbook reckons with them.
    pub numbers: Option<KeyNumbers>,
}

/// A key figure as numbers.
#[derive(Clone, Debug)]
pub struct KeyNumbers {
    /// Value.
    pub value: TableCell,
    /// Unit.
    pub unit: String,
    /// Change against the year before, and what is printed before and after it.
    pub difference: Option<(String, TableCell, String)>,
    /// The same in percent of the earlier value, and what is printed before and after it.
    pub rate: Option<(String, TableCell, String)>,
    /// Over whom the change is taken, where that is not everybody.
    pub over: String,
}
