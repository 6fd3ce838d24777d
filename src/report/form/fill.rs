//! What stands in the cells of the form's sheets: for a ward, for the city. Where the cells stand is for `layout`.

use crate::{CellRole, FormCell, FormContent, InputRule, Mark};
use definition::{BlockDefinition, FieldDefinition, YearColumn};
use model::{AsOf, CellRef, IndicatorId};

/// A cell's content with everything that goes with it.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) content: FormContent,
    pub(super) suffix: String,
    pub(super) name: Option<String>,
    pub(super) input: Option<InputRule>,
    pub(super) mark: Option<Mark>,
    pub(super) trace: Option<String>,
}

impl Slot {
    pub(super) fn new(content: FormContent) -> Self {
        Self {
            content,
            suffix: String::new(),
            name: None,
            input: None,
            mark: None,
            trace: None,
        }
    }

    /// The slot in its place.
    pub(super) fn into_cell(self, row: u32, col: u32, col_span: u32, role: CellRole) -> FormCell {
        FormCell {
            col_span,
            content: self.content,
            name: self.name,
            input: self.input,
            mark: self.mark,
            trace: self.trace,
            ..FormCell::new(row, col, role)
        }
    }
}

/// What stands beside one narrative label in one year.
pub(super) enum Words {
    /// One cell per printed bullet.
    Bullets(Vec<Slot>),
    /// One cell for all.
    Whole(Slot),
}

/// What stands in the cells of a sheet.
pub(super) trait Fill {
    /// Whose form it is, at the top left.
    fn owner(&self) -> String;
    /// Notices at the top that every reader must see.
    fn notice(&self) -> String;
    /// The date in the title.
    fn as_of(&self) -> AsOf;
    /// The line under a year's header, and whether it must be seen.
    fn year_note(&self, year: &YearColumn) -> Option<(String, bool)>;
    /// The value of a field.
    fn field(&self, field: &FieldDefinition, year: &YearColumn) -> Slot;
    /// The percentage printed with a field whose value stands in `value`.
    fn rate(
        &self,
        field: &FieldDefinition,
        rate: &IndicatorId,
        year: &YearColumn,
        value: CellRef,
    ) -> Slot;
    /// The words of a narrative block.
    fn words(&self, block: &BlockDefinition, year: &YearColumn) -> Words;
}
