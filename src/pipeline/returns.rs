//! The copies that go back to the wards: the sender's own workbook with marks where it can be patched, else the form
//! redrawn from what was read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Checked, PipelineError, Setting, pool};
use crate::diagnostic::Diagnostic;
use crate::model::Submission;
use crate::render::xlsx::{self, Original, Unpatchable};
use crate::report::{self, WhyRedrawn};

/// Most bytes of senders' files that are kept until their copies are made; beyond them the form is redrawn.
const MAX_KEPT: usize = 128 << 20;

/// The returned copies of a run.
#[derive(Debug, Default)]
pub struct Returned {
    /// Name of a copy ▸ its bytes.
    pub files: BTreeMap<String, Vec<u8>>,
    /// File as given ▸ name of its copy.
    pub names: BTreeMap<Arc<str>, String>,
}

/// The senders' bytes that the copies will be made from: of files that something is told about, as long as there is room.
pub(super) fn kept(
    originals: Vec<(Arc<str>, Arc<[u8]>)>,
    diagnostics: &[Diagnostic],
) -> BTreeMap<Arc<str>, Arc<[u8]>> {
    let told: BTreeSet<&Arc<str>> = diagnostics
        .iter()
        .filter_map(|d| d.place.file.as_ref())
        .collect();
    let mut room = MAX_KEPT;
    let mut kept = BTreeMap::new();
    for (file, bytes) in originals {
        if told.contains(&file)
            && let Some(rest) = room.checked_sub(bytes.len())
        {
            room = rest;
            kept.insert(file, bytes);
        }
    }
    kept
}

/// A copy for every submission that something is told about; nothing for a ward that has nothing to be told.
///
/// # Errors
/// The threads cannot be started, or a redrawn form cannot be written.
pub fn returned_copies(setting: Setting<'_>, checked: &Checked) -> Result<Returned, PipelineError> {
    // Nobody has to correct a file that another one has replaced.
    let is_current = |s: &&Submission| checked.choices.superseded_by(&s.file).is_none();
    let current: Vec<&Submission> = checked.submissions.iter().filter(is_current).collect();
    let copies: Vec<_> = pool(setting.jobs)?.install(|| {
        current
            .par_iter()
            .map(|submission| copy(setting, checked, submission))
            .collect()
    });
    let mut returned = Returned::default();
    for (submission, made) in current.iter().zip(copies) {
        let Some((ending, bytes)) = made? else {
            continue;
        };
        // Windows takes names that differ in case only for one.
        let is_taken = |name: &str| {
            let mut taken = returned.files.keys();
            taken.any(|other: &String| other.to_lowercase() == name.to_lowercase())
        };
        let name = free_name(&submission.file, ending, is_taken);
        returned
            .names
            .insert(Arc::clone(&submission.file), name.clone());
        returned.files.insert(name, bytes);
    }
    Ok(returned)
}

/// A copy and the ending of its name.
type Copied = Option<(&'static str, Vec<u8>)>;

fn copy(
    setting: Setting<'_>,
    checked: &Checked,
    submission: &Submission,
) -> Result<Copied, PipelineError> {
    let about = |d: &&Diagnostic| d.place.file.as_ref() == Some(&submission.file);
    let diagnostics = checked.findings.diagnostics().iter().filter(about);
    let diagnostics: Vec<Diagnostic> = diagnostics.cloned().collect();
    if diagnostics.is_empty() {
        return Ok(None);
    }
    let reason = match checked.originals.get(&submission.file) {
        Some(bytes) => match marked(setting, checked, submission, &diagnostics, bytes) {
            Ok(copy) => return Ok(Some(copy)),
            Err(why) => WhyRedrawn::from(why),
        },
        None if checked.too_large.contains(&submission.file) => WhyRedrawn::TooLarge,
        None => WhyRedrawn::OtherFormat,
    };
    let Some(as_of) = submission.as_of.or(checked.as_of) else {
        return Ok(None);
    };
    let (definitions, registry) = (setting.definitions, setting.registry);
    let form = report::ward_return(
        definitions,
        registry,
        submission,
        as_of,
        &diagnostics,
        reason,
    );
    Ok(match form {
        Some(form) => Some(("xlsx", xlsx::form(&form)?)),
        None => None,
    })
}

/// The sender's own workbook with marks.
fn marked(
    setting: Setting<'_>,
    checked: &Checked,
    submission: &Submission,
    diagnostics: &[Diagnostic],
    bytes: &[u8],
) -> Result<(&'static str, Vec<u8>), Unpatchable> {
    let mut original = Original::open(bytes)?;
    let without_notes = original.sheets_without_notes()?;
    let definitions = setting.definitions;
    let copy = report::marked_copy(
        definitions,
        submission,
        checked.as_of,
        diagnostics,
        &without_notes,
    );
    Ok((original.ending(), original.marked(&copy)?))
}

/// The name of a returned copy. Files of different folders may come to the same name: then a number tells them apart.
fn free_name(file: &str, ending: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let flat = file.replace('/', "_");
    let stem = flat.strip_suffix(&format!(".{ending}")).unwrap_or(&flat);
    let numbered = (2..).map(|number| format!("{stem}_点検結果（{number}）.{ending}"));
    let mut names = std::iter::once(format!("{stem}_点検結果.{ending}")).chain(numbered);
    names
        .find(|name| !is_taken(name))
        .expect("internal error: the numbers do not end")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_different_files_never_take_one_name() {
        let mut names: Vec<String> = Vec::new();
        for file in ["a/北区.xlsx", "a_北区.xlsx", "北区.xls", "北区.xlsx"] {
            let name = free_name(file, "xlsx", |name| names.iter().any(|taken| taken == name));
            names.push(name);
        }
        let expected = [
            "a_北区_点検結果.xlsx",
            "a_北区_点検結果（2）.xlsx",
            "北区.xls_点検結果.xlsx",
            "北区_点検結果.xlsx",
        ];
        assert_eq!(names, expected);
        assert_eq!(
            free_name("北区.xlsm", "xlsm", |_| false),
            "北区_点検結果.xlsm"
        );
    }

    #[test]
    fn bytes_are_kept_only_of_files_that_something_is_told_about() {
        let (a, b): (Arc<str>, Arc<str>) = ("a".into(), "b".into());
        let told = crate::diagnostic::Diagnostic::new(
            crate::diagnostic::Code::AS_OF_MISSING,
            crate::diagnostic::Place::file(&b),
            "",
        );
        let bytes: Arc<[u8]> = Arc::from([0u8; 4].as_slice());
        let originals = vec![(a, Arc::clone(&bytes)), (Arc::clone(&b), bytes)];
        let kept = kept(originals, &[told]);
        assert_eq!(kept.into_keys().collect::<Vec<_>>(), [b]);
    }
}
