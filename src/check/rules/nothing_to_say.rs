//! C318: a block says that there is nothing to say, although a count of its sheet has changed greatly since the column before.

use crate::ratio::show;
use crate::setting::Number;
use crate::{Context, Rule, RuleSettings, Sink, words};
use definition::{Blocks, SheetDefinition};
use diagnostic::{Code, Outcome, Place, code};
use model::{Fact, FiscalYear, NarrativeItem, Submission, ValueKind};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C318" "nothing-to-say" Warning "nothing_to_say.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct NothingToSay {
    #[schemars(description = "対象の文章のまとまり。")]
    blocks: Blocks,
    #[schemars(
        description = "何倍に増えるか、何分の1に減れば大きな変化とみるか（2～100、書かなければ2）。"
    )]
    #[serde(default)]
    times: Number<2, 100, 2>,
    #[schemars(
        description = "2つの数の大きいほうがこれより小さければ、変化とみない（1～1000000、書かなければ20）。"
    )]
    #[serde(default)]
    at_least: Number<1, 1000000, 20>,
}

impl RuleSettings for NothingToSay {
    const CODE: Code = CODE;
}

/// Most changed counts that the message names.
const NAMED: usize = 2;

impl Rule for NothingToSay {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        context.each_with_earlier(|submission, live, earlier| {
            let [before, ..] = earlier else { return };
            for sheet in &context.form_for(submission).sheets {
                let said = said_nothing(&self.blocks, submission, sheet, live);
                if !said.is_empty() {
                    let changed = self.changed(context, sink, submission, sheet, (*before, live));
                    tell(context, sink, submission, &said, &changed, live);
                }
            }
        })
    }
}

/// The blocks that say nothing, by label and first bullet.
fn said_nothing<'a>(
    blocks: &Blocks,
    submission: &'a Submission,
    sheet: &'a SheetDefinition,
    live: FiscalYear,
) -> Vec<(&'a str, &'a NarrativeItem)> {
    sheet
        .blocks
        .iter()
        .filter(|block| blocks.contains(&block.id))
        .filter_map(|block| {
            let bullets = words::bullets(submission, &block.id, live);
            let is_nothing = bullets.iter().all(|item| words::is_nothing(&item.text));
            let first = bullets.first().filter(|_| is_nothing)?;
            Some((block.label.as_str(), *first))
        })
        .collect()
}

impl NothingToSay {
    /// Counts of the sheet that changed greatly, then and now. In the midst of a year only a state can be compared.
    fn changed<'a>(
        &self,
        context: &Context<'_>,
        sink: &Sink<'_>,
        submission: &'a Submission,
        sheet: &SheetDefinition,
        (before, live): (FiscalYear, FiscalYear),
    ) -> Vec<(&'a Fact, &'a Fact)> {
        let (times, at_least) = (self.times.number(), self.at_least.number());
        let as_of = context.as_of.or(submission.as_of);
        let is_whole_year = as_of.is_some_and(model::AsOf::is_year_end);
        let comparable = |kind: ValueKind| match kind {
            ValueKind::Stock => true,
            ValueKind::YearToDate => is_whole_year,
            ValueKind::Survey | ValueKind::Derived => false,
        };
        let fields = sheet.blocks.iter().flat_map(|block| &block.fields);
        fields
            .filter_map(|field| {
                let definition = context.definitions.indicator(&field.indicator)?;
                let now = submission.fact(&field.indicator, live)?;
                let then = submission.fact(&field.indicator, before)?;
                let (a, b) = (then.value.number()?, now.value.number()?);
                let is_great = a.max(b) >= at_least && a.max(b) >= a.min(b) * times;
                let is_sound = comparable(definition.kind)
                    && !sink.earlier().mentions(now)
                    && !sink.earlier().mentions(then);
                (is_great && is_sound && a != b).then_some((then, now))
            })
            .collect()
    }
}

fn tell(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    said: &[(&str, &NarrativeItem)],
    changed: &[(&Fact, &Fact)],
    live: FiscalYear,
) {
    let Some(((label, first), rest)) = said.split_first() else {
        return;
    };
    if changed.is_empty() {
        return;
    }
    let number = |fact: &Fact| fact.value.number().map(show).unwrap_or_default();
    let named: Vec<String> = changed
        .iter()
        .take(NAMED)
        .map(|(then, now)| {
            let name = context.short_label(&now.indicator);
            format!("{name}（{}→{}）", number(then), number(now))
        })
        .collect();
    let more = match changed.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("ほか{more}つの数"),
    };
    let labels: Vec<String> = said
        .iter()
        .map(|(label, _)| format!("「{label}」"))
        .collect();
    let message = format!(
        "{live}年度の{}に「{}」とありますが、前の年度から{}{more}が大きく変わっています。",
        labels.join("と"),
        first.text.trim(),
        named.join("、")
    );
    let mut diagnostic = sink
        .diagnostic(Place::from(&first.provenance), message)
        .ward(submission.ward.as_ref())
        .year(live)
        .field(*label)
        .entered(first.provenance.text.clone())
        .expected("変わったわけが分かる文章")
        .hint("数が間違っていれば直し、正しければ、変わったわけをこの欄に一言書いてください。");
    for (_, item) in rest {
        diagnostic = diagnostic.related(Place::from(&item.provenance));
    }
    for (_, now) in changed {
        diagnostic = diagnostic.related(Place::from(&now.provenance));
    }
    sink.push(diagnostic);
}
