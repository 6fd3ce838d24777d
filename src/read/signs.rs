//! What a form is known by, in the shape in which it is looked for: its year headers, and the themes, labels and names of its sheets.
//! Made once for all workbooks. Which workbook is which form is `identify`'s to tell.

use memchr::memmem::Finder;

use super::fold::{fold, label_key};
use super::year_text::YearWords;
use definition::{FieldDefinition, FormDefinition, SheetDefinition};
use workbook::{Workbook, names};

/// What a form is known by.
#[derive(Debug)]
pub(super) struct Signs<'d> {
    pub(super) form: &'d FormDefinition,
    /// How its years are headed.
    pub(super) years: YearWords,
    /// Its title, folded.
    pub(super) title: String,
    /// By the place of the sheet in the form.
    pub(super) sheets: Vec<SheetSigns>,
}

impl<'d> Signs<'d> {
    pub(super) fn of(form: &'d FormDefinition) -> Self {
        Self {
            form,
            years: YearWords::of(form),
            title: fold(&form.signature),
            sheets: form.sheets.iter().map(SheetSigns::of).collect(),
        }
    }
}

/// What a sheet of the form is known by, folded.
#[derive(Debug)]
pub(super) struct SheetSigns {
    /// Finds the theme.
    theme: Finder<'static>,
    /// The labels of the fields that must be there.
    pub(super) labels: Vec<String>,
    /// What the template's names for the cells of these fields begin with.
    names: Vec<String>,
}

impl SheetSigns {
    fn of(definition: &SheetDefinition) -> Self {
        let fields = || required_fields(definition);
        let names = fields().map(|field| format!("{}_", names::indicator(&field.indicator)));
        Self {
            theme: Finder::new(&theme_key(definition)).into_owned(),
            labels: fields().map(|field| label_key(&field.label)).collect(),
            names: names.collect(),
        }
    }

    /// Whether a folded text holds the theme.
    pub(super) fn is_theme(&self, key: &str) -> bool {
        self.theme.find(key.as_bytes()).is_some()
    }

    /// Whether the theme is among folded texts, and how many of the labels are.
    pub(super) fn among(&self, keys: &[&str]) -> (bool, usize) {
        let is_there = |label: &&String| keys.iter().any(|key| key.ends_with(label.as_str()));
        let has_theme = keys.iter().any(|key| self.is_theme(key));
        (has_theme, self.labels.iter().filter(is_there).count())
    }

    /// Whether the template's names for the cells of its fields lead to a worksheet.
    pub(super) fn point_at(&self, workbook: &Workbook, worksheet: &str) -> bool {
        self.names.iter().any(|start| {
            let names = workbook.names.range(start.clone()..);
            let mut own = names.take_while(|(name, _)| name.starts_with(start));
            own.any(|(_, (sheet, _))| **sheet == *worksheet)
        })
    }
}

fn required_fields(definition: &SheetDefinition) -> impl Iterator<Item = &FieldDefinition> {
    definition
        .blocks
        .iter()
        .flat_map(|block| block.fields.iter())
        .filter(|field| field.is_required)
}

/// The theme without its page reference, which changes from edition to edition.
fn theme_key(definition: &SheetDefinition) -> String {
    let folded = fold(&definition.theme);
    folded
        .rfind("(第")
        .map_or_else(|| folded.clone(), |at| folded[..at].to_owned())
}
