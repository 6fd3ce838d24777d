//! C306: a reported percentage does not fit the two counts below it, or those counts do not fit each other.

use rust_decimal::Decimal;

use crate::peers;
use crate::rate::{self, Words};
use crate::ratio::{self, Known, Parts, show};
use crate::slip::{Doubt, Expected};
use crate::{Context, Earlier, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, Place, code};
use model::{Fact, FiscalYear, IndicatorId, Submission};
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

    const OF_WHOLE: bool = true;
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
                                rate::compare(context, sink, submission, fact, &parts, &WORDS);
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
        Outcome::skipped_if(
            alone && !checked,
            "割合のもとになる2つの数が、どの提出物にも書かれていない",
        )
    }
}

/// The percentage stands above its two counts.
const WORDS: Words<'_> = Words {
    rate: "割合",
    from: "その下の2つの数から計算すると",
    either: "割合と2つの数",
    or: "",
};

/// The part is larger than the whole: an error on the part.
fn more_than_all(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    indicator: &IndicatorId,
    year: FiscalYear,
    parts: &Parts,
) {
    let Some([numerator, whole]) = ratio::two_counts(context, indicator) else {
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
    let doubt = ratio_of(context, submission, indicator, year)
        .and_then(|rate| doubt(context, submission, rate, part, parts));
    sink.push_doubted(diagnostic, doubt.unwrap_or_default());
}

/// The number of people asked, if it is written and 0.
fn nobody<'a>(
    context: &Context<'_>,
    earlier: &Earlier,
    submission: &'a Submission,
    indicator: &IndicatorId,
    year: FiscalYear,
) -> Option<&'a Fact> {
    let [_, whole] = ratio::two_counts(context, indicator)?;
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
    let Some([part, _]) = ratio::two_counts(context, indicator) else {
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

/// A doubt about the part that is larger than the whole, told by the percentage; none if the whole may be wrong as well.
fn doubt(
    context: &Context<'_>,
    submission: &Submission,
    rate: &Fact,
    part: &Fact,
    parts: &Parts,
) -> Option<Doubt> {
    let meant = ratio::implied_numerator(rate, parts.denominator)?;
    let shifted = ratio::implied_denominator(rate, parts.numerator)
        .is_some_and(|whole| ratio::is_tenfold(whole, parts.denominator));
    // 300 of 40 at 75 %: 30 of 40, or 300 of 400. Another year tells how many answer in this ward.
    let is_usual_whole = || {
        let [_, whole] = ratio::two_counts(context, &rate.indicator)?;
        let whole = submission.fact(whole, rate.year)?;
        Some(peers::is_usual(
            context,
            submission,
            whole,
            parts.denominator,
        ))
    };
    let is_sure = peers::accepted(context, submission, part) == Some(meant)
        || is_usual_whole().unwrap_or(false);
    (!shifted || is_sure).then(|| Doubt::about(part, Expected::Exactly(meant)))
}
