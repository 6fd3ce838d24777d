//! S140: a number was typed over the formula that the template draws in this cell. It fits, so it is only a note.
//!
//! # Decisions
//! * Whether a formula stood there is told from the other years of the same field, which still hold it; a copy in which
//!   every year is typed was written so by this program or drawn so by the bureau.
//! * A number that does not fit is told by the rules on percentages, and not here.

use crate::ratio::{self, Fit, Known};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Outcome, Place, code};
use model::{Fact, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("S140" "formula-overwritten" Note "formula_overwritten.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct FormulaOverwritten {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for FormulaOverwritten {
    const CODE: Code = CODE;
}

impl Rule for FormulaOverwritten {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let (mut checked, mut undated) = (false, false);
        for (submission, fact) in sink.due_facts(context, Some(&self.fields)) {
            let Some(live) = context.live_year(submission) else {
                undated = true;
                continue;
            };
            checked = true;
            // Earlier years are typed by the template itself where it carries last year's return over.
            if fact.year != live || fact.is_formula || sink.earlier().mentions(fact) {
                continue;
            }
            if let Some(formula) = formula_beside(context, submission, fact)
                && fits(context, sink, submission, fact)
            {
                let label = context.short_label(&fact.indicator);
                let message = format!(
                    "{label}の計算式が消え、「{}」と入力されています。",
                    fact.provenance.text.trim()
                );
                sink.push(
                    sink.on_fact(context, submission, fact, message)
                        .expected("計算式")
                        .related(Place::from(&formula.provenance))
                        .hint(format!("数は合っているので、そのままでかまいません。後で{}数を直しても、この数は変わりません。", context.nouns().part)),
                );
            }
        }
        Outcome::skipped_if(
            undated && !checked,
            "時点が分からず、どの年度を見るのか決められない",
        )
    }
}

/// The same field of another year, where it still holds the formula.
fn formula_beside<'a>(
    context: &Context<'_>,
    submission: &'a Submission,
    fact: &Fact,
) -> Option<&'a Fact> {
    let years = context.form_for(submission).years.iter();
    years
        .filter_map(|column| submission.fact(&fact.indicator, column.year))
        .find(|other| other.is_formula)
}

/// Whether the typed number is what the formula would have given.
fn fits(context: &Context<'_>, sink: &Sink<'_>, submission: &Submission, fact: &Fact) -> bool {
    // Without a registered number of areas the template leaves the cell open for typing.
    if context.area_count(submission, fact.year).is_none() {
        return false;
    }
    let Some(written) = fact.value.number() else {
        return false;
    };
    let earlier = sink.earlier();
    match ratio::parts(context, earlier, submission, &fact.indicator, fact.year) {
        Known::Parts(parts) => ratio::fit_of(fact, written, parts.percent()) == Fit::Equal,
        Known::Blamed(_) | Known::Missing => false,
    }
}
