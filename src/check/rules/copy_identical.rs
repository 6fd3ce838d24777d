//! X404: the same file came twice for one ward, byte for byte or in all that it says. Only one is looked into.

use std::sync::Arc;

use crate::{Context, Rule, RuleSettings, Sink};
use definition::MadeRule;
use diagnostic::{Code, Outcome, Place, code};
use model::Role;
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("X404" "copy-identical" Note "copy_identical.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct CopyIdentical {}

impl RuleSettings for CopyIdentical {
    const CODE: Code = CODE;

    const COMPARES: bool = true;

    const UNLISTED: Option<fn() -> MadeRule> = Some(|| Arc::new(Self {}));
}

impl Rule for CopyIdentical {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        for copy in context.received() {
            let Some(Role::CopyOf(first)) = context.choices.role(&copy.file) else {
                continue;
            };
            let message = format!("「{}」は「{first}」とまったく同じ内容です。", copy.file);
            let what = if context.choices.counts(first) {
                format!("「{first}」だけを使います。何もしなくてかまいません。")
            } else {
                format!("「{first}」と同じものとして扱います。何もしなくてかまいません。")
            };
            sink.push(
                sink.diagnostic(Place::file(&copy.file), message)
                    .ward(copy.ward.as_ref())
                    .related(Place::file(first))
                    .hint(what),
            );
        }
        context.files_compared()
    }
}
