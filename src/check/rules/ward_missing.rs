//! X402: nothing has come from a ward.

use std::collections::BTreeSet;

use crate::{Context, Purpose, Rule, RuleSettings, Sink};
use diagnostic::{Code, Outcome, Place, code};
use model::AreaCode;
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("X402" "ward-missing" Warning "ward_missing.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct WardMissing {}

impl RuleSettings for WardMissing {
    const CODE: Code = CODE;

    const COMPARES: bool = true;
}

impl Rule for WardMissing {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let unit = &context.nouns().unit;
        if context.purpose != Purpose::Compile {
            return Outcome::Skipped(format!("点検では、全{unit}がそろっているかは見ない"));
        }
        let wards = context.definitions.areas.wards();
        let sent = context.submissions.iter();
        let sent = sent.filter_map(|submission| submission.ward.as_ref());
        let told = sink.earlier().diagnostics();
        let told = told.filter(|told| told.place.file.is_some());
        let came: BTreeSet<&AreaCode> = sent
            .chain(told.filter_map(|told| told.ward.as_ref()))
            .collect();
        let missing = wards.iter().filter(|ward| !came.contains(&ward.code));
        let missing: Vec<_> = missing.collect();
        for ward in missing {
            let message = format!("{}の提出物がありません。", ward.name);
            sink.push(
                sink.diagnostic(Place::run(), message)
                    .ward(Some(&ward.code))
                    .expected(format!("{}の提出物1件", ward.name))
                    .hint(format!("届いていないか確かめてください。読み取れなかったファイルや{unit}名の分からないファイルが、この{unit}のものかもしれません。")),
            );
        }
        Outcome::Ran
    }
}
