//! C302: the percentage beside a count is not the count divided by what it is a part of, such as the ward's number of areas.

use rust_decimal::Decimal;

use crate::peers;
use crate::ratio::{self, Fit, Known, Parts, decimals_written, show, show_rate};
use crate::slip::{self, Around, Expected, Near, Slip, Written, near_count, near_rate};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, SlipKind, code};
use model::{Denominator, Fact, IndicatorId, RollUp, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C302" "rate-differs" Error "rate_differs.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RateDiffers {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for RateDiffers {
    const CODE: Code = CODE;
}

impl Rule for RateDiffers {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let (mut checked, mut missing) = (false, false);
        for (submission, fact, written) in sink.due_numbers(context, Some(&self.fields)) {
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
            let is_of_areas = self.fields.iter().any(|id| is_of_areas(context, id));
            return Outcome::Skipped(if is_of_areas {
                let part = &context.nouns().part;
                format!("割合のもとになる{part}数（書かれた数、または登録の数）がない")
            } else {
                "割合のもとになる2つの数がない".to_owned()
            });
        }
        Outcome::Ran
    }
}

/// Whether a percentage is that of a number of areas; else it is made of two counts of the form.
fn is_of_areas(context: &Context<'_>, rate: &IndicatorId) -> bool {
    let known = context.definitions.indicator(rate);
    let roll_up = known.map(|known| &known.roll_up);
    matches!(
        roll_up,
        Some(RollUp::RatioOfSums {
            denominator: Denominator::Areas,
            ..
        })
    )
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
    let fit = ratio::fit_of(fact, written, parts.percent());
    if fit == Fit::Equal {
        return;
    }
    let accepted = accepted_beside(context, submission, fact, parts);
    let is_of_areas = is_of_areas(context, &fact.indicator);
    let of_what = if is_of_areas {
        format!("{}数", context.nouns().part)
    } else {
        "2つの数".to_owned()
    };
    let provisional = if is_of_areas {
        context.provisional(submission, fact.year)
    } else {
        String::new()
    };
    let mut slip = None;
    let (message, hint, severity) = match fit {
        Fit::CutOff if accepted.is_empty() => (
            format!("％の欄は{shown}ですが、{formula}なので、端数が切り捨てられているようです。"),
            "端数は四捨五入して書いてください。％の欄を空欄にしてもかまいません。".to_owned(),
            Some(sink.doubt()),
        ),
        _ => {
            slip = named(context, submission, fact, parts);
            let hint = match &slip {
                Some(slip) if slip.kind == SlipKind::CityDenominator => format!(
                    "分母を{}の{}{}にして計算し直してください。％の欄を空欄にしてもかまいません。",
                    context.ward_name(submission.ward.as_ref()),
                    context.form_for(submission).area_noun,
                    show(parts.denominator)
                ),
                _ => format!(
                    "{}{of_what}と％のどちらが正しいか確かめ、合うように直してください。％の欄を空欄にしてもかまいません。",
                    // A slip in the count says the same.
                    if slip.is_none() {
                        accepted
                    } else {
                        String::new()
                    }
                ),
            };
            (
                format!("％の欄は{shown}ですが、{formula}です。"),
                hint,
                None,
            )
        }
    };
    let mut diagnostic = sink
        .on_fact(context, submission, fact, message)
        .expected(show_rate(parts.percent(), decimals))
        .hint(format!("{hint}{provisional}"));
    if let Some(severity) = severity {
        diagnostic = diagnostic.severity(severity);
    }
    sink.push(slip::named(parts.beside(diagnostic), slip));
}

/// The count that a percentage stands beside.
fn count_beside<'a>(
    context: &Context<'_>,
    submission: &'a Submission,
    rate: &Fact,
) -> Option<&'a Fact> {
    let field = context.form_for(submission).field(&rate.indicator)?;
    submission.fact(&field.indicator, rate.year)
}

/// What was accepted before for the count, where that fits the percentage.
fn accepted_beside(
    context: &Context<'_>,
    submission: &Submission,
    rate: &Fact,
    parts: &Parts,
) -> String {
    let count = count_beside(context, submission, rate);
    let meant = ratio::implied_numerator(rate, parts.denominator);
    peers::accepted_fits(context, submission, count, meant)
}

