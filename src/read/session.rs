//! What is gathered while one workbook is read: facts, diagnostics, and how everything was recognised.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::form_words::FormWords;
use super::view::SheetView;
use super::ward_name::Names;
use definition::{Definitions, FieldDefinition, FormDefinition};
use diagnostic::{Code, Diagnostic, Place};
use model::{
    CellRef, Fact, FactKey, FiscalYear, Indicator, IndicatorId, NarrativeItem, Provenance,
    RowsWritten, WrittenNumber,
};
use workbook::{Sheet, Workbook};

/// How a workbook was recognised, for `inspect`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recognition {
    /// The form and why, once known.
    pub form: Option<String>,
    /// Sheets of the form: name in the form, name in the file, and why.
    pub sheets: Vec<(String, String, String)>,
    /// How the cells of an indicator were found.
    pub fields: BTreeMap<IndicatorId, String>,
    /// Every sign of the ward: where, and which ward.
    pub ward: Vec<String>,
    /// Every sign of the as-of date: where, and as written.
    pub as_of: Vec<String>,
    /// What was seen and deliberately not used.
    pub passed_over: Vec<String>,
}

/// The reading of one workbook of a known form.
#[derive(Debug)]
pub(super) struct Session<'a> {
    pub(super) workbook: &'a Workbook,
    /// Its worksheets as they are read, in order.
    pub(super) views: &'a [SheetView<'a>],
    pub(super) definitions: &'a Definitions,
    pub(super) names: &'a Names<'a>,
    pub(super) form: &'a FormDefinition,
    pub(super) words: &'a FormWords,
    pub(super) facts: BTreeMap<FactKey, Fact>,
    pub(super) narratives: Vec<Arc<NarrativeItem>>,
    pub(super) blocks: BTreeMap<(String, FiscalYear), Provenance>,
    pub(super) areas_written: BTreeMap<FiscalYear, WrittenNumber>,
    /// Where repeated rows stand, in the form's order: the worksheet and the head of the keys.
    pub(super) rows_at: Vec<Option<(usize, CellRef)>>,
    pub(super) rows: Vec<RowsWritten>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) recognition: Recognition,
    /// Cells that were looked at as part of the form.
    pub(super) used: BTreeSet<(Arc<str>, CellRef)>,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        workbook: &'a Workbook,
        views: &'a [SheetView<'a>],
        (definitions, names): (&'a Definitions, &'a Names<'a>),
        (form, words): (&'a FormDefinition, &'a FormWords),
    ) -> Self {
        Self {
            workbook,
            views,
            definitions,
            names,
            form,
            words,
            facts: BTreeMap::new(),
            narratives: Vec::new(),
            blocks: BTreeMap::new(),
            areas_written: BTreeMap::new(),
            rows_at: Vec::new(),
            rows: Vec::new(),
            diagnostics: Vec::new(),
            recognition: Recognition::default(),
            used: BTreeSet::new(),
        }
    }

    /// What the form prints beside a number of parts, and what one of them is called.
    pub(super) fn area_words(&self) -> (&'a str, &'a str) {
        let part = &self.definitions.areas.nouns().part;
        (&self.form.area_noun, part)
    }

    pub(super) fn indicator(&self, id: &IndicatorId) -> &'a Indicator {
        self.definitions
            .indicator(id)
            .expect("internal error: validation resolves every indicator of a form")
    }

    pub(super) fn file(&self) -> &'a Arc<str> {
        &self.workbook.file
    }

    /// The cell as written, for provenance; an absent cell is blank.
    pub(super) fn provenance(&self, sheet: &Sheet, cell: CellRef) -> Provenance {
        Provenance {
            file: Arc::clone(self.file()),
            sheet: Arc::clone(&sheet.name),
            cell,
            text: sheet
                .cells
                .get(&cell)
                .map(workbook::Cell::text)
                .unwrap_or_default()
                .into(),
        }
    }

    /// The cell of a defined name, if it lies on this sheet.
    pub(super) fn named(&self, name: &str, sheet: &Sheet) -> Option<CellRef> {
        self.workbook
            .names
            .get(name)
            .filter(|(on, _)| *on == sheet.name)
            .map(|(_, cell)| *cell)
    }

    pub(super) fn cell_place(&self, sheet: &Sheet, cell: CellRef) -> Place {
        Place::cell(self.file(), &sheet.name, cell)
    }

    pub(super) fn sheet_place(&self, sheet: &Sheet) -> Place {
        Place::sheet(self.file(), &sheet.name)
    }

    /// Remembers that these cells were looked at.
    pub(super) fn uses(&mut self, sheet: &Sheet, cells: impl IntoIterator<Item = CellRef>) {
        let name = &sheet.name;
        self.used
            .extend(cells.into_iter().map(|at| (Arc::clone(name), at)));
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Tells that a field cannot be read because there are several places for it.
    pub(super) fn ambiguous(
        &mut self,
        sheet: &Sheet,
        field: &FieldDefinition,
        indicator: &IndicatorId,
        year: Option<FiscalYear>,
        places: &[CellRef],
    ) {
        let told = self.in_places(sheet, field, (indicator, year), places);
        self.push(told);
    }

    /// That a value could stand in several places, for `ambiguous` and whoever knows why.
    pub(super) fn in_places(
        &self,
        sheet: &Sheet,
        field: &FieldDefinition,
        (indicator, year): (&IndicatorId, Option<FiscalYear>),
        places: &[CellRef],
    ) -> Diagnostic {
        let cells: Vec<String> = places.iter().map(CellRef::to_string).collect();
        let of_year = year.map_or_else(String::new, |year| format!("の{}", year.wareki()));
        let first = places.first().copied().unwrap_or(CellRef::new(0, 0));
        let mut diagnostic = Diagnostic::new(
            Code::FIELD_AMBIGUOUS,
            self.cell_place(sheet, first),
            format!(
                "「{}」{of_year}の値と読める場所が{}か所あり、どちらとも決められません（{}）。",
                field.label_line(),
                places.len(),
                cells.join("、")
            ),
        )
        .hint("値は1つのセルだけに入力し、ほかは消してください。メモは欄の外に書いてください。")
        .field(field.label_line());
        diagnostic.indicator = Some(indicator.clone());
        diagnostic.fiscal_year = year;
        for place in places.iter().skip(1) {
            diagnostic = diagnostic.related(self.cell_place(sheet, *place));
        }
        diagnostic
    }
}
