//! What reading needs of a form in another shape than it is written down: its print folded, and the template's names for its
//! cells. Made once for all workbooks of the form.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::fold;
use super::header_note::Notes;
use definition::{BlockDefinition, Definitions, FormDefinition, SheetDefinition};
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
        let printed: Vec<BTreeSet<String>> = sheets.map(|sheet| printed(form, sheet)).collect();
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

/// Everything the form prints on this sheet, folded: none of it is the ward's word.
fn printed(form: &FormDefinition, definition: &SheetDefinition) -> BTreeSet<String> {
    let mut texts: Vec<&str> = vec![
        &definition.name,
        &definition.theme,
        &definition.caption,
        &form.goals_label,
        form.philosophy.as_deref().unwrap_or_default(),
        &form.philosophy_label,
        &form.sample_mark,
    ];
    texts.extend(definition.tag.as_deref());
    texts.extend(definition.tag_line.as_deref());
    for place in &definition.guidance {
        texts.push(&place.heading);
        texts.extend(place.words.iter().map(String::as_str));
    }
    texts.extend(form.goals.iter().map(String::as_str));
    for block in &definition.blocks {
        texts.push(&block.label);
        texts.extend(block.label_note.as_deref());
        texts.extend(block.fields.iter().map(|field| field.label.as_str()));
    }
    let printed = texts.iter().filter(|text| !text.is_empty());
    let conditions = definition.blocks.iter();
    let conditions = conditions.filter_map(BlockDefinition::printed_condition);
    let printed = printed.map(|text| fold(text));
    printed.chain(conditions.map(|text| fold(&text))).collect()
}
