//! What the page shows of a run: for every file a verdict, what is told by sheet, the filled form as a picture, and what waits for a
//! reason. Every sentence is made here, where tests read it; how it looks is the page's.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use assemble::{Checked, Fate};
use definition::{Definitions, Registry};
use diagnostic::{Code, Diagnostic, Piece, counts};
use model::{AreaCode, Nouns, PreviousFacts, SourceFile, Submission, visible_lines};
use report::{
    FormCell, FormContent, FormSheet, InputRule, Picture, picture, printed_field, waiting,
};

use super::shape::{Cell, Explained, FileView, Group, Paragraph, SheetView, Told, Unit, View};
use super::verdict::{together, verdict};

/// Stands for a sheet where something is about the whole file.
const WHOLE: &str = "ファイル全体";

/// Everything the page shows of a run; of last year the facts that were compared with, or why there are none.
pub(crate) fn view(
    (definitions, registry): (&Definitions, &Registry),
    (previous, earlier): (Option<&PreviousFacts>, Option<&str>),
    checked: &Checked,
) -> View {
    let looking = Looking {
        definitions,
        registry,
        previous,
        checked,
    };
    let files: Vec<FileView> = checked
        .files
        .iter()
        .map(|file| looking.file(file))
        .collect();
    let is_of_file = |told: &&Diagnostic| {
        let file = told.place.file.as_ref();
        file.is_some_and(|file| checked.source(file).is_some())
    };
    let told = checked.findings.diagnostics().iter();
    let others = told.filter(|told| !is_of_file(told));
    let others = others.map(|told| bare(told, [String::new(), String::new()]));
    let nouns = definitions.areas.nouns();
    let standing = files.iter().map(|file| (&*file.file, &file.verdict));
    let standing: Vec<_> = standing.collect();
    View {
        verdict: together(&standing),
        earlier: earlier.map(str::to_owned),
        others: others.collect(),
        explained: explained(checked, nouns),
        units: units(definitions, checked),
        unit: nouns.unit.clone(),
        files,
    }
}

fn units(definitions: &Definitions, checked: &Checked) -> Vec<Unit> {
    let files = checked.files.iter().enumerate().rev();
    let used = files.filter(|(_, file)| file.used);
    // Of several the first.
    let of_units: HashMap<&AreaCode, usize> = used
        .filter_map(|(at, file)| Some((file.ward.as_ref()?, at)))
        .collect();
    let wards = definitions.areas.wards().iter();
    let unit = wards.map(|ward| Unit {
        name: ward.name.clone(),
        file: of_units.get(&ward.code).copied(),
    });
    unit.collect()
}

fn explained(checked: &Checked, nouns: &Nouns) -> BTreeMap<&'static str, Explained> {
    let codes = checked.findings.diagnostics().iter().map(|told| told.code);
    codes
        .map(|code| (code.id(), explanation(code, nouns)))
        .collect()
}

fn explanation(code: Code, nouns: &Nouns) -> Explained {
    let explained = code.explained(nouns);
    let sections = explained.sections().into_iter().map(|section| {
        let pieces = section.pieces().into_iter().map(|piece| match piece {
            Piece::Paragraph(text) => Paragraph { item: false, text },
            Piece::Item(text) => Paragraph { item: true, text },
        });
        (section.heading.to_owned(), pieces.collect())
    });
    Explained {
        sections: sections.collect(),
        title: explained.title.clone(),
    }
}

/// A thing that is told, with what it is about and without a place in a picture.
fn bare(told: &Diagnostic, [year, field]: [String; 2]) -> Told {
    let shown = |text: &str| visible_lines(text).into_owned();
    Told {
        severity: told.severity,
        label: told.severity.label(),
        code: told.code.id(),
        year,
        field,
        cell: told
            .place
            .cell
            .map_or_else(String::new, |cell| cell.to_string()),
        entered: told.entered.as_deref().map(shown),
        expected: told.expected.as_deref().map(shown),
        message: shown(&told.message),
        hint: shown(&told.hint),
        places: Vec::new(),
        open: None,
        of_reason: told.code.is_about_reasons(),
    }
}

struct Looking<'a> {
    definitions: &'a Definitions,
    registry: &'a Registry,
    previous: Option<&'a PreviousFacts>,
    checked: &'a Checked,
}

