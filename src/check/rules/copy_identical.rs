//! X404: the same file came twice for one ward, byte for byte. Only one is looked into.

use crate::{Context, Rule, Sink};
use definition::RuleInstance;
use diagnostic::{Code, Outcome, Place};
use model::Role;

/// The rule.
pub(crate) struct CopyIdentical;

impl Rule for CopyIdentical {
    fn code(&self) -> Code {
        Code::COPY_IDENTICAL
    }

    fn compares(&self) -> bool {
        true
    }

    fn check(&self, context: &Context<'_>, _: &RuleInstance, sink: &mut Sink<'_>) -> Outcome {
        for copy in context.submissions {
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
        Outcome::Ran
    }
}
