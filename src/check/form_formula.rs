//! The formulas by which the form fills fields of its own, a percentage or the sum over its rows, and the sender's where it
//! is another; and whether a value is the sum that such a formula gives.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::Context;
use super::ratio::made_of;
use definition::ValueColumnKind;
use model::{CellRef, ColumnSum, Denominator, Fact, Submission, rate_formula, rows_formula};

/// The formula of the form that the sender replaced by another one: that of the form, and the other.
pub(super) fn replaced<'a>(
    context: &Context<'_>,
    submission: &Submission,
    fact: &'a Fact,
) -> Option<(String, &'a str)> {
    let own = fact.formula.as_deref()?;
    let printed = percentage(context, submission, fact)
        .or_else(|| sum_of_rows(context, submission, fact, own))?;
    (printed != own).then_some((printed, own))
}

/// The same as a sentence; empty where nothing was replaced.
pub(super) fn told(context: &Context<'_>, submission: &Submission, fact: &Fact) -> String {
    let replaced = replaced(context, submission, fact);
    replaced.map_or_else(String::new, |(printed, own)| {
        format!("計算式が、様式の「={printed}」から「={own}」に変わっています。")
    })
}

/// The form's formula for a percentage of parts.
fn percentage(context: &Context<'_>, submission: &Submission, rate: &Fact) -> Option<String> {
    let (numerator, Denominator::Areas) = made_of(context, &rate.indicator)? else {
        return None;
    };
    // Without a registered number of areas the form leaves the cell open.
    let areas = context.area_count(submission, rate.year)?;
    let count = submission.fact(numerator, rate.year)?;
    let over = |areas| rate_formula(count.provenance.cell, areas);
    // A paper that was printed with another number has that number in its formula as well: who filled it in has changed nothing,
    // and of the number is told where it stands.
    let printed = [rate, count]
        .into_iter()
        .filter_map(|fact| fact.denominator.as_ref());
    let mut printed = printed.filter_map(|number| number.value.to_u32()).map(over);
    let own = printed.find(|text| rate.formula.as_deref() == Some(text));
    Some(own.unwrap_or_else(|| over(areas)))
}

/// The form's formula for the sum over its rows. Rows that were added at the end are not in the sender's region: that is
/// no other formula, and a sum that lacks them is told as a sum.
fn sum_of_rows(
    context: &Context<'_>,
    submission: &Submission,
    fact: &Fact,
    own: &str,
) -> Option<String> {
    let form = context.form_for(submission);
    let (definition, column) = form.rows_column(&fact.indicator)?;
    let rows = submission.rows_of(&fact.indicator, fact.year)?;
    let (first, last) = *rows.columns.get(&(fact.indicator.clone(), fact.year))?;
    let marks = match column.kind {
        ValueColumnKind::Mark => Some(&definition.yes[..]),
        ValueColumnKind::Count => None,
    };
    let over = |last: CellRef| {
        let range = format!("{}!{first}:{last}", rows.sheet);
        rows_formula(&range, marks)
    };
    let shorter = (first.row..last.row).map(|row| over(CellRef::new(row, last.col)));
    let mut shorter = shorter.filter(|text| text == own);
    Some(shorter.next().unwrap_or_else(|| over(last)))
}

/// Whether a field's number is what the column of rows below it says, as far as the column can be read.
pub(super) fn fits_rows(number: Decimal, sum: ColumnSum, column: ValueColumnKind) -> bool {
    match (sum.unknown, column) {
        (0, _) => number == sum.sum,
        (unknown, ValueColumnKind::Mark) => {
            (sum.sum..=sum.sum + Decimal::from(unknown)).contains(&number)
        }
        (_, ValueColumnKind::Count) => number >= sum.sum,
    }
}
