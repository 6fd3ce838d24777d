//! C313: a survey's percentage is written without the counts it was made of, so that it cannot be carried to the city.

use crate::ratio;
use crate::{Context, NumberKind, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, Place, code};
use model::{Fact, Nouns, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

use super::ratio_extreme;

/// The code of this rule.
pub const CODE: Code = code!("C313" "ratio-without-counts" Note "ratio_without_counts.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RatioWithoutCounts {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for RatioWithoutCounts {
    const CODE: Code = CODE;
}

impl Rule for RatioWithoutCounts {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let percents = sink.due_numbers_of(context, Some(&self.fields), NumberKind::Percent);
        for (submission, ratio, _) in percents {
            if sink.earlier().withholds(ratio)
                || ratio_extreme::speaks_about(context, sink.earlier(), submission, ratio)
            {
                continue;
            }
            let blank = blank_counts(context, submission, ratio);
            let Some((first, rest)) = blank.split_first() else {
                continue;
            };
            let names: Vec<&str> = blank
                .iter()
                .map(|fact| context.short_label(&fact.indicator))
                .collect();
            let Nouns { whole, unit, .. } = context.nouns();
            let message = format!(
                "割合は{}と書かれていますが、{}が空欄です。",
                ratio.provenance.text.trim(),
                names.join("と")
            );
            let mut diagnostic = sink
                .on_fact(context, submission, ratio, message)
                .expected("割合のもとになった2つの数")
                .related(Place::from(&first.provenance))
                .hint(format!("2つの数が分かれば書いてください。割合だけの{unit}は、{whole}全体の割合の計算に入りません。"));
            for fact in rest {
                diagnostic = diagnostic.related(Place::from(&fact.provenance));
            }
            sink.push(diagnostic);
        }
        Outcome::Ran
    }
}

/// The counts below a percentage that the sheet has a field for, and that are blank.
fn blank_counts<'a>(
    context: &Context<'_>,
    submission: &'a Submission,
    ratio: &Fact,
) -> Vec<&'a Fact> {
    let counts = ratio::two_counts(context, &ratio.indicator).into_iter();
    counts
        .flatten()
        .filter_map(|id| submission.fact(id, ratio.year))
        .filter(|fact| fact.value.is_blank())
        .collect()
}
