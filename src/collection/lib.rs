//! The collection: who sent what and when, what was told on which run, what is owed and to whom a letter goes (提出台帳,
//! 督促・返却・受理).
//!
//! Works on what was checked and compiled, on the ledger of the run before, and on tables that the office keeps. No files and
//! no clock: a day stands in the ledger because somebody said it or a workbook says it itself, never because it is today.

mod given;
mod known;
mod letters;
mod list;
mod rows;
mod run;
mod state;

pub use given::{Contact, ReceivedDay, contacts, received_days};
pub use letters::{LetterFile, letters};
pub use list::to_send;
pub use rows::{ledger, of_other_files};
pub use run::{Copies, Office, Run};
pub use state::{Standing, Tally, tally};
