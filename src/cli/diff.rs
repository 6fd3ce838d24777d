//! `diff` (差分): what changed between two runs.

use super::args::{CommonOptions, DiffFormat, DiffOptions};
use super::exit::{Exit, Failure};
use super::folder::Folder;
use super::shared::{Streams, print};
use super::templates::definitions;
use crate::diff::{diff, json, text};
use crate::model::visible_lines;

pub(super) fn run(
    common: &CommonOptions,
    options: &DiffOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    let definitions = definitions(common)?;
    let nouns = definitions.areas.nouns();
    let old = Folder::open(&options.old, nouns)?;
    let new = Folder::open(&options.new, nouns)?;
    let difference = diff(&old.ledger, &new.ledger);
    let shown = match options.format {
        DiffFormat::Json => json(&difference),
        DiffFormat::Text => {
            let warnings = old.warning(&options.old) + &new.warning(&options.new);
            let shown = warnings + &text(&difference);
            visible_lines(&shown).into_owned()
        }
    };
    print(streams, &shown)?;
    Ok(Exit::Done)
}
