//! C306: a reported percentage does not fit the two counts below it, or those counts do not fit each other.

use crate::check::ratio::{self, Fit, Known, Parts, decimals_written, show, show_rate};
use crate::check::{Context, Rule, Sink};
use crate::definition::RuleInstance;
use crate::diagnostic::{Code, Outcome};
use crate::model::{Denominator, Fact, FiscalYear, IndicatorId, RollUp, Submission};

/// The rule.
pub(crate) struct RatioDiffersFromCounts;

impl Rule for RatioDiffersFromCounts {
    fn code(&self) -> Code {
        Code::RATIO_DIFFERS_FROM_COUNTS
    }

    fn check(
        &self,
        context: &Context<'_>,
        instance: &RuleInstance,
        sink: &mut Sink<'_>,
    ) -> Outcome {
        let (mut checked, mut alone) = (false, false);
        for submission in context.subjects() {
            for indicator in &instance.fields {
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
                            alone |= ratio.is_some_and(|fact| fact.value.number().is_some());
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
    let definition = context.definitions.indicator(indicator);
    let Some(RollUp::RatioOfSums {
        numerator,
        denominator: Denominator::Indicator(whole),
    }) = definition.map(|definition| &definition.roll_up)
    else {
        return;
    };
    let Some(part) = submission.fact(numerator, year) else {
        return;
    };
    let name = |id: &IndicatorId| {
        context
            .definitions
            .indicator(id)
            .map_or("", |indicator| indicator.short_label.as_str())
    };
    let (above, below) = (show(parts.numerator), show(parts.denominator));
    let message = format!(
        "{}が{above}で、{}の{below}を超えています。",
        name(numerator),
        name(whole)
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
    sink.push(diagnostic);
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
    let (message, hint, severity) = match ratio::fit_of(fact, written, parts.percent()) {
        Fit::Equal => return,
        Fit::CutOff => (
            format!("割合は{shown}ですが、{formula}なので、端数が切り捨てられているようです。"),
            "端数は四捨五入して書いてください。",
            Some(sink.doubt()),
        ),
        Fit::Differs => (
            format!("割合は{shown}ですが、その下の2つの数から計算すると{formula}です。"),
            "割合と2つの数のどちらが正しいか確かめ、合うように直してください。",
            None,
        ),
    };
    let mut diagnostic = sink
        .on_fact(context, submission, fact, message)
        .expected(show_rate(parts.percent(), decimals))
        .hint(hint);
    if let Some(severity) = severity {
        diagnostic = diagnostic.severity(severity);
    }
    for place in &parts.places {
        diagnostic = diagnostic.related(place.clone());
    }
    sink.push(diagnostic);
}
