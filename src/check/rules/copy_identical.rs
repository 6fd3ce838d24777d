//! X404: the same file came twice for one ward, byte for byte. Only the first is looked into.

use crate::check::{Context, Rule, Sink};
use crate::definition::RuleInstance;
use crate::diagnostic::{Code, Outcome, Place};

/// The rule.
pub(crate) struct CopyIdentical;

impl Rule for CopyIdentical {
    fn code(&self) -> Code {
        Code::COPY_IDENTICAL
    }

    fn check(&self, context: &Context<'_>, _: &RuleInstance, sink: &mut Sink<'_>) -> Outcome {
        for first in context.subjects() {
            let copies = context.submissions.iter().filter(|other| {
                other.file != first.file
                    && first.ward.is_some()
                    && other.ward == first.ward
                    && other.sha256 == first.sha256
            });
            for copy in copies {
                let message = format!(
                    "「{}」は「{}」とまったく同じ内容です。",
                    copy.file, first.file
                );
                sink.push(
                    sink.diagnostic(Place::file(&copy.file), message)
                        .ward(copy.ward.as_ref())
                        .related(Place::file(&first.file))
                        .hint(format!(
                            "「{}」だけを使います。何もしなくてかまいません。",
                            first.file
                        )),
                );
            }
        }
        Outcome::Ran
    }
}
