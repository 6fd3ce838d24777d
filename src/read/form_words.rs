//! What reading needs of a form in another shape than it is written down: its print folded, and the template's names for its
//! cells. Made once for all workbooks of the form.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::fold;
use super::header_note::Notes;
use super::narrative;
use definition::{Definitions, FormDefinition, SheetDefinition};
use model::{FiscalYear, IndicatorId};
use workbook::names;

/// A form as reading looks at it.
#[derive(Debug)]
pub(super) struct FormWords {
    /// What the form prints on each of its sheets, folded: none of it is the ward's word.
    printed: Vec<BTreeSet<String>>,
    /// All of it, for a worksheet may carry several of them; and the units, which stand beside numbers.
    pub(super) print: BTreeSet<String>,
    /// The notes below the year headers.
    pub(super) notes: Notes,
    /// The template's name for the cell of a field and year.
    fields: BTreeMap<(IndicatorId, FiscalYear), String>,
}

impl FormWords {
    pub(super) fn of(definitions: &Definitions, form: &FormDefinition) -> Self {
        let sheets = form.sheets.iter();
        let printed: Vec<BTreeSet<String>> = sheets
            .map(|sheet| narrative::printed(form, sheet).into_iter().collect())
            .collect();
        let mut print: BTreeSet<String> = printed.iter().flatten().cloned().collect();
        let asked = form.reported_indicators();
        let asked = asked.iter().filter_map(|id| definitions.indicator(id));
        print.extend(asked.map(|indicator| fold(&indicator.unit)));
        let fields = form.fields().flat_map(|(.., field)| {
            let years = form.years.iter().map(|column| column.year);
            years.map(|year| {
                let name = names::field(&field.indicator, year);
                ((field.indicator.clone(), year), name)
            })
        });
        Self {
            fields: fields.collect(),
            printed,
            print,
            notes: Notes::of(&definitions.guide),
        }
    }

    /// What the form prints on a sheet of it, folded.
    pub(super) fn printed(
        &self,
        form: &FormDefinition,
        sheet: &SheetDefinition,
    ) -> &BTreeSet<String> {
        let at = form.sheets.iter().position(|one| one.name == sheet.name);
        at.and_then(|at| self.printed.get(at))
            .expect("internal error: the sheet is one of the form's")
    }

    /// The template's name for the cell of a field and year.
    pub(super) fn name_of(&self, indicator: &IndicatorId, year: FiscalYear) -> &str {
        let name = self.fields.get(&(indicator.clone(), year));
        name.map_or("", String::as_str)
    }

    /// The template's names for the cells of all fields.
    pub(super) fn names(&self) -> impl Iterator<Item = (&IndicatorId, &str)> {
        self.fields
            .iter()
            .map(|((indicator, _), name)| (indicator, name.as_str()))
    }
}
