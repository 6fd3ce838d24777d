//! C323: the same area stands in two rows of the areas' sheet.

use crate::{Context, Rule, RuleSettings, Sink};
use definition::{NameStanding, place};
use diagnostic::{Code, Outcome, Place, code};
use schemars::JsonSchema;
use serde::Deserialize;

use super::area_sum_differs::no_area_sheet;

/// The code of this rule.
pub const CODE: Code = code!("C323" "area-twice" Warning "area_twice.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct AreaTwice {}

impl RuleSettings for AreaTwice {
    const CODE: Code = CODE;
}

impl Rule for AreaTwice {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let part = &context.nouns().part;
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
                    "「{}」が{}と{}の2行にあります。別の{part}として数えました。",
                    row.name.text, other.cell, row.name.cell
                );
                sink.push(
                    sink.diagnostic(Place::from(&row.name), message)
                        .ward(ward)
                        .field(definition.name_header.clone())
                        .entered(row.name.text.clone())
                        .related(Place::from(other))
                        .hint(format!(
                            "同じ{part}なら1行だけを残し、別の{part}なら{part}名を直してください。"
                        )),
                );
            }
        }
        if checked {
            Outcome::Ran
        } else {
            Outcome::Skipped(no_area_sheet(context))
        }
    }
}
