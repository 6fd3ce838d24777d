//! The collection: who sent what and when, what was told on which run, what is owed and to whom a letter goes (提出台帳,
//! 督促・返却・受理).
//!
//! Works on what was checked and compiled, on the ledger of the run before, and on tables that the office keeps. No files and
//! no clock: a day stands in the ledger because somebody said it or a workbook says it itself, never because it is today.

mod given;
mod letters;
mod list;
mod rows;
mod state;

pub use given::{Contact, ReceivedDay, contacts, received_days};
pub use letters::{LetterFile, letters};
pub use list::{Copies, to_send};
pub use rows::{ledger, of_other_files};
pub use state::{Standing, Tally, tally};

use assemble::Checked;
use compile::Compilation;
use definition::Definitions;
use ledger::CollectionRow;
use model::{AsOf, Stamp};

/// What the office knows beside the workbooks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Office<'a> {
    /// The ledger of the run before, from the folder that is written again.
    pub before: &'a [CollectionRow],
    /// On which day what was received.
    pub received: &'a [ReceivedDay],
    /// To whom letters go.
    pub contacts: &'a [Contact],
    /// The last day to hand in.
    pub due: Option<AsOf>,
}

/// A run, as the collection sees it.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// Forms and areas.
    pub definitions: &'a Definitions,
    /// What was read and told.
    pub checked: &'a Checked,
    /// What was compiled, by form.
    pub compilations: &'a [&'a Compilation],
    /// What the office knows.
    pub office: Office<'a>,
    /// When the run was made, if that is to be said.
    pub stamp: Option<Stamp>,
}
