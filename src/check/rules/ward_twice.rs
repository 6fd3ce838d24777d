//! X403: two different workbooks came for one ward, and nobody but the ward can say which one counts.

use std::sync::Arc;

use crate::check::{Context, Rule, Sink};
use crate::definition::RuleInstance;
use crate::diagnostic::{Code, Outcome, Place};
use crate::model::Submission;

/// The rule.
pub(crate) struct WardTwice;

impl Rule for WardTwice {
    fn code(&self) -> Code {
        Code::WARD_TWICE
    }

    fn check(&self, context: &Context<'_>, _: &RuleInstance, sink: &mut Sink<'_>) -> Outcome {
        for ward in context.definitions.areas.wards() {
            // A workbook for another as-of date is not used anyway, and `as-of-differs` says so.
            let files: Vec<&Arc<str>> = context
                .subjects()
                .filter(|submission: &&Submission| submission.ward.as_ref() == Some(&ward.code))
                .filter(|submission| !context.as_of_differs(submission))
                .map(|submission| &submission.file)
                .collect();
            let Some((first, rest)) = files.split_first() else {
                continue;
            };
            if rest.is_empty() {
                continue;
            }
            let names: Vec<String> = files.iter().map(|file| format!("「{file}」")).collect();
            let names = names.join("");
            let message = format!(
                "{}から内容の違うファイルが{}件届いています：{names}。",
                ward.name,
                files.len()
            );
            let mut diagnostic = sink
                .diagnostic(Place::file(first), message)
                .ward(Some(&ward.code))
                .entered(names)
                .expected("1件")
                .hint("どれが正しいか確かめ、正しい1つだけを残してください。決まるまで、この区の数は取りまとめに入りません。");
            for file in rest {
                diagnostic = diagnostic.related(Place::file(file));
            }
            sink.push(diagnostic);
        }
        Outcome::Ran
    }
}
