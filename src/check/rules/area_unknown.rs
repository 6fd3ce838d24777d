//! C322: a row of the areas' sheet is about no area that the registry has for the ward and year.
//!
//! # Decisions
//! * Names are compared only where the registry carries names; where it does not, only the number of rows is.
//! * A row without any mark says nothing and is not asked about.

use crate::{Context, Rule, RuleSettings, Sink};
use definition::{AreaName, AreaSheetDefinition, NameStanding, place};
use diagnostic::{Code, Outcome, Place, code};
use model::{AreaRow, AreaSheet, FiscalYear, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

use super::area_sum_differs::no_area_sheet;

/// The code of this rule.
pub const CODE: Code = code!("C322" "area-unknown" Warning "area_unknown.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct AreaUnknown {}

impl RuleSettings for AreaUnknown {
    const CODE: Code = CODE;
}

impl Rule for AreaUnknown {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let mut checked = false;
        for submission in context.subjects() {
            let definition = context.form_for(submission).area_sheet.as_ref();
            let (Some(sheet), Some(definition), Some(ward)) =
                (&submission.area_sheet, definition, &submission.ward)
            else {
                continue;
            };
            checked = true;
            let names = context.registry.area_names(ward);
            if names.is_empty() {
                too_many(context, sink, submission, sheet);
            } else {
                unknown(context, sink, submission, sheet, definition, names);
            }
        }
        if checked {
            Outcome::Ran
        } else {
            Outcome::Skipped(no_area_sheet(context))
        }
    }
}

fn unknown(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    sheet: &AreaSheet,
    definition: &AreaSheetDefinition,
    names: &[AreaName],
) {
    let rows: Vec<&str> = sheet
        .rows
        .iter()
        .map(|row| row.name.text.as_str())
        .collect();
    let part = &context.nouns().part;
    let years = context.due_years(submission);
    let ward = context.ward_name(submission.ward.as_ref());
    for (row, placed) in sheet.rows.iter().zip(place(names, definition, &rows)) {
        let written: Vec<FiscalYear> = years
            .iter()
            .copied()
            .filter(|year| row.is_written(*year))
            .collect();
        let Some(last) = written.last() else {
            continue;
        };
        let is_nameless = row.name.text.is_empty();
        let (year, what) = match placed.standing {
            NameStanding::Unknown if is_nameless => (
                *last,
                format!("{part}名のない行に記入があり、どの{part}か分かりません。"),
            ),
            NameStanding::Unknown => (
                *last,
                format!(
                    "「{}」という{part}は、{ward}の登録にありません。",
                    row.name.text
                ),
            ),
            NameStanding::Known(at) => {
                let outside = written.iter().find(|year| !names[at].holds_in(**year));
                let Some(year) = outside else { continue };
                let what = format!(
                    "「{}」は、{year}年度には{ward}の{part}として登録されていません。",
                    row.name.text
                );
                (*year, what)
            }
            NameStanding::Unregistered | NameStanding::Twice(_) => continue,
        };
        let expected: Vec<&str> = names
            .iter()
            .filter(|name| name.holds_in(year))
            .map(|name| name.name.as_str())
            .collect();
        let hint = if is_nameless {
            format!(
                "その行の{part}名を書いてください。{part}の数でなければ、行の記入を消してください。"
            )
        } else {
            format!(
                "{part}名を登録のとおりに直してください。登録のほうが違うときは、取りまとめの担当に知らせてください。"
            )
        };
        sink.push(
            sink.diagnostic(Place::from(&row.name), what)
                .ward(submission.ward.as_ref())
                .year(year)
                .field(definition.name_header.clone())
                .entered(row.name.text.clone())
                .expected(expected.join("、"))
                .hint(hint),
        );
    }
}

/// Where no names are known, there can still be more areas than the registry counts.
fn too_many(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    sheet: &AreaSheet,
) {
    let part = &context.nouns().part;
    for year in context.due_years(submission) {
        let Some(count) = context.area_count(submission, year) else {
            continue;
        };
        let written: Vec<&AreaRow> = sheet
            .rows
            .iter()
            .filter(|row| row.is_written(year))
            .collect();
        let Some(beyond) = usize::try_from(count).ok().and_then(|at| written.get(at)) else {
            continue;
        };
        let ward = context.ward_name(submission.ward.as_ref());
        sink.push(
            sink.diagnostic(
                Place::from(&beyond.name),
                format!(
                    "{year}年度の記入が{}行あり、{ward}の登録の{part}数{count}を超えています。",
                    written.len()
                ),
            )
            .ward(submission.ward.as_ref())
            .year(year)
            .entered(written.len().to_string())
            .expected(format!("{count}行以下"))
            .hint(format!(
                "同じ{part}を2行に書いていないか確かめてください。登録のほうが違うときは、取りまとめの担当に知らせてください。{}",
                context.provisional(submission, year)
            )),
        );
        return;
    }
}
