//! What goes back to a ward: its own workbook with marks, or, where that cannot be marked, its form redrawn with them.
//!
//! Says which cells are marked with what, and lists the diagnostics on a sheet of their own; the two kinds read alike.

mod list;
mod marks;
mod picture;

use crate::{FormLink, FormSheet, FormWorkbook, MarkedCopy, WhyRedrawn};
use definition::{Definitions, Registry};
use diagnostic::Diagnostic;
use model::{AsOf, Reason, Submission, WrittenReason};

use super::reasons;
use super::values::WardValues;
use super::ward;
use super::ward_fill::{Target, WardFill};
use list::List;
pub use list::{LIST_SHEET, printed_field};
pub use picture::{Picture, picture};
use workbook::names;

/// The redrawn copy of a submission; `None` if the ward is not known, because then there is nobody to return it to.
///
/// Of `diagnostics`, those about this file or this ward are used. `reason` says why it is not the sender's own workbook;
/// `answers` are what the sender says to warnings meanwhile.
pub fn ward_return(
    definitions: &Definitions,
    registry: &Registry,
    submission: &Submission,
    as_of: AsOf,
    diagnostics: &[Diagnostic],
    (reason, answers): (WhyRedrawn, &[WrittenReason]),
) -> Option<FormWorkbook> {
    let ward = definitions.areas.get(submission.ward.as_ref()?)?;
    let about = about(submission, diagnostics);
    let mut values = WardValues::from_submission(submission);
    let open = reasons::unexplained(definitions, submission, &about);
    values.reasons.extend(open);
    values.reasons = reasons::answered(values.reasons, answers);
    let targets = marks::Targets::new(submission);
    let mut marks = targets.marks(submission, &about);
    // A redrawn copy may come back too, and its notes must not be taken for the ward's.
    for mark in marks.values_mut() {
        mark.text = format!("{}\n{}", definitions.guide.marked_note_head, mark.text);
    }
    let fill = WardFill {
        definitions,
        form: definitions.form_of(submission),
        registry,
        ward,
        as_of: submission.as_of.unwrap_or(as_of),
        due: None,
        values: &values,
        marks: &|target| marks.get(target).cloned(),
        is_copy: true,
        is_prefilled: false,
    };
    let mut workbook = ward::workbook(&fill);
    let guide = &definitions.guide;
    let mut notes = vec![reason.sentence().to_owned()];
    notes.extend(
        guide
            .return_notes
            .iter()
            .map(|note| fill.words_of_guide(note)),
    );
    let link = |diagnostic: &Diagnostic| {
        let target = targets.of(submission, diagnostic)?;
        place_of(&workbook.sheets, &target)
    };
    let list = List {
        definitions,
        ward: Some(ward),
        as_of: submission.as_of.or(Some(as_of)),
        submission,
        notes,
        reasons: Vec::new(),
        link: &link,
    }
    .sheet(&about);
    workbook.sheets.push(list);
    Some(workbook)
}

/// What is marked in the sender's own workbook, and the sheet that is added to it.
///
/// Of `diagnostics`, those about this file or this ward are used; `without_notes` are the sheets that take no notes, and
/// `answers` what the sender says to warnings meanwhile.
pub fn marked_copy(
    definitions: &Definitions,
    submission: &Submission,
    as_of: Option<AsOf>,
    diagnostics: &[Diagnostic],
    (without_notes, answers): (&[String], &[WrittenReason]),
) -> MarkedCopy {
    let about = about(submission, diagnostics);
    let guide = &definitions.guide;
    let ward = submission.ward.as_ref();
    let mut notes = guide.marked_notes.clone();
    if !without_notes.is_empty() {
        let names: Vec<String> = without_notes
            .iter()
            .map(|name| format!("「{name}」"))
            .collect();
        notes.push(format!(
            "{}には会話形式のコメントがあるため、メモを付けず、色だけで示しました。",
            names.join("")
        ));
    }
    // What was written into the list of an earlier copy goes on in this one, which takes its place.
    let is_ours = |reason: &&Reason| {
        let sheet = &reason.provenance.sheet;
        sheet.starts_with(&guide.return_sheet_name)
    };
    let written = submission.reasons.iter().filter(is_ours);
    let mut reasons: Vec<WrittenReason> = written.map(|reason| reason.written.clone()).collect();
    let open = reasons::unexplained(definitions, submission, &about);
    reasons.extend(open);
    let reasons = reasons::answered(reasons, answers);
    let link = |diagnostic: &Diagnostic| {
        let place = &diagnostic.place;
        if place.file.as_ref() != Some(&submission.file) {
            return None;
        }
        Some(FormLink {
            sheet: place.sheet.as_ref()?.to_string(),
            row: place.cell.map_or(0, |cell| cell.row),
            col: place.cell.map_or(0, |cell| cell.col),
        })
    };
    let list = List {
        definitions,
        ward: ward.and_then(|code| definitions.areas.get(code)),
        as_of: submission.as_of.or(as_of),
        submission,
        notes,
        reasons,
        link: &link,
    }
    .sheet(&about);
    MarkedCopy {
        cells: marks::cells(submission, &about),
        note_head: guide.marked_note_head.clone(),
        list_mark: guide.return_sheet_mark.clone(),
        list,
    }
}

/// The diagnostics about a submission or its ward, errors first, else in reading order.
fn about<'a>(submission: &Submission, diagnostics: &'a [Diagnostic]) -> Vec<&'a Diagnostic> {
    let about = diagnostics.iter().filter(|d| {
        d.place.file.as_ref() == Some(&submission.file)
            || submission.ward.is_some() && d.ward == submission.ward
    });
    let mut about: Vec<&Diagnostic> = about.collect();
    about.sort_by_key(|diagnostic| diagnostic.severity);
    about
}

/// Where a cell of the form stands in the drawn workbook.
fn place_of(sheets: &[FormSheet], target: &Target) -> Option<FormLink> {
    let name = match target {
        Target::Field(indicator, year) => names::field(indicator, *year),
        Target::Bullet(block, year, number) => names::bullet(block, *year, *number),
        // Repeated rows have no names of their own; the head of their keys leads there.
        Target::RowKey(block, _) | Target::Row(block, ..) => names::rows(block),
    };
    sheets.iter().find_map(|sheet| {
        let cell = sheet
            .cells
            .iter()
            .find(|cell| cell.name.as_ref() == Some(&name))?;
        Some(FormLink {
            sheet: sheet.name.clone(),
            row: cell.row,
            col: cell.col,
        })
    })
}
