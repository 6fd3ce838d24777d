//! C303: the workbook writes another number of areas for the ward than the registry has.
//!
//! # Decisions
//! * ① and ② of one year share one denominator, so one wrong number is one message, which withholds both.
//! * The city's total is printed on the city's paper; a ward that left it standing is asked once per workbook, and
//!   nothing is withheld. Would change if the wards were given a form without the printed total.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::ratio::show;
use crate::rule::cell_list;
use crate::{Context, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Diagnostic, Outcome, Place, SlipKind, code};
use model::{Fact, FiscalYear, Submission, WrittenNumber};
use schemars::JsonSchema;
use serde::Deserialize;

use super::rate_differs;

/// The code of this rule.
pub const CODE: Code = code!("C303" "denominator-differs" Error "denominator_differs.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct DenominatorDiffers {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for DenominatorDiffers {
    const CODE: Code = CODE;
}

/// One number of areas a workbook states for a year: where, and beside which facts.
struct Statement<'a> {
    number: &'a WrittenNumber,
    others: Vec<&'a WrittenNumber>,
    facts: Vec<&'a Fact>,
}

impl<'a> Statement<'a> {
    /// Every place where the number is written, the first one first.
    fn numbers(&self) -> impl Iterator<Item = &'a WrittenNumber> {
        std::iter::once(self.number).chain(self.others.iter().copied())
    }
}

impl Rule for DenominatorDiffers {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let (mut checked, mut unregistered) = (false, false);
        for submission in context.subjects() {
            let mut unchanged = Vec::new();
            for year in context.due_years(submission) {
                let statements = statements(&self.fields, submission, year);
                let Some(count) = context.area_count(submission, year) else {
                    unregistered |= !statements.is_empty();
                    continue;
                };
                checked |= !statements.is_empty();
                let city = context.city_total(year).map(Decimal::from);
                for (number, statement) in statements {
                    if number == Decimal::from(count) {
                        continue;
                    }
                    if Some(number) == city {
                        unchanged.push((year, count, statement));
                    } else {
                        sink.push(differs(context, sink, submission, year, count, &statement));
                    }
                }
            }
            // Whoever divided by the city's total has been told so once, for the whole workbook.
            let is_told =
                |(_, _, statement): &(_, _, Statement<'_>)| blamed_for_city(sink, statement);
            if unchanged.iter().any(is_told) {
                continue;
            }
            if let Some(diagnostic) = city_total_left(context, sink, submission, &unchanged) {
                sink.push(diagnostic);
            }
        }
        if unregistered && !checked {
            return Outcome::Skipped(context.why_unregistered());
        }
        Outcome::skipped_if(!checked, "分母を書いた提出物がない")
    }
}

/// The numbers of areas stated for a year, each once, with the facts whose denominator it is.
fn statements<'a>(
    fields: &Fields,
    submission: &'a Submission,
    year: FiscalYear,
) -> BTreeMap<Decimal, Statement<'a>> {
    let mut statements: BTreeMap<Decimal, Statement<'a>> = BTreeMap::new();
    let mut add = |number: &'a WrittenNumber, fact: Option<&'a Fact>| {
        let statement = statements.entry(number.value).or_insert_with(|| Statement {
            number,
            others: Vec::new(),
            facts: Vec::new(),
        });
        if statement.number != number {
            statement.others.push(number);
        }
        statement.facts.extend(fact);
    };
    let facts: Vec<&Fact> = fields
        .iter()
        .filter_map(|indicator| submission.fact(indicator, year))
        .filter(|fact| fact.value.number().is_some())
        .collect();
    if let Some(stated) = submission.areas_written.get(&year) {
        add(stated, None);
        for fact in facts.iter().filter(|fact| fact.denominator.is_none()) {
            add(stated, Some(fact));
        }
    }
    for fact in facts {
        if let Some(beside) = &fact.denominator {
            add(beside, Some(fact));
        }
    }
    statements
}

/// The error: the ward's own number is not the registry's.
fn differs(
    context: &Context<'_>,
    sink: &Sink<'_>,
    submission: &Submission,
    year: FiscalYear,
    count: u32,
    statement: &Statement<'_>,
) -> Diagnostic {
    let form = context.form_for(submission);
    let ward = context.ward_name(submission.ward.as_ref());
    let part = &context.nouns().part;
    let written = show(statement.number.value);
    let message = format!(
        "{ward}の{year}年度の{}が{written}と書かれていますが{}、登録では{count}です。",
        form.area_noun,
        cell_list(statement.numbers().map(|number| &number.provenance))
    );
    let hint = format!(
        "{written}が書き間違いなら{count}に直してください。{written}が正しいときは、{part}数登録を直すよう取りまとめの担当に知らせてください。{}",
        context.provisional(submission, year)
    );
    let mut diagnostic = sink
        .diagnostic(Place::from(&statement.number.provenance), message)
        .ward(submission.ward.as_ref())
        .year(year)
        .entered(statement.number.provenance.text.clone())
        .expected(count.to_string())
        .hint(hint);
    for (index, fact) in statement.facts.iter().enumerate() {
        diagnostic = if index == 0 {
            let label = context.field_label(submission, fact);
            diagnostic.fact(&fact.indicator, year, label)
        } else {
            diagnostic.also(&fact.indicator)
        };
    }
    for other in &statement.others {
        diagnostic = diagnostic.related(Place::from(&other.provenance));
    }
    // The number stands beside the counts; its own name is that of the denominator.
    diagnostic.field(form.area_noun.clone())
}

/// The question: the city's printed total still stands on a ward's form.
fn city_total_left(
    context: &Context<'_>,
    sink: &Sink<'_>,
    submission: &Submission,
    unchanged: &[(FiscalYear, u32, Statement<'_>)],
) -> Option<Diagnostic> {
    let (year, count, first) = unchanged.last()?;
    let form = context.form_for(submission);
    let ward = context.ward_name(submission.ward.as_ref());
    let whole = &context.nouns().whole;
    let written = show(first.number.value);
    let message = format!(
        "分母が全{whole}の{written}のままですが{}、{ward}の{year}年度の{}は{count}です。",
        cell_list(
            unchanged
                .iter()
                .flat_map(|(_, _, statement)| statement.numbers())
                .map(|number| &number.provenance)
        ),
        form.area_noun
    );
    let hint = format!(
        "{ward}についての数を書いたのであれば、分母を{count}に直してください。全{whole}についての数を書いたのであれば、{ward}の数に直してください。{}",
        context.provisional(submission, *year)
    );
    let mut diagnostic = sink
        .diagnostic(Place::from(&first.number.provenance), message)
        .severity(sink.doubt())
        .ward(submission.ward.as_ref())
        .year(*year)
        .field(form.area_noun.clone())
        .entered(first.number.provenance.text.clone())
        .expected(count.to_string())
        .hint(hint);
    for (_, _, statement) in unchanged {
        for number in statement.numbers() {
            if number.provenance != first.number.provenance {
                diagnostic = diagnostic.related(Place::from(&number.provenance));
            }
        }
    }
    Some(diagnostic)
}

/// Whether `rate-differs` has already told that the city's total was used beside one of the facts.
fn blamed_for_city(sink: &Sink<'_>, statement: &Statement<'_>) -> bool {
    let is_beside = |told: &Diagnostic| {
        statement
            .facts
            .iter()
            .any(|fact| told.related.contains(&Place::from(&fact.provenance)))
    };
    let file = &statement.number.provenance.file;
    sink.earlier().about(file).any(|told| {
        told.code == rate_differs::CODE
            && told.slip == Some(SlipKind::CityDenominator)
            && is_beside(told)
    })
}
