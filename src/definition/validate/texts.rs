//! The words of a municipality put into the places of its definitions: those of a form, and those of the view by function.

use std::collections::BTreeSet;

use super::file::read;
use crate::fault::Faults;
use crate::form::FormDefinition;
use crate::functions::FunctionView;
use crate::source::TemplateFile;
use crate::tell::Tell;
use crate::text_place::{TEXTS, TextPlace, Texts};

/// Fills the places of every form from the `texts.toml` in its folder. Words are for all editions of the form: a place that
/// only one of them has is known.
pub(super) fn of_forms(files: &[TemplateFile], forms: &mut [FormDefinition], faults: &mut Faults) {
    let folders = files.iter().filter(|file| file.path.starts_with("forms/"));
    let folders: BTreeSet<&str> = folders
        .filter_map(|file| file.path.strip_suffix(TEXTS))
        .collect();
    for folder in folders {
        let path = format!("{folder}{TEXTS}");
        let Some(texts) = given(files, &path, faults) else {
            continue;
        };
        let is_its = |form: &FormDefinition| format!("forms/{}/", form.id.form) == folder;
        for form in forms.iter_mut().filter(|form| is_its(form)) {
            texts.fill(form.sheets.iter_mut().flat_map(|sheet| &mut sheet.guidance));
        }
        // The places of an edition that could not be read are not known.
        let editions = files.iter().filter(|file| file.is_edition());
        let editions = editions.filter(|file| file.path.starts_with(folder));
        let read = || forms.iter().filter(|form| is_its(form));
        if editions.count() == read().count() {
            let sheets = read().flat_map(|form| &form.sheets);
            let places: Vec<&TextPlace> = sheets.flat_map(|sheet| &sheet.guidance).collect();
            texts.check(&places, &mut Tell::new(&path, faults));
        }
    }
}

/// Fills the places of the view by function from the `texts.toml` at the top.
pub(super) fn of_functions(
    files: &[TemplateFile],
    view: Option<&mut FunctionView>,
    faults: &mut Faults,
) {
    let Some(texts) = given(files, TEXTS, faults) else {
        return;
    };
    let mut places: Vec<&mut TextPlace> = Vec::new();
    places.extend(view.into_iter().flat_map(FunctionView::places_mut));
    texts.fill(places.iter_mut().map(|place| &mut **place));
    let places: Vec<&TextPlace> = places.iter().map(|place| &**place).collect();
    texts.check(&places, &mut Tell::new(TEXTS, faults));
}

/// The words of a file, where there is one that can be read.
fn given(files: &[TemplateFile], path: &str, faults: &mut Faults) -> Option<Texts> {
    let file = files.iter().find(|file| file.path == path)?;
    read(file, faults)
}
