//! X403: several workbooks came for one ward, and neither date nor anybody's word tells which one counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Context, Rule, RuleSettings, Sink, differing};
use definition::MadeRule;
use diagnostic::{Code, Outcome, Place, code};
use model::{AreaCode, Role};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("X403" "ward-twice" Error "ward_twice.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct WardTwice {}

impl RuleSettings for WardTwice {
    const CODE: Code = CODE;

    const COMPARES: bool = true;

    const UNLISTED: Option<fn() -> MadeRule> = Some(|| Arc::new(Self {}));
}

impl Rule for WardTwice {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let areas = &context.definitions.areas;
        let whole = Some(areas.city()).filter(|_| !areas.is_one());
        let mut undecided: BTreeMap<&AreaCode, Vec<&Arc<str>>> = BTreeMap::new();
        for submission in context.subjects().chain(context.whole_subjects()) {
            let is_undecided = context.choices.role(&submission.file) == Some(&Role::Undecided);
            if let Some(ward) = submission.ward.as_ref().filter(|_| is_undecided) {
                undecided.entry(ward).or_default().push(&submission.file);
            }
        }
        for ward in areas.wards().iter().chain(whole) {
            let files = undecided.remove(&ward.code).unwrap_or_default();
            let Some((first, rest)) = files.split_first() else {
                continue;
            };
            let names: Vec<String> = files.iter().map(|file| format!("「{file}」")).collect();
            let names = names.join("");
            let message = format!(
                "{}から内容の違うファイルが{}件届いています：{names}。{}、どれを使うか決められません。{}",
                ward.name,
                files.len(),
                why(context, &files),
                differing_places(context, &files),
            );
            let mut diagnostic = sink
                .diagnostic(Place::file(first), message)
                .ward(Some(&ward.code))
                .entered(names)
                .expected("1件")
                .hint(format!("どれが正しいか確かめ、正しい1つだけを残すか、--use で指定してください。決まるまで、この{}の数は取りまとめに入りません。", if areas.is_whole(&ward.code) { &context.nouns().whole } else { &context.nouns().unit }));
            for file in rest {
                diagnostic = diagnostic.related(Place::file(file));
            }
            sink.push(diagnostic);
        }
        context.files_compared()
    }
}

/// Where two files differ, so that the sender sees which of them he meant; of more files there is no one difference.
fn differing_places(context: &Context<'_>, files: &[&Arc<str>]) -> String {
    let [one, other] = files else {
        return String::new();
    };
    let pair = context.submission(one).zip(context.submission(other));
    pair.map_or_else(String::new, |(one, other)| {
        differing::sentence(one, other, "と")
    })
}

/// Why the dates decide nothing.
fn why(context: &Context<'_>, files: &[&Arc<str>]) -> &'static str {
    let is_unknown = files
        .iter()
        .filter_map(|file| context.submission(file))
        .any(|submission| submission.saved.is_none());
    if is_unknown {
        "保存日時の記録がないファイルがあり"
    } else {
        "時点も、ファイルの中の保存日時も同じで"
    }
}
