//! X410: a ward's column of counts equals another ward's digit for digit. Two files of one ward are left to the rules on
//! copies and resubmissions.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
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
        let at_least = self.at_least.count();
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
        for ((later, earlier, year), same) in same_sheets(context, &counting, at_least) {
            let pair = (counting[earlier], counting[later]);
            tell(context, sink, pair, year, &same);
        }
        Outcome::Ran
    }
}

/// A sheet and how many of its counts are above zero.
type Same<'a> = (&'a SheetDefinition, usize);

/// The sheets whose counts of a year are the same in two submissions, blanks included, with how many of them are above zero,
/// where those are enough; by the places of the later and the earlier one. No submission is held against every other: those
/// with the same counts find each other by what their counts come to.
fn same_sheets<'a>(
    context: &Context<'a>,
    counting: &[&'a Submission],
    at_least: usize,
) -> BTreeMap<(usize, usize, FiscalYear), Vec<Same<'a>>> {
    let mut same = BTreeMap::new();
    let sheets = sheets(context, counting);
    let mut alike: HashMap<(usize, FiscalYear, u64), Vec<usize>> = HashMap::new();
    for (at, later) in counting.iter().enumerate() {
        let due = context.due_years(later);
        for year in context.form_for(later).years.iter().map(|one| one.year) {
            let is_due = due.contains(&year);
            let mut marked = Vec::new();
            for (number, sheet) in sheets.iter().enumerate() {
                if let Some((counts, mark)) = mark(later, &sheet.fields, year) {
                    marked.push((sheet, counts, (number, year, mark)));
                }
            }
            let found = marked.iter().filter(|_| is_due);
            let found = found
                .map(|(_, counts, key)| (*counts, alike.get(key).map_or(&[][..], Vec::as_slice)));
            for before in candidates(found.collect(), at_least) {
                let earlier = counting[before];
                // The sheets are those of the one that came first in the order.
                let is_same = |sheet: &Counted<'_>| {
                    earlier.form == sheet.form.id && are_equal(earlier, later, &sheet.fields, year)
                };
                let own = marked.iter().filter(|(sheet, ..)| is_same(sheet));
                let own: Vec<Same<'_>> = own
                    .map(|(sheet, counts, _)| (sheet.sheet, *counts))
                    .collect();
                if own.iter().map(|(_, counts)| counts).sum::<usize>() >= at_least {
                    same.insert((at, before, year), own);
                }
            }
            for (.., key) in marked {
                alike.entry(key).or_default().push(at);
            }
        }
    }
    same
}

/// The earlier submissions that may have enough counts in common with one: `found` has, for each of its sheets, how many counts it
/// would be, and those with the same sheet. Few small counts are the same in many places by chance; the longest lists, which
/// are not enough all together, give nobody that no other list gives.
fn candidates(mut found: Vec<(usize, &[usize])>, at_least: usize) -> BTreeSet<usize> {
    found.sort_by_key(|(_, list)| Reverse(list.len()));
    let mut of_longest = 0;
    let enough = found.into_iter().skip_while(|(counts, _)| {
        of_longest += counts;
        of_longest < at_least
    });
    enough.flat_map(|(_, list)| list).copied().collect()
}

/// A sheet of a form that came, with its fields that are counts.
struct Counted<'a> {
    form: &'a FormDefinition,
    sheet: &'a SheetDefinition,
    fields: Vec<&'a IndicatorId>,
}

/// The sheets of the forms that came, each once.
fn sheets<'a>(context: &Context<'a>, counting: &[&'a Submission]) -> Vec<Counted<'a>> {
    let mut forms: Vec<&FormDefinition> = Vec::new();
    for form in counting.iter().map(|one| context.form_for(one)) {
        if !forms.iter().any(|known| known.id == form.id) {
            forms.push(form);
        }
    }
    let sheets = forms
        .into_iter()
        .flat_map(|form| form.sheets.iter().map(move |sheet| (form, sheet)));
    let counted = sheets.map(|(form, sheet)| Counted {
        form,
        sheet,
        fields: counts_of(context, sheet),
    });
    counted.collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_have_by_chance_gives_nobody_that_no_other_sheet_gives() {
        let by = |found: &[(usize, &[usize])]| -> Vec<usize> {
            candidates(found.to_vec(), 6).into_iter().collect()
        };
        assert_eq!(by(&[(5, &[1, 2])]), [0; 0]);
        assert_eq!(by(&[(6, &[1, 2])]), [1, 2]);
        assert_eq!(by(&[(3, &[1, 2, 3, 4]), (3, &[3])]), [3]);
        assert_eq!(by(&[(3, &[7]), (2, &[1, 2, 3]), (1, &[2, 3])]), [7]);
        assert_eq!(by(&[(9, &[1, 2]), (1, &[4])]), [1, 2, 4]);
    }
}
