//! X406: another file of the same ward was chosen, so this one is not used; by which rule, and what that sets aside.

use std::sync::Arc;

use crate::{Context, Rule, RuleSettings, Sink, differing};
use definition::MadeRule;
use diagnostic::{Code, Outcome, Place, Severity, code};
use model::{ChoiceRule, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("X406" "submission-superseded" Warning "submission_superseded.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct SubmissionSuperseded {}

impl RuleSettings for SubmissionSuperseded {
    const CODE: Code = CODE;

    const IS_LAST: bool = true;

    const OF_WHOLE: bool = true;

    const UNLISTED: Option<fn() -> MadeRule> = Some(|| Arc::new(Self {}));
}

impl Rule for SubmissionSuperseded {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        for old in context.subjects() {
            let unit = context.level_of(old);
            let Some((chosen, rule)) = context.choices.superseded_by(&old.file) else {
                continue;
            };
            let Some(new) = context.submission(chosen) else {
                continue;
            };
            let counts = context.choices.counts(chosen);
            let instead = if counts {
                "を使います"
            } else {
                "を採りましたが、そのファイルも時点が違うため使えません"
            };
            let message = format!(
                "このファイルは使わず、同じ{unit}の「{chosen}」{instead}（{}）。{}",
                reason(rule, old, new),
                differing::sentence(old, new, "→"),
            );
            let told = sink
                .diagnostic(Place::file(&old.file), message)
                .ward(old.ward.as_ref())
                .related(Place::file(chosen));
            // What a person has decided needs no second look.
            let told = if rule == ChoiceRule::Named && counts {
                let decided = told.severity.max(Severity::Note);
                told.severity(decided)
            } else {
                told
            };
            let hint = if counts {
                hint(rule, old, new, unit)
            } else {
                format!(
                    "この{unit}の数は取りまとめに入りません。時点の合うファイルを --use で指定してください。"
                )
            };
            let aside = aside(sink.earlier().set_aside(&old.file));
            sink.push(told.hint(hint + &aside));
        }
        context.files_compared()
    }
}

/// The rule by which it was chosen, with what was compared.
fn reason(rule: ChoiceRule, old: &Submission, new: &Submission) -> String {
    let pair = match rule {
        ChoiceRule::Filled => {
            return "このファイルは今回の年度に何も書かれていない「記入なし」のため".to_owned();
        }
        ChoiceRule::Named => None,
        ChoiceRule::LaterAsOf => old
            .as_of
            .zip(new.as_of)
            .map(|(old, new)| (old.wareki(), new.wareki())),
        ChoiceRule::LaterSaved => old
            .saved
            .zip(new.saved)
            .map(|(old, new)| (old.to_string(), new.to_string())),
    };
    match pair {
        Some((old, new)) => format!("{}ため：{old} → {new}", rule.label()),
        None => format!("{}されているため", rule.label()),
    }
}

/// What to do where the choice is not what the ward meant.
fn hint(rule: ChoiceRule, old: &Submission, new: &Submission, unit: &str) -> String {
    match rule {
        ChoiceRule::Named => "指定のとおりです。何もしなくてかまいません。".to_owned(),
        ChoiceRule::LaterAsOf => format!(
            "「{}」が正しいか{unit}に確かめてください。時点の書き間違いであれば、表題の時点を直してください。",
            new.file
        ),
        ChoiceRule::Filled | ChoiceRule::LaterSaved => format!(
            "「{}」が正しいか{unit}に確かめてください。違うときは、使うファイルを --use で指定してください（例: --use {}）。",
            new.file, old.file
        ),
    }
}

/// How much is not told about a file that nobody has to correct.
fn aside([errors, warnings, notes]: [usize; 3]) -> String {
    if errors + warnings + notes == 0 {
        return String::new();
    }
    format!(
        "このファイルの中の指摘（誤り{errors}・確認{warnings}・参考{notes}）は、点検の結果に数えていません。"
    )
}
