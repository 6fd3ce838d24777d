//! C306: a reported percentage does not fit the two counts below it, or those counts do not fit each other.

use rust_decimal::Decimal;

use crate::peers;
use crate::ratio::{self, Fit, Known, Parts, decimals_written, show, show_rate};
use crate::slip::{self, Around, Expected, Slip, Written, near_count, near_rate};
use crate::{Context, Earlier, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, Place, code};
use model::{Denominator, Fact, FiscalYear, IndicatorId, RollUp, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code =
    code!("C306" "ratio-differs-from-counts" Error "ratio_differs_from_counts.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RatioDiffersFromCounts {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for RatioDiffersFromCounts {
    const CODE: Code = CODE;
}

impl Rule for RatioDiffersFromCounts {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let (mut checked, mut alone) = (false, false);
        for submission in context.subjects() {
            for indicator in self.fields.iter() {
                for year in context.due_years(submission) {
                    let earlier = sink.earlier();
                    let ratio = submission.fact(indicator, year);
                    match ratio::parts(context, earlier, submission, indicator, year) {
                        Known::Parts(parts) if parts.numerator > parts.denominator => {
                            checked = true;
                            more_than_all(context, sink, submission, indicator, year, &parts);
                        }
                        Known::Parts(parts) => {
                            checked = true;
                            if let Some(fact) = ratio.filter(|fact| !earlier.withholds(fact)) {
                                compare(context, sink, submission, fact, &parts);
                            }
                        }
                        Known::Blamed(_) => checked = true,
                        Known::Missing => {
                            let nobody = nobody(context, earlier, submission, indicator, year);
                            checked |= nobody.is_some();
                            let is_told = nobody.is_some_and(|nobody| {
                                of_nobody(context, sink, submission, indicator, nobody)
                            });
                            let has_ratio = ratio.is_some_and(|fact| fact.value.number().is_some());
                            alone |= has_ratio && !is_told;
                        }
                    }
                }
            }
        }
        if alone && !checked {
            return Outcome::Skipped(
                "割合のもとになる2つの数が、どの提出物にも書かれていない".to_owned(),
            );
        }
        Outcome::Ran
    }
}

/// The part is larger than the whole: an error on the part.
fn more_than_all(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    indicator: &IndicatorId,
    year: FiscalYear,
    parts: &Parts,
) {
    let Some((numerator, whole)) = counts_of(context, indicator) else {
        return;
    };
    let Some(part) = submission.fact(numerator, year) else {
        return;
    };
    let (above, below) = (show(parts.numerator), show(parts.denominator));
    let message = format!(
        "{}が{above}で、{}の{below}を超えています。",
        context.short_label(numerator),
        context.short_label(whole)
    );
    let mut diagnostic = sink
        .on_fact(context, submission, part, message)
        .expected(format!("{below}以下"))
        .hint("2つの数を書く欄が逆になっていないか確かめ、正しい数に直してください。");
    for place in parts.places.iter().skip(1) {
        diagnostic = diagnostic.related(place.clone());
    }
    if let Some(ratio) = submission.fact(indicator, year)
        && ratio.value.number().is_some()
        && !sink.earlier().withholds(ratio)
    {
        diagnostic = diagnostic
            .also(indicator)
            .related((&ratio.provenance).into());
    }
    let slip = ratio_of(context, submission, indicator, year)
        .and_then(|ratio| in_part(context, submission, ratio, part, parts));
    sink.push(slip::named(diagnostic, slip));
}

/// The number of people asked, if it is written and 0.
fn nobody<'a>(
    context: &Context<'_>,
    earlier: &Earlier,
    submission: &'a Submission,
    indicator: &IndicatorId,
    year: FiscalYear,
) -> Option<&'a Fact> {
    let (_, whole) = counts_of(context, indicator)?;
    let whole = submission.fact(whole, year)?;
    (whole.value.number() == Some(Decimal::ZERO) && !earlier.withholds(whole)).then_some(whole)
}

