//! C304: something is written in the column of a fiscal year that has not begun at the as-of date.

use crate::check::rule::cell_list;
use crate::check::{Context, Rule, Sink};
use crate::definition::{FormDefinition, RuleInstance, SheetDefinition};
use crate::diagnostic::{Code, Outcome, Place, Severity};
use crate::model::{AsOf, Fact, FiscalYear, NarrativeItem, Submission};

/// The rule.
pub(crate) struct FutureYearFilled;

impl Rule for FutureYearFilled {
    fn code(&self) -> Code {
        Code::FUTURE_YEAR_FILLED
    }

    fn check(
        &self,
        context: &Context<'_>,
        instance: &RuleInstance,
        sink: &mut Sink<'_>,
    ) -> Outcome {
        let (mut checked, mut undated) = (false, false);
        for submission in context.subjects() {
            if context.as_of_differs(submission) {
                continue;
            }
            let Some(as_of) = context.as_of_for(submission) else {
                undated = true;
                continue;
            };
            checked = true;
            let form = context.form_for(submission);
            let future = form.years.iter().map(|column| column.year);
            for year in future.filter(|year| *year > as_of.fiscal_year()) {
                for sheet in &form.sheets {
                    numbers(context, instance, sink, submission, sheet, (as_of, year));
                }
                words(sink, submission, form, as_of, year);
            }
        }
        if undated && !checked {
            return Outcome::Skipped("時点が分からず、どの年度が先の年度か決められない".to_owned());
        }
        Outcome::Ran
    }
}

/// Numbers: one error per sheet and year, withholding each of them.
fn numbers(
    context: &Context<'_>,
    instance: &RuleInstance,
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
        .filter(|id| instance.fields.is_empty() || instance.fields.contains(id))
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

/// Bullets may be plans: a note, once per block.
fn words(
    sink: &mut Sink<'_>,
    submission: &Submission,
    form: &FormDefinition,
    as_of: AsOf,
    year: FiscalYear,
) {
    let mut blocks: Vec<&str> = Vec::new();
    for item in submission.narratives.iter().filter(|i| i.year == year) {
        if !blocks.contains(&item.block.as_str()) {
            blocks.push(&item.block);
        }
    }
    for block in blocks {
        let items: Vec<&NarrativeItem> = submission
            .narratives
            .iter()
            .filter(|item| item.year == year && item.block == block)
            .collect();
        let Some((first, rest)) = items.split_first() else {
            continue;
        };
        let label = form
            .narrative_block(block)
            .map_or("", |(_, block)| block.label.as_str());
        let message = format!(
            "時点（{}）より先の{year}年度の「{label}」に文章が{}件書かれています。",
            as_of.wareki(),
            items.len()
        );
        let mut diagnostic = sink
            .diagnostic(Place::from(&first.provenance), message)
            .severity(Severity::Note)
            .ward(submission.ward.as_ref())
            .year(year)
            .field(label)
            .entered(first.provenance.text.clone())
            .hint("予定を書いたのであれば、そのままでかまいません。");
        for item in rest {
            diagnostic = diagnostic.related(Place::from(&item.provenance));
        }
        sink.push(diagnostic);
    }
}
