//! C305: a percentage is below 0 or above 100, or looks like a share of one (0.75 for 75).

use rust_decimal::Decimal;

use crate::ratio::{self, Fit, Known, show};
use crate::slip::{self, Around, Expected, Slip, Written, near_rate};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, SlipKind, code};
use model::{Fact, Normalisation, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C305" "ratio-out-of-range" Error "ratio_out_of_range.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RatioOutOfRange {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for RatioOutOfRange {
    const CODE: Code = CODE;
}

impl Rule for RatioOutOfRange {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        for (submission, fact, written) in sink.due_numbers(context, Some(&self.fields)) {
            let indicator = context.definitions.indicator(&fact.indicator);
            let earlier = sink.earlier();
            if !indicator.is_some_and(|indicator| indicator.is_percent()) || earlier.withholds(fact)
            {
                continue;
            }
            let known = ratio::parts(context, earlier, submission, &fact.indicator, fact.year);
            if !ratio::in_range(written) {
                if follows_from_parts(fact, written, &known) {
                    continue;
                }
                let message = format!(
                    "割合が{}と書かれていますが、0から100のはずです。",
                    show(written)
                );
                let diagnostic = sink
                    .on_fact(context, submission, fact, message)
                    .expected("0～100")
                    .hint(out_of_range_hint(fact, written));
                let slip = named(context, submission, fact, written, &known);
                sink.push(slip::named(diagnostic, slip));
            } else if ratio::looks_like_share(fact, written) && asks(fact, written, &known) {
                let percent = show(written * Decimal::ONE_HUNDRED);
                let message = format!(
                    "割合が{}と書かれていますが、{}は{percent}％のことですか。",
                    show(written),
                    show(written)
                );
                sink.push(
                    sink.on_fact(context, submission, fact, message)
                        .severity(sink.doubt())
                        .expected(percent.clone())
                        .slip(SlipKind::Fraction)
                        .hint(format!(
                            "{percent}％のことであれば、「{percent}」と書き直してください。{}％であれば、そのままでかまいません。",
                            show(written)
                        )),
                );
            }
        }
        Outcome::Ran
    }
}

/// The slip, told from the parts of the percentage where they are known, else from the ward's own other years.
fn named(
    context: &Context<'_>,
    submission: &Submission,
    fact: &Fact,
    written: Decimal,
    known: &Known,
) -> Option<Slip> {
    let other = context
        .form_for(submission)
        .years
        .iter()
        .find_map(|column| {
            let other = submission.fact(&fact.indicator, column.year)?;
            let number = other.value.number()?;
            (column.year != fact.year && ratio::in_range(number)).then_some(number)
        });
    let (expected, areas) = match (known, other) {
        (Known::Parts(parts), _) => (Expected::Rate(parts.percent()), Some(parts.denominator)),
        (_, Some(other)) => {
            let high = (other * Decimal::TWO).min(Decimal::ONE_HUNDRED);
            (Expected::Within(other / Decimal::TWO, high), None)
        }
        // A small number may be a change since another year as well.
        _ => (Expected::Within(Decimal::TEN, Decimal::ONE_HUNDRED), None),
    };
    let near = near_rate(Around::new(context, submission), fact, areas);
    let slip = slip::only(slip::explain(Written::of(fact, true)?, expected, &near, ""))?;
    // The hint already says how a percent format makes 7500 of 75.
    let is_said = slip.kind == SlipKind::PercentTwice
        && fact.normalisations.contains(&Normalisation::PercentFormat)
        && ratio::in_range(written / Decimal::ONE_HUNDRED);
    Some(Slip {
        question: if is_said {
            String::new()
        } else {
            slip.question
        },
        ..slip
    })
}

fn out_of_range_hint(fact: &Fact, written: Decimal) -> String {
    let share = written / Decimal::ONE_HUNDRED;
    if fact.normalisations.contains(&Normalisation::PercentFormat) && ratio::in_range(share) {
        // 75 typed into a cell with a percent format means 7500 % to Excel.
        format!(
            "セルの表示形式が％のため、Excelでは{}％になっています。{}％のつもりであれば「{}%」と入力してください。",
            show(written),
            show(share),
            show(share)
        )
    } else {
        "割合は百分率（％）で、0から100の間の数を書いてください。".to_owned()
    }
}

/// An impossible percentage that follows from impossible counts: those are told instead.
fn follows_from_parts(fact: &Fact, written: Decimal, known: &Known) -> bool {
    match known {
        Known::Parts(parts) | Known::Blamed(Some(parts)) => {
            ratio::fit_of(fact, written, parts.percent()) != Fit::Differs
        }
        Known::Blamed(None) | Known::Missing => false,
    }
}

/// Whether to ask about a small number: not if it is right as it stands, and not if it is wrong either way.
fn asks(fact: &Fact, written: Decimal, known: &Known) -> bool {
    match known {
        Known::Parts(parts) => ratio::is_share_of(fact, written, parts.percent()),
        Known::Blamed(_) | Known::Missing => true,
    }
}
