//! T503: a ward's count is as large as the whole city's, in a field whose label speaks of the sum of all wards.

use rust_decimal::Decimal;

use crate::peers;
use crate::ratio::show;
use crate::rule::REASON_HINT;
use crate::setting::Number;
use crate::{Context, Earlier, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, code};
use model::{Fact, FiscalYear, Nouns, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("T503" "city-figure-suspected" Warning "city_figure_suspected.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct CityFigureSuspected {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
    #[schemars(
        description = "数を書いた団体がこれより少なければ、比べない（2～200、書かなければ8）。"
    )]
    #[serde(default)]
    wards: Number<2, 200, 8>,
    #[schemars(
        description = "前の年度のすべての団体の合計の何％以上なら、全体の数とみるか（1～100、書かなければ50）。"
    )]
    #[serde(default)]
    share_percent: Number<1, 100, 50>,
    #[schemars(description = "これより小さな数は、知らせない（1～1000000、書かなければ20）。")]
    #[serde(default)]
    at_least: Number<1, 1000000, 20>,
}

impl RuleSettings for CityFigureSuspected {
    const CODE: Code = CODE;

    const LOOKS_AT_OTHERS: bool = true;
}

impl Rule for CityFigureSuspected {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let (mut checked, mut unknown) = (false, false);
        for (submission, fact) in sink.due_facts(context, Some(&self.fields)) {
            let is_live = context.live_year(submission) == Some(fact.year);
            if !is_live || fact.value.number().is_none() {
                continue;
            }
            let earlier = sink.earlier();
            let city = City::of(context, earlier, self, submission, fact);
            if city.before.is_none() && city.others.is_none() {
                unknown = true;
                continue;
            }
            checked = true;
            let Some(why) = city.suspicion(context, earlier, submission, fact) else {
                continue;
            };
            if !peers::is_told(earlier, submission, fact) {
                tell(context, sink, submission, fact, &why);
            }
        }
        let Nouns { whole, unit, .. } = context.nouns();
        let why = format!("全{whole}の合計を知るだけの{unit}の数がない");
        Outcome::skipped_if(unknown && !checked, why)
    }
}

/// Whether this rule will speak about the fact, by the form's own parameters.
pub(super) fn is_suspected(
    context: &Context<'_>,
    earlier: &Earlier,
    submission: &Submission,
    fact: &Fact,
) -> bool {
    let mut rules = context
        .uses::<CityFigureSuspected>(submission)
        .filter(|(instance, rule)| rule.fields.contains(&fact.indicator) && !instance.trial);
    rules.any(|(_, rule)| {
        City::of(context, earlier, rule, submission, fact)
            .suspicion(context, earlier, submission, fact)
            .is_some()
    })
}

/// What is known of the whole city.
struct City {
    /// Fiscal year, number of wards and sum of the year before.
    before: Option<(FiscalYear, usize, Decimal)>,
    /// Number of the other wards, their sum, their smallest and largest count in the same year.
    others: Option<(usize, Decimal, Decimal, Decimal)>,
    share: Decimal,
    at_least: Decimal,
}

impl City {
    fn of(
        context: &Context<'_>,
        earlier: &Earlier,
        rule: &CityFigureSuspected,
        submission: &Submission,
        fact: &Fact,
    ) -> Self {
        let wards = rule.wards.number();
        let enough = |count: usize| Decimal::from(count) >= wards;
        let year = fact.year.previous();
        let accepted = context.previous;
        let accepted = accepted.map_or((0, Decimal::ZERO), |previous| {
            earlier.accepted(previous, &fact.indicator, year)
        });
        let (count, sum) = if enough(accepted.0) {
            accepted
        } else {
            let columns = peers::counts(context, earlier, &fact.indicator, year);
            (columns.len(), columns.sum())
        };
        let before = (enough(count) && sum > Decimal::ZERO).then_some((year, count, sum));
        let all = peers::counts(context, earlier, &fact.indicator, fact.year);
        let others = all.without(&submission.file);
        Self {
            before,
            others: others
                .filter(|others| enough(others.count))
                .map(|others| (others.count, others.sum, others.low, others.high)),
            share: rule.share_percent.number(),
            at_least: rule.at_least.number(),
        }
    }

    /// Why the count looks like the city's: the end of the sentence.
    fn suspicion(
        &self,
        context: &Context<'_>,
        earlier: &Earlier,
        submission: &Submission,
        fact: &Fact,
    ) -> Option<String> {
        let unit = &context.nouns().unit;
        let number = fact
            .value
            .number()
            .filter(|number| *number >= self.at_least)?;
        let own = peers::own_before(context, earlier, submission, fact).map(|own| own.number);
        let within = |one: Decimal, times: Decimal| {
            own.and_then(|own| peers::times(one, own))
                .is_some_and(|apart| apart <= times)
        };
        // A number with a digit too many, or a ward that is always this large, is no city.
        let tenth = number / Decimal::TEN;
        let is_own = within(number, Decimal::TWO)
            || (tenth.fract().is_zero() && within(tenth, Decimal::new(15, 1)));
        if let Some((year, wards, sum)) = self.before {
            let is_large = number * Decimal::ONE_HUNDRED >= sum * self.share;
            if number == sum || (is_large && !is_own) {
                return Some(format!("{year}年度の{wards}{unit}の合計{}", show(sum)));
            }
        }
        let (wards, sum, low, high) = self.others?;
        let rest = number - sum;
        let is_rest = match own {
            Some(_) => within(rest, Decimal::TWO),
            None => rest >= low && rest <= high,
        };
        (rest.is_zero() || (rest > Decimal::ZERO && is_rest && !is_own)).then(|| {
            let with_own = if rest.is_zero() {
                String::new()
            } else {
                format!("に{unit}の分を加えた数")
            };
            format!("ほかの{wards}{unit}の合計{}{with_own}", show(sum))
        })
    }
}

fn tell(
    context: &Context<'_>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    fact: &Fact,
    why: &str,
) {
    let Nouns { whole, unit, .. } = context.nouns();
    let number = fact.value.number().map(show).unwrap_or_default();
    let message = format!(
        "書かれている数は{number}で、{why}に近い大きさです。{unit}ではなく、全{whole}の数を書いたのではありませんか。"
    );
    let ward = context.ward_name(submission.ward.as_ref());
    sink.push(
        sink.on_fact(context, submission, fact, message)
            .hint(format!(
                "全{whole}の数であれば、{ward}だけの数に直してください。{REASON_HINT}"
            )),
    );
}
