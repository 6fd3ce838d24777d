//! C328: a bullet holds nothing but a filler: a letter to try the keyboard, or a word that stands in for what is still to be
//! written. Which words those are is the form's to say.

use crate::{Context, Rule, RuleSettings, Sink, words};
use definition::{BlockKind, Blocks};
use diagnostic::{Code, Outcome, Place, code};
use model::{NarrativeItem, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C328" "filler-text" Note "filler_text.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct FillerText {
    #[schemars(description = "対象の文章のまとまり。書かなければ、様式の文章すべて。")]
    blocks: Option<Blocks>,
    #[schemars(
        description = "文章の代わりにならない言葉。全体がこの言葉だけの文章を知らせる（幅、大文字と小文字、空白、記号は問わない）。"
    )]
    words: Vec<String>,
}

impl RuleSettings for FillerText {
    const CODE: Code = CODE;
}

impl Rule for FillerText {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let key = |text: &str| words::key(text).to_lowercase();
        let fillers: Vec<String> = self.words.iter().map(|word| key(word)).collect();
        let why_not = "時点が分からず、どの年度を見るのか決められない";
        context.each_dated(why_not, |submission, as_of| {
            let year = as_of.fiscal_year();
            for sheet in &context.form_for(submission).sheets {
                let blocks = sheet.blocks.iter();
                for block in blocks.filter(|block| block.kind == BlockKind::Narrative) {
                    let is_meant = |blocks: &Blocks| blocks.contains(&block.id);
                    if !self.blocks.as_ref().is_none_or(is_meant) {
                        continue;
                    }
                    for item in words::bullets(submission, &block.id, year) {
                        let place = Place::from(&item.provenance);
                        let is_filler = fillers.contains(&key(&item.text));
                        if is_filler && !sink.earlier().points_at(&place) {
                            tell(sink, submission, &block.label, item);
                        }
                    }
                }
            }
        })
    }
}

fn tell(sink: &mut Sink<'_>, submission: &Submission, label: &str, item: &NarrativeItem) {
    let message = format!(
        "{}年度の「{label}」に「{}」とだけ書かれています。書きかけではありませんか。",
        item.year,
        item.text.trim()
    );
    let diagnostic = sink
        .diagnostic(Place::from(&item.provenance), message)
        .ward(submission.ward.as_ref())
        .year(item.year)
        .field(label)
        .entered(item.provenance.text.clone())
        .expected("この年度の文章");
    sink.push(diagnostic.hint(
        "文章に書き換えてください。書くことがなければ「特になし」と書くか、その欄を空欄にしてください。",
    ));
}
