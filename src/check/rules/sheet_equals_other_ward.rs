//! X410: a ward's column of counts equals another ward's digit for digit. Two files of one ward are left to the rules on
//! copies and resubmissions.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::ratio::show;
use crate::setting::Number;
use crate::{Context, Rule, RuleSettings, Sink};
use definition::{FieldDefinition, SheetDefinition};
use diagnostic::{Code, Outcome, Place, code};
use model::{FiscalYear, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code =
    code!("X410" "sheet-equals-other-ward" Warning "sheet_equals_other_ward.md" Copy);

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct SheetEqualsOtherWard {
    #[schemars(description = "0でない数がこれだけ同じなら知らせる（1～100、書かなければ6）。")]
    #[serde(default)]
    at_least: Number<1, 100, 6>,
}

impl RuleSettings for SheetEqualsOtherWard {
    const CODE: Code = CODE;

    const COMPARES: bool = true;
}

impl Rule for SheetEqualsOtherWard {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let at_least = self.at_least.number();
        let mut counting: Vec<&Submission> = context
            .submissions
            .iter()
            .copied()
            .filter(|submission| context.choices.counts(&submission.file))
            .collect();
        let order = |submission: &Submission| {
            let ward = submission.ward.as_ref();
            ward.map(|ward| context.definitions.areas.order(ward))
        };
        counting.sort_by_cached_key(|submission| (order(submission), Arc::clone(&submission.file)));
        if counting.len() < 2 {
            return Outcome::Skipped(format!(
                "比べるほかの{}の提出物がない",
                context.nouns().unit
            ));
        }
        for (at, later) in counting.iter().enumerate() {
            for earlier in &counting[..at] {
                for year in context.due_years(later) {
                    let same = same_sheets(context, earlier, later, year);
                    let counts: usize = same.iter().map(|(_, counts)| counts).sum();
                    if Decimal::from(counts) >= at_least {
                        tell(context, sink, (earlier, later), year, &same);
                    }
                }
            }
        }
        Outcome::Ran
    }
}

/// The sheets whose counts of a year are the same in both, blanks included, and how many of them are above zero.
fn same_sheets<'a>(
    context: &Context<'a>,
    one: &Submission,
    other: &Submission,
    year: FiscalYear,
) -> Vec<(&'a SheetDefinition, usize)> {
    let form = context.form_for(one);
    let mut same = Vec::new();
    for sheet in &form.sheets {
        let is_count = |field: &&FieldDefinition| {
            let known = context.definitions.indicator(&field.indicator);
            known.is_some_and(|known| !known.is_percent())
        };
        let fields = sheet.blocks.iter().flat_map(|block| &block.fields);
        let number = |submission: &Submission, field: &FieldDefinition| {
            submission.fact(&field.indicator, year)?.value.number()
        };
        let mut counts = 0;
        // Most pairs of wards differ in the first field already.
        let is_same = fields.filter(is_count).all(|field| {
            let ours = number(one, field);
            counts += usize::from(ours.is_some_and(|ours| !ours.is_zero()));
            ours == number(other, field)
        });
        if is_same && counts > 0 {
            same.push((sheet, counts));
        }
    }
    same
}

fn tell(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    (one, other): (&Submission, &Submission),
    year: FiscalYear,
    same: &[(&SheetDefinition, usize)],
) {
    let names: Vec<String> = same
        .iter()
        .map(|(sheet, _)| format!("「{}」", sheet.name))
        .collect();
    let unit = &context.nouns().unit;
    let counts: usize = same.iter().map(|(_, counts)| counts).sum();
    let first = context.ward_name(one.ward.as_ref());
    let message = format!(
        "{}の{year}年度の数（0でない{}個）が、{first}の「{}」とすべて同じです。",
        names.join(""),
        show(Decimal::from(counts)),
        one.file
    );
    let place = |submission: &Submission| {
        same.iter()
            .find_map(|(sheet, _)| {
                let fields = sheet.blocks.iter().flat_map(|block| &block.fields);
                let mut facts = fields.filter_map(|field| submission.fact(&field.indicator, year));
                facts.find(|fact| fact.value.number().is_some())
            })
            .map_or_else(
                || Place::file(&submission.file),
                |fact| Place::sheet(&submission.file, &fact.provenance.sheet),
            )
    };
    let diagnostic = sink
        .diagnostic(place(other), message)
        .ward(other.ward.as_ref())
        .year(year)
        .related(place(one))
        .hint(format!(
            "どちらかが相手のファイルを写したものでないか、2つの{unit}の数を確かめてください。写したほうの{unit}は、自分の{unit}の数に直してください。（{first}と{}）",
            context.ward_name(other.ward.as_ref())
        ));
    sink.push(diagnostic);
}
