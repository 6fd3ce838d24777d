//! What a cell of the binary formats holds, made of its value and its style.

use crate::cell::CellValue;
use crate::look::{Rich, WHITE, cell_runs};
use crate::put::Held;
use crate::style::Style;
use crate::value;

/// A value in the font of its cell.
pub(super) fn plain(value: CellValue, style: Option<&Style>) -> Held {
    Held {
        value: Some(value),
        runs: style.map_or_else(Vec::new, |style| cell_runs(&style.font, style.paper)),
        holds: true,
        ..Held::default()
    }
}

/// A stored number as its style shows it.
pub(super) fn number(number: f64, style: Option<&Style>, is_1904: bool) -> Held {
    if !number.is_finite() {
        return refused(number.to_string());
    }
    let shows = style.map(|style| style.format.shows).unwrap_or_default();
    plain(value::formatted(number, shows, is_1904), style)
}

/// A text whose parts may have fonts of their own.
pub(super) fn text(found: &Rich, style: Option<&Style>) -> Held {
    let runs = match style {
        Some(style) => found.runs(&style.font, style.paper),
        None => found.runs(&crate::look::Font::default(), Some(WHITE)),
    };
    Held {
        value: Some(CellValue::Text(found.text.clone())),
        runs,
        holds: true,
        ..Held::default()
    }
}

/// Something that is none of its type.
pub(super) fn refused(held: String) -> Held {
    Held {
        value: Some(CellValue::Error(held.clone())),
        refused: Some(held),
        holds: true,
        ..Held::default()
    }
}
