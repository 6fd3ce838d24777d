//! The tables among what was given, made into what reading their files gave: the files of a run have one name each, wherever they
//! were read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::exit::Failure;
use super::input::TableFiles;
use super::table;
use crate::diagnostic::Diagnostic;
use crate::ledger::FileHash;
use crate::model::AsOf;
use crate::read::ReadResult;
use crate::tables::{Frame, Restored, restore};

/// What the tables gave.
#[derive(Default)]
pub(super) struct Sources {
    /// A result for each file that a table speaks of.
    pub(super) results: Vec<ReadResult>,
    /// What is told of the tables.
    pub(super) notes: Vec<Diagnostic>,
    /// The files of the tables.
    pub(super) hashes: Vec<FileHash>,
    /// The latest date of the runs that wrote them.
    pub(super) as_of: Option<AsOf>,
}

/// Reads the tables; `taken` are the names of the files that are there themselves.
///
/// # Errors
/// A file cannot be read from the disk.
pub(super) fn restored(
    tables: &[TableFiles],
    taken: &[Arc<str>],
    frame: Frame<'_>,
) -> Result<Sources, Failure> {
    let mut sources = Sources::default();
    let mut all = Vec::new();
    for files in tables {
        let (given, hashes) = table::read(files)?;
        sources.hashes.extend(hashes);
        let run = given.manifest.as_ref();
        let run = run.and_then(|run| AsOf::parse_iso(&run.as_of));
        sources.as_of = sources.as_of.max(run);
        all.push((files, restore(&given, frame)));
    }
    name_apart(&mut all, taken);
    for (_, one) in all {
        sources.results.extend(one.results);
        sources.notes.extend(one.notes);
    }
    Ok(sources)
}

/// Files of the same name are told apart by the table that they come from; one that is there itself keeps its name.
fn name_apart(all: &mut [(&TableFiles, Restored)], taken: &[Arc<str>]) {
    let mut count: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let of_tables = all.iter().flat_map(|(_, one)| &one.results);
    let names = of_tables.map(|result| &result.file).chain(taken);
    for name in names {
        *count.entry(Arc::clone(name)).or_default() += 1;
    }
    for (files, one) in all {
        let folder = files.name.rsplit_once('/').map(|(folder, _)| folder);
        let table = folder.unwrap_or(&files.name);
        one.rename(&|name| {
            let is_shared = count.get(name).is_some_and(|count| *count > 1);
            is_shared.then(|| Arc::from(format!("{table}/{name}")))
        });
    }
}
