//! X405: a workbook speaks for another as-of date than the run, so it is not used.

use std::sync::Arc;

use crate::{Context, Rule, RuleSettings, Sink};
use definition::MadeRule;
use diagnostic::{Code, Outcome, Place, code};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("X405" "as-of-differs" Error "as_of_differs.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct AsOfDiffers {}

impl RuleSettings for AsOfDiffers {
    const CODE: Code = CODE;

    const OF_WHOLE: bool = true;

    const UNLISTED: Option<fn() -> MadeRule> = Some(|| Arc::new(Self {}));
}

impl Rule for AsOfDiffers {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let Some(run) = context.as_of else {
            return Outcome::Skipped("取りまとめの時点が決まっていない".to_owned());
        };
        let mut checked = false;
        for submission in context.subjects() {
            let told_by_reading = sink.earlier().about(&submission.file).any(|told| {
                [
                    Code::AS_OF_MISSING,
                    Code::AS_OF_NOT_MONTH_END,
                    Code::AS_OF_OUTSIDE_FORM,
                ]
                .contains(&told.code)
            });
            let Some(own) = submission.as_of else {
                continue;
            };
            checked = true;
            let is_superseded = context.choices.superseded_by(&submission.file).is_some();
            if own == run || told_by_reading || is_superseded {
                continue;
            }
            let message = format!(
                "時点が{}と書かれていますが、この取りまとめの時点は{}です。",
                own.wareki(),
                run.wareki()
            );
            sink.push(
                sink.diagnostic(Place::file(&submission.file), message)
                    .ward(submission.ward.as_ref())
                    .entered(own.wareki())
                    .expected(run.wareki())
                    .hint(format!(
                        "別の時点のファイルではないか確かめてください。時点の書き間違いであれば、表題の時点を{}に直してください。直るまで、このファイルの数は取りまとめに入りません。",
                        run.wareki()
                    )),
            );
        }
        Outcome::skipped_if(!checked, "時点の分かる提出物がない")
    }
}
