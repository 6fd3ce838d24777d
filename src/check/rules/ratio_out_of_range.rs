//! C305: a percentage is below 0 or above 100, or looks like a share of one (0.75 for 75).

use rust_decimal::Decimal;

use crate::ratio::{self, Fit, Known, show, show_rate};
use crate::slip::{Doubt, Expected};
use crate::{Context, NumberKind, Rule, RuleSettings, Sink, peers};
use definition::Fields;
use diagnostic::{Code, Diagnostic, Outcome, SlipKind, code};
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

    const OF_WHOLE: bool = true;
}

impl Rule for RatioOutOfRange {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let percents = sink.due_numbers_of(context, Some(&self.fields), NumberKind::Percent);
        for (submission, fact, written) in percents {
            let earlier = sink.earlier();
            if earlier.withholds(fact) {
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
                let told = sink
                    .on_fact(context, submission, fact, message)
                    .expected("0～100");
                let doubt = Doubt::about(fact, meant(context, submission, fact, &known));
                if let Some(hint) = percent_format_hint(fact, written) {
                    sink.push_doubted(told.hint(hint), doubt.asked(SlipKind::PercentTwice));
                } else {
                    let hint = "割合は百分率（％）で、0から100の間の数を書いてください。";
                    sink.push_doubted(told.hint(hint), doubt);
                }
            } else if ratio::looks_like_share(fact, written) && asks(fact, written, &known) {
                sink.push(share(context, sink, submission, (fact, written), &known));
            }
        }
        Outcome::Ran
    }
}

/// What is told of a share of one where percent was asked: what its parts give, where they are known, else a question.
fn share(
    context: &Context<'_>,
    sink: &Sink<'_>,
    submission: &Submission,
    (fact, written): (&Fact, Decimal),
    known: &Known,
) -> Diagnostic {
    let shown = show(written);
    let told = |message: String| {
        sink.on_fact(context, submission, fact, message)
            .severity(sink.doubt())
            .slip(SlipKind::Fraction)
    };
    if let Known::Parts(parts) = known {
        let percent = show_rate(parts.percent(), 1);
        let instead = match fact.is_formula {
            true => format!("計算式に「*100」を足すか、「{percent}」と書き直してください。"),
            false => format!("「{percent}」と書き直してください。"),
        };
        let message = format!(
            "割合が{shown}と書かれていますが、{}です。",
            parts.formula(1)
        );
        return parts.beside(told(message).expected(percent).hint(instead));
    }
    let percent = show(written * Decimal::ONE_HUNDRED);
    told(format!("割合が{shown}と書かれていますが、{shown}は{percent}％のことですか。"))
        .expected(percent.clone())
        .hint(format!(
            "{percent}％のことであれば、「{percent}」と書き直してください。{shown}％であれば、そのままでかまいません。"
        ))
}

/// What was meant, told from the parts of the percentage where they are known, else from the ward's own other years.
fn meant(context: &Context<'_>, submission: &Submission, fact: &Fact, known: &Known) -> Expected {
    let own = peers::in_other_year(context, submission, fact, ratio::in_range);
    match (known, own) {
        (Known::Parts(parts), _) => Expected::Rate(parts.percent()),
        (_, Some(own)) => {
            let high = (own * Decimal::TWO).min(Decimal::ONE_HUNDRED);
            Expected::Within(own / Decimal::TWO, high)
        }
        // A small number may be a change since another year as well.
        _ => Expected::Within(Decimal::TEN, Decimal::ONE_HUNDRED),
    }
}

/// What to do about 75 typed into a cell with a percent format, which means 7500 % to Excel.
fn percent_format_hint(fact: &Fact, written: Decimal) -> Option<String> {
    let share = written / Decimal::ONE_HUNDRED;
    let is_it =
        fact.normalisations.contains(&Normalisation::PercentFormat) && ratio::in_range(share);
    let (written, share) = (show(written), show(share));
    is_it.then(|| format!(
        "セルの表示形式が％のため、Excelでは{written}％になっています。{share}％のつもりであれば「{share}%」と入力してください。"
    ))
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
