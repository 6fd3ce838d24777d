//! The shape of what the page shows, as its script reads it.

use std::collections::BTreeMap;
use std::sync::Arc;

use diagnostic::Severity;
use model::WrittenReason;
use serde::Serialize;

use super::verdict::Verdict;

/// Everything the page shows.
#[derive(Debug, Serialize)]
pub struct View {
    /// The files, by name.
    pub files: Vec<FileView>,
    /// What is told of no file or of files that were passed over.
    pub others: Vec<Told>,
    /// Code ▸ what it means.
    pub explained: BTreeMap<&'static str, Explained>,
    /// Everybody who sends something in, in their own order.
    pub units: Vec<Unit>,
    /// What one of them is called.
    pub unit: String,
    /// The verdict over all files.
    pub verdict: Verdict,
    /// Why files of last year that were given are not used.
    pub earlier: Option<String>,
}

/// One of those who send something in.
#[derive(Debug, Serialize)]
pub struct Unit {
    /// Name.
    pub name: String,
    /// The file that counts for it, by its place among the files.
    pub file: Option<usize>,
}

/// What a code means.
#[derive(Debug, Serialize)]
pub struct Explained {
    /// What the fault is called.
    pub title: String,
    /// Headings and what stands below them.
    pub sections: Vec<(String, Vec<Paragraph>)>,
}

/// A piece of an explanation.
#[derive(Debug, Serialize)]
pub struct Paragraph {
    /// Whether it is an item of a list.
    pub item: bool,
    /// Text.
    pub text: String,
}

/// One file.
#[derive(Debug, Serialize)]
pub struct FileView {
    /// Name.
    pub file: Arc<str>,
    /// Whose it is, if known.
    pub ward: Option<String>,
    /// Name of the form and as-of date, if known.
    pub about: Vec<String>,
    /// Errors, warnings, notes.
    pub counts: [usize; 3],
    /// How it stands.
    pub verdict: Verdict,
    /// What is told, by sheet: of the whole file first, then as the sheets stand.
    pub groups: Vec<Group>,
    /// The form with what was filled in.
    pub sheets: Vec<SheetView>,
    /// What waits for a reason.
    pub open: Vec<WrittenReason>,
    /// Whether there is a marked copy.
    pub has_copy: bool,
    /// Where files of last year were given: whether there was anything of it to compare with.
    pub compared: Option<bool>,
}

/// What is told of a sheet, errors first.
#[derive(Debug, Serialize)]
pub struct Group {
    /// Sheet, or that it is about the whole file.
    pub sheet: String,
    /// What is told.
    pub told: Vec<Told>,
}

/// One thing that is told.
#[derive(Debug, Serialize)]
pub struct Told {
    /// How grave it is.
    pub severity: Severity,
    /// The same in Japanese.
    pub label: &'static str,
    /// Code.
    pub code: &'static str,
    /// Fiscal year as printed, or nothing.
    pub year: String,
    /// Label as printed, or nothing.
    pub field: String,
    /// Cell, or nothing.
    pub cell: String,
    /// What is there.
    pub entered: Option<String>,
    /// What was expected.
    pub expected: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// Its cells in the picture, its own first: sheet, row, column.
    pub places: Vec<(usize, u32, u32)>,
    /// Which of the rows that wait for a reason is its own.
    pub open: Option<usize>,
    /// Whether it is about a reason that was written.
    pub of_reason: bool,
}

/// A sheet of the picture.
#[derive(Debug, Serialize)]
pub struct SheetView {
    /// Name.
    pub name: String,
    /// Widths of the columns in half-width characters.
    pub columns: Vec<f64>,
    /// Heights of the rows in points.
    pub rows: Vec<f64>,
    /// Cells, row by row.
    pub cells: Vec<Cell>,
}

/// A cell of the picture.
#[derive(Debug, Serialize)]
pub struct Cell {
    /// Row, column, rows and columns covered.
    pub at: (u32, u32, u32, u32),
    /// Look.
    pub role: &'static str,
    /// Text.
    pub text: String,
    /// How grave the worst is that is told of it.
    pub mark: Option<Severity>,
    /// A person fills it in: now, or later; nothing where it is printed.
    pub input: &'static str,
}
