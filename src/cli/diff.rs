//! `diff` (差分): what changed between two runs.

use super::args::{DiffFormat, DiffOptions};
use super::exit::{Exit, Failure};
use super::folder::Folder;
use super::{Streams, print};
use crate::diff::{diff, json, text};

pub(super) fn run(options: &DiffOptions, streams: &mut Streams) -> Result<Exit, Failure> {
    let (old, new) = (Folder::open(&options.old)?, Folder::open(&options.new)?);
    let difference = diff(&old.ledger, &new.ledger);
    let shown = match options.format {
        DiffFormat::Json => json(&difference),
        DiffFormat::Text => {
            let warnings = old.warning(&options.old) + &new.warning(&options.new);
            warnings + &text(&difference)
        }
    };
    print(streams, &shown)?;
    Ok(Exit::Done)
}
