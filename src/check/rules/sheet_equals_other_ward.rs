//! X410: a ward's column of counts equals another ward's digit for digit. Two files of one ward are left to the rules on
//! copies and resubmissions.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::ratio::show;
use crate::setting::Number;
use crate::{Context, Rule, RuleSettings, Sink};
use definition::{FormDefinition, SheetDefinition};
use diagnostic::{Code, Outcome, Place, code};
use model::{FiscalYear, IndicatorId, Submission};
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
        for ((later, earlier, year), same) in same_sheets(context, &counting) {
            let counts: usize = same.iter().map(|(_, counts)| counts).sum();
            if Decimal::from(counts) >= at_least {
                tell(
                    context,
                    sink,
                    (counting[earlier], counting[later]),
                    year,
                    &same,
                );
            }
        }
        Outcome::Ran
    }
}

/// A sheet and how many of its counts are above zero.
type Same<'a> = (&'a SheetDefinition, usize);

/// The sheets whose counts of a year are the same in two submissions, blanks included, with how many of them are above zero; by
/// the places of the later and the earlier one. No submission is held against every other: those with the same counts find
/// each other by what their counts come to.
fn same_sheets<'a>(
    context: &Context<'a>,
    counting: &[&'a Submission],
) -> BTreeMap<(usize, usize, FiscalYear), Vec<Same<'a>>> {
    let mut same: BTreeMap<_, Vec<Same<'_>>> = BTreeMap::new();
    let mut forms: Vec<&FormDefinition> = Vec::new();
    for form in counting.iter().map(|one| context.form_for(one)) {
        if !forms.iter().any(|known| known.id == form.id) {
            forms.push(form);
        }
    }
    for (form, sheet) in forms
        .iter()
        .flat_map(|form| form.sheets.iter().map(move |sheet| (form, sheet)))
    {
        let fields = counts_of(context, sheet);
        let mut alike: BTreeMap<(FiscalYear, u64), Vec<usize>> = BTreeMap::new();
        for (at, later) in counting.iter().enumerate() {
            for year in context
                .form_for(later)
                .years
                .iter()
                .map(|column| column.year)
            {
                let Some((counts, mark)) = mark(later, &fields, year) else {
                    continue;
                };
                let found = alike.entry((year, mark)).or_default();
                let is_due = context.due_years(later).contains(&year);
                for before in found.iter().copied().filter(|_| is_due) {
                    let earlier = counting[before];
                    // The sheets are those of the one that came first in the order.
                    if earlier.form == form.id && are_equal(earlier, later, &fields, year) {
                        let pair = (at, before, year);
                        same.entry(pair).or_default().push((sheet, counts));
                    }
                }
                found.push(at);
            }
        }
    }
    same
}

/// The fields of a sheet that are counts.
fn counts_of<'a>(context: &Context<'_>, sheet: &'a SheetDefinition) -> Vec<&'a IndicatorId> {
    let fields = sheet.blocks.iter().flat_map(|block| &block.fields);
    let is_count = |id: &&IndicatorId| {
        let known = context.definitions.indicator(id);
        known.is_some_and(|known| !known.is_percent())
    };
    fields
        .map(|field| &field.indicator)
        .filter(is_count)
        .collect()
}

fn number(submission: &Submission, id: &IndicatorId, year: FiscalYear) -> Option<Decimal> {
    submission.fact(id, year)?.value.number()
}

/// How many of a submission's counts are above zero, and what all of them come to; nothing of one without any.
fn mark(
    submission: &Submission,
    fields: &[&IndicatorId],
    year: FiscalYear,
) -> Option<(usize, u64)> {
    let mut hasher = DefaultHasher::new();
    let mut counts = 0;
    for id in fields {
        let number = number(submission, id, year);
        counts += usize::from(number.is_some_and(|number| !number.is_zero()));
        number.hash(&mut hasher);
    }
    (counts > 0).then(|| (counts, hasher.finish()))
}

fn are_equal(
    one: &Submission,
    other: &Submission,
    fields: &[&IndicatorId],
    year: FiscalYear,
) -> bool {
    let mut fields = fields.iter();
    fields.all(|id| number(one, id, year) == number(other, id, year))
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
