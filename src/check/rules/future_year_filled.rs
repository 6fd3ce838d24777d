//! C304: a number is written in the column of a fiscal year that has not begun at the as-of date.

use crate::rule::cell_list;
use crate::{Context, Rule, RuleSettings, Sink};
use definition::{Fields, SheetDefinition};
use diagnostic::{Code, Outcome, Place, code};
use model::{AsOf, Fact, FiscalYear, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C304" "future-year-filled" Error "future_year_filled.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct FutureYearFilled {
    #[schemars(description = "対象の指標。書かなければ、様式の欄すべて。")]
    fields: Option<Fields>,
}

impl RuleSettings for FutureYearFilled {
    const CODE: Code = CODE;

    const OF_WHOLE: bool = true;
}

impl Rule for FutureYearFilled {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        context.each_future(|submission, as_of, year| {
            for sheet in &context.form_for(submission).sheets {
                let fields = self.fields.as_ref();
                numbers(context, fields, sink, submission, sheet, (as_of, year));
            }
        })
    }
}

/// Numbers: one error per sheet and year, withholding each of them.
fn numbers(
    context: &Context<'_>,
    fields: Option<&Fields>,
    sink: &mut Sink<'_>,
    submission: &Submission,
    sheet: &SheetDefinition,
    (as_of, year): (AsOf, FiscalYear),
) {
    let facts: Vec<&Fact> = sheet
        .blocks
        .iter()
        .flat_map(|block| &block.fields)
        .flat_map(|field| std::iter::once(&field.indicator).chain(&field.rate))
        .filter(|id| fields.is_none_or(|fields| fields.contains(id)))
        .filter_map(|indicator| submission.fact(indicator, year))
        .filter(|fact| is_entry(fact) && !sink.earlier().withholds(fact))
        .collect();
    let Some((first, rest)) = facts.split_first() else {
        return;
    };
    let what = if rest.is_empty() {
        format!("数「{}」が", first.provenance.text)
    } else {
        let cells = cell_list(facts.iter().map(|fact| &fact.provenance));
        format!("数が{}個{cells}", facts.len())
    };
    let message = format!(
        "時点（{}）より先の{year}年度の欄に、{what}書かれています。",
        as_of.wareki()
    );
    let mut diagnostic = sink
        .on_fact(context, submission, first, message)
        .expected("空欄")
        .hint(format!(
            "書く年度の列（{}年度）を間違えていないか確かめ、{year}年度の数は正しい列に移すか消してください。時点のほうが違うときは、時点を直してください。",
            as_of.fiscal_year()
        ));
    for fact in rest {
        diagnostic = diagnostic
            .also(&fact.indicator)
            .related(Place::from(&fact.provenance));
    }
    sink.push(diagnostic);
}

/// A number that somebody entered; a formula's zero only says that there is nothing to add up yet.
fn is_entry(fact: &Fact) -> bool {
    fact.value
        .number()
        .is_some_and(|number| !(fact.is_formula && number.is_zero()))
}
