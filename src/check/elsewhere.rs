//! A number of another form of the run, where a check of a form names it: that of the same unit and fiscal year, in a file
//! that counts.

use rust_decimal::Decimal;

use crate::Context;
use model::{Fact, FiscalYear, IndicatorId, Submission};

/// The number that another form has for the same unit and year.
///
/// # Errors
/// Why there is none, before 「ので」.
pub(crate) fn number<'a>(
    context: &Context<'a>,
    submission: &Submission,
    (id, year): (&str, FiscalYear),
) -> Result<(&'a Submission, &'a Fact, Decimal), String> {
    let id = IndicatorId::new(id);
    let form = context.definitions.indicator(&id);
    let form = form.and_then(|indicator| context.definitions.form_asking(indicator));
    let form = form.map_or("", |form| form.name.as_str());
    let others = context.elsewhere.iter().filter(|other| {
        other.form.form != submission.form.form
            && other.ward.is_some()
            && other.ward == submission.ward
            && context.choices.counts(&other.file)
            && !context.as_of_differs(other)
    });
    let of_it = others.filter(|other| context.form_for(other).asks(&id));
    let of_it: Vec<&Submission> = of_it.collect();
    let unit = &context.nouns().unit;
    let first = of_it
        .first()
        .ok_or_else(|| format!("同じ{unit}の「{form}」の提出物がない"))?;
    let label = context.definitions.fact_label(context.form_for(first), &id);
    let facts = of_it
        .iter()
        .filter_map(|other| Some((*other, other.fact(&id, year)?)));
    let mut numbers = facts.filter_map(|(other, fact)| Some((other, fact, fact.value.number()?)));
    let none = || format!("「{form}」の「{label}」に、{year}年度の数がない");
    numbers.next().ok_or_else(none)
}
