//! C309: words stand in the column of a fiscal year that has not begun at the as-of date. They may be plans.

use std::sync::Arc;

use crate::{Context, Rule, RuleSettings, Sink};
use definition::{Blocks, FormDefinition};
use diagnostic::{Code, Outcome, Place, code};
use model::{AsOf, FiscalYear, NarrativeItem, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C309" "future-year-planned" Note "future_year_planned.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct FutureYearPlanned {
    #[schemars(description = "対象の文章のまとまり。書かなければ、様式の文章すべて。")]
    blocks: Option<Blocks>,
}

impl RuleSettings for FutureYearPlanned {
    const CODE: Code = CODE;

    const OF_WHOLE: bool = true;
}

impl Rule for FutureYearPlanned {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        context.each_future(|submission, as_of, year| {
            let form = context.form_for(submission);
            words(self.blocks.as_ref(), sink, submission, form, as_of, year);
        })
    }
}

/// One note per block.
fn words(
    meant: Option<&Blocks>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    form: &FormDefinition,
    as_of: AsOf,
    year: FiscalYear,
) {
    let mut blocks: Vec<&str> = Vec::new();
    for item in submission.narratives.iter().filter(|i| i.year == year) {
        if !blocks.contains(&item.block.as_str())
            && meant.is_none_or(|meant| meant.iter().any(|one| **one == *item.block))
        {
            blocks.push(&item.block);
        }
    }
    for block in blocks {
        let items: Vec<&NarrativeItem> = submission
            .narratives
            .iter()
            .map(Arc::as_ref)
            .filter(|item| item.year == year && item.block == block)
            .collect();
        let Some((first, rest)) = items.split_first() else {
            continue;
        };
        let label = form
            .narrative_block(block)
            .map_or("", |(_, block)| block.label.as_str());
        let message = format!(
            "時点（{}）より先の{year}年度の「{label}」に文章が{}件書かれています。",
            as_of.wareki(),
            items.len()
        );
        let mut diagnostic = sink
            .diagnostic(Place::from(&first.provenance), message)
            .ward(submission.ward.as_ref())
            .year(year)
            .field(label)
            .entered(first.provenance.text.clone())
            .hint("予定を書いたのであれば、そのままでかまいません。");
        for item in rest {
            diagnostic = diagnostic.related(Place::from(&item.provenance));
        }
        sink.push(diagnostic);
    }
}
