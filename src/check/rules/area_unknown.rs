//! C322: a row of the areas' sheet is about no area that the registry has for the ward and year.
//!
//! # Decisions
//! * Names are compared only where the registry carries names; where it does not, only the number of rows is.
//! * A row without any mark says nothing and is not asked about.

use crate::{Context, Rule, Sink};
use definition::{AreaName, AreaSheetDefinition, NameStanding, RuleInstance, place};
use diagnostic::{Code, Outcome, Place};
use model::{AreaRow, AreaSheet, FiscalYear, Submission};

/// The rule.
pub(crate) struct AreaUnknown;

impl Rule for AreaUnknown {
    fn code(&self) -> Code {
        Code::AREA_UNKNOWN
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
            Outcome::Skipped("「地域別」のシートに記入した区がない".to_owned())
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
                "地域名のない行に記入があり、どの地域か分かりません。".to_owned(),
            ),
            NameStanding::Unknown => (
                *last,
                format!(
                    "「{}」という地域は、{ward}の登録にありません。",
                    row.name.text
                ),
            ),
            NameStanding::Known(at) => {
                let outside = written.iter().find(|year| !names[at].holds_in(**year));
                let Some(year) = outside else { continue };
                let what = format!(
                    "「{}」は、{year}年度には{ward}の地域として登録されていません。",
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
            "その行の地域名を書いてください。地域の数でなければ、行の記入を消してください。"
        } else {
            "地域名を登録のとおりに直してください。登録のほうが違うときは、取りまとめの担当に知らせてください。"
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
                    "{year}年度の記入が{}行あり、{ward}の登録の地域数{count}を超えています。",
                    written.len()
                ),
            )
            .ward(submission.ward.as_ref())
            .year(year)
            .entered(written.len().to_string())
            .expected(format!("{count}行以下"))
            .hint(format!(
                "同じ地域を2行に書いていないか確かめてください。登録のほうが違うときは、取りまとめの担当に知らせてください。{}",
                context.provisional(submission, year)
            )),
        );
        return;
    }
}
