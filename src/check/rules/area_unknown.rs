//! C322: a repeated row is about nothing that is known: no unit below that the registry has for the year, no code of the list.
//!
//! # Decisions
//! * Names are compared only where the registry carries names; where it does not, only the number of rows is.
//! * An entry of a register may have any key, but it must have one.
//! * A row without any mark says nothing and is not asked about.

use crate::{Context, Rule, RuleSettings, Sink};
use definition::{RepeatedRows, RowsKind};
use diagnostic::{Code, Outcome, Place, code};
use model::{FiscalYear, RowStanding, RowWritten, RowsWritten, Submission, one_slip_away};
use schemars::JsonSchema;
use serde::Deserialize;

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
        for (submission, definition, block) in context.rows() {
            match (definition.rows, &submission.ward) {
                (RowsKind::OnePerCode | RowsKind::OnePerEntry, _) => {}
                (RowsKind::OnePerPart, Some(ward)) => {
                    if context.registry.area_names(ward).is_empty() {
                        too_many(context, sink, submission, block, &definition.noun);
                    }
                }
                _ => continue,
            }
            checked = true;
            for row in &block.rows {
                look(context, sink, submission, definition, (block, row));
            }
        }
        context.ran_on_rows(checked)
    }
}

fn look(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    definition: &RepeatedRows,
    (block, row): (&RowsWritten, &RowWritten),
) {
    let written = context.due_years(submission).into_iter();
    let written: Vec<FiscalYear> = written
        .filter(|year| submission.is_written(block, row, *year))
        .collect();
    let Some(last) = written.last() else {
        return;
    };
    let (noun, header, key) = (&definition.noun, &definition.key_header, &row.key.text);
    let owner = match definition.rows {
        RowsKind::OnePerPart => {
            format!("{}の登録", context.ward_name(submission.ward.as_ref()))
        }
        _ => format!("{header}の一覧"),
    };
    let (year, what) = match row.standing {
        RowStanding::Unregistered if definition.rows != RowsKind::OnePerEntry => return,
        RowStanding::Unknown | RowStanding::Unregistered if key.is_empty() => (
            *last,
            format!("{header}のない行に記入があり、どの{noun}か分かりません。"),
        ),
        RowStanding::Unknown => (
            *last,
            format!("「{key}」という{noun}は、{owner}にありません。"),
        ),
        RowStanding::Known => {
            let holds = |year: &&FiscalYear| !context.holds_in(submission, row, **year);
            let Some(year) = written.iter().find(holds) else {
                return;
            };
            let ward = context.ward_name(submission.ward.as_ref());
            let what =
                format!("「{key}」は、{year}年度には{ward}の{noun}として登録されていません。");
            (*year, what)
        }
        RowStanding::Unregistered | RowStanding::Twice(_) => return,
    };
    let expected = expected(context, submission, definition, year);
    let near = one_slip_away(key, expected.iter().copied());
    let near = near.map_or_else(String::new, |near| {
        format!("「{near}」のことではありませんか。")
    });
    sink.push(
        sink.diagnostic(Place::from(&row.key), what)
            .ward(submission.ward.as_ref())
            .year(year)
            .field(header.clone())
            .entered(key.clone())
            .expected(expected.join("、"))
            .hint(near + &hint(definition, key)),
    );
}

/// What to do about a row whose key is not known.
fn hint(definition: &RepeatedRows, key: &str) -> String {
    let (noun, header) = (&definition.noun, &definition.key_header);
    match (key.is_empty(), definition.rows) {
        (true, _) => format!(
            "その行の{header}を書いてください。{noun}の数でなければ、行の記入を消してください。"
        ),
        (false, RowsKind::OnePerPart) => format!(
            "{header}を登録のとおりに直してください。登録のほうが違うときは、取りまとめの担当に知らせてください。"
        ),
        (false, _) => format!("{header}を一覧のとおりに直してください。"),
    }
}

/// The keys that a row may have in a fiscal year.
fn expected<'a>(
    context: &Context<'a>,
    submission: &Submission,
    definition: &'a RepeatedRows,
    year: FiscalYear,
) -> Vec<&'a str> {
    let registry = context.registry;
    let names = submission.ward.as_ref();
    let names = names.map_or(&[][..], |ward| registry.area_names(ward));
    match definition.rows {
        RowsKind::OnePerPart => {
            let names = names.iter().filter(|name| name.holds_in(year));
            names.map(|name| name.name.as_str()).collect()
        }
        _ => definition.code.iter().map(|c| c.code.as_str()).collect(),
    }
}

/// Where no names are known, there can still be more rows than the registry counts.
fn too_many(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    block: &RowsWritten,
    noun: &str,
) {
    for year in context.due_years(submission) {
        let Some(count) = context.area_count(submission, year) else {
            continue;
        };
        let rows = block.rows.iter();
        let written: Vec<&RowWritten> = rows
            .filter(|row| submission.is_written(block, row, year))
            .collect();
        let Some(beyond) = usize::try_from(count).ok().and_then(|at| written.get(at)) else {
            continue;
        };
        let ward = context.ward_name(submission.ward.as_ref());
        sink.push(
            sink.diagnostic(
                Place::from(&beyond.key),
                format!(
                    "{year}年度の記入が{}行あり、{ward}の登録の{noun}数{count}を超えています。",
                    written.len()
                ),
            )
            .ward(submission.ward.as_ref())
            .year(year)
            .entered(written.len().to_string())
            .expected(format!("{count}行以下"))
            .hint(format!(
                "同じ{noun}を2行に書いていないか確かめてください。登録のほうが違うときは、取りまとめの担当に知らせてください。{}",
                context.provisional(submission, year)
            )),
        );
        return;
    }
}