impl Looking<'_> {
    fn file(&self, file: &SourceFile) -> FileView {
        let told: Vec<&Diagnostic> = self.checked.findings.of_file(&file.file).collect();
        let submission = Submission::of_file(&self.checked.submissions, &file.file);
        let counts = counts(told.iter().copied());
        let fate = self.checked.fate(&file.file);
        let ward = file.ward.as_ref();
        let ward = ward.and_then(|ward| self.definitions.areas.get(ward));
        let mut view = FileView {
            file: Arc::clone(&file.file),
            ward: ward.map(|ward| ward.name.clone()),
            about: Vec::new(),
            counts,
            verdict: verdict(counts, fate),
            groups: Vec::new(),
            sheets: Vec::new(),
            open: Vec::new(),
            has_copy: submission.is_some()
                && !told.is_empty()
                && !matches!(fate, Fate::Superseded(_)),
            compared: self.previous.map(|previous| {
                let mut known = previous.facts.keys();
                file.ward
                    .as_ref()
                    .is_some_and(|ward| known.any(|id| id.ward == *ward))
            }),
        };
        match submission {
            Some(submission) => self.filled(submission, &told, &mut view),
            None => {
                let told = told.into_iter().map(|told| {
                    let sheet = told.place.sheet.clone();
                    (sheet, bare(told, [String::new(), String::new()]))
                });
                view.groups = grouped(told);
            }
        }
        view
    }

    /// What is shown of a file that is a submission.
    fn filled(&self, submission: &Submission, told: &[&Diagnostic], view: &mut FileView) {
        let definitions = self.definitions;
        let form = definitions.form_of(submission);
        view.about.push(form.name.clone());
        view.about.extend(
            submission
                .as_of
                .map(|as_of| format!("{}時点", as_of.wareki())),
        );
        if submission.is_sample {
            view.about.push(form.sample_mark.clone());
        }
        view.open = waiting(definitions, submission, told);
        let Picture { sheets, places } = match submission.as_of.or(self.checked.as_of) {
            Some(as_of) => picture(definitions, self.registry, submission, as_of, told),
            None => Picture {
                sheets: Vec::new(),
                places: vec![Vec::new(); told.len()],
            },
        };
        let at = |name: &str| sheets.iter().position(|sheet| sheet.name == name);
        let entries = told.iter().zip(places).map(|(told, places)| {
            let places = places.into_iter();
            let places = places.filter_map(|place| Some((at(&place.sheet)?, place.row, place.col)));
            let row = waiting(definitions, submission, &[told]).into_iter().next();
            let open = row.and_then(|row| view.open.iter().position(|open| *open == row));
            let entry = Told {
                places: places.collect(),
                open,
                ..bare(told, printed_field(definitions, submission, told))
            };
            (told.place.sheet.clone(), entry)
        });
        view.groups = grouped(entries.collect::<Vec<_>>());
        let place = |group: &Group| match group.sheet.as_str() {
            WHOLE => (0, 0),
            sheet => at(sheet).map_or((2, 0), |place| (1, place)),
        };
        view.groups.sort_by_key(place);
        view.sheets = sheets.iter().map(sheet_view).collect();
    }
}

/// What is told, sheet by sheet in the order in which the sheets are first named, what is about the whole file first; within a sheet
/// errors first, else as told.
fn grouped(told: impl IntoIterator<Item = (Option<Arc<str>>, Told)>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut whole: Option<Group> = None;
    for (sheet, told) in told {
        let group = match sheet {
            None => whole.get_or_insert_with(|| Group {
                sheet: WHOLE.to_owned(),
                told: Vec::new(),
            }),
            Some(sheet) => {
                let known = groups.iter().position(|group| group.sheet == *sheet);
                let at = known.unwrap_or_else(|| {
                    groups.push(Group {
                        sheet: sheet.to_string(),
                        told: Vec::new(),
                    });
                    groups.len() - 1
                });
                &mut groups[at]
            }
        };
        group.told.push(told);
    }
    let mut all: Vec<Group> = whole.into_iter().chain(groups).collect();
    for group in &mut all {
        group.told.sort_by_key(|told| told.severity);
    }
    all
}

fn sheet_view(sheet: &FormSheet) -> SheetView {
    SheetView {
        name: sheet.name.clone(),
        columns: sheet.columns.clone(),
        rows: sheet.rows.clone(),
        cells: sheet.cells.iter().map(cell).collect(),
    }
}

fn cell(cell: &FormCell) -> Cell {
    let text = match &cell.content {
        FormContent::Empty => String::new(),
        FormContent::Text(text) => visible_lines(text).into_owned(),
        FormContent::Number(number, style) => style.show(*number),
        FormContent::Formula(formula) => {
            let result = formula.result.map(|result| formula.style.show(result));
            result.unwrap_or_default()
        }
    };
    Cell {
        at: (cell.row, cell.col, cell.row_span, cell.col_span),
        role: cell.role.key(),
        text,
        mark: cell.mark.as_ref().map(|mark| mark.severity),
        input: match &cell.input {
            None | Some(InputRule::Accepted { .. } | InputRule::Shown(_)) => "",
            Some(InputRule::Later { .. }) => "later",
            Some(_) => "now",
        },
    }
}
