//! X407: a place that reads otherwise in the file that was chosen instead of this one.

use crate::{Context, Rule, RuleSettings, Sink, differing};
use diagnostic::{Code, Diagnostic, Outcome, Place, code};
use model::{ChoiceRule, Difference, Item, Provenance, Submission, differences};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("X407" "submission-changed" Note "submission_changed.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct SubmissionChanged {}

impl RuleSettings for SubmissionChanged {
    const CODE: Code = CODE;

    const IS_LAST: bool = true;

    const OF_WHOLE: bool = true;
}

impl Rule for SubmissionChanged {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        for old in context.subjects() {
            let Some((chosen, rule)) = context.choices.superseded_by(&old.file) else {
                continue;
            };
            let Some(new) = context.submission(chosen) else {
                continue;
            };
            let all = differences(old, new).into_iter();
            // That nothing stands where the other is filled in is what the file was passed over for.
            let is_known = |it: &Difference| rule == ChoiceRule::Filled && is_empty(&it.old);
            for difference in all.filter(|it| !is_known(it)) {
                sink.push(told(context, sink, old, new, &difference));
            }
        }
        context.files_compared()
    }
}

fn told(
    context: &Context<'_>,
    sink: &Sink<'_>,
    old: &Submission,
    new: &Submission,
    difference: &Difference,
) -> Diagnostic {
    let (was, is) = (difference.old.as_ref(), difference.new.as_ref());
    let at = is.map_or_else(String::new, |is| format!("（{}!{}）", is.sheet, is.cell));
    let message = format!(
        "このファイルでは{}、使うファイル{at}では{}です。",
        differing::quoted(was, str::to_owned),
        differing::quoted(is, str::to_owned)
    );
    let place = was.map_or_else(|| Place::file(&old.file), Place::from);
    let related = is.map_or_else(|| Place::file(&new.file), Place::from);
    let form = context.form_for(new);
    let label = context.definitions.item_label(form, &difference.item);
    let mut told = sink
        .diagnostic(place, message)
        .ward(old.ward.as_ref())
        .year(difference.year)
        .field(label)
        .related(related)
        .hint(format!(
            "直した覚えのないところがないか、{}に確かめてください。",
            context.level_of(old)
        ));
    if let Item::Fact(indicator) = &difference.item {
        told.indicator = Some(indicator.clone());
    }
    told.entered = was.map(|was| was.text.to_string());
    told.expected = is.map(|is| is.text.to_string());
    told
}

fn is_empty(written: &Option<Provenance>) -> bool {
    let text = written.as_ref().map_or("", |place| place.text.trim());
    text.is_empty()
}
