//! C323: the same key stands in two of the repeated rows.

use crate::{Context, Rule, RuleSettings, Sink};
use diagnostic::{Code, Outcome, Place, code};
use model::RowStanding;
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C323" "area-twice" Warning "area_twice.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct AreaTwice {}

impl RuleSettings for AreaTwice {
    const CODE: Code = CODE;
}

impl Rule for AreaTwice {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let blocks = context.rows();
        for (submission, definition, block) in &blocks {
            for row in &block.rows {
                let RowStanding::Twice(first) = row.standing else {
                    continue;
                };
                let (key, other) = (&row.key, &block.rows[first].key);
                let noun = &definition.noun;
                let message = format!(
                    "「{}」が{}と{}の2行にあります。別の{noun}として数えました。",
                    key.text, other.cell, key.cell
                );
                sink.push(
                    sink.diagnostic(Place::from(key), message)
                        .ward(submission.ward.as_ref())
                        .field(definition.key_header.clone())
                        .entered(key.text.clone())
                        .related(Place::from(other))
                        .hint(format!(
                            "同じ{noun}なら1行だけを残し、別の{noun}なら{}を直してください。",
                            definition.key_header
                        )),
                );
            }
        }
        context.ran_on_rows(!blocks.is_empty())
    }
}