/// The slip in the percentage, or that in the count of which the percentage tells the right number; what was accepted as it
/// stands is not the wrong one. Where both could be wrong none is named, except that the printed total of the city is told
/// before a chance likeness of the count.
fn named(
    context: &Context<'_>,
    submission: &Submission,
    fact: &Fact,
    parts: &Parts,
) -> Option<Slip> {
    let around = Around::new(context, submission);
    let mut near = near_rate(around, fact, Some(parts.denominator));
    near.extend(city(context, submission, fact, parts));
    let written = Written::of(fact, true)?;
    let mut in_rate = slip::explain(written, Expected::Rate(parts.percent()), &near, "");
    let mut in_count = in_count(context, submission, fact, parts);
    let count = count_beside(context, submission, fact);
    let is_kept = |fact: &Fact| peers::is_as_accepted(context, submission, fact);
    let count_kept = count.is_some_and(is_kept);
    match (is_kept(fact), count_kept) {
        (true, false) => in_rate.clear(),
        (false, true) => in_count = None,
        _ => {}
    }
    let is_city = |slip: &Slip| slip.kind == SlipKind::CityDenominator;
    let is_shifted = || !count_kept && is_shifted(context, submission, fact, parts);
    match (slip::only(in_rate.clone()), in_count) {
        (Some(slip), _) if is_city(&slip) => Some(slip),
        (Some(slip), None) if !is_shifted() => Some(slip),
        (None, Some(slip)) if in_rate.is_empty() => Some(slip),
        _ => None,
    }
}

/// The slip in the count: the percentage and the number of areas say which whole number was meant.
fn in_count(
    context: &Context<'_>,
    submission: &Submission,
    rate: &Fact,
    parts: &Parts,
) -> Option<Slip> {
    let count = count_beside(context, submission, rate)?;
    let meant = ratio::implied_numerator(rate, parts.denominator)?;
    let near = near_count(Around::new(context, submission), count);
    let indicator = context.definitions.indicator(&count.indicator)?;
    let subject = format!(
        "「{}」の{}は、",
        indicator.short_label,
        show(parts.numerator)
    );
    let written = Written::of(count, false)?;
    let slips = slip::explain(written, Expected::Exactly(meant), &near, &subject);
    let mut slip = slip::only(slips)?;
    if peers::accepted(context, submission, count) == Some(meant) {
        let before = format!("前に受け付けた数は{}です。", show(meant));
        slip.question.push_str(&before);
    }
    Some(slip)
}

/// Whether the count is ten times the one that the percentage tells, or a tenth: then either may have lost its place.
fn is_shifted(context: &Context<'_>, submission: &Submission, rate: &Fact, parts: &Parts) -> bool {
    let count = count_beside(context, submission, rate);
    let meant = ratio::implied_numerator(rate, parts.denominator);
    count.is_some() && meant.is_some_and(|meant| ratio::is_tenfold(meant, parts.numerator))
}

/// The percentage that the city's printed total gives, as a number close by.
fn city(
    context: &Context<'_>,
    submission: &Submission,
    fact: &Fact,
    parts: &Parts,
) -> Option<Near> {
    let city = context
        .city_total(submission, fact.year)
        .filter(|_| is_of_areas(context, &fact.indicator))?;
    let whole = &context.nouns().whole;
    let value = (parts.numerator * Decimal::ONE_HUNDRED).checked_div(Decimal::from(city))?;
    Some(Near {
        kind: SlipKind::CityDenominator,
        value,
        question: format!(
            "分母に全{whole}の{city}を使っていませんか（{}÷{city}×100＝{}）。",
            show(parts.numerator),
            show_rate(value, decimals_written(fact))
        ),
    })
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
        .filter(|_| is_of_areas(context, &fact.indicator))
        .map(Decimal::from)
        .filter(|count| *count != parts.denominator)
        .and_then(|count| (parts.numerator * Decimal::ONE_HUNDRED).checked_div(count))
        .is_some_and(|rate| ratio::fit_of(fact, written, rate) != Fit::Differs)
}