/// Nobody was asked, and yet somebody answered or there is a percentage: an error on the one or the other.
fn of_nobody(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    indicator: &IndicatorId,
    nobody: &Fact,
) -> bool {
    let year = nobody.year;
    let positive = |id: &IndicatorId| {
        let fact = submission.fact(id, year)?;
        let number = fact.value.number()?;
        (number > Decimal::ZERO && !sink.earlier().withholds(fact)).then_some((fact, number))
    };
    let Some((part, _)) = counts_of(context, indicator) else {
        return false;
    };
    let place = Place::from(&nobody.provenance);
    if let Some((part, numerator)) = positive(part) {
        let parts = Parts {
            numerator,
            denominator: Decimal::ZERO,
            places: vec![Place::from(&part.provenance), place],
        };
        more_than_all(context, sink, submission, indicator, year, &parts);
        return true;
    }
    let Some((ratio, written)) = positive(indicator) else {
        return false;
    };
    let whole = context.short_label(&nobody.indicator);
    let message = format!("割合は{}ですが、{whole}は0です。", show(written));
    let diagnostic = sink
        .on_fact(context, submission, ratio, message)
        .expected(format!("空欄、または1以上の{whole}"))
        .related(place)
        .hint(format!(
            "{whole}が0であれば、割合を空欄にしてください。そうでなければ、{whole}を正しい数に直してください。"
        ));
    sink.push(diagnostic);
    true
}

/// The two counts that a percentage is made of.
fn counts_of<'a>(
    context: &'a Context<'_>,
    indicator: &IndicatorId,
) -> Option<(&'a IndicatorId, &'a IndicatorId)> {
    match &context.definitions.indicator(indicator)?.roll_up {
        RollUp::RatioOfSums {
            numerator,
            denominator: Denominator::Indicator(whole),
        } => Some((numerator, whole)),
        _ => None,
    }
}

/// The percentage, if it is one.
fn ratio_of<'a>(
    context: &Context<'_>,
    submission: &'a Submission,
    indicator: &IndicatorId,
    year: FiscalYear,
) -> Option<&'a Fact> {
    let known = context.definitions.indicator(indicator)?;
    let ratio = submission.fact(indicator, year)?;
    let written = ratio.value.number()?;
    (known.is_percent() && ratio::in_range(written)).then_some(ratio)
}

/// The slip in the part that is larger than the whole, told by the percentage; none if the whole may be wrong as well.
fn in_part(
    context: &Context<'_>,
    submission: &Submission,
    ratio: &Fact,
    part: &Fact,
    parts: &Parts,
) -> Option<Slip> {
    let meant = ratio::implied_numerator(ratio, parts.denominator)?;
    let shifted = ratio::implied_denominator(ratio, parts.numerator)
        .is_some_and(|whole| ratio::is_tenfold(whole, parts.denominator));
    // 300 of 40 at 75 %: 30 of 40, or 300 of 400. Another year tells how many answer in this ward.
    let is_sure = peers::accepted(context, submission, part) == Some(meant)
        || is_usual_whole(context, submission, ratio, parts.denominator);
    if shifted && !is_sure {
        return None;
    }
    let near = near_count(Around::new(context, submission), part);
    slip::diagnose(Written::of(part, false)?, Expected::Exactly(meant), &near)
}

/// Whether the ward's own number in another year is much the same as this denominator.
fn is_usual_whole(
    context: &Context<'_>,
    submission: &Submission,
    ratio: &Fact,
    whole: Decimal,
) -> bool {
    counts_of(context, &ratio.indicator)
        .is_some_and(|(_, id)| is_usual(context, submission, id, ratio.year, whole))
}

/// Whether the ward's own count in another year is much the same as this number.
fn is_usual(
    context: &Context<'_>,
    submission: &Submission,
    id: &IndicatorId,
    year: FiscalYear,
    number: Decimal,
) -> bool {
    let years = context.form_for(submission).years.iter();
    let mut others = years.filter(|column| column.year != year);
    others.any(|column| {
        let other = submission.fact(id, column.year);
        other
            .and_then(|other| peers::times(other.value.number()?, number))
            .is_some_and(|apart| apart <= Decimal::from(3))
    })
}

