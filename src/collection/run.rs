//! A run as the collection sees it, and what the office knows beside the workbooks.

use std::collections::{BTreeMap, HashMap};

use super::given::{Contact, ReceivedDay};
use assemble::Checked;
use compile::Compilation;
use definition::Definitions;
use ledger::CollectionRow;
use model::{AreaCode, AsOf, Stamp};

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

/// File as given ▸ name of the copy of it that goes back.
pub type Copies = BTreeMap<String, String>;

impl<'a> Run<'a> {
    /// Whom the office's table names for each ward: its first row for it.
    pub(super) fn contacts(&self) -> HashMap<&'a AreaCode, &'a Contact> {
        let contacts = self.office.contacts.iter().rev();
        contacts.map(|contact| (&contact.ward, contact)).collect()
    }
}
