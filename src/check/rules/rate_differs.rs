//! C302: the percentage beside a count is not the count divided by what it is a part of, such as the ward's number of areas.

use rust_decimal::Decimal;

use crate::rate::{self, Words};
use crate::ratio::{self, Fit, Known, Parts};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, code};
use model::{Denominator, Fact, IndicatorId, Submission};
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

    const OF_WHOLE: bool = true;
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
                && !fits_registry(context, submission, fact, written, &parts)
            {
                compare(context, sink, submission, fact, &parts);
            }
        }
        let is_of_areas = self.fields.iter().any(|id| is_of_areas(context, id));
        let why = if is_of_areas {
            let part = &context.nouns().part;
            format!("割合のもとになる{part}数（書かれた数、または登録の数）がない")
        } else {
            "割合のもとになる2つの数がない".to_owned()
        };
        Outcome::skipped_if(missing && !checked, why)
    }
}

/// Whether a percentage is that of a number of areas; else it is made of two counts of the form.
fn is_of_areas(context: &Context<'_>, rate: &IndicatorId) -> bool {
    matches!(ratio::made_of(context, rate), Some((_, Denominator::Areas)))
}

/// What is told of a percentage that does not fit, in the words of the field beside the count.
fn compare(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    fact: &Fact,
    parts: &Parts,
) {
    let is_of_areas = is_of_areas(context, &fact.indicator);
    let (of_what, provisional) = if is_of_areas {
        let of_what = format!("{}数", context.nouns().part);
        (of_what, context.provisional(submission, fact.year))
    } else {
        ("2つの数".to_owned(), String::new())
    };
    let words = Words {
        rate: "％の欄",
        from: "",
        either: &format!("{of_what}と％"),
        or: &format!("％の欄を空欄にしてもかまいません。{provisional}"),
    };
    rate::compare(context, sink, submission, fact, parts, &words);
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
        .and_then(|count| ratio::percent(parts.numerator, count))
        .is_some_and(|rate| ratio::fit_of(fact, written, rate) != Fit::Differs)
}
