//! A percentage that is not what the counts below it give, for the rules that tell it: how that is said, and which of the
//! numbers may be wrong.

use super::context::Context;
use super::form_formula;
use super::peers;
use super::ratio::{self, Fit, Parts, decimals_written, show, show_rate};
use super::rule::Sink;
use super::slip::{Doubt, Expected};
use model::{Denominator, Fact, Submission};
use rust_decimal::Decimal;

/// What differs between the rules in saying it.
pub(super) struct Words<'a> {
    /// What the percentage is called.
    pub(super) rate: &'a str,
    /// What comes before the calculation.
    pub(super) from: &'a str,
    /// Between which numbers the person has to choose.
    pub(super) either: &'a str,
    /// What else may be done.
    pub(super) or: &'a str,
}

/// Tells of a percentage that its parts do not give; one whose last digit was only cut off is asked about.
pub(super) fn compare(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    rate: &Fact,
    parts: &Parts,
    words: &Words<'_>,
) {
    let Some(written) = rate.value.number() else {
        return;
    };
    let exact = parts.percent();
    let fit = ratio::fit_of(rate, written, exact);
    if fit == Fit::Equal || !ratio::is_percentage(rate, written, exact) {
        return;
    }
    let decimals = decimals_written(rate);
    let (name, shown, formula) = (words.rate, show(written), parts.formula(decimals));
    let replaced = form_formula::told(context, submission, rate);
    let tell = |message: String| {
        let told = sink.on_fact(context, submission, rate, message + &replaced);
        parts.beside(told.expected(show_rate(exact, decimals)))
    };
    let implied = implied(context, submission, rate, parts);
    let accepted = implied
        .iter()
        .map(|(count, meant)| peers::accepted_fits(context, submission, count, *meant))
        .find(|sentence| !sentence.is_empty());
    if fit == Fit::CutOff && accepted.is_none() {
        let told = tell(format!(
            "{name}は{shown}ですが、{formula}なので、端数が切り捨てられているようです。"
        ));
        let hint = format!("端数は四捨五入して書いてください。{}", words.or);
        sink.push(told.severity(sink.doubt()).hint(hint));
        return;
    }
    let told = tell(format!(
        "{name}は{shown}ですが、{}{formula}です。",
        words.from
    ));
    let hint = format!(
        "{}のどちらが正しいか確かめ、合うように直してください。{}",
        words.either, words.or
    );
    let mut doubt = Doubt::about(rate, Expected::Rate(exact));
    for (count, meant) in implied {
        doubt = doubt.or(count, Expected::Exactly(meant));
    }
    // A slip in a count says the same as what was accepted.
    let doubt = doubt.unexplained(accepted.unwrap_or_default());
    sink.push_doubted(told.hint(hint), doubt);
}

/// The counts of a percentage, each with the whole number that the percentage and the other count tell of it.
pub(super) fn implied<'a>(
    context: &Context<'_>,
    submission: &'a Submission,
    rate: &Fact,
    parts: &Parts,
) -> Vec<(&'a Fact, Decimal)> {
    let Some((numerator, denominator)) = ratio::made_of(context, &rate.indicator) else {
        return Vec::new();
    };
    let above = submission
        .fact(numerator, rate.year)
        .zip(ratio::implied_numerator(rate, parts.denominator));
    let below = match denominator {
        Denominator::Areas => None,
        Denominator::Indicator(whole) => submission
            .fact(whole, rate.year)
            .zip(ratio::implied_denominator(rate, parts.numerator)),
    };
    above.into_iter().chain(below).collect()
}
