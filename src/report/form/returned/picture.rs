//! The form as a sender filled it in, with what is told at its cells: for showing on a screen, beside the list of what is told.

use std::collections::BTreeMap;

use super::super::values::WardValues;
use super::super::ward;
use super::super::ward_fill::{Target, WardFill};
use super::marks;
use crate::{FormLink, FormSheet, Mark};
use definition::{Definitions, Registry};
use diagnostic::Diagnostic;
use model::{Area, AsOf, Submission};

/// A filled form and where in it things are told.
#[derive(Debug)]
pub struct Picture {
    /// The form's own sheets, without the guide and the sheet for reasons.
    pub sheets: Vec<FormSheet>,
    /// For each diagnostic, in the order given: its cells in the picture, its own first; none where it is about no cell of the form.
    pub places: Vec<Vec<FormLink>>,
}

/// Draws the form of a submission. Where its ward is not known the form is nobody's, and its denominators are blank.
pub fn picture(
    definitions: &Definitions,
    registry: &Registry,
    submission: &Submission,
    as_of: AsOf,
    diagnostics: &[&Diagnostic],
) -> Picture {
    let known = submission.ward.as_ref();
    let known = known.and_then(|ward| definitions.areas.get(ward));
    let areas = &definitions.areas;
    let nobody = Area {
        name: format!("{}名不明", areas.nouns().unit),
        ..areas.city().clone()
    };
    let none = Registry::default();
    let targets = marks::Targets::new(submission);
    let told = targets.marks(submission, diagnostics);
    // A mark in the picture says where it is drawn and nothing else: so every cell is found again, rows as well as fields.
    let marks: BTreeMap<&Target, Mark> = (0..)
        .zip(&told)
        .map(|(number, (target, mark)): (u32, _)| {
            let text = number.to_string();
            (
                target,
                Mark {
                    text,
                    ..mark.clone()
                },
            )
        })
        .collect();
    let form = definitions.form_of(submission);
    let workbook = ward::workbook(&WardFill {
        definitions,
        form,
        registry: if known.is_some() { registry } else { &none },
        ward: known.unwrap_or(&nobody),
        as_of: submission.as_of.unwrap_or(as_of),
        due: None,
        values: &WardValues::from_submission(submission),
        marks: &|target| marks.get(target).cloned(),
        is_copy: true,
        is_prefilled: false,
    });
    let is_own = |sheet: &FormSheet| {
        let mut rows = form.rows.iter();
        form.sheets.iter().any(|own| own.id == sheet.id) || rows.any(|own| own.id == sheet.id)
    };
    let sheets: Vec<FormSheet> = workbook.sheets.into_iter().filter(is_own).collect();
    let drawn = sheets.iter().flat_map(|sheet| {
        let cells = sheet.cells.iter();
        cells.filter_map(|cell| {
            let place = FormLink {
                sheet: sheet.name.clone(),
                row: cell.row,
                col: cell.col,
            };
            Some((cell.mark.as_ref()?.text.as_str(), place))
        })
    });
    let drawn: BTreeMap<&str, FormLink> = drawn.collect();
    let place = |target: &Target| drawn.get(marks.get(target)?.text.as_str()).cloned();
    let places = diagnostics.iter().map(|told| {
        let targets = targets.all(submission, told);
        targets.iter().filter_map(place).collect()
    });
    let places = places.collect();
    Picture { places, sheets }
}
