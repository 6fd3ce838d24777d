//! C323: the same area stands in two rows of the areas' sheet.

use crate::{Context, Rule, Sink};
use definition::{NameStanding, RuleInstance, place};
use diagnostic::{Code, Outcome, Place};

/// The rule.
pub(crate) struct AreaTwice;

impl Rule for AreaTwice {
    fn code(&self) -> Code {
        Code::AREA_TWICE
    }

    fn check(
        &self,
        context: &Context<'_>,
        _instance: &RuleInstance,
        sink: &mut Sink<'_>,
    ) -> Outcome {
        let mut checked = false;
        for submission in context.subjects() {
            let definition = context.form_for(submission).area_sheet.as_ref();
            let (Some(sheet), Some(definition)) = (&submission.area_sheet, definition) else {
                continue;
            };
            checked = true;
            let ward = submission.ward.as_ref();
            let names = ward.map_or(&[][..], |ward| context.registry.area_names(ward));
            let rows: Vec<&str> = sheet
                .rows
                .iter()
                .map(|row| row.name.text.as_str())
                .collect();
            for (row, placed) in sheet.rows.iter().zip(place(names, definition, &rows)) {
                let NameStanding::Twice(first) = placed.standing else {
                    continue;
                };
                let other = &sheet.rows[first].name;
                let message = format!(
                    "「{}」が{}と{}の2行にあります。別の地域として数えました。",
                    row.name.text, other.cell, row.name.cell
                );
                sink.push(
                    sink.diagnostic(Place::from(&row.name), message)
                        .ward(ward)
                        .field(definition.name_header.clone())
                        .entered(row.name.text.clone())
                        .related(Place::from(other))
                        .hint("同じ地域なら1行だけを残し、別の地域なら地域名を直してください。"),
                );
            }
        }
        if checked {
            Outcome::Ran
        } else {
            Outcome::Skipped("「地域別」のシートに記入した区がない".to_owned())
        }
    }
}
