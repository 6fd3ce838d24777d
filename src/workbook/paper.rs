//! How the paper of a form looks, blank cells included: frames, colours, locks, drop-down lists. For who makes a definition
//! of a blank form; what is read from filled ones needs none of it.
//!
//! Only Office Open XML files are looked at; of others the cells alone are known.

use std::collections::BTreeMap;

use model::CellRef;

/// The paper of a workbook.
#[derive(Clone, Debug, Default)]
pub struct Papers {
    /// By the names of the sheets.
    pub sheets: BTreeMap<String, Paper>,
    /// Defined names, and what they point at.
    pub names: BTreeMap<String, String>,
}

/// The paper of one sheet.
#[derive(Clone, Debug, Default)]
pub struct Paper {
    /// Cells that look other than plain.
    pub cells: BTreeMap<CellRef, PaperCell>,
    /// Whether the sheet is protected, so that only unlocked cells can be typed into.
    pub is_protected: bool,
    /// What may be typed into cells.
    pub validations: Vec<Validation>,
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaperCell {
    /// Lines at the top, right, bottom and left.
    pub frame: [bool; 4],
    /// A line from corner to corner: nothing is to be written there.
    pub is_crossed: bool,
    /// What lies behind the text.
    pub shade: Shade,
    /// It can be typed into where the sheet is protected.
    pub is_unlocked: bool,
    /// What its number format is for.
    pub format: Format,
    /// Decimal places that its number format shows.
    pub decimals: u32,
    /// Size of its letters in hundredths of a point; nought where it is not told.
    pub size: u32,
}

/// The colour behind a text, as far as it says something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shade {
    /// None, or white.
    #[default]
    None,
    /// Grey, or a pattern of dots.
    Grey,
    /// A colour; the number tells it from others.
    Colour(u32),
}

/// What a number format is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Nothing is said.
    #[default]
    General,
    /// A number.
    Number,
    /// A number whose format says that it is a percentage.
    Percent,
    /// A date.
    Date,
    /// Text.
    Text,
}

/// What may be typed into some cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validation {
    /// The cells: first and last of each region.
    pub regions: Vec<(CellRef, CellRef)>,
    /// `list`, `whole`, `decimal`, `date`, `textLength` and so on, as the file writes it.
    pub kind: String,
    /// The words of a list in quotation marks, or where they stand.
    pub source: String,
    /// What is shown to the person who types.
    pub prompt: String,
}

impl Paper {
    /// How a cell looks.
    pub fn look(&self, at: CellRef) -> PaperCell {
        self.cells.get(&at).copied().unwrap_or_default()
    }
}
