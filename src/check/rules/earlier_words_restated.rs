//! T505: a text of an earlier fiscal year reads otherwise than it was accepted last year, or is gone. What is gone is told once
//! per sheet and year: a column may have been left blank.

use std::sync::Arc;

use crate::rule::REASON_HINT;
use crate::{Context, Rule, RuleSettings, Sink, excerpt};
use definition::{BlockDefinition, BlockKind, Blocks, SheetDefinition};
use diagnostic::{Code, Outcome, Place, code};
use model::{
    AsOf, Became, FiscalYear, NarrativeItem, PreviousFacts, Provenance, Submission, WordsId, became,
};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("T505" "earlier-words-restated" Warning "earlier_words_restated.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct EarlierWordsRestated {
    #[schemars(description = "対象の文章のまとまり。書かなければ、様式の文章すべて。")]
    blocks: Option<Blocks>,
}

impl RuleSettings for EarlierWordsRestated {
    const CODE: Code = CODE;
}

/// A text that stood, and the one that stands, as far as there are any.
type Pair<'a> = (Option<&'a NarrativeItem>, Option<&'a NarrativeItem>);

/// A block of which texts are gone: its label, its first cell, the texts.
type Gone<'a> = (&'a str, &'a Provenance, Vec<&'a NarrativeItem>);

impl Rule for EarlierWordsRestated {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let Some(previous) = context.previous else {
            return Outcome::Skipped("前年度の提出物（--previous）が指定されていない".to_owned());
        };
        let mut compared = false;
        let outcome = context.each_dated("時点が分からない", |submission, as_of| {
            let form = context.form_for(submission);
            for sheet in &form.sheets {
                for year in form.years.iter().map(|column| column.year) {
                    let column = (submission, sheet, year);
                    compared |= self.look(context, sink, (previous, as_of), column);
                }
            }
        });
        match outcome {
            Outcome::Ran => {
                Outcome::skipped_if(!compared, "前年度の提出物に、比べられる文章がない")
            }
            skipped @ Outcome::Skipped(_) => skipped,
        }
    }
}

impl EarlierWordsRestated {
    /// Looks into a sheet's column of a year; says whether there was anything to compare with.
    fn look(
        &self,
        context: &Context<'_>,
        sink: &mut Sink<'_>,
        (previous, as_of): (&PreviousFacts, AsOf),
        (submission, sheet, year): (&Submission, &SheetDefinition, FiscalYear),
    ) -> bool {
        let mut compared = false;
        let mut gone: Vec<Gone<'_>> = Vec::new();
        let blocks = sheet.blocks.iter();
        let meant = |id: &String| {
            self.blocks
                .as_ref()
                .is_none_or(|blocks| blocks.contains(id))
        };
        let words = blocks.filter(|block| block.kind == BlockKind::Narrative);
        for block in words.filter(|block| meant(&block.id)) {
            let Some(id) = id(context, submission, block, year) else {
                continue;
            };
            let before = previous.lasting_words(&id, as_of);
            // Where the block was not found, that has been told.
            let at = submission.blocks.get(&(block.id.clone(), year));
            let (false, Some(at)) = (before.is_empty(), at) else {
                continue;
            };
            compared = true;
            let now = submission.narratives.iter().map(Arc::as_ref);
            let now: Vec<&NarrativeItem> = now
                .filter(|item| item.block == block.id && item.year == year)
                .collect();
            match became(before, &now) {
                Became::Same => {}
                Became::Lost(lost) => gone.push((&block.label, at, lost)),
                Became::Changed(pairs) => {
                    tell_changed(sink, submission, (&block.label, at, year), &pairs);
                }
            }
        }
        tell_gone(sink, submission, &gone, year);
        compared
    }
}

fn id(
    context: &Context<'_>,
    submission: &Submission,
    block: &BlockDefinition,
    year: FiscalYear,
) -> Option<WordsId> {
    Some(WordsId {
        ward: submission.ward.clone()?,
        form: context.form_for(submission).id.form.clone(),
        block: (&block.id).into(),
        year,
    })
}

fn tell_changed(
    sink: &mut Sink<'_>,
    submission: &Submission,
    (label, at, year): (&str, &Provenance, FiscalYear),
    pairs: &[Pair<'_>],
) {
    let Some((first, rest)) = pairs.split_first() else {
        return;
    };
    let said = match first {
        (Some(then), Some(now)) => {
            let (then_text, now_text) = excerpt::of_both(&then.text, &now.text);
            format!(
                "{}つ目の文章は、前年度の提出では「{then_text}」でしたが、今回は「{now_text}」と書かれています。",
                now.number
            )
        }
        (Some(then), None) => format!(
            "{}つ目の文章は、前年度の提出では「{}」でしたが、今回はなく、ほかの文章が変わっています。",
            then.number,
            excerpt::beginning(&then.text)
        ),
        (None, now) => format!(
            "文章に、前年度の提出にはなかった「{}」が書かれています。",
            now.map(|now| excerpt::beginning(&now.text))
                .unwrap_or_default()
        ),
    };
    let more = match rest.len() {
        0 => String::new(),
        more => format!("ほかにも{more}つの文章が違います。"),
    };
    let place = first.1.map_or(at, |now| &now.provenance);
    let mut diagnostic = sink
        .diagnostic(
            Place::from(place),
            format!("{year}年度の「{label}」の{said}{more}"),
        )
        .ward(submission.ward.as_ref())
        .year(year)
        .field(label)
        .entered(place.text.clone())
        .hint(format!(
            "前年度の文章のままであれば、前年度の文章に戻してください。{REASON_HINT}"
        ));
    if let (Some(then), _) = first {
        diagnostic = diagnostic.expected(then.text.clone());
    }
    for (then, now) in pairs {
        let now = now.filter(|now| now.provenance != *place);
        for item in now.iter().chain(then) {
            diagnostic = diagnostic.related(Place::from(&item.provenance));
        }
    }
    sink.push(diagnostic);
}

fn tell_gone(sink: &mut Sink<'_>, submission: &Submission, gone: &[Gone<'_>], year: FiscalYear) {
    let Some((label, at, lost)) = gone.first() else {
        return;
    };
    let labels: Vec<String> = gone
        .iter()
        .map(|(label, at, lost)| format!("「{label}」（{}）に{}つ", at.cell, lost.len()))
        .collect();
    let first = lost
        .first()
        .map(|one| one.text.as_str())
        .unwrap_or_default();
    let all: usize = gone.iter().map(|(.., lost)| lost.len()).sum();
    let such = if all == 1 { "です" } else { "などです" };
    let message = format!(
        "{year}年度の{}、前年度の提出にあって今回はない文章があります。「{}」{such}。",
        labels.join("、"),
        excerpt::beginning(first)
    );
    let mut diagnostic = sink
        .diagnostic(Place::from(*at), message)
        .ward(submission.ward.as_ref())
        .year(year)
        .field(*label)
        .entered(at.text.clone())
        .expected(first.to_owned())
        .hint(
            "前年度の文章を書き戻してください。ないあいだは、前に受け付けた文章を再掲します。取り下げるときは、その欄に「特になし」と書いてください。",
        );
    for item in gone.iter().flat_map(|(.., lost)| lost) {
        diagnostic = diagnostic.related(Place::from(&item.provenance));
    }
    sink.push(diagnostic);
}
