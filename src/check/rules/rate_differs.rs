//! C302: the percentage beside a count is not the count divided by the ward's number of areas.

use rust_decimal::Decimal;

use crate::check::ratio::{self, Fit, Known, Parts, decimals_written, show, show_rate};
use crate::check::{Context, Rule, Sink};
use crate::definition::RuleInstance;
use crate::diagnostic::{Code, Outcome};
use crate::model::{Fact, Submission};

/// The rule.
pub(crate) struct RateDiffers;

impl Rule for RateDiffers {
    fn code(&self) -> Code {
        Code::RATE_DIFFERS
    }

    fn check(
        &self,
        context: &Context<'_>,
        instance: &RuleInstance,
        sink: &mut Sink<'_>,
    ) -> Outcome {
        let (mut checked, mut missing) = (false, false);
        for (submission, fact) in context.due_facts(instance) {
            let Some(written) = fact.value.number() else {
                continue;
            };
            let earlier = sink.earlier();
            let known = ratio::parts(context, earlier, submission, &fact.indicator, fact.year);
            let parts = match known {
                Known::Parts(parts) => parts,
                Known::Blamed(_) => {
                    checked = true;
                    continue;
                }
                Known::Missing => {
                    missing = true;
                    continue;
                }
            };
            checked = true;
            if !earlier.withholds(fact)
                && ratio::is_percentage(fact, written, parts.percent())
                && !fits_registry(context, submission, fact, written, &parts)
            {
                compare(context, sink, submission, fact, written, &parts);
            }
        }
        if missing && !checked {
            return Outcome::Skipped(
                "割合のもとになる地域数（書かれた数、または登録の数）がない".to_owned(),
            );
        }
        Outcome::Ran
    }
}

fn compare(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    fact: &Fact,
    written: Decimal,
    parts: &Parts,
) {
    let decimals = decimals_written(fact);
    let formula = parts.formula(decimals);
    let shown = show(written);
    let (message, hint, severity) = match ratio::fit_of(fact, written, parts.percent()) {
        Fit::Equal => return,
        Fit::CutOff => (
            format!("％の欄は{shown}ですが、{formula}なので、端数が切り捨てられているようです。"),
            "端数は四捨五入して書いてください。％の欄を空欄にしてもかまいません。".to_owned(),
            Some(sink.doubt()),
        ),
        Fit::Differs => match city_rate(context, submission, fact, written, parts) {
            Some((city, rate)) => (
                format!(
                    "％の欄は{shown}ですが、{formula}です。分母に全市の{city}を使っていませんか（{}÷{city}×100＝{rate}）。",
                    show(parts.numerator)
                ),
                format!(
                    "分母を{}の{}{}にして計算し直してください。％の欄を空欄にしてもかまいません。",
                    context.ward_name(submission.ward.as_ref()),
                    context.form_for(submission).area_noun,
                    show(parts.denominator)
                ),
                None,
            ),
            None => (
                format!("％の欄は{shown}ですが、{formula}です。"),
                "地域数と％のどちらが正しいか確かめ、合うように直してください。％の欄を空欄にしてもかまいません。".to_owned(),
                None,
            ),
        },
    };
    let mut diagnostic = sink
        .on_fact(context, submission, fact, message)
        .expected(show_rate(parts.percent(), decimals))
        .hint(format!(
            "{hint}{}",
            context.provisional(submission, fact.year)
        ));
    if let Some(severity) = severity {
        diagnostic = diagnostic.severity(severity);
    }
    for place in &parts.places {
        diagnostic = diagnostic.related(place.clone());
    }
    sink.push(diagnostic);
}

/// Whether the percentage is right by the registry, so that only the denominator beside it was written wrong.
fn fits_registry(
    context: &Context<'_>,
    submission: &Submission,
    fact: &Fact,
    written: Decimal,
    parts: &Parts,
) -> bool {
    context
        .area_count(submission, fact.year)
        .map(Decimal::from)
        .filter(|count| *count != parts.denominator)
        .and_then(|count| (parts.numerator * Decimal::ONE_HUNDRED).checked_div(count))
        .is_some_and(|rate| ratio::fit_of(fact, written, rate) != Fit::Differs)
}

/// The city's number of areas and the percentage it gives, if that is what was written.
pub(super) fn city_rate(
    context: &Context<'_>,
    submission: &Submission,
    fact: &Fact,
    written: Decimal,
    parts: &Parts,
) -> Option<(u32, String)> {
    let city = context.city_total(submission, fact.year)?;
    let rate = (parts.numerator * Decimal::ONE_HUNDRED).checked_div(Decimal::from(city))?;
    let fits = ratio::fit_of(fact, written, rate) != Fit::Differs;
    fits.then(|| (city, show_rate(rate, decimals_written(fact))))
}
