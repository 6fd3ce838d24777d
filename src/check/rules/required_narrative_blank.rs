//! C315: a block of words that is asked for holds none in the live year's column. Told once per sheet.

use crate::{Context, Rule, RuleSettings, Sink, words};
use definition::{Applies, Blocks, SheetDefinition};
use diagnostic::{Code, Outcome, Place, code};
use model::{FiscalYear, Provenance, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

use super::required_value_blank;

use super::future_year_filled;

/// The code of this rule.
pub const CODE: Code =
    code!("C315" "required-narrative-blank" Warning "required_narrative_blank.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RequiredNarrativeBlank {
    #[schemars(description = "対象の文章のまとまり。")]
    blocks: Blocks,
}

impl RuleSettings for RequiredNarrativeBlank {
    const CODE: Code = CODE;
}

/// A blank block: its identifier, its label and its first cell.
type Blank<'a> = (&'a str, &'a str, &'a Provenance);

impl Rule for RequiredNarrativeBlank {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let why_not = "時点が分からず、どの年度を書くのか決められない";
        context.each_dated(why_not, |submission, as_of| {
            let year = as_of.fiscal_year();
            for sheet in &context.form_for(submission).sheets {
                let mut blanks = blanks(&self.blocks, sink, submission, sheet, year);
                blanks.retain(|(id, ..)| !context.is_written_for_whole(id, year));
                blanks.retain(|(id, ..)| is_asked(context, submission, id, year));
                tell(sink, submission, &blanks, year);
            }
        })
    }
}

/// Whether a block is asked for. Where nobody knows, what it hangs on is told.
fn is_asked(context: &Context<'_>, submission: &Submission, id: &str, year: FiscalYear) -> bool {
    let form = context.form_for(submission);
    let block = form.narrative_block(id);
    let when = block.and_then(|(_, block)| block.when.as_ref());
    when.is_none_or(|when| {
        let alone = std::slice::from_ref(when);
        form.applies(alone, submission, year) == Applies::Yes
    })
}

/// The blocks of a sheet that were found and hold no words.
fn blanks<'a>(
    meant: &Blocks,
    sink: &Sink<'_>,
    submission: &'a Submission,
    sheet: &'a SheetDefinition,
    year: FiscalYear,
) -> Vec<Blank<'a>> {
    sheet
        .blocks
        .iter()
        .filter(|block| meant.contains(&block.id))
        .filter_map(|block| {
            let at = submission.blocks.get(&(block.id.clone(), year))?;
            let is_blank = words::bullets(submission, &block.id, year).is_empty()
                && !words::is_doubted(sink.earlier(), &block.label, at)
                && !is_unfilled(sink, at, year);
            is_blank.then_some((block.id.as_str(), block.label.as_str(), at))
        })
        .collect()
}

/// Whether it has been told that the sheet's column holds nothing, or stands under another year.
fn is_unfilled(sink: &Sink<'_>, at: &Provenance, year: FiscalYear) -> bool {
    sink.earlier().about(&at.file).any(|told| {
        let mut places = std::iter::once(&told.place).chain(&told.related);
        let here = places.any(|place| place.sheet.as_ref() == Some(&at.sheet));
        let no_number = told.code == required_value_blank::CODE
            && told.place.cell.is_none()
            && told.fiscal_year == Some(year);
        here && (no_number || told.code == future_year_filled::CODE)
    })
}

fn tell(sink: &mut Sink<'_>, submission: &Submission, blanks: &[Blank<'_>], year: FiscalYear) {
    let Some(((_, label, first), rest)) = blanks.split_first() else {
        return;
    };
    let labels: Vec<String> = blanks
        .iter()
        .map(|(_, label, at)| format!("「{label}」（{}）", at.cell))
        .collect();
    let message = format!("{year}年度の{}に文章がありません。", labels.join("、"));
    let mut diagnostic = sink
        .diagnostic(Place::from(*first), message)
        .ward(submission.ward.as_ref())
        .year(year)
        .field(*label)
        .entered(first.text.clone())
        .expected("文章")
        .hint(
            "この年度の文章を1つは書いてください。書くことがなければ「特になし」と書いてください。",
        );
    for (.., at) in rest {
        diagnostic = diagnostic.related(Place::from(*at));
    }
    sink.push(diagnostic);
}