fn compare(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    fact: &Fact,
    parts: &Parts,
) {
    let Some(written) = fact.value.number() else {
        return;
    };
    if !ratio::is_percentage(fact, written, parts.percent()) {
        return;
    }
    let decimals = decimals_written(fact);
    let (shown, formula) = (show(written), parts.formula(decimals));
    let fit = ratio::fit_of(fact, written, parts.percent());
    if fit == Fit::Equal {
        return;
    }
    let accepted = accepted_beside(context, submission, fact, parts);
    let mut slip = None;
    let (message, hint, severity) = match fit {
        Fit::CutOff if accepted.is_empty() => (
            format!("割合は{shown}ですが、{formula}なので、端数が切り捨てられているようです。"),
            "端数は四捨五入して書いてください。".to_owned(),
            Some(sink.doubt()),
        ),
        _ => {
            slip = named(context, submission, fact, parts);
            (
                format!("割合は{shown}ですが、その下の2つの数から計算すると{formula}です。"),
                format!(
                    "{}割合と2つの数のどちらが正しいか確かめ、合うように直してください。",
                    // A slip in a count says the same.
                    if slip.is_none() {
                        accepted
                    } else {
                        String::new()
                    }
                ),
                None,
            )
        }
    };
    let mut diagnostic = sink
        .on_fact(context, submission, fact, message)
        .expected(show_rate(parts.percent(), decimals))
        .hint(hint);
    if let Some(severity) = severity {
        diagnostic = diagnostic.severity(severity);
    }
    sink.push(slip::named(parts.beside(diagnostic), slip));
}

/// What was accepted before for one of the two counts, where that fits the percentage.
fn accepted_beside(
    context: &Context<'_>,
    submission: &Submission,
    ratio: &Fact,
    parts: &Parts,
) -> String {
    let Some((part, whole)) = counts_of(context, &ratio.indicator) else {
        return String::new();
    };
    let count = |id: &IndicatorId| submission.fact(id, ratio.year);
    let meant = [
        ratio::implied_numerator(ratio, parts.denominator),
        ratio::implied_denominator(ratio, parts.numerator),
    ];
    [part, whole]
        .into_iter()
        .zip(meant)
        .map(|(id, meant)| peers::accepted_fits(context, submission, count(id), meant))
        .find(|sentence| !sentence.is_empty())
        .unwrap_or_default()
}

/// The slip in the percentage, or that in one of the two counts which the percentage and the other count tell; none
/// where more than one of the three could be wrong.
fn named(
    context: &Context<'_>,
    submission: &Submission,
    fact: &Fact,
    parts: &Parts,
) -> Option<Slip> {
    let around = Around::new(context, submission);
    let near = near_rate(around, fact, None);
    let expected = Expected::Rate(parts.percent());
    let mut in_rate = slip::explain(Written::of(fact, true)?, expected, &near, "");
    // What was accepted as it stands is not the wrong one.
    let is_kept = |fact: &Fact| peers::is_as_accepted(context, submission, fact);
    if is_kept(fact) {
        in_rate.clear();
    }
    let mut found = vec![in_rate];
    if let Some((numerator, whole)) = counts_of(context, &fact.indicator) {
        let part = ratio::implied_numerator(fact, parts.denominator);
        let all = ratio::implied_denominator(fact, parts.numerator);
        let now = [parts.numerator, parts.denominator];
        for ((id, meant), now) in [(numerator, part), (whole, all)].into_iter().zip(now) {
            let Some(meant) = meant else { continue };
            // Either the count or the percentage lost its place; another year may tell which.
            if ratio::is_tenfold(meant, now) && !found[0].is_empty() {
                let is_usual = |number| is_usual(context, submission, id, fact.year, number);
                match (is_usual(meant), is_usual(now)) {
                    (true, false) => found[0].clear(),
                    (false, true) => continue,
                    _ => return None,
                }
            }
            let count = submission.fact(id, fact.year);
            let Some(count) = count.filter(|count| !is_kept(count)) else {
                continue;
            };
            let near = near_count(around, count);
            let subject = format!(
                "「{}」の{}は、",
                context.short_label(id),
                count.value.number().map(show).unwrap_or_default()
            );
            let written = Written::of(count, false)?;
            found.push(slip::explain(
                written,
                Expected::Exactly(meant),
                &near,
                &subject,
            ));
        }
    }
    found.retain(|slips| !slips.is_empty());
    let [_] = &found[..] else { return None };
    slip::only(found.pop()?)
}
