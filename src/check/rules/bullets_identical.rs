//! C316: the same text stands in every bullet of a block, or a whole block was copied into another, or from last year.

use crate::rule::REASON_HINT;
use crate::setting::Number;
use crate::{Context, Rule, RuleSettings, Sink, words};
use definition::{BlockDefinition, BlockKind, Blocks, SheetDefinition};
use diagnostic::{Code, Outcome, Place, Severity, code};
use model::{FiscalYear, NarrativeItem, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C316" "bullets-identical" Warning "bullets_identical.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct BulletsIdentical {
    #[schemars(description = "対象の文章のまとまり。書かなければ、様式の文章すべて。")]
    blocks: Option<Blocks>,
    #[schemars(
        description = "これより短い文章は、決まり文句とみて比べない（1～200、書かなければ12）。"
    )]
    #[serde(default)]
    least_characters: Number<1, 200, 12>,
}

impl RuleSettings for BulletsIdentical {
    const CODE: Code = CODE;
}

/// A block with its bullets of one year.
struct Filled<'a> {
    block: &'a BlockDefinition,
    bullets: Vec<&'a NarrativeItem>,
    key: String,
}

impl Rule for BulletsIdentical {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let least = self.least_characters.count();
        let why_not = "時点が分からず、どの年度の文章を見るのか決められない";
        context.each_dated(why_not, |submission, as_of| {
            let year = as_of.fiscal_year();
            let mut seen: Vec<Filled<'_>> = Vec::new();
            for sheet in &context.form_for(submission).sheets {
                let filled = filled(self.blocks.as_ref(), submission, sheet, year);
                last_year(sink, submission, sheet, &filled, year, least);
                for block in filled {
                    if !same_bullets(sink, submission, &block, year, least)
                        && !copied_block(sink, submission, &seen, &block, year, least)
                    {
                        seen.push(block);
                    }
                }
            }
        })
    }
}

/// The blocks of a sheet that hold words in a year.
fn filled<'a>(
    blocks: Option<&Blocks>,
    submission: &'a Submission,
    sheet: &'a SheetDefinition,
    year: FiscalYear,
) -> Vec<Filled<'a>> {
    let is_meant = |block: &&BlockDefinition| {
        block.kind == BlockKind::Narrative && blocks.is_none_or(|blocks| blocks.contains(&block.id))
    };
    sheet
        .blocks
        .iter()
        .filter(is_meant)
        .map(|block| {
            let bullets = words::bullets(submission, &block.id, year);
            let key = joined(&bullets);
            Filled {
                block,
                bullets,
                key,
            }
        })
        .filter(|filled| !filled.bullets.is_empty())
        .collect()
}

/// The bullets of a block as one text for comparing.
fn joined(bullets: &[&NarrativeItem]) -> String {
    let keys: Vec<String> = bullets.iter().map(|item| words::key(&item.text)).collect();
    keys.join("・")
}

fn is_long(key: &str, least: usize) -> bool {
    key.chars().count() >= least
}

/// Every bullet of the block is the same text.
fn same_bullets(
    sink: &mut Sink<'_>,
    submission: &Submission,
    filled: &Filled<'_>,
    year: FiscalYear,
    least: usize,
) -> bool {
    let Some((first, rest)) = filled.bullets.split_first() else {
        return false;
    };
    let key = words::key(&first.text);
    let is_same = |item: &&NarrativeItem| words::key(&item.text) == key;
    if rest.is_empty() || !is_long(&key, least) || !rest.iter().all(is_same) {
        return false;
    }
    let label = &filled.block.label;
    let message = format!(
        "{year}年度の「{label}」の{}つの文章がすべて同じです。",
        filled.bullets.len()
    );
    let mut diagnostic = sink
        .diagnostic(Place::from(&first.provenance), message)
        .ward(submission.ward.as_ref())
        .year(year)
        .field(label.clone())
        .entered(first.provenance.text.clone())
        .expected("それぞれ別の文章")
        .hint(format!(
            "写したまま書き換え忘れていないか確かめ、1つで足りるときは残りを消してください。{REASON_HINT}"
        ));
    for item in rest {
        let place = Place::from(&item.provenance);
        if place != diagnostic.place {
            diagnostic = diagnostic.related(place);
        }
    }
    sink.push(diagnostic);
    true
}

/// The whole block stands in an earlier block of the same year too.
fn copied_block(
    sink: &mut Sink<'_>,
    submission: &Submission,
    seen: &[Filled<'_>],
    filled: &Filled<'_>,
    year: FiscalYear,
    least: usize,
) -> bool {
    let original = seen.iter().find(|other| other.key == filled.key);
    let (Some(original), Some(first)) = (original, filled.bullets.first()) else {
        return false;
    };
    let Some(there) = original
        .bullets
        .first()
        .filter(|_| is_long(&filled.key, least))
    else {
        return false;
    };
    let label = &filled.block.label;
    let message = format!(
        "{year}年度の「{label}」の文章が、シート「{}」の「{}」（{}）とまったく同じです。",
        there.provenance.sheet, original.block.label, there.provenance.cell
    );
    sink.push(
        sink.diagnostic(Place::from(&first.provenance), message)
            .ward(submission.ward.as_ref())
            .year(year)
            .field(label.clone())
            .entered(first.provenance.text.clone())
            .expected("その欄の文章")
            .related(Place::from(&there.provenance))
            .hint(format!(
                "写したまま書き換え忘れていないか確かめてください。{REASON_HINT}"
            )),
    );
    true
}

/// Every block of a sheet says what it said last year: a note.
fn last_year(
    sink: &mut Sink<'_>,
    submission: &Submission,
    sheet: &SheetDefinition,
    filled: &[Filled<'_>],
    year: FiscalYear,
    least: usize,
) {
    let is_same = |block: &Filled<'_>| {
        let before = words::bullets(submission, &block.block.id, year.previous());
        joined(&before) == block.key
    };
    let is_long = filled.iter().any(|block| is_long(&block.key, least));
    let Some(first) = filled.first().and_then(|block| block.bullets.first()) else {
        return;
    };
    if filled.len() < 2 || !is_long || !filled.iter().all(is_same) {
        return;
    }
    let message = format!(
        "シート「{}」の{year}年度の文章が、{}年度とすべて同じです。",
        sheet.name,
        year.previous()
    );
    sink.push(
        sink.diagnostic(Place::from(&first.provenance), message)
            .severity(Severity::Note)
            .ward(submission.ward.as_ref())
            .year(year)
            .field(filled[0].block.label.clone())
            .entered(first.provenance.text.clone())
            .hint("この年度の文章に書き換えたか確かめてください。同じでよければ、そのままでかまいません。"),
    );
}
