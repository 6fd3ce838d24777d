//! The copies that go back to the wards: the sender's own workbook with marks where it can be patched, else the form
//! redrawn from what was read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use assemble::{Checked, Setting};
use diagnostic::{Diagnostic, Severity};
use model::{Submission, WrittenReason};
use render::RenderError;
use render::xlsx::{self, Original, Unpatchable};
use report::WhyRedrawn;

/// The returned copies of a run.
#[derive(Debug, Default)]
pub struct Returned {
    /// Name of a copy ▸ its bytes.
    pub files: BTreeMap<String, Vec<u8>>,
    /// File as given ▸ name of its copy.
    pub names: BTreeMap<Arc<str>, String>,
    /// The names in small letters: Windows takes names that differ in case only for one.
    taken: BTreeSet<String>,
}

/// Which submissions are copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// Those that anything is told about.
    Told,
    /// Those that something must be done about: a file with notes only is not sent back.
    Open,
}

impl Copied {
    /// The submissions that are copied. Nobody has to correct a file that another one has replaced.
    pub fn of(self, checked: &Checked) -> Vec<&Submission> {
        // What stands in a table was sent back by whoever read it.
        let elsewhere = checked.files.iter().filter(|file| file.table.is_some());
        let elsewhere: BTreeSet<&Arc<str>> = elsewhere.map(|file| &file.file).collect();
        let is_current = |s: &&Submission| {
            checked.choices.superseded_by(&s.file).is_none() && !elsewhere.contains(&s.file)
        };
        let told = checked.findings.diagnostics().iter();
        let open = told.filter(|told| told.severity < Severity::Note);
        let open: BTreeSet<&Arc<str>> = open.filter_map(|told| told.place.file.as_ref()).collect();
        let current = checked.submissions.iter().filter(is_current);
        current
            .filter(|one| self == Self::Told || open.contains(&one.file))
            .collect()
    }
}

impl Returned {
    /// Takes a copy and finds it a name.
    pub fn add(&mut self, submission: &Submission, copy: Copy) {
        let Copy { ending, bytes } = copy;
        let is_taken = |name: &str| self.taken.contains(&name.to_lowercase());
        let name = free_name(&submission.file, ending, is_taken);
        self.names
            .insert(Arc::clone(&submission.file), name.clone());
        self.taken.insert(name.to_lowercase());
        self.files.insert(name, bytes);
    }
}

/// A copy and the ending of its name.
#[derive(Debug)]
pub struct Copy {
    ending: &'static str,
    bytes: Vec<u8>,
}

/// The copy of a submission; none where nothing is told about it. `answers` are what its sender says to warnings meanwhile.
///
/// # Errors
/// A redrawn form cannot be written.
pub fn copy(
    setting: Setting<'_>,
    checked: &Checked,
    submission: &Submission,
    answers: &[WrittenReason],
) -> Result<Option<Copy>, RenderError> {
    let diagnostics = checked.findings.of_file(&submission.file);
    let diagnostics: Vec<Diagnostic> = diagnostics.cloned().collect();
    if diagnostics.is_empty() {
        return Ok(None);
    }
    let reason = match checked.original(&submission.file) {
        Some(bytes) => match marked(
            setting,
            checked,
            (submission, answers),
            &diagnostics,
            &bytes,
        ) {
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
        (reason, answers),
    );
    Ok(match form {
        Some(form) => Some(Copy {
            ending: "xlsx",
            bytes: xlsx::form(&form)?,
        }),
        None => None,
    })
}

/// The sender's own workbook with marks.
fn marked(
    setting: Setting<'_>,
    checked: &Checked,
    (submission, answers): (&Submission, &[WrittenReason]),
    diagnostics: &[Diagnostic],
    bytes: &[u8],
) -> Result<Copy, Unpatchable> {
    let mut original = Original::open(bytes)?;
    let without_notes = original.sheets_without_notes()?;
    let definitions = setting.definitions;
    let copy = report::marked_copy(
        definitions,
        submission,
        checked.as_of,
        diagnostics,
        (&without_notes, answers),
    );
    Ok(Copy {
        ending: original.ending(),
        bytes: original.marked(&copy)?,
    })
}

/// Most bytes of a copy's name: systems take 255, and while it is written more stands around it.
const LONGEST: usize = 200;

/// The name of a returned copy. Files of different folders may come to the same name: then a number tells them apart. Where the
/// folders make a name too long they are left out, and of a file whose own name is too long the middle.
fn free_name(file: &str, ending: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let dot = format!(".{ending}");
    let bare = |name: &str| name.strip_suffix(&dot).unwrap_or(name).to_owned();
    let named = |stem: &str, number: u32| match number {
        1 => format!("{stem}_点検結果{dot}"),
        number => format!("{stem}_点検結果（{number}）{dot}"),
    };
    let room = LONGEST - named("", u32::MAX).len();
    let mut stem = bare(&file.replace('/', "_"));
    if stem.len() > room {
        let own = file.rsplit('/').next().unwrap_or(file);
        stem = without_middle(&bare(own), room);
    }
    (1..)
        .map(|number| named(&stem, number))
        .find(|name| !is_taken(name))
        .expect("internal error: the numbers do not end")
}

/// A name of at most so many bytes: its start and its end, which tell most.
fn without_middle(name: &str, most: usize) -> String {
    const LEFT_OUT: &str = "…";
    if name.len() <= most {
        return name.to_owned();
    }
    let half = (most - LEFT_OUT.len()) / 2;
    let is_boundary = |at: &usize| name.is_char_boundary(*at);
    let start = (0..=half).rev().find(is_boundary).unwrap_or(0);
    let end = (name.len() - half..)
        .find(is_boundary)
        .unwrap_or(name.len());
    format!("{}{LEFT_OUT}{}", &name[..start], &name[end..])
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
    fn a_name_is_never_too_long_for_a_file() {
        let deep = format!("{}/北区.xlsx", "提出分（4月10日受領）".repeat(9));
        assert_eq!(free_name(&deep, "xlsx", |_| false), "北区_点検結果.xlsx");
        for letters in 1..200 {
            let file = format!("北区{}修正版.xlsx", "あ".repeat(letters));
            let mut taken = Vec::new();
            for _ in 0..3 {
                let name = free_name(&file, "xlsx", |name| taken.iter().any(|one| one == name));
                assert!(name.len() <= LONGEST, "{name}");
                assert!(name.starts_with("北区あ"), "{name}");
                assert!(name.contains("修正版_点検結果"), "{name}");
                taken.push(name);
            }
        }
    }
}
