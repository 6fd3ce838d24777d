//! T503: a ward's count is as large as the whole city's, in a field whose label speaks of the sum of all wards.

use rust_decimal::Decimal;

use crate::peers;
use crate::ratio::show;
use crate::rule::{REASON_HINT, parameter};
use crate::{Context, Earlier, Rule, Sink};
use definition::RuleInstance;
use diagnostic::{Code, Outcome};
use model::{Fact, FactState, FiscalYear, Submission};

/// The rule.
pub(crate) struct CityFigureSuspected;

impl Rule for CityFigureSuspected {
    fn code(&self) -> Code {
        Code::CITY_FIGURE_SUSPECTED
    }

    fn check(
        &self,
        context: &Context<'_>,
        instance: &RuleInstance,
        sink: &mut Sink<'_>,
    ) -> Outcome {
        let (mut checked, mut unknown) = (false, false);
        for (submission, fact) in context.due_facts(instance) {
            let is_live = context.live_year(submission) == Some(fact.year);
            if !is_live || fact.value.number().is_none() {
                continue;
            }
            let earlier = sink.earlier();
            let city = City::of(context, earlier, instance, submission, fact);
            if city.before.is_none() && city.others.is_none() {
                unknown = true;
                continue;
            }
            checked = true;
            let is_told = earlier.mentions(fact)
                || peers::asks_about(earlier, fact)
                || peers::is_copied(earlier, submission, fact.year);
            let Some(why) = city.suspicion(context, earlier, submission, fact) else {
                continue;
            };
            if !is_told {
                tell(context, sink, submission, fact, &why);
            }
        }
        if unknown && !checked {
            return Outcome::Skipped("全市の合計を知るだけの区の数がない".to_owned());
        }
        Outcome::Ran
    }
}

/// Whether this rule will speak about the fact, by the form's own parameters.
pub(super) fn is_suspected(
    context: &Context<'_>,
    earlier: &Earlier,
    submission: &Submission,
    fact: &Fact,
) -> bool {
    let form = context.form_for(submission);
    let name = Code::CITY_FIGURE_SUSPECTED.name();
    let mut instances = form.rules.iter().filter(|instance| {
        instance.kind == name && instance.fields.contains(&fact.indicator) && !instance.trial
    });
    instances.any(|instance| {
        City::of(context, earlier, instance, submission, fact)
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
        instance: &RuleInstance,
        submission: &Submission,
        fact: &Fact,
    ) -> Self {
        let wards = parameter(instance, "wards", 8);
        let enough = |count: usize| Decimal::from(count) >= wards;
        let year = fact.year.previous();
        let accepted: Vec<Decimal> = context
            .previous
            .iter()
            .flat_map(|previous| &previous.facts)
            .filter(|(id, then)| {
                id.year == year
                    && id.indicator == fact.indicator
                    && then.state == FactState::Reported
            })
            .filter_map(|(_, then)| then.value.number())
            .collect();
        let columns = || -> Vec<Decimal> {
            let entries = peers::entries(context, earlier, &fact.indicator, year);
            entries.iter().map(|entry| entry.number).collect()
        };
        let numbers = if enough(accepted.len()) {
            accepted
        } else {
            columns()
        };
        let sum = numbers.iter().copied().sum::<Decimal>();
        let before =
            (enough(numbers.len()) && sum > Decimal::ZERO).then_some((year, numbers.len(), sum));
        let others: Vec<Decimal> = peers::entries(context, earlier, &fact.indicator, fact.year)
            .iter()
            .filter(|entry| entry.submission.file != submission.file)
            .map(|entry| entry.number)
            .collect();
        let range = others.iter().min().zip(others.iter().max());
        Self {
            before,
            others: range
                .filter(|_| enough(others.len()))
                .map(|(low, high)| (others.len(), others.iter().copied().sum(), *low, *high)),
            share: parameter(instance, "share-percent", 50),
            at_least: parameter(instance, "at-least", 20),
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
                return Some(format!("{year}年度の{wards}区の合計{}", show(sum)));
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
                ""
            } else {
                "に区の分を加えた数"
            };
            format!("ほかの{wards}区の合計{}{with_own}", show(sum))
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
    let number = fact.value.number().map(show).unwrap_or_default();
    let message = format!(
        "書かれている数は{number}で、{why}に近い大きさです。区ではなく、全市の数を書いたのではありませんか。"
    );
    let ward = context.ward_name(submission.ward.as_ref());
    sink.push(
        sink.on_fact(context, submission, fact, message)
            .hint(format!(
                "全市の数であれば、{ward}だけの数に直してください。{REASON_HINT}"
            )),
    );
}
