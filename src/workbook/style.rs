//! How a cell looks: its font, the paper behind it, and how its number is shown. Every format's styles end here.

use crate::look::{Colour, Font};
use crate::number_format::NumberFormat;

/// How a cell looks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Style {
    pub(crate) font: Font,
    /// The colour behind the text; `None` where it is not known.
    pub(crate) paper: Option<Colour>,
    pub(crate) format: NumberFormat,
}
