//! T506: the numbers of a run that changed most, for whoever looks over it. Nothing is asked of anybody.
//!
//! # Decisions
//! * How large a change is, is how far it is beyond what chance moves a count, so that 12 → 1 and 1,000 → 1,200 stand in one
//!   order. What chance alone may have done is no large change, and neither is a small part of a large number, which other
//!   things than chance move from year to year: so a calm run tells of none.
//! * Where a slip of the hand explains the change, it is asked as by every rule; a number that is right needs no answer.
//! * At most so many as the form says, each at its own cell: there it can be sorted and sifted like any other finding, and a
//!   list of twenty numbers in one sentence is read by nobody.
//! * What has been asked about by itself is not said once more.

use rust_decimal::Decimal;

use super::changed_greatly;
use crate::peers::{self, Own};
use crate::ratio::show;
use crate::setting::Number;
use crate::slip::{Doubt, Expected};
use crate::{Context, NumberKind, Purpose, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, code};
use model::{Fact, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("T506" "largest-changes" Note "largest_changes.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct LargestChanges {
    #[schemars(description = "対象の指標。書かなければ、様式の数（％でないもの）すべて。")]
    fields: Option<Fields>,
    #[schemars(description = "多くていくつ知らせるか（1～100、書かなければ20）。")]
    #[serde(default)]
    most: Number<1, 100, 20>,
    #[schemars(
        description = "前の年度との差が、前の年度の何％に満たなければ知らせないか（1～1000、書かなければ20）。"
    )]
    #[serde(default)]
    least_percent: Number<1, 1000, 20>,
}

impl RuleSettings for LargestChanges {
    const CODE: Code = CODE;

    const COMPARES: bool = true;
}

/// A number that is further from the year before than chance takes it.
struct Change<'a> {
    submission: &'a Submission,
    fact: &'a Fact,
    now: Decimal,
    own: Own,
    surprise: Decimal,
}

impl Rule for LargestChanges {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let unit = &context.nouns().unit;
        if context.purpose != Purpose::Compile {
            return Outcome::Skipped(format!("点検では、全{unit}の変化の大きさは比べない"));
        }
        let least_percent = self.least_percent.number();
        let mut compared = false;
        let mut changes = Vec::new();
        let numbers = sink.due_numbers_of(context, self.fields.as_ref(), NumberKind::Count);
        for (submission, fact, now) in numbers {
            let is_live = context.live_year(submission) == Some(fact.year);
            if !is_live || !context.choices.counts(&submission.file) {
                continue;
            }
            let earlier = sink.earlier();
            let Some(own) = peers::own_before(context, earlier, submission, fact) else {
                continue;
            };
            compared = true;
            let is_told = peers::is_told(earlier, submission, fact)
                || earlier.tells(fact, changed_greatly::CODE);
            let surprise = peers::surprise(now, own.number);
            let percent = (now - own.number).abs() * Decimal::ONE_HUNDRED;
            let large = surprise.filter(|surprise| {
                *surprise >= peers::BEYOND_CHANCE && percent >= own.number * least_percent
            });
            if let (Some(surprise), false) = (large, is_told) {
                changes.push(Change {
                    submission,
                    fact,
                    now,
                    own,
                    surprise,
                });
            }
        }
        // The sort is stable: changes alike stay in the order of the files and of the form.
        changes.sort_by_key(|one| std::cmp::Reverse(one.surprise));
        let most = usize::try_from(self.most.number()).unwrap_or(usize::MAX);
        changes.truncate(most);
        for (at, change) in changes.into_iter().enumerate() {
            tell(context, sink, change, at + 1, least_percent);
        }
        Outcome::skipped_if(!compared, "比べられる前の年度の数がない")
    }
}

fn tell(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    change: Change<'_>,
    place: usize,
    least_percent: Decimal,
) {
    let Change {
        submission,
        fact,
        now,
        own,
        ..
    } = change;
    let nth = match place {
        1 => "最も大きい".to_owned(),
        place => format!("{place}番目に大きい"),
    };
    let message = format!(
        "{}年度の{}{}から{}へ変わりました。ほかに指摘のない数のうち、全{}で{nth}変化です。",
        own.year,
        show(own.number),
        own.was,
        show(now),
        context.nouns().unit
    );
    let diagnostic = sink
        .on_fact(context, submission, fact, message)
        .related(own.place)
        .hint("見直すときの目安です。正しければ、答えや理由は要りません。");
    let most = (Decimal::ONE_HUNDRED + least_percent) / Decimal::ONE_HUNDRED;
    let ordinary = Expected::Within(own.number / most, own.number * most);
    sink.push_doubted(diagnostic, Doubt::about(fact, ordinary));
}
